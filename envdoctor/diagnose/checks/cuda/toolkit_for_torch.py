"""Where mmcv is compiled, the CUDA toolkit is of torch's CUDA.

torch.utils.cpp_extension compares nvcc's CUDA with the one torch was built for: another major number
is an error ("The detected CUDA version mismatches the version that was used to compile PyTorch"),
another minor one a warning. Prebuilt packages bring the runtime along and need no toolkit at all, so
this is judged only where no mmcv wheel exists for this torch, or where mmcv is installed from source.

How it is known: nvcc's version file in the toolkit that CUDA_HOME, PATH or /usr/local/cuda leads to,
`cuda` in torch/version.py, and the table of mmcv wheels; `_check_cuda_version` in cpp_extension.py.

Bad: mmcv from source, torch 2.1.2+cu121 with the toolkit 11.8. Good: the same with the toolkit 12.1.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.compiling import Compile, chosen_toolkit, compile_in_play, major, minor_of
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import CUDA, HIGH, INFO, MEDIUM, Finding
from envdoctor.model.goal import Goal, Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

RULE = Rule(
    "cuda.toolkit_for_torch",
    CUDA,
    _("where mmcv is compiled, the CUDA toolkit is of torch's CUDA"),
    requires=("cuda.home",),
    reference="https://github.com/pytorch/pytorch/blob/main/torch/utils/cpp_extension.py",
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """The toolkit that a build takes against torch's CUDA."""
    compiled = compile_in_play(facts, tables)
    toolkit = chosen_toolkit(facts)
    if compiled is None or not compiled.cuda or toolkit is None or not toolkit.version:
        return
    cuda = compiled.cuda
    if minor_of(toolkit.version) == minor_of(cuda):
        return
    is_refused = major(toolkit.version) != major(cuda)
    yield RULE.finding(
        compiled.severity if is_refused else INFO,
        cause="cuda_toolkit_mismatch_for_build",
        confidence=HIGH if is_refused else MEDIUM,
        variant="major" if is_refused else "minor",
        title=_("the CUDA toolkit is {toolkit}, torch {torch} was built for CUDA {cuda}"),
        why=_("mmcv is compiled here, and PyTorch refuses a toolkit of another major version.")
        if is_refused
        else _("mmcv is compiled here; PyTorch warns of the other minor version and goes on."),
        params={
            "toolkit": toolkit.version,
            "torch": compiled.torch.version,
            "cuda": cuda,
            "folder": toolkit.path,
            **_fitting(facts, cuda),
        },
        evidence=(
            facts.toolkits.evidence("toolkit", f"{toolkit.path} {toolkit.version}"),
            facts.torch.evidence("torch.cuda", cuda),
            compiled.evidence,
        ),
        goals=_goals(facts, compiled) if is_refused else (),
    )


def _fitting(facts: Facts, cuda: str) -> "dict[str, str]":
    """Another toolkit that is there and of torch's CUDA."""
    for kit in facts.toolkits.value or ():
        if minor_of(kit.version) == minor_of(cuda):
            return {"other": kit.path}
    return {}


def _goals(facts: Facts, compiled: Compile) -> Tuple[Goal, ...]:
    if _fitting(facts, compiled.cuda):
        return (Manual(_("compile with the toolkit that fits: export CUDA_HOME={other}")),)
    python = facts.interpreter.value
    if python is not None and python.kind.startswith("conda"):
        return (
            Manual(
                _(
                    "put the toolkit into the environment: conda install -c nvidia cuda-toolkit={cuda}, "
                    "then export CUDA_HOME=$CONDA_PREFIX"
                )
            ),
        )
    return (
        Manual(
            _(
                "install the CUDA toolkit {cuda} beside it and export CUDA_HOME=/usr/local/cuda-{cuda}"
            )
        ),
    )
