"""torchvision and torchaudio belong to the installed torch.

Each torchvision is compiled against one torch, and a CUDA build against one CUDA major. With another
torch its operators are not registered ("operator torchvision::nms does not exist"), and everything
that imports torchvision fails: mmdet, mmpose, parts of mmengine and MMAction2.

How it is known: the releases that belong together (torch.toml), and the local part of their versions
(+cpu, +cu121). A torch that the table does not know is not judged.

Bad: torch 2.13.0+cpu with torchvision 0.28.0+cu130. Good: torch 2.1.2+cu121 with torchvision 0.16.2+cu121.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import minor, public
from envdoctor.diagnose.installed import versions
from envdoctor.diagnose.minimum import ordered
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, HIGH, INFO, MEDIUM, TORCH, WARNING, Finding
from envdoctor.model.goal import Constrain, Goal
from envdoctor.model.read import UNKNOWN, Evidence, NotKnown
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Iterator, List, Tuple

RULE = Rule(
    "torch.companions",
    TORCH,
    _("torchvision and torchaudio belong to the installed torch"),
    requires=("torch.minimum",),
    reference="https://github.com/pytorch/vision#installation",
)


class _Companion(NamedTuple):
    """An installed companion, and the one that the table names."""

    name: str
    version: str
    wanted: str
    evidence: Evidence
    certainty: str
    source: str


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Each companion against the torch that is there."""
    torch = facts.torch.known()
    ordered(torch.version, facts.torch.source)
    companions = _companions(facts, tables)
    if not companions:
        return
    for companion in companions:
        ordered(companion.version, companion.evidence.source)
        if minor(public(companion.version)) != minor(companion.wanted):
            yield _release(facts, companion)
        elif companion.name == "torchvision":
            yield from _variant(facts, companion)
            yield from _patch(facts, companion)


def _companions(facts: Facts, tables: Tables) -> List[_Companion]:
    torch = facts.torch.known()
    pairs = tables.torch.pairs(torch.version)
    vision = facts.torchvision.value
    # A pasted text may tell torch and torchvision alone.
    audio = (
        versions(facts).get("torchaudio", "")
        if facts.distributions.value is not None or vision is None
        else ""
    )
    if pairs is None:
        if vision is not None or audio:
            reason = f"the tables do not know torch {torch.version}"
            raise NotKnown(UNKNOWN, facts.torch.source, reason)
        return []
    found = []
    if vision is not None and pairs.torchvision:
        evidence = facts.torchvision.evidence("torchvision.version", vision.version)
        found.append(("torchvision", vision.version, pairs.torchvision, evidence))
    if audio and pairs.torchaudio:
        evidence = facts.distributions.evidence("torchaudio.version", audio)
        found.append(("torchaudio", audio, pairs.torchaudio, evidence))
    return [_Companion(*item, pairs.certainty, pairs.source) for item in found]


def _release(facts: Facts, companion: _Companion) -> Finding:
    torch = facts.torch.known()
    is_vision = companion.name == "torchvision"
    return RULE.finding(
        ERROR if is_vision else WARNING,
        cause="torch_torchvision_mismatch",
        confidence=HIGH if companion.certainty == HIGH else MEDIUM,
        variant="release",
        title=_("{package} {version} does not belong to torch {torch}"),
        why=_(
            "The one for this torch is {wanted}. Compiled against another torch, its operators fail to load or "
            "to register."
        ),
        params={
            "package": companion.name,
            "version": companion.version,
            "torch": torch.version,
            "wanted": companion.wanted,
        },
        evidence=(
            companion.evidence,
            facts.torch.evidence("torch.version", torch.version),
            Evidence(f"{companion.name} of this torch", companion.wanted, companion.source),
        ),
        goals=_goals(companion),
    )


def _variant(facts: Facts, companion: _Companion) -> Iterator[Finding]:
    """A CUDA build beside a CPU build, or builds for two CUDA majors."""
    torch = facts.torch.known()
    local = companion.version.partition("+")[2]
    kinds = (_kind(local), _kind(torch.variant))
    if "" in kinds or kinds[0] == kinds[1]:
        return
    yield RULE.finding(
        WARNING if local == "cpu" else ERROR,
        cause="torch_torchvision_mismatch",
        variant="variant",
        title=_("torchvision is a {theirs} build, and torch a {variant} build"),
        why=_(
            'A CUDA build of torchvision does not load its operators beside another torch ("operator '
            'torchvision::nms does not exist", or "different CUDA major versions"); a CPU build has none for the GPU.'
        ),
        params={"theirs": local, "variant": torch.variant},
        evidence=(
            companion.evidence,
            facts.torch.evidence("torch.version", torch.version),
            facts.torch.evidence("variant", torch.variant),
        ),
        goals=_goals(companion),
    )


def _patch(facts: Facts, companion: _Companion) -> Iterator[Finding]:
    """Another patch release of the right line: pinned otherwise, and known to work."""
    if public(companion.version) == companion.wanted:
        return
    yield RULE.finding(
        INFO,
        cause="torch_torchvision_mismatch",
        variant="patch",
        title=_(
            "torchvision {version} is not the patch release that torch {torch} was published with"
        ),
        why=_("That would be {wanted}. Builds of one line usually work together."),
        params={
            "version": companion.version,
            "torch": facts.torch.known().version,
            "wanted": companion.wanted,
        },
        evidence=(
            companion.evidence,
            facts.torch.evidence("torch.version", facts.torch.known().version),
        ),
    )


def _goals(companion: _Companion) -> Tuple[Goal, ...]:
    return (Constrain(companion.name, f"=={companion.wanted}"),)


def _kind(variant: str) -> str:
    """What must agree: "cpu", or the CUDA major ("cu12" of "cu121"); "" where nothing is known."""
    if variant == "cpu":
        return "cpu"
    digits = variant[2:]
    return f"cu{digits[:-1]}" if variant.startswith("cu") and digits.isdigit() else ""
