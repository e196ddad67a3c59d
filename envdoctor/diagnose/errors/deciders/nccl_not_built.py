"""torch without NCCL: by the system or by the build."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import system
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import torch_variant
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """On Linux a build without NCCL is a CPU build; elsewhere none has it."""
    cpu = torch_variant(account) == "cpu" or system(account) == "linux"
    if cpu and system(account) not in ("windows", "macos"):
        yield seen.suspect(
            cause="torch_cpu_build_installed",
            confidence=HIGH if torch_variant(account) == "cpu" else MEDIUM,
            why=_("on Linux the CUDA builds of torch have NCCL: the installed one is a CPU build"),
            goals=(),
        )
        yield seen.suspect(confidence=LOW)
        return
    yield seen.suspect(confidence=HIGH if system(account) in ("windows", "macos") else MEDIUM)
