"""What stands after a colon: versions, names of GPUs, systems; each answer "" where it is none."""

from __future__ import annotations

import re

from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import List, Tuple

VERSION = (
    r"\d{1,4}(?:\.\d{1,8}){1,4}(?:\.?(?:a|b|rc|alpha|beta|post|dev)\d{1,10})?"
    r"(?:\.dev\d{1,10})?(?:\+[A-Za-z0-9._-]{1,60})?"
)
"""A version with at least one dot: a lone number is too often something else."""
_START = re.compile(rf"v?({VERSION})(.*)", re.DOTALL)
_WORDS = r"(?:with|on|built|build|installed|from|via|by|in|pip|conda|main|default|release|final)"
_REST = re.compile(rf"$|\s*[(\[,;#|]|\s+{_WORDS}\b", re.IGNORECASE)
_DOUBT = re.compile(
    r"\s(?:or|to|and|vs)\s|nightly|pre-?release|or (?:later|newer|higher)", re.IGNORECASE
)
_BRACKETS = re.compile(r"\([^()]{0,200}\)")
_ANYWHERE = re.compile(rf"(?<![\w.]){VERSION}")
_CUDA = re.compile(r"(?<![\d.])(\d{1,2}\.\d{1,2})(?:\.\d{1,4}){0,2}(?![\d.]*[a-z])")
_COUNT = re.compile(
    r"(?:(\d{1,2})\s?(?:x|X|\*|\u00d7)\s?)?(.+?)(?:\s?(?:x|X|\*|\u00d7)\s?(\d{1,2}))?$"
)
_MODEL = re.compile(
    r"\b(?:RTX|GTX|GT)\s?A?\d|\b(?:GeForce|Tesla|Quadro|TITAN|Titan|NVIDIA|Nvidia|NVS|Jetson|Orin|Xavier|Tegra)\b"
    r"|\b(?:[AHLTPV]|GH|GB|B|K|M|H|MX)\d{2,4}\w{0,3}\b",
)
_SYSTEMS = re.compile(
    r"\b(?:ubuntu|debian|centos|red hat|redhat|rhel|rocky|alma|fedora|suse|sles|arch linux|manjaro|mint"
    r"|amazon linux|kylin|euleros|openeuler|linux|win32|windows|win\d{1,2}|darwin|macos|mac os|osx|wsl\d?|colab)",
    re.IGNORECASE,
)
_MACHINES = {
    "x86_64": "x86_64",
    "x86-64": "x86_64",
    "amd64": "x86_64",
    "aarch64": "aarch64",
    "arm64": "arm64",
    "ppc64le": "ppc64le",
    "powerpc64le": "ppc64le",
}
_MACHINE = re.compile(r"(?<![a-z0-9])(" + "|".join(_MACHINES) + r")(?![a-z0-9])", re.IGNORECASE)
_CONTAINERS = (
    ("docker", "docker"),
    ("podman", "podman"),
    ("kubernetes", "kubernetes"),
    ("k8s", "kubernetes"),
    ("apptainer", "apptainer"),
    ("singularity", "apptainer"),
    ("container", "container"),
)


def version(text: str) -> str:
    """The version that a value is; "" for ranges, for several, and for what is no version."""
    match = _START.match(text)
    if match is None or not _REST.match(match[2]) or _DOUBT.search(match[2]):
        return ""
    return match[1]


def first_version(text: str) -> str:
    """The first version that stands anywhere in a text."""
    match = _ANYWHERE.search(text)
    return match[0] if match else ""


def compiler_version(text: str) -> str:
    """A compiler's own version, not its package's: "gcc (Ubuntu 9.4.0-1ubuntu1~20.04) 9.4.0"."""
    found: List[str] = _ANYWHERE.findall(_BRACKETS.sub(" ", text)) or _ANYWHERE.findall(text)[:1]
    return found[-1] if found else ""


def cuda_version(text: str) -> str:
    """CUDA's major and minor in a text: "release 11.3, V11.3.109"."""
    match = _CUDA.search(text)
    return match[1] if match else ""


def gpu_names(text: str) -> Tuple[str, ...]:
    """The GPUs that a value names, one entry each: "2x RTX 3090" are two; none where it names none."""
    named = _COUNT.match(text.strip())
    if named is None or len(text) > _LONGEST_NAME or not _MODEL.search(text):
        return ()
    times = int(named[1] or named[3] or 1)
    return (named[2].strip(),) * max(1, min(times, _MOST_GPUS))


_LONGEST_NAME = 80
_MOST_GPUS = 64


def is_system(text: str) -> bool:
    """Whether a value names an operating system."""
    return _SYSTEMS.search(text) is not None


def machine(text: str) -> str:
    """The processor architecture in a text, as Linux says it."""
    match = _MACHINE.search(text)
    return _MACHINES[match[1].lower()] if match else ""


def container(text: str) -> str:
    """The kind of container that a text speaks of."""
    lower = text.lower()
    return next((kind for word, kind in _CONTAINERS if word in lower), "")
