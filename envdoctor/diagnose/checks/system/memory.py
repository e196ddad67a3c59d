"""There is enough memory to compile mmcv where that is needed.

mmcv's compiled ops have to be built here when OpenMMLab has no wheel for this torch, Python and
platform. Its largest file takes 2.7 GiB in one compiler process, and setup.py starts at least four
of them; without memory the kernel kills the compiler ("Killed signal terminated program cc1plus").

How it is known: mmcv or its ops are missing, the table of wheels (mmcv_wheels.toml) has none that
fits, and /proc/meminfo with the control group's limit tells the memory. The 2.7 GiB were measured:
mmcv 2.1.0 under torch 2.13.0, Linux x86_64.

Bad: 2 GiB in a container, torch 2.13.0+cpu, MMAction2 without mmcv. Good: the same with 16 GiB.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import INFO, MEDIUM, SYSTEM, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "system.memory", SYSTEM, _("there is enough memory to compile mmcv where that is needed")
)
_GIB = 1024**3
_JOB_BYTES = 2.7 * _GIB
_DEFAULT_JOBS = 4
"""What mmcv's setup.py starts at the least where MAX_JOBS is not set."""
_LITE = "mmcv-lite"


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Memory against the compilers that would run."""
    memory = facts.memory.known()
    free = memory.available_bytes
    if free is None:
        free = memory.limit_bytes or memory.physical_bytes
    fitting = int(free // _JOB_BYTES)
    if fitting >= _jobs(facts) or not _is_compiled(facts, tables):
        return
    enough = fitting > 0
    yield RULE.finding(
        INFO if enough else WARNING,
        cause="memory_too_small",
        confidence=MEDIUM,
        variant="jobs" if enough else "",
        title=_("compiling mmcv needs more than the {free} GiB of memory that are free"),
        why=_(
            "No wheel of mmcv was built for this torch, and one compiler process takes up to 2.7 GiB; as many run as MAX_JOBS says."
        ),
        params={"free": f"{free / _GIB:.1f}", "jobs": str(max(1, fitting))},
        evidence=(facts.memory.evidence("free memory", f"{free / _GIB:.1f} GiB"),),
        goals=(
            Manual(_("set MAX_JOBS={jobs} before mmcv is compiled"))
            if enough
            else Manual(
                _("give the build 4 GiB of memory or swap, and set MAX_JOBS={jobs} before it")
            ),
        ),
    )


def _jobs(facts: Facts) -> int:
    variables = {item.name: item.value for item in facts.variables.value or ()}
    said = variables.get("MAX_JOBS", "")
    return int(said) if said.isdigit() else _DEFAULT_JOBS


def _is_compiled(facts: Facts, tables: Tables) -> bool:
    """Whether mmcv's ops are wanted, not there, and no wheel would bring them."""
    mmcv = facts.mmcv.value
    if mmcv is None:
        wanted = facts.mmcv.is_absent and bool(facts.mmaction2.value or facts.mmdet.value)
    else:
        wanted = mmcv.ops is None and mmcv.package.distribution != _LITE
    torch, python, platform = facts.torch.value, facts.interpreter.value, facts.platform.value
    if not wanted or torch is None or not torch.variant or python is None or platform is None:
        return False
    newest = tables.mmcv_wheels.newest_for(
        torch.version,
        torch.variant,
        python.version,
        platform.system,
        platform.machine,
        allowed=[release for release in tables.mmcv_wheels.releases() if release[0] == "2"],
    )
    return newest is None
