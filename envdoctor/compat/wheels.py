"""Questions about prebuilt mmcv wheels: `tables.mmcv_wheels`."""

from __future__ import annotations

from envdoctor.compat.document import Document
from envdoctor.compat.versions import minor, numbers, order, public
from envdoctor.compat.wheel_rows import (
    MACHINES,
    SYSTEMS,
    Selected,
    ThirdParty,
    expand,
    is_wheel_for,
    package_of,
    read_third_party,
    selected,
    torch_pythons,
)
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, FrozenSet, List, Mapping, Optional, Sequence, Tuple

    from envdoctor.compat.wheel_folders import Folder

OBSERVED = "observed"
INFERRED = "inferred"
NOTHING = "none"
UNKNOWN = "unknown"


class WheelAnswer(NamedTuple):
    """Whether OpenMMLab has a wheel of one mmcv for one torch, CUDA, Python and platform."""

    state: str
    """"observed": seen; "inferred": listed by the selector, its Python tag by rule; "none":
    not there, or not built for it; "unknown": listed, and nothing says for which Python."""
    mmcv: str
    distribution: str
    """"mmcv", or "mmcv-full" before 2.0.0rc1."""
    find_links: str
    """The page that lists the wheels; "" where there is no such page."""
    certainty: str
    why: str
    """What the answer rests on, in the table's words."""
    source: str

    @property
    def usable(self) -> bool:
        """Whether a wheel was seen or is to be expected."""
        return self.state in {OBSERVED, INFERRED}


class BuildCost(NamedTuple):
    """What one compile of mmcv's ops took."""

    variant: str
    """The variant of torch that it was for."""
    wall_seconds: float
    jobs: int
    peak_bytes: int
    """In one process."""
    source: str


class MmcvWheels:
    """What the table mmcv_wheels.toml knows. `variant` is "cpu", "mps" or "cu121" and the like."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._releases: Tuple[str, ...] = tuple(document.value("releases"))

    @property
    def as_of(self) -> str:
        """The date of the table, YYYY-MM-DD."""
        return self._document.as_of

    def releases(self) -> Tuple[str, ...]:
        """The mmcv releases that a selector lists, oldest first."""
        return self._releases

    def selected(self) -> Tuple[Selected, ...]:
        """Every combination that the selectors list."""
        return selected(self._document, self._releases)

    def find_links(self, torch: str, variant: str) -> Optional[str]:
        """The page of one torch minor and CUDA build; None where nothing was ever built.

        Raises ValueError for what is no version.
        """
        index = _index(torch, variant)
        for row in self._document.rows("selector"):
            if index in row["index"]:
                return self._page(index)
        return None

    def wheels(
        self, mmcv: str, torch: str, variant: str, python: str, system: str, machine: str
    ) -> WheelAnswer:
        """Whether there is a wheel of this mmcv here.

        `python` is "3.10" or longer; `system` "linux", "windows" or "macos". Wheels are built for
        torch x.y.0 and serve its patch releases. Raises ValueError for what is no version.
        """
        mmcv, index, tag = public(mmcv), _index(torch, variant), _tag(python)
        built = MACHINES.get(system, ())
        if machine.lower() not in built:
            return self._answer(NOTHING, mmcv, "", "high", "not built for this platform", ["W13"])
        seen = self._seen(mmcv, index, tag, system, machine)
        if seen is not None:
            why = seen.get("note", "this wheel was seen")
            return self._answer(OBSERVED, mmcv, index, seen["certainty"], why, seen["source"])
        if not self._listed(mmcv, index, system):
            return self._answer(NOTHING, mmcv, "", "high", "no selector lists it", ["W1"])
        return self._by_rule(mmcv, index, python, system)

    def newest_for(
        self,
        torch: str,
        variant: str,
        python: str,
        system: str,
        machine: str,
        allowed: Optional[Sequence[str]] = None,
    ) -> Optional[WheelAnswer]:
        """The newest usable wheel, of all releases or of those allowed; None when there is none.

        Raises ValueError for what is no version.
        """
        candidates = self._releases if allowed is None else [public(v) for v in allowed]
        for mmcv in sorted(candidates, key=order, reverse=True):
            answer = self.wheels(mmcv, torch, variant, python, system, machine)
            if answer.usable:
                return answer
        return None

    def folders(
        self, mmcv: FrozenSet[str], pythons: Sequence[str], system: str, machine: str
    ) -> Tuple[Folder, ...]:
        """Every folder of the index that holds a usable wheel of these mmcv for these Pythons."""
        from envdoctor.compat.wheel_folders import folders

        return folders(self._document, self._releases, mmcv, pythons, system, machine)

    def observed(self) -> Tuple[Tuple[str, str], ...]:
        """Every wheel that was seen: (index folder, file name)."""
        found = []
        for row in self._document.rows("observed"):
            stem = package_of(row["mmcv"]).replace("-", "_")
            for wheel in row["wheels"]:
                tag, _, place = wheel.partition("-")
                abi = tag + "m" if tag in {"cp36", "cp37"} else tag
                found.append((row["index"], f"{stem}-{row['mmcv']}-{tag}-{abi}-{place}.whl"))
        return tuple(found)

    def build_cost(self) -> BuildCost:
        """What was measured of a compile."""
        row = self._document.block("source_build")
        return BuildCost(
            variant=row["variant"],
            wall_seconds=row["wall_seconds"],
            jobs=row["jobs"],
            peak_bytes=row["peak_bytes"],
            source=self._document.cite(row["source"]),
        )

    def third_party(self) -> Tuple[ThirdParty, ...]:
        """Those who publish mmcv wheels besides OpenMMLab, with what they say of themselves."""
        return tuple(read_third_party(row, self._document) for row in self._rows("third_party"))

    def _rows(self, block: str) -> List[Mapping[str, Any]]:
        return list(self._document.rows(block))

    def _page(self, index: str) -> str:
        folder, _, torch = index.partition("/torch")
        template: str = self._document.block("find_links")["page"]
        return template.format(cu="cpu" if folder == "mps" else folder, torch=torch)

    def _listed(self, mmcv: str, index: str, system: str) -> bool:
        return any(
            row["os"] == SYSTEMS[system]
            and index in row["index"]
            and mmcv in expand(row["mmcv"], self._releases)
            for row in self._rows("selector")
        )

    def _seen(
        self, mmcv: str, index: str, tag: str, system: str, machine: str
    ) -> Optional[Mapping[str, Any]]:
        folders = {index, index + ".0"}
        for row in self._rows("observed"):
            if row["mmcv"] == mmcv and row["index"] in folders:
                for wheel in row["wheels"]:
                    python, _, place = wheel.partition("-")
                    if python == tag and is_wheel_for(place, system, machine):
                        return row
        page = self._tags(mmcv, index, system)
        return page if page is not None and tag in page["python"] else None

    def _tags(self, mmcv: str, index: str, system: str) -> Optional[Mapping[str, Any]]:
        for row in self._rows("tags"):
            same = row["os"] == SYSTEMS[system] and row["index"] == index
            if same and mmcv in expand(row["mmcv"], self._releases):
                return row
        return None

    def _by_rule(self, mmcv: str, index: str, python: str, system: str) -> WheelAnswer:
        page = self._tags(mmcv, index, system)
        if page is not None and page.get("complete"):
            why = "the page was read whole and holds no wheel for this Python"
            return self._answer(NOTHING, mmcv, index, "high", why, page["source"])
        for row in self._rows("tag_rule"):
            if SYSTEMS[system] not in row["os"] or mmcv not in expand(row["mmcv"], self._releases):
                continue
            here = _between(python, row["first"], row["last"]) and self._torch_has(index, python)
            state = INFERRED if here else NOTHING
            return self._answer(state, mmcv, index, row["certainty"], row["basis"], row["source"])
        return self._answer(UNKNOWN, mmcv, index, "unknown", "listed; tags not known", ["W1"])

    def _torch_has(self, index: str, python: str) -> bool:
        """Whether torch itself has wheels for this Python, as far as the table knows."""
        ends = torch_pythons(self._document, index.partition("/torch")[2])
        return ends is None or _between(python, *ends)

    def _answer(
        self, state: str, mmcv: str, index: str, certainty: str, why: str, sources: Sequence[str]
    ) -> WheelAnswer:
        return WheelAnswer(
            state=state,
            mmcv=mmcv,
            distribution=package_of(mmcv),
            find_links=self._page(index) if index else "",
            certainty=certainty,
            why=why,
            source=self._document.cite(sources),
        )


def _index(torch: str, variant: str) -> str:
    return f"{variant}/torch{minor(public(torch))}"


def _tag(python: str) -> str:
    return "cp" + minor(python).replace(".", "")


def _between(python: str, first: str, last: str) -> bool:
    return numbers(first) <= numbers(minor(python)) <= numbers(last)
