"""Compiled packages beside NumPy are of its major version.

A module compiled with NumPy 1 headers does not load under NumPy 2: "numpy.dtype size changed" or
"A module that was compiled using NumPy 1.x cannot be run". Many releases do not declare it.

How it is known: the installed versions, and what their published wheels were built with
(libraries.toml). One that was compiled here against the NumPy that is there is not at fault, which is
why OpenCV alone is judged as an error.

Bad: xtcocotools 1.14.3 with NumPy 2.2.6. Good: xtcocotools 1.14.3 with NumPy 1.26.4.
"""

from __future__ import annotations

from envdoctor.compat.libraries import NumpyMajors
from envdoctor.compat.tables import Tables
from envdoctor.diagnose.minimum import ordered
from envdoctor.diagnose.rule import Rule
from envdoctor.model.environment import Distribution
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, HIGH, LIBRARIES, MEDIUM, WARNING, Finding
from envdoctor.model.goal import Constrain
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Iterator, Optional, Tuple

RULE = Rule(
    "libraries.numpy_neighbours",
    LIBRARIES,
    _("compiled packages beside NumPy are of its major version"),
)


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """Each compiled package whose NumPy is known."""
    numpy = facts.numpy.known()
    major = ordered(numpy.version, facts.numpy.source)[0]
    for item in facts.distributions.known():
        if item.installer == "conda":
            continue
        known, is_opencv = _built_for(item, tables)
        if known is None or major in known.built_for:
            continue
        is_sure = is_opencv and known.certainty == HIGH
        yield RULE.finding(
            ERROR if is_sure else WARNING,
            cause="numpy_abi_mismatch",
            confidence=HIGH if is_sure else MEDIUM,
            title=_("{package} {version} was built for NumPy {majors}, and NumPy {numpy} is there"),
            why=_(
                'Its compiled part does not load ("numpy.dtype size changed", "compiled using NumPy 1.x"): what '
                "imports {package} fails."
            ),
            params={
                "package": item.name,
                "version": item.version,
                "majors": ", ".join(map(str, known.built_for)),
                "numpy": numpy.version,
            },
            evidence=(
                facts.numpy.evidence("numpy.version", numpy.version),
                facts.distributions.evidence(item.name, item.version),
                Evidence("built for NumPy", str(known.built_for[-1]), known.source),
            ),
            goals=(Constrain("numpy", f"<{known.built_for[-1] + 1}"),),
        )


def _built_for(item: Distribution, tables: Tables) -> Tuple[Optional[NumpyMajors], bool]:
    """The NumPy of the release's wheels, and whether it is one of OpenCV's four."""
    is_opencv = item.name in tables.libraries.cv2_distributions()
    try:
        if not is_opencv:
            return tables.libraries.numpy_majors(item.name, item.version), False
        known = tables.libraries.opencv(item.version)
    except ValueError:  # no version as PEP 440 knows it
        return None, is_opencv
    if known is None or known.built_for is None:
        return None, True
    return NumpyMajors(known.built_for, known.certainty, known.source), True
