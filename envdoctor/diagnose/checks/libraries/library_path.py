"""LD_LIBRARY_PATH does not put other libraries in place of torch's own.

torch brings CUDA's libraries along (torch/lib, nvidia/*/lib). The loader looks into LD_LIBRARY_PATH
first, unless the library that asks carries an RPATH. Then an older libnvJitLink, or a cuDNN or cuBLAS
of any other version, takes the place of torch's: "undefined symbol", "cuDNN version incompatibility".
A copy of the same version, or of a newer one of the same name where CUDA's minor versions fit each
other, is harmless and named as information.

How it is known: the names in the folders of LD_LIBRARY_PATH that torch brings too, the version in the
name of the file behind the link, the version of the nvidia-* distribution; and the loader's own search
(ld.so(8)) for what torch's libraries need, done on ELF headers. What is opened by name later (most of
cuDNN) cannot be foretold, and is a warning of low confidence.

Bad: LD_LIBRARY_PATH=/usr/local/cuda-12.0/lib64 with torch 2.1.2+cu121. Good: LD_LIBRARY_PATH not set.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.compiling import variable
from envdoctor.diagnose.library_copies import Double, doubles, names
from envdoctor.diagnose.rule import Rule
from envdoctor.diagnose.runtime_needs import libstdcxx_lack
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, HIGH, INFO, LIBRARIES, LOW, MEDIUM, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, List, Tuple

RULE = Rule(
    "libraries.library_path",
    LIBRARIES,
    _("LD_LIBRARY_PATH does not put other libraries in place of torch's own"),
    reference="https://github.com/pytorch/pytorch/issues/111469",
)
_VARIABLE = "LD_LIBRARY_PATH"
_SHOWN = 3


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Each copy in LD_LIBRARY_PATH against the one that torch brings."""
    found = facts.library_path.known()
    pairs = doubles(facts, tables, found)
    fighting = [double for double in pairs if double.fights]
    if fighting:
        yield _conflict(facts, fighting)
    elif pairs:
        yield RULE.finding(
            INFO,
            cause="library_path_conflict",
            variant="same",
            title=_("LD_LIBRARY_PATH holds libraries that torch brings too ({names})"),
            why=_(
                "They are harmless: they work as well as torch's own, or the loader does not take them for torch."
            ),
            params={"names": names(pairs)},
            evidence=tuple(_evidence(facts, pair) for pair in pairs[:_SHOWN]),
        )
    yield from _libstdcxx(facts)


def _conflict(facts: Facts, pairs: List[Double]) -> Finding:
    taken = [pair for pair in pairs if pair.other.taken]
    folders = dict.fromkeys(pair.other.path.rpartition("/")[0] for pair in pairs)
    return RULE.finding(
        WARNING,
        cause="library_path_conflict",
        confidence=MEDIUM if taken else LOW,
        variant="other",
        title=_("LD_LIBRARY_PATH puts other libraries in place of torch's own: {names}"),
        why=_(
            "The loader looks into {folders} before it looks into torch's folders. Another version can lack symbols, or fit no other part of CUDA that torch brings."
        ),
        params={
            "names": names(taken or pairs),
            "folders": ", ".join(folders),
            "rest": _without(variable(facts, _VARIABLE), tuple(folders)),
        },
        evidence=tuple(_evidence(facts, pair) for pair in taken or pairs),
        goals=(
            Manual(
                _("take {folders} out of LD_LIBRARY_PATH: export LD_LIBRARY_PATH={rest}")
                if _without(variable(facts, _VARIABLE), tuple(folders))
                else _("take {folders} out of LD_LIBRARY_PATH: unset LD_LIBRARY_PATH")
            ),
        ),
    )


def _libstdcxx(facts: Facts) -> Iterator[Finding]:
    """An old libstdc++ in LD_LIBRARY_PATH, taken for every library of the process."""
    if facts.libstdcxx.value is None or facts.libstdcxx.source != _VARIABLE:
        return
    lack = libstdcxx_lack(facts) if facts.binaries.value else None
    if lack is None:
        return
    folder = facts.libstdcxx.value.path.rpartition("/")[0]
    yield RULE.finding(
        ERROR,
        cause="library_path_conflict",
        confidence=HIGH,
        variant="libstdcxx",
        title=_(
            "LD_LIBRARY_PATH brings a libstdc++ that only goes up to GLIBCXX_{has}; {needed} is needed by {packages}"
        ),
        why=_("The loader takes libstdc++.so.6 from {folders} before it looks at the system's."),
        params={
            "has": lack.has,
            "packages": ", ".join(lack.packages),
            "needed": lack.needed,
            "folders": folder,
        },
        evidence=(
            facts.libstdcxx.evidence("libstdc++.so.6", facts.libstdcxx.value.path),
            facts.binaries.evidence(lack.worst.path, f"GLIBCXX_{lack.needed}"),
        ),
        goals=(Manual(_("take {folders} out of LD_LIBRARY_PATH")),),
    )


def _evidence(facts: Facts, pair: Double) -> Evidence:
    said = f"{pair.other.path} {pair.other.version}; torch's own: {pair.own or '?'}"
    return facts.library_path.evidence(pair.other.name, said)


def _without(value: str, folders: Tuple[str, ...]) -> str:
    kept = (part for part in value.split(":") if part and part.rstrip("/") not in folders)
    return ":".join(kept)
