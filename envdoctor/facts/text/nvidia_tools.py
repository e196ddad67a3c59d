"""What NVIDIA's tools print: nvidia-smi in its forms, nvcc --version, /proc/driver/nvidia/version."""

from __future__ import annotations

import re

from envdoctor.model.account import (
    CAPABILITY,
    DRIVER,
    DRIVER_CUDA,
    GPU,
    MACHINE,
    SYSTEM,
    TOOLKIT,
    Claim,
    Quote,
)
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Sequence, Tuple

    Told = Iterator[Tuple[str, str, str]]

_DRIVER = r"\d{3}(?:\.\d{1,3}){1,2}"
_OLD_DRIVER = r"\d{3}\.\d{1,3}(?:\.\d{1,3})?"
_HEAD = re.compile(
    rf"(?:Driver|KMD) Version\s{{0,30}}:\s{{0,10}}({_OLD_DRIVER})(?:\s+CUDA(?: UMD)? Version\s{{0,30}}:\s{{0,10}}(\d{{1,2}}\.\d))?"
)
_CUDA = re.compile(r"CUDA(?: UMD)? Version\s{0,30}:\s{0,10}(\d{1,2}\.\d)")
_ROW = re.compile(
    r"(\d{1,3})\s+([A-Z][\w() .-]{2,60}?)\s+(?:On|Off|TCC|WDDM|MCDM|N/A)\s*\|\s*[\dA-Fa-f]{4,8}:"
)
_NAME = re.compile(r"Product Name\s{1,60}:\s(\S.{1,80})")
_RELEASE = re.compile(r"Cuda compilation tools, release (\d{1,2}\.\d)")
_MODULE = re.compile(rf"Kernel Module(?: for (\w+))?\s{{1,10}}(?:for \S+\s{{1,10}})?({_DRIVER})")
_CSV = re.compile(
    rf"(?:(\d{{1,3}}), )?((?:NVIDIA|Tesla|GeForce|Quadro|TITAN)[\w .-]{{2,60}}), (?:({_DRIVER})|(\d{{1,2}}\.\d))(?:,|$)"
)


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """The head of the table, its rows, and the sentences of the other tools."""
    products = 0
    for line in lines:
        text = line.text
        for kind, name, value in _told(text):
            yield Claim(kind, name, value, line)
        match = _NAME.match(text) if text.startswith("Product Name") else None
        if match:
            yield Claim(GPU, str(products), match[1].strip(), line)
            products += 1


def _told(text: str) -> Told:
    if " Version" in text:
        yield from _head(text)
    if "|" in text:
        match = _ROW.match(text)
        if match:
            yield GPU, match[1], match[2].strip()
    if "Cuda compilation tools" in text and not text.startswith("NVCC"):
        match = _RELEASE.search(text)
        if match:
            yield TOOLKIT, "", match[1]
    elif "Kernel Module" in text and "NVRM version" in text:
        match = _MODULE.search(text)
        if match:
            yield DRIVER, "", match[2]
            yield SYSTEM, "", "linux"
            if match[1] == "x86_64":
                yield MACHINE, "", "x86_64"
    elif ", " in text and text[:1] in "0123456789NTGQ":
        yield from _csv(text)


def _head(text: str) -> Told:
    match = _HEAD.search(text)
    if match:
        yield DRIVER, "", match[1]
    cuda = _CUDA.search(text)
    if cuda and (match or text.startswith("CUDA Version")):
        yield DRIVER_CUDA, "", cuda[1]


def _csv(text: str) -> Told:
    """A line of `nvidia-smi --query-gpu=index,name,driver_version|compute_cap --format=csv`."""
    match = _CSV.match(text)
    if match:
        yield GPU, match[1] or "", match[2]
        if match[3]:
            yield DRIVER, "", match[3]
        if match[4]:
            yield CAPABILITY, match[2], match[4]
