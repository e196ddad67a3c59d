"""Goals of findings -> commands for the environment's own manager, decided together.

One plan for all findings: what one of them asks for also holds in the commands of the others, so
that no fix undoes another (`numpy<2` also moves an OpenCV that needs NumPy 2).
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.model.facts import Facts
from envdoctor.model.finding import INFO, Finding, Fix, Mending
from envdoctor.model.goal import Align, FromSource
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.companions import opencv_version, with_companions
from envdoctor.resolve.managers import (
    installed_version,
    manager_for,
    manager_of,
    preparation,
)
from envdoctor.resolve.mmcv_build import mmcv_fix
from envdoctor.resolve.specifiers import joined
from envdoctor.resolve.torch_build import companions_fix, is_torch_changed, torch_fix
from envdoctor.resolve.wishes import Wishes, gather

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Tuple

_TORCH_FAMILY = ("torch", "torchvision", "torchaudio")
_OF_MMCV = ("mmcv", "mmcv-full")
"""Distributions with compiled ops, which come from a page of their own."""


def mend(findings: Tuple[Finding, ...], facts: Facts, tables: Tables) -> Mending:
    """What ends each finding, and what ends all of them."""
    faults = tuple(f for f in findings if f.severity != INFO and not f.follows_from)
    everything = with_companions(gather(faults), facts, tables)
    return Mending(
        fixes=tuple(_own_fixes(finding, everything, facts, tables) for finding in findings),
        joint=_fixes(everything, everything, facts, tables),
    )


def _own_fixes(
    finding: Finding, everything: Wishes, facts: Facts, tables: Tables
) -> Tuple[Fix, ...]:
    """One finding's part of the joint plan, in the joint plan's versions."""
    own = with_companions(gather((finding,)), facts, tables)
    kept = {
        name: specifiers
        for name, specifiers in everything.constraints.items()
        if name in own.constraints or name in own.reinstalled
    }
    aligned = tuple(
        align for align in everything.aligned if own.constraints.keys() & set(align.packages)
    )
    joined_up = own._replace(
        constraints=kept,
        variants=everything.variants if own.variants else (),
        aligned=own.aligned + tuple(align for align in aligned if align not in own.aligned),
    )
    return _fixes(joined_up, everything, facts, tables)


def _fixes(wishes: Wishes, whole: Wishes, facts: Facts, tables: Tables) -> Tuple[Fix, ...]:
    """All steps, and before the first that installs, what makes installing possible."""
    steps = tuple(_steps(wishes, whole, facts, tables))
    first = preparation(facts) if any(step.commands for step in steps) else None
    return (first, *steps) if first else steps


def _steps(wishes: Wishes, whole: Wishes, facts: Facts, tables: Tables) -> Iterator[Fix]:
    """The steps in the order that holds: out, torch, wheels, what must be written last, source."""
    for text, finding in wishes.manual:
        yield Fix(text, finding.params, (), safe=False)
    if wishes.removed:
        argv = (*manager_of(facts).uninstall, *wishes.removed)
        yield Fix(_("uninstall the packages that must not be there"), {}, (argv,), safe=True)
    if is_torch_changed(wishes):
        yield torch_fix(wishes, facts, tables)
    else:
        yield from _torch_as_it_is(wishes, whole, facts, tables)
    yield from _wheels(wishes, facts)
    yield from _mmcv(wishes, whole, facts, tables)
    for align in wishes.aligned:
        yield _aligned(align, whole, facts, tables)
    for name in wishes.reinstalled:
        if name not in _OF_MMCV and not (name in _TORCH_FAMILY and _is_wheel(facts)):
            yield _afresh(name, wishes, facts)
    for goal in wishes.from_source:
        yield _from_source(goal, facts)


def _torch_as_it_is(wishes: Wishes, whole: Wishes, facts: Facts, tables: Tables) -> Iterator[Fix]:
    """The same build of torch again, or only what belongs to it; nothing when torch moves anyhow."""
    if is_torch_changed(whole):
        return
    if "torch" in wishes.reinstalled and _is_wheel(facts):
        yield torch_fix(wishes, facts, tables, afresh=True)
    else:
        yield from companions_fix(wishes, facts, tables)


def _is_wheel(facts: Facts) -> bool:
    return facts.torch.value is not None and facts.torch.value.package == "wheel"


def _wheels(wishes: Wishes, facts: Facts) -> Iterator[Fix]:
    """One command for all that one manager installs from the ordinary index."""
    elsewhere = {
        *_TORCH_FAMILY,
        *_OF_MMCV,
        *wishes.reinstalled,
        *(n for align in wishes.aligned for n in align.packages),
    }
    commands: Dict[Tuple[str, ...], List[str]] = {}
    for name, specifiers in wishes.constraints.items():
        if name not in elsewhere:
            commands.setdefault(manager_for(facts, name).install, []).append(
                name + joined(specifiers)
            )
    if commands:
        argvs = tuple((*argv, *packages) for argv, packages in commands.items())
        yield Fix(_("install compatible versions"), {}, argvs, safe=True)


def _mmcv(wishes: Wishes, whole: Wishes, facts: Facts, tables: Tables) -> Iterator[Fix]:
    for name in _OF_MMCV:
        if name in wishes.constraints or name in wishes.reinstalled:
            specifier = joined(wishes.constraints.get(name, ()))
            again = name in wishes.reinstalled
            yield mmcv_fix(name, specifier, whole, facts, tables, afresh=again)


def _aligned(align: Align, whole: Wishes, facts: Facts, tables: Tables) -> Fix:
    """All of one version; the fullest is written last, so that its files are the ones that stay."""
    version = opencv_version(align.packages, whole, facts, tables)
    ordered = sorted(align.packages, key=lambda name: ("contrib" in name, name))
    commands = tuple(
        (*manager_for(facts, name).install, *manager_for(facts, name).afresh, f"{name}=={version}")
        for name in ordered
    )
    return Fix(
        _("bring them to one version, installing the fuller package last"), {}, commands, safe=True
    )


def _afresh(name: str, wishes: Wishes, facts: Facts) -> Fix:
    """The package again: in the version it has, or in one that the other findings ask for."""
    manager = manager_for(facts, name)
    version = installed_version(name, facts)
    specifier = joined(wishes.constraints.get(name, ())) or (f"=={version}" if version else "")
    argv = (*manager.install, *manager.afresh, f"{name}{specifier}")
    return Fix(_("reinstall it"), {}, (argv,), safe=True)


def _from_source(goal: FromSource, facts: Facts) -> Fix:
    """A clone of the release's tag in the current folder, installed from there.

    In a build of its own: an environment by uv, or on Python 3.12, holds no setuptools, and setup.py
    of MMAction2 asks for nothing else.
    """
    repository = f"https://github.com/open-mmlab/{goal.package}"
    clone = ("git", "clone", "--depth", "1", "--branch", f"v{goal.version}", repository)
    install = (*manager_of(facts).install, "--no-deps", "-e", f"./{goal.package}")
    return Fix(
        _("install {package} {version} from its repository, which is complete"),
        {"package": goal.package, "version": goal.version},
        (clone, install),
        safe=True,
    )
