"""torch.cuda.is_available() says False: a build without CUDA, a driver too old, a container, or no driver.

In a text that ends in another error the answer is only part of the description, and nothing is said.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.deciders.no_gpu import suspects
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import place, torch_cuda, torch_variant
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_OTHER = ("Traceback", "Error:", "error:", "Exception:")
_JETSON = ("jetson", "tegra", "l4t", "jetpack")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By torch's build, the driver against the tables, and what surrounds it."""
    if account.has(*_OTHER):
        return
    if torch_variant(account) == "cpu":
        yield seen.suspect(
            confidence=HIGH,
            why=_(
                "the installed torch is a CPU-only build, so that torch.cuda.is_available() is False"
            ),
        )
        return
    if account.has(*_JETSON) and not torch_cuda(account):
        yield seen.suspect(
            confidence=MEDIUM,
            why=_(
                "wheels for aarch64 from the usual index are CPU-only builds: on a Jetson torch with CUDA is NVIDIA's own wheel for the JetPack release"
            ),
        )
        return
    found = tuple(
        s for s in suspects(seen, account, tables) if s.cause != "torch_cpu_build_installed"
    )
    yield from found
    if place(account)[0] == "macos":
        return
    yield seen.suspect(
        confidence=LOW if found or torch_cuda(account) else MEDIUM,
        why=_("torch finds no GPU; most often a CPU-only build of it is installed"),
    )
    if torch_cuda(account) and not found:
        yield seen.suspect(
            cause="driver_missing",
            confidence=MEDIUM,
            why=_(
                "torch is a CUDA build and finds no GPU: the NVIDIA driver is not loaded, or does not answer"
            ),
            goals=(),
        )
