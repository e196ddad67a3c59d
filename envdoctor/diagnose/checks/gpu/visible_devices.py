"""CUDA_VISIBLE_DEVICES names GPUs that are there.

CUDA reads the list from the left and stops at the first entry that names nothing; everything behind
it is hidden, and nothing is said. The same entry twice hides all. -1, an empty value and words such
as "void" hide all GPUs, which some do on purpose to stay on the CPU.

How it is known: the variable, its entries held against the GPUs that NVML lists (indices, identifiers
and their beginnings, MIG instances) by CUDA's documented rules.

Bad: CUDA_VISIBLE_DEVICES=4,5 on a machine with two GPUs. Good: CUDA_VISIBLE_DEVICES=0,1.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.fault import Fault, found
from envdoctor.diagnose.rule import Rule
from envdoctor.facts.visible import read_visible_devices
from envdoctor.model.facts import Facts
from envdoctor.model.finding import GPU, INFO, MEDIUM, WARNING, Finding
from envdoctor.model.machine import VisibleDevice
from envdoctor.model.read import UNKNOWN
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional, Tuple

RULE = Rule(
    "gpu.visible_devices",
    GPU,
    _("CUDA_VISIBLE_DEVICES names GPUs that are there"),
    reference="https://docs.nvidia.com/cuda/cuda-c-programming-guide/index.html#cuda-environment-variables",
)
_VARIABLE = "CUDA_VISIBLE_DEVICES"
_ON_PURPOSE = ("", "-1", "none", "void", "NoDevFiles")


_CAUSE = "cuda_visible_devices_wrong"
_REMEDY = _("unset CUDA_VISIBLE_DEVICES, or list GPUs that nvidia-smi -L shows (0 to {last})")
_TWICE = Fault(
    "twice",
    _CAUSE,
    _("CUDA_VISIBLE_DEVICES={value} names one GPU twice, which hides all"),
    _("CUDA treats a list with a repeated entry as empty."),
    _REMEDY,
    otherwise=INFO,
)
_HIDDEN = Fault(
    "hidden",
    _CAUSE,
    _('CUDA_VISIBLE_DEVICES="{value}" hides all GPUs'),
    _("torch.cuda.is_available() is False while it is set so. Leave it if you only want the CPU."),
    _REMEDY,
    MEDIUM,
    WARNING,
    INFO,
)
_NONE = Fault(
    "none",
    _CAUSE,
    _("CUDA_VISIBLE_DEVICES={value} names no GPU of this machine"),
    _('"{entry}" names nothing here, and CUDA stops reading there: it sees no GPU.'),
    _REMEDY,
    otherwise=INFO,
)
_FEWER = Fault(
    "fewer",
    _CAUSE,
    _("CUDA sees {count} of the GPUs that CUDA_VISIBLE_DEVICES={value} lists"),
    _('"{entry}" names nothing here; CUDA stops reading there and hides what follows.'),
    _REMEDY,
    torch=WARNING,
    otherwise=INFO,
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """The variable's entries against the GPUs."""
    gpus = facts.gpus.known()
    entries = _entries(facts)
    fault = _fault(entries) if gpus else None
    if fault is None:
        return
    value = _value(facts, entries)
    params = {
        "value": value,
        "entry": entries[-1].entry,
        "count": str(sum(entry.gpu is not None for entry in entries)),
        "last": str(len(gpus) - 1),
    }
    evidence = (
        facts.visible_devices.evidence(_VARIABLE, value),
        facts.gpus.evidence("GPUs", ", ".join(f"{gpu.index}: {gpu.name}" for gpu in gpus)),
    )
    yield found(RULE, facts, fault, params, evidence)


def _entries(facts: Facts) -> Tuple[VisibleDevice, ...]:
    """As read; for facts of older documents, worked out where the variable holds plain numbers."""
    if facts.visible_devices.state == UNKNOWN:
        value = {item.name: item.value for item in facts.variables.value or ()}.get(_VARIABLE, "-")
        if value.replace(",", "").isdigit():
            return read_visible_devices({_VARIABLE: value}, facts.gpus).known()
    return facts.visible_devices.known()


def _fault(entries: Tuple[VisibleDevice, ...]) -> Optional[Fault]:
    named = [_identity(entry) for entry in entries if entry.gpu is not None]
    if len(set(named)) < len(named):
        return _TWICE
    if not entries or entries[-1].gpu is not None:
        return None
    if named:
        return _FEWER
    return _HIDDEN if entries[0].entry in _ON_PURPOSE else _NONE


def _identity(entry: VisibleDevice) -> Tuple[Optional[int], Optional[int], str]:
    """What makes two entries the same; the numbers of an old MIG identifier stand in its text."""
    text = entry.entry if entry.entry.startswith("MIG-GPU-") else ""
    return entry.gpu, entry.instance, text


def _value(facts: Facts, entries: Tuple[VisibleDevice, ...]) -> str:
    """The variable as it stands; the entries where the variables were not kept."""
    variables = {item.name: item.value for item in facts.variables.value or ()}
    return variables.get(_VARIABLE, ",".join(entry.entry for entry in entries))
