"""docs/installing.md: the documented commands, what comes of them today, and what goes instead.

python tools/documented/page.py            write it
python tools/documented/page.py --check    only say whether it is up to date (exit 1 when it is not)
"""

import os
import shlex
import sys
from typing import Any, Dict, Iterator, Tuple

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, ROOT)

from envdoctor.compat.known_bad import Defect  # noqa: E402
from envdoctor.model.plan import FROM_SOURCE, REQUEST, Member, Near, Pin, Plan  # noqa: E402
from envdoctor.report.plan_words import options_of  # noqa: E402
from envdoctor.report.sources import short  # noqa: E402
from envdoctor.resolve.resolution import resolve  # noqa: E402
from tools.documented.cases import (  # noqa: E402
    SHOWN,
    Case,
    answer,
    asked,
    behind,
    defect,
    guides,
    taken,
)

PAGE = os.path.join(ROOT, "docs", "installing.md")
_HEAD = """\
# The documented commands, today

What the install pages of MMAction2 and of the packages below it tell people to type, what comes of it on the date of the tables, and what `envdoctor install --dry-run` plans for the same machine and the same wish. Every set holds mmaction2, whatever page the commands are from.

*Today* names the releases that an installer takes for a command, and why these do not go together; the letters are explained at the end. pip, conda and mim know nothing of the ranges that OpenMMLab's packages assert when they are imported, so a command can succeed and lead there all the same. Written by `python tools/documented/page.py`.
"""


class Page:
    """The page while it is written: reasons get letters in the order in which they are met."""

    def __init__(self) -> None:
        self._letters: Dict[str, str] = {}

    def rendered(self) -> str:
        """The whole page."""
        lines = [_HEAD]
        for guide in guides():
            pages = ", ".join(f"[{page.rpartition('/')[2]}]({page})" for page in guide.pages)
            lines += [f"## {guide.name}", "", f"From {pages}.", ""]
            for case in guide.cases:
                lines += [*self._case(case), ""]
        lines += ["## Reasons", ""]
        lines += [f"- **{letter}** {reason}" for reason, letter in self._letters.items()]
        return "\n".join((*lines, "", f"By the tables of {_as_of()}.")) + "\n"

    def _case(self, case: Case) -> Iterator[str]:
        yield f"### {case.title}"
        yield ""
        if case.commands:
            yield from ("```shell", *case.commands, "```", "")
        stops: Dict[str, str] = {}
        for stop in case.as_documented:
            said, letters = self._stop(case, stop)
            stops[said] = f"{stops[said]}, {letters}" if said in stops else letters
        if stops:
            yield f"- Today: {'; '.join(f'{said} ({letters})' for said, letters in stops.items())}."
        resolution = answer(case)
        words = shlex.join(word for word in case.words if word != "--offline")
        if resolution.plan is not None:
            yield f"- Instead: {_set(resolution.plan)}"
        else:
            members = resolution.conflict.members if resolution.conflict else ()
            letters = ", ".join(self._letter(_sentence(member)) for member in members)
            yield f"- No set fits ({letters}). Near it: {'; '.join(map(_near, resolution.nearest))}."
        yield f"- `envdoctor {words}`"

    def _stop(self, case: Case, stop: Dict[str, Any]) -> Tuple[str, str]:
        """What is wrong with a command, and the letters of its reasons."""
        command = f"`{stop['command']}`"
        if "conda_needs" in stop:
            return f"{command} names no channel {stop['conda_needs']}", self._letter(_CHANNEL)
        if "defect" in stop:
            return command, self._letter(_told(defect(stop["defect"])))
        takes = " beside ".join(
            f"{name} {take['version']}" for name, take in reversed(list(stop["takes"].items()))
        )
        reasons = [m for m in behind(taken(case, stop)) if m.kind != REQUEST]
        letters = ", ".join(self._letter(_sentence(member)) for member in reasons)
        return f"{command} takes {takes}", letters or "these go together"

    def _letter(self, reason: str) -> str:
        return self._letters.setdefault(reason, chr(ord("a") + len(self._letters)))


_CHANNEL = (
    "from torch 1.13 on conda's CUDA builds need the channel nvidia beside pytorch's [torch.toml]"
)


def rendered() -> str:
    """The whole page."""
    return Page().rendered()


def _as_of() -> str:
    question = asked(guides()[0].cases[0])
    resolve(*question)
    return question.tables.as_of


def _sentence(member: Member) -> str:
    return member.sentence.format_map(member.params) + _source(member.source)


def _told(known: Defect) -> str:
    modules = f" ({', '.join(known.modules)})" if known.modules else ""
    said = f"{known.package} {known.versions}{modules}: {known.what}; {known.remedy}"
    return said + _source(known.source)


def _set(plan: Plan) -> str:
    named = [pin for pin in plan.pins if pin.name in SHOWN]
    texts = [f"{pin.name} {pin.version}" + _how(pin) for pin in named]
    end = "one compile" if plan.compiles else "no compile"
    return f"Python {plan.python}, {', '.join(texts)}; {end}."


def _how(pin: Pin) -> str:
    if pin.how == FROM_SOURCE:
        return " (compiled)" if pin.name == "mmcv" else " (from its repository)"
    return f" ({pin.provenance.state} wheel)" if pin.name == "mmcv" else ""


def _near(near: Near) -> str:
    changes = [change.sentence.format_map(change.params) for change in near.changes]
    words = [word for change in near.changes for word in options_of(change, near)]
    return " and ".join(changes) + (f" (`{shlex.join(words)}`)" if words else "")


def _source(source: str) -> str:
    """Where it was read: the first address, else the beginning of what was read."""
    text = short(source)
    if text.startswith("http"):
        return f" ([source]({text}))"
    return f" [{text.partition(' (')[0] if len(text) > _LONG else text}]" if text else ""


_LONG = 60


def main() -> int:
    """Writes, or compares; returns the exit code."""
    if "--check" not in sys.argv[1:]:
        with open(PAGE, "w", encoding="utf-8", newline="\n") as file:
            file.write(rendered())
        return 0
    with open(PAGE, encoding="utf-8") as file:
        same = file.read() == rendered()
    print("up to date" if same else "the answers have changed: run python tools/documented/page.py")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
