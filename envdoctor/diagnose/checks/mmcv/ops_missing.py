"""mmcv holds its compiled ops where something needs them.

mmdet calls mmcv.ops for NMS and RoI features and does not import without; mmpose needs them for some
models. MMAction2's recognizers do not: TSN, TSM, SlowFast and the like run on mmcv-lite.

How it is known: no file mmcv/_ext... beside mmcv's own, whoever installed it. A build without torch at
hand succeeds without ops and keeps the name mmcv.

Bad: mmdet 3.3.0 with mmcv-lite 2.1.0. Good: mmdet 3.3.0 with mmcv 2.1.0 and its _ext.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.installed import OF_MMCV, afresh
from envdoctor.diagnose.ranges import specifiers
from envdoctor.diagnose.rule import Rule
from envdoctor.model.environment import Package
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, INFO, MEDIUM, MMCV, WARNING, Finding
from envdoctor.model.goal import Constrain, Goal, Remove
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Tuple

RULE = Rule(
    "mmcv.ops_missing",
    MMCV,
    _("mmcv holds its compiled ops where something needs them"),
    requires=("mmcv.minimum",),
    caused_by=("mmcv.doubled", "python.damaged", "mmcv.generations"),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """The ops, and who needs them."""
    mmcv = facts.mmcv.known()
    if mmcv.ops is not None:
        return
    package = mmcv.package
    params = {"package": package.distribution or "mmcv", "version": package.version}
    evidence = (facts.mmcv.evidence("mmcv._ext", "absent"),)
    if facts.mmdet.value is not None:
        yield RULE.finding(
            ERROR,
            cause="mmcv_ops_missing",
            variant="mmdet",
            title=_("{package} {version} holds no compiled ops, and mmdet needs them"),
            why=_("`import mmdet.apis` stops with \"No module named 'mmcv._ext'\"."),
            params=params,
            evidence=(*evidence, facts.mmdet.evidence("mmdet", facts.mmdet.value.version)),
            goals=_goals(facts, tables, package),
        )
    elif facts.mmpose.value is not None:
        yield RULE.finding(
            WARNING,
            cause="mmcv_ops_missing",
            confidence=MEDIUM,
            variant="mmpose",
            title=_("{package} {version} holds no compiled ops, which some models of mmpose need"),
            why=_(
                'Models with deformable attention or with a detector in front stop with "No module named '
                "'mmcv._ext'\"; the others run."
            ),
            params=params,
            evidence=(*evidence, facts.mmpose.evidence("mmpose", facts.mmpose.value.version)),
            goals=_goals(facts, tables, package),
        )
    elif facts.mmaction2.value is not None:
        yield RULE.finding(
            INFO,
            cause="mmcv_ops_missing",
            variant="mmaction2",
            title=_("{package} {version} holds no compiled ops"),
            why=_(
                "MMAction2's recognizers do not need them. Spatio-temporal detection does, and so do mmdet and "
                "mmpose."
            ),
            params=params,
            evidence=evidence,
        )


def _goals(facts: Facts, tables: Tables, package: Package) -> Tuple[Goal, ...]:
    """mmcv in place of mmcv-lite; or mmcv again, from a build that has the ops."""
    if package.distribution == "mmcv-lite":
        ranges = specifiers(facts, tables, "mmcv")
        return (Remove("mmcv-lite"), *(Constrain("mmcv", specifier) for specifier in ranges))
    name = package.distribution if package.distribution in OF_MMCV else "mmcv"
    return afresh(facts, tables, name, package.version)
