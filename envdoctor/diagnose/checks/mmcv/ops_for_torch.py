"""mmcv's compiled ops were built for the installed torch.

Ops are linked against names inside torch's libraries, and these change with every minor release and
with the C++ ABI. Ops for another torch end their import with "undefined symbol: _ZN2at...".

How it is known: the names that mmcv/_ext*.so wants, compared with those that the libraries of the
installed torch offer, as the loader compares them; nothing is loaded. Where torch's libraries cannot
be read, symbols that only some releases offer tell it (symbols.toml).

Bad: ops built for torch 1.13 under torch 2.1.2. Good: ops built for torch 2.1.
"""

from __future__ import annotations

from envdoctor.compat.symbols import CXX11, OLD, readable
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.extensions import afresh, ops, seen
from envdoctor.diagnose.rule import Rule
from envdoctor.model.extension import Extension
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, HIGH, MEDIUM, MMCV, Finding
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional, Tuple

RULE = Rule(
    "mmcv.ops_for_torch",
    MMCV,
    _("mmcv's compiled ops were built for the installed torch"),
    requires=(
        "mmcv.minimum",
        "torch.minimum",
        "mmcv.ops_damaged",
        "mmcv.ops_for_python",
        "mmcv.ops_cuda_variant",
    ),
)
_SHOWN = 3
_TITLES = {
    "release": _(
        "mmcv's compiled ops were built for torch {built_for}, and torch {torch} is installed"
    ),
    "abi": _("mmcv's compiled ops use a different C++ ABI from torch {torch}"),
    "symbols": _("mmcv's compiled ops were built for another torch than {torch}"),
}


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """What the ops want of torch, and what it offers."""
    item, torch = ops(facts), facts.torch.known()
    missing = _missing(facts, tables, item)
    if not missing:
        return
    built_for = tables.symbols.torch_range_of(item.telltales)
    variant = "symbols"
    if tables.symbols.missing_from(item.telltales, torch.version):
        variant = "release"
    elif _other_abi(facts, tables, item):
        variant = "abi"
    yield RULE.finding(
        ERROR,
        cause="extension_torch_abi_mismatch",
        confidence=HIGH if item.unresolved else MEDIUM,
        variant=variant,
        title=_TITLES[variant],
        why=_(
            'They need {symbol}, which this torch does not provide: importing mmcv.ops says "undefined symbol".'
        ),
        params={
            "built_for": built_for.text,
            "torch": torch.version,
            "symbol": readable(missing[0]),
        },
        evidence=(
            *(seen("symbol that torch lacks", name, item) for name in missing[:_SHOWN]),
            facts.torch.evidence("torch.version", torch.version),
            *(
                Evidence(f"torch that offers {told.name}", built_for.text, told.source)
                for told in (*built_for.lower[:1], *built_for.upper[:1])
                if variant == "release"
            ),
        ),
        goals=afresh(facts),
    )


def _missing(facts: Facts, tables: Tables, item: Extension) -> Tuple[str, ...]:
    """Symbols that are not there: as compared, else as the table knows them."""
    if item.unresolved is not None:
        return item.unresolved
    torch = facts.torch.known()
    found = tables.symbols.missing_from(item.telltales, torch.version)
    if not found and _other_abi(facts, tables, item):
        found = tuple(t for t in tables.symbols.all() if t.abi and t.symbol in item.telltales)
    return tuple(told.symbol for told in found)


def _other_abi(facts: Facts, tables: Tables, item: Extension) -> bool:
    """Whether the ops pass another std::string than torch's own builds take."""
    torch = facts.torch.known()
    own: Optional[str] = None
    if torch.package == "wheel":
        own = tables.symbols.abi_of_torch(torch.version, torch.variant, item.machine)
    if item.cxx11_abi is None or not own:
        return False
    return own != (CXX11 if item.cxx11_abi else OLD)
