"""One compiled extension: what its headers, its symbols and its GPU code tell."""

from __future__ import annotations

from typing import Dict, Iterator, Optional, Tuple

from envdoctor.facts.blob import Blob, OutOfBounds
from envdoctor.facts.elf import SHARED, Damaged, Elf, NotElf
from envdoctor.facts.elf_symbols import Wanted, undefined
from envdoctor.facts.fatbin import read_gpu_code
from envdoctor.facts.object_format import ELF, NONE, format_of
from envdoctor.facts.root import Root
from envdoctor.facts.torch_symbols import TORCH_NAMES, TorchSymbols
from envdoctor.model.extension import Extension

_CUDA_LIBRARIES = ("libcudart.so", "libc10_cuda.so", "libtorch_cuda")
_MAX_UNRESOLVED = 8
_CXX11_MARKS = (b"NSt7__cxx11", b"B5cxx11")
_OLD_MARKS = (b"RKSs", b"ESs", b"OSs")
_PYTHON_NAMES = (b"Py", b"_Py")


def read_extension(
    root: Root,
    module: str,
    path: str,
    telltales: Tuple[Tuple[bytes, ...], Tuple[bytes, ...]],
    offered: TorchSymbols,
) -> Extension:
    """What the file tells; a damaged one says what is wrong. Raises `OSError`."""
    with root.open_binary(path) as blob:
        kind, machine = format_of(blob)
        bare = _bare(module, path, kind, machine)
        if kind == NONE:
            what = "it is empty" if not blob.size_bytes else "it is no binary"
            return bare._replace(damaged=what)
        if kind != ELF:
            return bare
        try:
            return _of_elf(bare, blob, telltales, offered)
        except (Damaged, NotElf) as error:
            return bare._replace(damaged=str(error))


def _of_elf(
    bare: Extension,
    blob: Blob,
    telltales: Tuple[Tuple[bytes, ...], Tuple[bytes, ...]],
    offered: TorchSymbols,
) -> Extension:
    elf = Elf(blob)
    if elf.type != SHARED:
        raise Damaged(f"it is no shared library, but {elf.kind}")
    wanted = undefined(elf, TORCH_NAMES + _PYTHON_NAMES)
    code = read_gpu_code(elf)
    links = code.entries > 0 or any(name.startswith(_CUDA_LIBRARIES) for name in elf.needed)
    return bare._replace(
        machine=elf.machine,
        needed=elf.needed,
        version_needs=tuple(newest(need.version for need in elf.needs)),
        links_cuda=links,
        cubins=code.cubins if code.complete else None,
        ptx=code.ptx if code.complete else None,
        telltales=tuple(_telltales(wanted, *telltales)),
        cxx11_abi=_cxx11_abi(wanted),
        unresolved=_unresolved(wanted, elf, offered),
    )


def _bare(module: str, path: str, kind: str, machine: str) -> Extension:
    return Extension(
        module=module,
        path=path,
        format=kind,
        machine=machine,
        python_tag=python_tag(path),
        needed=(),
        version_needs=(),
        links_cuda=None,
        cubins=None,
        ptx=None,
        telltales=(),
        cxx11_abi=None,
    )


def python_tag(path: str) -> str:
    """The tag "cp310" of names like _ext.cpython-310-x86_64-linux-gnu.so and _ext.cp310-win_amd64.pyd."""
    middle = path.rpartition("/")[2].split(".")[1:-1]
    if not middle:
        return ""
    first, _, rest = middle[0].partition("-")
    if first == "cpython":
        return "cp" + rest.partition("-")[0]
    return first


def newest(versions: Iterator[str]) -> Iterator[str]:
    """The newest of each family of versions: of "GLIBC_2.4" and "GLIBC_2.17" the second."""
    found: Dict[str, Tuple[int, ...]] = {}
    for version in versions:
        family, _, number = version.rpartition("_")
        parts = tuple(int(part) for part in number.split(".") if part.isdigit())
        if family and parts:
            found[family] = max(found.get(family, ()), parts)
    for family, parts in sorted(found.items()):
        yield f"{family}_{'.'.join(map(str, parts))}"


def _telltales(
    wanted: Tuple[Wanted, ...], whole: Tuple[bytes, ...], prefixes: Tuple[bytes, ...]
) -> Iterator[str]:
    names = {item.name for item in wanted if not item.weak}
    for name in whole:
        if name in names:
            yield name.decode()
    for prefix in prefixes:
        if any(name.startswith(prefix) for name in names):
            yield prefix.decode()


def _cxx11_abi(wanted: Tuple[Wanted, ...]) -> Optional[bool]:
    """Told by the names of torch's functions that take or return a std::string."""
    names = [item.name for item in wanted if not item.weak and item.name.startswith(TORCH_NAMES)]
    if any(mark in name for name in names for mark in _CXX11_MARKS):
        return True
    if any(name.endswith(b"Ss") or any(mark in name for mark in _OLD_MARKS) for name in names):
        return False
    return None


def _unresolved(
    wanted: Tuple[Wanted, ...], elf: Elf, offered: TorchSymbols
) -> Optional[Tuple[str, ...]]:
    try:
        if not offered.is_for(elf.machine, elf.bits):
            return None
    except (OSError, NotElf, Damaged, OutOfBounds):
        return None
    missing = [
        item.name.decode("utf-8", "replace")
        for item in wanted
        if not item.weak and item.name.startswith(TORCH_NAMES) and not offered.has(item.name)
    ]
    return tuple(sorted(missing)[:_MAX_UNRESOLVED]) if offered.complete else None
