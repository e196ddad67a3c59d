"""Imports the stack in the inspected interpreter, in child processes (`check --deep`).

Everything else in this room reads files; this runs the patient, with time limits, and never as root
on behalf of somebody's job.
"""

from __future__ import annotations

import os
import time
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

from envdoctor.facts.child import MOST_OUTPUT_BYTES, Child, Event, Flooded, Hung
from envdoctor.model.imports import (
    CRASHED,
    HUNG,
    NOT_TRIED,
    CudaAnswer,
    CudaDevice,
    ImportFailure,
    ImportResult,
    SwallowedImport,
)
from envdoctor.model.read import Read
from envdoctor.record import NamedTuple

TORCH_CUDA = "torch.cuda"
MODULES = (
    "numpy",
    "cv2",
    "torch",
    TORCH_CUDA,
    "torchvision",
    "mmengine",
    "mmcv",
    "mmcv.ops",
    "mmdet",
    "mmdet.apis",
    "mmpose",
    "decord",
    "av",
    "mmaction",
    "mmaction.datasets",
    "mmaction.models",
    "mmaction.apis",
)
"""From the ground up; torch.cuda is torch, asked what it sees."""
WATCHED = ("mmaction",)
"""Packages that catch errors of their own optional parts and pass over them."""
STANDS_ON = {
    "cv2": ("numpy",),
    **dict.fromkeys((TORCH_CUDA, "torchvision", "mmengine"), ("torch",)),
    "mmcv": ("torch", "cv2", "mmengine"),
    **dict.fromkeys(("mmcv.ops", "mmdet", "mmpose", "mmaction"), ("mmcv",)),
    "mmdet.apis": ("mmdet", "mmcv.ops"),
    **dict.fromkeys(("mmaction.datasets", "mmaction.models", "mmaction.apis"), ("mmaction",)),
}
"""What would hang once more where that one hangs."""
MODULE_SECONDS = 120.0
"""torch on a cold network drive takes most of a minute."""


class ImportFacts(NamedTuple):
    """What the imports showed; the fields are those of `Facts`."""

    imports: Read[Tuple[ImportResult, ...]]
    swallowed: Read[Tuple[SwallowedImport, ...]]
    torch_cuda: Read[CudaAnswer]


def read_imports(
    python: str, environ: Mapping[str, str], seconds: float = MODULE_SECONDS
) -> ImportFacts:
    """Every module's import; nothing is raised. `seconds` is what each of them may take."""
    if not python:
        return _nothing(Read.unknown("the environment holds no interpreter to run"))
    if in_prolog(environ):
        reason = "not run: as root in the prolog of a job no interpreter of a user is started"
        return _nothing(Read.unknown(reason, "SLURM_JOB_ID"))
    run = _Run(python, seconds)
    try:
        run.all()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return _nothing(Read.unreadable(python, f"it cannot be started: {reason}"))
    if not run.results:
        return _nothing(Read.unreadable(python, f"it does not run: {run.no_start}"))
    source = f"imported by {python}"
    cuda = run.cuda and Read.of(run.cuda, f"torch in {python}")
    return ImportFacts(
        imports=Read.of(tuple(run.results), source),
        swallowed=Read.of(tuple(dict.fromkeys(run.swallowed)), source),
        torch_cuda=cuda or Read.absent(source, "torch did not answer"),
    )


def in_prolog(environ: Mapping[str, str]) -> bool:
    """Whether this is root in Slurm's prolog or epilog, outside the job's own steps."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not is_root or not environ.get("SLURM_JOB_ID"):
        return False
    return bool(environ.get("SLURM_SCRIPT_CONTEXT")) or "SLURM_PROCID" not in environ


def _nothing(lost: Read[Any]) -> ImportFacts:
    return ImportFacts(lost, lost, lost)


class _Run:
    """As many processes as failures make necessary."""

    def __init__(self, python: str, seconds: float) -> None:
        self._python = os.path.abspath(python) if os.path.dirname(python) else python
        self._seconds = seconds
        self._todo: List[str] = list(MODULES)
        self.results: List[ImportResult] = []
        self.swallowed: List[SwallowedImport] = []
        self.cuda: Optional[CudaAnswer] = None
        self.no_start = ""

    def all(self) -> None:
        """Goes on in a new process until every module has its result, or none more is told."""
        while self._todo:
            left = len(self._todo)
            with Child(self._python, self._asked()) as child:
                self._listen(child)
            if len(self._todo) == left:
                return

    def _asked(self) -> Dict[str, Any]:
        return {"job": "import", "modules": self._todo, "watched": list(WATCHED)}

    def _listen(self, child: Child) -> None:
        """One process's events, up to its end; an end without a word is the last started module's."""
        started, began = "", time.monotonic()
        while True:
            try:
                event = child.event(self._seconds)
            except Hung:
                self._lost(started, began, HUNG, "", f"no end within {self._seconds:g} s")
                return
            except Flooded:
                printed = f"more than {MOST_OUTPUT_BYTES // 1_000_000} MB printed"
                self._lost(started, began, CRASHED, "", printed)
                return
            if event is None or event["event"] == "done":
                break
            if event["event"] == "start":
                started, began = _text(event, "stage"), time.monotonic()
            elif event["event"] == "end":
                self._take(_result(event))
                started = ""
            else:
                self._note(event)
        end = child.end() if event is None else None
        if end is not None:
            self._lost(started, began, CRASHED, end.how or "no exit code", end.said)

    def _note(self, event: Event) -> None:
        if event["event"] == "swallowed":
            hides = tuple(str(name)[:200] for name in event.get("hides") or ())
            failure = _failure(event.get("failure"))
            if failure is not None:
                self.swallowed.append(SwallowedImport(_text(event, "module"), hides, failure))
        elif event["event"] == "cuda":
            self.cuda = _cuda(event)

    def _lost(self, started: str, began: float, state: str, how: str, said: str) -> None:
        """The module that took its process along, and what would hang with it."""
        if not started:
            self.no_start = f"{how}: {said}" if said and how else how or said
            return
        failure = ImportFailure(how, said, "", "")
        self._take(ImportResult(started, state, time.monotonic() - began, failure, ()))
        if state == HUNG:
            for module in tuple(self._todo):
                if started in _ground(module):
                    failure = ImportFailure("", f"{started} hangs", "", started)
                    self._take(ImportResult(module, NOT_TRIED, None, failure, ()))

    def _take(self, result: ImportResult) -> None:
        if result.module in self._todo:
            self._todo.remove(result.module)
            self.results.append(result)


def _ground(module: str) -> Iterator[str]:
    for below in STANDS_ON.get(module, ()):
        yield below
        yield from _ground(below)


def _text(event: Mapping[str, Any], key: str) -> str:
    value = event.get(key)
    return value[:1000] if isinstance(value, str) else ""


def _result(event: Event) -> ImportResult:
    seconds = event.get("seconds")
    return ImportResult(
        module=_text(event, "stage"),
        state=_text(event, "state"),
        seconds=float(seconds) if isinstance(seconds, (int, float)) else None,
        failure=_failure(event.get("failure")),
        said=tuple(str(line)[:1000] for line in event.get("said") or ()),
    )


def _failure(said: Any) -> Optional[ImportFailure]:
    if not isinstance(said, dict):
        return None
    return ImportFailure(*(_text(said, name) for name in ImportFailure._fields))


def _cuda(event: Event) -> CudaAnswer:
    devices = tuple(
        CudaDevice(str(name)[:200], (int(major), int(minor)))
        for name, major, minor in event.get("devices") or ()
    )
    return CudaAnswer(
        available=event.get("available") is True,
        cuda=_text(event, "version") or None,
        archs=tuple(str(arch)[:40] for arch in event.get("archs") or ()),
        devices=devices,
        problem=_text(event, "problem"),
    )
