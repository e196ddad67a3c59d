"""`matrix` for people: a table that is readable at 80 columns and without colour, then its legend."""

from __future__ import annotations

from envdoctor import __version__
from envdoctor.model.matrix import NEARLY, NOT, WORKS, MatrixReport
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.report.language import Language
from envdoctor.report.matrix_lines import (
    HEADS,
    NOTHING,
    SPAN,
    Legend,
    Line,
    lines_of,
    offer_text,
    options_of_row,
)
from envdoctor.report.plan_machine import machine_line
from envdoctor.report.setting import Setter, Style
from envdoctor.report.sources import short
from envdoctor.report.width import columns, pad

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Sequence, Tuple

    from envdoctor.model.matrix import Row

_COLOURS = {WORKS: "", NEARLY: "33", NOT: "2"}
_ALWAYS = 3
"""The mark, torch and its CUDA: columns that are there even where they say nothing."""
_LABELS = (_("because"), _("with"))


def matrix_text(report: MatrixReport, language: Language, style: Style) -> str:
    """The whole report as text, ending in a newline."""
    page = _Page(report, language, style)
    lines: List[str] = []
    if style.verbosity >= 0:
        lines += [*page.head(), *page.table(), *page.legend()]
        if style.verbosity > 0:
            lines += page.wheels()
        lines += [*page.foot(), ""]
    lines.append(page.verdict())
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _Page:
    """One report being set."""

    def __init__(self, report: MatrixReport, language: Language, style: Style) -> None:
        self._report = report
        self._text = language.text
        self._language = language
        self._style = style
        self._set = Setter(language, style, _LABELS)
        self._legend = Legend(report)
        self._lines = lines_of(report, self._legend, language)

    def head(self) -> Iterator[str]:
        """The machine, and the Python that must be kept to."""
        yield self._set.bold(f"envdoctor {__version__}")
        yield from self._set.flowing(machine_line(self._report.facts, self._language))
        python = self._report.python
        said = _("Python {python} ({source})") if python else _("any Python")
        source = self._report.private.shown(self._report.python_source)
        params = {"python": python, "source": source}
        yield from self._set.flowing(self._text(said, params))

    def table(self) -> Iterator[str]:
        """The rows under their heads; in a narrow terminal, each row as a sentence."""
        if not self._lines:
            return
        yield ""
        heads = tuple(self._text(head) if head else "" for head in HEADS)
        kept = [n for n in range(len(heads)) if n < _ALWAYS or self._says(n)]
        widths = [self._width(n, heads) for n in kept]
        if sum(widths) + len(widths) - 1 > self._style.width:
            yield from self._sentences(heads, kept)
            return
        yield self._set.paint(_joined(heads, kept, widths), "2")
        for line in self._lines:
            yield self._painted(line, _joined(line.cells, kept, widths))

    def _says(self, column: int) -> bool:
        """Whether a column holds anything in any row."""
        return column in range(*SPAN) or any(
            line.cells[column] not in ("", NOTHING) for line in self._lines
        )

    def _width(self, column: int, heads: Sequence[str]) -> int:
        """As wide as its widest cell; reasons run over all columns of their span."""
        own = (
            line.cells[column]
            for line in self._lines
            if column not in range(*SPAN) or line.verdict != NOT
        )
        return max(map(columns, (heads[column], *own)))

    def _sentences(self, heads: Sequence[str], kept: Sequence[int]) -> Iterator[str]:
        for line in self._lines:
            said = [f"{heads[n]} {line.cells[n]}" for n in kept[1:] if line.cells[n]]
            yield from self._set.flowing(", ".join(said), line.cells[0])

    def _painted(self, line: Line, text: str) -> str:
        if line.is_chosen:
            return self._set.paint(text, "32;1")
        return self._set.paint(text, _COLOURS[line.verdict])

    def legend(self) -> Iterator[str]:
        """What the marks mean, and the reasons with where they are from."""
        if any(line.is_chosen for line in self._lines):
            yield ""
            yield from self._set.flowing(self._text(_("what `install` would choose")), "*")
        for mark, row in self._legend.changes():
            yield ""
            if row.change is not None:
                sentence = self._text(row.change.sentence, row.change.params)
                said = self._text(_("works with one change: {change}"), {"change": sentence})
                yield from self._set.flowing(said, mark)
                options = " ".join(options_of_row(row))
                yield from self._set.labelled(_("with"), [options] if options else [])
                reasons = self._legend.behind(row)
                said_of = [self._reason(name) for name in reasons]
                yield from self._set.labelled(_("because"), said_of)
        for first, (mark, name) in enumerate(self._legend.reasons()):
            if not first:
                yield ""
            yield from self._set.flowing(self._reason(name), mark)
        if any("~" in cell for line in self._lines for cell in line.cells):
            yield ""
            sentence = _("a wheel that is to be expected by rule; nobody has seen it")
            yield from self._set.flowing(self._text(sentence), "~")

    def _reason(self, name: str) -> str:
        member = self._report.reasons[name]
        source = f"  [{short(member.source)}]" if member.source else ""
        return self._text(member.sentence, member.params) + source

    def wheels(self) -> Iterator[str]:
        """Every mmcv that anybody built, for each folder of an index once."""
        found: Dict[Tuple[str, ...], Row] = {}
        for row in self._report.rows:
            if row.wheels or row.others:
                found.setdefault((row.torch.rpartition(".")[0], row.cuda or row.variant), row)
        for number, ((minor, cuda), row) in enumerate(found.items()):
            if not number:
                yield ""
                yield self._set.bold(self._text(_("Prebuilt mmcv:")))
            offers = (*row.wheels, *row.others)
            said = ", ".join(offer_text(offer) for offer in offers)
            yield from self._set.flowing(f"torch {minor}, CUDA {cuda}: {said}")

    def foot(self) -> Iterator[str]:
        """How much is not shown, and how old the tables are."""
        yield ""
        if self._report.left_out:
            count = {"count": str(self._report.left_out)}
            sentence = _("{count} more builds are known for this platform; --all shows them")
            yield from self._set.flowing(self._text(sentence, count))
        as_of = {"date": self._report.tables_as_of}
        yield from self._set.flowing(self._text(_("by the tables of {date}"), as_of))

    def verdict(self) -> str:
        """One line."""
        sentence, colour = self._verdict()
        rows = [row.verdict for row in self._report.rows]
        platform = self._report.facts.platform.value
        params = {
            "works": str(rows.count(WORKS)),
            "nearly": str(rows.count(NEARLY)),
            "torch": self._report.choice,
            "system": platform.system if platform else "?",
            "machine": platform.machine if platform else "?",
        }
        return self._set.paint(self._text(sentence, params), colour)

    def _verdict(self) -> "Tuple[str, str]":
        rows = [row.verdict for row in self._report.rows]
        if not rows and not self._report.left_out:
            return _("no build of torch is known for {system} on {machine}"), "31;1"
        if WORKS in rows and self._report.choice:
            return _("Builds that work: {works}; `install` would choose torch {torch}."), "32"
        if WORKS in rows:
            return _("Builds that work: {works}."), "32"
        if NEARLY in rows:
            return _("No build works as it is; with one change: {nearly}."), "33"
        return _("No build works, nor would any with one change."), "31;1"


def _joined(cells: Sequence[str], kept: Sequence[int], widths: Sequence[int]) -> str:
    """The cells in their columns."""
    line = ""
    for place, (column, width) in enumerate(zip(kept, widths)):
        start = sum(widths[:place]) + place
        if cells[column] or columns(line) <= start:
            line = pad(line, start) + pad(cells[column], width)
    return line.rstrip()
