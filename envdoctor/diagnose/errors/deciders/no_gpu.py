"""CUDA starts and finds no device, or finds no driver: hidden by a setting, a container, WSL, or not there."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.surroundings import (
    in_container,
    in_wsl,
    starts_container,
    visible_devices,
)
from envdoctor.diagnose.errors.told import driver_needed, driver_version, torch_variant
from envdoctor.model.account import CUDA_AVAILABLE, GPU, Account
from envdoctor.model.finding import DRIVER, HIGH, LOW, MEDIUM, TORCH
from envdoctor.model.finding import GPU as GPU_LAYER
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_HIDDEN = "cuda_visible_devices_wrong"
_START = Manual(
    _(
        "start the container with --gpus all (NVIDIA Container Toolkit on the host), and check nvidia-smi inside it"
    )
)


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """In the order in which the facts speak for it; last, what the message means by itself."""
    yield from suspects(seen, account, tables)
    yield seen.suspect(confidence=seen.signature.certainty if not _is_explained(account) else LOW)


def suspects(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """What the facts say."""
    hiding = [
        value for value in visible_devices(account) if value in ("", "-1", "none", "NoDevFiles")
    ]
    if hiding:
        yield seen.suspect(
            cause=_HIDDEN,
            confidence=HIGH,
            layer=GPU_LAYER,
            why=_("CUDA_VISIBLE_DEVICES is `{value}`, which hides every GPU"),
            params={"value": hiding[0]},
            goals=(
                Manual(
                    _("unset CUDA_VISIBLE_DEVICES, or name GPUs that are there, counted from 0")
                ),
            ),
        )
    if in_wsl(account) and not starts_container(account):
        yield seen.suspect(
            cause="wsl_driver_setup",
            confidence=MEDIUM,
            layer=DRIVER,
            why=_(
                "under WSL the GPU comes with the Windows driver's libraries, and they are not found"
            ),
            goals=(
                Manual(
                    _(
                        "install a current NVIDIA driver on Windows (none inside WSL), use WSL 2, and see that /usr/lib/wsl/lib is searched"
                    )
                ),
            ),
        )
    elif in_container(account):
        yield seen.suspect(
            cause="container_without_gpu_access",
            confidence=MEDIUM,
            layer=GPU_LAYER,
            why=_(
                "the program runs in a container that was not given the GPU and the driver's libraries"
            ),
            goals=(_START,),
        )
    elif _works_otherwise(account) and not visible_devices(account):
        yield seen.suspect(
            cause=_HIDDEN,
            confidence=MEDIUM,
            layer=GPU_LAYER,
            why=_(
                "the GPU works outside of this program: a setting in its script (CUDA_VISIBLE_DEVICES, a device's number) names a GPU that is not there"
            ),
            goals=(Manual(_("let the script name GPUs that are there, counted from 0")),),
        )
    needed = driver_needed(account, tables)
    if needed:
        yield seen.suspect(
            cause="driver_too_old",
            confidence=HIGH,
            layer=DRIVER,
            why=_("torch's CUDA {cuda} needs driver {needed} or newer, and the driver is {driver}"),
            params={"cuda": needed[0], "needed": needed[1], "driver": driver_version(account)},
            goals=(
                Manual(
                    _(
                        "update the NVIDIA driver to {needed} or newer, or install torch for an older CUDA"
                    )
                ),
            ),
        )
    elif torch_variant(account) == "cpu":
        yield seen.suspect(
            cause="torch_cpu_build_installed",
            confidence=MEDIUM,
            layer=TORCH,
            why=_("the installed torch is a CPU-only build, which never finds a GPU"),
            goals=(),
        )


def _works_otherwise(account: Account) -> bool:
    """Whether the text says that torch sees the GPU."""
    claim = account.first(CUDA_AVAILABLE)
    return claim is not None and claim.value == "True"


def _is_explained(account: Account) -> bool:
    has_gpu = account.first(GPU) is not None or driver_version(account)
    return in_wsl(account) or in_container(account) or (_works_otherwise(account) and bool(has_gpu))
