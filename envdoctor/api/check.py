"""`check`: facts of this machine (or saved ones) -> findings -> fixes."""

from __future__ import annotations

import os
from time import strftime

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.accepted import accept
from envdoctor.diagnose.runner import Selection, diagnose, unknown_names
from envdoctor.facts.redact import private_parts, redact
from envdoctor.model.facts import GPU_EXPECTATIONS, OPTIONAL, Facts
from envdoctor.model.finding import CRASHED, ERROR, WARNING, Finding, Mending
from envdoctor.model.private import NOTHING_PRIVATE, Private
from envdoctor.model.problem import WrongInput
from envdoctor.model.read import UNREADABLE, Read
from envdoctor.model.report import CheckReport
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Mapping, Tuple


class CheckRequest(NamedTuple):
    """What to inspect and how strictly."""

    python: str = ""
    """The interpreter to inspect; "" lets envdoctor choose."""
    env: str = ""
    """The environment to inspect: a folder, or a conda environment's name."""
    facts: str = ""
    """A file of saved facts to judge instead of this machine."""
    expect_gpu: str = ""
    """"required", "optional" or "none"; "" keeps what the saved facts say, else "optional"."""
    strict: bool = False
    """Whether warnings count as problems."""
    selection: Selection = Selection()
    redact: bool = True
    deep: bool = False
    """Whether to do what is slow too, and to import the stack in the inspected interpreter."""


def check(request: CheckRequest, environ: Mapping[str, str] = os.environ) -> CheckReport:
    """Inspects and judges; raises `WrongInput` for a call that names what is not there."""
    strangers = unknown_names(request.selection)
    if strangers:
        raise WrongInput(
            _("no rule is called {names}; `envdoctor rules` lists them"),
            {"names": ", ".join(strangers)},
        )
    tables = Tables()
    facts, private = _facts(request, environ, tables)
    found = diagnose(facts, tables, request.selection)
    diagnosis, ignored, expired = accept(found, facts.project.value, strftime("%Y-%m-%d"))
    return CheckReport(
        facts=facts,
        diagnosis=diagnosis,
        mending=_mending(diagnosis.findings, facts, tables),
        ok=not any(counts(finding, strict=request.strict) for finding in diagnosis.findings)
        and not any(result.status == CRASHED for result in diagnosis.results),
        ignored=ignored,
        expired=expired,
        lost=_lost(facts),
        private=private,
        tables_as_of=tables.as_of,
    )


def _mending(findings: Tuple[Finding, ...], facts: Facts, tables: Tables) -> Mending:
    """The commands; a healthy environment does not wait for what derives them."""
    if not any(finding.goals for finding in findings):
        return Mending(fixes=((),) * len(findings), joint=())
    from envdoctor.resolve.derive import mend

    return mend(findings, facts, tables)


def counts(finding: Finding, *, strict: bool) -> bool:
    """Whether the finding makes the environment unhealthy."""
    return finding.severity == ERROR or (strict and finding.severity == WARNING)


def _facts(
    request: CheckRequest, environ: Mapping[str, str], tables: Tables
) -> Tuple[Facts, Private]:
    if request.facts:
        from envdoctor.facts.document import read_document

        if request.deep:
            raise WrongInput(_("--facts and --deep exclude each other"))
        facts = read_document(request.facts)
        if request.expect_gpu:
            facts = facts._replace(expect_gpu=request.expect_gpu)
        return facts, NOTHING_PRIVATE
    from envdoctor.facts.live import Subject, project_here, read_live

    project = project_here()
    stated = project.value.expect_gpu if project.value else ""
    expected = request.expect_gpu or environ.get("ENVDOCTOR_EXPECT_GPU") or stated or OPTIONAL
    if expected not in GPU_EXPECTATIONS:
        raise WrongInput(
            _("ENVDOCTOR_EXPECT_GPU is {value}; it takes required, optional or none"),
            {"value": repr(expected)},
        )
    subject = Subject(request.python, request.env, expected, project, request.deep)
    facts = read_live(subject, environ, tables)
    private = private_parts(facts, environ)
    return (redact(facts, private) if request.redact else facts), private


_NEEDED = (
    *("interpreter", "distributions", "unmet", "torch", "mmengine", "mmcv"),
    *("mmdet", "mmpose", "mmaction2", "numpy"),
)
"""What a verdict on an environment cannot do without: it must be there to read, or not be there."""


def _lost(facts: Facts) -> Tuple[str, ...]:
    return tuple(
        name
        for name, read in zip(facts._fields, facts)
        if isinstance(read, Read)
        and (read.is_timed_out or (read.state == UNREADABLE and name in _NEEDED))
    )
