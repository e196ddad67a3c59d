"""`export`: a plan as a file that another tool installs from."""

from __future__ import annotations

import os

from envdoctor.api.manifest import manifest_of
from envdoctor.api.plan import PlanCall, plan
from envdoctor.compat.tables import Tables
from envdoctor.model.manifest import Exported, Written
from envdoctor.model.plan_report import Remark
from envdoctor.model.problem import WrongInput
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Callable, Dict, Mapping, Tuple

    from envdoctor.model.manifest import Lock, Manifest
    from envdoctor.model.plan import Pin
    from envdoctor.model.plan_report import PlanReport

REQUIREMENTS = "requirements"
PYLOCK = "pylock"
CONDA = "conda"
UV = "uv"
DOCKERFILE = "dockerfile"
FORMATS = (REQUIREMENTS, PYLOCK, CONDA, UV, DOCKERFILE)

_LOCK_SECONDS = 600.0
"""For a lock that was asked for: it may have to download a wheel whose page gives no hash."""
_PATIENCE_SECONDS = 60.0
"""For hashes that nobody asked for by name."""
_OPENCV_S = ("libGL.so.1", "libgthread-2.0.so.0", "libxcb.so.1")
"""What OpenCV's wheels leave to the system."""


class ExportCall(NamedTuple):
    """What is planned, and the file that it becomes."""

    plan: PlanCall
    format: str
    """A word of `FORMATS`."""


class NoFile(Exception):
    """Why a plan does not become a file of this kind."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.name)
        self.remark = remark


class _Work(NamedTuple):
    """What every format is written from."""

    call: ExportCall
    report: PlanReport
    manifest: Manifest
    tables: Tables
    environ: Mapping[str, str]


def export(call: ExportCall, environ: Mapping[str, str] = os.environ) -> Exported:
    """The file, or why there is none; raises `WrongInput` for a call that makes no sense."""
    if call.format not in FORMATS:
        raise WrongInput(
            _("export does not know {format}; it knows {formats}"),
            {"format": call.format, "formats": ", ".join(FORMATS)},
        )
    report = plan(call.plan, environ)
    found = report.resolution.plan
    if found is None:
        return Exported(call.format, report, None)
    tables = Tables()
    work = _Work(call, report, manifest_of(report, found, tables), tables, environ)
    try:
        return Exported(call.format, report, _WRITERS[call.format](work))
    except NoFile as error:
        return Exported(call.format, report, None, (error.remark,))


def _requirements(work: _Work) -> Written:
    from envdoctor.report.export.requirements import requirements

    try:
        _can_hash(work)
        return requirements(work.manifest, _lock(work, _PATIENCE_SECONDS))
    except NoFile as error:
        written = requirements(work.manifest)
        return Written(written.content, (*written.remarks, _without_hashes(error.remark)))


def _can_hash(work: _Work) -> None:
    """Whether indexes give a hash of everything: nothing large is downloaded unasked for one."""
    manifest, known = work.manifest, dict(work.report.files)
    if not known:
        raise NoFile(Remark("lock.not_asked", _("no index was asked, or none answered"), {}))
    cloned = [item.name for item in manifest.items if item.repository]
    if cloned:
        raise NoFile(
            Remark(
                "lock.repository",
                _("{packages} comes from a repository, of which pip takes no hash"),
                {"packages": ", ".join(cloned)},
            )
        )
    bare = [pin.name for pin in _pins(work) if pin.name in known and not known[pin.name].sha256]
    if bare:
        raise NoFile(
            Remark(
                "lock.no_hash",
                _("the page that lists {packages} gives none, and pip wants all or none"),
                {"packages": ", ".join(bare)},
            )
        )
    unknown = [pin.name for pin in _pins(work) if pin.name not in known]
    if unknown:
        raise NoFile(
            Remark(
                "lock.not_listed",
                _("no index told which file it has of {packages}"),
                {"packages": ", ".join(unknown)},
            )
        )


def _pins(work: _Work) -> Tuple[Pin, ...]:
    found = work.report.resolution.plan
    return found.pins if found else ()


def _without_hashes(why: Remark) -> Remark:
    return Remark("lock.none", _("no hashes: {because}"), {**why.params}, because=why.sentence)


def _pylock(work: _Work) -> Written:
    from envdoctor.report.export.pylock import pylock

    return pylock(work.manifest, _lock(work, _LOCK_SECONDS))


def _conda(work: _Work) -> Written:
    from envdoctor.report.export.conda import conda

    return conda(work.manifest)


def _uv(work: _Work) -> Written:
    from envdoctor.report.export.uv_project import uv_project

    return uv_project(work.manifest)


def _dockerfile(work: _Work) -> Written:
    from envdoctor.report.export.dockerfile import dockerfile

    manifest, images = work.manifest, work.tables.docker_images
    if manifest.system != "linux":
        raise WrongInput(
            _(
                "a Dockerfile makes an image of Linux, and this plan is for {system}: --platform linux_x86_64 plans for Linux"
            ),
            {"system": manifest.system},
        )
    needs_toolkit = bool(manifest.compiled and manifest.cuda)
    image = (
        images.with_toolkit(manifest.cuda, manifest.python)
        if needs_toolkit
        else images.with_python(manifest.python)
    )
    if image is None:
        raise NoFile(
            Remark(
                "docker.no_image",
                _("no image with {what} is known"),
                {"what": f"CUDA {manifest.cuda}" if needs_toolkit else f"Python {manifest.python}"},
            )
        )
    found = (work.tables.shared_libraries.apt_package(name) for name in _OPENCV_S)
    return dockerfile(manifest, image, [name for name in found if name])


_WRITERS: Dict[str, Callable[[_Work], Written]] = {
    REQUIREMENTS: _requirements,
    PYLOCK: _pylock,
    CONDA: _conda,
    UV: _uv,
    DOCKERFILE: _dockerfile,
}


def _lock(work: _Work, seconds: float) -> Lock:
    from envdoctor.api.lock import NoLock, lock_of

    offline = work.call.plan.offline
    try:
        return lock_of(work.manifest, work.report, work.environ, seconds, offline=offline)
    except NoLock as error:
        raise NoFile(error.remark) from error
