"""The one comparison behind the minimums; each package's check says its own sentences."""

from typing import Iterator, NamedTuple, Tuple

from packaging.version import InvalidVersion, Version

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.finding import Finding
from envdoctor.model.goal import Goal
from envdoctor.model.read import UNREADABLE, Evidence, NotKnown
from envdoctor.model.text import _

TITLE = _("{package} {version} is older than the {minimum} that MMAction2 needs")
WHY = _("MMAction2 1.x stands on {package} {minimum} or newer; with {version} it does not import, or fails later.")


class Installed(NamedTuple):
    """A version that was found, and what said so."""

    package: str
    """As the field writes it: "PyTorch"."""
    version: str
    evidence: Evidence


def parse(text: str, source: str) -> Version:
    """The version; raises `NotKnown` for text that is none."""
    try:
        return Version(text)
    except InvalidVersion as error:
        raise NotKnown(UNREADABLE, source, str(error)) from error


def below_minimum(
    rule: Rule, tables: Tables, name: str, cause: str, installed: Installed, goals: Tuple[Goal, ...]
) -> Iterator[Finding]:
    """A finding when `installed` is below the table's minimum for `name`."""
    minimum = tables.openmmlab.minimum(name)
    if parse(installed.version, installed.evidence.source) >= Version(minimum.version):
        return
    yield rule.finding(
        "error",
        cause=cause,
        title=TITLE,
        why=WHY,
        params={"package": installed.package, "version": installed.version, "minimum": minimum.version},
        evidence=(installed.evidence, minimum.evidence),
        goals=goals,
    )
