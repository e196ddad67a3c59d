"""The lines of a paste without what came around them: quotation marks, time stamps, log prefixes, fences.

A line that was joined from several, and a dict that was printed in one, come apart into pieces that bear
the line's number.
"""

from __future__ import annotations

import re

from envdoctor.model.account import Quote
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, List, Pattern, Sequence, Tuple

_LEADING = re.compile(
    r"\s+"
    r"|>(?![>=])"  # quoted in a mail or an issue
    r"|\|(?=\s)"  # a table's edge; a container's log
    r"|[\w.-]{1,60}[_-]\d{1,3}\s{1,20}\|\s"  # docker compose: "web_1  | ..."
    r"|```\w*|~~~"
    r"|- \w{1,40} - (?:INFO|DEBUG|WARNING) -"
    r"|[-*+\u2022](?=\s)"
    r"|\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?Z?(?:[+-]\d\d:?\d\d)?(?=\s)"
    r"|\d\d/\d\d \d\d:\d\d:\d\d(?=\s)"
    r"|\[\s{0,8}\d{1,9}\.\d{1,9}\]"  # dmesg
    r"|\[[\d/: .,T-]{8,40}\]"
    r"|#\d{1,4} \d{1,6}\.\d{1,6}(?=\s)"  # docker buildx
    r"|(?:INFO|DEBUG)(?::\w{0,40})?:(?=\s)"
    r"|\[(?:INFO|DEBUG)\]|\[rank\d{1,5}\]:"
    r"|\(\w{1,60} pid=\d{1,9}\)"
)
_PREFIXES = 12
"""Prefixes that are taken off one line, at most."""
_TORCH = (
    *("PyTorch version", "Is debug build", "CUDA used to build PyTorch"),
    *("ROCM used to build PyTorch", "OS", "GCC version", "Clang version", "CMake version"),
    *("Libc version", "Python version", "Python platform", "Is CUDA available"),
    *("CUDA runtime version", "CUDA_MODULE_LOADING set to", "GPU models and configuration"),
    *("Nvidia driver version", "cuDNN version", "HIP runtime version", "MIOpen runtime version"),
    *("Is XNNPACK available", "Versions of relevant libraries"),
)
_OPENMMLAB = (
    *("sys.platform", "Python", "CUDA available", "MUSA available", "numpy_random_seed"),
    *("CUDA_HOME", "NVCC", "GCC", "MSVC", "PyTorch", "PyTorch compiling details", "TorchVision"),
    *("OpenCV", "MMEngine", "MMCV", "MMCV Compiler", "MMCV CUDA Compiler", "MMDetection"),
    *("MMPose", "MMAction2"),
)


def _joint(labels: Tuple[str, ...]) -> Pattern[str]:
    """Where a line that was joined from several comes apart: before each label."""
    words = "|".join(map(re.escape, labels))
    return re.compile(rf"(?<=\s)(?=(?:{words}|GPU \d[\d,]*): |\[(?:pip3?|conda)\] )")


_JOINTS = (
    (("PyTorch version:", "Is debug build:", "[pip", "[conda]"), _joint(_TORCH)),
    (("sys.platform:", "CUDA available:", "MMCV:"), _joint(_OPENMMLAB)),
)
"""Words of which one stands in a line of a tool, and where that tool's lines come apart."""
_ITEM = re.compile(
    r"""['"]([\w .,()/+-]{1,60})['"](?:\s?:\s?|,\s?)"""
    r"""(?:'((?:[^'\\]|\\.)*)'?|"((?:[^"\\]|\\.)*)"?|([^\s,}{'"\[\]()][^,})]*))"""
)


def pieces(lines: Sequence[Quote]) -> Iterator[Quote]:
    """The lines as a tool printed them, each with its number; what is empty then is left out."""
    for line in lines:
        text = plain(line.text)
        if not text:
            continue
        if text == line.text and len(text) < _SHORTEST_JOINT:
            yield line
            continue
        for part in _parts(text):
            yield Quote(line.number, part)


_SHORTEST_JOINT = 12


def plain(text: str) -> str:
    """The line without what stands before it in logs, mails, issues and tables."""
    at = 0
    for _ in range(_PREFIXES):
        match = _LEADING.match(text, at)
        if match is None:
            break
        at = match.end()
    text = text[at:].rstrip()
    if text.endswith("|"):
        text = text[:-1].rstrip()
    if text[:2] == "**" or text[:1] == "`":
        text = text.replace("**", "").replace("`", "")
    return text


def _parts(text: str) -> List[str]:
    if "'" in text or '"' in text:
        items = _items(text)
        if items:
            return items
    for words, joint in _JOINTS:
        if any(word in text for word in words):
            return [part.strip() for part in joint.split(text)]
    return [text]


def _items(text: str) -> List[str]:
    """The entries of a printed dict as lines "key: value"; none where the line is no part of one."""
    if text[0] not in "{'\"(O" or not (
        text.startswith(("{", "OrderedDict(", "('")) or _is_item(text)
    ):
        return []
    found = []
    for match in _ITEM.finditer(text):
        value = next((group for group in match.groups()[1:] if group is not None), "").strip()
        first, *rest = value.split("\\n")
        found.append(f"{match[1]}: {first}")
        found.extend(part.strip(" -") for part in rest if part.strip(" -"))
    return found


def _is_item(text: str) -> bool:
    match = _ITEM.match(text)
    return match is not None and ":" in text[: match.end()]
