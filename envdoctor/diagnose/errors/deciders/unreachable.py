"""A connection failed: of a download, or between the processes of a training."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_BETWEEN_PROCESSES = (
    "c10d",
    "NCCL",
    "nccl",
    "TCPStore",
    "socket.cpp",
    "gloo",
    "Gloo",
    "ProcessGroup",
)
_DOWNLOADS = (
    *("http://", "https://", "pip", "git ", "conda", "urllib", "requests", "curl", "wget", "host="),
    *("Retry(", "url", "docker", "registry", "apt"),
)


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By whether something was downloaded; a warning that is followed by success means nothing."""
    near = " ".join(line.text for line in account.around(seen.line, 8, 4))
    if any(part in near for part in _BETWEEN_PROCESSES):
        return
    after = [line for line in account.excerpt.lines if line.number > seen.line.number]
    if any(line.text.startswith("Successfully installed") for line in after):
        return
    retried = "Retrying (Retry" in seen.line.text
    downloads = any(part in near for part in _DOWNLOADS)
    yield seen.suspect(confidence=MEDIUM if downloads and not (retried and after) else LOW)
