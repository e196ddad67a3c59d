"""`matrix`: one machine, there or described -> which builds of torch go with what, and why not."""

from __future__ import annotations

import os

from envdoctor.api.matrix_rows import Grid
from envdoctor.api.plan import PlanCall, plan
from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds
from envdoctor.model.matrix import NOT, MatrixReport, Row
from envdoctor.model.problem import WrongInput
from envdoctor.model.request import AUTO, OPTIONAL_PACKAGES
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple
from envdoctor.resolve.situation import situation_of
from envdoctor.resolve.torch_index import torch_index

if TYPE_CHECKING:
    from typing import Callable, Iterator, List, Mapping


class MatrixCall(NamedTuple):
    """Whose matrix, and which rows of it."""

    plan: PlanCall = PlanCall()
    """The machine and the wishes, as `install` takes them; no index is asked."""
    torch: str = ""
    """The releases to show: "2.1", "2.1.2", ">=2.1,<2.4"; "" for all."""
    everything: bool = False
    """Whether to show builds for another CUDA, and beside what works what does not, too."""


def matrix(call: MatrixCall, environ: Mapping[str, str] = os.environ) -> MatrixReport:
    """The rows; raises `WrongInput` for a call that makes no sense."""
    tables = Tables()
    is_meant = _releases(call.torch, tables)
    answer = plan(call.plan._replace(offline=True, fix=False), environ)
    request = answer.request
    situation = situation_of(answer.facts, request._replace(packages=OPTIONAL_PACKAGES), tables)
    every_cuda = call.everything and request.cuda == AUTO
    grid = Grid(
        situation,
        request.packages,
        tables,
        lambda version, is_wanted: (every_cuda or is_wanted) and is_meant(version),
    )
    chosen = answer.resolution.plan.pin("torch") if answer.resolution.plan else None
    hopeful = [build for build in grid.builds if grid.verdict(build).verdict != NOT]
    rows: List[Row] = []
    for build in grid.builds if call.everything or not hopeful else hopeful:
        local = torch_index(tables, build.version, build.variant, *situation.place).local
        is_chosen = chosen is not None and build.version + local == chosen.version
        rows.append(grid.row(build)._replace(is_chosen=is_chosen))
    return MatrixReport(
        facts=answer.facts,
        request=request,
        python=situation.python,
        python_source=situation.python_source or ("--python" if situation.python else ""),
        choice=chosen.version if chosen else "",
        rows=tuple(rows),
        left_out=grid.total - len(rows),
        reasons={name: grid.tell(name) for name in dict.fromkeys(_names(rows))},
        private=answer.private,
        tables_as_of=answer.tables_as_of,
    )


def _names(rows: List[Row]) -> Iterator[str]:
    """Everything that speaks against a row, or a part of it."""
    for row in rows:
        yield from row.why_not
        for companion in row.companions.values():
            yield from companion.why_not


def _releases(text: str, tables: Tables) -> Callable[[str], bool]:
    """Whether a release of torch is one of those that are meant."""
    if not text:
        return lambda _version: True
    if text[0] in "<>=":
        bounds = _bounds(text)
        return bounds.holds
    known = tables.torch.versions()
    meant = frozenset(v for v in known if v == text or v.startswith(text + "."))
    if not meant:
        raise WrongInput(
            _("the tables know no torch {version}; they know {first} to {last}"),
            {"version": text, "first": known[0], "last": known[-1]},
        )
    return meant.__contains__


def _bounds(text: str) -> Bounds:
    try:
        bounds = Bounds.parse(text)
        bounds.holds("1.0")  # reads the versions, too
    except ValueError as error:
        raise WrongInput(_("{value} is no range of versions"), {"value": text}) from error
    return bounds
