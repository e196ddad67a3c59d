"""A package's build script failed when asked what it needs: known by the package that was collected."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import numbers
from envdoctor.diagnose.errors.building import collected
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.diagnose.errors.target import python
from envdoctor.model.account import Account
from envdoctor.model.finding import LOW, MEDIUM
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_NEEDS = {
    "chumpy": "pip",
    "flash-attn": "torch",
    "flash_attn": "torch",
    "mmcv": "torch",
    "mmcv-full": "torch",
    "mmdet": "torch",
    "detectron2": "torch",
    "torch-scatter": "torch",
    "torch-sparse": "torch",
    "apex": "torch",
    "xtcocotools": "numpy",
}
"""What the build of a package imports without declaring it."""
_NO_MORE = (3, 13)
"""The first Python on which the setup.py of OpenMMLab's packages fails by itself."""


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """Build isolation, for what is known to import something undeclared."""
    package = collected(account, seen.line)
    needs = _NEEDS.get(package)
    if needs is None:
        return
    if package.startswith("mm") and _is_new(python(account)):
        yield seen.suspect(
            cause="python_too_new",
            confidence=MEDIUM,
            why=_("the setup.py of {package} does not work on Python 3.13 and later"),
            params={"package": package},
            goals=(Manual(_("use Python 3.12 or older")),),
        )
    told = any("Error: " in line.text for line in account.around(seen.line, 0, 40))
    yield seen.suspect(
        confidence=LOW if told else MEDIUM,
        why=_(
            "the build script of {package} imports {module}, and the environment that builds run in has none"
        ),
        params={"package": package, "module": needs},
        goals=(Manual(_("install {module} first, then {package} with --no-build-isolation")),),
        ask="",
    )


def _is_new(version: str) -> bool:
    try:
        return numbers(version) >= _NO_MORE
    except ValueError:
        return False
