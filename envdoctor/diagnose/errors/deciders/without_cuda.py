"""A CPU build of torch: taken by mistake, or wanted, so that the program should not ask for CUDA."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import system
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import torch_cuda, torch_variant
from envdoctor.model.account import COMMAND, SAID, Account
from envdoctor.model.explanation import NOT_ENVIRONMENT
from envdoctor.model.finding import HIGH, LOW, MEDIUM, MMACTION2
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_WANTS_CPU = re.compile(r"(?:^|\s)(?:--?cpu|--device[= ]cpu|--accelerator[= ]cpu|--no-?cuda)\b")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By what was asked for, by the system, and by the build that the text tells."""
    variant = torch_variant(account)
    if _asked_for_cpu(account):
        yield _program(
            seen,
            _(
                "the program was told to use the CPU and calls CUDA all the same: that is its own fault"
            ),
        )
        yield seen.suspect(confidence=LOW)
    elif system(account) == "macos":
        yield _program(
            seen,
            _("torch has no CUDA on macOS: the program asks for a device that cannot be there"),
        )
    elif variant == "cpu":
        yield seen.suspect(confidence=HIGH)
    elif torch_cuda(account):
        yield seen.suspect(
            cause="wrong_environment_active",
            confidence=MEDIUM,
            why=_(
                "a CUDA build of torch is listed (CUDA {cuda}), and the torch that was imported is a CPU build: the program runs in another environment"
            ),
            params={"cuda": torch_cuda(account)},
            goals=(),
        )
        yield seen.suspect(confidence=MEDIUM)
    else:
        yield seen.suspect(confidence=MEDIUM)


def _asked_for_cpu(account: Account) -> bool:
    if any(_WANTS_CPU.search(claim.value) for claim in account.of(COMMAND)):
        return True
    return any(_WANTS_CPU.search(claim.value) for claim in account.of(SAID))


def _program(seen: Sighting, why: str) -> Suspect:
    return seen.suspect(
        cause=NOT_ENVIRONMENT,
        confidence=MEDIUM,
        layer=MMACTION2,
        why=why,
        goals=(Manual(_("let the program use the device that is there (cpu, on a Mac mps)")),),
        ask="",
    )
