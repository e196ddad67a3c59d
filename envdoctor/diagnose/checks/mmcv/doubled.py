"""One distribution owns mmcv.

mmcv, mmcv-full and mmcv-lite all install the folder mmcv, and pip lets them in together. The one
written last wins file by file, and removing any of them guts the others: "module 'mmcv' has no
attribute '__version__'".

How it is known: the installed distributions of these three names.

Bad: mmcv 2.1.0 beside mmcv-lite 2.1.0. Good: mmcv 2.1.0 alone.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.installed import OF_MMCV, afresh, of_names
from envdoctor.diagnose.ranges import demands
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, MMCV, WARNING, Finding
from envdoctor.model.goal import Remove
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator

RULE = Rule("mmcv.doubled", MMCV, _("one distribution owns mmcv"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """The distributions that install mmcv, where there are several."""
    owners: Dict[str, str] = {}
    for item in of_names(facts, OF_MMCV):
        owners.setdefault(item.name, item.version)
    if len(owners) < len(("one", "other")):
        return
    kept = _kept(owners, facts, tables)
    names = ", ".join(f"{name} {version}" for name, version in owners.items())
    yield RULE.finding(
        ERROR if len(set(owners.values())) > 1 or _is_gutted(facts) else WARNING,
        cause="mmcv_install_damaged",
        title=_("{owners} all install the module mmcv"),
        why=_(
            "They write the same files: mmcv is a mixture of them, and removing one takes files from the other. "
            "All have to go before {kept} is installed again."
        ),
        params={"owners": names, "kept": kept},
        evidence=tuple(
            facts.distributions.evidence("owner of mmcv", f"{name} {version}")
            for name, version in owners.items()
        ),
        goals=(
            *(Remove(name) for name in owners if name != kept),
            *afresh(facts, tables, kept, owners[kept]),
        ),
    )


def _kept(owners: Dict[str, str], facts: Facts, tables: Tables) -> str:
    """The one that the other packages accept; where none or several are, the one with the ops of today."""
    ordered = [name for name in OF_MMCV if name in owners]
    accepted = (
        n for n in ordered if all(d.holds for d in demands(facts, tables, "mmcv", owners[n]))
    )
    return next(accepted, ordered[0])


def _is_gutted(facts: Facts) -> bool:
    """Whether a distribution with ops is among them, and the ops are gone."""
    return facts.mmcv.value is None or facts.mmcv.value.ops is None
