"""The stack's packages are whole.

A removal of mmcv-lite takes files of mmcv along, an interrupted pip leaves folders whose names begin
with "~", a full disk leaves metadata without its module. pip check sees none of it.

How it is known: names alone. Metadata whose module is not there, a package's folder without its
__init__.py, two metadata folders of one distribution, and the folders that pip puts aside while it
works and removes when all went well.

Bad: mmcv-2.1.0.dist-info beside a folder mmcv without __init__.py. Good: one whole package each.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.installed import OF_MMCV, afresh, versions
from envdoctor.diagnose.rule import Rule
from envdoctor.model.environment import Damage
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, HIGH, INFO, LOW, PYTHON, WARNING, Finding
from envdoctor.model.goal import Goal, Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Tuple

RULE = Rule("python.damaged", PYTHON, _("the stack's packages are whole"))
_TAILS = ("orch", "orchvision", "orchaudio", "umpy", "mcv", "mengine", "mdet", "mpose", "maction")
"""Names of the stack without the letter that pip replaces by "~"."""
_MODULE_OF = {"mmaction": "mmaction2"}


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Everything that is not whole."""
    damages = facts.damages.known()
    for damage in damages:
        if damage.kind == "no module":
            yield _no_module(facts, tables, damage)
        elif damage.kind == "hollow":
            yield _hollow(facts, tables, damage)
    leftovers = [damage for damage in damages if damage.kind == "leftover"]
    if leftovers:
        yield _leftovers(facts, leftovers)
    yield from _doubled(facts, tables)


def _no_module(facts: Facts, tables: Tables, damage: Damage) -> Finding:
    version = versions(facts).get(damage.name, "")
    return RULE.finding(
        ERROR,
        cause=_cause(damage.name),
        variant="no_module",
        title=_("{package} counts as installed, but its module is not there"),
        why=_("Its metadata is left and its files are gone: pip sees no need to install it again."),
        params={"package": damage.name},
        evidence=(facts.damages.evidence("metadata without a module", damage.path),),
        goals=afresh(facts, tables, damage.name, version),
    )


def _hollow(facts: Facts, tables: Tables, damage: Damage) -> Finding:
    installed = versions(facts)
    names = OF_MMCV if damage.name == "mmcv" else (_MODULE_OF.get(damage.name, damage.name),)
    owner = next((name for name in names if name in installed), "")
    goals: Tuple[Goal, ...] = (Manual(_("delete the folder {path}")),)
    if owner:
        goals = afresh(facts, tables, owner, installed[owner])
    return RULE.finding(
        ERROR if owner else WARNING,
        cause=_cause(damage.name),
        variant="hollow",
        title=_("the folder of {module} is there without its __init__.py"),
        why=_(
            "Python imports it as an empty package: `import {module}` succeeds, and everything in it is "
            'missing ("module has no attribute").'
        ),
        params={"module": damage.name, "path": damage.path},
        evidence=(facts.damages.evidence("folder without __init__.py", damage.path),),
        goals=goals,
    )


def _leftovers(facts: Facts, leftovers: List[Damage]) -> Finding:
    of_stack = any(
        damage.name.lstrip("~-").partition("-")[0].startswith(_TAILS) for damage in leftovers
    )
    return RULE.finding(
        WARNING if of_stack else INFO,
        cause="package_damaged",
        confidence=LOW,
        variant="leftovers",
        title=_("an interrupted pip has left {count} folders behind: {names}"),
        why=_(
            'pip puts a package aside while it replaces it, and warns of an "invalid distribution" ever after. '
            "The package itself may be whole."
        ),
        params={
            "count": str(len(leftovers)),
            "names": ", ".join(damage.name for damage in leftovers[:4]),
        },
        evidence=tuple(facts.damages.evidence("leftover", damage.path) for damage in leftovers),
        goals=(Manual(_('delete the folders whose names begin with "~"')),) if of_stack else (),
    )


def _doubled(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Two metadata folders of one distribution in one place."""
    seen: Dict[Tuple[str, str], str] = {}
    for item in facts.distributions.known():
        key = (item.location, item.name)
        former = seen.setdefault(key, item.version)
        if former == item.version:
            continue
        yield RULE.finding(
            WARNING,
            cause=_cause(item.name),
            confidence=HIGH,
            variant="doubled",
            title=_("{package} is registered twice: {one} and {other}"),
            why=_(
                "Two metadata folders lie in one place: which one pip and asserts read is chance, and the files "
                "are those of one of them at most."
            ),
            params={"package": item.name, "one": former, "other": item.version},
            evidence=(
                facts.distributions.evidence(item.location, f"{item.name} {former}"),
                facts.distributions.evidence(item.location, f"{item.name} {item.version}"),
            ),
            goals=afresh(facts, tables, item.name, item.version),
        )


def _cause(name: str) -> str:
    return "mmcv_install_damaged" if name in OF_MMCV else "package_damaged"
