"""Whether something is to be compiled here: the question before every check of a toolkit or compiler.

Prebuilt packages bring CUDA's runtime along, so a toolkit that fits nothing and a compiler that is
too new harm nobody who installs wheels. A compile is in play in two cases only:

- *pending*: MMAction2, mmdet or mmpose is installed and mmcv is missing, lacks its ops or lies
  outside their ranges, and no wheel of any mmcv in the ranges exists for this torch, CUDA, Python
  and platform (mmcv_wheels.toml): an install will compile;
- *again*: mmcv works, installed from source (editable), and whoever changes torch or mmcv there
  compiles it again.

mmcv-lite is a choice that needs no compiler. Builds of torch for anything but CUDA or the CPU are
outside the tables. What is not known puts nothing into play.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds
from envdoctor.diagnose.ranges import CONSUMERS, specifiers
from envdoctor.model.environment import Mmcv, Torch
from envdoctor.model.facts import REQUIRED, Facts
from envdoctor.model.finding import ERROR, WARNING
from envdoctor.model.machine import Compiler, Toolkit
from envdoctor.model.read import Evidence
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple

HOME_VARIABLES = ("CUDA_HOME", "CUDA_PATH")
"""In the order in which torch.utils.cpp_extension asks for them."""


class Compile(NamedTuple):
    """mmcv, to be compiled against the torch that is installed."""

    pending: bool
    """Whether it must be compiled for anything to work; else it would be compiled again."""
    torch: Torch
    cuda: str
    """The CUDA that its ops are compiled for; "" where none are: no GPU is there to build for."""
    evidence: Evidence
    """Why it is compiled."""

    @property
    def severity(self) -> str:
        """How much it matters that a compile would fail."""
        return ERROR if self.pending else WARNING


def compile_in_play(facts: Facts, tables: Tables) -> Optional[Compile]:
    """What would be compiled, None when nothing is or nobody knows."""
    torch = facts.torch.value
    if torch is None or not (torch.variant == "cpu" or torch.variant.startswith("cu")):
        return None
    mmcv = facts.mmcv.value
    if mmcv is not None and mmcv.package.editable:
        evidence = facts.mmcv.evidence("mmcv", "installed from source")
        return Compile(mmcv.ops is None, torch, _cuda(facts, torch), evidence)
    try:
        needed = _is_wanted(facts, tables, mmcv) and not _has_wheel(facts, tables, torch)
    except ValueError:
        return None
    if not needed:
        return None
    said = f"none for torch {torch.version} ({torch.variant})"
    evidence = Evidence("mmcv wheels", said, "mmcv_wheels.toml")
    return Compile(True, torch, _cuda(facts, torch), evidence)


def _is_wanted(facts: Facts, tables: Tables, mmcv: Optional[Mmcv]) -> bool:
    """Whether another mmcv has to be installed than the one that is there."""
    if not any(getattr(facts, name).value for name in CONSUMERS):
        return False
    if mmcv is None:
        return facts.mmcv.is_absent
    if mmcv.package.distribution == "mmcv-lite":
        return False
    ranges = specifiers(facts, tables, "mmcv")
    inside = all(Bounds.parse(text).holds(mmcv.package.version) for text in ranges)
    return mmcv.ops is None or not inside


def _has_wheel(facts: Facts, tables: Tables, torch: Torch) -> bool:
    """Whether a wheel of some mmcv in the ranges exists here; where it is not known, it may."""
    python, platform = facts.interpreter.value, facts.platform.value
    if python is None or platform is None or not platform.machine:
        return True
    ranges = [Bounds.parse(text) for text in specifiers(facts, tables, "mmcv")]
    allowed = [
        release
        for release in tables.mmcv_wheels.releases()
        if "rc" not in release and all(bounds.holds(release) for bounds in ranges)
    ]
    where = (torch.version, torch.variant, python.version, platform.system, platform.machine)
    return tables.mmcv_wheels.newest_for(*where, allowed=allowed) is not None


def _cuda(facts: Facts, torch: Torch) -> str:
    """mmcv's setup.py compiles for CUDA where torch sees a GPU, or where FORCE_CUDA says so."""
    wanted = facts.gpus.value or facts.expect_gpu == REQUIRED or variable(facts, "FORCE_CUDA")
    return torch.cuda or "" if wanted else ""


def variable(facts: Facts, name: str) -> str:
    """An environment variable's value; "" when it is not set, or not known."""
    return next((item.value for item in facts.variables.value or () if item.name == name), "")


def home_variable(facts: Facts) -> Tuple[str, str]:
    """The variable that says where the toolkit is, and what it says; ("", "") when none does."""
    for name in HOME_VARIABLES:
        if variable(facts, name):
            return name, variable(facts, name)
    return "", ""


def toolkit_of(facts: Facts, chosen_by: str) -> Optional[Toolkit]:
    """The toolkit that a variable, PATH or a usual place points at."""
    toolkits = facts.toolkits.value or ()
    return next((kit for kit in toolkits if chosen_by in kit.chosen_by), None)


def chosen_toolkit(facts: Facts) -> Optional[Toolkit]:
    """The toolkit that torch.utils.cpp_extension takes; None when it finds none.

    CUDA_HOME or CUDA_PATH decides alone; else nvcc on PATH, where an active conda environment's
    comes first, else /usr/local/cuda.
    """
    name, _ = home_variable(facts)
    if name:
        return toolkit_of(facts, name)
    for place in ("PATH", "environment", "/usr/local/cuda"):
        found = toolkit_of(facts, place)
        if found is not None:
            return found
    return None


def gcc(facts: Facts) -> Optional[Compiler]:
    """The gcc that a build takes; None where another compiler comes first or none is known."""
    first = next(iter(facts.compilers.value or ()), None)
    return first if first is not None and first.name in {"gcc", "g++"} else None


def major(version: str) -> int:
    """The major number of a compiler's or toolkit's version; 0 when its files do not tell."""
    head = version.partition(".")[0]
    return int(head) if head.isascii() and head.isdigit() else 0


def minor_of(version: str) -> str:
    """Tell "12.1" from "12.1.105"."""
    return ".".join(version.split(".")[:2])
