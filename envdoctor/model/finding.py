"""What a check says: a finding, and how each rule ended."""

from __future__ import annotations

from envdoctor.model.goal import Goal
from envdoctor.model.read import Evidence
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Mapping, Tuple

ERROR = "error"
WARNING = "warning"
INFO = "info"
SEVERITIES = (ERROR, WARNING, INFO)

HIGH = "high"
MEDIUM = "medium"
LOW = "low"

SYSTEM = "system"
GPU = "gpu"
DRIVER = "driver"
CUDA = "cuda"
PYTHON = "python"
TORCH = "torch"
MMCV = "mmcv"
MMDET = "mmdet"
MMACTION2 = "mmaction2"
LIBRARIES = "libraries"
LAYERS = (SYSTEM, GPU, DRIVER, CUDA, PYTHON, TORCH, LIBRARIES, MMCV, MMDET, MMACTION2)
"""From the machine up to MMAction2; `mmcv` stands for mmengine + mmcv, `mmdet` for mmdet + mmpose."""


class Finding(NamedTuple):
    """One fault (or notice), with what it rests on and what would end it."""

    id: str
    """The rule that found it."""
    cause: str
    """A word of the taxonomy (compat_tables/causes.toml)."""
    severity: str
    confidence: str
    layer: str
    message_id: str
    """Stable name of the sentences below, independent of the language."""
    params: Mapping[str, str]
    title: str
    """English template; filled with `params` when shown."""
    why: str
    """English template; filled with `params` when shown."""
    evidence: Tuple[Evidence, ...]
    goals: Tuple[Goal, ...]
    follows_from: Tuple[str, ...]
    """Rules whose findings, also present, cause this one."""
    reference: str
    """Where the relation behind the verdict is documented."""


class Fix(NamedTuple):
    """Commands that end findings."""

    why: str
    """English template."""
    params: Mapping[str, str]
    commands: Tuple[Tuple[str, ...], ...]
    """argv each; `{python}` and `{prefix}` are filled in when shown or run."""
    safe: bool
    """Whether it changes only the inspected environment, and can be undone by another command."""


PASSED = "passed"
FAILED = "failed"
NOT_APPLICABLE = "not_applicable"
NOT_KNOWN = "unknown"
SKIPPED = "skipped"
CRASHED = "crashed"


class RuleResult(NamedTuple):
    """How one rule ended; anything but passed and failed carries a reason."""

    rule: str
    status: str
    reason: str
    findings: Tuple[Finding, ...]


class Diagnosis(NamedTuple):
    """What all checks came to: how each rule ended, and the findings, roots first."""

    results: Tuple[RuleResult, ...]
    findings: Tuple[Finding, ...]


class Mending(NamedTuple):
    """The commands that the findings' goals come to, decided together."""

    fixes: Tuple[Tuple[Fix, ...], ...]
    """For each finding, in the diagnosis's order, what ends that one."""
    joint: Tuple[Fix, ...]
    """What ends all of them, in the order to run it."""
