"""Every declared requirement of the stack's packages is installed.

An install with `--no-deps`, an interrupted one or a later uninstall leaves packages whose own
metadata names what is no longer there.

How it is known: Requires-Dist in the packages' metadata, with its markers evaluated for the
inspected interpreter, against the installed distributions.

Bad: torch 2.1.2 without sympy. Good: every name found.
"""

from typing import Dict, Iterator, List, Set

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts, Requirement
from envdoctor.model.finding import ERROR, PYTHON, Finding
from envdoctor.model.goal import Constrain
from envdoctor.model.text import _

RULE = Rule(
    "python.requirements", PYTHON, _("every declared requirement of the stack is installed")
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """One finding for each package whose requirements are not all there."""
    for package, lacking in _by_package(facts, tables).items():
        names = ", ".join(item.name for item in lacking)
        yield RULE.finding(
            ERROR,
            cause="dependency_missing",
            title=_("{package} requires {names}, not installed"),
            why=_(
                "The metadata of {package} declares the requirement; what needs it fails when it is imported."
            ),
            params={"package": package, "names": names},
            evidence=tuple(
                facts.unmet.evidence(f"{package} requires", f"{item.name}{item.specifier}")
                for item in lacking
            ),
            goals=tuple(Constrain(item.name, item.specifier) for item in lacking),
        )


def _by_package(facts: Facts, tables: Tables) -> Dict[str, List[Requirement]]:
    """What is lacking for each package, without what the table knows is never imported."""
    grouped: Dict[str, List[Requirement]] = {}
    seen = _needless(facts, tables)
    for item in facts.unmet.known():
        if item.name in seen:
            continue
        seen.add(item.name)
        grouped.setdefault(item.required_by, []).append(item)
    return grouped


def _needless(facts: Facts, tables: Tables) -> Set[str]:
    """What an installed release requires, and is known never to import."""
    return {
        defect.distribution
        for item in facts.distributions.value or ()
        for defect in tables.known_bad.needless_requirements(item.name, item.version)
    }
