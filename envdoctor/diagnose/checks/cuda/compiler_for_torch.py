"""Where mmcv is compiled, torch accepts the host compiler.

torch's headers need a gcc that knows their C++: gcc 5 up to torch 2.1, gcc 9 from 2.2 on, gcc 10 from
2.13 on; an older one stops with "You're trying to build PyTorch with a too old version of GCC". And
torch.utils.cpp_extension refuses a gcc above its own bound for some CUDA.

How it is known: gcc's version from its own folders; the headers and the bounds in
torch/utils/cpp_extension.py of each release (cuda.toml).

Bad: mmcv from source for torch 2.3.0 with gcc 8. Good: the same with gcc 11.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import minor, numbers
from envdoctor.diagnose.compiling import Compile, chosen_toolkit, compile_in_play, gcc, major
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import CUDA, HIGH, MEDIUM, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.machine import Compiler
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional

RULE = Rule(
    "cuda.compiler_for_torch",
    CUDA,
    _("where mmcv is compiled, torch accepts the host compiler"),
    caused_by=("cuda.compiler_for_nvcc",),
    reference="https://github.com/pytorch/pytorch/blob/main/torch/utils/cpp_extension.py",
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """gcc against the oldest that the headers take, and the newest that the build helper takes."""
    compiled, compiler = compile_in_play(facts, tables), gcc(facts)
    if compiled is None or compiler is None or not major(compiler.version):
        return
    found = _too_old(facts, tables, compiled, compiler) or _too_new(
        facts, tables, compiled, compiler
    )
    if found is not None:
        yield found


def _too_old(
    facts: Facts, tables: Tables, compiled: Compile, compiler: Compiler
) -> Optional[Finding]:
    least = tables.cuda.torch_gcc_minimum(compiled.torch.version)
    if least is None or major(compiler.version) >= least.major:
        return None
    return RULE.finding(
        compiled.severity,
        cause="compiler_too_old",
        variant="old",
        title=_(
            "gcc {gcc} is older than the {least} that torch {torch} needs to be compiled against"
        ),
        why=_("mmcv is compiled here, and the headers of this torch are {standard}."),
        params={
            "gcc": compiler.version,
            "least": str(least.major),
            "torch": compiled.torch.version,
            "standard": least.standard,
        },
        evidence=(
            facts.compilers.evidence(compiler.path, compiler.version),
            Evidence("oldest gcc", str(least.major), least.source),
            compiled.evidence,
        ),
        goals=(
            Manual(
                _(
                    "compile with gcc {least} or newer: conda install -c conda-forge gxx_linux-64, or your distribution's, then export CC and CXX"
                )
            ),
        ),
    )


def _too_new(
    facts: Facts, tables: Tables, compiled: Compile, compiler: Compiler
) -> Optional[Finding]:
    toolkit = chosen_toolkit(facts)
    if not compiled.cuda or toolkit is None or not toolkit.version:
        return None
    bound = tables.cuda.torch_gcc_bound(compiled.torch.version, toolkit.version)
    if bound is None or major(compiler.version) < numbers(bound.upper)[0] + bool(bound.inclusive):
        return None
    is_certain = bound.inclusive is not None
    return RULE.finding(
        compiled.severity,
        cause="compiler_too_new",
        confidence=HIGH if is_certain else MEDIUM,
        variant="new",
        title=_("gcc {gcc} is newer than torch {torch} accepts with CUDA {cuda} (below {bound})"),
        why=_(
            "mmcv is compiled here, and PyTorch's build helper stops before the compiler starts."
        ),
        params={
            "gcc": compiler.version,
            "torch": compiled.torch.version,
            "cuda": minor(toolkit.version),
            "bound": bound.upper,
        },
        evidence=(
            facts.compilers.evidence(compiler.path, compiler.version),
            Evidence("bound of torch.utils.cpp_extension", bound.upper, bound.source),
            compiled.evidence,
        ),
        goals=(Manual(_("compile with a gcc below {bound}, named by CC and CXX")),),
    )
