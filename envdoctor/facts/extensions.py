"""Compiled extensions of the stack's packages, read from their headers; nothing is loaded."""

from __future__ import annotations

from envdoctor.facts.folders import Folders
from envdoctor.facts.outcome import failed
from envdoctor.model.environment import Mmcv, Package, Torch
from envdoctor.model.extension import Extension
from envdoctor.model.read import Read
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Callable, Iterator, List, Optional, Sequence, Tuple

    Telltales = Tuple[Tuple[bytes, ...], Tuple[bytes, ...]]
    """Symbols to look for: whole ones, and what groups of them begin with."""
else:
    Telltales = object


_SUFFIXES = (".so", ".pyd")
_MAX_FILES = 8


def no_telltales() -> Telltales:
    """Look for no symbols."""
    return (), ()


def read_extensions(
    folders: Folders,
    mmcv: Read[Mmcv],
    torchvision: Read[Package],
    torch: Read[Torch],
    telltales: Callable[[], Telltales] = no_telltales,
) -> Read[Tuple[Extension, ...]]:
    """mmcv's ops and torchvision's, every file of them; *absent* when there is none.

    Symbols are compared with those that the environment's torch offers, where it lies beside.
    """
    files = list(_files(folders, mmcv, torchvision))
    if not files:
        return Read.absent(mmcv.source, "no compiled extension of mmcv or torchvision")
    # Those who have no extension pay nothing for the readers.
    from envdoctor.facts.extension_file import read_extension
    from envdoctor.facts.torch_symbols import TorchSymbols

    offered = TorchSymbols(folders, torch.value.path if torch.value else "")
    found: List[Extension] = []
    try:
        for module, path in files:
            found.append(read_extension(folders.root, module, path, telltales(), offered))
    except (OSError, ValueError) as error:
        return failed(error, path)
    finally:
        offered.close()
    return Read.of(tuple(found), ", ".join(path for _, path in files))


def _files(
    folders: Folders, mmcv: Read[Mmcv], torchvision: Read[Package]
) -> Iterator[Tuple[str, str]]:
    """Modules with their files; a package that is there in several builds has several."""
    package: Optional[Package] = mmcv.value.package if mmcv.value else None
    for owner, name in ((package, "_ext"), (torchvision.value, "_C")):
        if owner is not None:
            for file in _named(folders.names(owner.path), name)[:_MAX_FILES]:
                yield f"{owner.module}.{name}", f"{owner.path}/{file}"


def _named(names: "frozenset[str]", stem: str) -> Sequence[str]:
    return sorted(n for n in names if n.startswith(f"{stem}.") and n.endswith(_SUFFIXES))
