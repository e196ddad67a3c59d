"""What the project requires of its environment is there.

A project states it in `[tool.envdoctor]` of pyproject.toml or in envdoctor.toml: `require =
["mmaction2>=1.2", "torch<2.2"]`.

How it is known: the project's file, and the installed distributions.

Bad: `require = ["mmaction2>=1.2"]` in an environment with mmaction2 1.1.0. Good: with mmaction2
1.2.0.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, PYTHON, Finding
from envdoctor.model.goal import Constrain
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("python.project", PYTHON, _("what the project requires of its environment is there"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Each of the project's requirements against what is installed."""
    project = facts.project.known()
    if not project.require:
        return
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    installed = {item.name: item.version for item in facts.distributions.known()}
    for text in project.require:
        required = Requirement(text)
        name = canonicalize_name(required.name)
        version = installed.get(name)
        if version and required.specifier.contains(version, prereleases=True):
            continue
        yield RULE.finding(
            ERROR,
            cause="project_requirement_unmet",
            title=_("the project requires {requirement}, and {found} is installed")
            if version
            else _("the project requires {requirement}, which is not installed"),
            variant="version" if version else "absent",
            why=_("The project's own file {file} states it."),
            params={"requirement": text, "found": f"{name} {version}", "file": project.file},
            evidence=(
                facts.project.evidence("require", text),
                facts.distributions.evidence(name, version or "absent"),
            ),
            goals=(Constrain(name, str(required.specifier)),),
        )
