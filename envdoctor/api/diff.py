"""`diff`: which facts of two reports differ, and which of them matter."""

from __future__ import annotations

from typing import Any, Dict, Iterator, Set, Tuple

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.facts.document import read_document
from envdoctor.model.difference import Difference, DiffReport
from envdoctor.model.encode import encode
from envdoctor.model.facts import Facts
from envdoctor.model.finding import INFO
from envdoctor.model.read import READ

_KEYED = {
    "distributions": "name",
    "variables": "name",
    "decoders": "name",
    "compilers": "name",
    "toolkits": "path",
    "shared_modules": "module",
    "gpus": "index",
}
"""Lists whose items are told apart by one key, not by their place."""

_PASSING = ("available_bytes", "free_bytes")
"""Levels that change from minute to minute."""
_DETAIL = (".source", ".reason", ".path", ".location", ".installer", ".uuid", ".pci", ".chosen_by")
_SECONDARY = (
    "envdoctor",
    "disk",
    "shm",
    "cpu",
    "memory",
    "distributions",
    "variables",
    "unmet",
    "project",
)
"""Facts in which machines may well differ: a verdict that rests on them shows in the findings."""


def diff(first: str, second: str) -> DiffReport:
    """Compares two files of saved facts; raises `WrongInput` for one that cannot be read."""
    one, other = read_document(first), read_document(second)
    tables = Tables()
    found_one, found_other = _faults(one, tables), _faults(other, tables)
    return DiffReport(
        differences=tuple(sorted(_differences(one, other), key=lambda d: not d.matters)),
        only_first=tuple(sorted(found_one - found_other)),
        only_second=tuple(sorted(found_other - found_one)),
    )


def _faults(facts: Facts, tables: Tables) -> Set[str]:
    findings = diagnose(facts, tables, Selection()).findings
    return {finding.id for finding in findings if finding.severity != INFO}


def _differences(one: Facts, other: Facts) -> Iterator[Difference]:
    flat_one, flat_other = dict(_flat(one)), dict(_flat(other))
    for fact in {**flat_one, **flat_other}:
        first, second = flat_one.get(fact, ""), flat_other.get(fact, "")
        if first != second and not fact.endswith(_PASSING):
            yield Difference(fact, first, second, _matters(fact))


def _matters(fact: str) -> bool:
    return fact.split(".", maxsplit=1)[0] not in _SECONDARY and not fact.endswith(_DETAIL)


def _flat(facts: Facts) -> Iterator[Tuple[str, str]]:
    document: Dict[str, Any] = encode(facts)
    for name, value in document.items():
        if isinstance(value, dict) and "state" in value:
            if value["state"] == READ:
                yield from _leaves(name, value["value"], _KEYED.get(name, ""))
            else:
                yield name, value["state"]
        else:
            yield name, str(value)


def _leaves(path: str, value: Any, key: str = "") -> Iterator[Tuple[str, str]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(f"{path}.{name}", item)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            keyed = isinstance(item, dict) and key in item
            yield from _leaves(f"{path}.{item[key] if keyed else number}", item)
    elif value is not None:
        yield path, str(value)
