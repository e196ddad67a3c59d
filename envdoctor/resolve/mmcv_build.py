"""mmcv with its compiled ops: from OpenMMLab's page for that torch, or compiled, and then it says so."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.wheels import WheelAnswer
from envdoctor.model.facts import Facts
from envdoctor.model.finding import Fix
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.managers import Manager, manager_of
from envdoctor.resolve.specifiers import allows
from envdoctor.resolve.torch_build import planned_torch
from envdoctor.resolve.wishes import Wishes

if TYPE_CHECKING:
    from typing import Optional, Tuple

_BUILD_TOOLS = ("setuptools>=77.0.3,<81", "wheel", "ninja")
"""What mmcv's setup.py needs: pkg_resources, which setuptools 82 no longer has."""


def mmcv_fix(
    name: str, specifier: str, whole: Wishes, facts: Facts, tables: Tables, *, afresh: bool
) -> Fix:
    """Installs the newest mmcv of the range that has a wheel for the torch that will be there.

    `name` is the distribution that is asked for: "mmcv" or "mmcv-full".
    """
    manager = manager_of(facts)
    again = manager.afresh if afresh else ()
    wheel = _wheel(specifier, whole, facts, tables)
    if wheel is None:
        page = _page(whole, facts, tables)
        argv = (*manager.install, *again, f"{name}{specifier}", *page)
        return Fix(_("install an mmcv that fits"), {}, (argv,), safe=True)
    if wheel.usable:
        argv = (
            *manager.install,
            *again,
            f"{wheel.distribution}=={wheel.mmcv}",
            "--find-links",
            wheel.find_links,
        )
        return Fix(
            _("install the mmcv {version} that was built for this torch"),
            {"version": wheel.mmcv},
            (argv,),
            safe=True,
        )
    return _compiled(wheel, manager, again, whole, facts)


def _compiled(
    wheel: WheelAnswer, manager: Manager, again: Tuple[str, ...], whole: Wishes, facts: Facts
) -> Fix:
    release, variant = planned_torch(whole, facts)
    wanted = f"{wheel.distribution}=={wheel.mmcv}"
    return Fix(
        _(
            "compile mmcv {version}: no wheel of it was built for torch {torch} ({variant}) here. "
            "It takes minutes to half an hour; for a GPU it needs the CUDA toolkit of that torch"
        ),
        {"version": wheel.mmcv, "torch": release, "variant": variant},
        (
            (*manager.install, *_BUILD_TOOLS),
            (*manager.install, *again, "--no-build-isolation", wanted),
        ),
        safe=True,
    )


def _wheel(specifier: str, whole: Wishes, facts: Facts, tables: Tables) -> Optional[WheelAnswer]:
    """The newest usable wheel of the range; else the newest release, as not usable; None if unknown."""
    release, variant = planned_torch(whole, facts)
    python, platform = facts.interpreter.value, facts.platform.value
    if not release or not variant or python is None or platform is None:
        return None
    allowed = [v for v in tables.mmcv_wheels.releases() if allows(specifier, v) and "rc" not in v]
    if not allowed:
        return None
    where = (release, variant, python.version, platform.system, platform.machine)
    return tables.mmcv_wheels.newest_for(*where, allowed=allowed) or tables.mmcv_wheels.wheels(
        allowed[-1], *where
    )


def _page(whole: Wishes, facts: Facts, tables: Tables) -> Tuple[str, ...]:
    """Where the wheels for that torch are listed, of whatever Python; () where torch is not known."""
    release, variant = planned_torch(whole, facts)
    page = tables.mmcv_wheels.find_links(release, variant) if release and variant else None
    return ("--find-links", page) if page else ()
