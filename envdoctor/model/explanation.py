"""What `explain` says: the causes of a failure, most likely first."""

from __future__ import annotations

from envdoctor.model.account import Account, Quote
from envdoctor.model.finding import Finding, Fix
from envdoctor.model.private import NOTHING_PRIVATE, Private
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Optional, Tuple

CONTAINER = "container"
INSTALL = "install"
COMPILE = "compile"
IMPORT = "import"
RUN = "run"
PHASES = (CONTAINER, INSTALL, COMPILE, IMPORT, RUN)
"""When a cause shows, earliest first: what fails early brings on what fails later."""

NOT_ENVIRONMENT = "not_environment"
"""The cause that is none of the environment's."""


class Cause(NamedTuple):
    """One cause of the failure, with what it rests on."""

    finding: Finding
    """`id` is the signature or the rule that named it."""
    phase: str
    """A word of `PHASES`; "" for what the facts alone show."""
    line: Optional[Quote]
    """The very line that tells it; None for what the facts alone show."""
    ask: str
    """English template: what to look at to be sure; "" where nothing is missing."""
    fixes: Tuple[Fix, ...]
    confirm: Tuple[Tuple[str, ...], ...]
    """argv each: how to make sure that it is mended."""


class Explained(NamedTuple):
    """What messages and facts come to."""

    causes: Tuple[Cause, ...]
    """Most likely first; empty when no cause is known."""
    crashed: Tuple[str, ...]
    """Signatures that could not be weighed, each with the error: defects of envdoctor itself."""


class ExplainReport(NamedTuple):
    """What was read, and what it means."""

    name: str
    """The file; "-" for standard input, the command for one that was run."""
    account: Account
    causes: Tuple[Cause, ...]
    """Most likely first; empty when no cause is known."""
    tables_as_of: str
    crashed: Tuple[str, ...] = ()
    """Signatures that could not be weighed, each with the error: defects of envdoctor itself."""
    private: Private = NOTHING_PRIVATE
    """Turns tokens back, for one's own terminal."""

    @property
    def is_environment(self) -> bool:
        """Whether the environment is what is at fault, as far as the first cause tells."""
        return bool(self.causes) and self.causes[0].finding.cause != NOT_ENVIRONMENT
