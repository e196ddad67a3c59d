"""CUDA_HOME names a CUDA toolkit.

PyTorch's build tools take the folder in CUDA_HOME, else in CUDA_PATH, and look nowhere else when one
of them is set. A folder that is not there, or that holds the runtime's libraries without nvcc, stops
every compile for CUDA, even where a whole toolkit stands in /usr/local/cuda. Installed packages run
without it.

How it is known: the environment variables, and whether bin/nvcc lies in the folder that they name
(`_find_cuda_home` in torch/utils/cpp_extension.py).

Bad: CUDA_HOME=/usr/local/cuda-11.8 where only cuda-12.1 is installed. Good: CUDA_HOME=/usr/local/cuda-12.1.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.compiling import compile_in_play, home_variable, toolkit_of
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import CUDA, ERROR, INFO, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule(
    "cuda.home",
    CUDA,
    _("CUDA_HOME names a CUDA toolkit"),
    reference="https://pytorch.org/docs/stable/cpp_extension.html",
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """The variable against the toolkits that are there."""
    name, folder = home_variable(facts)
    if not facts.toolkits.is_absent:
        facts.toolkits.known()
    if not name or toolkit_of(facts, name) is not None:
        return
    found = ", ".join(kit.path for kit in facts.toolkits.value or ())
    compiled = compile_in_play(facts, tables)
    torch = facts.torch.value
    severity = WARNING if torch is not None and torch.cuda else INFO
    if compiled is not None and compiled.pending and compiled.cuda:
        severity = ERROR
    yield RULE.finding(
        severity,
        cause="cuda_home_misconfigured",
        title=_("{name} names {folder}, which holds no nvcc"),
        why=_(
            "Every CUDA build takes nvcc from {name} only, and fails; packages installed as wheels are not affected."
        ),
        params={"name": name, "folder": folder, "found": found},
        evidence=(
            facts.variables.evidence(name, folder),
            facts.toolkits.evidence("toolkits", found or "none"),
        ),
        goals=(
            Manual(
                _("set {name} to a toolkit that is there ({found}): export {name}=<folder>")
                if found
                else _("take the variable away: unset {name}")
            ),
        ),
    )
