"""torch is a release that the tables know.

Information only: a newer release is not judged by its novelty. What the tables would say of its
companions, NumPy and GPU architectures is unknown for it.

How it is known: torch/version.py against the newest release in torch.toml, and that table's date.

Bad: torch 2.99.0 with tables of 2026. Good: torch 2.13.0.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import order, public
from envdoctor.diagnose.minimum import ordered
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import INFO, TORCH, Finding
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("torch.newer_than_known", TORCH, _("torch is a release that the tables know"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Says when torch is newer than all releases in the table."""
    torch = facts.torch.known()
    newest = tables.torch.newest()
    if ordered(public(torch.version), facts.torch.source) <= order(newest):
        return
    yield RULE.finding(
        INFO,
        cause="torch_newer_than_known",
        title=_("torch {torch} is newer than the tables know (as of {as_of})"),
        why=_(
            "Nothing is wrong with that. Its fit with torchvision, NumPy and the GPU is not judged; the newest "
            "known release is {newest}."
        ),
        params={"torch": torch.version, "newest": newest, "as_of": tables.torch.as_of},
        evidence=(facts.torch.evidence("torch.version", torch.version),),
    )
