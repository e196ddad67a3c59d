"""A compiled extension of a package of the stack, as its file tells without being loaded."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple


class Extension(NamedTuple):
    """One file with compiled code that an import would load."""

    module: str
    """"mmcv._ext"."""
    path: str
    format: str
    """"elf", "pe" or "mach-o"; "" for what is none of them."""
    machine: str
    """"x86_64", "aarch64" ...; "" when the file does not tell."""
    python_tag: str
    """The CPython that its name is for: "cp310", "cp313t"; "abi3"; "" when any may load it."""
    needed: Tuple[str, ...]
    """Libraries that the loader must find for it: "libc10.so", "libcudart.so.12"."""
    version_needs: Tuple[str, ...]
    """The newest version it asks for of each family of symbols: "GLIBC_2.17", "GLIBCXX_3.4.21"."""
    links_cuda: Optional[bool]
    """Whether it was built with CUDA; None when the file does not tell."""
    cubins: Optional[Tuple[str, ...]]
    """GPU architectures that it holds machine code for ("sm_80"); None when not established."""
    ptx: Optional[Tuple[str, ...]]
    """GPU architectures that it holds PTX for ("compute_90"); None when not established."""
    telltales: Tuple[str, ...]
    """Those symbols it wants that the table symbols.toml knows."""
    cxx11_abi: Optional[bool]
    """Which std::string it passes to torch: that of C++11 or the older; None when it passes none."""
    unresolved: Optional[Tuple[str, ...]] = None
    """Symbols it wants of torch that the torch beside it does not offer, the first few; None when
    they were not compared."""
    damaged: str = ""
    """What is wrong with the file itself: the loader cannot take it."""
