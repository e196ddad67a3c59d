"""torch refuses gcc for a CUDA: the compiler is too new, or torch's own list is stricter than CUDA."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.explanation import NOT_ENVIRONMENT
from envdoctor.model.finding import HIGH, LOW, MEDIUM, TORCH
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By what the CUDA toolkit itself accepts."""
    if not _accepts(seen, tables):
        yield seen.suspect(confidence=HIGH)
        return
    yield seen.suspect(
        cause=NOT_ENVIRONMENT,
        confidence=MEDIUM,
        layer=TORCH,
        why=_(
            "CUDA {cuda} accepts this {compiler} {version}; the list inside this torch is stricter than CUDA is, which later releases of torch corrected"
        ),
        goals=(Manual(_("take a newer torch, or an older gcc for this build")),),
    )
    yield seen.suspect(confidence=LOW)


def _accepts(seen: Sighting, tables: Tables) -> bool:
    try:
        bound = tables.cuda.host_compiler(seen.groups["cuda"])
        major = numbers(seen.groups["version"])[0]
    except ValueError:
        return False
    return bound is not None and bound.gcc_max is not None and major <= bound.gcc_max
