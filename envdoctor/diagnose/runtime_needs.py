"""Versions of glibc and libstdc++: what compiled files need against what is there."""

from __future__ import annotations

from envdoctor.compat.versions import numbers
from envdoctor.model.facts import Facts
from envdoctor.model.machine import Binary
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple


class Lack(NamedTuple):
    """Files that need a newer library than there is."""

    needed: str
    """The newest version that one of them needs."""
    has: str
    packages: Tuple[str, ...]
    """Packages whose files need more than there is."""
    worst: Binary
    """The file that needs the newest."""


def glibc_lack(facts: Facts) -> Optional[Lack]:
    """Files that need a newer glibc; raises `NotKnown`, None where all are met or there is none."""
    libc = facts.libc.known()
    if libc.name != "glibc":
        return None
    needs = tuple((binary.glibc, binary) for binary in facts.binaries.known())
    return _lack(needs, libc.version)


def libstdcxx_lack(facts: Facts) -> Optional[Lack]:
    """Files that need a newer libstdc++ than the loader takes; raises `NotKnown`."""
    version = facts.libstdcxx.known().version
    # File 6.0.30 has all symbols up to GLIBCXX_3.4.30.
    has = f"3.4.{version.rpartition('.')[2]}" if version.startswith("6.0.") else ""
    needs = tuple((binary.glibcxx, binary) for binary in facts.binaries.known())
    return _lack(needs, has) if has else None


def _lack(needs: Tuple[Tuple[str, Binary], ...], has: str) -> Optional[Lack]:
    broken = [(need, binary) for need, binary in needs if need and numbers(need) > numbers(has)]
    if not broken:
        return None
    needed, worst = max(broken, key=lambda pair: numbers(pair[0]))
    packages = tuple(dict.fromkeys(binary.package for _, binary in broken))
    return Lack(needed, has, packages, worst)
