"""`verify`: the bundled recognizer run in the target interpreter -> stages, labels, verdict."""

from __future__ import annotations

import os
import re
from typing import Callable, List, Mapping, Tuple, Union

from envdoctor.compat.tables import Tables
from envdoctor.facts.live import Subject, read_live
from envdoctor.facts.redact import private_parts
from envdoctor.model.facts import OPTIONAL, Facts
from envdoctor.model.finding import ERROR, HIGH, LIBRARIES, TORCH, Finding, Fix
from envdoctor.model.goal import Constrain
from envdoctor.model.private import NOTHING_PRIVATE, Private
from envdoctor.model.problem import WrongInput
from envdoctor.model.stage import StageResult, Top5, VerifyReport
from envdoctor.model.text import _
from envdoctor.record import NamedTuple
from envdoctor.resolve.derive import mend
from envdoctor.verify.request import TIME_LIMIT_SECONDS, VerifyRequest
from envdoctor.verify.run import verify as run_stages
from envdoctor.verify.video import check_video

Told = Callable[[Union[StageResult, Top5]], None]


class VerifyCall(NamedTuple):
    """What to prove, and where."""

    python: str = ""
    """The interpreter to test; "" lets envdoctor choose."""
    env: str = ""
    """The environment to test: a folder, or a conda environment's name."""
    video: str = ""
    """A clip to recognise instead of the bundled one."""
    devices: Tuple[str, ...] = ()
    """"cpu", "cuda" or "cuda:N"; empty for the CPU and every GPU that torch sees."""
    time_limit_seconds: float = TIME_LIMIT_SECONDS
    redact: bool = True


def verify(
    call: VerifyCall,
    environ: Mapping[str, str] = os.environ,
    told: Told = lambda _result: None,
) -> VerifyReport:
    """Runs the proof; each result also goes to `told` as it comes.

    Raises `WrongInput` for a call that names what is not there, or a clip that is none.
    """
    _check(call)
    facts = read_live(Subject(call.python, call.env, OPTIONAL), environ, Tables())
    private = private_parts(facts, environ) if call.redact else NOTHING_PRIVATE
    request = VerifyRequest(_executable(facts), call.video, call.devices, call.time_limit_seconds)
    stages: List[StageResult] = []
    best: List[Top5] = []
    for result in run_stages(request):
        if isinstance(result, Top5):
            best.append(result)
            told(result)
        else:
            stages.append(_hidden(result, private))
            told(stages[-1])
    return VerifyReport(
        ok=not any(stage.failed for stage in stages),
        stages=tuple(stages),
        top5=tuple(best),
        own_video=bool(call.video),
        fixes=_fixes(stages, facts),
        python=private.hide(request.python),
        private=private,
    )


def _check(call: VerifyCall) -> None:
    """Whatever is wrong with the call is said before anything is read or started."""
    for device in call.devices:
        if not re.fullmatch(r"cpu|cuda(:\d{1,3})?", device):
            raise WrongInput(
                _("no device is called {name}; it is cpu, cuda or cuda:N"), {"name": repr(device)}
            )
    if not 0 < call.time_limit_seconds < float("inf"):
        raise WrongInput(
            _("a time limit is a number of seconds above 0, not {value}"),
            {"value": f"{call.time_limit_seconds:g}"},
        )
    if call.video:
        check_video(call.video)


def _executable(facts: Facts) -> str:
    found = facts.interpreter.value
    if found is None or not found.executable:
        raise WrongInput(
            _("the environment {prefix} has no Python that could be run"),
            {"prefix": found.prefix if found else facts.interpreter.source},
        )
    return found.executable


def _hidden(stage: StageResult, private: Private) -> StageResult:
    """The same result without private paths; names and numbers hold none."""
    params = {name: private.hide(value) for name, value in stage.params.items()}
    return stage._replace(params=params, measured=private.hide(stage.measured))


def _fixes(stages: List[StageResult], facts: Facts) -> Tuple[Fix, ...]:
    """What to run where nothing can be proven because torch or every decoder is missing."""
    failed = {stage.name: stage.reason_id for stage in stages if stage.failed}
    lacking: List[Finding] = []
    if "interpreter" in failed:
        return ()
    if failed.get("import.torch") in ("not_installed", "hollow"):
        lacking.append(_missing("torch", TORCH, ">=1.8"))
    if failed.get("sample") == "no_decoder":
        lacking.append(_missing("av", LIBRARIES, ">=9"))
    return mend(tuple(lacking), facts, Tables()).joint


def _missing(package: str, layer: str, specifier: str) -> Finding:
    return Finding(
        id="verify",
        cause="dependency_missing",
        severity=ERROR,
        confidence=HIGH,
        layer=layer,
        message_id="verify.missing",
        params={"name": package},
        title=_("{name} is not installed"),
        why="",
        evidence=(),
        goals=(Constrain(package, specifier),),
        follows_from=(),
        reference="",
    )
