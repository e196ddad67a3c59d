"""Which cause an import's error has, and the rules that may have found that cause in the files."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order
from envdoctor.diagnose.installed import OF_MMCV
from envdoctor.model.facts import Facts
from envdoctor.model.imports import CRASHED, FAILED, HUNG, ImportFailure, ImportResult
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, Tuple

_OPENMMLAB = {"MMCV": "mmcv", "MMEngine": "mmengine", "MMDetection": "mmdet", "MMDET": "mmdet"}
_GENERATION_1 = ("mmcv.runner", "mmcv.parallel", "mmcv.utils.", "mmcv.fileio")
_MISSING = {"mmcv._ext": "mmcv_ops_missing", "pkg_resources": "setuptools_too_new"}
_MESSAGES = (
    ("compiled using NumPy 1", "numpy_abi_mismatch"),
    ("dtype size changed", "numpy_abi_mismatch"),
    ("_ARRAY_API not found", "numpy_abi_mismatch"),
    ("numpy.core.multiarray failed", "numpy_abi_mismatch"),
    ("GLIBC_", "system_runtime_too_old"),
    ("GLIBCXX_", "system_runtime_too_old"),
    ("iJIT_NotifyEvent", "mkl_version_conflict"),
    ("operator torchvision::", "torch_torchvision_mismatch"),
    ("is already registered in", "torch_too_new_for_mmengine"),
    ("module 'numpy' has no attribute", "dependency_too_new"),
    ("has no attribute 'ImpImporter'", "python_too_new"),
    ("invalid ELF header", "package_damaged"),
    ("file too short", "package_damaged"),
)
"""Parts of messages that say what it is, whatever raised them."""

_DAMAGED = ("python.files_damaged", "python.damaged", "python.version_mismatch")
_LACKING = (
    *("python.requirements", "python.setuptools", "mmaction2.undeclared_imports"),
    *("torch.present", "mmcv.mmengine_present", "mmcv.present", "mmcv.generations"),
)
_OF_TORCH = (
    *("torch.mixed_nvidia", "torch.companions", "libraries.library_path"),
    *("libraries.cuda_missing", "libraries.mkl"),
)
_OF_OPS = (
    *("mmcv.ops_for_torch", "mmcv.ops_for_python", "mmcv.ops_cuda_variant"),
    *("mmcv.ops_damaged", "mmcv.doubled"),
)
_RANGES = ("mmcv.generations", "mmaction2.minimum", "mmdet.minimum", "mmdet.mmpose_minimum")
ROOTS: Dict[str, Tuple[str, ...]] = {
    "dependency_missing": _LACKING,
    "release_defect": ("mmaction2.complete", *_DAMAGED),
    "package_damaged": ("python.shared_modules", "libraries.opencv_owners", *_DAMAGED),
    "mmcv_install_damaged": ("mmcv.doubled", "mmcv.ops_damaged", *_DAMAGED),
    "mmcv_ops_missing": ("mmcv.ops_missing", "mmcv.ops_for_python", "mmcv.doubled", *_DAMAGED),
    "openmmlab_generations_mixed": (*_RANGES, "mmcv.minimum"),
    "mmcv_too_new": (*_RANGES, "mmcv.range", "openmmlab.known_bad"),
    "mmcv_too_old": (*_RANGES, "mmcv.range", "mmcv.minimum"),
    "mmengine_too_new": (*_RANGES, "mmcv.mmengine_range"),
    "mmengine_too_old": (*_RANGES, "mmcv.mmengine_range", "mmcv.mmengine_minimum"),
    "setuptools_too_new": ("python.setuptools",),
    "numpy_abi_mismatch": ("libraries.numpy_for_torch", "libraries.numpy_neighbours"),
    "system_runtime_too_old": ("libraries.glibc",),
    "missing_system_library": ("libraries.system_libraries", "libraries.opencv_owners"),
    "missing_cuda_shared_lib": ("python.requirements", "mmcv.ops_cuda_variant", *_OF_TORCH),
    "mixed_cuda_packages": ("python.requirements", *_OF_TORCH),
    "mkl_version_conflict": ("libraries.mkl",),
    "torch_torchvision_mismatch": ("torch.companions",),
    "extension_torch_abi_mismatch": _OF_OPS,
    "torch_too_new_for_mmengine": ("openmmlab.known_bad",),
    "dependency_too_new": ("openmmlab.known_bad", "libraries.numpy_neighbours"),
    "python_too_new": ("openmmlab.known_bad", "python.wheels_for_version"),
    "import_crashes": (*_OF_TORCH, *_OF_OPS, *_DAMAGED, "libraries.numpy_for_torch"),
    "import_fails": ("openmmlab.known_bad", "python.local_shadow", *_DAMAGED),
}
"""For each cause the rules that see it in the files; one that found it stands above the import."""


def stopped(facts: Facts) -> Iterator[Tuple[ImportResult, ImportFailure]]:
    """The imports that did not come to their end, with why. Raises `NotKnown`.

    mmcv.ops does not count where no ops are installed: that is mmcv-lite.
    """
    lite = facts.mmcv.value is not None and facts.mmcv.value.ops is None
    for result in facts.imports.known():
        failure = result.failure
        if failure is None or result.state not in (FAILED, CRASHED, HUNG):
            continue
        if not (lite and result.module == "mmcv.ops" and failure.missing == "mmcv._ext"):
            yield result, failure


def cause_of(facts: Facts, tables: Tables, state: str, failure: ImportFailure) -> str:
    """The word for what happened; "import_fails" where nothing more can be said."""
    if state == HUNG:
        return "probe_timed_out"
    if state == CRASHED:
        return "import_crashes"
    if failure.missing:
        return _of_missing(facts, tables, failure)
    if failure.error == "AssertionError" and "is used but incompatible" in failure.message:
        return _of_range(failure.message)
    for part, cause in _MESSAGES:
        if part in failure.message:
            return cause
    return _of_library(tables, failure.message) or "import_fails"


def _of_missing(facts: Facts, tables: Tables, failure: ImportFailure) -> str:
    """A module that is not found: a package, a part of the one that asks, or a part of another."""
    missing, top = failure.missing, failure.missing.partition(".")[0]
    if missing in _MISSING:
        return _MISSING[missing]
    package = facts.mmaction2.value
    defects = tables.known_bad.missing_modules("mmaction2", package.version) if package else ()
    if any(missing in defect.modules for defect in defects):
        return "release_defect"
    if top == missing:
        return "dependency_missing"
    if f"{missing}.".startswith(_GENERATION_1):
        return "openmmlab_generations_mixed"
    if top != failure.where.partition(".")[0]:
        return "import_fails"
    return "mmcv_install_damaged" if top in OF_MMCV else "package_damaged"


def _of_range(message: str) -> str:
    """Of "MMCV==2.2.0 is used but incompatible. Please install mmcv>=2.0.0rc4, <2.2.0."."""
    name, _, rest = message.partition("==")
    version, upper = rest.partition(" ")[0], message.rpartition("<")[2].strip("= .")
    package = _OPENMMLAB.get(name)
    if package is None:
        return "import_fails"
    try:
        is_new = order(version) >= order(upper)
    except ValueError:
        return "import_fails"
    return f"{package}_too_new" if is_new else f"{package}_too_old"


def _of_library(tables: Tables, message: str) -> str:
    """What the loader's words mean; "" when it did not speak."""
    if "undefined symbol" in message:
        file = message.partition(":")[0]
        own = any(part in file for part in ("/torch/lib/", "/nvidia/", "libtorch"))
        return "mixed_cuda_packages" if own else "extension_torch_abi_mismatch"
    library = message.partition(":")[0].strip()
    is_absent = "cannot open shared object file" in message or "Library not loaded" in message
    if not is_absent and "not found in the system path" in message:
        is_absent, library = True, message.partition(" ")[0]
    if not is_absent:
        return ""
    if library.startswith(("libc10_cuda", "libtorch_cuda", "libc10.", "libtorch.", "libtorch_cpu")):
        return "extension_torch_abi_mismatch"
    is_cuda = tables.shared_libraries.cuda_library(library) is not None
    return "missing_cuda_shared_lib" if is_cuda else "missing_system_library"
