"""The driver does not start CUDA: WSL and containers have reasons of their own, else its kernel modules."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.surroundings import in_container, in_wsl
from envdoctor.model.account import Account
from envdoctor.model.finding import DRIVER, GPU, HIGH, LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_SLEEP = ("suspend", "woke up", "hibernat", "resume from", "sleep mode")
_WSL_1 = ("WSL (version 1)", "WSL 1", "WSL1")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By what is around it; a machine that slept is the known reason."""
    slept = account.has(*_SLEEP)
    if in_wsl(account) or account.has(*_WSL_1):
        yield seen.suspect(
            cause="wsl_driver_setup",
            confidence=MEDIUM,
            layer=DRIVER,
            why=_(
                "under WSL the driver is that of Windows: WSL 1 has no GPU at all, WSL 2 needs a Windows driver that supports it and no driver inside"
            ),
            goals=(
                Manual(
                    _(
                        "use WSL 2 (wsl --set-version), install a current NVIDIA driver on Windows, and remove any driver inside WSL"
                    )
                ),
            ),
        )
        yield seen.suspect(confidence=LOW)
        return
    if slept and seen.signature.id == "driver.unknown_error":
        yield seen.suspect(
            confidence=HIGH,
            why=_(
                "the machine was suspended, after which the driver's module nvidia_uvm does not work until it is loaded again"
            ),
        )
        return
    if in_container(account):
        yield seen.suspect(
            cause="container_without_gpu_access",
            confidence=MEDIUM if not slept else LOW,
            layer=GPU,
            why=_(
                "in a container the driver's device files or libraries are missing, /dev/nvidia-uvm among them"
            ),
            goals=(
                Manual(
                    _("start the container with --gpus all; where it had worked, start it anew")
                ),
            ),
        )
    yield seen.suspect(confidence=LOW if in_container(account) and not slept else "")
