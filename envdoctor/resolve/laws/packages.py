"""Rules between the packages of OpenMMLab: what imports assert, minimums, Pythons, releases."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import Bounds
from envdoctor.model.plan import RULE
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.laws.law import (
    MMACTION2,
    MMCV,
    MMDET,
    MMENGINE,
    MMPOSE,
    PYTHON,
    Law,
    itself,
    law,
)

if TYPE_CHECKING:
    from typing import Dict, Iterator, Mapping, Optional, Tuple

    from envdoctor.resolve.situation import Situation

CONSUMERS = (MMACTION2, MMDET, MMPOSE)
_RELEASED = (MMACTION2, MMCV, MMENGINE, MMDET, MMPOSE)


def package_laws(situation: Situation, tables: Tables) -> Iterator[Law]:
    """What the packages ask of each other."""
    for consumer in _present(situation):
        for target in (MMCV, MMENGINE):
            yield _range(consumer, target, tables)
        yield _known(consumer, tables)
    for package in (*_present(situation), MMENGINE):
        yield _python(package, tables)
    for package in (*_present(situation), MMCV, MMENGINE):
        yield from _minimum(package, tables)


def _present(situation: Situation) -> Tuple[str, ...]:
    return tuple(
        name for name in CONSUMERS if name == MMACTION2 or name in situation.request.packages
    )


def _range(consumer: str, target: str, tables: Tables) -> Law:
    """The range that a release asserts when it is imported."""
    ranges: Dict[str, Optional[Bounds]] = {}

    def bounds(version: str) -> Optional[Bounds]:
        if version not in ranges:
            found = tables.openmmlab.asserts(consumer, version) if version else ()
            text = next((a.specifier for a in found or () if a.package == target), "")
            ranges[version] = Bounds.parse(text) if text else None
        return ranges[version]

    def say() -> Tuple[Mapping[str, str], str]:
        newest = tables.openmmlab.newest(consumer) or ""
        asserts = tables.openmmlab.asserts(consumer, newest) or ()
        one = next((a for a in asserts if a.package == target), None)
        params = {
            "consumer": one.required_by if one else consumer,
            "target": target,
            "range": one.specifier if one else "",
        }
        return params, one.source if one else ""

    return law(
        RULE,
        f"range.{consumer}.{target}",
        (consumer, target),
        lambda asserted, version: asserted is None or asserted.holds(version),
        (bounds, itself),
        _("{consumer} asserts {target}{range} when it is imported"),
        say,
    )


def _known(package: str, tables: Tables) -> Law:
    known = frozenset(tables.openmmlab.versions(package))
    return law(
        RULE,
        f"known.{package}",
        (package,),
        lambda version: not version or version in known,
        (itself,),
        _("only releases of {package} that the tables know can be planned for"),
        lambda: ({"package": package}, f"openmmlab.toml ({tables.openmmlab.as_of})"),
    )


def _python(package: str, tables: Tables) -> Law:
    """The Pythons that a release declares."""

    def declared(version: str) -> str:
        found = tables.openmmlab.release(package, version) if version else None
        return (found.python_requires if found else None) or ""

    def say() -> Tuple[Mapping[str, str], str]:
        newest = tables.openmmlab.newest(package) or ""
        release = tables.openmmlab.release(package, newest)
        params = {"package": f"{package} {newest}", "range": declared(newest)}
        return params, release.source if release else ""

    return law(
        RULE,
        f"python.{package}",
        (package, PYTHON),
        lambda text, python: not text or Bounds.parse(text).holds(python),
        (declared, itself),
        _("{package} declares Python {range}"),
        say,
    )


def _minimum(package: str, tables: Tables) -> Iterator[Law]:
    minimum = tables.openmmlab.minimum(package)
    if minimum is not None:
        params = {"name": package, "version": minimum.version}
        yield law(
            RULE,
            f"minimum.{package}",
            (package,),
            lambda version: not version or minimum.met_by(version),
            (itself,),
            _("{name} must be {version} or newer"),
            lambda: (params, minimum.source),
        )
