"""The one comparison behind the minimums; each package's check says which package it is."""

from __future__ import annotations

from envdoctor.compat.openmmlab import Minimum
from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order
from envdoctor.diagnose.rule import Rule
from envdoctor.model.environment import Mmcv, Package
from envdoctor.model.finding import ERROR, Finding
from envdoctor.model.goal import Constrain, Goal
from envdoctor.model.read import UNREADABLE, Evidence, NotKnown, Read
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Iterator, Tuple


class Installed(NamedTuple):
    """A version that was found, and what said so."""

    name: str
    """The distribution: "mmcv-full"."""
    version: str
    evidence: Evidence


def installed_package(read: "Read[Package]") -> Installed:
    """What is installed; raises `NotKnown`."""
    package = read.known()
    name = package.distribution or package.module
    return Installed(
        name, package.version, read.evidence(f"{package.module}.version", package.version)
    )


def installed_mmcv(read: "Read[Mmcv]") -> Installed:
    """Whichever mmcv is installed; raises `NotKnown`."""
    package = read.known().package
    evidence = read.evidence("mmcv.version", package.version)
    return Installed(package.distribution or "mmcv", package.version, evidence)


def ordered(text: str, source: str) -> Tuple[int, ...]:
    """A key that orders versions; raises `NotKnown` for text that is none."""
    try:
        return order(text)
    except ValueError as error:
        raise NotKnown(UNREADABLE, source, str(error)) from error


def minimum_of(tables: Tables, name: str) -> Minimum:
    """The table's minimum, which is there for every name that a check asks for."""
    found = tables.openmmlab.minimum(name)
    if found is None:
        raise LookupError(f"openmmlab.toml states no minimum for {name}")
    return found


def below_minimum(
    rule: Rule,
    tables: Tables,
    name: str,
    cause: str,
    installed: Installed,
    goals: Tuple[Goal, ...] = (),
) -> Iterator[Finding]:
    """A finding when `installed` is below the table's minimum for `name`."""
    minimum = minimum_of(tables, name)
    if ordered(installed.version, installed.evidence.source) >= order(minimum.version):
        return
    yield rule.finding(
        ERROR,
        cause=cause,
        title=_("{package} {version} is older than the {minimum} that MMAction2 needs"),
        why=_(
            "MMAction2 1.x stands on {name} {minimum} or newer; with {version} it fails to import or to run."
        ),
        params={
            "package": installed.name,
            "name": name,
            "version": installed.version,
            "minimum": minimum.version,
        },
        evidence=(installed.evidence, Evidence("minimum", minimum.version, minimum.source)),
        goals=goals or (Constrain(name, f">={minimum.version}"),),
    )
