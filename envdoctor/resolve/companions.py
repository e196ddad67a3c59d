"""What must move along when one package moves."""

from typing import Tuple

from packaging.version import Version

from envdoctor.compat.tables import Tables
from envdoctor.model.facts import Facts
from envdoctor.resolve.wishes import Wishes

_NUMPY_1 = "<2"


def with_companions(wishes: Wishes, facts: Facts, tables: Tables) -> Wishes:
    """The wishes with what they bring along: an OpenCV that needs NumPy 2 cannot stay under NumPy 1."""
    if _NUMPY_1 not in wishes.constraints.get("numpy", ()):
        return wishes
    aligned = {name for align in wishes.aligned for name in align.packages}
    constraints = dict(wishes.constraints)
    for item in facts.distributions.value or ():
        needs = tables.libraries.numpy_of_opencv(item.name, item.version)
        if needs == 2 and item.name not in aligned:
            constraints[item.name] = (f"=={tables.libraries.newest_opencv_for_numpy(1)}",)
    return wishes._replace(constraints=constraints)


def opencv_version(packages: Tuple[str, ...], whole: Wishes, facts: Facts, tables: Tables) -> str:
    """The one version for all: the newest that is installed and fits NumPy, else the table's."""
    installed = {d.name: d.version for d in facts.distributions.value or ()}
    numpy = 1 if _NUMPY_1 in whole.constraints.get("numpy", ()) else _numpy_major(facts)
    fitting = [
        installed[name]
        for name in packages
        if name in installed
        and tables.libraries.numpy_of_opencv(name, installed[name]) in (None, numpy)
    ]
    if fitting:
        return max(fitting, key=Version)
    return tables.libraries.newest_opencv_for_numpy(numpy)


def _numpy_major(facts: Facts) -> int:
    found = facts.numpy.value
    return Version(found.version).major if found else 2
