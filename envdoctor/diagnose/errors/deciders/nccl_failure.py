"""NCCL stops with "unhandled ... error": what stands beside it decides, a GPU without code for it first."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.surroundings import in_container
from envdoctor.diagnose.errors.told import arch_lists, capabilities, is_serving
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM, SYSTEM, TORCH
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the kind of error, torch against the GPU, and a container's small /dev/shm."""
    served = is_serving(arch_lists(account, tables), capabilities(account, tables))
    if seen.groups["kind"] != "system" and served is False:
        yield seen.suspect(
            cause="gpu_arch_not_in_torch_build",
            confidence=MEDIUM,
            layer=TORCH,
            why=_("torch's binary holds no code for this GPU, and NCCL's kernels fail on it"),
            goals=(),
        )
    if seen.groups["kind"] == "system" and in_container(account):
        yield seen.suspect(
            cause="shm_too_small",
            confidence=LOW,
            layer=SYSTEM,
            why=_(
                "NCCL's processes talk through /dev/shm, which a container keeps small by default"
            ),
            goals=(Manual(_("start the container with --shm-size=8g or --ipc=host")),),
        )
    yield seen.suspect()
