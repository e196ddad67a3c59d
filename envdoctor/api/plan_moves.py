"""What is installed and has to go before a plan's packages come: an mmcv that no installer replaces."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import minor, public
from envdoctor.model.facts import Facts
from envdoctor.model.plan import Plan, Resolution
from envdoctor.model.request import Request
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.laws.wishes import AXIS_OF
from envdoctor.resolve.resolution import resolve

if TYPE_CHECKING:
    from typing import FrozenSet, Tuple

_HERE = "{prefix}"
_MMCVS = ("mmcv", "mmcv-full", "mmcv-lite")
_WITHOUT_OPS = "mmcv-lite"


def resolved(facts: Facts, request: Request, tables: Tables) -> Resolution:
    """As `resolve` answers, with what has to go taken out first; raises `NotKnown` as it does."""
    resolution = resolve(facts, request, tables)
    if resolution.plan is None:
        return resolution
    away = going(resolution.plan, facts)
    idle = _needed_no_more(resolution.plan, facts)
    pins = tuple(pin for pin in request.pins if pin[0] not in idle)
    if set(away) <= set(request.removed) and pins == request.pins:
        return resolution
    removed = tuple(dict.fromkeys((*request.removed, *away)))
    return resolve(facts, request._replace(removed=removed, pins=pins), tables)


def _needed_no_more(plan: Plan, facts: Facts) -> FrozenSet[str]:
    """What only releases that leave lack: the CUDA libraries of a torch that moves."""
    there = {item.name: item.version for item in facts.distributions.value or ()}
    there["torch"] = label_of(facts)

    def leaves(name: str) -> bool:
        pin = plan.pin(name)
        return pin is not None and pin.specifier.startswith("==") and pin.version != there.get(name)

    lacking = facts.unmet.value or ()
    stay = {item.name for item in lacking if not leaves(item.required_by)}
    return frozenset(item.name for item in lacking if item.name not in (*stay, *AXIS_OF))


def going(plan: Plan, facts: Facts) -> Tuple[str, ...]:
    """Every installed mmcv, where one has another name than the plan's, or was built for another torch.

    Those of other names own the same files; one of the same version counts as installed already.
    """
    there = tuple(
        item.name
        for item in facts.distributions.value or ()
        if item.name in _MMCVS or item.name.endswith("-mmcv")
    )
    if plan.environment != _HERE or not there:
        return ()
    stays = all(plan.pin(name) for name in there)
    return () if stays and (there == (_WITHOUT_OPS,) or _is_same_torch(plan, facts)) else there


def _is_same_torch(plan: Plan, facts: Facts) -> bool:
    """Whether compiled ops for the installed torch are ops for the plan's."""
    pin = plan.pin("torch")
    if pin is None or not facts.torch.value:
        return False
    same = minor(public(pin.version)) == minor(public(facts.torch.value.version))
    local = pin.version.partition("+")[2]
    return same and local in ("", facts.torch.value.variant)


def label_of(facts: Facts) -> str:
    """The installed torch with its variant, whether or not its version bears it."""
    torch = facts.torch.value
    if torch is None:
        return ""
    return f"{public(torch.version)}+{torch.variant}" if torch.variant else torch.version
