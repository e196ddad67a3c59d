"""What is said of a failure that no signature knows: most often the program's own.

An exception that environments raise as well (ImportError, OSError, one that speaks of CUDA or of a library's
file) is none of a program's alone: then no cause is known.
"""

from __future__ import annotations

import re

from envdoctor.compat.tables import Tables
from envdoctor.model.account import Account, Quote
from envdoctor.model.explanation import NOT_ENVIRONMENT, RUN, Cause
from envdoctor.model.finding import INFO, LOW, MMACTION2, Finding
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional, Tuple

_EXCEPTION = re.compile(
    r"^(?:E\s+|\[rank\d+\]:\s*)?(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception|Interrupt|Iteration|Exit)\b"
)
_OF_ENVIRONMENT = re.compile(
    r"\b(?:ImportError|ModuleNotFoundError|OSError|DistributionNotFound|VersionConflict|CalledProcessError)\b"
    r"|CUDA (?:error|driver|runtime)|CUDNN|NCCL|NVML|undefined symbol|\.so\b|\.dll\b|\.dylib\b"
)
"""Exceptions that environments raise as often as programs do, and what they speak of."""
_CHAINED = ("During handling of the above exception", "direct cause of the following exception")


def nothing_known(account: Account, tables: Tables) -> Tuple[Cause, ...]:
    """The program's own error, where the text ends in one; else nothing."""
    line = _raised(account)
    if line is None:
        return ()
    finding = Finding(
        id="unknown_exception",
        cause=NOT_ENVIRONMENT,
        severity=INFO,
        confidence=LOW,
        layer=MMACTION2,
        message_id="unknown_exception",
        params={},
        title=tables.causes.means(NOT_ENVIRONMENT) or NOT_ENVIRONMENT,
        why=_(
            "Nothing in this text points at the environment: the program raised this error itself."
        ),
        evidence=(Evidence(f"line {line.number}", line.text.strip(), f"line {line.number}"),),
        goals=(),
        follows_from=(),
        reference="",
    )
    ask = _(
        "the whole output, from its first line, and the output of `envdoctor check` on that machine"
    )
    return (Cause(finding, RUN, line, ask, (), ()),)


def _raised(account: Account) -> Optional[Quote]:
    """The last exception that the text names, if the program alone raised it."""
    last: Optional[Quote] = None
    doubted = chained = False
    for line in account.excerpt.lines:
        if any(part in line.text for part in _CHAINED):
            chained = True
        elif _EXCEPTION.match(line.text.strip()):
            of_environment = _OF_ENVIRONMENT.search(line.text) is not None
            doubted = of_environment or (chained and doubted)
            last, chained = line, False
    return None if doubted else last
