"""What must move along when one package moves."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order, public
from envdoctor.model.facts import Facts
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.torch_build import is_torch_changed
from envdoctor.resolve.wishes import Wishes

if TYPE_CHECKING:
    from typing import Tuple

_NUMPY_1 = "<2"


def with_companions(wishes: Wishes, facts: Facts, tables: Tables) -> Wishes:
    """The wishes with what they bring along."""
    return _with_mmcv(_with_opencv(wishes, facts, tables), facts)


def _with_mmcv(wishes: Wishes, facts: Facts) -> Wishes:
    """Compiled ops fit one build of torch alone: another torch, and they are installed afresh."""
    mmcv = facts.mmcv.value
    if mmcv is None or mmcv.ops is None or not is_torch_changed(wishes):
        return wishes
    name = mmcv.package.distribution or "mmcv"
    constraints = dict(wishes.constraints)
    constraints.setdefault(name, (f"=={public(mmcv.package.version)}",))
    return wishes._replace(
        constraints=constraints, reinstalled=tuple(dict.fromkeys((*wishes.reinstalled, name)))
    )


def _with_opencv(wishes: Wishes, facts: Facts, tables: Tables) -> Wishes:
    """An OpenCV that needs NumPy 2 cannot stay under NumPy 1."""
    if _NUMPY_1 not in wishes.constraints.get("numpy", ()):
        return wishes
    aligned = {name for align in wishes.aligned for name in align.packages}
    constraints = dict(wishes.constraints)
    owners = tables.libraries.cv2_distributions()
    for item in facts.distributions.value or ():
        if item.name in owners and item.name not in aligned and not _fits(item.version, 1, tables):
            newest = tables.libraries.newest_opencv_for(1)
            constraints[item.name] = (f"=={newest}",) if newest else ()
    return wishes._replace(constraints=constraints)


def opencv_version(packages: Tuple[str, ...], whole: Wishes, facts: Facts, tables: Tables) -> str:
    """The one version for all: the newest that is installed and fits NumPy, else the table's."""
    installed = {d.name: d.version for d in facts.distributions.value or ()}
    numpy = 1 if _NUMPY_1 in whole.constraints.get("numpy", ()) else _numpy_major(facts)
    fitting = [
        installed[name]
        for name in packages
        if name in installed and _fits(installed[name], numpy, tables)
    ]
    if fitting:
        return max(fitting, key=order)
    return tables.libraries.newest_opencv_for(numpy) or max(
        (installed[name] for name in packages if name in installed), key=order
    )


def _fits(version: str, numpy: int, tables: Tables) -> bool:
    """Whether an OpenCV works under that NumPy; one that the table does not know may."""
    known = tables.libraries.opencv(version)
    return known is None or numpy in known.majors


def _numpy_major(facts: Facts) -> int:
    found = facts.numpy.value
    return order(found.version)[0] if found else 2
