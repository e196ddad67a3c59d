"""Where mmcv must be compiled, a compiler is there.

An install that finds no mmcv wheel for this torch compiles one: on Linux with g++, on Windows with
Visual C++; where a GPU is to be used, with nvcc of a CUDA toolkit too.

How it is known: the table of mmcv wheels for this torch, CUDA, Python and platform; the compilers on
PATH, in CC and CXX and in the environment; the folders that hold nvcc.

Bad: torch 2.12.0+cu126, MMAction2 without mmcv, and no g++. Good: the same with g++ 11 and CUDA 12.6.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.compiling import chosen_toolkit, compile_in_play, home_variable
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import CUDA, ERROR, INFO, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

RULE = Rule(
    "cuda.compiler_missing",
    CUDA,
    _("where mmcv must be compiled, a compiler is there"),
    reference="https://mmcv.readthedocs.io/en/latest/get_started/build.html",
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """The host compiler, and nvcc where ops are compiled for CUDA."""
    compiled = compile_in_play(facts, tables)
    if compiled is None:
        return
    if facts.compilers.is_absent:
        title, remedy = _host(facts)
        yield RULE.finding(
            ERROR if compiled.pending else INFO,
            cause="compiler_missing",
            variant="host",
            title=title,
            why=_("mmcv is compiled here: no wheel of it exists for torch {torch} ({variant}).")
            if compiled.pending
            else _("mmcv was installed from source; only compiling it again needs a compiler."),
            params={"torch": compiled.torch.version, "variant": compiled.torch.variant},
            evidence=(facts.compilers.evidence("compilers", "none"), compiled.evidence),
            goals=(Manual(remedy),),
        )
    is_known = facts.toolkits.is_absent or facts.toolkits.value is not None
    if compiled.cuda and is_known and not home_variable(facts)[0] and chosen_toolkit(facts) is None:
        kits = ", ".join(kit.path for kit in facts.toolkits.value or ())
        yield RULE.finding(
            ERROR if compiled.pending else INFO,
            cause="compiler_missing",
            variant="nvcc",
            title=_("mmcv is compiled for CUDA {cuda}, and nvcc is not found"),
            why=_(
                "PyTorch's build tools look for nvcc in CUDA_HOME, on PATH and in /usr/local/cuda. Without it mmcv's ops for the GPU cannot be compiled."
            ),
            params={"cuda": compiled.cuda, "found": kits},
            evidence=(facts.toolkits.evidence("toolkits", kits or "none"), compiled.evidence),
            goals=(
                Manual(
                    _(
                        "name the toolkit of CUDA {cuda} among those that are there ({found}): export CUDA_HOME=<folder>"
                    )
                    if kits
                    else _(
                        "install the CUDA toolkit {cuda}, which brings nvcc, and export CUDA_HOME=<folder>"
                    )
                ),
            ),
        )


def _host(facts: Facts) -> Tuple[str, str]:
    platform = facts.platform.value
    if platform is not None and platform.system == "windows":
        return (
            _("mmcv is compiled here, and Visual C++ is not found"),
            _("install the Build Tools for Visual Studio with the C++ workload"),
        )
    if platform is not None and platform.system == "macos":
        return (
            _("mmcv is compiled here, and no C++ compiler is found"),
            _("install the command line tools: xcode-select --install"),
        )
    return (
        _("mmcv is compiled here, and no C++ compiler is found"),
        _("install g++: apt-get install -y g++ (dnf install -y gcc-c++)"),
    )
