"""The file of mmcv's compiled ops is whole.

An interrupted download or copy, a full disk or a placeholder of Git LFS leaves a file that the loader
cannot take: `import mmcv.ops` says "file too short" or "invalid ELF header", or the process dies with
a bus error.

How it is known: the headers of mmcv/_ext*.so name parts of the file that are not there, or are no
headers at all. The file is not loaded.

Bad: an _ext.so cut off after 4 MB. Good: the same file, whole.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.extensions import afresh, ops_files, seen, taken
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, MMCV, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "mmcv.ops_damaged",
    MMCV,
    _("the file of mmcv's compiled ops is whole"),
    requires=("mmcv.minimum",),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """The file that an import takes."""
    item = taken(facts) or ops_files(facts)[0]
    if not item.damaged:
        return
    yield RULE.finding(
        ERROR,
        cause="mmcv_install_damaged",
        title=_("the file of mmcv's compiled ops is damaged: {problem}"),
        why=_("The loader cannot take {path}, so importing mmcv.ops fails or ends the process."),
        params={"problem": item.damaged, "path": item.path},
        evidence=(seen("mmcv._ext", item.damaged, item),),
        goals=afresh(facts),
    )
