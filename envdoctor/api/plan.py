"""`plan`: a request on a machine, there or described -> one set with its steps, or why there is none."""

from __future__ import annotations

import os

from envdoctor.api.plan_words import checked_request, is_version
from envdoctor.compat.tables import Tables
from envdoctor.facts.redact import private_parts, redact
from envdoctor.model.facts import GPU_EXPECTATIONS, OPTIONAL, Facts
from envdoctor.model.plan import Resolution
from envdoctor.model.plan_report import PlanReport, Remark, Settled
from envdoctor.model.private import NOTHING_PRIVATE, Private
from envdoctor.model.problem import NotFinished, WrongInput
from envdoctor.model.read import NotKnown
from envdoctor.model.request import AUTO, CPU, Request
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple
from envdoctor.resolve.choices import cuda_of

if TYPE_CHECKING:
    from typing import Mapping, Tuple


class PlanCall(NamedTuple):
    """What is asked for, and for which machine and environment."""

    request: Request = Request()
    """Its `python` is left empty: `python` below says it."""
    python: str = ""
    """A version ("3.8": a new environment), or the interpreter of the environment to install into."""
    env: str = ""
    """The environment to install into: a folder, or a conda environment's name."""
    facts: str = ""
    """A file of saved facts to plan for instead of this machine."""
    gpus: Tuple[str, ...] = ()
    """Of a described machine, one name a GPU, or a compute capability ("8.9")."""
    driver: str = ""
    """Of a described machine: "535.104"."""
    platform: str = ""
    """Of a described machine, as wheels say it: "linux_x86_64"."""
    offline: bool = False
    """Whether no index is asked."""
    fix: bool = False
    """Whether the goals of `check`'s findings are the request, and what is installed should stay."""

    ops_asked: bool = False
    """Whether somebody said that mmcv's ops are needed; else --fix leaves an mmcv-lite in place."""

    @property
    def is_described(self) -> bool:
        """Whether the machine is told of instead of being looked at."""
        return bool(self.gpus or self.driver or self.platform)


def plan(call: PlanCall, environ: Mapping[str, str] = os.environ) -> PlanReport:
    """The answer; raises `WrongInput` for a call that makes no sense."""
    tables = Tables()
    facts, request, private = asked_of(call, environ, tables)
    by_hand: Tuple[Remark, ...] = ()
    if call.fix:
        from envdoctor.api.plan_goals import with_goals

        request, by_hand = with_goals(request, facts, tables, ops_asked=call.ops_asked)
    try:
        settled = _settled(call, facts, request, tables, private, environ)
    except NotKnown as error:
        raise NotFinished(
            _("the system of this machine could not be read: {reason}"), {"reason": str(error)}
        ) from error
    resolution = settled.resolution
    if call.fix and resolution.plan is not None:
        from envdoctor.api.plan_steps import needed_steps

        steps = needed_steps(resolution.plan, facts, request)
        resolution = resolution._replace(plan=resolution.plan._replace(steps=steps))
    return PlanReport(
        facts=facts,
        request=request,
        resolution=resolution,
        listing=settled.listing,
        private=private,
        tables_as_of=tables.as_of,
        rejected=settled.rejected,
        remarks=(*by_hand, *_driver(resolution, facts, request, tables), *settled.remarks),
        files=settled.files,
    )


def asked_of(
    call: PlanCall, environ: Mapping[str, str], tables: Tables
) -> Tuple[Facts, Request, Private]:
    """The machine and the wish that a call comes to; raises `WrongInput`."""
    _consistent(call)
    version = call.python if is_version(call.python) else ""
    request = checked_request(call.request._replace(python=version), tables)
    facts, private = _facts(call, request, environ, tables)
    return (_without_environment(facts) if version else facts), request, private


def _settled(
    call: PlanCall,
    facts: Facts,
    request: Request,
    tables: Tables,
    private: Private,
    environ: Mapping[str, str],
) -> Settled:
    """The answer: of the tables alone, or after the indexes were asked."""
    if not call.offline:
        from envdoctor.api.live_truth import settle

        return settle(facts, request, tables, private, environ)
    from envdoctor.api.plan_moves import resolved  # `matrix` does without

    resolution = resolved(facts, request, tables)
    sentence = _("no index was asked: the tables of {date} say what is there")
    remark = Remark("index.offline", sentence, {"date": tables.as_of})
    return Settled(resolution, remarks=(remark,))


def _driver(
    resolution: Resolution, facts: Facts, request: Request, tables: Tables
) -> Tuple[Remark, ...]:
    """What the plan takes for granted of a driver that nobody has seen."""
    if request.cuda == AUTO and facts.gpus.is_absent:
        return ()  # a build for CUDA that stays, and runs on the CPU
    pin = resolution.plan.pin("torch") if resolution.plan else None
    cuda = cuda_of(pin.version.partition("+")[2]) if pin else ""
    if not cuda or facts.driver.value or facts.kernel_module.value:
        return ()
    need = tables.cuda.driver_need(cuda, facts.platform.known().system)
    sentence = _("the driver is not known: CUDA {cuda} needs NVIDIA driver {driver} or newer")
    params = {"cuda": cuda, "driver": need.minimum if need else "?"}
    return (Remark("driver.unknown", sentence, params),)


def _consistent(call: PlanCall) -> None:
    """Refuses words that exclude each other, and names them."""
    path = bool(call.python) and not is_version(call.python)
    described = call.is_described
    for first, second, both in (
        ("--facts", "--gpu, --driver, --platform", call.facts and described),
        ("--facts", "--python PATH, --env", call.facts and (path or call.env)),
        ("--gpu, --driver, --platform", "--python PATH, --env", described and (path or call.env)),
        ("--python PATH", "--env", path and call.env),
        ("--env", "--python VERSION", call.env and call.python and not path),
        ("--fix", "--gpu, --driver, --platform", call.fix and described),
        ("--fix", "--python VERSION", call.fix and call.python and not path),
    ):
        if both:
            raise WrongInput(
                _("{first} and {second} exclude each other"), {"first": first, "second": second}
            )


def _facts(
    call: PlanCall, request: Request, environ: Mapping[str, str], tables: Tables
) -> Tuple[Facts, Private]:
    if call.facts:
        from envdoctor.facts.document import read_document

        return read_document(call.facts), NOTHING_PRIVATE
    if call.is_described:
        from envdoctor.facts.described import Description, described

        is_gpu_wanted = request.cuda not in (AUTO, CPU)
        description = Description(call.gpus, call.driver, call.platform, is_gpu_wanted)
        return described(description, tables), NOTHING_PRIVATE
    from envdoctor.facts.live import Subject, project_here, read_live

    project = project_here()
    stated = project.value.expect_gpu if project.value else ""
    expected = environ.get("ENVDOCTOR_EXPECT_GPU") or stated or OPTIONAL
    if expected not in GPU_EXPECTATIONS:
        raise WrongInput(
            _("ENVDOCTOR_EXPECT_GPU is {value}; it takes required, optional or none"),
            {"value": repr(expected)},
        )
    path = "" if is_version(call.python) else call.python
    facts = read_live(Subject(path, call.env, expected, project), environ, tables)
    private = private_parts(facts, environ)
    return redact(facts, private), private


def _without_environment(facts: Facts) -> Facts:
    """A Python that is named by its version is that of a new environment, made as this one was."""
    found = facts.interpreter
    if found.value is None:
        return facts
    from envdoctor.model.read import Read

    return facts._replace(interpreter=Read.of(found.value._replace(present=False), found.source))
