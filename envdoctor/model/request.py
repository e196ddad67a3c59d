"""What somebody asks `install` for. All that is known of the machine comes from `Facts` instead."""

from __future__ import annotations

from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Tuple

AUTO = "auto"
CPU = "cpu"
PACKAGE = "package"
SOURCE = "source"
MODES = (PACKAGE, SOURCE)
OPTIONAL_PACKAGES = ("mmdet", "mmpose")


class Request(NamedTuple):
    """The wishes for one set of packages; the defaults are those of the plain call."""

    cuda: str = AUTO
    """"auto" (what the GPUs and the driver allow, the CPU where no GPU is known), "cpu", or the CUDA
    of torch's build ("11.8")."""
    python: str = ""
    """Minor version ("3.10"); "" for the interpreter that is there, and any where there is none."""
    packages: Tuple[str, ...] = ()
    """Of `OPTIONAL_PACKAGES`, beside mmaction2."""
    mmaction2: str = ""
    """Exact version; "" for the newest that fits."""
    mode: str = PACKAGE
    """"package" (the published wheel) or "source" (a clone of the tag, installed editable)."""
    need_ops: bool = True
    """Whether mmcv's compiled ops must be there; without, mmcv-lite is as good."""
    may_compile: bool = False
    """Whether mmcv may be compiled where nobody has a wheel."""
    allowed_indexes: Tuple[str, ...] = ()
    """Ids of third parties (mmcv_wheels.toml) whose mmcv wheels may be taken: "onedl-mmcv"."""
    pins: Tuple[Tuple[str, str], ...] = ()
    """(distribution, range) that must hold, as goals of findings ask for it: ("mmcv", "<2.2.0")."""
    kept: Tuple[Tuple[str, str], ...] = ()
    """(distribution, installed version) that should stay where the rules allow it; torch's with its
    local part ("2.1.2+cu121")."""
    removed: Tuple[str, ...] = ()
    """Distributions that must not be in the set."""
