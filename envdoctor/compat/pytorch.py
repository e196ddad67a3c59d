"""Questions about PyTorch releases: `tables.torch`."""

from __future__ import annotations

from envdoctor.compat.document import Document
from envdoctor.compat.platforms import platform
from envdoctor.compat.versions import Capability, order, public
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Callable, Dict, FrozenSet, List, Mapping, Optional, Tuple

    from envdoctor.compat.arch import ArchList
    from envdoctor.compat.torch_release import Companions, Release


class NumpySupport(NamedTuple):
    """The NumPy majors that a torch binary works with."""

    majors: Tuple[int, ...]
    torch_from: str
    """The first torch of this system that accepts NumPy 2."""
    certainty: str
    source: str


class Torch:
    """What the table torch.toml knows. A version's local part ("+cu121") never counts."""

    def __init__(self, document: Document, arch: Callable[[], Document]) -> None:
        """`arch` gives the architecture lists; it is called when one is asked for."""
        self._document = document
        self._arch = arch
        self._rows: Dict[str, Mapping[str, Any]] = {
            row["version"]: row for row in document.rows("release")
        }

    @property
    def as_of(self) -> str:
        """The date of the table, YYYY-MM-DD."""
        return self._document.as_of

    def versions(self) -> Tuple[str, ...]:
        """All known releases, oldest first."""
        return tuple(self._rows)

    def newest(self) -> str:
        """The newest release that the table knows."""
        return self.versions()[-1]

    def is_newer_than_known(self, version: str) -> bool:
        """Whether it is newer than the newest known release: never a fault.

        Raises ValueError for what is no version.
        """
        return order(public(version)) > order(self.newest())

    def release(self, version: str) -> Optional["Release"]:
        """What is known of a release; None for one that the table does not hold."""
        from envdoctor.compat.torch_release import read_release

        row = self._rows.get(public(version))
        return None if row is None else read_release(row, self._document)

    def pairs(self, version: str) -> Optional["Companions"]:
        """The torchvision and torchaudio that belong to this torch; None when it is not known."""
        from envdoctor.compat.torch_release import read_companions

        row = self._rows.get(public(version))
        return None if row is None else read_companions(row, self._document)

    def torch_of_torchvision(self, version: str) -> Optional[str]:
        """The torch that a torchvision belongs to; None for a torchvision that is not known."""
        wanted = public(version)
        for name, row in self._rows.items():
            if row.get("torchvision") == wanted:
                return name
        return None

    def arch_list(
        self, version: str, variant: str, system: str, machine: str, package: str = "wheel"
    ) -> Optional["ArchList"]:
        """The GPU architectures in one binary; None when the table has no row for it.

        `variant` is "cu121" and the like, `package` "wheel" or "conda". A row whose list is not
        established is returned, and answers "unknown".
        """
        name, place = public(version), platform(system, machine)
        for row in self._arch().rows("arch"):
            if name in row["torch"] and (row["variant"], row["platform"], row["package"]) == (
                variant,
                place,
                package,
            ):
                return self._arch_list(name, row)
        return None

    def releases_with(
        self, capability: Capability, system: str, machine: str, package: str = "wheel"
    ) -> Tuple[Tuple[str, str], ...]:
        """(version, variant) of all binaries known to serve this GPU here, oldest first."""
        place = platform(system, machine)
        found: List[Tuple[str, str]] = []
        for row in self._arch().rows("arch"):
            if (row["platform"], row["package"]) != (place, package):
                continue
            if self._arch_list("", row).runs_on(capability).works:
                found.extend((version, row["variant"]) for version in row["torch"])
        age = {version: index for index, version in enumerate(self._rows)}
        return tuple(sorted(found, key=lambda pair: (age[pair[0]], pair[1])))

    def with_known_architectures(
        self, system: str, machine: str, package: str = "wheel"
    ) -> FrozenSet[Tuple[str, str]]:
        """(version, variant) of all binaries here whose architectures are established."""
        place = platform(system, machine)
        return frozenset(
            (version, row["variant"])
            for row in self._arch().rows("arch")
            if (row["platform"], row["package"]) == (place, package) and "cubins" in row
            for version in row["torch"]
        )

    def numpy_support(
        self, version: str, system: str, package: str = "wheel"
    ) -> Optional[NumpySupport]:
        """The NumPy majors that this torch accepts; None for packages that nobody looked into.

        `system` is "linux", "windows" or "macos". Raises ValueError for what is no version.
        """
        for row in self._document.rows("numpy"):
            if (row["system"], row["package"]) == (system, package):
                both = order(public(version)) >= order(row["torch_from"])
                return NumpySupport(
                    majors=(1, 2) if both else (1,),
                    torch_from=row["torch_from"],
                    certainty=row["certainty"],
                    source=self._document.cite(row["source"]),
                )
        return None

    def _arch_list(self, version: str, row: Mapping[str, Any]) -> "ArchList":
        from envdoctor.compat.arch import ArchList

        seen = version in row.get("seen_in_binary", ())
        return ArchList(
            torch=version,
            variant=row["variant"],
            platform=row["platform"],
            package=row["package"],
            cubins=_names(row.get("cubins")),
            ptx=_names(row.get("ptx")),
            seen_in_binary=seen,
            certainty=row["certainty"],
            note=row.get("note", ""),
            source=self._arch().cite([*row["source"], *(["A1"] if seen else [])]),
            as_of=self._document.as_of_row(row),
        )


def _names(value: Any) -> Optional[Tuple[str, ...]]:
    return None if value is None else tuple(value)
