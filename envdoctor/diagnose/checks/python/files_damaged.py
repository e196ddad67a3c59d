"""The stack's files are those that were installed.

A full disk, an interrupted copy, a second package that wrote over the first and an edit by hand all
leave files that are not those of the installed release, and version numbers stay as they were.

How it is known: only with `check --deep`, by the sizes and SHA-256 sums in the packages' RECORD. Tests,
headers and typing stubs do not count, nor does a file that another distribution lists with the content
that is there. conda's packages, which conda rewrites, are not compared.

Bad: torch/lib/libtorch_cpu.so with half of its bytes. Good: every file as recorded.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.installed import OF_MMCV, afresh, versions
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, HIGH, MEDIUM, PYTHON, WARNING, Finding
from envdoctor.model.imports import CHANGED, MISSING, FileDamage
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List

RULE = Rule(
    "python.files_damaged",
    PYTHON,
    _("the stack's files are those that were installed"),
    caused_by=(
        *("python.damaged", "python.version_mismatch", "python.shared_modules"),
        *("mmcv.doubled", "mmcv.ops_damaged", "libraries.opencv_owners"),
    ),
    reference="https://packaging.python.org/en/latest/specifications/recording-installed-packages/",
)
_SHOWN = 3
_NEEDLESS_FOLDERS = ("/tests/", "/test/", "/testing/", "/include/", "/share/", "/.mim/", "/docs/")
_NEEDLESS_ENDINGS = (".pyi", ".h", ".hpp", ".cuh", ".a", ".md", ".txt", ".rst", ".cmake", ".typed")
_COMPILED = (".so", ".pyd", ".dll", ".dylib")


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """One finding for each distribution whose code is not as recorded."""
    damaged: Dict[str, List[FileDamage]] = {}
    for damage in facts.files.known():
        if _matters(damage.path):
            damaged.setdefault(damage.distribution, []).append(damage)
    for name, files in damaged.items():
        yield _finding(facts, tables, name, files)


def _matters(path: str) -> bool:
    return not path.endswith(_NEEDLESS_ENDINGS) and not any(
        folder in path for folder in _NEEDLESS_FOLDERS
    )


def _finding(facts: Facts, tables: Tables, name: str, files: List[FileDamage]) -> Finding:
    missing = [damage for damage in files if damage.kind == MISSING]
    # A text file can have been edited on purpose; a library cannot.
    edited = [damage for damage in files if damage.kind != MISSING and not _is_compiled(damage)]
    by_hand = len(edited) == len(files)
    worst = missing or [damage for damage in files if _is_compiled(damage)] or edited
    version = versions(facts).get(name, "")
    return RULE.finding(
        WARNING if by_hand else ERROR,
        cause="mmcv_install_damaged" if name in OF_MMCV else "package_damaged",
        confidence=MEDIUM if by_hand else HIGH,
        variant="edited" if by_hand else "damaged",
        title=_("{count} files of {package} are not those of its release")
        if by_hand
        else _("{package} is damaged: {count} files are missing or not those of its release"),
        why=_("Edited by hand, or written over by another package: {names}.")
        if by_hand
        else _("The version still counts as installed, so that pip repairs nothing: {names}."),
        params={
            "package": f"{name} {version}".strip(),
            "count": str(len(files)),
            "names": ", ".join(
                damage.path.rpartition("-packages/")[2] for damage in worst[:_SHOWN]
            ),
        },
        evidence=tuple(
            facts.files.evidence(damage.path, _WORDS.get(damage.kind, "another size"))
            for damage in worst[:_SHOWN]
        ),
        goals=() if by_hand else afresh(facts, tables, name, version),
    )


_WORDS = {MISSING: "missing", CHANGED: "another SHA-256"}


def _is_compiled(damage: FileDamage) -> bool:
    return damage.path.endswith(_COMPILED) or ".so." in damage.path
