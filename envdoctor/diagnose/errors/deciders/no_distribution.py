"""pip finds nothing to install: no wheel for this Python and platform, no index, no network, no such name."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.target import python, target
from envdoctor.model.account import SYSTEM, Account
from envdoctor.model.explanation import NOT_ENVIRONMENT
from envdoctor.model.finding import HIGH, LOW, MEDIUM, TORCH
from envdoctor.model.finding import SYSTEM as MACHINE
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

_NETWORK = (
    *("Retrying (Retry", "connection broken by", "NewConnectionError", "Could not fetch URL"),
    *("Read timed out", "ProxyError", "SSLError", "name resolution", "Max retries exceeded"),
)
_MODULES = {
    "cv2": "opencv-python",
    "pil": "pillow",
    "skimage": "scikit-image",
    "mmaction": "mmaction2",
    "yaml": "pyyaml",
    "mmcv._ext": "mmcv",
}
"""Modules that people ask for by name, and the distributions that bring them."""
_NAME = re.compile(r"[A-Za-z][\w.-]*")
_OWN_INDEX = ("download.pytorch.org", "mirrors.aliyun.com/pytorch", "mirror.sjtu.edu.cn/pytorch")
_TORCHES = ("torch", "torchvision", "torchaudio")
_WHEELS_ALONE = (*_TORCHES, "decord", "open3d", "tensorflow", "tensorrt", "pycocotools-windows")
"""Packages that exist, and have no sources on the index: nothing found means no wheel fits."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By what the index answered, by the name, by Python and platform where they are told."""
    requirement = seen.groups["requirement"]
    found = _NAME.match(requirement)
    name = found[0].lower() if found else ""
    if account.has(*_NETWORK):
        yield seen.suspect(
            cause="network_unreachable",
            confidence=MEDIUM,
            layer=MACHINE,
            why=_("the index could not be reached, so that it had nothing of {requirement} either"),
            goals=(
                Manual(
                    _("try again, or use a mirror of the index; behind a proxy set https_proxy")
                ),
            ),
        )
        yield seen.suspect(confidence=LOW)
        return
    if name in _MODULES:
        yield seen.suspect(
            cause=NOT_ENVIRONMENT,
            confidence=MEDIUM,
            why=_("{requirement} is the name of a module; the package that brings it is {package}"),
            params={"package": _MODULES[name]},
            goals=(Manual(_("install {package} instead")),),
        )
        return
    why, layer, params = _why(seen, name, account, tables)
    yield seen.suspect(
        confidence=HIGH if _is_sure(seen, name, account) else MEDIUM,
        layer=layer,
        why=why,
        params=params,
        goals=(Manual(_remedy(name)),),
        ask="" if python(account) else _("`python --version` and the platform"),
    )


def _is_sure(seen: Sighting, name: str, account: Account) -> bool:
    """Whether the index answered with other versions; or nothing, of a package that surely exists."""
    listed = seen.groups["versions"].strip()
    if listed and listed != "none":
        return True
    if name in _TORCHES and re.search(r"\+(?:cu\d|cpu|rocm)", seen.groups["requirement"]):
        return True
    told = bool(python(account)) or account.first(SYSTEM) is not None
    return told and name in _WHEELS_ALONE


def _why(
    seen: Sighting, name: str, account: Account, tables: Tables
) -> "Tuple[str, str, dict[str, str]]":
    version = seen.groups["specifier"].lstrip("=<>~! ")
    if name in _TORCHES and "+" in version and not account.has(*_OWN_INDEX):
        return (
            _(
                "builds of {name} with a local version (+{variant}) are on PyTorch's own index alone, and for some Pythons and platforms only"
            ),
            TORCH,
            {"name": name, "variant": version.partition("+")[2]},
        )
    pythons = _pythons(name, version, account, tables)
    here = python(account)
    if pythons and here and ".".join(here.split(".")[:2]) not in pythons:
        return (
            _("{name} {version} has wheels for Python {pythons}, and this is Python {here}"),
            TORCH,
            {"name": name, "version": version, "pythons": ", ".join(pythons), "here": here},
        )
    listed = seen.groups["versions"].strip()
    if listed and listed != "none":
        return (
            _("for this Python and platform the index has other versions of {name} only: {listed}"),
            seen.signature.layer,
            {"name": name, "listed": listed[:120]},
        )
    return "", seen.signature.layer, {}


def _pythons(name: str, version: str, account: Account, tables: Tables) -> Tuple[str, ...]:
    if name != "torch" or not version:
        return ()
    here = target(account)
    try:
        release = tables.torch.release(version.partition("+")[0])
        return (release.pythons(here.system, here.machine) or ()) if release else ()
    except ValueError:
        return ()


def _remedy(name: str) -> str:
    if name in _TORCHES:
        return _(
            "choose a version that exists for this Python and platform, or another Python; for builds with CUDA add PyTorch's index (--index-url https://download.pytorch.org/whl/cu121 and the like)"
        )
    if name == "decord":
        return _(
            "decord has wheels for Linux and Windows on x86_64 alone, and none for newer Pythons on macOS: install eva-decord, or use PyAV or OpenCV to read video"
        )
    return _("choose a Python, or a version of the package, for which a wheel exists")
