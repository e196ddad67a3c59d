"""What the claims say of the machine, as the records of the machine."""

from __future__ import annotations

from envdoctor.facts.text.told import NOT_SAID, Told, read_of
from envdoctor.model.account import (
    CAPABILITY,
    COMPILER,
    CONTAINER,
    DRIVER,
    DRIVER_CUDA,
    GPU,
    LIBC,
    MACHINE,
    SHM,
    SYSTEM,
    TOOLKIT,
    VARIABLE,
    WSL,
)
from envdoctor.model.machine import (
    Compiler,
    Container,
    Driver,
    Gpu,
    Libc,
    Platform,
    Space,
    Toolkit,
    Variable,
)
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, List, Optional, Tuple

    from envdoctor.compat.tables import Tables
    from envdoctor.model.account import Claim

_WINDOWS = ("windows", "win32", "win10", "win11", "win7", "win8")
_MACOS = ("macos", "mac os", "darwin", "osx")
_PLAIN = ("linux", "win32", "darwin", "windows")
_COMPILERS = ("gcc", "g++", "clang", "cl")
_SHM = "/dev/shm"  # noqa: S108 - named, not used
_HOMES = ("CUDA_HOME", "CUDA_PATH")


def platform_of(told: Told) -> Read[Platform]:
    """The operating system; its machine is "" where nothing says it."""
    claims = told.heard(SYSTEM)
    if not claims:
        return Read.unknown(NOT_SAID)
    system, machine = _system(claims[0].value), told.best(MACHINE)
    named = [
        claim
        for claim in told.all(SYSTEM)
        if claim.value.lower() not in _PLAIN and _system(claim.value) == system
    ]
    claim = (named or claims)[0]
    shown = machine.value if machine else _machine(system, claim.value, told)
    found = Platform(
        system=system,
        machine=shown,
        release="",
        distribution=claim.value if named else "",
        wsl=bool(told.all(WSL)),
    )
    return read_of(found, claim, *([machine] if machine else []))


def _system(value: str) -> str:
    lower = value.lower()
    if any(word in lower for word in _WINDOWS) and "wsl" not in lower:
        return "windows"
    return "macos" if any(word in lower for word in _MACOS) else "linux"


def _machine(system: str, value: str, told: Told) -> str:
    """What goes without saying: NVIDIA's GPUs for PCs and servers stand in machines of one kind."""
    if system == "windows":
        return "AMD64"
    usual = ("GeForce", "RTX", "GTX", "Tesla", "Quadro", "TITAN")
    names = [claim.value for claim in told.all(GPU)]
    if "colab" in value.lower() or any(word in name for word in usual for name in names):
        return "x86_64" if system == "linux" else ""
    return ""


def libc_of(told: Told) -> Read[Libc]:
    """glibc; where several lines tell it, the system's own comes first."""
    claims = told.heard(LIBC)
    return read_of(Libc("glibc", claims[0].value), claims[0]) if claims else Read.unknown(NOT_SAID)


def container_of(told: Told) -> Read[Container]:
    """The container, by its most telling name."""
    claims = told.heard(CONTAINER)
    named = [claim for claim in claims if claim.value != "container"] or claims
    return read_of(Container(named[0].value), named[0]) if named else Read.unknown(NOT_SAID)


def shm_of(told: Told) -> Read[Space]:
    """The size of /dev/shm."""
    claim = told.best(SHM)
    if claim is None:
        return Read.unknown(NOT_SAID)
    size = int(claim.value)
    return read_of(Space(_SHM, size, size), claim)


def driver_of(told: Told) -> Read[Driver]:
    """The driver's version, and the CUDA that it runs."""
    claim, cuda = told.best(DRIVER), told.best(DRIVER_CUDA)
    if claim is None:
        return Read.unknown(NOT_SAID)
    return read_of(Driver(claim.value, cuda.value if cuda else ""), claim)


def gpus_of(told: Told, tables: Tables) -> Read[Tuple[Gpu, ...]]:
    """The GPUs that are named; what each can compute is told, or known by its name."""
    claims = _distinct(_whole_names(told))
    if not claims:
        return Read.unknown(NOT_SAID)
    found = tuple(
        Gpu(
            index=int(claim.name) if claim.name else position,
            name=claim.value,
            compute_capability=_capability(claim, len(claims), told, tables),
            memory_bytes=None,
            uuid="",
            pci="",
            persistence=None,
            ecc=None,
            mig=None,
        )
        for position, claim in enumerate(claims)
    )
    return read_of(found, *claims)


def _whole_names(told: Told) -> List[Claim]:
    """nvidia-smi cuts names short; where it alone was seen, somebody may have written the whole one."""
    heard = told.heard(GPU)
    if all(claim.value.endswith(_CUT) for claim in heard):
        return [claim for claim in told.all(GPU) if not claim.value.endswith(_CUT)] or heard
    return heard


_CUT = "..."


def _distinct(claims: List[Claim]) -> List[Claim]:
    """One claim a GPU: several tools may have shown the same ones, some with their names cut short."""
    indexed: Dict[str, Claim] = {}
    for claim in claims:
        before = indexed.get(claim.name)
        if claim.name and (before is None or before.value.endswith(_CUT)):
            indexed[claim.name] = claim
    if indexed:
        return sorted(indexed.values(), key=lambda claim: int(claim.name))
    return [claim for claim in claims if claim.line.number == claims[0].line.number]


def _capability(gpu: Claim, count: int, told: Told, tables: Tables) -> Optional[Tuple[int, int]]:
    """As told for this GPU, or for the only one; else as the table knows its name."""
    own = (
        told.best(CAPABILITY, gpu.value, gpu.name) if gpu.name else told.best(CAPABILITY, gpu.value)
    )
    any_one = told.best(CAPABILITY, "") if count == 1 else None
    claim = own or any_one
    if claim is not None:
        major, _, minor = claim.value.partition(".")
        return int(major), int(minor)
    model = tables.gpus.match(gpu.value)
    return model.compute_capability if model else None


def toolkits_of(told: Told) -> Read[Tuple[Toolkit, ...]]:
    """The toolkits whose nvcc is told of; the last is the one that a build takes."""
    by_place = {(claim.name, claim.value): claim for claim in told.heard(TOOLKIT)}
    claims = list(by_place.values())
    if not claims:
        return Read.unknown(NOT_SAID)
    homes = {claim.value.rstrip("/"): claim.name for claim in told.all(VARIABLE, *_HOMES)}
    found = []
    for claim in claims:
        chosen = [homes[claim.name.rstrip("/")]] if claim.name.rstrip("/") in homes else []
        if claim is claims[-1]:
            chosen.append("PATH")
        found.append(Toolkit(claim.name, claim.value, tuple(chosen)))
    return read_of(tuple(found), *claims)


def compilers_of(told: Told) -> Read[Tuple[Compiler, ...]]:
    """The host compilers, gcc first as builds take it."""
    claims = [c for c in (told.best(COMPILER, name) for name in _COMPILERS) if c]
    if not claims:
        return Read.unknown(NOT_SAID)
    return read_of(tuple(Compiler(claim.name, "", claim.value) for claim in claims), *claims)


def variables_of(told: Told, toolkits: Read[Tuple[Toolkit, ...]]) -> Read[Tuple[Variable, ...]]:
    """The variables that are told of; one that names a toolkit only where that toolkit is told of too."""
    claims = {claim.name: claim for claim in told.all(VARIABLE)}
    chosen = [by for kit in toolkits.value or () for by in kit.chosen_by]
    kept = [c for name, c in sorted(claims.items()) if name not in _HOMES or name in chosen]
    if not kept:
        return Read.unknown(NOT_SAID)
    return read_of(tuple(Variable(claim.name, claim.value) for claim in kept), *kept)
