"""All folders of OpenMMLab's index at once: which mmcv was built for which torch, CUDA and Pythons.

The same answers as `MmcvWheels.wheels` gives one by one, in a single pass over the table.
"""

from __future__ import annotations

from envdoctor.compat.document import Document
from envdoctor.compat.versions import numbers
from envdoctor.compat.wheel_rows import (
    MACHINES,
    SYSTEMS,
    expand,
    is_wheel_for,
    package_of,
    torch_pythons,
)
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Dict, FrozenSet, List, Mapping, Sequence, Set, Tuple

    Key = Tuple[str, str]
    """(mmcv, index folder without ".0")."""


class Folder(NamedTuple):
    """The wheels of one mmcv for one torch minor and CUDA build on one platform."""

    mmcv: str
    distribution: str
    variant: str
    torch: str
    """Minor: "2.1"."""
    observed: Tuple[str, ...]
    """Pythons ("3.10") whose wheel was seen."""
    inferred: Tuple[str, ...]
    """Pythons whose wheel is to be expected by rule."""

    @property
    def pythons(self) -> FrozenSet[str]:
        """All Pythons whose wheel counts."""
        return frozenset(self.observed + self.inferred)


def folders(
    document: Document,
    releases: Tuple[str, ...],
    wanted: FrozenSet[str],
    pythons: Sequence[str],
    system: str,
    machine: str,
) -> Tuple[Folder, ...]:
    """Every folder that holds a usable wheel of a wanted mmcv for one of these Pythons."""
    if machine.lower() not in MACHINES.get(system, ()):
        return ()
    reader = _Reader(document, releases, wanted, tuple(pythons), system, machine)
    found = (reader.folder(*key) for key in reader.places())
    return tuple(folder for folder in found if folder.observed or folder.inferred)


class _Reader:
    """The rows about one platform, by what they are about."""

    def __init__(
        self,
        document: Document,
        releases: Tuple[str, ...],
        wanted: FrozenSet[str],
        pythons: Tuple[str, ...],
        system: str,
        machine: str,
    ) -> None:
        self._document = document
        self._releases = releases
        self._wanted = wanted
        self._pythons = {python: numbers(python) for python in pythons}
        self._system = system
        self._tag = {python: "cp" + python.replace(".", "") for python in pythons}
        self._complete: Set[Key] = set()
        self._seen = self._observed(machine)
        self._rules = [
            (expand(row["mmcv"], releases), row)
            for row in document.rows("tag_rule")
            if SYSTEMS[system] in row["os"]
        ]
        self._listed = self._of_selectors()
        self._expected: Dict[Key, Tuple[str, ...]] = {}

    def places(self) -> List[Key]:
        """What the selectors list, and what was seen beside them."""
        return list(dict.fromkeys((*self._listed, *self._seen)))

    def folder(self, mmcv: str, index: str) -> Folder:
        """One folder with its Pythons."""
        key = (mmcv, index)
        variant, _, torch = index.partition("/torch")
        seen = self._seen.get(key)
        observed = tuple(p for p in self._pythons if self._tag[p] in seen) if seen else ()
        inferred: Tuple[str, ...] = ()
        if key in self._listed and key not in self._complete:
            inferred = tuple(p for p in self._by_rule(mmcv, torch) if p not in observed)
        return Folder(mmcv, package_of(mmcv), variant, torch, observed, inferred)

    def _by_rule(self, mmcv: str, torch: str) -> Tuple[str, ...]:
        """The Pythons of the rule for a release, as far as torch has them too."""
        key = (mmcv, torch)
        if key not in self._expected:
            ends = torch_pythons(self._document, torch)
            rule = next((row for versions, row in self._rules if mmcv in versions), None)
            self._expected[key] = tuple(
                python
                for python, own in self._pythons.items()
                if rule is not None
                and numbers(rule["first"]) <= own <= numbers(rule["last"])
                and (ends is None or numbers(ends[0]) <= own <= numbers(ends[1]))
            )
        return self._expected[key]

    def _observed(self, machine: str) -> Dict[Key, Set[str]]:
        found: Dict[Key, Set[str]] = {}
        for row in self._document.rows("observed"):
            if row["mmcv"] not in self._wanted:
                continue
            tags = found.setdefault((row["mmcv"], _minor_folder(row["index"])), set())
            for wheel in row["wheels"]:
                tag, _, place = wheel.partition("-")
                if is_wheel_for(place, self._system, machine):
                    tags.add(tag)
        for row in self._document.rows("tags"):
            if row["os"] == SYSTEMS[self._system]:
                self._add_page(row, found)
        return found

    def _add_page(self, row: Mapping[str, Any], found: Dict[Key, Set[str]]) -> None:
        for mmcv in expand(row["mmcv"], self._releases) & self._wanted:
            found.setdefault((mmcv, row["index"]), set()).update(row["python"])
            if row.get("complete"):
                self._complete.add((mmcv, row["index"]))

    def _of_selectors(self) -> Dict[Key, None]:
        return {
            (mmcv, index): None
            for row in self._document.rows("selector")
            if row["os"] == SYSTEMS[self._system]
            for mmcv in sorted(expand(row["mmcv"], self._releases) & self._wanted)
            for index in row["index"]
        }


def _minor_folder(index: str) -> str:
    """The folder of a torch minor: "cu121/torch2.1" of "cu121/torch2.1.0"."""
    folder, _, torch = index.partition("/torch")
    return f"{folder}/torch{'.'.join(torch.split('.')[:2])}"
