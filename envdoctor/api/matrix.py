"""`matrix`: one machine, there or described -> which builds of torch go with what, and why not."""

from __future__ import annotations

import os

from envdoctor.api.matrix_rows import Grid
from envdoctor.api.plan import PlanCall, asked_of
from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds
from envdoctor.model.matrix import NOT, MatrixReport, Row
from envdoctor.model.problem import NotFinished, WrongInput
from envdoctor.model.read import NotKnown
from envdoctor.model.request import AUTO, OPTIONAL_PACKAGES
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple
from envdoctor.resolve.situation import situation_of

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
    facts, request, private = asked_of(call.plan, environ, tables)
    everything = request._replace(packages=OPTIONAL_PACKAGES)
    try:
        situation = situation_of(facts, everything, tables)
    except NotKnown as error:
        raise NotFinished(
            _("the system of this machine could not be read: {reason}"), {"reason": str(error)}
        ) from error
    every_cuda = call.everything and request.cuda == AUTO
    grid = Grid(situation, request.packages, tables, every_cuda=every_cuda)
    choice = grid.choice()
    meant = [build for build in grid.builds if is_meant(build.version)]
    hopeful = [build for build in meant if grid.verdict(build).verdict != NOT]
    rows = [
        grid.row(build)._replace(is_chosen=build == choice)
        for build in (meant if call.everything or not hopeful else hopeful)
    ]
    return MatrixReport(
        facts=facts,
        request=request,
        python=situation.python,
        python_source=situation.python_source or ("--python" if situation.python else ""),
        choice=f"{choice.version} ({choice.variant})" if choice else "",
        rows=tuple(rows),
        left_out=grid.total - len(rows),
        reasons={name: grid.tell(name) for name in dict.fromkeys(_names(rows))},
        private=private,
        tables_as_of=tables.as_of,
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
