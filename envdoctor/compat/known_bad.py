"""Questions about broken releases: `tables.known_bad`."""

from __future__ import annotations

from envdoctor.compat.document import Document
from envdoctor.compat.versions import Bounds
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Dict, List, Mapping, Tuple

MISSING_MODULE = "missing_module"
UNDECLARED_IMPORT = "undeclared_import"
INCOMPATIBLE = "incompatible"
IMPOSSIBLE_PIN = "impossible_pin"
NEEDLESS_REQUIREMENT = "needless_requirement"


class Defect(NamedTuple):
    """One known defect of some releases."""

    id: str
    package: str
    versions: str
    """A range: "==1.2.0", ">=0.9.0,<=0.10.5"."""
    kind: str
    """"missing_module", "undeclared_import", "wrong_build", "unpinned_dependency",
    "impossible_pin", "incompatible", "needless_requirement" or "build"."""
    modules: Tuple[str, ...]
    """The modules it is about."""
    imported_by: str
    """The module that imports them; "" where that is not the point."""
    distribution: str
    """What brings an undeclared module; else ""."""
    with_: Mapping[str, str]
    """What it breaks together with: "python" or a distribution, to a range."""
    platforms: Tuple[str, ...]
    """Where alone it holds; empty: everywhere."""
    indexes: Tuple[str, ...]
    """The folders of the find-links index that it is about ("cu121/torch2.1"); empty: all."""
    lacks: str
    """What a wrongly built binary holds no code for: "cuda"; "" where that is not the point."""
    reach: str
    """How much fails: "import", "part", or "" for whatever uses it."""
    dependency: str
    """The distribution of an impossible or an open requirement; else ""."""
    declared: str
    """The range that is declared of `dependency`; else ""."""
    cause: str
    """A word of causes.toml."""
    what: str
    remedy: str
    certainty: str
    source: str
    as_of: str

    def breaks_with(self, versions: Mapping[str, str]) -> bool:
        """Whether everything in `with_` is among these versions, inside its range.

        True for a defect that needs no partner. Raises ValueError for what is no version.
        """
        return all(
            name in versions and Bounds.parse(text).holds(versions[name])
            for name, text in self.with_.items()
        )


class KnownBad:
    """What the table known_bad.toml knows."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._all: Tuple[Defect, ...] = ()

    @property
    def as_of(self) -> str:
        """The date of the table, YYYY-MM-DD."""
        return self._document.as_of

    def all(self) -> Tuple[Defect, ...]:
        """Every known defect, in the order of the table."""
        if not self._all:
            self._all = tuple(self._defect(row) for row in self._document.rows("defect"))
        return self._all

    def decisive_modules(self) -> Dict[str, Tuple[str, ...]]:
        """Modules, by package, whose presence decides whether a defect of a release still stands."""
        found: Dict[str, Tuple[str, ...]] = {}
        for row in self._document.rows("defect"):
            if row["kind"] in (MISSING_MODULE, UNDECLARED_IMPORT):
                found[row["package"]] = (*found.get(row["package"], ()), *row["modules"])
        return found

    def of(self, package: str, version: str) -> Tuple[Defect, ...]:
        """The known defects of one release; raises ValueError for what is no version."""
        return tuple(self._defect(row) for row in self._rows(package, version))

    def missing_modules(self, package: str, version: str) -> Tuple[Defect, ...]:
        """Modules that a release imports and that were not published with it."""
        return self._of_kind(package, version, MISSING_MODULE)

    def undeclared_imports(self, package: str, version: str) -> Tuple[Defect, ...]:
        """Packages that a release imports without requiring them."""
        return self._of_kind(package, version, UNDECLARED_IMPORT)

    def needless_requirements(self, package: str, version: str) -> Tuple[Defect, ...]:
        """Distributions that a release requires and never imports."""
        return self._of_kind(package, version, NEEDLESS_REQUIREMENT)

    def _of_kind(self, package: str, version: str, kind: str) -> Tuple[Defect, ...]:
        return tuple(
            self._defect(row) for row in self._rows(package, version) if row["kind"] == kind
        )

    def _rows(self, package: str, version: str) -> List[Mapping[str, Any]]:
        return [
            row
            for row in self._document.rows("defect")
            if row["package"] == package and Bounds.parse(row["versions"]).holds(version)
        ]

    def _defect(self, row: Mapping[str, Any]) -> Defect:
        return Defect(
            id=row["id"],
            package=row["package"],
            versions=row["versions"],
            kind=row["kind"],
            modules=tuple(row.get("modules", ())),
            imported_by=row.get("imported_by", ""),
            distribution=row.get("distribution", ""),
            with_=row.get("with", {}),
            platforms=tuple(row.get("platforms", ())),
            indexes=tuple(row.get("index", ())),
            lacks=row.get("lacks", ""),
            reach=row.get("reach", ""),
            dependency=row.get("dependency", ""),
            declared=row.get("declared", ""),
            cause=row["cause"],
            what=row["what"],
            remedy=row["remedy"],
            certainty=row["certainty"],
            source=self._document.cite(row["source"]),
            as_of=self._document.as_of_row(row),
        )
