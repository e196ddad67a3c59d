"""Where mmcv is compiled for CUDA, nvcc accepts the host compiler.

Each CUDA toolkit checks the gcc that it works with and stops at one newer than it knows
("unsupported GNU version! gcc versions later than 12 are not supported"). It matters only where
something is compiled; `-allow-unsupported-compiler` in NVCC_APPEND_FLAGS switches the check off.

How it is known: gcc's version from its own folders, the toolkit's from its version file, the limits
from crt/host_config.h of every toolkit (cuda.toml).

Bad: mmcv from source with gcc 13 and the toolkit 12.1. Good: the same with gcc 12.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.compiling import chosen_toolkit, compile_in_play, gcc, major, variable
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import CUDA, HIGH, MEDIUM, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "cuda.compiler_for_nvcc",
    CUDA,
    _("where mmcv is compiled for CUDA, nvcc accepts the host compiler"),
    requires=("cuda.home", "cuda.toolkit_for_torch"),
    reference="https://docs.nvidia.com/cuda/cuda-installation-guide-linux/index.html#host-compiler-support-policy",
)
_SWITCH = "-allow-unsupported-compiler"


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """gcc's major version against the newest that the toolkit accepts."""
    compiled = compile_in_play(facts, tables)
    toolkit, compiler = chosen_toolkit(facts), gcc(facts)
    if compiled is None or not compiled.cuda or toolkit is None or compiler is None:
        return
    flags = variable(facts, "NVCC_APPEND_FLAGS") + variable(facts, "NVCC_PREPEND_FLAGS")
    if not toolkit.version or _SWITCH in flags or "-ccbin" in flags:
        return
    limit = tables.cuda.host_compiler(toolkit.version)
    if limit is None or limit.gcc_max is None or major(compiler.version) <= limit.gcc_max:
        return
    yield RULE.finding(
        compiled.severity,
        cause="compiler_too_new",
        confidence=HIGH if limit.certainty == HIGH else MEDIUM,
        title=_("gcc {gcc} is newer than CUDA {toolkit} accepts (up to {limit})"),
        why=_(
            'mmcv is compiled here: nvcc stops at this gcc with "unsupported GNU version". Installed packages are not affected.'
        ),
        params={"gcc": compiler.version, "toolkit": toolkit.version, "limit": str(limit.gcc_max)},
        evidence=(
            facts.compilers.evidence(compiler.path, compiler.version),
            facts.toolkits.evidence("toolkit", f"{toolkit.path} {toolkit.version}"),
            Evidence("newest gcc", str(limit.gcc_max), limit.source),
            compiled.evidence,
        ),
        goals=(
            Manual(
                _(
                    "compile with an older gcc: apt-get install -y gcc-{limit} g++-{limit}, then export CC=gcc-{limit} CXX=g++-{limit}"
                )
            ),
        ),
    )
