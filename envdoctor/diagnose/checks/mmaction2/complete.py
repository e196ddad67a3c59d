"""The installed MMAction2 holds every module that it imports.

The published wheel and sdist of mmaction2 1.2.0 lack the folder mmaction/models/localizers/drn,
which mmaction/models imports; the repository's tag holds it.

How it is known: known_bad.toml names the release and the module; the file system says that it is
not there.

Bad: mmaction2 1.2.0 from the package index. Good: the same release installed from its repository.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.presence import absent_modules
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, MMACTION2, Finding
from envdoctor.model.goal import FromSource
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "mmaction2.complete", MMACTION2, _("the installed MMAction2 holds every module that it imports")
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """The modules that a defective release lacks."""
    package = facts.mmaction2.known()
    for defect, module in absent_modules(
        package, tables.known_bad.missing_modules("mmaction2", package.version)
    ):
        yield RULE.finding(
            ERROR,
            cause="release_defect",
            title=_("mmaction2 {version} lacks the module {module}, which it imports"),
            why=_(
                "The published release is incomplete: importing mmaction.models stops with \"No module named '{module}'\"."
            ),
            params={"version": package.version, "module": module},
            evidence=(
                Evidence(module, "absent", f"{package.path}"),
                Evidence("defect of the release", f"mmaction2 {package.version}", defect.source),
            ),
            goals=(FromSource("mmaction2", package.version),),
        )
