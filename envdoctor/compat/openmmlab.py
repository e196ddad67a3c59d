"""Questions about OpenMMLab releases: `tables.openmmlab`."""

from __future__ import annotations

from envdoctor.compat.document import Document
from envdoctor.compat.versions import Bounds, numbers, order, public
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Dict, Mapping, Optional, Tuple


_MODULES = {"mmaction2": "mmaction"}
"""Packages whose module has another name."""


class Assert(NamedTuple):
    """What a release checks of another package when it is imported."""

    required_by: str
    """"mmaction2 1.2.0"."""
    package: str
    """The package that is checked: "mmcv" or "mmengine"."""
    lower: str
    """Inclusive."""
    upper: str
    upper_inclusive: bool
    specifier: str
    """">=2.0.0rc4,<2.2.0"."""
    source: str
    as_of: str

    def holds(self, version: str) -> bool:
        """Whether the import accepts this version; raises ValueError for what is no version."""
        return Bounds.parse(self.specifier).holds(version)

    def is_above(self, version: str) -> bool:
        """Whether a version is too new for the import; raises ValueError for what is no version."""
        key, upper = order(public(version)), order(self.upper)
        return key > upper or (key == upper and not self.upper_inclusive)


class Minimum(NamedTuple):
    """The oldest version of a layer that envdoctor stands for."""

    name: str
    version: str
    source: str

    def met_by(self, version: str) -> bool:
        """Whether a version is not older; raises ValueError for what is no version."""
        return order(public(version)) >= order(self.version)


class Release(NamedTuple):
    """One release of an OpenMMLab package; empty or None: nothing such, or not established."""

    package: str
    version: str
    date: str
    """Of the tagged commit, else of the files in the wheel, YYYY-MM-DD."""
    python_requires: Optional[str]
    mminstall: Tuple[str, ...]
    """Requirements published under the extra "mim"."""
    install_requires: Tuple[str, ...]
    documented: Optional[str]
    """What its documents claim of Python, PyTorch and CUDA."""
    notable: Tuple[str, ...]
    source: str
    as_of: str


class OpenMMLab:
    """What the table openmmlab.toml knows. A version's local part never counts."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._rows: Dict[Tuple[str, str], Mapping[str, Any]] = {
            (row["package"], row["version"]): row for row in document.rows("release")
        }

    @property
    def as_of(self) -> str:
        """The date of the table, YYYY-MM-DD."""
        return self._document.as_of

    def packages(self) -> Tuple[str, ...]:
        """All packages that the table knows."""
        return tuple(dict.fromkeys(package for package, _ in self._rows))

    def versions(self, package: str) -> Tuple[str, ...]:
        """The known releases of a package, oldest first; none for an unknown package."""
        return tuple(sorted((v for p, v in self._rows if p == package), key=order))

    def newest(self, package: str) -> Optional[str]:
        """The newest known release that is no pre-release; None for an unknown package."""
        final = [version for version in self.versions(package) if order(version)[-2] >= 0]
        return final[-1] if final else None

    def is_newer_than_known(self, package: str, version: str) -> bool:
        """Whether it is newer than all known releases, pre-releases too: never a fault.

        Raises ValueError for what is no version.
        """
        known = self.versions(package)
        return bool(known) and order(public(version)) > order(known[-1])

    def consumers(self) -> Tuple[str, ...]:
        """The packages that assert versions of others at import."""
        return tuple(dict.fromkeys(p for (p, _), row in self._rows.items() if "asserts" in row))

    def asserts(self, package: str, version: str) -> Optional[Tuple[Assert, ...]]:
        """What a release asserts at import; None (not empty) for a release that is not known."""
        row = self._rows.get((package, public(version)))
        if row is None:
            return None
        name = f"{package} {row['version']}"
        found = []
        for target, text in row.get("asserts", {}).items():
            bounds = Bounds.parse(text)
            found.append(
                Assert(
                    required_by=name,
                    package=target,
                    lower=bounds.lower or "",
                    upper=bounds.upper or "",
                    upper_inclusive=bounds.upper_inclusive,
                    specifier=text,
                    source=self._asserted_in(package, row),
                    as_of=self._document.as_of_row(row),
                )
            )
        return tuple(found)

    def _asserted_in(self, package: str, row: Mapping[str, Any]) -> str:
        """The file of the tag in which a release asserts."""
        version, cited = row["version"], self._document.cite(row["source"])
        repository = self.repository(package)
        if repository is None:
            return f"{package} {version} __init__.py: {cited}"
        module = _MODULES.get(package, package)
        return f"{repository}/blob/v{version}/{module}/__init__.py ({cited})"

    def release(self, package: str, version: str) -> Optional[Release]:
        """What is known of a release; None for one that the table does not hold."""
        row = self._rows.get((package, public(version)))
        if row is None:
            return None
        return Release(
            package=package,
            version=row["version"],
            date=row["date"],
            python_requires=row.get("python_requires"),
            mminstall=tuple(row.get("mminstall", ())),
            install_requires=tuple(row.get("install_requires", ())),
            documented=row.get("docs_claim"),
            notable=tuple(row.get("notable", ())),
            source=self._document.cite(row["source"]),
            as_of=self._document.as_of_row(row),
        )

    def minimum(self, name: str) -> Optional[Minimum]:
        """The oldest supported "python", "cuda", "torch", "mmcv" ...; None for another name."""
        for row in self._document.rows("minimum"):
            if row["name"] == name:
                return Minimum(name, row["version"], self._document.cite(row["source"]))
        return None

    def minimums(self) -> Tuple[Minimum, ...]:
        """The oldest supported version of every layer."""
        cite = self._document.cite
        return tuple(
            Minimum(row["name"], row["version"], cite(row["source"]))
            for row in self._document.rows("minimum")
        )

    def distributions(self, module: str) -> Tuple[str, ...]:
        """The distributions that bring a module, the usual one first; none for an unknown one."""
        for row in self._document.rows("module"):
            if row["name"] == module:
                return tuple(row["distributions"])
        return ()

    def mmcv_distribution(self, version: str, *, ops: bool) -> str:
        """The distribution of an mmcv version: "mmcv", "mmcv-full" or "mmcv-lite".

        They were renamed with 2.0.0rc1. Raises ValueError for what is no version.
        """
        renamed = order(version) >= order("2.0.0rc1")
        if ops:
            return "mmcv" if renamed else "mmcv-full"
        return "mmcv-lite" if renamed else "mmcv"

    def of_former_generation(self, package: str, version: str) -> Optional[bool]:
        """Whether a release stands on mmcv 1; None for a package of which nothing is known.

        Raises ValueError for what is no version.
        """
        for row in self._document.rows("generation"):
            if row["package"] == package:
                first = numbers(row["first"])
                return numbers(public(version))[: len(first)] < first
        return None

    def repository(self, package: str) -> Optional[str]:
        """Where a package's sources are kept; None for an unknown package."""
        for row in self._document.rows("repository"):
            if row["package"] == package:
                url: str = row["url"]
                return url
        return None

    def renamed(self, old: str) -> Optional[str]:
        """What a package or module of the former generation is called now; None for no such."""
        for row in self._document.rows("rename"):
            if row["old"] == old:
                new: str = row["new"]
                return new
        return None
