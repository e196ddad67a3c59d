"""Questions about the libraries below the stack: `tables.libraries`."""

from __future__ import annotations

from envdoctor.compat.document import Document
from envdoctor.compat.versions import Bounds, numbers, order
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Optional, Tuple


class OpencvNumpy(NamedTuple):
    """The NumPy majors of one OpenCV release (from Python 3.9 on)."""

    declared: Tuple[int, ...]
    """What its metadata allows."""
    built_for: Optional[Tuple[int, ...]]
    """What its binary loads under; None when not established."""
    requires: str
    """The declared requirement where it names a bound that matters; else ""."""
    certainty: str
    source: str

    @property
    def majors(self) -> Tuple[int, ...]:
        """NumPy majors that both metadata and binary accept."""
        if self.built_for is None:
            return self.declared
        return tuple(major for major in self.declared if major in self.built_for)


class NumpyMajors(NamedTuple):
    """The NumPy majors that the wheels of one release load under."""

    built_for: Tuple[int, ...]
    certainty: str
    source: str


class SetuptoolsNeed(NamedTuple):
    """The oldest setuptools that a release declares it needs."""

    required_by: str
    """"torch>=2.13"."""
    at_least: str
    source: str


class PythonWheels(NamedTuple):
    """The Pythons that the wheels of one release are for."""

    first: str
    """Minor version, inclusive; "" where nothing bounds it."""
    last: str
    certainty: str
    source: str

    def serve(self, python: str) -> bool:
        """Whether there is a wheel for a Python ("3.10"); raises ValueError for what is none."""
        own = numbers(python)
        above = not self.first or own >= numbers(self.first)
        return above and (not self.last or own <= numbers(self.last))


class Libraries:
    """What the table libraries.toml knows."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def as_of(self) -> str:
        """The date of the table, YYYY-MM-DD."""
        return self._document.as_of

    def cv2_distributions(self) -> Tuple[str, ...]:
        """The distributions that own the module cv2."""
        return tuple(self._document.rows("cv2")[0]["distributions"])

    def opencv(self, version: str) -> Optional[OpencvNumpy]:
        """The NumPy that an OpenCV release asks for and loads under; the four are built alike.

        None for a version that no row covers. Raises ValueError for what is no version.
        """
        key = order(version)
        for row in self._document.rows("opencv"):
            above = "first" not in row or key >= order(row["first"])
            if above and ("last" not in row or key <= order(row["last"])):
                built = row.get("built_for")
                return OpencvNumpy(
                    declared=tuple(row["declared"]),
                    built_for=None if built is None else tuple(built),
                    requires=row.get("requires", ""),
                    certainty=row["certainty"],
                    source=self._document.cite(row["source"]),
                )
        return None

    def newest_opencv_for(self, numpy_major: int) -> Optional[str]:
        """The newest OpenCV that accepts a NumPy major by its metadata and its binary.

        None where the newest of all does, so that nothing has to be held back.
        """
        newest = None
        for row in self._document.rows("opencv"):
            majors = set(row["declared"]) & set(row.get("built_for", row["declared"]))
            if numpy_major in majors:
                newest = row.get("last")
        return newest

    def numpy_majors(self, package: str, version: str) -> Optional[NumpyMajors]:
        """NumPy majors that a compiled package of the stack loads under; None when not known.

        Raises ValueError for what is no version.
        """
        for row in self._document.rows("numpy_abi"):
            if row["package"] == package and Bounds.parse(row["versions"]).holds(version):
                source = self._document.cite(row["source"])
                return NumpyMajors(tuple(row["built_for"]), row["certainty"], source)
        return None

    def newest_known(self, package: str) -> Optional[str]:
        """The newest release of a compiled package that a row names; None for an unknown one."""
        ends = [
            Bounds.parse(row["versions"]).upper
            for row in self._document.rows("numpy_abi")
            if row["package"] == package
        ]
        return max((end for end in ends if end), key=order, default=None)

    def pythons(self, package: str, version: str) -> Optional[PythonWheels]:
        """The Pythons with a wheel of a library; None where no row says anything.

        Raises ValueError for what is no version.
        """
        for row in self._document.rows("python"):
            if row["package"] == package and Bounds.parse(row["versions"]).holds(version):
                return PythonWheels(
                    first=row.get("first", ""),
                    last=row.get("last", ""),
                    certainty=row["certainty"],
                    source=self._document.cite(row["source"]),
                )
        return None

    def opencv_versions(self) -> Tuple[str, ...]:
        """The OpenCV releases that the table names: those at which its NumPy changed, newest first."""
        rows = self._document.rows("opencv")
        return tuple(row.get("last") or row["first"] for row in reversed(rows))

    def setuptools_need(self, package: str, version: str) -> Optional[SetuptoolsNeed]:
        """The setuptools that a release declares to need; None where nothing is known.

        Raises ValueError for what is no version.
        """
        for bounds, need in self.setuptools_needs(package):
            if bounds.holds(version):
                return need
        return None

    def setuptools_needs(self, package: str) -> Tuple[Tuple[Bounds, SetuptoolsNeed], ...]:
        """What releases of a package declare to need, each with the releases that do."""
        found: Dict[str, Tuple[Bounds, SetuptoolsNeed]] = {}
        for row in self._document.rows("setuptools"):
            required_by: str = row.get("required_by", "")
            bounds = required_by[len(package) :]
            is_about = required_by.startswith(package) and bounds[:1] in ("<", ">", "=")
            if is_about and "at_least" in row and bounds not in found:
                need = SetuptoolsNeed(
                    required_by, row["at_least"], self._document.cite(row["source"])
                )
                found[bounds] = (Bounds.parse(bounds), need)
        return tuple(found.values())
