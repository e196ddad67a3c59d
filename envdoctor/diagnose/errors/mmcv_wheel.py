"""mmcv's ops want the CUDA runtime of another CUDA: two mmcvs, a wrongly built wheel, or another index."""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import has_package, torch_cuda, torch_variant, versions
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, MEDIUM, MMCV
from envdoctor.model.goal import Manual, Reinstall, Remove
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_INDEX = re.compile(r"/(cu\d{2,3}|cpu)/torch\d")
_WRONG_BUILD = "wrong_build"


def of_mmcv(
    seen: Sighting, account: Account, tables: Tables, params: "dict[str, str]"
) -> Iterator[Suspect]:
    """What mmcv's ops that want another CUDA runtime mean, the surest last."""
    if has_package(account, "mmcv") and has_package(account, "mmcv-full"):
        yield seen.suspect(
            cause="mmcv_install_damaged",
            confidence=MEDIUM,
            layer=MMCV,
            why=_(
                "mmcv and mmcv-full are both installed and overwrite each other's files: the ops that are loaded want {library}, which torch does not bring"
            ),
            params=params,
            goals=(Remove("mmcv"), Reinstall("mmcv-full")),
        )
    remedy = _defect(seen, account, tables)
    if remedy:
        yield seen.suspect(
            cause="release_defect",
            confidence=MEDIUM,
            layer=MMCV,
            why=_(
                "this release's wheel for torch's CUDA was linked with another CUDA by mistake: it wants {library}"
            ),
            params={**params, "remedy": remedy},
            goals=(Manual(_("install another release instead: {remedy}")),),
        )
    full = has_package(account, "mmcv-full")
    differs = bool(torch_variant(account)) and not fits(seen, account)
    yield seen.suspect(
        cause="mmcv_cuda_variant_mismatch",
        confidence=HIGH
        if differs and has_package(account, "mmcv", "mmcv-full") and not remedy
        else MEDIUM,
        layer=MMCV,
        why=_(
            "mmcv's ops were built for the CUDA whose runtime is called {library}, and torch was built for another: the wheel came from another index"
        ),
        params=params,
        goals=(Reinstall("mmcv-full" if full else "mmcv"),),
    )


def fits(seen: Sighting, account: Account) -> bool:
    """Whether torch's CUDA has a runtime of that name: "11.0" is that of every 11.x."""
    cuda, wanted = torch_cuda(account), seen.groups.get("version", "")
    if not cuda or not wanted:
        return False
    old = wanted.split(".")[0] in ("8", "9", "10")
    return cuda == wanted if old else cuda.split(".")[0] == wanted.split(".")[0]


def _defect(seen: Sighting, account: Account, tables: Tables) -> str:
    """What to do about a wheel that is known to want this very library, if it came from torch's index."""
    indexes = {found for line in account.excerpt.lines for found in _INDEX.findall(line.text)}
    wanted = "cu" + seen.groups.get("version", "").replace(".", "")
    if not indexes or wanted in indexes:
        return ""
    for name in ("mmcv-full", "mmcv"):
        for version in versions(account, name):
            try:
                defects = tables.known_bad.of(name, version)
            except ValueError:
                continue
            for defect in defects:
                named = f"libcudart.so.{seen.groups.get('version', '')}" in defect.what
                if defect.kind == _WRONG_BUILD and named:
                    return defect.remedy
    return ""
