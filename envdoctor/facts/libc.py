"""The C library, from the library's own call or from its files."""

from __future__ import annotations

import os

from envdoctor.facts.machine import LINUX
from envdoctor.facts.outcome import failed
from envdoctor.facts.root import Root
from envdoctor.model.machine import Libc
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Callable, Optional

_FOLDERS = (
    "/lib/x86_64-linux-gnu",
    "/lib64",
    "/lib/aarch64-linux-gnu",
    "/lib/powerpc64le-linux-gnu",
    "/usr/lib64",
    "/usr/lib",
    "/lib",
)
_LIMIT = 8 * 1024 * 1024
_BANNER = b"GNU C Library"
_RELEASE = b"release version "
_APK = "/lib/apk/db/installed"


def ask_glibc() -> str:
    """Return "glibc 2.36" when this very interpreter runs on glibc, else ""."""
    try:
        return os.confstr("CS_GNU_LIBC_VERSION") or ""
    except (AttributeError, OSError, ValueError):
        # Python built for musl knows no such name, Windows no such call.
        return ""


def read_libc(root: Root, system: str, ask: Callable[[], str] = ask_glibc) -> Read[Libc]:
    """The C library's name and version; *absent* off Linux, where no wheel depends on it."""
    if system != LINUX:
        return Read.absent("", f"{system} has no C library to choose")
    if root.is_live:
        name, _, version = ask().partition(" ")
        if version:
            return Read.of(Libc(name, version), "confstr(CS_GNU_LIBC_VERSION)")
    return _glibc_of_files(root) or _musl_of_files(root) or Read.absent("libc.so.6, ld-musl-*.so.1")


def _glibc_of_files(root: Root) -> Optional[Read[Libc]]:
    for folder in _FOLDERS:
        path = f"{folder}/libc.so.6"
        if not root.exists(path):
            continue
        try:
            # Up to 2.33 the file is a link whose target bears the version.
            name = root.resolve(path).rpartition("/")[2]
            version = name[5:-3] if name.startswith("libc-") and name.endswith(".so") else ""
            version = version or _glibc_version(root.read_bytes(path, _LIMIT))
        except OSError as error:
            return failed(error, path)
        if version:
            return Read.of(Libc("glibc", version), path)
        return Read.unreadable(path, "no glibc release is named in it")
    return None


def _glibc_version(library: bytes) -> str:
    """From "GNU C Library (Debian GLIBC 2.36-9) stable release version 2.36."."""
    banner = library.find(_BANNER)
    start = library.find(_RELEASE, banner) + len(_RELEASE)
    if banner < 0 or start < len(_RELEASE):
        return ""
    return _leading_version(library[start : start + 16].decode("latin-1"))


def _musl_of_files(root: Root) -> Optional[Read[Libc]]:
    try:
        loader = next((n for n in root.list("/lib") if n.startswith("ld-musl-")), None)
    except OSError:
        return None
    if loader is None:
        return None
    path = f"/lib/{loader}"
    try:
        version, source = _musl_of_apk(root), _APK
        if not version:
            version, source = _musl_version(root.read_bytes(path, _LIMIT)), path
    except OSError as error:
        return failed(error, path)
    return Read.of(Libc("musl", version), source)


def _musl_of_apk(root: Root) -> str:
    try:
        database = root.read_text(_APK, _LIMIT)
    except OSError:
        return ""
    _, found, after = database.partition("\nP:musl\nV:")
    return _leading_version(after) if found else ""


def _musl_version(library: bytes) -> str:
    """Find the string of its own ("1.2.4") that musl's banner prints; "" when there is none."""
    start = 0
    while True:
        start = library.find(b"\x001.", start) + 1
        if not start:
            return ""
        text = library[start : start + 16].partition(b"\x00")[0].decode("latin-1")
        if text.count(".") == 2 and _leading_version(text) == text:  # noqa: PLR2004  # 1.2.4
            return text


def _leading_version(text: str) -> str:
    end = 0
    while end < len(text) and (text[end].isdigit() or text[end] == "."):
        end += 1
    return text[:end].rstrip(".")
