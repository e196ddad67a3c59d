"""Top-level modules whose files more than one distribution claims, from RECORD read as bytes."""

from __future__ import annotations

from envdoctor.facts.distributions import Metadata
from envdoctor.facts.folders import Folders, base
from envdoctor.facts.root import DEFAULT_LIMIT_BYTES, TooLarge
from envdoctor.model.environment import SharedModule
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Mapping, Sequence, Set, Tuple

    _Claims = Dict[Tuple[str, bytes], Dict[str, Metadata]]

_RECORD_LIMIT_BYTES = 64 * 1024 * 1024
_LARGE_RECORD_BYTES = 64 * 1024
_NO_MODULES = (b"..", b"__pycache__", b"bin", b"")
_NO_MODULE_ENDINGS = (b".dist-info", b".egg-info", b".data", b".libs")


def read_shared_modules(
    folders: Folders, found: Sequence[Metadata]
) -> Read[Tuple[SharedModule, ...]]:
    """Modules that several distributions of one folder list; unreadable when a list is.

    Packages that share a name and no file (namespaces such as `google` and `nvidia`) are no
    shared module, nor is an equal `__init__.py` alone, which older namespaces carry.
    """
    claims: _Claims = {}
    shared: List[SharedModule] = []
    path = ""
    try:
        for entry in found:
            path = entry.path
            # Lists are not kept: few are needed again, and all of them would be megabytes.
            for top in _tops(folders, entry):
                owners = claims.setdefault((entry.distribution.location, top), {})
                owners[entry.distribution.name] = entry
        for (path, top), owners in claims.items():  # noqa: B007  # the handler names it
            if len(owners) > 1:
                shared.extend(_shared(folders, top, owners))
    except OSError as error:
        return Read.unreadable(path, str(error))
    source = ", ".join(dict.fromkeys(entry.distribution.location for entry in found))
    return Read.of(tuple(sorted(shared)), f"RECORD of the distributions in {source}")


def _tops(folders: Folders, entry: Metadata) -> Set[bytes]:
    """The top-level names of one distribution; torch's 15,000 lines are not read for three of them."""
    if "top_level.txt" in folders.names(entry.path):
        record = f"{entry.path}/RECORD"
        large = (
            folders.root.is_file(record)
            and folders.root.status(record).size_bytes > _LARGE_RECORD_BYTES
        )
        if large:
            return set(_bytes(folders, f"{entry.path}/top_level.txt").split())
    return set(top_levels(_listing(folders, entry)))


def top_levels(record: bytes) -> Iterator[bytes]:
    """First parts of the paths in a RECORD that can be modules; one may come more than once.

    Installers write RECORD sorted, so that a whole module is one run of lines with one beginning:
    its end is found by bisection, and two counts prove that no other line lies in it.
    """
    start, size, is_sorted = 0, len(record), True
    while start < size:
        slash, end = record.find(b"/", start), record.find(b"\n", start)
        if end < 0:
            end = size
        if slash < 0 or slash > end:
            top = record[start : record.find(b",", start, end)]
            if top.endswith((b".py", b".so", b".pyd")):
                yield top
            start = end + 1
            continue
        top = record[start:slash]
        if top not in _NO_MODULES and not top.endswith(_NO_MODULE_ENDINGS):
            yield top
        if is_sorted:
            run = _end_of_run(record, b"\n" + top + b"/", end)
            is_sorted = record.count(b"\n", end, run) == record.count(b"\n" + top + b"/", end, run)
            end = run if is_sorted else end
        while not is_sorted and record.startswith(b"\n" + top + b"/", end):
            end = record.find(b"\n", end + 1)
            end = end if end >= 0 else size
        start = end + 1


def _end_of_run(record: bytes, beginning: bytes, end: int) -> int:
    """Where the last line that begins so ends, in a sorted RECORD whose first such ends at `end`."""
    inside, outside = end, len(record)
    if not record.startswith(beginning, inside):
        return end
    while True:
        middle = (inside + outside) // 2
        found = record.rfind(b"\n", inside + 1, middle + 1)
        if found < 0:
            found = record.find(b"\n", middle + 1, outside)
        if found < 0:
            return outside
        if record.startswith(beginning, found):
            inside = found
        else:
            outside = found


def _shared(folders: Folders, top: bytes, owners: Mapping[str, Metadata]) -> Iterator[SharedModule]:
    files = [(name, _files(_listing(folders, entry), top)) for name, entry in owners.items()]
    common: Set[bytes] = set()
    names: Set[str] = set()
    for number, (name, mine) in enumerate(files):
        for other, theirs in files[number + 1 :]:
            both = mine.keys() & theirs.keys()
            if both:
                common |= both
                names |= {name, other}
    init = top + b"/__init__.py"
    if common <= {init} and len({rows[init] for _, rows in files if init in rows}) <= 1:
        return
    module = top.decode("utf-8", "replace").partition(".")[0]
    yield SharedModule(module, tuple(sorted(names)), len(common))


def _files(listing: bytes, top: bytes) -> Dict[bytes, bytes]:
    """Lines under the top-level name by their paths, compiled caches left out."""
    beginnings = (top + b"/", top + b",")
    return {
        line.partition(b",")[0]: line
        for line in listing.split(b"\n")
        if line.startswith(beginnings) and b"/__pycache__/" not in line
    }


def _listing(folders: Folders, entry: Metadata) -> bytes:
    """Lines "path,hash,size" of everything the distribution wrote; of an egg-info "path,,"."""
    if entry.path.endswith(".dist-info"):
        listing = _bytes(folders, f"{entry.path}/RECORD")
        return listing.replace(b'"', b"") if b'"' in listing else listing
    if base(entry.path) == "EGG-INFO" or not folders.is_folder(entry.path):
        return b""
    names = folders.names(entry.path)
    if "installed-files.txt" in names:
        lines = _bytes(folders, f"{entry.path}/installed-files.txt").split()
        paths = [line[3:] if line.startswith(b"../") else b"../" + line for line in lines]
    elif "SOURCES.txt" in names and "top_level.txt" in names:
        tops = _bytes(folders, f"{entry.path}/top_level.txt").split()
        lines = _bytes(folders, f"{entry.path}/SOURCES.txt").split(b"\n")
        paths = [line for line in lines if line.partition(b"/")[0] in tops]
    else:
        return b""
    return b"".join(path + b",,\n" for path in paths)


def _bytes(folders: Folders, path: str) -> bytes:
    try:
        try:
            return folders.root.read_bytes(path, DEFAULT_LIMIT_BYTES)
        except TooLarge:
            return folders.root.read_bytes(path, _RECORD_LIMIT_BYTES)
    except FileNotFoundError:
        return b""
