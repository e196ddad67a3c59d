"""Questions about the shared libraries of Linux: `tables.shared_libraries`."""

from __future__ import annotations

from envdoctor.compat.document import Document
from envdoctor.compat.versions import order, public
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Optional


class CudaLibrary(NamedTuple):
    """Who brings one of CUDA's libraries."""

    distribution: str
    """Without the ending for the CUDA: "nvidia-cublas"."""
    numbered_alike: bool
    """Whether its file's version is the distribution's."""
    one_build: bool
    """Whether its files call each other, and must be of one version."""
    source: str

    def is_brought_by(self, name: str) -> bool:
        """Whether a distribution ("nvidia-cublas-cu12") is the one that brings it."""
        return name == self.distribution or name.startswith(f"{self.distribution}-cu")


class MklConflict(NamedTuple):
    """An MKL that an older torch does not load with."""

    mkl_from: str
    torch_below: str
    symbol: str
    certainty: str
    source: str


class SharedLibraries:
    """What the table shared_libraries.toml knows."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def as_of(self) -> str:
        """The date of the table, YYYY-MM-DD."""
        return self._document.as_of

    def cuda_library(self, name: str) -> Optional[CudaLibrary]:
        """Who brings "libcublasLt.so.12"; None for what is none of CUDA's libraries."""
        for row in self._document.rows("cuda_library"):
            if name.startswith(row["start"]):
                return CudaLibrary(
                    row["distribution"],
                    row.get("numbered_alike", True),
                    row.get("one_build", False),
                    self._document.cite(row["source"]),
                )
        return None

    def mkl_conflict(self, torch: str, mkl: str, package: str) -> Optional[MklConflict]:
        """Why this torch does not load with this MKL; None where it does.

        `package` is "wheel" or "conda". Raises ValueError for what is no version.
        """
        for row in self._document.rows("mkl"):
            older = order(public(torch)) < order(row["torch_below"])
            if older and order(mkl) >= order(row["mkl_from"]) and package == row["package"]:
                return MklConflict(
                    row["mkl_from"],
                    row["torch_below"],
                    row["symbol"],
                    row["certainty"],
                    self._document.cite(row["source"]),
                )
        return None

    def gcc_of(self, glibcxx: str) -> Optional[str]:
        """The gcc whose libstdc++ first had "3.4.30"; None for one that the table lacks."""
        minors: Dict[str, str] = self._document.rows("libstdcxx")[0]["minors"]
        return minors.get(glibcxx.rpartition(".")[2])

    def libstdcxx_source(self) -> str:
        """Where the numbering of libstdc++ is written."""
        return self._document.cite(self._document.rows("libstdcxx")[0]["source"])

    def apt_package(self, library: str) -> Optional[str]:
        """The package of Debian and Ubuntu that holds "libGL.so.1"; None when not established."""
        packages: Dict[str, str] = self._document.rows("system_package")[0]["apt"]
        return packages.get(library)

    def apt_source(self) -> str:
        """Where the packages' names were read."""
        return self._document.cite(self._document.rows("system_package")[0]["source"])
