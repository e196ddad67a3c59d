"""mmcv's compiled ops were built for this Python and this processor.

Python takes an extension only when its name bears its own tag: one for CPython 3.8 in an environment
of CPython 3.10 is not even found ("No module named 'mmcv._ext'"). It happens when an environment was
copied, upgraded in place, or when PYTHONPATH leads to another one's packages. A file for another
processor is found and refused by the loader.

How it is known: the tag in the names of mmcv/_ext*, and the machine that their headers name.

Bad: _ext.cpython-38-x86_64-linux-gnu.so under Python 3.10. Good: _ext.cpython-310-x86_64-linux-gnu.so.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.extensions import afresh, ops_files, python_tag, seen, taken
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, MMCV, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "mmcv.ops_for_python",
    MMCV,
    _("mmcv's compiled ops were built for this Python and this processor"),
    requires=("mmcv.minimum", "mmcv.ops_damaged"),
)
_FORMATS = {"linux": "elf", "windows": "pe", "macos": "mach-o"}
_SAME = {"amd64": "x86_64", "arm64": "aarch64"}


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """The tag in the file's name, then the machine in its header."""
    files = ops_files(facts)
    if python_tag(facts) and taken(facts) is None:
        yield _other_python(facts, ", ".join(item.python_tag for item in files))
        return
    item, here = taken(facts) or files[0], facts.platform.known()
    own = _SAME.get(here.machine.lower(), here.machine.lower())
    built_for, machine = item.machine, own
    if item.format and item.format != _FORMATS.get(here.system):
        built_for, machine = item.format, here.system
    if not built_for or built_for == machine:
        return
    yield RULE.finding(
        ERROR,
        cause="extension_platform_mismatch",
        variant="machine",
        title=_("mmcv's compiled ops are for {built_for}, and this machine is {machine}"),
        why=_("The loader refuses the file, so importing mmcv.ops fails."),
        params={"built_for": built_for, "machine": machine},
        evidence=(
            seen("machine of mmcv._ext", built_for, item),
            facts.platform.evidence("machine", machine),
        ),
        goals=afresh(facts),
    )


def _other_python(facts: Facts, tags: str) -> Finding:
    own = python_tag(facts)
    return RULE.finding(
        ERROR,
        cause="extension_platform_mismatch",
        variant="python",
        title=_("mmcv's compiled ops are for {built_for}, and this Python is {python}"),
        why=_(
            "Python looks only for files with its own tag: importing mmcv.ops says \"No module named 'mmcv._ext'\", though the file is there."
        ),
        params={"built_for": tags, "python": own},
        evidence=(
            *(seen("mmcv._ext", item.python_tag, item) for item in ops_files(facts)),
            facts.interpreter.evidence("Python", own),
        ),
        goals=afresh(facts),
    )
