"""An op of mmcv exists and was compiled without code for the device: a build for the CPU alone.

A published CUDA wheel may itself be such a build: then the release is at fault, where a prebuilt wheel
was installed and nothing that is told speaks against the index that the table names.
"""

from __future__ import annotations

import re

from envdoctor.compat.known_bad import Defect
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.openmmlab_told import MMCVS, told_versions
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.told import torch_variant, torch_version
from envdoctor.model.account import COMMAND, MMCV_CUDA, SAID, TOOLKIT, Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM
from envdoctor.model.goal import Reinstall
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional

_INDEX = re.compile(r"/dist/(cu\d+|cpu)/torch([\d.]+)")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the device, and by what was installed."""
    device = seen.groups.get("device", "cuda")
    if device == "cpu":
        yield seen.suspect(
            cause="not_environment",
            confidence=MEDIUM,
            why=_(
                "mmcv's op {op} has no implementation for the CPU: the program calls it on CPU tensors"
            ),
            goals=(),
        )
        return
    defect = _defect(account, tables)
    if defect is None:
        is_sure = device == "cuda" and ("device" not in seen.groups or _is_told(account))
        yield seen.suspect(confidence=HIGH if is_sure else MEDIUM)
        return
    yield seen.suspect(
        cause=defect.cause,
        confidence=MEDIUM,
        why=_("the published wheel of {package} for {index}: {what}; {remedy}"),
        params={
            "package": f"{defect.package} {defect.versions.lstrip('=')}",
            "index": ", ".join(defect.indexes),
            "what": defect.what,
            "remedy": defect.remedy,
        },
        goals=(Reinstall(defect.package),),
    )
    yield seen.suspect(confidence=LOW)


def _is_told(account: Account) -> bool:
    """Whether the text says which mmcv it is, or how it was installed: some published wheels lack the code."""
    if told_versions(account, *MMCVS) or account.first(MMCV_CUDA) is not None:
        return True
    commands = (claim.value for claim in account.of(COMMAND))
    return any("mmcv" in command and "mim " not in command for command in commands)


def _defect(account: Account, tables: Tables) -> Optional[Defect]:
    """A wheel that is known to lack CUDA code and may be the one that was installed."""
    if not account.has("mim install", "download.openmmlab.com/mmcv/dist/cu"):
        return None
    for defect in tables.known_bad.all():
        if defect.lacks == "cuda" and any(
            _may_be(account, defect, name) for name in defect.indexes
        ):
            return defect
    return None


def _may_be(account: Account, defect: Defect, index: str) -> bool:
    """Whether the CUDA is the index's, and what else is told does not differ from it."""
    cuda, _slash, torch = index.partition("/torch")
    page = next((m for line in account.excerpt.lines for m in _INDEX.finditer(line.text)), None)
    if page is not None:
        return page[1] == cuda and page[2].startswith(torch)
    mmcv = told_versions(account, *MMCVS)
    told = torch_version(account)
    return (
        _variant(account) == cuda
        and (not told or told.startswith(f"{torch}."))
        and (not mmcv or mmcv[-1] == defect.versions.lstrip("="))
    )


def _variant(account: Account) -> str:
    """torch's build; else the CUDA that is told without saying whose it is."""
    variant = torch_variant(account)
    if variant:
        return variant
    claim = account.first(SAID, "cuda") or account.first(TOOLKIT)
    return "cu" + "".join(claim.value.split(".")[:2]) if claim else ""
