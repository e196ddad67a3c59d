"""What CUDA_VISIBLE_DEVICES names, worked out while the GPUs' identifiers are still at hand.

Reports hold no GPU identifier, so whether an entry names a GPU has to be a fact of its own. CUDA
reads the list from the left and stops at the first entry that names nothing; so does this, with the
rules that torch.cuda's own reading of the variable documents (torch/cuda/__init__.py).
"""

from __future__ import annotations

from envdoctor.model.machine import Gpu, Variable, VisibleDevice
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Mapping, Optional, Sequence, Tuple

    _Named = Optional[Tuple[int, Optional[int]]]
    """GPU and MIG instance; None when an entry names nothing."""

VARIABLE = "CUDA_VISIBLE_DEVICES"

_SOURCE = f"${VARIABLE}"
_GPU, _MIG, _OLD_MIG = "GPU-", "MIG-", "MIG-GPU-"
_HEX = "0123456789abcdefABCDEF-"
_SHORTEST_IDENTIFIER = 4


def read_visible_devices(
    environ: Mapping[str, str], gpus: Read[Tuple[Gpu, ...]]
) -> Read[Tuple[VisibleDevice, ...]]:
    """The entries up to the first that names nothing; *unknown* when the GPUs are not known."""
    value = environ.get(VARIABLE)
    if value is None:
        return Read.absent(_SOURCE, "not set")
    if gpus.value is None:
        return Read.unknown("NVML did not list the GPUs", _SOURCE)
    return Read.of(tuple(_entries(value, gpus.value)), _SOURCE)


def _entries(value: str, gpus: Sequence[Gpu]) -> Iterator[VisibleDevice]:
    # The first entry decides which kind the whole list is of.
    kind = next((prefix for prefix in (_GPU, _MIG) if value.startswith(prefix)), "")
    entries = [entry.strip() for entry in value.split(",")]
    if entries[1:] and not entries[-1]:
        del entries[-1]  # a comma at the end hides nothing
    for entry in entries:
        named = _named(entry, kind, gpus)
        shown = without_identifiers(entry)
        if named is None:
            yield VisibleDevice(shown, None)
            return
        yield VisibleDevice(shown, *named)


def _named(entry: str, kind: str, gpus: Sequence[Gpu]) -> _Named:
    if not kind:
        number = _leading_number(entry)
        return None if number is None or not 0 <= number < len(gpus) else (number, None)
    if not entry.startswith(kind):
        return None
    if entry.startswith(_OLD_MIG):
        # MIG-GPU-<uuid>/<GPU instance>/<compute instance>: the GPU alone can be told.
        whole = entry[len(_MIG) :].partition("/")[0]
        return _only((gpu.index, None) for gpu in gpus if gpu.uuid == whole)
    if kind == _GPU:
        return _only((gpu.index, None) for gpu in gpus if gpu.uuid.startswith(entry))
    return _only(
        (gpu.index, number)
        for gpu in gpus
        for number, part in enumerate(gpu.slices or ())
        if part.uuid.startswith(entry)
    )


def _only(found: "Iterator[Tuple[int, Optional[int]]]") -> _Named:
    """The one that was found: a beginning that fits several names nothing."""
    every = tuple(found)
    return every[0] if len(every) == 1 else None


def _leading_number(entry: str) -> Optional[int]:
    """As C's strtol reads it: "1gpu" is 1."""
    sign = entry[:1] if entry[:1] in ("+", "-") else ""
    digits = ""
    for character in entry[len(sign) :]:
        if character not in "0123456789":
            break
        digits += character
    return int(sign + digits) if digits else None


def hide_identifiers(variable: Variable) -> Variable:
    """The variable without the identifiers of GPUs and MIG instances."""
    return variable._replace(value=without_identifiers(variable.value))


def without_identifiers(text: str) -> str:
    """The text with `GPU-<uuid>` and `MIG-<uuid>` in place of identifiers."""
    for prefix in (_GPU, _MIG):
        if prefix in text:
            first, *rest = text.split(prefix)
            text = first + "".join(prefix + _without_start(part) for part in rest)
    return text


def _without_start(part: str) -> str:
    tail = part.lstrip(_HEX)
    return part if len(part) - len(tail) < _SHORTEST_IDENTIFIER else "<uuid>" + tail
