"""The CUDA libraries that torch needs are there.

A CUDA build of torch loads libcudart, libcudnn, libcublas, libnccl and more when it is imported. They
lie in torch/lib (older wheels), in packages of their own (nvidia-*-cu12, installed along unless
`--no-deps` said otherwise), or in conda's environment. Where one is nowhere, `import torch` stops:
"libcudnn.so.8: cannot open shared object file".

How it is known: the needed libraries in the ELF headers of torch's own and of what those bring along,
looked up as the loader does (RPATH, LD_LIBRARY_PATH, ld.so.cache) and in nvidia/*/lib, from where
torch loads them itself. The driver's libcuda is not meant: checks of the driver judge it.

Bad: torch 2.1.2+cu121 without nvidia-cudnn-cu12. Good: torch 2.1.2+cu121 as pip installs it.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, LIBRARIES, Finding
from envdoctor.model.goal import Constrain, Goal, Reinstall
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator

RULE = Rule(
    "libraries.cuda_missing",
    LIBRARIES,
    _("the CUDA libraries that torch needs are there"),
    caused_by=("python.requirements",),
    reference="https://pytorch.org/get-started/locally/",
)
_SHOWN = 4


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """What torch's libraries need of CUDA's, and no place has."""
    missing: Dict[str, str] = {}
    for binary in facts.binaries.known():
        for name in binary.missing if binary.package == "torch" else ():
            if tables.shared_libraries.cuda_library(name) is not None:
                missing.setdefault(name, binary.path)
    torch = facts.torch.value
    if not missing or torch is None:
        return
    names = list(missing)
    yield RULE.finding(
        ERROR,
        cause="missing_cuda_shared_lib",
        title=_("torch {torch} lacks CUDA libraries: {names}"),
        why=_(
            "torch loads them when it is imported, but they are neither beside it nor in NVIDIA's packages nor where the loader looks: import torch fails."
        ),
        params={
            "torch": torch.version,
            "names": ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else ""),
        },
        evidence=tuple(
            facts.binaries.evidence(f"needed by {path}", name) for name, path in missing.items()
        ),
        goals=tuple(dict.fromkeys(_goal(facts, tables, name) for name in names)),
    )


def _goal(facts: Facts, tables: Tables, name: str) -> Goal:
    """The distribution that brings it afresh, or at all; torch itself where it is bundled there."""
    known = tables.shared_libraries.cuda_library(name)
    torch = facts.torch.known()
    for item in facts.distributions.value or ():
        if known is not None and known.is_brought_by(item.name):
            return Reinstall(item.name)
    for lacking in facts.unmet.value or ():
        if known is not None and known.is_brought_by(lacking.name):
            return Constrain(lacking.name, lacking.specifier)
    return Reinstall("pytorch" if torch.package == "conda" else "torch")
