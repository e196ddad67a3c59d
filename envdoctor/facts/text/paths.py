"""What the paths in tracebacks and logs tell: Python's version, the environment, the platform, toolkits."""

from __future__ import annotations

import re

from envdoctor.model.account import EXECUTABLE, MACHINE, PYTHON, SYSTEM, TOOLKIT, Claim, Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Sequence, Set, Tuple

    Told = Iterator[Tuple[str, str, str]]

_SITE = re.compile(
    r"((?:/[^/\s\"':,()]{1,80}){0,12})/lib(?:64)?/python(\d\.\d{1,2})/(?:site-packages|dist-packages|\w)"
)
_WINDOWS_SITE = re.compile(
    r"([A-Za-z]:(?:\\[^\\\"':,()]{1,80}){0,12}?)\\lib\\site-packages", re.IGNORECASE
)
_WINDOWS_PYTHON = re.compile(r"\\Python(\d)(\d{1,2})\\", re.IGNORECASE)
_WINDOWS_FILE = re.compile(r"File \"[A-Za-z]:\\")
_TAG = re.compile(r"\.cpython-(\d)(\d{1,2})[a-z]{0,2}-(x86_64|aarch64|powerpc64le|darwin)")
_WINDOWS_TAG = re.compile(r"\.cp(\d)(\d{1,2})-win_amd64\.pyd")
_BUILD = re.compile(r"/temp\.linux-(x86_64|aarch64)-(?:cpython-)?(\d)\.?(\d{1,2})(?=[/\s])")
_NVCC = re.compile(r"(/[\w./-]{0,80}/cuda-(\d{1,2}\.\d))/bin/nvcc")
_NAMES = {"powerpc64le": "ppc64le"}
_FOREIGN = ("/conda-bld/", "/croot/", "/tmp/build/", "/feedstock_root/")  # noqa: S108 - a name


def read(lines: Sequence[Quote]) -> Iterator[Claim]:
    """What is new in each line: a traceback repeats the same folders."""
    seen: Set[Tuple[str, str, str]] = set()
    for line in lines:
        text = line.text
        if "/" not in text and "\\" not in text and ".cp" not in text:
            continue
        for told in _told(text):
            if told not in seen:
                seen.add(told)
                yield Claim(*told, line)


def _told(text: str) -> Told:
    if "/python" in text and not any(place in text for place in _FOREIGN):
        yield from _of_site(text)
    if "\\" in text:
        yield from _of_windows(text)
    if ".cp" in text:
        yield from _of_tag(text)
    if "/temp.linux-" in text:
        match = _BUILD.search(text)
        if match:
            yield PYTHON, "", f"{match[2]}.{match[3]}"
            yield MACHINE, "", match[1]
    if "/bin/nvcc" in text:
        match = _NVCC.search(text)
        if match:
            yield TOOLKIT, match[1], match[2]
            yield SYSTEM, "", "linux"


def _of_site(text: str) -> Told:
    match = _SITE.search(text)
    if match is None:
        return
    yield PYTHON, "", match[2]
    if match[1].startswith(("/home/", "/opt/", "/root/", "/usr", "/mnt/", "/data")):
        yield SYSTEM, "", "linux"
    elif match[1].startswith(("/Users/", "/opt/homebrew", "/Library/")):
        yield SYSTEM, "", "darwin"
    if "conda" in match[1] or "/envs/" in match[1]:
        yield EXECUTABLE, "", f"{match[1]}/bin/python"


def _of_windows(text: str) -> Told:
    match = _WINDOWS_SITE.search(text)
    if match or _WINDOWS_FILE.search(text):
        yield SYSTEM, "", "win32"
    if match and ("conda" in match[1].lower() or "\\envs\\" in match[1]):
        yield EXECUTABLE, "", f"{match[1]}\\python.exe"
    number = _WINDOWS_PYTHON.search(text) if match else None
    if number:
        yield PYTHON, "", f"{number[1]}.{number[2]}"


def _of_tag(text: str) -> Told:
    match = _TAG.search(text)
    if match:
        yield PYTHON, "", f"{match[1]}.{match[2]}"
        if match[3] == "darwin":
            yield SYSTEM, "", "darwin"
        else:
            yield SYSTEM, "", "linux"
            yield MACHINE, "", _NAMES.get(match[3], match[3])
        return
    match = _WINDOWS_TAG.search(text)
    if match:
        yield PYTHON, "", f"{match[1]}.{match[2]}"
        yield SYSTEM, "", "win32"
