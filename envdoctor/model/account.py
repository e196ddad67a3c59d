"""What a text says: its telling lines, what they claim, and the facts that the claims come to."""

from __future__ import annotations

from envdoctor.model.facts import Facts
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Iterator, Optional, Tuple


class Quote(NamedTuple):
    """One line of the text, without colours and control characters."""

    number: int
    """Counted from 1."""
    text: str
    """At most a few thousand characters; of a longer line the part that tells something."""


class Excerpt(NamedTuple):
    """The lines worth reading: all of a short text; of a long one its ends and what looks telling."""

    lines: Tuple[Quote, ...]
    """In the order of the text, none of them empty."""
    total_lines: int
    total_bytes: int


class Claim(NamedTuple):
    """One thing that a line says of the environment."""

    kind: str
    """A word of `KINDS`."""
    name: str
    """What it is about, where the kind does not say that alone: a package, a variable, a key."""
    value: str
    line: Quote
    printed: bool = True
    """Whether a tool printed it; what a person wrote gives way to that."""


PACKAGE = "package"
"""An installed distribution: `name` normalised, `value` its version ("2.1.2+cu121")."""
CHANNEL = "channel"
"""Where conda has a package from: `value` is "channel build" ("pytorch py3.8_cpu_0"); either may lack."""
EDITABLE = "editable"
"""A distribution installed from a source folder: `value` the folder."""
LISTED = "listed"
"""A whole list of packages that begins here: `name` its tool ("pip", "freeze", "conda"), `value` the
number of its last line."""
IMPORTED = "imported"
"""A version that the module itself printed (`mmcv.__version__`), where that may differ from the list."""
PYTHON = "python"
"""The interpreter's version."""
EXECUTABLE = "executable"
"""The interpreter's path."""
TORCH_CUDA = "torch cuda"
"""The CUDA that torch was built with ("12.1"), "cpu" for a build without."""
TORCH_ARCHES = "torch arches"
"""Torch's arch list, blank between ("sm_50 sm_60")."""
CUDA_AVAILABLE = "cuda available"
"""torch.cuda.is_available(): "True" or "False"."""
GPU = "gpu"
"""A GPU's model name; `name` is its index where one is told. One claim a GPU."""
CAPABILITY = "capability"
"""A GPU's compute capability ("8.6"); `name` is the index or the model where told."""
DRIVER = "driver"
"""The NVIDIA driver's version ("535.104.05")."""
DRIVER_CUDA = "driver cuda"
"""The newest CUDA that the driver runs ("12.2")."""
TOOLKIT = "toolkit"
"""nvcc's CUDA version ("11.8"); `name` its folder where told."""
CUDNN = "cudnn"
"""cuDNN's version as torch or the user tells it."""
COMPILER = "compiler"
"""A host compiler: `name` "gcc", "g++", "clang" or "cl", `value` its version."""
MMCV_CUDA = "mmcv cuda"
"""What mmcv's ops were compiled with: "11.3", or "not available" for ops without CUDA."""
SYSTEM = "system"
"""The operating system as it was told ("Ubuntu 20.04.6 LTS (x86_64)", "linux", "Windows 10")."""
MACHINE = "machine"
"""The processor architecture ("x86_64", "aarch64", "ppc64le")."""
LIBC = "libc"
"""glibc's version ("2.31")."""
CONTAINER = "container"
"""A container around it: "docker", "podman", "kubernetes", "apptainer", "container"."""
WSL = "wsl"
"""That it runs under WSL."""
SHM = "shm"
"""The size of /dev/shm in bytes, decimal."""
VARIABLE = "variable"
"""An environment variable: `name`, `value`."""
XID = "xid"
"""An Xid of the kernel log: its number."""
COMMAND = "command"
"""A command that was run."""
SAID = "said"
"""Any other `key: value`: `name` is the key in lower case."""
KINDS = (
    *(PACKAGE, CHANNEL, EDITABLE, LISTED, IMPORTED, PYTHON, EXECUTABLE, TORCH_CUDA, TORCH_ARCHES),
    *(CUDA_AVAILABLE, GPU, CAPABILITY, DRIVER, DRIVER_CUDA, TOOLKIT, CUDNN, COMPILER, MMCV_CUDA),
    *(SYSTEM, MACHINE, LIBC, CONTAINER, WSL, SHM, VARIABLE, XID, COMMAND, SAID),
)


class Account(NamedTuple):
    """A text as it was understood."""

    excerpt: Excerpt
    claims: Tuple[Claim, ...]
    """In the order of the text."""
    facts: Facts
    """What the claims come to, or (of a command that was run here) what the machine says."""

    def of(self, kind: str, name: Optional[str] = None) -> Iterator[Claim]:
        """The claims of one kind, of all names or of one."""
        return (c for c in self.claims if c.kind == kind and name in (None, c.name))

    def first(self, kind: str, name: Optional[str] = None) -> Optional[Claim]:
        """The first claim of one kind; None when the text does not say."""
        return next(self.of(kind, name), None)

    def has(self, *parts: str) -> bool:
        """Whether any line holds any of these texts, in any case of letters."""
        wanted = [part.lower() for part in parts]
        return any(part in line.text.lower() for line in self.excerpt.lines for part in wanted)

    def around(self, line: Quote, before: int, after: int) -> Tuple[Quote, ...]:
        """The kept lines near one line, by their numbers."""
        first, last = line.number - before, line.number + after
        return tuple(other for other in self.excerpt.lines if first <= other.number <= last)
