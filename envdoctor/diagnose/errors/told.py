"""What a text tells of torch, the GPUs and what is around them, as the deciders ask it."""

from __future__ import annotations

import re

from envdoctor.compat.arch import ArchList
from envdoctor.compat.platforms import platform
from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Capability, capability, numbers
from envdoctor.diagnose.errors.target import target
from envdoctor.model.account import (
    CAPABILITY,
    CHANNEL,
    DRIVER,
    GPU,
    PACKAGE,
    TORCH_ARCHES,
    TORCH_CUDA,
    Account,
)
from envdoctor.model.finding import HIGH
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, Optional, Set, Tuple

_TORCHES = ("torch", "pytorch")
_MACHINES = ("linux", "x86_64")
"""Where nothing says the platform: what most reports come from."""
_MAKER = re.compile(r"(?i)\b(?:NVIDIA|GeForce|Tesla|Quadro|GTX|RTX)\b")
_SHORTEST = 3
"""Names of that many letters or fewer are looked for whole alone."""


def torch_version(account: Account) -> str:
    """The installed torch with its local part ("2.1.2+cu121"); "" where nothing tells it."""
    if account.facts.torch.value is not None:
        return account.facts.torch.value.version
    claims = (account.first(PACKAGE, name) for name in _TORCHES)
    return next((claim.value for claim in claims if claim is not None), "")


def torch_variant(account: Account) -> str:
    """The build of torch: "cu121", "cpu", "rocm5.7"; "" where nothing tells it."""
    torch = account.facts.torch.value
    if torch is not None and torch.variant:
        return torch.variant
    local = torch_version(account).partition("+")[2]
    if local.startswith(("cu", "cpu", "rocm", "xpu")):
        return local
    if is_conda_cpu_build(account):
        return "cpu"
    cuda = account.first(TORCH_CUDA)
    if cuda is None or cuda.value == "cpu":
        return "cpu" if cuda else ""
    return "cu" + "".join(cuda.value.split(".")[:2])


def torch_cuda(account: Account) -> str:
    """The CUDA that torch was built with, "12.1"; "" where nothing tells it or it has none."""
    torch = account.facts.torch.value
    if torch is not None and torch.cuda:
        return torch.cuda
    digits = torch_variant(account)[2:]
    return f"{digits[:-1]}.{digits[-1]}" if digits.isdigit() and len(digits) > 1 else ""


def is_conda_cpu_build(account: Account) -> bool:
    """Whether conda lists a CPU build of pytorch ("py3.8_cpu_0", "cpu_py38h92724a6_0")."""
    builds = (c.value for name in _TORCHES for c in account.of(CHANNEL, name))
    if any("cpu" in build.replace("pytorch-cpu", "cpu") for build in builds):
        return True
    versions = (c.value for name in _TORCHES for c in account.of(PACKAGE, name))
    return any(re.search(r"\b(?:cpu_|\w+_cpu_\d)", version) for version in versions)


def place(account: Account) -> Tuple[str, str]:
    """System and machine; Linux on x86_64 where nothing says otherwise."""
    platform = account.facts.platform.value
    if platform is None or not platform.system:
        return _MACHINES
    return platform.system, platform.machine or _MACHINES[1]


def capabilities(account: Account, tables: Tables) -> Tuple[Capability, ...]:
    """Compute capabilities of the GPUs that the text names, as told or as their names say."""
    found: Dict[Capability, None] = {}
    for gpu in account.facts.gpus.value or ():
        if gpu.compute_capability is not None:
            found.setdefault(gpu.compute_capability)
    for claim in account.of(CAPABILITY):
        if re.fullmatch(r"\d+\.\d", claim.value):
            found.setdefault(capability(claim.value))
    for claim in account.of(GPU):
        found.update(dict.fromkeys(_of_model(claim.value, tables)))
    return tuple(found)


def _of_model(name: str, tables: Tables) -> Iterator[Capability]:
    """The compute capability of a GPU; of a name that is short of a model's, those of all it may be.

    "TITAN X" is a GTX TITAN X or a TITAN X (Pascal).
    """
    model = tables.gpus.match(name)
    models = [model] if model is not None else []
    short = _MAKER.sub("", name).strip()
    if model is None and len(short) > _SHORTEST:
        within = re.compile(rf"(?<!\w){re.escape(short)}(?!\w)", re.IGNORECASE)
        examples = [text for text in tables.gpus.examples() if within.search(text)]
        models = [found for text in examples for found in [tables.gpus.match(text)] if found]
    for each in models:
        if each.compute_capability is not None:
            yield each.compute_capability


def arch_lists(account: Account, tables: Tables) -> Tuple[ArchList, ...]:
    """What the installed torch holds code for; where its variant is not told, each variant's list."""
    told = account.first(TORCH_ARCHES)
    if told is not None:
        return (_as_told(told.value.split()),)
    system, machine = place(account)
    variant = torch_variant(account)
    conda = account.facts.torch.value is not None and account.facts.torch.value.package == "conda"
    package = "conda" if conda else "wheel"
    lists = []
    for version in _releases(torch_version(account), tables):
        release = tables.torch.release(version)
        here = release.variants_here(system, machine) if release else None
        for name in (variant,) if variant else here or ():
            built = tables.torch.arch_list(version, name, system, machine, package)
            if built is not None and name != "cpu":
                lists.append(built)
    return tuple(lists)


def _releases(version: str, tables: Tables) -> Iterator[str]:
    """The release, or where only its minor is told ("1.7") those of that minor."""
    plain = version.partition("+")[0]
    if not plain:
        return
    if tables.torch.release(plain) is not None:
        yield plain
    elif plain.count(".") == 1:
        yield from (known for known in tables.torch.versions() if known.startswith(f"{plain}."))


def later_arch_lists(account: Account, tables: Tables) -> Tuple[ArchList, ...]:
    """Of a torch older than the table, what the oldest known build for the same CUDA holds code for."""
    version, variant = torch_version(account).partition("+")[0], target(account).variant
    known = tables.torch.versions()
    if not is_numbered(version) or not variant or numbers(version) >= numbers(known[0]):
        return ()
    lists = (tables.torch.arch_list(each, variant, *place(account), "wheel") for each in known)
    return tuple(built for built in lists if built is not None)[:1]


def _as_told(names: "list[str]") -> ArchList:
    return ArchList(
        torch="",
        variant="",
        platform="",
        package="",
        cubins=tuple(name for name in names if re.fullmatch(r"sm_\d+[af]?", name)),
        ptx=tuple(name for name in names if re.fullmatch(r"compute_\d+[af]?", name)),
        seen_in_binary=True,
        certainty=HIGH,
        note="",
        source="torch.cuda.get_arch_list()",
        as_of="",
    )


def driver_version(account: Account) -> str:
    """The NVIDIA driver's version; "" where nothing tells it."""
    if account.facts.driver.value is not None:
        return account.facts.driver.value.version
    claim = account.first(DRIVER)
    return claim.value if claim is not None and is_numbered(claim.value) else ""


def is_numbered(text: str) -> bool:
    """Whether it begins as a version does."""
    try:
        return bool(numbers(text))
    except ValueError:
        return False


def versions(account: Account, name: str) -> Set[str]:
    """Every version that the text gives for a distribution."""
    return {claim.value for claim in account.of(PACKAGE, name)}


def has_package(account: Account, *names: str) -> bool:
    """Whether the text lists one of these distributions."""
    return any(account.first(PACKAGE, name) is not None for name in names)


def is_serving(lists: Tuple[ArchList, ...], pairs: Tuple[Capability, ...]) -> Optional[bool]:
    """Whether these builds serve these GPUs; None where it is not known or some do and some do not."""
    answers = {built.runs_on(pair).works for built in lists for pair in pairs}
    return answers.pop() if len(answers) == 1 else None


def driver_needed(account: Account, tables: Tables) -> Tuple[str, ...]:
    """(CUDA, driver) that the told torch needs, where the told driver is older; else ()."""
    driver, cuda = driver_version(account), torch_cuda(account) or _default_cuda(account, tables)
    name = place(account)[0]
    if not driver or not cuda or name not in ("linux", "windows"):
        return ()
    need = tables.cuda.driver_need(cuda, name)
    return () if need is None or need.met_by(driver) else (cuda, need.minimum)


def _default_cuda(account: Account, tables: Tables) -> str:
    """The CUDA of the build that a plain install of the told torch brings here."""
    version = torch_version(account)
    release = tables.torch.release(version) if version and not torch_variant(account) else None
    default = release.index_default.get(platform(*place(account))) if release else None
    return (default.cuda if default else None) or ""
