"""A library of the NVIDIA driver is not found: by where it ran, WSL, a container, or a bare machine."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.circumstances import speaks_of_container
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.surroundings import in_wsl
from envdoctor.diagnose.errors.told import driver_version
from envdoctor.model.account import Account
from envdoctor.model.explanation import CONTAINER
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_WSL = _(
    "put /usr/lib/wsl/lib on LD_LIBRARY_PATH; install the NVIDIA driver on Windows only, never one inside WSL"
)
_CONTAINED = (
    "install the NVIDIA Container Toolkit on the host and start the container with --gpus all"
)
_BARE = _("install the NVIDIA driver, until nvidia-smi works")


def decide(seen: Sighting, account: Account, _tables: Tables) -> Iterator[Suspect]:
    """Under WSL the Windows driver brings it, in a container the toolkit, else the driver itself."""
    if in_wsl(account):
        yield seen.suspect(
            cause="wsl_driver_setup",
            confidence=MEDIUM,
            why=_(
                "under WSL this library of the driver comes from Windows, in /usr/lib/wsl/lib, and it is not found there"
            ),
            goals=(Manual(_WSL),),
        )
        return
    contained = seen.signature.phase == CONTAINER or speaks_of_container(account)
    if contained:
        yield seen.suspect(
            cause="container_without_gpu_access",
            confidence=MEDIUM,
            why=_(
                "a container has the driver's libraries only when the NVIDIA runtime mounts them from a host that has the driver"
            ),
            goals=(Manual(_CONTAINED),),
        )
    if driver_version(account):
        if not contained:
            yield seen.suspect(
                cause="missing_cuda_shared_lib",
                confidence=MEDIUM,
                why=_(
                    "the driver runs, and the loader does not find its library: its folder is not on the search path"
                ),
            )
        return
    yield seen.suspect(
        cause="driver_missing", confidence=LOW if contained else MEDIUM, goals=(Manual(_BARE),)
    )
