"""No two distributions install the same module.

pip lets both in and writes file over file: what is imported is a mixture, and removing either takes
files from the other. OpenCV and mmcv have rules of their own.

How it is known: the files that each distribution's RECORD lists. Only modules of the stack and what
it imports are judged; folders called tests or examples are shared by many, and harmless.

Bad: pillow beside pillow-simd. Good: one of them.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.installed import versions
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import MEDIUM, PYTHON, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("python.shared_modules", PYTHON, _("no two distributions install the same module"))
_JUDGED = frozenset(
    (
        "PIL",
        "av",
        "decord",
        "functorch",
        "matplotlib",
        "mmaction",
        "mmdet",
        "mmengine",
        "mmpose",
        "numpy",
        "pkg_resources",
        "pycocotools",
        "scipy",
        "torch",
        "torchaudio",
        "torchvision",
        "triton",
        "xtcocotools",
        "yaml",
        "yapf",
    )
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """Modules with more than one owner."""
    installed = versions(facts)
    for shared in facts.shared_modules.known():
        if shared.module not in _JUDGED:
            continue
        owners = [f"{name} {installed.get(name, '')}".strip() for name in shared.owners]
        yield RULE.finding(
            WARNING,
            cause="conflicting_packages",
            confidence=MEDIUM,
            title=_("{owners} all install the module {module}"),
            why=_(
                "They write the same {count} files: the one installed last wins, and removing one breaks the other."
            ),
            params={
                "owners": ", ".join(owners),
                "module": shared.module,
                "count": str(shared.files),
            },
            evidence=tuple(
                facts.shared_modules.evidence(f"owner of {shared.module}", owner)
                for owner in owners
            ),
            goals=(Manual(_("uninstall all of them, then install the one that you mean")),),
        )
