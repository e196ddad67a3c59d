"""The plan against what is really there: what an index that answers does not have is not chosen."""

from __future__ import annotations

from time import monotonic, strftime

from envdoctor.api.index_answers import Answers, Target, is_of_an_index
from envdoctor.api.index_conflict import Gap, all_of, members_of, with_gaps
from envdoctor.api.index_gaps import Gaps
from envdoctor.api.index_remarks import remarks_of
from envdoctor.api.index_settings import configuration_of, platform_tag
from envdoctor.api.plan_moves import resolved
from envdoctor.compat.corrected import CorrectedTables, Missing
from envdoctor.compat.tables import Tables
from envdoctor.model.facts import Facts
from envdoctor.model.listing import MISSING, THERE, File
from envdoctor.model.plan import (
    FACT,
    LISTED,
    Conflict,
    Member,
    Pin,
    Plan,
    Provenance,
    Rejected,
    Resolution,
    Step,
)
from envdoctor.model.plan_report import Settled
from envdoctor.model.private import Private
from envdoctor.model.request import Request
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import List, Mapping, Set, Tuple

    from envdoctor.api.index_answers import Verdict

_SECONDS = 8.0
"""How long indexes may take for one round of questions ..."""
_WHOLE_SECONDS = 30.0
"""... and for all; then the tables decide about the rest."""
_ROUNDS = 12
_LACKS = _("{index} has no {requirement} for Python {python}")


def settle(
    facts: Facts,
    request: Request,
    tables: Tables,
    private: Private,
    environ: Mapping[str, str],
) -> Settled:
    """The best set of which nothing is known to be missing; raises `NotKnown` as `resolve` does."""
    resolution = resolved(facts, request, tables)
    if resolution.plan is None:
        return Settled(resolution)
    answers = Answers(configuration_of(resolution.plan, facts, private, environ), _SECONDS)
    return _Rounds(facts, request, tables, answers).settled(resolution)


class _Rounds:
    """Plans, asks, and plans again without what is missing."""

    def __init__(self, facts: Facts, request: Request, tables: Tables, answers: Answers) -> None:
        self._facts = facts
        self._request = request
        self._tables = tables
        self._answers = answers
        self._platform_tag = platform_tag(facts)
        self._gaps: List[Gap] = []

    def settled(self, resolution: Resolution) -> Settled:
        """The last plan, and all that came up on the way."""
        missing, end = Missing(), monotonic() + _WHOLE_SECONDS
        for _round in range(_ROUNDS):
            plan = resolution.plan
            if plan is None or monotonic() > end:
                break
            self._answers.ask(plan.pins)
            new = self._gaps_of(plan, CorrectedTables(missing))
            if not new:
                break
            self._gaps += new
            found = missing.joined(all_of(new))
            if found == missing:
                # Of what no table decides there is nothing else to be chosen.
                resolution = Resolution(None, Conflict((new[0].member,)), ())
                break
            missing = found
            resolution = self._resolve(missing)
            if resolution.plan is None:
                resolution = with_gaps(self._gaps, self._resolve)
        return self._said(resolution)

    def _resolve(self, missing: Missing) -> Resolution:
        return resolved(self._facts, self._request, CorrectedTables(missing))

    def _gaps_of(self, plan: Plan, tables: Tables) -> List[Gap]:
        """The pins of a plan that are not there, with all like them."""
        gone = [pin for pin in plan.pins if self._verdict(pin, plan).state == MISSING]
        gaps = self._reader(plan, tables)
        return [Gap(self._lack(pin, plan), gaps.of(pin)) for pin in gone]

    def _said(self, resolution: Resolution) -> Settled:
        plan = resolution.plan
        if plan is None:
            remarks = remarks_of((), self._answers, self._tables.as_of)
            return Settled(resolution, self._answers.listing(), self._rejected(), remarks)
        verdicts = {pin: self._verdict(pin, plan) for pin in plan.pins}
        unsure = tuple(
            (pin, verdict)
            for pin, verdict in verdicts.items()
            if verdict.state != THERE and is_of_an_index(pin)
        )
        files = tuple((pin.name, v.file) for pin, v in verdicts.items() if v.file is not None)
        return Settled(
            resolution._replace(plan=_as_listed(plan, verdicts, dict(files))),
            self._answers.listing(),
            self._rejected(),
            remarks_of(unsure, self._answers, self._tables.as_of),
            files,
        )

    def _verdict(self, pin: Pin, plan: Plan) -> Verdict:
        target = Target("cp" + plan.python.replace(".", ""), self._platform_tag)
        return self._answers.verdict(pin, target)

    def _reader(self, plan: Plan, tables: Tables) -> Gaps:
        platform = self._facts.platform.known()
        found = self._facts.interpreter.value
        is_free = not self._request.python and (found is None or not found.present)
        place = (platform.system, platform.machine)
        return Gaps(self._answers, plan, place, self._platform_tag, is_free, tables)

    def _lack(self, pin: Pin, plan: Plan) -> Member:
        places = self._verdict(pin, plan).places
        asked = dict.fromkeys(source.address for source in places)
        index = pin.index_url if pin.option else ", ".join(asked)
        params = {"index": index, "requirement": pin.requirement, "python": plan.python}
        return Member(FACT, f"index.{pin.name}", _LACKS, params, index)

    def _rejected(self) -> Tuple[Rejected, ...]:
        return tuple(
            Rejected(member.params["requirement"], member.sentence, member.params, member.source)
            for member in members_of(self._gaps)
        )


def _as_listed(plan: Plan, verdicts: Mapping[Pin, Verdict], files: Mapping[str, File]) -> Plan:
    """The plan with what indexes say of its pins, and the sizes that they tell."""
    today = strftime("%Y-%m-%d")
    pins = tuple(
        pin._replace(provenance=Provenance(LISTED, "high", "", file.source, today))
        if file is not None
        else pin
        for pin, file in ((pin, verdicts[pin].file) for pin in plan.pins)
    )
    counted: Set[str] = set()
    steps = tuple(_weighed(step, pins, files, counted) for step in plan.steps)
    return plan._replace(pins=pins, steps=steps)


def _weighed(
    step: Step, pins: Tuple[Pin, ...], files: Mapping[str, File], counted: Set[str]
) -> Step:
    """The step with the size of what it is the first to bring, as far as indexes tell it."""
    new = [pin.name for pin in pins if pin.requirement in step.argv and pin.name not in counted]
    counted.update(new)
    sizes = [files[name].size_bytes for name in new if name in files]
    known = [size for size in sizes if size is not None]
    return step._replace(download_bytes=sum(known)) if known else step
