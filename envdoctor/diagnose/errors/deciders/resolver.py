"""A resolver finds no set: no wheel, an interpreter outside, torch against torchvision, or a mere conflict."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.errors.sighting import Sighting, Suspect
from envdoctor.model.account import Account
from envdoctor.model.finding import HIGH, LOW, MEDIUM, TORCH
from envdoctor.model.goal import Manual
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

_NO_WHEEL = (
    *("no wheels with a matching", "no wheels are available with a matching", "-compatible wheels"),
    *("has no usable wheels", "no `platform_machine"),
)
_NO_VERSION = (
    *(
        "there is no version of",
        "there are no versions of",
        "was not found in the package registry",
    ),
    *("is not available for this", "nothing provides", "does not exist (perhaps a typo"),
    *("only the following versions of",),
)
_BELOW = 30
_COMPANIONS = ("torchvision", "torchaudio")


def decide(seen: Sighting, account: Account, tables: Tables) -> Iterator[Suspect]:
    """By the reasons that the resolver prints below."""
    lines = [line.text for line in account.around(seen.line, 3, _BELOW)]
    text = "\n".join(lines)
    if any(part in text for part in _NO_WHEEL):
        yield seen.suspect(
            confidence=HIGH,
            why=_("a package that is required has no wheel for this Python and platform"),
            goals=(
                Manual(
                    _(
                        "choose a Python for which the package named below has a wheel, or another version of it; torch's builds need their own index"
                    )
                ),
            ),
            ask="",
        )
        return
    torch = "torch" in text and any(name in text for name in _COMPANIONS)
    if torch and "conda" not in seen.signature.id:
        yield seen.suspect(
            cause="torch_torchvision_mismatch",
            confidence=MEDIUM,
            layer=TORCH,
            why=_(
                "the torch and the torchvision (torchaudio) that are asked for are of different releases"
            ),
            goals=(Manual(_("ask for one release of both, or leave torchvision's version open")),),
        )
        yield seen.suspect(confidence=LOW)
        return
    yield seen.suspect(
        confidence=MEDIUM if any(part in text for part in _NO_VERSION) else "",
    )
