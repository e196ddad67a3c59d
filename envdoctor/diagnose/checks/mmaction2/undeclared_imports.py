"""What MMAction2 imports without declaring it is installed.

mmaction2 1.2.0 imports importlib_metadata, which none of its requirements brings.

How it is known: known_bad.toml names the release and the module; no folder on the environment's
path provides it.

Bad: mmaction2 1.2.0 without importlib_metadata. Good: with it.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.presence import absent_modules
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, MMACTION2, Finding
from envdoctor.model.goal import Constrain
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "mmaction2.undeclared_imports",
    MMACTION2,
    _("what MMAction2 imports without declaring it is installed"),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Each undeclared import of the installed release."""
    package = facts.mmaction2.known()
    for defect, module in absent_modules(
        package, tables.known_bad.undeclared_imports("mmaction2", package.version)
    ):
        yield RULE.finding(
            ERROR,
            cause="dependency_missing",
            title=_("mmaction2 {version} imports {module}, which is not installed"),
            why=_(
                "The release does not declare it, so installers leave it out; the import stops with \"No module named '{module}'\"."
            ),
            params={"version": package.version, "module": module},
            evidence=(
                Evidence(module, "absent", facts.mmaction2.source),
                Evidence("undeclared import", f"mmaction2 {package.version}", defect.source),
            ),
            goals=(Constrain(defect.distribution, ""),),
        )
