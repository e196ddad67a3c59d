"""Words that the reports of a plan share."""

from __future__ import annotations

from envdoctor.model.plan import Change, Near
from envdoctor.model.plan_report import Remark
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.language import Language

if TYPE_CHECKING:
    from typing import Tuple


def options_of(change: Change, near: Near) -> Tuple[str, ...]:
    """The words on the command line that make a change; () for what no word can."""
    if change.options:
        return change.options
    if change.name in ("machine.python", "request.python"):
        return ("--python", near.python)
    pins = {pin.name: pin.version for pin in near.pins}
    if change.name == "request.cuda":
        return ("--cuda", _cuda_of(pins.get("torch", "")))
    if change.name == "request.mmaction2":
        return ("--mmaction2", pins.get("mmaction2", ""))
    return ()


def _cuda_of(torch: str) -> str:
    digits = torch.partition("+cu")[2]
    return f"{digits[:-1]}.{digits[-1]}" if digits.isdigit() else "cpu"


def remark_text(remark: Remark, language: Language) -> str:
    """A remark's sentence, with the reason that it quotes in the same language."""
    because = language.text(remark.because, remark.params) if remark.because else ""
    return language.text(remark.sentence, {**remark.params, "because": because})
