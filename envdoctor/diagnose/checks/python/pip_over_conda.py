"""pip has not replaced a package that conda installed.

conda does not see what pip writes: its record still names the old version, and the next `conda
install` puts files of that version back among pip's.

How it is known: conda-meta records one version of a package, and the metadata that pip or uv left in
site-packages names another.

Bad: conda's numpy 1.26.4 and pip's numpy 2.2.6. Good: each package from one of them.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.environment import Distribution
from envdoctor.model.facts import Facts
from envdoctor.model.finding import MEDIUM, PYTHON, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, Tuple

RULE = Rule(
    "python.pip_over_conda", PYTHON, _("pip has not replaced a package that conda installed")
)
_CONDA_NAMES = {
    "torch": ("torch", "pytorch"),
    "opencv-python": ("opencv-python", "opencv", "py-opencv"),
    "opencv-contrib-python": ("opencv-contrib-python", "opencv", "py-opencv"),
}


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Packages that both have installed, in two versions."""
    for mine, theirs in _both(facts):
        yield RULE.finding(
            WARNING,
            cause="conflicting_packages",
            confidence=MEDIUM,
            title=_("{installer} has put {package} {version} over conda's {conda} {former}"),
            why=_(
                "conda and {installer} each consider the package their own. What is imported now is {version}; the next change by conda mixes the two."
            ),
            params={
                "installer": mine.installer,
                "package": mine.name,
                "version": mine.version,
                "conda": theirs.name,
                "former": theirs.version,
            },
            evidence=(
                facts.distributions.evidence(mine.location, f"{mine.name} {mine.version}"),
                facts.distributions.evidence(theirs.location, f"{theirs.name} {theirs.version}"),
            ),
            goals=(
                Manual(
                    _(
                        "take {package} from one of them: uninstall pip's copy, or make a new environment"
                    )
                ),
            ),
        )


def _both(facts: Facts) -> Iterator[Tuple[Distribution, Distribution]]:
    conda: Dict[str, Distribution] = {}
    for item in facts.distributions.known():
        if item.installer == "conda" and item.location.endswith("conda-meta"):
            conda[item.name] = item
    if not conda:
        return
    for item in facts.distributions.known():
        if item.installer not in ("pip", "uv"):
            continue
        for name in _CONDA_NAMES.get(item.name, (item.name,)):
            theirs = conda.get(name)
            if theirs and theirs.version != item.version.partition("+")[0]:
                yield item, theirs
                break
