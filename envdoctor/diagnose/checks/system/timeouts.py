"""What envdoctor asked of the system came back in time.

A dead network mount, an exhausted file server or a hung device keep a call from returning. envdoctor
waits a limited time and goes on without the answer; other programs do not: an import or an install
that meets the same folder hangs.

How it is known: readings that a time limit ended, with the call that did not return. What the driver
did not answer is said by driver.answers.

Bad: a folder of PATH on a dead NFS mount. Good: every reading came back.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import HIGH, SYSTEM, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.read import Evidence, Read
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List

RULE = Rule("system.timeouts", SYSTEM, _("what envdoctor asked of the system came back in time"))
_OF_THE_DRIVER = ("driver", "gpus")


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """One finding for each call that did not return, with the facts that are lost."""
    lost: Dict[str, List[str]] = {}
    sources: Dict[str, str] = {}
    for name, read in zip(facts._fields, facts):
        if isinstance(read, Read) and read.is_timed_out and name not in _OF_THE_DRIVER:
            lost.setdefault(read.reason, []).append(name)
            sources[read.reason] = read.source
    for said, names in lost.items():
        yield RULE.finding(
            WARNING,
            cause="probe_timed_out",
            confidence=HIGH,
            title=_("a call did not come back in time: {said}"),
            why=_(
                "So {names} could not be read. Whatever else uses the same place hangs there too."
            ),
            params={"said": said, "names": ", ".join(names)},
            evidence=(Evidence(", ".join(names), said, sources[said]),),
            goals=(
                Manual(
                    _(
                        "find the mount that does not answer (findmnt, df -h hangs there) and unmount it: umount -l"
                    )
                ),
            ),
        )
