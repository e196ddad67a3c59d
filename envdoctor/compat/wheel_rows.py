"""The rows of mmcv_wheels.toml: ranges expanded, third parties typed."""

from __future__ import annotations

from envdoctor.compat.document import Document
from envdoctor.compat.versions import order
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, FrozenSet, Iterator, List, Mapping, Optional, Sequence, Set, Tuple

SYSTEMS = {"linux": "Linux", "windows": "Windows", "macos": "macOS"}
MACHINES = {
    "linux": ("x86_64", "amd64"),
    "windows": ("amd64", "x86_64"),
    "macos": ("x86_64", "arm64"),
}
"""Where OpenMMLab builds wheels at all, as the systems name their machines (lower case)."""


_PLACES = {"linux": "manylinux", "windows": "win", "macos": "macosx"}


def is_wheel_for(place: str, system: str, machine: str) -> bool:
    """Whether a wheel's platform tag ("macosx_11_0_x86_64") is for this platform."""
    if not place.startswith(_PLACES[system]):
        return False
    return system != "macos" or place.endswith(("universal2", machine.lower()))


def torch_pythons(document: Document, torch: str) -> Optional[Tuple[str, str]]:
    """The first and last Python of a torch minor, as far as the table of wheels knows."""
    ends = document.block("torch_python").get(torch)
    return None if ends is None else (ends[0], ends[1])


class Selected(NamedTuple):
    """One combination that OpenMMLab's install selector lists."""

    system: str
    """"Linux", "Windows" or "macOS"."""
    variant: str
    """"cpu", "mps", "cu121"."""
    torch: str
    """Minor: "2.1"."""
    mmcv: str
    package: str
    """"mmcv" or "mmcv-full"."""
    first_listed: str
    """When it entered the selector, YYYY-MM-DD."""
    first_commit: str
    last_seen: str
    """When the selector was last read in mmcv's repository, YYYY-MM-DD."""
    last_commit: str
    python: Optional[Tuple[str, ...]]
    """Wheel tags that were seen on its page; None where nobody has looked."""


class ThirdParty(NamedTuple):
    """Somebody besides OpenMMLab who publishes mmcv wheels."""

    id: str
    package: str
    by: str
    """Who it is, and what is known of the care taken."""
    where: str
    """The page, channel or repository."""
    builds: Tuple[Mapping[str, Any], ...]
    """What was built, as far as known; keys differ by publisher."""
    page: str
    """The index page, with `{cuXYZ}` and `{ver digits}` where it has them; "" where there is none."""
    systems: Tuple[str, ...]
    """"Linux" ...; empty where not established."""
    python: Tuple[str, ...]
    arch_lists: Tuple[Mapping[str, Any], ...]
    """Compute capabilities that were compiled for, by CUDA and torch; empty where not established."""
    consequence: str
    """What a user of certain GPUs should know; "" when nothing is known."""
    source: str


def expand(ranges: Sequence[str], releases: Tuple[str, ...]) -> FrozenSet[str]:
    """The releases in "a..b" and single versions; raises ValueError for one that is not listed."""
    found: Set[str] = set()
    for text in ranges:
        first, _, last = text.partition("..")
        found.update(releases[releases.index(first) : releases.index(last or first) + 1])
    return frozenset(found)


def package_of(mmcv: str) -> str:
    """The distribution that holds the ops of an mmcv release; renamed with 2.0.0rc1."""
    return "mmcv" if order(mmcv) >= order("2.0.0rc1") else "mmcv-full"


def selected(document: Document, releases: Tuple[str, ...]) -> Tuple[Selected, ...]:
    """Every combination of the block selector, with the dates and tags of the other blocks."""
    return tuple(_selected(document, releases))


def _selected(document: Document, releases: Tuple[str, ...]) -> Iterator[Selected]:
    branches = {row["package"]: row for row in document.rows("branch")}
    listed = _first_listed(document, releases)
    names = {mmcv: package_of(mmcv) for mmcv in releases}
    tags = {
        (row["os"], row["index"], mmcv): tuple(row["python"])
        for row in document.rows("tags")
        for mmcv in expand(row["mmcv"], releases)
    }
    for row in document.rows("selector"):
        for index in row["index"]:
            variant, _, torch = index.partition("/torch")
            for mmcv in sorted(expand(row["mmcv"], releases), key=releases.index):
                special = listed.get((mmcv, torch)) if row["os"] != "macOS" else None
                date, commit = special or listed[(mmcv, "")]
                branch = branches[names[mmcv]]
                yield Selected(
                    system=row["os"],
                    variant=variant,
                    torch=torch,
                    mmcv=mmcv,
                    package=names[mmcv],
                    first_listed=date,
                    first_commit=commit,
                    last_seen=branch["last_date"],
                    last_commit=branch["last_commit"],
                    python=tags.get((row["os"], index, mmcv)),
                )


def _first_listed(
    document: Document, releases: Tuple[str, ...]
) -> Mapping[Tuple[str, str], Tuple[str, str]]:
    return {
        (mmcv, row.get("torch", "")): (row["date"], row["commit"])
        for row in document.rows("listed")
        for mmcv in expand(row["mmcv"], releases)
    }


def read_third_party(row: Mapping[str, Any], document: Document) -> ThirdParty:
    """One row of the block third_party."""
    builds: List[Mapping[str, Any]] = row.get("builds", [])
    return ThirdParty(
        id=row["id"],
        package=row["package"],
        by=row["by"],
        where=row.get("page") or row.get("channel") or row.get("repository") or row["content"],
        builds=tuple(builds),
        page=row.get("page", ""),
        systems=tuple(row.get("os", ())),
        python=tuple(row.get("python", ())),
        arch_lists=tuple(row.get("arch_lists", ())),
        consequence=row.get("consequence", ""),
        source=document.cite(row["source"]),
    )
