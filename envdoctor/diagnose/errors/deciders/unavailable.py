"""torch.cuda.is_available() says False: a build without CUDA, a driver too old, a container, or no driver.

In a text that ends in another error the answer is only part of the description, and nothing is said.
"""

from __future__ import annotations

from envdoctor.compat.platforms import platform
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.deciders.no_gpu import suspects
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import driver_version, place, torch_cuda, torch_variant
from envdoctor.model.account import COMMAND, Account
from envdoctor.model.finding import DRIVER, HIGH, LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_OTHER = ("Traceback", "Error:", "error:", "Exception:")
_JETSON = ("jetson", "tegra", "l4t", "jetpack")
_QUESTION = "is_available"
_ABOVE = 12
"""Lines in which the question stands that an answer answers; warnings may come between."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By torch's build, the driver against the tables, and what surrounds it."""
    if account.has(*_OTHER) or not _is_asked(seen, account):
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
    if not found and _is_old_driver(account, tables):
        driver = driver_version(account)
        runs = tables.cuda.cuda_of_driver(driver, place(account)[0]) or ""
        yield seen.suspect(
            cause="driver_too_old",
            confidence=MEDIUM,
            layer=DRIVER,
            why=_(
                "the driver {driver} runs CUDA up to {runs} only, and a CUDA build of torch that is newer than that finds no GPU"
            ),
            params={"driver": driver, "runs": runs},
            goals=(Manual(_("update the NVIDIA driver")),),
        )
        yield seen.suspect(confidence=LOW)
        return
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


def _is_asked(seen: Sighting, account: Account) -> bool:
    """Whether it answers that question: a False in the middle of a log may be anything."""
    if seen.line == account.excerpt.lines[-1] and seen.line.text.strip() == "False":
        return True
    asked = any(_QUESTION in claim.value for claim in account.of(COMMAND))
    return asked or any(_QUESTION in line.text for line in account.around(seen.line, _ABOVE, 0))


def _is_old_driver(account: Account, tables: Tables) -> bool:
    """Whether the driver is older than what the oldest known torch needs, and torch's build is not told."""
    driver, name = driver_version(account), place(account)[0]
    if not driver or torch_variant(account) or name not in ("linux", "windows"):
        return False
    oldest = tables.torch.release(tables.torch.versions()[0])
    default = oldest.index_default.get(platform(*place(account))) if oldest else None
    need = tables.cuda.driver_need(default.cuda, name) if default and default.cuda else None
    return need is not None and not need.met_by(driver)
