"""torch finds its own NVIDIA packages, in the versions that it pins.

torch's wheels for Linux load cuDNN, NCCL and the CUDA libraries from packages named nvidia-..., each
pinned to one version. Another torch, TensorFlow or onnxruntime replaces them; and the packages of two
CUDA majors write cuDNN and NCCL into the same folder.

How it is known: exact requirements in torch's metadata against the installed versions, and the CUDA
major in the packages' names. Packages of another CUDA that share no folder are information.

Bad: torch 2.1.2+cu121 with nvidia-cudnn-cu12 9.1.0.70, where it pins 8.9.2.26. Good: what it pins.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.installed import versions
from envdoctor.diagnose.rule import Rule
from envdoctor.diagnose.variants import cuda_of_variant
from envdoctor.model.environment import BrokenPin
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, INFO, MEDIUM, TORCH, WARNING, Finding
from envdoctor.model.goal import Constrain, Reinstall, Remove
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, List, Optional, Tuple

RULE = Rule(
    "torch.mixed_nvidia",
    TORCH,
    _("torch finds its own NVIDIA packages, in the versions that it pins"),
)
_IN_ONE_FOLDER = ("cudnn", "nccl", "cusparselt", "nvshmem")
"""Libraries whose files bear the same names for every CUDA major."""
_UNNUMBERED = ("cublas", "cuda-runtime", "cuda-nvrtc", "cufft", "curand", "cusolver", "cusparse")
"""From CUDA 13 on these packages have no CUDA major in their names: their version is CUDA's."""


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Pins that are broken, and packages of other CUDA majors."""
    torch = facts.torch.known()
    cuda = cuda_of_variant(torch.variant)
    if cuda is None:
        return
    broken = [pin for pin in facts.broken_pins.known() if _is_torch_s(pin)]
    if broken:
        yield _pins(facts, broken)
    own = cuda.partition(".")[0]
    installed = versions(facts)
    foreign = [name for name in installed if _major(name, installed[name]) not in (None, own)]
    over = [name for name in foreign if f"nvidia-{_stem(name)}-cu{own}" in installed]
    over = [name for name in over if _stem(name) in _IN_ONE_FOLDER]
    if over:
        yield _overwritten(facts, own, over)
    elif foreign:
        yield _elsewhere(facts, own, foreign)


def _is_torch_s(pin: BrokenPin) -> bool:
    return pin.required_by == "torch" and pin.name.startswith(("nvidia-", "triton"))


def _pins(facts: Facts, broken: List[BrokenPin]) -> Finding:
    other_major = [p for p in broken if p.version.split(".")[0] != p.installed.split(".")[0]]
    first = (other_major or broken)[0]
    return RULE.finding(
        ERROR if other_major else WARNING,
        cause="mixed_cuda_packages",
        variant="pins",
        title=_("{package} is {installed}, and torch {torch} was built with {pinned}"),
        why=_(
            "torch loads this package's library by its major version and its symbols: another one is not found, "
            "or lacks what torch calls."
        ),
        params={
            "package": first.name,
            "installed": first.installed,
            "pinned": first.version,
            "torch": facts.torch.known().version,
        },
        evidence=tuple(
            facts.broken_pins.evidence(
                f"torch requires {pin.name}=={pin.version}", f"{pin.name} {pin.installed}"
            )
            for pin in broken
        ),
        goals=tuple(Constrain(pin.name, f"=={pin.version}") for pin in broken),
    )


def _overwritten(facts: Facts, own: str, over: List[str]) -> Finding:
    goals: Tuple[Remove, ...] = tuple(Remove(name) for name in over)
    kept = tuple(Reinstall(f"nvidia-{_stem(name)}-cu{own}") for name in over)
    return RULE.finding(
        WARNING,
        cause="mixed_cuda_packages",
        confidence=MEDIUM,
        variant="overwritten",
        title=_("{packages} write into the folders of torch's own CUDA {own} packages"),
        why=_(
            "Libraries of both CUDA majors bear the same file names there: the one installed last is what torch "
            "loads, and removing it takes torch's away."
        ),
        params={"packages": ", ".join(over), "own": own},
        evidence=tuple(facts.distributions.evidence("package", name) for name in over),
        goals=(*goals, *kept),
    )


def _elsewhere(facts: Facts, own: str, foreign: List[str]) -> Finding:
    return RULE.finding(
        INFO,
        cause="mixed_cuda_packages",
        variant="elsewhere",
        title=_("packages of another CUDA than torch's {own} are installed: {packages}"),
        why=_(
            "torch does not load them. They may serve another framework, or be left of another torch and take "
            "up room."
        ),
        params={"packages": ", ".join(foreign[:4]), "own": own},
        evidence=tuple(facts.distributions.evidence("package", name) for name in foreign),
    )


def _stem(name: str) -> str:
    """The library's part of the name: "cudnn" of "nvidia-cudnn-cu12"."""
    return name[len("nvidia-") :].rpartition("-cu")[0]


def _major(name: str, version: str) -> Optional[str]:
    """The CUDA major of one of NVIDIA's packages; None for anything else."""
    if not name.startswith("nvidia-"):
        return None
    digits = name.rpartition("-cu")[2]
    if digits.isdigit():
        return digits
    return version.partition(".")[0] if name[len("nvidia-") :] in _UNNUMBERED else None
