"""A module or a name that the installed mmcv does not have: its release decides why.

Which release has which name is in the table; where the text does not say which mmcv is installed, names
that are gone since 2.0 speak for mmcv 2, and names that came later in 1.x for an older one.
"""

from __future__ import annotations

from envdoctor.compat.known_errors import Offered
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.openmmlab_told import MMCVS, is_below, is_doubled, told_versions
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.explanation import IMPORT
from envdoctor.model.finding import HIGH, LOW, MEDIUM
from envdoctor.model.goal import Constrain, Reinstall, Remove
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional

_SECOND_FROM = "2.0.0rc0"


_SOME_FIRST = "1.x"
"""What is known of the version where files of mmcv 1.x run."""
_FILES_OF_FIRST = (
    "mmcv/runner/",
    "mmcv\\runner\\",
    "mmcv/parallel/",
    "mmcv\\parallel\\",
    "mmcv/utils/registry.py",
)


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By what the text tells of mmcv's version."""
    module, name = seen.groups["module"], seen.groups.get("name", "")
    offered = tables.known_errors.offered(module, name) or _by_module(seen)
    versions = told_versions(account, *MMCVS)
    if is_doubled(account) and offered is not None:
        yield _doubled(seen)
        if offered.is_gone:
            yield seen.suspect(confidence=MEDIUM)
    elif offered is None:
        yield from _unknown(seen)
    elif versions:
        yield from _told(seen, offered, versions[-1])
    elif account.has(*_FILES_OF_FIRST):
        yield from _told(seen, offered, _SOME_FIRST)
    else:
        yield from _not_told(seen, offered, tables)


def _by_module(seen: Sighting) -> Optional[Offered]:
    """A message about a module itself is about one that is gone: its row names those alone."""
    return None if "name" in seen.groups else Offered("", is_gone=True)


def _told(seen: Sighting, offered: Offered, version: str) -> Iterator[Suspect]:
    if offered.is_gone and version != _SOME_FIRST and not is_below(version, _SECOND_FROM):
        yield seen.suspect(cause="openmmlab_generations_mixed", confidence=HIGH)
    elif offered.since and (version == _SOME_FIRST or is_below(version, offered.since)):
        yield _too_old(seen, offered, MEDIUM if version == _SOME_FIRST else HIGH)
    else:
        yield seen.suspect(
            cause="mmcv_install_damaged",
            confidence=MEDIUM,
            why=_(
                "mmcv {version} has {what}: another copy is imported than the one that is listed, or its files are mixed with another release's"
            ),
            params={"version": version, "what": _what(seen)},
            goals=(Reinstall("mmcv"),),
            ask=_("what `python -c 'import mmcv; print(mmcv.__version__, mmcv.__file__)'` prints"),
        )
        if offered.is_gone:
            yield seen.suspect(cause="openmmlab_generations_mixed", confidence=LOW)


def _not_told(seen: Sighting, offered: Offered, tables: Tables) -> Iterator[Suspect]:
    whole = tables.known_errors.offered(seen.groups["module"], "")
    if seen.groups.get("name") and whole is not None and whole.is_gone:
        # "from mmcv.runner import X" got as far as mmcv.runner: that is mmcv 1.x.
        yield _too_old(seen, offered, MEDIUM)
    elif offered.is_gone:
        is_old = not offered.since or is_below(offered.since, "1.2")
        sure = HIGH if is_old and seen.signature.phase == IMPORT else MEDIUM
        yield seen.suspect(cause="openmmlab_generations_mixed", confidence=sure)
        if offered.since:
            yield _too_old(seen, offered, LOW)
    else:
        yield _too_old(seen, offered, MEDIUM)


def _too_old(seen: Sighting, offered: Offered, confidence: str) -> Suspect:
    package = "mmcv" if offered.since.startswith("2") else "mmcv-full"
    bound = f">={offered.since}" if offered.since else ""
    return seen.suspect(
        cause="mmcv_too_old",
        confidence=confidence,
        why=_("{module} has {name} from mmcv {since} on, and the installed mmcv does not have it")
        if offered.since
        else _("the installed mmcv does not have {name} in {module} yet"),
        params={"since": offered.since},
        goals=(Constrain(package, bound),),
    )


def _doubled(seen: Sighting) -> Suspect:
    return seen.suspect(
        cause="mmcv_install_damaged",
        confidence=HIGH,
        why=_(
            "two packages that both bring the module mmcv are installed, and the files of one lie over the other's"
        ),
        goals=(Remove("mmcv-lite"), Reinstall("mmcv")),
    )


def _unknown(seen: Sighting) -> Iterator[Suspect]:
    yield seen.suspect(
        cause="wrong_environment_active",
        confidence=LOW,
        why=_(
            "no release of mmcv is known to have {name} in {module}: a changed copy of mmcv is expected"
        ),
        goals=(),
    )
    yield seen.suspect(
        cause="mmcv_too_old",
        confidence=LOW,
        why=_("the installed mmcv does not have {name} in {module}"),
        goals=(),
    )


def _what(seen: Sighting) -> str:
    name = seen.groups.get("name", "")
    return f"{seen.groups['module']}.{name}" if name else seen.groups["module"]
