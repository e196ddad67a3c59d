"""Where the loader of Linux would find a library: its own search, done on files; nothing is loaded.

The order is that of ld.so(8): RPATH of the library and of those that loaded it (unless it has a
RUNPATH), LD_LIBRARY_PATH, RUNPATH, the cache, the system's folders.
"""

from __future__ import annotations

from envdoctor.facts.elf import Damaged, Elf, Need, NotElf
from envdoctor.facts.folders import Folders, base, parent, tidy
from envdoctor.facts.loader_cache import PATH, LoaderCache, NoCache
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Mapping, Optional, Tuple, Type

OWN = "own"
LIBRARY_PATH = "LD_LIBRARY_PATH"
SYSTEM = "system"

_MULTIARCH = {
    "x86_64": "x86_64-linux-gnu",
    "aarch64": "aarch64-linux-gnu",
    "ppc64le": "powerpc64le-linux-gnu",
    "s390x": "s390x-linux-gnu",
    "riscv64": "riscv64-linux-gnu",
}
_MUSL_FOLDERS = ("/lib", "/usr/local/lib", "/usr/lib")
_C_LIBRARY = (
    "libc.so.",
    "libm.so.",
    "libpthread.so.",
    "libdl.so.",
    "librt.so.",
    "ld-",
    "libutil.",
    "libc.musl-",
)
"""Parts of the C library itself, which every process has."""
_CACHE_LIMIT_BYTES = 8 * 1024 * 1024
_MAX_LIBRARIES = 400


class Found(NamedTuple):
    """A library that the search came upon."""

    path: str
    by: str
    """"own" (RPATH, RUNPATH), "LD_LIBRARY_PATH" or "system"."""


class _Brought(Elf):
    """A library's headers without the versions of symbols that it needs, half of the reading."""

    __slots__ = ()

    def _needs(self, start: int, count: int) -> Iterator[Need]:  # noqa: ARG002
        return iter(())


class _Waiting(NamedTuple):
    """A library whose needs are still to be looked up."""

    path: str
    elf: Elf
    inherited: Tuple[str, ...]
    """RPATH folders of those that loaded it."""


class Loader:
    """One process of the environment's Python: each library name is looked up once."""

    __slots__ = (
        "_cache",
        "_folders",
        "_library_path",
        "_opened",
        "_program",
        "_system",
        "loaded",
        "machine",
    )

    def __init__(self, folders: Folders, environ: Mapping[str, str], executable: str) -> None:
        self._folders = folders
        self._cache: Optional[LoaderCache] = None
        self._opened: Dict[str, Optional[Elf]] = {}
        self._library_path = library_path(environ)
        # Its folder is what $ORIGIN means, and RPATH holds for all that it loads (conda's lib).
        program = self._program_file(executable)
        self.machine = ""
        elf = self._read(program, _Brought) if program else None
        self.machine = elf.machine if elf is not None else ""
        """The interpreter's processor; "" when it is no file of Linux, and then nothing is found."""
        rpath = elf.rpath if elf is not None and not elf.runpath else ()
        self._program = expanded(rpath, program)
        self._system = self._system_folders()
        self.loaded: Dict[str, Found] = {}
        """What was found so far, by library name."""

    def open(self, path: str) -> Optional[Elf]:
        """The file's headers; None when it is no library of this machine's kind."""
        return self._read(path, Elf)

    def _brought(self, path: str) -> Optional[Elf]:
        if path not in self._opened:
            self._opened[path] = self._read(path, _Brought)
        return self._opened[path]

    def _read(self, path: str, reader: Type[Elf]) -> Optional[Elf]:
        try:
            with self._folders.root.open_binary(path) as blob:
                elf = reader(blob)
        except (OSError, NotElf, Damaged):
            return None
        return elf if self.machine in {"", elf.machine} else None

    def load(
        self, path: str, elf: Elf, preloaded: Tuple[str, ...] = (), unread: str = ""
    ) -> Tuple[str, ...]:
        """Names that the file or what it brings along needs, and that are nowhere.

        `preloaded` are folders whose libraries its package loads beforehand; libraries in folders
        that end in `unread` are found, and not asked for needs of their own.
        """
        missing: Dict[str, None] = {}
        waiting = [_Waiting(path, elf, self._program)]
        while waiting and len(self.loaded) < _MAX_LIBRARIES:
            user = waiting.pop(0)
            own = expanded(user.elf.rpath, user.path) if not user.elf.runpath else ()
            inherited = own + user.inherited
            for name in user.elf.needed:
                if name in self.loaded or name.startswith(_C_LIBRARY):
                    continue
                found = self._find(name, user, inherited, preloaded)
                if found is None:
                    missing[name] = None
                    continue
                self.loaded[name] = found
                folder = parent(found.path)
                if self._is_kept_whole(found, folder) or (unread and folder.endswith(unread)):
                    continue
                own_places = expanded(user.elf.runpath, user.path) + preloaded
                if found.by == LIBRARY_PATH and self._among(name, own_places, OWN):
                    # It hides the file's own copy; what it lacks in turn follows from that.
                    continue
                brought = self._brought(found.path)
                if brought is not None:
                    waiting.append(_Waiting(found.path, brought, inherited))
        return tuple(missing)

    def find(self, name: str) -> Optional[Found]:
        """What the loader takes for a name that the program itself asks for."""
        if name in self.loaded:
            return self.loaded[name]
        return (
            self._among(name, self._program, OWN)
            or self._among(name, self._library_path, LIBRARY_PATH)
            or self._in_system(name)
        )

    def system_has(self, name: str) -> bool:
        """Whether the system's own folders hold the library."""
        return self._in_system(name) is not None

    def _is_kept_whole(self, found: Found, folder: str) -> bool:
        """Whether a package manager, the system's or conda, sees to what the library needs."""
        return found.by == SYSTEM or folder in self._program

    def _find(
        self, name: str, user: _Waiting, inherited: Tuple[str, ...], preloaded: Tuple[str, ...]
    ) -> Optional[Found]:
        if "/" in name:
            return Found(name, OWN) if self._folders.root.exists(name) else None
        first = () if user.elf.runpath else inherited
        return (
            self._among(name, first, OWN)
            or self._among(name, self._library_path, LIBRARY_PATH)
            or self._among(name, expanded(user.elf.runpath, user.path), OWN)
            or self._in_system(name)
            or self._among(name, preloaded, OWN)
        )

    def _among(self, name: str, places: Tuple[str, ...], by: str) -> Optional[Found]:
        for folder in places:
            path = f"{folder}/{name}"
            # A library for another processor is passed over, as the loader passes it over; in a
            # package's own folders none is looked for.
            if self._has(folder, name) and (by == OWN or self._brought(path) is not None):
                return Found(path, by)
        return None

    def _has(self, folder: str, name: str) -> bool:
        # These hold thousands of names, and are asked for few; a package's own folder is listed.
        is_large = folder in self._program or folder in self._library_path
        if not is_large and name not in self._folders.names(folder):
            return False
        return self._folders.root.exists(f"{folder}/{name}")

    def _in_system(self, name: str) -> Optional[Found]:
        root = self._folders.root
        cached = self._cached().find(name)
        if cached and root.exists(cached):
            return Found(cached, SYSTEM)
        for folder in self._system:
            if root.exists(f"{folder}/{name}"):
                return Found(f"{folder}/{name}", SYSTEM)
        return None

    def _cached(self) -> LoaderCache:
        if self._cache is None:
            try:
                content = self._folders.root.read_bytes(PATH, _CACHE_LIMIT_BYTES)
                self._cache = LoaderCache(content, self.machine)
            except (OSError, NoCache):
                # The loader does without a cache that is not there or damaged.
                self._cache = _EMPTY
        return self._cache

    def _system_folders(self) -> Tuple[str, ...]:
        root = self._folders.root
        if root.exists(f"/lib/ld-musl-{self.machine}.so.1"):
            return _MUSL_FOLDERS
        triplet = _MULTIARCH.get(self.machine, "")
        if triplet and root.is_dir(f"/usr/lib/{triplet}"):
            return (f"/lib/{triplet}", f"/usr/lib/{triplet}", "/lib", "/usr/lib")
        return ("/lib64", "/usr/lib64")

    def _program_file(self, executable: str) -> str:
        try:
            return self._folders.root.resolve(executable) if executable else ""
        except OSError:
            return ""


def library_path(environ: Mapping[str, str]) -> Tuple[str, ...]:
    """The absolute folders of LD_LIBRARY_PATH, in order."""
    parts = environ.get("LD_LIBRARY_PATH", "").replace(";", ":").split(":")
    return tuple(dict.fromkeys(tidy(part) for part in parts if part.startswith("/")))


def expanded(folders: Tuple[str, ...], path: str) -> Tuple[str, ...]:
    """RPATH or RUNPATH of the library at `path`, with $ORIGIN filled in."""
    return tuple(_expanded(folders, parent(path)))


def _expanded(folders: Tuple[str, ...], origin: str) -> Iterator[str]:
    for folder in folders:
        filled = folder.replace("${ORIGIN}", origin).replace("$ORIGIN", origin)
        if filled.startswith("/") and "$" not in filled:
            yield tidy(filled)


def file_version(folders: Folders, path: str) -> str:
    """The version in the name of the file behind the links ("12.1.105" of libcudart.so.12.1.105)."""
    try:
        name = base(folders.root.resolve(path))
    except OSError:
        return ""
    version = name.partition(".so.")[2]
    parts: List[str] = version.split(".")
    return version if parts[1:] and all(part.isdigit() for part in parts) else ""


_EMPTY = LoaderCache(b"glibc-ld.so.cache1.1" + bytes(64), "")
