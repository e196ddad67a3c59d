"""torch sees no GPU while an extension is built: a CPU build of torch, or a build without devices."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import CUDA_AVAILABLE, Account
from envdoctor.model.finding import LOW, MEDIUM, TORCH
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By torch's variant, and by whether the text tells of ops that miss their CUDA code."""
    torch = account.facts.torch.value
    if torch is not None and torch.variant == "cpu":
        yield seen.suspect(
            cause="torch_cpu_build_installed",
            confidence=MEDIUM,
            layer=TORCH,
            why=_("{torch} is a build without CUDA, and a CUDA toolkit lies in {home}"),
            params={"torch": f"torch {torch.version}"},
            evidence=(account.facts.torch.evidence("torch", torch.version),),
            goals=(),
        )
        return
    missing = account.has("not compiled with gpu", "without cuda", "device cuda:0 not found")
    available = account.first(CUDA_AVAILABLE)
    if available is not None and available.value == "True" and not missing:
        return
    yield seen.suspect(confidence=MEDIUM if missing else LOW)
