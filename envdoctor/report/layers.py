"""What each layer holds, in one line: the picture of the machine from the GPU up to MMAction2."""

from __future__ import annotations

from envdoctor.model.environment import Package
from envdoctor.model.facts import Facts
from envdoctor.model.finding import (
    CUDA,
    DRIVER,
    ERROR,
    GPU,
    INFO,
    LAYERS,
    LIBRARIES,
    MMACTION2,
    MMCV,
    MMDET,
    PYTHON,
    SKIPPED,
    SYSTEM,
    TORCH,
    Diagnosis,
    Finding,
)
from envdoctor.model.read import Read
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Iterator, List, Tuple

    Reads = Tuple["Read[object]", ...]
    Content = Tuple[Reads, List[str]]

OK = "ok"
FAULT = "fault"
DOUBT = "doubt"
NOTHING = "nothing"
NOT_SEEN = "not_seen"

NAMES = {
    SYSTEM: _("System"),
    GPU: _("GPU"),
    DRIVER: _("Driver"),
    CUDA: _("CUDA"),
    PYTHON: _("Python"),
    TORCH: _("PyTorch"),
    LIBRARIES: _("Libraries"),
    MMCV: _("mmengine, mmcv"),
    MMDET: _("mmdet, mmpose"),
    MMACTION2: _("MMAction2"),
}

_NOTHING = {
    GPU: _("no NVIDIA GPU"),
    DRIVER: _("no NVIDIA driver"),
    CUDA: _("no CUDA toolkit (only compiling needs one)"),
    PYTHON: _("no Python environment"),
    TORCH: _("not installed"),
    LIBRARIES: _("none installed"),
    MMCV: _("not installed"),
    MMDET: _("not installed (optional)"),
    MMACTION2: _("not installed"),
}


class LayerLine(NamedTuple):
    """One layer's name, state and content; `note` is a template said instead of content."""

    layer: str
    state: str
    content: str
    note: str


def layer_lines(facts: Facts, diagnosis: Diagnosis) -> Iterator[LayerLine]:
    """A line a layer, from the machine up."""
    judged = {r.rule.partition(".")[0] for r in diagnosis.results if r.status != SKIPPED}
    for layer in LAYERS:
        reads, parts = _CONTENT[layer](facts)
        content = ", ".join(part for part in parts if part)
        note = "" if content else _note(layer, reads)
        state = _state(layer, content, reads, diagnosis.findings)
        if state == OK and layer not in judged:
            state = NOTHING  # no rule of this layer was selected
        yield LayerLine(layer, state, content, note)


def _state(layer: str, content: str, reads: "Reads", findings: Tuple[Finding, ...]) -> str:
    severities = {f.severity for f in findings if f.layer == layer and f.severity != INFO}
    if severities:
        return FAULT if ERROR in severities else DOUBT
    if content:
        return OK
    return NOTHING if _nothing_there(reads) else NOT_SEEN


def _nothing_there(reads: "Reads") -> bool:
    return all(read.is_absent or read.value == () for read in reads)


def _note(layer: str, reads: "Reads") -> str:
    if _nothing_there(reads):
        return _NOTHING.get(layer, "")
    return next((r.reason for r in reads if r.reason and not r.is_absent), "") or _("unknown")


def _system(facts: Facts) -> Content:
    parts = []
    if facts.platform.value:
        place = facts.platform.value
        parts += [place.distribution or f"{place.system} {place.release}", place.machine]
        parts += ["WSL"] if place.wsl else []
    if facts.libc.value:
        parts.append(f"{facts.libc.value.name} {facts.libc.value.version}")
    if facts.container.value:
        parts.append(facts.container.value.kind)
    if facts.cpu.value:
        parts.append(f"{facts.cpu.value.usable:g} CPUs")
    if facts.memory.value:
        memory = facts.memory.value
        parts.append(f"{gibibytes(memory.limit_bytes or memory.physical_bytes)} RAM")
    return (facts.platform,), parts


def _gpu(facts: Facts) -> Content:
    reads: Reads = (facts.gpus, facts.nvidia_devices)
    parts = []
    for gpu in facts.gpus.value or ():
        details = []
        if gpu.compute_capability:
            details.append("sm_{}{}".format(*gpu.compute_capability))
        if gpu.memory_bytes:
            details.append(gibibytes(gpu.memory_bytes))
        parts.append(gpu.name + (f" ({', '.join(details)})" if details else ""))
    if not parts and facts.nvidia_devices.value and facts.nvidia_devices.value.pci:
        parts = [f"NVIDIA {address}" for address in facts.nvidia_devices.value.pci]
    return reads, parts


def _driver(facts: Facts) -> Content:
    reads: Reads = (facts.driver, facts.kernel_module)
    if facts.driver.value:
        driver = facts.driver.value
        return reads, [driver.version, f"CUDA <= {driver.cuda}" if driver.cuda else ""]
    if facts.kernel_module.value:
        return reads, [facts.kernel_module.value.version]
    return reads, []


def _cuda(facts: Facts) -> Content:
    kits = facts.toolkits.value or ()
    return (facts.toolkits,), [f"{kit.version or '?'} ({kit.path})" for kit in kits]


def _python(facts: Facts) -> Content:
    if not facts.interpreter.value:
        return (facts.interpreter,), []
    found = facts.interpreter.value
    return (facts.interpreter,), [found.version, found.kind]


def _torch(facts: Facts) -> Content:
    parts = []
    if facts.torch.value:
        torch = facts.torch.value
        build = f"CUDA {torch.cuda}" if torch.cuda else (torch.variant or "").upper()
        parts.append(f"{torch.version} ({build})" if build else torch.version)
    parts += _packages(facts.torchvision)
    return (facts.torch,), parts


def _libraries(facts: Facts) -> Content:
    parts = _packages(facts.numpy) + _packages(facts.opencv)
    for decoder in facts.decoders.value or ():
        if decoder.name != "opencv":
            parts.append(f"{decoder.name} {decoder.version}")
    return (facts.numpy, facts.opencv, facts.decoders), parts


def _mmcv(facts: Facts) -> Content:
    parts = _packages(facts.mmengine)
    if facts.mmcv.value:
        package = facts.mmcv.value.package
        parts.append(
            f"{_name(package)} {package.version}" + (" + ops" if facts.mmcv.value.ops else "")
        )
    return (facts.mmengine, facts.mmcv), parts


def _mmdet(facts: Facts) -> Content:
    return (facts.mmdet, facts.mmpose), _packages(facts.mmdet) + _packages(facts.mmpose)


def _mmaction2(facts: Facts) -> Content:
    return (facts.mmaction2,), _packages(facts.mmaction2)


def _packages(read: "Read[Package]") -> List[str]:
    return [f"{_name(read.value)} {read.value.version}"] if read.value else []


def _name(package: Package) -> str:
    return package.distribution or package.module


def gibibytes(size_bytes: int) -> str:
    """The size as people read it: "23.5 GiB"."""
    return f"{size_bytes / 2**30:.3g} GiB"


_CONTENT = {
    SYSTEM: _system,
    GPU: _gpu,
    DRIVER: _driver,
    CUDA: _cuda,
    PYTHON: _python,
    TORCH: _torch,
    LIBRARIES: _libraries,
    MMCV: _mmcv,
    MMDET: _mmdet,
    MMACTION2: _mmaction2,
}
