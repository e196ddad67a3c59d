"""A function of the extension itself is missing from it: never another package's fault.

One of mmcv's own ops is missing where mmcv was built badly or in part; any other function belongs to who wrote it.
"""

from __future__ import annotations

import re

from envdoctor.compat.symbols import readable
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.building import is_command
from envdoctor.diagnose.errors.loading import is_openmmlab_s
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import COMMAND, Account
from envdoctor.model.explanation import NOT_ENVIRONMENT
from envdoctor.model.finding import LOW, MEDIUM, MMCV
from envdoctor.model.goal import Reinstall
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_FUNCTION = re.compile(r"_Z(\d{1,3})(\w+)")
_PART = re.compile(
    r"(?:_impl|_cuda|_cpu|_npu|_mlu|_mps|_kernel)*(?:_?(?:CUDA)?Kernel\w{0,12}|_launcher|_laucher)?$"
)
"""What the parts of one op are called beside the op itself."""
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_FROM_SOURCE = ("MMCV_WITH_OPS", "setup.py", "build_ext", "git+", " -e ", "install .")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the function's name, and whether mmcv was built by hand."""
    params = {"readable": readable(seen.groups["symbol"])}
    if _is_of_mmcv(seen, account, tables):
        yield from _of_mmcv(seen, account, params)
        return
    yield seen.suspect(params=params)
    yield seen.suspect(
        cause="extension_torch_abi_mismatch",
        confidence=LOW,
        why=_(
            "{readable} may belong to a library that the extension was linked with and that has changed since"
        ),
        params=params,
        goals=(),
    )


def _of_mmcv(seen: Sighting, account: Account, params: "dict[str, str]") -> Iterator[Suspect]:
    by_hand = _is_built_by_hand(account)
    damaged = seen.suspect(
        cause="mmcv_install_damaged",
        confidence=MEDIUM if by_hand else LOW,
        layer=MMCV,
        why=_(
            "{readable} is one of mmcv's own ops and is missing from its extension: mmcv was built in part, or files of two builds are mixed"
        ),
        params=params,
        goals=(Reinstall("mmcv"),),
    )
    defect = seen.suspect(
        cause="release_defect",
        confidence=LOW if by_hand else MEDIUM,
        layer=MMCV,
        why=_(
            "{readable} is one of mmcv's own ops, and this release's extension was built without it"
        ),
        params=params,
        goals=(Reinstall("mmcv"),),
        ask=_("whether another release of mmcv, or its wheel from OpenMMLab's page, has the same"),
    )
    yield from (damaged, defect) if by_hand else (defect, damaged)
    yield seen.suspect(cause=NOT_ENVIRONMENT, confidence=LOW, params=params)


def _is_of_mmcv(seen: Sighting, account: Account, tables: Tables) -> bool:
    """Whether mmcv's extension lacks one of mmcv's ops, or a part of one."""
    file = seen.groups["file"]
    if "mmcv" not in file and not (is_openmmlab_s(seen, account) and "_ext." in file):
        return False
    match = _FUNCTION.match(seen.groups["symbol"])
    name = match[2][: int(match[1])] if match else ""
    spelt = _HUMP.sub("_", _PART.sub("", name)).lower()
    return any(tables.known_errors.is_op_of_mmcv(part) for part in (name, spelt) if part)


def _is_built_by_hand(account: Account) -> bool:
    told = [claim.value for claim in account.of(COMMAND)]
    told += [line.text for line in account.excerpt.lines if is_command(line.text)]
    return any(part in f"{text} " for part in _FROM_SOURCE for text in told)
