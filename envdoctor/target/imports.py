"""Imports the stack's modules one by one and tells of each how it went, its first error and its warnings.

    {"event": "start", "stage": "mmcv"}
    {"event": "swallowed", "module": "mmaction.models.roi_heads", "hides": [...], "failure": {...}}
    {"event": "cuda", "available": false, ...}
    {"event": "end", "stage": "mmcv", "state": "failed", "seconds": 0.8, "failure": {...}, "said": [...]}

After a failure the process ends, and the host goes on in a new one: a second import of what is half
imported (torch, NumPy) shows another error than the first.
"""

import importlib
import sys
import time
from typing import Any, Dict, List, Optional

from . import cuda
from .guards import Guards
from .protocol import Stages

CUDA = "torch.cuda"
"""No import of its own: torch is asked what it sees."""
_MACHINERY = ("importlib", "ctypes", __name__.partition(".")[0])
_MOST_SAID = 5
_KEPT_CHARACTERS = 65536
_NUMPY_1 = "A module that was compiled using NumPy 1.x"


def run(stages: Stages, modules: List[str], watched: List[str]) -> None:
    """Imports the modules in their order, up to the first that fails.

    Errors that packages in `watched` catch and pass over are told too.
    """

    def swallowed(module: str, hides: List[str], error: BaseException) -> None:
        stages.tell("swallowed", module=module, hides=hides, failure=failure(error))

    sys.meta_path.insert(0, Guards(watched, swallowed))
    for name in modules:
        if _import(stages, name) == "failed":
            return


def _import(stages: Stages, name: str) -> str:
    stages.tell("start", stage=name)
    began = time.perf_counter()
    state, error = "imported", None  # type: str, Optional[Dict[str, str]]
    with _Listening() as listening:
        try:
            if name == CUDA:
                stages.tell("cuda", **cuda.answer(importlib.import_module("torch")))
            else:
                importlib.import_module(name)
        except ModuleNotFoundError as raised:
            state = "not there" if raised.name == name.partition(".")[0] else "failed"
            error = failure(raised) if state == "failed" else None
        except (Exception, SystemExit) as raised:  # noqa: BLE001 - whatever it raises is the result
            state, error = "failed", failure(raised)
    seconds = time.perf_counter() - began
    said = telling(listening.text)
    stages.tell("end", stage=name, state=state, seconds=seconds, failure=error, said=said)
    return state


def failure(error: BaseException) -> Dict[str, str]:
    """What raised it first, where, and which module was missing."""
    first = first_error(error)
    return {
        "error": type(first).__name__,
        "message": paragraph(str(first)),
        "missing": (first.name or "") if isinstance(first, ModuleNotFoundError) else "",
        "where": _innermost(first),
    }


def first_error(error: BaseException) -> BaseException:
    """The error behind those that were raised over it.

    What was being handled counts only when a library could not be loaded: of modules that were
    tried one after the other, the last one that is missing is the one that was needed.
    """
    seen = [error]
    while True:
        behind = error.__cause__
        if behind is None and not error.__suppress_context__:
            behind = error.__context__ if _is_loader(error.__context__) else None
        if behind is None or behind in seen:
            return error
        error = behind
        seen.append(error)


def _is_loader(error: Optional[BaseException]) -> bool:
    is_import = isinstance(error, ImportError) and not isinstance(error, ModuleNotFoundError)
    return is_import or isinstance(error, OSError)


def _innermost(error: BaseException) -> str:
    """The module whose frame is the last, the import machinery left out."""
    where, step = "", error.__traceback__
    while step is not None:
        name = str(step.tb_frame.f_globals.get("__name__", ""))
        if name.partition(".")[0] not in _MACHINERY:
            where = name
        step = step.tb_next
    return where[:200]


def paragraph(text: str) -> str:
    """The text's first paragraph on one line, at most 300 characters."""
    lines: List[str] = []
    for line in text.splitlines():
        if line.strip():
            lines.append(line.strip())
        elif lines:
            break
    return " ".join(lines)[:300]


def telling(text: str) -> List[str]:
    """The warnings in what was printed, each once and without the place in a file."""
    found: List[str] = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        kind, colon, message = line.partition("Warning: ")
        if line.startswith(_NUMPY_1):
            found.append(" ".join(lines[number : number + 2])[:300])
        elif colon and message.strip():
            found.append((kind.rpartition(" ")[2] + colon + message)[:300])
    return list(dict.fromkeys(found))[:_MOST_SAID]


class _Listening:
    """Keeps what Python code prints on standard error meanwhile, and passes it on."""

    def __init__(self) -> None:
        self.text = ""
        self._stream = sys.stderr  # type: Any

    def __enter__(self) -> "_Listening":  # noqa: PYI034 - Self is not in Python 3.7
        sys.stderr = self
        return self

    def __exit__(self, *exc: object) -> None:
        sys.stderr = self._stream

    def write(self, text: str) -> int:
        self.text = (self.text + text)[:_KEPT_CHARACTERS]
        written = self._stream.write(text)
        return int(written or 0)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
