"""What a text tells of the place where it happened: container, WSL, system, variables."""

from __future__ import annotations

import re

from envdoctor.model.account import COMMAND, CONTAINER, VARIABLE, WSL, Account
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Tuple

_DOCKER = re.compile(
    r"\b(?:docker|podman|nerdctl|singularity|apptainer|kubectl|kubernetes)\b", re.IGNORECASE
)


def in_container(account: Account) -> bool:
    """Whether the failing program ran in a container, as far as facts, claims or commands tell."""
    if account.facts.container.value is not None or account.first(CONTAINER) is not None:
        return True
    return starts_container(account)


def starts_container(account: Account) -> bool:
    """Whether one of the commands is a container engine's."""
    return any(_DOCKER.search(claim.value) for claim in account.of(COMMAND))


def in_wsl(account: Account) -> bool:
    """Whether it ran in the Windows Subsystem for Linux."""
    platform = account.facts.platform.value
    if (platform is not None and platform.wsl) or account.first(WSL) is not None:
        return True
    return account.has("/usr/lib/wsl", "microsoft-standard", "WSL2", "WSL 2", "WSL)", "(WSL")


def library_path(account: Account) -> str:
    """What LD_LIBRARY_PATH holds; "" where it is empty or not told."""
    claims = account.of(VARIABLE, "LD_LIBRARY_PATH")
    return next((claim.value for claim in claims if claim.value.strip(" :")), "")


def visible_devices(account: Account) -> Tuple[str, ...]:
    """What CUDA_VISIBLE_DEVICES was said to be: one value a line that sets or shows it."""
    return tuple(
        claim.value.strip("\"' ") for claim in account.of(VARIABLE, "CUDA_VISIBLE_DEVICES")
    )
