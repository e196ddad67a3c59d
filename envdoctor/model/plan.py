"""What the resolver answers: one set and the steps to it, or why there is none and what comes near.

Sentences are English templates, filled with their `params` when they are shown.
"""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Mapping, Optional, Tuple

WHEEL = "wheel"
FROM_SOURCE = "source"
FROM_CONDA = "conda"

OBSERVED = "observed"
INFERRED = "inferred"
LISTED = "listed"
NOT_ESTABLISHED = "unknown"

CONDA_STAGE = "conda"
TORCH_STAGE = "torch"
MIM_STAGE = "mim"
SOURCE_STAGE = "source"
STAGES = (CONDA_STAGE, TORCH_STAGE, MIM_STAGE, SOURCE_STAGE)
"""In the order in which they run."""

FACT = "fact"
RULE = "rule"
REQUEST = "request"


class Provenance(NamedTuple):
    """How it is known that a candidate is there."""

    state: str
    """"observed": seen; "inferred": expected by a rule; "listed": an index says so; "unknown"."""
    certainty: str
    """"high", "medium", "low" or "unknown"."""
    why: str
    """In the table's words; "" where there is nothing to add."""
    source: str
    as_of: str
    """YYYY-MM-DD."""


class Pin(NamedTuple):
    """One distribution of the set."""

    name: str
    """Normalised (PEP 503): "opencv-contrib-python"."""
    version: str
    """Exact, with the local part where the index needs it ("2.1.2+cu118"), or a range ("<2",
    ">=77.0.3,<81") where the tables decide no more than that."""
    how: str
    """"wheel", "source" or "conda"."""
    option: str
    """How it is bound to its index: "--find-links", "--index-url", "--extra-index-url", or "" for
    what the user's own configuration names."""
    index_url: str
    """The page or index that this one distribution is bound to; "" with an empty option."""
    provenance: Provenance

    @property
    def specifier(self) -> str:
        """The requirement's range: "==2.1.2+cu118", "<2", or "" for any version."""
        exact = self.version and self.version[0] not in "<>=!~"
        return f"=={self.version}" if exact else self.version

    @property
    def requirement(self) -> str:
        """As pip takes it: "mmcv==2.1.0"."""
        return self.name + self.specifier


class Precondition(NamedTuple):
    """One thing that a build from source needs."""

    name: str
    """"toolkit", "compiler", "memory", "ninja", "setuptools", "python"."""
    met: Optional[bool]
    """None when the facts do not say."""
    sentence: str
    params: Mapping[str, str]
    source: str


class SourceBuild(NamedTuple):
    """A distribution that has to be compiled, or is installed from its repository."""

    name: str
    version: str
    compiles: bool
    """Whether a compiler runs (mmcv's ops); False for a clone of pure Python."""
    repository: str
    preconditions: Tuple[Precondition, ...]
    variables: Tuple[Tuple[str, str], ...]
    """What to set for the build: ("MAX_JOBS", "4"), ("TORCH_CUDA_ARCH_LIST", "8.6")."""
    estimated_seconds: Optional[float]
    """None where nothing comparable was measured."""
    price: str
    """What it costs, in a sentence."""
    params: Mapping[str, str]


class Step(NamedTuple):
    """One command of the plan."""

    stage: str
    """A word of `STAGES`."""
    argv: Tuple[str, ...]
    """`{python}` and `{prefix}` are filled in when shown or run."""
    why: str
    params: Mapping[str, str]
    variables: Tuple[Tuple[str, str], ...] = ()
    """Environment variables that this command alone gets."""
    download_bytes: Optional[int] = None
    installed_bytes: Optional[int] = None


class Rejected(NamedTuple):
    """A candidate that would have ranked before the chosen one, and what excludes it."""

    candidate: str
    """"mmcv 2.1.0 for torch 2.2.2 (cu121)"."""
    reason: str
    params: Mapping[str, str]
    source: str


class Member(NamedTuple):
    """One fact, rule or wish, as a sentence with its source."""

    kind: str
    """"fact", "rule" or "request"."""
    name: str
    """Stable, independent of the language: "wheel.torch", "gpu.sm_120", "request.compile"."""
    sentence: str
    params: Mapping[str, str]
    source: str


class Plan(NamedTuple):
    """One consistent set, and the way to it."""

    environment: str
    """Where it goes: "{prefix}" for the environment that is there, else the name of a new one."""
    python: str
    """Minor version of the interpreter that runs it ("3.10")."""
    pins: Tuple[Pin, ...]
    """In the order of installation."""
    find_links: Tuple[str, ...]
    source_builds: Tuple[SourceBuild, ...]
    steps: Tuple[Step, ...]
    rejected: Tuple[Rejected, ...]
    caveats: Tuple[Member, ...]
    """What is known not to work in this set, in part."""
    tables_as_of: str

    def pin(self, name: str) -> Optional[Pin]:
        """The pin of one distribution; None when the set does not hold it."""
        return next((pin for pin in self.pins if pin.name == name), None)

    @property
    def compiles(self) -> bool:
        """Whether anything has to be compiled."""
        return any(build.compiles for build in self.source_builds)


class Conflict(NamedTuple):
    """The smallest set that excludes every solution: without any one member there is one."""

    members: Tuple[Member, ...]


class Change(NamedTuple):
    """One thing that would have to be otherwise."""

    name: str
    """The member's name that it lifts: "request.compile"."""
    sentence: str
    """What to change, and its price."""
    params: Mapping[str, str]
    options: Tuple[str, ...]
    """The words on the command line that say so: ("--allow-compile",); empty where none does."""


class Near(NamedTuple):
    """A set that would do if some things were otherwise."""

    changes: Tuple[Change, ...]
    """Their number is what ranks it."""
    python: str
    pins: Tuple[Pin, ...]


class Resolution(NamedTuple):
    """The whole answer: a plan, or a conflict with what comes near; ways out beside either."""

    plan: Optional[Plan]
    conflict: Optional[Conflict]
    nearest: Tuple[Near, ...]
    """Fewest changes first; empty where there is a plan."""
