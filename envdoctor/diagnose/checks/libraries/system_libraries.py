"""The system libraries that OpenCV, the decoders and torch need are there.

Wheels bundle most libraries and leave a few to the system: libGL and GLib for OpenCV's windows above
all, which slim container images lack. `import cv2` then says "libGL.so.1: cannot open shared object
file". The headless packages of OpenCV need none of them.

How it is known: the needed libraries in the ELF headers of cv2, decord, av and torch and of what they
bundle, looked up as the loader does: RPATH with $ORIGIN, LD_LIBRARY_PATH, RUNPATH, ld.so.cache, the
system's folders. On Windows the loader works otherwise, and a missing Visual C++ runtime is out of
reach of a look at files.

Bad: opencv-python in an image without libgl1. Good: the same with libgl1 and libglib2.0-0.
"""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.rule import Rule
from envdoctor.model.facts import Facts
from envdoctor.model.finding import ERROR, LIBRARIES, WARNING, Finding
from envdoctor.model.goal import Manual
from envdoctor.model.read import Evidence
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterator, List, Tuple

RULE = Rule(
    "libraries.system_libraries",
    LIBRARIES,
    _("the system libraries that OpenCV, the decoders and torch need are there"),
    reference="https://github.com/opencv/opencv-python/issues/370",
)
_OWN = ("libtorch", "libc10", "libshm")
"""torch's own libraries: where they are missing, torch is damaged."""
_OPTIONAL = ("decord", "av")
"""Packages that MMAction2 imports only where a pipeline asks for them."""
_RPM = ("Fedora", "Red Hat", "CentOS", "Rocky", "Alma", "Amazon", "openSUSE", "SUSE", "Oracle")
_DEB = ("Debian", "Ubuntu", "Mint")


def check(facts: Facts, tables: Tables) -> Iterator[Finding]:
    """One finding for each package that lacks any."""
    for package, names in _missing(facts, tables).items():
        remedy, params, source = _remedy(facts, tables, package, names)
        yield RULE.finding(
            WARNING if package in _OPTIONAL else ERROR,
            cause="missing_system_library",
            title=_("{package} needs {names}, which the system does not have"),
            why=_("Importing {package} stops: the loader finds the library nowhere."),
            params={"package": package, "names": ", ".join(names), **params},
            evidence=(
                *(
                    facts.binaries.evidence(f"needed by {item.path}", ", ".join(item.missing))
                    for item in facts.binaries.known()
                    if item.package == package and item.missing
                ),
                *source,
            ),
            goals=(Manual(remedy),),
        )


def _missing(facts: Facts, tables: Tables) -> Dict[str, List[str]]:
    """Package -> libraries that are none of CUDA's and none of torch's own."""
    found: Dict[str, List[str]] = {}
    torch = facts.torch.value
    # What builds for ROCm or XPU bring along, and from where, is outside the tables.
    is_known = torch is not None and torch.variant.startswith(("cpu", "cu"))
    for binary in facts.binaries.known():
        for name in binary.missing if is_known or binary.package != "torch" else ():
            foreign = not name.startswith(_OWN) and not tables.shared_libraries.cuda_library(name)
            if foreign and name not in found.setdefault(binary.package, []):
                found[binary.package].append(name)
    return {package: names for package, names in found.items() if names}


def _remedy(
    facts: Facts, tables: Tables, package: str, names: List[str]
) -> Tuple[str, Dict[str, str], Tuple[Evidence, ...]]:
    """What to do, its parameters, and where the packages' names come from."""
    system = facts.platform.value.distribution if facts.platform.value else ""
    is_headful = package == "cv2" and "headless" not in _opencv(facts)
    if any(word in system for word in _RPM):
        words = " ".join(f"'{name}()(64bit)'" for name in names)
        return _install(_RPM_COMMAND, is_headful), {"packages": words}, ()
    known = [tables.shared_libraries.apt_package(name) for name in names]
    if any(word in system for word in _DEB) and all(known):
        words = " ".join(dict.fromkeys(filter(None, known)))
        source = Evidence("system packages", words, tables.shared_libraries.apt_source())
        return _install(_APT_COMMAND, is_headful), {"packages": words}, (source,)
    return _install(_UNKNOWN, is_headful), {}, ()


_APT_COMMAND, _RPM_COMMAND, _UNKNOWN = "apt", "rpm", ""
_REMEDIES = {
    (_APT_COMMAND, False): _("install it: apt-get update && apt-get install -y {packages}"),
    (_APT_COMMAND, True): _(
        "install it: apt-get update && apt-get install -y {packages}; or, where no window is to be opened, "
        "have opencv-python-headless in place of every other OpenCV"
    ),
    (_RPM_COMMAND, False): _("install it: dnf install -y {packages}"),
    (_RPM_COMMAND, True): _(
        "install it: dnf install -y {packages}; or, where no window is to be opened, have "
        "opencv-python-headless in place of every other OpenCV"
    ),
    (_UNKNOWN, False): _("install your distribution's package that holds {names}"),
    (_UNKNOWN, True): _(
        "install your distribution's package that holds {names}; or, where no window is to be opened, "
        "have opencv-python-headless in place of every other OpenCV"
    ),
}


def _install(command: str, is_headful: bool) -> str:
    return _REMEDIES[command, is_headful]


def _opencv(facts: Facts) -> str:
    return facts.opencv.value.distribution if facts.opencv.value else ""
