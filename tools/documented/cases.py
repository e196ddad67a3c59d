"""The commands that OpenMMLab's install pages tell people to type, as the resolver is asked about them.

They stand in tests/cases/documented/*.json, with the releases that an installer takes for them. Why
these do not go together, and what goes instead, is the resolver's answer from the tables.
"""

import json
import os
from typing import Any, Dict, List, NamedTuple, Tuple

from envdoctor.api.plan import asked_of
from envdoctor.cli.arguments import parse
from envdoctor.cli.plan_options import call_of
from envdoctor.compat.document import Document
from envdoctor.compat.known_bad import Defect
from envdoctor.compat.tables import Tables, tables_root
from envdoctor.compat.versions import Bounds
from envdoctor.model.facts import Facts
from envdoctor.model.plan import Member, Resolution
from envdoctor.model.request import Request
from envdoctor.resolve.resolution import resolve

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CASES = os.path.join(ROOT, "tests", "cases", "documented")
GUIDES = ("mmaction2", "mmcv", "mmdet", "mmpose")
SHOWN = ("torch", "mmcv", "mmcv-lite", "mmengine", "mmdet", "mmpose", "mmaction2", "numpy")


class Case(NamedTuple):
    """One block of documented commands on one machine."""

    id: str
    title: str
    section: str
    commands: Tuple[str, ...]
    as_documented: Tuple[Dict[str, Any], ...]
    """What is wrong with single commands: `takes` (the releases that an installer takes, and
    `excluded_by`, the names of what excludes them together), `defect` (an id in known_bad.toml) or
    `conda_needs` (a channel that the command does not name)."""
    machine: Tuple[str, ...]
    """As `install` takes it: ("--gpu", "RTX 3090", ...)."""
    wishes: Tuple[str, ...]
    answer: Dict[str, Any]
    """`python` and `pins`, or `conflict` (names) and `nearest` (the changes of each set)."""

    @property
    def words(self) -> Tuple[str, ...]:
        """The call that asks for what the commands are meant to bring."""
        return ("install", "--dry-run", "--offline", *self.machine, *self.wishes)


class Guide(NamedTuple):
    """One project's install pages."""

    name: str
    pages: Tuple[str, ...]
    """Addresses of the files that the commands were read in."""
    cases: Tuple[Case, ...]


def guides() -> List[Guide]:
    """All of them, MMAction2's first."""
    return [_guide(name) for name in GUIDES]


def _guide(name: str) -> Guide:
    with open(os.path.join(CASES, name + ".json"), encoding="utf-8") as file:
        document = json.load(file)
    cases = (_read(row) for row in document["cases"])
    pages = (
        "https://github.com/{repository}/blob/{commit}/{path}".format(**page)
        for page in document["pages"]
    )
    return Guide(document["guide"], tuple(pages), tuple(cases))


def _read(row: Dict[str, Any]) -> Case:
    fields: Dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    return Case(**fields)


class Asked(NamedTuple):
    """A case as the resolver is asked."""

    facts: Facts
    request: Request
    tables: Tables


def asked(case: Case) -> Asked:
    """The machine and the wish of a case, through the command line's own words."""
    tables = Tables()
    facts, request, _private = asked_of(call_of(parse(list(case.words), "en")), {}, tables)
    return Asked(facts, request, tables)


def answer(case: Case) -> Resolution:
    """What goes instead."""
    return resolve(*asked(case))


def taken(case: Case, stop: Dict[str, Any]) -> Resolution:
    """What the resolver says of the releases that an installer takes for one command."""
    question = asked(case)
    pins = tuple((name, "==" + take["version"]) for name, take in stop["takes"].items())
    return resolve(question.facts, question.request._replace(pins=pins), question.tables)


def behind(resolution: Resolution) -> Tuple[Member, ...]:
    """What excludes the releases, without saying again that it is these."""
    members = resolution.conflict.members if resolution.conflict else ()
    return tuple(member for member in members if not member.name.startswith("pin."))


def summary(resolution: Resolution) -> Dict[str, Any]:
    """An answer as the cases keep it."""
    if resolution.plan is not None:
        shown = (pin for pin in resolution.plan.pins if pin.name in SHOWN)
        pins = {pin.name: pin.version for pin in shown}
        return {
            "python": resolution.plan.python,
            "pins": pins,
            "compiles": resolution.plan.compiles,
        }
    members = resolution.conflict.members if resolution.conflict else ()
    return {
        "conflict": [member.name for member in members],
        "nearest": [[change.name for change in near.changes] for near in resolution.nearest],
    }


def newest(by: str, python: str, system: str, machine: str) -> str:
    """The release that an installer takes where none is named; "" for a way that is not known."""
    tables = Tables()
    if by in ("conda", "index"):
        rows = Document.load(tables_root(), "torch").rows("release")
        for row in reversed(rows):
            release = tables.torch.release(row["version"])
            there = row["conda"].get("channel") == "pytorch" if by == "conda" else row["on_index"]
            if there and release and python in (release.pythons(system, machine) or ()):
                return str(row["version"])
    allowed = [v for v in tables.mmcv_wheels.releases() if "rc" not in v]
    if by == "mmdet":
        ranges = next(
            a.specifier
            for a in tables.openmmlab.asserts("mmdet", tables.openmmlab.newest("mmdet") or "") or ()
            if a.package == "mmcv"
        )
        allowed = [version for version in allowed if Bounds.parse(ranges).holds(version)]
    return allowed[-1] if by in ("newest", "mmdet") else ""


def conda_channel(torch: str) -> str:
    """The channel beside pytorch's that the CUDA builds of a release need."""
    rows = Document.load(tables_root(), "torch").rows("release")
    return next(
        str(row["conda"].get("extra_channel", "")) for row in rows if row["version"] == torch
    )


def defect(name: str) -> Defect:
    """One row of known_bad.toml; raises StopIteration for an id that is not there."""
    return next(known for known in Tables().known_bad.all() if known.id == name)
