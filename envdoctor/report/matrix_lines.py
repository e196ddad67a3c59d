"""The rows of the matrix as cells of text: patch releases that say the same share a line."""

from __future__ import annotations

from envdoctor.model.matrix import NEARLY, NOT, NOT_KNOWN, MatrixReport, Offer, Row
from envdoctor.model.plan import INFERRED, REQUEST, Near
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple
from envdoctor.report.language import Language
from envdoctor.report.plan_words import options_of

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Sequence, Tuple

    Cells = Tuple[str, ...]

HEADS = (
    "",
    "torch",
    "CUDA",
    _("driver"),
    "GPU",
    "Python",
    "mmcv",
    _("others"),
    "MMAction2",
    "mmdet",
    "mmpose",
    "NumPy",
)
SPAN = (8, 11)
"""The columns of MMAction2, mmdet and mmpose: where there is no set, the reasons stand there."""
NOTHING = "-"
_MARKS = "abcdefghijklmnopqrstuvwxyz"
_WORST = ("none", "unknown", "ptx", "cubin", "")
_SHOWN = {"unknown": "?", "": NOTHING}


class Line(NamedTuple):
    """One line of the table."""

    cells: Cells
    verdict: str
    is_chosen: bool


class Legend:
    """Marks for changes (numbers) and for reasons (letters), in the order in which they are met."""

    def __init__(self, report: MatrixReport) -> None:
        self._report = report
        self._changes: Dict[Tuple[str, ...], Row] = {}
        self._letters: Dict[str, str] = {}
        for row in report.rows:
            if row.change is not None:
                self._changes.setdefault(_change(row), row)

    def mark(self, row: Row) -> str:
        """What stands before a row."""
        if row.is_chosen:
            return "*"
        if row.change is not None:
            return str(list(self._changes).index(_change(row)) + 1)
        return NOTHING if row.verdict == NOT else ""

    def letters(self, names: Sequence[str]) -> str:
        """The letters of some reasons: "a b"."""
        return " ".join(
            self._letters.setdefault(name, _letter(len(self._letters))) for name in names
        )

    def changes(self) -> Iterator[Tuple[str, Row]]:
        """The number of each change, and the first row that it makes work."""
        for number, row in enumerate(self._changes.values(), 1):
            yield str(number), row

    def behind(self, first: Row) -> Tuple[str, ...]:
        """Why a change is needed: the facts and rules of all rows that it makes work."""
        rows = (row for row in self._report.rows if _change(row) == _change(first))
        names = dict.fromkeys(reason for row in rows for reason in row.why_not)
        return tuple(n for n in names if self._report.reasons[n].kind != REQUEST)

    def reasons(self) -> Tuple[Tuple[str, str], ...]:
        """The letters that were given, with the names of their reasons."""
        return tuple((letter, name) for name, letter in self._letters.items())


def _change(row: Row) -> Tuple[str, ...]:
    """What tells the change of a row from others: what it lifts, and the words that say so."""
    return (row.change.name if row.change else "", *options_of_row(row))


def _letter(number: int) -> str:
    rest, last = divmod(number, len(_MARKS))
    return (_MARKS[rest - 1] if rest else "") + _MARKS[last]


def lines_of(report: MatrixReport, legend: Legend, language: Language) -> Tuple[Line, ...]:
    """The rows as lines."""
    groups: Dict[Tuple[str, Cells], List[Row]] = {}
    for row in report.rows:
        minor = row.torch if row.is_chosen else row.torch.rpartition(".")[0]
        groups.setdefault((minor, _cells(row, legend, language)), []).append(row)
    return tuple(
        Line((cells[0], _releases(rows), *cells[1:]), rows[0].verdict, rows[0].is_chosen)
        for (_minor, cells), rows in groups.items()
    )


def _releases(rows: List[Row]) -> str:
    """From the newest to the oldest in the rows: "2.1.0-2" for 2.1.0, 2.1.1 and 2.1.2."""
    patches = [row.torch.rpartition(".")[2] for row in reversed(rows)]
    if len(rows) == 1:
        return rows[0].torch
    is_run = [int(patch) for patch in patches] == list(range(int(patches[0]), int(patches[-1]) + 1))
    return rows[-1].torch + ("-" + patches[-1] if is_run else "".join(f",{p}" for p in patches[1:]))


def _cells(row: Row, legend: Legend, language: Language) -> Cells:
    """All cells but that of torch."""
    first = (
        legend.mark(row),
        row.cuda or row.variant,
        {"": NOTHING, NOT_KNOWN: "?"}.get(row.driver, row.driver),
        _gpu(row),
        _python(row),
        _wheel(row),
        row.others[0].mmcv.partition(".post")[0] if row.others else NOTHING,
    )
    numpy = ",".join(str(major) for major in row.numpy)
    if row.best is None:
        no = language.text(_("no: {reasons}"), {"reasons": legend.letters(row.why_not)})
        return (*first, no, "", "", numpy)
    return (
        *first,
        row.best.mmaction2,
        _companion(row, "mmdet", legend),
        _companion(row, "mmpose", legend),
        numpy,
    )


def _gpu(row: Row) -> str:
    """How the GPU is served that is served worst."""
    kinds = {kernels.kind for kernels in row.kernels}
    worst = next((kind for kind in _WORST if kind in kinds), "")
    return _SHOWN.get(worst, worst)


def _python(row: Row) -> str:
    """The first to the last: "3.8-11" for 3.8 to 3.11."""
    if not row.pythons:
        return "?"
    first, last = row.pythons[0], row.pythons[-1]
    return first if first == last else f"{first}-{last.partition('.')[2]}"


def _wheel(row: Row) -> str:
    """OpenMMLab's wheel of the mmcv that the set holds, else of the newest."""
    if not row.wheels:
        return NOTHING
    wanted = row.best.mmcv if row.best else ""
    offer = next((offer for offer in row.wheels if offer.mmcv == wanted), row.wheels[0])
    return offer_text(offer)


def offer_text(offer: Offer) -> str:
    """An mmcv with its mark and its maker: "2.1.0~", "2.3.6 (onedl-mmcv)"."""
    mark = "~" if offer.state == INFERRED else ""
    return offer.mmcv + mark + (f" ({offer.by})" if offer.by else "")


def _companion(row: Row, name: str, legend: Legend) -> str:
    """The newest that goes with the row; else the first reason that is this package's own."""
    found = row.companions[name]
    if found.version:
        return found.version
    own = [reason for reason in found.why_not if reason not in row.why_not]
    return f"{NOTHING} {legend.letters((own or list(found.why_not))[:1])}".rstrip()


def options_of_row(row: Row) -> Tuple[str, ...]:
    """The words on the command line that make the change which a row needs."""
    if row.change is None or row.best is None or row.verdict != NEARLY:
        return ()
    return options_of(row.change, Near((row.change,), row.best.python, ()))
