"""What the findings of `check` ask for, joined with what is installed, as a request."""

from __future__ import annotations

from time import strftime

from envdoctor.api.plan_moves import label_of
from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds
from envdoctor.diagnose.accepted import accept
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.model.facts import Facts
from envdoctor.model.finding import INFO
from envdoctor.model.plan_report import Remark
from envdoctor.model.request import AUTO, CPU, OPTIONAL_PACKAGES, Request
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.laws.wishes import AXIS_OF
from envdoctor.resolve.wishes import Wishes, gather

if TYPE_CHECKING:
    from typing import Dict, Iterator, Tuple

_MMCV = ("mmcv", "mmcv-full")
_LITE = "mmcv-lite"
_ANY = ">=0"


def with_goals(
    request: Request, facts: Facts, tables: Tables, *, ops_asked: bool
) -> Tuple[Request, Tuple[Remark, ...]]:
    """The request with the goals of all faults, and what only a person can do.

    `ops_asked`: whether somebody said that mmcv's ops are needed, and not only the default.
    """
    found = diagnose(facts, tables, Selection())
    diagnosis, _ignored, _expired = accept(found, facts.project.value, strftime("%Y-%m-%d"))
    faults = [f for f in diagnosis.findings if f.severity != INFO and not f.follows_from]
    wishes = gather(faults)
    installed = {item.name: item.version for item in facts.distributions.value or ()}
    away = dict.fromkeys(
        (
            *wishes.removed,
            *wishes.reinstalled,
            *(name for align in wishes.aligned for name in align.packages),
        )
    )
    lite = _LITE in installed and not any(
        name in installed or name in wishes.constraints for name in _MMCV
    )
    asked = request._replace(
        cuda=CPU if request.cuda == AUTO and set(wishes.variants) == {CPU} else request.cuda,
        packages=tuple(n for n in OPTIONAL_PACKAGES if n in request.packages or n in installed),
        need_ops=request.need_ops and (ops_asked or not lite),
        pins=(*request.pins, *_pins(wishes, installed)),
        kept=tuple(_kept(facts, installed, wishes)),
        removed=tuple(name for name in away if name in installed),
    )
    by_hand = tuple(
        Remark("manual", text, finding.params, source=finding.id) for text, finding in wishes.manual
    )
    return asked, by_hand


def _pins(wishes: Wishes, installed: Dict[str, str]) -> Iterator[Tuple[str, str]]:
    """Ranges that must hold; of what has to be there in any version, that one."""
    for name, specifiers in wishes.constraints.items():
        parts = [part for text in specifiers for part in text.split(",") if part]
        known = [part for part in parts if _is_known(part)]
        yield name, ",".join(known) or _ANY
    for name in wishes.reinstalled:
        if name in installed and name not in AXIS_OF and name not in wishes.constraints:
            yield name, f"=={installed[name]}"


def _is_known(comparison: str) -> bool:
    """Whether the tables compare so; what they do not ("~=", "!=") is left to the installer."""
    try:
        Bounds.parse(comparison)
    except ValueError:
        return False
    return True


def _kept(facts: Facts, installed: Dict[str, str], wishes: Wishes) -> Iterator[Tuple[str, str]]:
    torch = facts.torch.value
    for name, version in installed.items():
        if name in AXIS_OF and name not in wishes.removed:
            is_torch = name == "torch" and torch is not None and bool(torch.variant)
            yield name, label_of(facts) if is_torch else version
