"""MMAction2 finds a library that reads video.

MMAction2's configs decode with decord (DecordInit), and can decode with PyAV or OpenCV. decord
publishes nothing for ARM: there PyAV or eva-decord takes its place.

How it is known: the modules decord, av, torchcodec and cv2 on the environment's path.

Bad: mmaction2 on an ARM server without PyAV and OpenCV. Good: decord 0.6.0 on x86_64.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.installed import lacks_decord
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, INFO, LIBRARIES, Finding
from envdoctor.model.goal import Constrain
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator

RULE = Rule("libraries.decoder", LIBRARIES, _("MMAction2 finds a library that reads video"))


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """The decoders that are there, where MMAction2 is."""
    facts.mmaction2.known()
    names = [decoder.name for decoder in facts.decoders.known()]
    if "decord" in names:
        return
    unpublished = lacks_decord(facts, tables)
    if not names:
        yield RULE.finding(
            ERROR,
            cause="decoder_missing",
            variant="none",
            title=_("nothing that reads video is installed"),
            why=_("MMAction2 cannot open a video: decord, PyAV and OpenCV are all absent."),
            params={},
            evidence=(facts.decoders.evidence("decoders", "none"), *unpublished),
            goals=(Constrain("av" if unpublished else "decord", ""),),
        )
        return
    yield RULE.finding(
        INFO,
        cause="decoder_missing",
        variant="substitute",
        title=_("decord is not installed; video is read by {names}"),
        why=_(
            "MMAction2's configs name DecordInit and DecordDecode: with PyAV write PyAVInit and PyAVDecode, with "
            "OpenCV OpenCVInit and OpenCVDecode. For ARM no decord is published; eva-decord is one under its name."
        ),
        params={"names": ", ".join(names)},
        evidence=(facts.decoders.evidence("decoders", ", ".join(names)), *unpublished),
    )
