"""What the claims say of torch and of the interpreter."""

from __future__ import annotations

from envdoctor.facts.text.package_facts import with_local
from envdoctor.facts.text.told import NOT_SAID, Told, read_of
from envdoctor.model.account import (
    CHANNEL,
    EXECUTABLE,
    IMPORTED,
    LISTED,
    PACKAGE,
    PYTHON,
    TORCH_CUDA,
)
from envdoctor.model.environment import Interpreter, Torch
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional, Tuple

_NAMES = ("torch", "pytorch")
_CPU = "cpu"


def torch_of(told: Told, system: str) -> Read[Torch]:
    """torch; its variant is "" where neither its version nor a line tells it."""
    claim = told.best(IMPORTED, *_NAMES) or told.best(PACKAGE, *_NAMES)
    if claim is None:
        return Read.unknown(NOT_SAID)
    version = claim.value
    if "+" not in version:
        version = with_local(version, told.heard(PACKAGE, *_NAMES))
    built = told.best(TORCH_CUDA)
    variant, cuda, hip = _variant(version, built.value if built else "", system)
    found = Torch(version, cuda, hip, variant, "conda" if _is_conda(told) else "wheel", "")
    return read_of(found, claim, *([built] if built and cuda else []))


def _variant(version: str, built: str, system: str) -> Tuple[str, Optional[str], Optional[str]]:
    """Variant, CUDA and ROCm: the version's local part counts, else what torch was built with."""
    local = version.partition("+")[2].partition(".with.")[0]
    if local == _CPU:
        return _CPU, None, None
    digits = local[2:]
    if local.startswith("cu") and digits.isdigit() and len(digits) > 1:
        return local, f"{digits[:-1]}.{digits[-1]}", None
    if local.startswith("rocm"):
        return local, None, local[4:]
    if built == _CPU:
        # Of a Mac it is not told whether this build has the Metal back end; of a vendor's label, nothing.
        return ("" if local or system == "macos" else _CPU), None, None
    if built:
        return "cu" + built.replace(".", ""), built, None
    return "", None, None


def _is_conda(told: Told) -> bool:
    return any(not claim.value.startswith("pypi") for claim in told.all(CHANNEL, *_NAMES))


def interpreter_of(told: Told) -> Read[Interpreter]:
    """The Python, where its version is told."""
    claim, executable = told.best(PYTHON), told.best(EXECUTABLE)
    if claim is None:
        return Read.unknown(NOT_SAID)
    path = executable.value if executable else ""
    lies_in_conda = any(word in path.lower() for word in ("conda", "mamba", "miniforge"))
    _, _, rest = path.replace("\\", "/").partition("/envs/") if lies_in_conda else ("", "", "")
    is_conda = lies_in_conda or told.all(LISTED, "conda") or _is_conda(told)
    found = Interpreter(
        executable=path,
        version=claim.value,
        implementation="cpython",
        prefix="",
        base_prefix="",
        kind="conda" if is_conda else "",
        environment=rest.partition("/")[0],
        site_packages=(),
        externally_managed=False,
        chosen_by="",
    )
    return read_of(found, claim)
