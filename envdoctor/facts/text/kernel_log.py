"""What the kernel's log says of NVIDIA: Xids, and a driver whose parts are of two versions."""

from __future__ import annotations

import re

from envdoctor.model.account import DRIVER, SAID, SYSTEM, WSL, XID, Claim, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Sequence, Tuple

    Told = Iterator[Tuple[str, str, str]]

_XID = re.compile(r"\bXid \(([^)]{1,60})\):? (\d{1,4})")
_MISMATCH = re.compile(
    r"client has the version (\d{3}[\d.]{2,10}\d).{0,80}?kernel module has the version (\d{3}[\d.]{2,10}\d)"
)
_LOADED = re.compile(
    r"NVRM: loading NVIDIA UNIX.{0,60}?Kernel Module.{0,30}?(\d{3}\.\d{2,3}(?:\.\d{2})?)"
)
_CLIENT, _MODULE = "nvidia client library", "nvidia kernel module"


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """One claim an Xid; the two versions of a mismatch are said, for neither is the driver's."""
    for line in lines:
        text = line.text
        if "NVRM" in text or "Xid (" in text or "kernel module has" in text:
            for kind, name, value in _told(text):
                yield Claim(kind, name, value, line)
        elif "microsoft-standard" in text or "-Microsoft" in text or "WSL2" in text:
            yield Claim(WSL, "", "True", line)


def _told(text: str) -> Told:
    match = _XID.search(text)
    if match:
        yield XID, "", match[2]
        yield SYSTEM, "", "linux"
    match = _MISMATCH.search(text)
    if match:
        yield SAID, _CLIENT, match[1]
        yield SAID, _MODULE, match[2]
    match = _LOADED.search(text)
    if match:
        yield DRIVER, "", match[1]
