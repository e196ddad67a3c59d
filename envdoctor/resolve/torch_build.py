"""Which build of torch, with its companions, and the index that holds it."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import public
from envdoctor.model.facts import Facts
from envdoctor.model.finding import Fix
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.managers import installed_version, manager_for, manager_of
from envdoctor.resolve.torch_index import torch_index
from envdoctor.resolve.wishes import Wishes

if TYPE_CHECKING:
    from typing import Iterator, List, Tuple

_COMPANIONS = ("torchvision", "torchaudio")
_NO_OPTIONS: Tuple[str, ...] = ()


def is_torch_changed(wishes: Wishes) -> bool:
    """Whether the wishes put another torch into the environment."""
    return bool(wishes.variants) or "torch" in wishes.constraints


def planned_torch(wishes: Wishes, facts: Facts) -> Tuple[str, str]:
    """(release, variant) that will be there; "" for what is left to the index or not known."""
    torch = facts.torch.value
    variant = wishes.variants[0] if wishes.variants else ""
    if not variant:
        # Without a GPU in sight the CPU build is the one that brings no CUDA packages along.
        variant = torch.variant if torch else ("" if facts.gpus.value else "cpu")
    for specifier in wishes.constraints.get("torch", ()):
        if specifier.startswith("=="):
            return specifier[2:], variant
    if "torch" in wishes.constraints or torch is None:
        return "", variant
    return torch.version.partition("+")[0], variant


def torch_fix(wishes: Wishes, facts: Facts, tables: Tables, *, afresh: bool = False) -> Fix:
    """Installs torch, and the torchvision and torchaudio that are there, from the variant's index."""
    release, variant = planned_torch(wishes, facts)
    if not release and variant not in _newest_variants(facts, tables):
        variant = ""  # its index ends at releases that are not asked for
    local, index = _index(facts, tables, release, variant)
    specifiers = ",".join(wishes.constraints.get("torch", ()))
    packages = [f"torch=={release}{local}" if release else f"torch{specifiers}"]
    packages += _companions(release, local, facts, tables)
    again = manager_of(facts).afresh if afresh else ()
    argv = (*manager_of(facts).install, *again, *packages, *index)
    return Fix(
        _("install the {variant} build of torch") if variant else _("install torch"),
        {"variant": variant},
        (*_without_conda_s(facts), argv),
        safe=True,
    )


def _without_conda_s(facts: Facts) -> Iterator[Tuple[str, ...]]:
    """Takes conda's torch away: wheels would be written over files that conda counts as its own."""
    installed = facts.distributions.value or ()
    of_conda = {item.name for item in installed if item.installer == "conda"}
    names = [name for name in ("pytorch", *_COMPANIONS) if name in of_conda]
    if names:
        yield (*manager_for(facts, names[0]).uninstall, *names)


def companions_fix(wishes: Wishes, facts: Facts, tables: Tables) -> Iterator[Fix]:
    """Installs the torchvision and torchaudio that belong to the torch that stays."""
    wanted = {name: wishes.constraints[name] for name in _COMPANIONS if name in wishes.constraints}
    damaged = [name for name in _COMPANIONS if name in wishes.reinstalled]
    torch = facts.torch.value
    if torch is None or not (wanted or damaged):
        return
    for name in damaged:
        wanted.setdefault(name, (f"=={public(installed_version(name, facts))}",))
    local, index = "", _NO_OPTIONS
    if torch.package != "conda":
        local, index = _index(facts, tables, public(torch.version), torch.variant)
    packages = [f"{name}{','.join(found)}{local}" for name, found in wanted.items()]
    manager = manager_for(facts, next(iter(wanted)))
    argv = (*manager.install, *(manager.afresh if damaged else ()), *packages, *index)
    yield Fix(
        _("install what belongs to torch {torch}"), {"torch": torch.version}, (argv,), safe=True
    )


def _index(facts: Facts, tables: Tables, release: str, variant: str) -> Tuple[str, Tuple[str, ...]]:
    """The version's local part and the options that name where the variant lies."""
    platform = facts.platform.value
    place = (platform.system, platform.machine) if platform else ("", "")
    found = torch_index(tables, release, variant, *place)
    return found.local, found.argv


def _newest_variants(facts: Facts, tables: Tables) -> Tuple[str, ...]:
    """The variants of the newest release, which an open range leads to."""
    newest, platform = tables.torch.release(tables.torch.newest()), facts.platform.value
    if newest is None or platform is None:
        return ()
    return newest.variants_here(platform.system, platform.machine) or ()


def _companions(release: str, local: str, facts: Facts, tables: Tables) -> List[str]:
    pairs = tables.torch.pairs(release) if release else None
    installed = {item.name for item in facts.distributions.value or ()}
    found = []
    for name in _COMPANIONS:
        version = getattr(pairs, name, None)
        if name in installed:
            found.append(f"{name}=={version}{local}" if version else name)
    return found
