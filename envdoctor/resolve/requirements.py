"""What a release requires, without what it never imports and what has no wheel here."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.model.plan import FROM_SOURCE, Pin
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Optional, Tuple


def requirements_beside(
    pin: Pin, tables: Tables, leave: Tuple[str, ...]
) -> Optional[Tuple[str, ...]]:
    """What a release requires and can have, where that has to be named: None where its own will do.

    A clone is installed without its requirements, and so is a wheel some of which must be left out.
    """
    needless = {
        defect.distribution
        for defect in tables.known_bad.needless_requirements(pin.name, pin.version)
    }
    out = needless | set(leave)
    release = tables.openmmlab.release(pin.name, pin.version)
    asked = release.install_requires if release else ()
    kept = tuple(text for text in asked if name_of(text) not in out)
    return kept if len(kept) < len(asked) or pin.how == FROM_SOURCE else None


def name_of(requirement: str) -> str:
    """The distribution that a requirement names ("decord >= 0.4.1"), normalised."""
    end = next((i for i, c in enumerate(requirement) if not (c.isalnum() or c in "-_.")), None)
    return requirement[:end].lower().replace("_", "-")
