"""Questions about CUDA: `tables.cuda`."""

from __future__ import annotations

from envdoctor.compat.arch import TEGRA
from envdoctor.compat.cuda_types import (
    BY_CAPABILITY,
    BY_FAMILY,
    BY_TOOLKIT,
    CapabilityRange,
    DriverNeed,
    GccBound,
    GccMinimum,
    HostCompiler,
    read_host_compiler,
)
from envdoctor.compat.document import Document
from envdoctor.compat.versions import Capability, capability, dotted, minor, numbers, order, public
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, List, Mapping, Optional, Tuple

_ENCODED_MAJOR = 1000


class Cuda:
    """What the table cuda.toml knows. A CUDA version may be longer than needed ("12.1.105")."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def as_of(self) -> str:
        """The date of the table, YYYY-MM-DD."""
        return self._document.as_of

    def toolkits(self) -> Tuple[str, ...]:
        """All known toolkits ("9.2" ...), oldest first."""
        return tuple(row["toolkit"] for row in self._document.rows("compiles"))

    def newest_cuda(self) -> str:
        """The newest toolkit that the table knows."""
        return self.toolkits()[-1]

    def is_newer_than_known(self, cuda: str) -> bool:
        """Whether it is newer than the newest known toolkit: never a fault."""
        return numbers(minor(cuda)) > numbers(self.newest_cuda())

    def driver_need(self, cuda: str, system: str) -> Optional[DriverNeed]:
        """The lowest driver that runs binaries of this CUDA; None when it is not established.

        From CUDA 11 on minor version compatibility counts: one driver runs every CUDA of its major.
        `system` is "linux" or "windows". Raises ValueError for what is no version.
        """
        wanted = minor(cuda)
        shipped = self._shipped(wanted, system)
        family = self._family(numbers(wanted)[0])
        if family is not None and "rule" not in family:
            need = self._family_need(wanted, system, family, shipped)
            if need is not None:
                return need
        if not shipped:
            return None
        lowest = min(shipped, key=lambda row: numbers(row[system]))
        return DriverNeed(
            lowest[system],
            BY_TOOLKIT,
            _with_release(shipped, system),
            lowest["certainty"],
            self._document.cite(lowest["source"]),
        )

    def cuda_of_driver(self, driver: str, system: str) -> Optional[str]:
        """The newest CUDA that a driver is known to run; perhaps it runs a newer one yet.

        Decided by the driver's branch, which Linux and Windows number alike; a branch that the
        table does not name counts as the one before it. None below the oldest branch and off
        Linux and Windows. Raises ValueError for what is no version.
        """
        if system not in {"linux", "windows"}:
            return None
        branch, found = numbers(driver)[0], None
        for row in self._document.rows("branch"):
            if row["branch"] <= branch:
                found = row["cuda"]
        return found

    def newest_driver_branch(self) -> int:
        """The newest driver branch that the table knows."""
        branch: int = self._document.rows("branch")[-1]["branch"]
        return branch

    def capabilities_of(self, toolkit: str) -> Optional[Tuple[Capability, ...]]:
        """The compute capabilities that a toolkit generates code for; None for an unknown one."""
        wanted = minor(toolkit)
        for row in self._document.rows("compiles"):
            if row["toolkit"] == wanted:
                return tuple(capability(text) for text in row["capabilities"])
        return None

    def minimum_for(self, pair: Capability) -> Optional[str]:
        """The oldest toolkit whose binaries can run on a compute capability; None when unknown.

        That is the first one with code for it or for a lower minor of its major (a binary of
        CUDA 11.0 runs on 8.6 by its sm_80 code); on Tegra its own code alone counts.
        """
        lower = [
            row["toolkit"]
            for row in self._document.rows("compiles")
            if any(_serves(capability(text), pair) for text in row["capabilities"])
        ]
        return lower[0] if lower else None

    def range_of(self, pair: Capability) -> Optional[CapabilityRange]:
        """The toolkits that generate code for a compute capability; None for an unknown one."""
        for row in self._document.rows("capability"):
            if row["capability"] == dotted(pair):
                return CapabilityRange(
                    capability=pair,
                    first=row.get("first"),
                    last=row.get("last"),
                    certainty=row["certainty_first"],
                    note=row.get("note", ""),
                    source=self._document.cite(row["source"]),
                )
        return None

    def first_driver(self, pair: Capability, system: str) -> Optional[DriverNeed]:
        """The driver before which no GPU of this capability can have worked; None when unknown.

        Inferred from the first toolkit that generates code for it; the GPU may need a newer one.
        """
        known = self.range_of(pair)
        if known is None or known.first is None:
            return None
        shipped = self._shipped(known.first, system)
        if not shipped:
            return None
        lowest = min(shipped, key=lambda row: numbers(row[system]))
        source = self._document.cite(lowest["source"])
        return DriverNeed(
            lowest[system],
            BY_CAPABILITY,
            _with_release(shipped, system),
            "medium",
            f"{known.source}; {source}",
        )

    def host_compiler(self, cuda: str) -> Optional[HostCompiler]:
        """The host compilers that a toolkit accepts; None for an unknown toolkit."""
        wanted = minor(cuda)
        for row in self._document.rows("host_compiler"):
            if row["toolkit"] == wanted:
                return read_host_compiler(row, self._document)
        return None

    def torch_gcc_bound(self, torch: str, cuda: str) -> Optional[GccBound]:
        """The gcc bound that torch's build helper sets for a CUDA; None where it sets none.

        Raises ValueError for what is no version.
        """
        key = order(public(torch))
        for row in self._document.rows("torch_compiler_bound"):
            if order(row["first"]) <= key <= order(row["last"]) and minor(cuda) in row["gcc"]:
                return GccBound(
                    row["gcc"][minor(cuda)],
                    row.get("inclusive"),
                    self._document.cite(row["source"]),
                )
        return None

    def torch_gcc_minimum(self, torch: str) -> Optional[GccMinimum]:
        """The oldest gcc that takes torch's headers; None for a torch that the table lacks.

        Raises ValueError for what is no version.
        """
        key = order(public(torch))
        for row in self._document.rows("torch_gcc_minimum"):
            if order(row["first"]) <= key <= order(row["last"]):
                source = self._document.cite(row["source"])
                return GccMinimum(row["gcc"], row["standard"], source)
        return None

    def decode(self, encoded: int) -> Optional[str]:
        """The CUDA that an error prints as a number: 12010 is "12.1"; None for no such number."""
        major, rest = divmod(encoded, _ENCODED_MAJOR)
        return f"{major}.{rest // 10}" if major > 0 and rest % 10 == 0 else None

    def _shipped(self, toolkit: str, system: str) -> List[Mapping[str, Any]]:
        rows = self._document.rows("toolkit")
        return [row for row in rows if row["toolkit"] == toolkit and system in row]

    def _family(self, major: int) -> Optional[Mapping[str, Any]]:
        for row in self._document.rows("family"):
            if row["major"] == major:
                return row
        return None

    def _family_need(
        self,
        cuda: str,
        system: str,
        family: Mapping[str, Any],
        shipped: List[Mapping[str, Any]],
    ) -> Optional[DriverNeed]:
        minimum, certainty = family.get(system), "high"
        early = family.get("before_first", {})
        if early.get("toolkit") == cuda:
            minimum = early.get(system)
        elif minimum is None and system in {"linux", "windows"}:
            before = self._family(family["major"] - 1) or {}
            minimum, certainty = before.get("next_family_driver_branch"), "medium"
        if minimum is None:
            return None
        source = self._document.cite(family["source"])
        return DriverNeed(minimum, BY_FAMILY, _with_release(shipped, system), certainty, source)


def _serves(own: Capability, pair: Capability) -> bool:
    return own == pair or (own[0] == pair[0] and own[1] < pair[1] and pair not in TEGRA)


def _with_release(shipped: List[Mapping[str, Any]], system: str) -> Optional[str]:
    """The driver that came with a toolkit's first general release."""
    for row in shipped:
        if row.get("update", "").startswith("GA"):
            driver: str = row[system]
            return driver
    return None
