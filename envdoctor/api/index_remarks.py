"""Who gave no answer about which pins: one sentence a reason."""

from __future__ import annotations

from envdoctor.api.index_answers import Answers
from envdoctor.model.listing import ANSWERED, OFFLINE
from envdoctor.model.plan import Pin
from envdoctor.model.plan_report import Remark
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Sequence, Tuple

    from envdoctor.api.index_answers import Verdict

    Reason = Tuple[str, str, Tuple[Tuple[str, str], ...]]


def remarks_of(
    unsure: Sequence[Tuple[Pin, Verdict]], answers: Answers, tables_as_of: str
) -> Tuple[Remark, ...]:
    """For each reason, the pins about which the tables decide; and settings that are of no use."""
    return (*_settings(answers), *_silences(unsure, tables_as_of))


def _settings(answers: Answers) -> Iterator[Remark]:
    for note in answers.configuration.notes:
        yield Remark("index.setting", "{because}", note.params, note.sentence)


def _silences(unsure: Sequence[Tuple[Pin, Verdict]], tables_as_of: str) -> Iterator[Remark]:
    by_reason: Dict[Reason, List[str]] = {}
    for pin, verdict in unsure:
        for reason in _reasons(pin, verdict):
            by_reason.setdefault(reason, []).append(pin.name)
    for (state, because, params), names in by_reason.items():
        yield Remark(
            f"index.{state}",
            _("{because}; about {packages} the tables of {date} decide"),
            {**dict(params), "packages": ", ".join(dict.fromkeys(names)), "date": tables_as_of},
            because,
        )


def _reasons(pin: Pin, verdict: Verdict) -> Iterator[Reason]:
    bound = pin.index_url if pin.option else ""
    silent = [
        source
        for source in verdict.places
        if source.state != ANSWERED and pin.name in source.silent and bound in ("", source.address)
    ]
    for source in silent:
        yield source.state, source.reason, tuple(sorted(source.params.items()))
    if not silent:
        yield OFFLINE, _("it is not known which index would be asked"), ()
