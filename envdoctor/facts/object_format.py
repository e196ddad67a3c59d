"""What kind of binary a file is, and for which processor: told by its first bytes."""

from __future__ import annotations

from typing import Tuple

from envdoctor.facts.blob import Blob, OutOfBounds
from envdoctor.facts.elf import MAGIC

ELF, PE, MACH_O, NONE = "elf", "pe", "mach-o", ""
_MACH_O_MAGICS = (
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa\xcf",
    b"\xfe\xed\xfa\xce",
    b"\xca\xfe\xba\xbe",
)
_PE_POINTER = 0x3C
_PE_MACHINES = {0x14C: "x86", 0x8664: "x86_64", 0xAA64: "aarch64"}


def format_of(blob: Blob) -> Tuple[str, str]:
    """The format and, for Windows' own, the processor; ("", "") for what is no binary."""
    head = blob.up_to(0, 4)
    if head == MAGIC:
        return ELF, ""
    if head in _MACH_O_MAGICS:
        return MACH_O, ""
    if head[:2] == b"MZ":
        return PE, _pe_machine(blob)
    return NONE, ""


def _pe_machine(blob: Blob) -> str:
    try:
        header = int.from_bytes(blob.at(_PE_POINTER, 4), "little")
        mark = blob.at(header, 6)
    except OutOfBounds:
        return ""
    if mark[:4] != b"PE\0\0":
        return ""
    return _PE_MACHINES.get(int.from_bytes(mark[4:], "little"), "")
