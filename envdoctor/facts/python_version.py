"""The exact version of the inspected interpreter, from the files around it."""

from __future__ import annotations

import sys

from envdoctor.facts.folders import Folders, base
from envdoctor.facts.layout import Layout
from envdoctor.facts.target import Target
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

_STATUS = "/var/lib/dpkg/status"
_STATUS_LIMIT_BYTES = 64 * 1024 * 1024


def python_version(folders: Folders, target: Target, layout: Layout) -> Tuple[str, str]:
    """The version and the file that says it; ("", "") when none does.

    The first source that agrees with the series which runs is believed: a pyvenv.cfg outlives an
    upgrade of the Python under it.
    """
    if target.is_own:
        return sys.version.split()[0].rstrip("+"), "sys.version of this interpreter"
    series = layout.series.rstrip("t")
    for version, source in _candidates(folders, layout):
        if not series or version == series or version.startswith(f"{series}."):
            return version, source
    if series:
        return series, f"{layout.executable or layout.prefix} (no file tells the patch release)"
    return "", ""


def _candidates(folders: Folders, layout: Layout) -> Iterator[Tuple[str, str]]:
    yield from _from_header(folders, layout)
    yield from _from_conda(folders, layout.base_prefix)
    for key in ("version_info", "version"):
        if layout.settings.get(key):
            yield _release(layout.settings[key]), f"{layout.prefix}/pyvenv.cfg"
    for part in base(layout.base_prefix).split("-"):
        if part[:2] == "3." and part.count(".") > 1 and part.replace(".", "").isdigit():
            yield part, layout.base_prefix
    if layout.base_prefix == "/usr":
        yield from _from_dpkg(folders, layout)


def _release(version: str) -> str:
    """Tell "3.11.7" from "3.11.7.final.0", "3.13.0rc1" from "3.13.0.candidate.1"."""
    for word, short in (("final", ""), ("alpha", "a"), ("beta", "b"), ("candidate", "rc")):
        release, found, number = version.partition(f".{word}.")
        if found:
            return release + (short + number if short else "")
    return version


def _from_header(folders: Folders, layout: Layout) -> Iterator[Tuple[str, str]]:
    """PY_VERSION of the headers that come with the interpreter."""
    include = "Include" if layout.is_windows else f"include/{layout.library}"
    path = f"{layout.base_prefix.rstrip('/')}/{include}/patchlevel.h"
    try:
        text = folders.root.read_text(path, 64 * 1024)
    except OSError:
        return
    version = text.partition("#define PY_VERSION")[2].partition('"')[2].partition('"')[0]
    if version:
        yield version.rstrip("+"), path


def _from_conda(folders: Folders, prefix: str) -> Iterator[Tuple[str, str]]:
    """The name of conda's own record: python-3.8.18-h955ad1f_0.json."""
    for name in folders.names(f"{prefix}/conda-meta"):
        if name.startswith(("python-", "pypy-")) and name.endswith(".json"):
            version = name.rpartition("-")[0].partition("-")[2]
            if version[:1].isdigit() and "-" not in version:
                yield version, f"{prefix}/conda-meta/{name}"


def _from_dpkg(folders: Folders, layout: Layout) -> Iterator[Tuple[str, str]]:
    """What Debian's package manager says that it installed."""
    try:
        text = folders.root.read_bytes(_STATUS, _STATUS_LIMIT_BYTES)
    except OSError:
        return
    package = b"\nPackage: %s-minimal\n" % layout.library.encode()
    record = (b"\n" + text).partition(package)[2].partition(b"\n\n")[0]
    version = (
        (b"\n" + record).partition(b"\nVersion: ")[2].partition(b"\n")[0].decode("ascii", "replace")
    )
    if version and b"\nStatus: install ok installed" in b"\n" + record:
        upstream = version.rpartition(":")[2].partition("-")[0]
        yield upstream.partition("+")[0].replace("~", ""), _STATUS
