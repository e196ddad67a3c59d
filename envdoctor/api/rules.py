"""`rules`: what envdoctor checks, and why."""

from __future__ import annotations

from typing import Tuple

from envdoctor.diagnose.pages import Page, pages
from envdoctor.model.problem import WrongInput
from envdoctor.model.text import _


def rules(name: str = "") -> Tuple[Page, ...]:
    """All rules' pages, or the one that is named; raises `WrongInput` when there is none."""
    found = tuple(page for page in pages() if name in ("", page.rule.id))
    if not found:
        raise WrongInput(
            _("no rule is called {names}; `envdoctor rules` lists them"), {"names": name}
        )
    return found
