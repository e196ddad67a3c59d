"""The stack imports in its own interpreter.

Only with `check --deep`: NumPy, OpenCV, PyTorch, the OpenMMLab packages and the decoders are imported
one by one, in a process of their own; after a failure, a crash or a module that never finishes, the
rest goes on in a new one. One finding stands for all modules that one error stops.

How it is known: the first error itself, not those that were raised over it, with the module whose code
raised it. Where a rule has seen the cause in the files already, its finding stands above this one.

Bad: mmcv 2.2.0 with mmaction2 1.2.0, "MMCV==2.2.0 is used but incompatible". Good: all of it imports;
what is not installed is not missed.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.import_causes import ROOTS, cause_of, stopped
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import (
    ERROR,
    HIGH,
    LIBRARIES,
    LOW,
    MEDIUM,
    MMACTION2,
    MMCV,
    MMDET,
    PYTHON,
    TORCH,
    WARNING,
    Finding,
)
from envdoctor.model.imports import CRASHED, FAILED, HUNG, ImportFailure, ImportResult
from envdoctor.model.read import UNREADABLE
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Tuple

RULE = Rule(
    "python.imports",
    PYTHON,
    _("the stack imports in its own interpreter"),
    caused_by=tuple(dict.fromkeys(name for names in ROOTS.values() for name in names)),
)
_LAYERS = {
    "numpy": LIBRARIES,
    "cv2": LIBRARIES,
    "decord": LIBRARIES,
    "av": LIBRARIES,
    "torch": TORCH,
    "torchvision": TORCH,
    "mmengine": MMCV,
    "mmcv": MMCV,
    "mmdet": MMDET,
    "mmpose": MMDET,
    "mmaction": MMACTION2,
}
_DECODERS = {"decord", "av"}
"""Each of them can stand in for the other."""
_NUMPY_1 = "compiled using NumPy 1"
_UNSURE = ("import_fails", "import_crashes", "probe_timed_out")
_TITLES = {
    FAILED: _("{module} cannot be imported: {message}"),
    CRASHED: _("importing {module} crashes the whole process ({error})"),
    HUNG: _("importing {module} never finishes"),
}
_WHYS = {
    FAILED: _("{error} in {where}. It stops {modules}."),
    CRASHED: _(
        "The process died without a Python error. Its last output: {message}. It stops {modules}."
    ),
    HUNG: _("It was ended after its time limit: {message}. It stops {modules}."),
}


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Every error that stops an import, and modules that warn of their NumPy."""
    if facts.imports.state == UNREADABLE:
        yield _no_interpreter(facts)
    groups: Dict[Tuple[str, ImportFailure], List[str]] = {}
    for result, failure in stopped(facts):
        groups.setdefault((result.state, failure), []).append(result.module)
    for (state, failure), modules in groups.items():
        yield _finding(facts, tables, state, failure, modules)
    warning = [
        result for result in facts.imports.known() if any(_NUMPY_1 in line for line in result.said)
    ]
    if warning:
        yield _numpy(facts, warning)


def _finding(
    facts: Facts, tables: Tables, state: str, failure: ImportFailure, modules: List[str]
) -> Finding:
    cause = cause_of(facts, tables, state, failure)
    top = modules[0].partition(".")[0]
    said = f"{failure.error}: {failure.message}" if failure.error else failure.message
    return RULE.finding(
        WARNING if set(modules) <= _DECODERS else ERROR,
        cause=cause,
        confidence=MEDIUM if cause in _UNSURE else HIGH,
        layer=_LAYERS.get(top, PYTHON),
        variant=state,
        title=_TITLES[state],
        why=_WHYS[state],
        params={
            "module": modules[0],
            "modules": ", ".join(modules),
            "error": failure.error,
            "message": failure.message or "-",
            "where": failure.where or modules[0],
        },
        evidence=tuple(facts.imports.evidence(f"import {name}", said) for name in modules[:3]),
        caused_by=ROOTS.get(cause, ()),
    )


def _no_interpreter(facts: Facts) -> Finding:
    return RULE.finding(
        ERROR,
        cause="interpreter_broken",
        variant="interpreter",
        title=_("the environment's Python does not run: {reason}"),
        why=_("An interpreter that does not start can neither import nor install anything."),
        params={"reason": facts.imports.reason},
        evidence=(facts.imports.evidence("interpreter", facts.imports.reason),),
        caused_by=(),
    )


def _numpy(facts: Facts, warning: List[ImportResult]) -> Finding:
    modules = ", ".join(result.module for result in warning)
    line = next(line for line in warning[0].said if _NUMPY_1 in line)
    return RULE.finding(
        WARNING,
        cause="numpy_abi_mismatch",
        confidence=LOW if facts.numpy.value is None else HIGH,
        layer=LIBRARIES,
        variant="numpy",
        title=_("{module} was compiled for NumPy 1 and warns about the installed NumPy"),
        why=_("It imports; what hands arrays to it or takes them from it may fail or crash."),
        params={"module": warning[0].module, "modules": modules},
        evidence=(facts.imports.evidence(f"import {warning[0].module}", line),),
        caused_by=ROOTS["numpy_abi_mismatch"],
    )
