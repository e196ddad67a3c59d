"""nvcc on PATH is the one of CUDA_HOME.

With several CUDA toolkits installed, PyTorch's build tools take CUDA_HOME's, while CMake and the
user's own `nvcc --version` take the one on PATH. Where the two are of different CUDA, what one sees
is not what compiles.

How it is known: the folders that hold nvcc, dated by their version files, and which of them the
variables and PATH lead to.

Bad: CUDA_HOME=/usr/local/cuda-12.1 with /usr/local/cuda-11.8/bin first on PATH. Good: both of 12.1.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.compiling import (
    compile_in_play,
    home_variable,
    minor_of,
    toolkit_of,
)
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import CUDA, INFO, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("cuda.toolkits", CUDA, _("nvcc on PATH is the one of CUDA_HOME"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """The toolkit of the variable against the one of PATH."""
    name, _folder = home_variable(facts)
    toolkits = facts.toolkits.known()
    at_home, on_path = toolkit_of(facts, name), toolkit_of(facts, "PATH")
    if not name or at_home is None or on_path is None or not (at_home.version and on_path.version):
        return
    if minor_of(at_home.version) == minor_of(on_path.version):
        return
    compiled = compile_in_play(facts, tables)
    yield RULE.finding(
        WARNING if compiled is not None and compiled.cuda else INFO,
        cause="cuda_home_misconfigured",
        title=_("nvcc on PATH is of CUDA {path_version}, the one of {name} of CUDA {version}"),
        why=_(
            "PyTorch's build tools take {home}, CMake and `nvcc --version` take {path}: they speak of different CUDA."
        ),
        params={
            "name": name,
            "home": at_home.path,
            "path": on_path.path,
            "version": at_home.version,
            "path_version": on_path.version,
        },
        evidence=tuple(
            facts.toolkits.evidence(
                ", ".join(kit.chosen_by) or "toolkit", f"{kit.path} {kit.version}"
            )
            for kit in toolkits
        ),
        goals=(Manual(_("put one of them first in both: export PATH={home}/bin:$PATH")),),
    )
