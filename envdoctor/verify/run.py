"""Runs all stages in the target interpreter and gives their results as they come."""

from __future__ import annotations

import os
import time
from typing import Any, Dict, Iterator, List, Mapping, Optional, Union

from envdoctor.facts.child import MOST_OUTPUT_BYTES, Child, Event, Flooded, Hung
from envdoctor.model.problem import NotFinished, WrongInput
from envdoctor.model.stage import Score, StageResult, Top5
from envdoctor.model.text import _
from envdoctor.verify.bundle import Bundle, bundle
from envdoctor.verify.reasons import sentence
from envdoctor.verify.request import VerifyRequest
from envdoctor.verify.video import NOT_A_VIDEO, SENTENCES, VideoProblem, check_video

SEGMENTS, SHORT_SIDE, CROP = 8, 92, 80

Result = Union[StageResult, Top5]


def verify(request: VerifyRequest) -> Iterator[Result]:
    """Stage results, and the five best labels of each device, as they come.

    A stage that crashes the interpreter or hangs is a failed result; the others go on in a new
    process. Closing the iterator, or Ctrl-C, ends the child. Raises VideoProblem for a clip that
    is none, WrongInput for an interpreter that cannot be started, NotFinished when envdoctor's
    own files are incomplete.
    """
    familiar = check_video(request.video) if request.video else True
    try:
        shipped = bundle()
    except (OSError, ValueError) as error:
        raise NotFinished(
            _("envdoctor's own files are incomplete ({error}); install it again"),
            {"error": str(error)},
        ) from error
    yield from _Run(request, shipped, familiar).results()


class _Run:
    """One proof: as many processes as crashes make necessary."""

    def __init__(self, request: VerifyRequest, shipped: Bundle, familiar: bool) -> None:
        self._request = request
        self._python = _absolute(request.python)
        self._bundle = shipped
        self._familiar = familiar
        self._deadline = time.monotonic() + request.time_limit_seconds
        self._finished: List[str] = []
        self._broken: List[str] = []
        self._done = False

    def results(self) -> Iterator[Result]:
        while not self._done:
            before = len(self._broken)
            yield from self._process()
            if not self._done and len(self._broken) == before:
                return
            if not self._done and time.monotonic() >= self._deadline:
                yield self._failed("rest", "no_time", seconds=self._limit())
                return

    def _process(self) -> Iterator[Result]:
        """One child, until it is done or dies; a death is the last started stage's."""
        try:
            child = Child(self._python, self._asked())
        except (OSError, ValueError) as error:
            raise WrongInput(
                _("{python} cannot be started: {error}"),
                {
                    "python": self._request.python,
                    "error": getattr(error, "strerror", None) or str(error),
                },
            ) from error
        started, began = "", time.monotonic()
        with child:
            while True:
                wait = min(self._deadline - time.monotonic(), self._request.time_limit_seconds / 3)
                try:
                    event = child.event(max(wait, 0.0))
                except Hung:
                    yield self._death(
                        started, began, "hung", seconds=f"{time.monotonic() - began:.3g}"
                    )
                    return
                except Flooded:
                    megabytes = str(MOST_OUTPUT_BYTES // 1_000_000)
                    yield self._death(started, began, "flooded", megabytes=megabytes)
                    return
                if event is None:
                    yield self._ended(child, started, began)
                    return
                if event["event"] == "done":
                    self._done = True
                    return
                if event["event"] == "start":
                    started, began = _text(event, "stage"), time.monotonic()
                result = self._read(event)
                if result is not None:
                    yield result

    def _read(self, event: Event) -> Optional[Result]:
        """The result that an event tells, if it tells one; raises VideoProblem."""
        if event["event"] == "end":
            self._finished.append(_text(event, "stage"))
            return _stage(event)
        if event["event"] == "top5":
            pairs = [
                pair
                for pair in event.get("scores") or ()
                if isinstance(pair, list) and len(pair) == len(Score._fields)
            ]
            scores = tuple(Score(str(label)[:200], float(score)) for label, score in pairs)
            return Top5(_text(event, "device"), scores)
        if event["event"] == "video":
            kind = _text(event, "verdict")
            # In bytes that begin like no video, decoders see whatever they look for.
            known = self._familiar and kind in SENTENCES
            raise VideoProblem(kind if known else NOT_A_VIDEO, self._request.video)
        return None

    def _ended(self, child: Child, started: str, began: float) -> StageResult:
        end = child.end()
        if end.code == 0 and started:
            return self._death(started, began, "ended")
        how = end.how or "no exit code"
        if not started:
            reason = "no_start_saying" if end.said else "no_start"
            return self._death(
                "", began, reason, python=self._request.python, how=how, error=end.said
            )
        reason = "crashed_saying" if end.said else "crashed"
        return self._death(started, began, reason, how=how, error=end.said)

    def _death(self, started: str, began: float, reason: str, **params: str) -> StageResult:
        """The failed result of a stage that took its process along; it does not run again."""
        if started:
            self._broken.append(started)
        name = started or "interpreter"
        result = self._failed(name, reason, **params)
        return result._replace(wall_seconds=time.monotonic() - began)

    def _failed(self, name: str, reason: str, **params: str) -> StageResult:
        return StageResult(name, False, False, sentence(reason), None, "", "", "", reason, params)

    def _limit(self) -> str:
        return f"{self._request.time_limit_seconds:g}"

    def _asked(self) -> Dict[str, Any]:
        """The request in the form of `target/request.py`, without the token."""
        own = self._request.video
        return {
            "video": os.path.abspath(own) if own else self._bundle.clip,
            "weights": self._bundle.weights,
            "weights_sha256": self._bundle.golden["weights_sha256"],
            "labels": list(self._bundle.labels),
            "golden": {} if own else self._bundle.golden,
            "segments": SEGMENTS,
            "short_side": SHORT_SIDE,
            "crop": CROP,
            "devices": list(self._request.devices),
            "finished": self._finished,
            "broken": self._broken,
        }


def _absolute(python: str) -> str:
    """The path from any working folder; symbolic links stay, they lead into the environment."""
    return os.path.abspath(python) if os.path.dirname(python) else python


def _text(event: Mapping[str, Any], key: str) -> str:
    value = event.get(key)
    return value[:1000] if isinstance(value, str) else ""


def _stage(event: Mapping[str, Any]) -> StageResult:
    status, reason = _text(event, "status"), _text(event, "reason")
    seconds, params = event.get("seconds"), event.get("params")
    return StageResult(
        name=_text(event, "stage"),
        ok=status == "passed",
        skipped=status == "skipped",
        reason=sentence(reason) if reason else "",
        wall_seconds=float(seconds) if isinstance(seconds, (int, float)) else None,
        measured=_text(event, "measured"),
        expected=_text(event, "expected"),
        tolerance=_text(event, "tolerance"),
        reason_id=reason,
        params={str(k): str(v)[:1000] for k, v in params.items()}
        if isinstance(params, dict)
        else {},
    )
