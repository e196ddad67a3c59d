"""There is a torch for the environment's Python.

torch is published for some Python series only: a new Python has none for months, an old one gets no
new release, and Intel Macs get none at all any more. pip then says "No matching distribution found",
or takes an old release.

How it is known: the Python series of every release's wheels (torch.toml). Judged where something of
the stack is installed; conda's own builds of torch are not wheels and not judged.

Bad: mmaction2 in an environment of Python 3.16 while torch ends at 3.15. Good: Python 3.11.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.compat.versions import minor, numbers
from envdoctor.diagnose.installed import stack_present
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, HIGH, MEDIUM, PYTHON, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.machine import Platform
from envdoctor.model.read import UNKNOWN, Evidence, NotKnown
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional, Tuple

RULE = Rule(
    "python.wheels_for_version",
    PYTHON,
    _("there is a torch for the environment's Python"),
    requires=("python.minimum",),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """The environment's Python against the wheels of the torch that is there, or of any torch."""
    python, platform = facts.interpreter.known(), facts.platform.known()
    series = minor(python.version)
    if facts.torch.value is not None:
        yield from _installed(facts, tables, series)
        return
    if not stack_present(facts):
        return
    served = _served(tables, platform)
    if not served:
        raise NotKnown(UNKNOWN, "torch.toml", "no torch release is known for this platform")
    if series in served:
        return
    newest = max(served, key=numbers)
    is_newer = numbers(series) > numbers(newest)
    ended = not _pythons(tables, platform, tables.torch.newest())
    yield RULE.finding(
        WARNING if is_newer and not ended else ERROR,
        cause="python_too_new" if is_newer else "no_matching_wheel",
        confidence=MEDIUM if is_newer and not ended else HIGH,
        variant="none",
        title=_("no torch is known for Python {python} on this platform"),
        why=_(
            "The newest Python with a torch here is {newest} (as of {as_of}); pip finds no matching "
            "distribution."
        ),
        params={"python": series, "newest": newest, "as_of": tables.torch.as_of},
        evidence=(
            facts.interpreter.evidence("python.version", python.version),
            Evidence("newest Python with a torch", newest, "torch.toml"),
        ),
        goals=(Manual(_("create a new environment with Python {newest} or older")),),
    )


def _installed(facts: Facts, tables: Tables, series: str) -> Iterator[Finding]:
    """A torch that pip has installed for a Python that it was never built for."""
    torch, platform = facts.torch.known(), facts.platform.known()
    pythons = _pythons(tables, platform, torch.version)
    by_pip = any(
        item.name == "torch" and item.installer in ("pip", "uv")
        for item in facts.distributions.known()
    )
    if torch.package != "wheel" or not by_pip or not pythons or series in pythons:
        return
    yield RULE.finding(
        WARNING,
        cause="no_matching_wheel",
        confidence=MEDIUM,
        variant="installed",
        title=_("torch {torch} has no wheel for Python {python}, and yet it is installed"),
        why=_(
            "It was published for Python {pythons}. Its files belong to another Python, or were compiled here: "
            "in the first case its import fails."
        ),
        params={"torch": torch.version, "python": series, "pythons": ", ".join(pythons)},
        evidence=(
            facts.torch.evidence("torch.version", torch.version),
            facts.interpreter.evidence("python.version", series),
        ),
    )


def _pythons(tables: Tables, platform: Platform, version: str) -> Optional[Tuple[str, ...]]:
    release = tables.torch.release(version)
    return release.pythons(platform.system, platform.machine) if release else None


def _served(tables: Tables, platform: Platform) -> Tuple[str, ...]:
    """Every Python series that some torch serves here."""
    found = {
        series
        for version in tables.torch.versions()
        for series in _pythons(tables, platform, version) or ()
    }
    return tuple(found)
