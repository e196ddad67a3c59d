"""One version of OpenCV owns cv2.

opencv-python, opencv-contrib-python and their headless twins all install the folder cv2. MMAction2
asks for one and mmengine for another, so natural installs have two. Of one version that is harmless;
of two, the one written last wins file by file, and removing either takes files from the other.

How it is known: the files that each distribution's RECORD lists.

Bad: opencv-python 4.11.0.86 beside opencv-contrib-python 4.12.0.88. Good: both of 4.11.0.86.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import INFO, LIBRARIES, WARNING, Finding
from envdoctor.model.goal import Align
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("libraries.opencv_owners", LIBRARIES, _("one version of OpenCV owns cv2"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:  # noqa: ARG001
    """The distributions that list the files of cv2, and their versions."""
    versions = {item.name: item.version for item in facts.distributions.known()}
    for shared in facts.shared_modules.known():
        if shared.module != "cv2":
            continue
        owners = {name: versions[name] for name in shared.owners if name in versions}
        differ = len(set(owners.values())) > 1
        names = ", ".join(f"{name} {version}" for name, version in owners.items())
        yield RULE.finding(
            WARNING if differ else INFO,
            cause="conflicting_packages",
            variant="versions" if differ else "twins",
            title=_("{owners} all install cv2")
            if differ
            else _("{owners} share cv2, in one version"),
            why=_(
                "They write the same {count} files, so cv2 is a mixture of versions, and removing one of them breaks the other."
            )
            if differ
            else _(
                "Harmless as long as both stay: removing one of them takes files from the other."
            ),
            params={"owners": names, "count": str(shared.files)},
            evidence=tuple(
                facts.shared_modules.evidence("owner of cv2", f"{name} {version}")
                for name, version in owners.items()
            ),
            goals=(Align(tuple(owners)),) if differ else (),
        )
