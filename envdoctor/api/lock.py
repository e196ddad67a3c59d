"""The complete set of a manifest: every file with its hash, as the user's own indexes have it."""

from __future__ import annotations

from envdoctor.facts.indexes.complete import Incomplete, Target, complete
from envdoctor.facts.indexes.settings import default_index_of, here, read_configuration
from envdoctor.facts.root import Root
from envdoctor.model.manifest import Lock, Manifest
from envdoctor.model.plan_report import PlanReport, Remark
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Mapping

    from envdoctor.facts.indexes.configuration import Configuration

_MANYLINUX_MINORS = (17, 28, *range(31, 41))
"""Those of glibc 2 that uv has a platform for."""
_USUAL_MINOR = 28
_OTHERS = {
    ("windows", "x86_64"): "x86_64-pc-windows-msvc",
    ("windows", "arm64"): "aarch64-pc-windows-msvc",
    ("macos", "arm64"): "aarch64-apple-darwin",
    ("macos", "x86_64"): "x86_64-apple-darwin",
}
_MACHINES = {"amd64": "x86_64"}


class NoLock(Exception):
    """Why there is no complete set."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.name)
        self.remark = remark


def lock_of(
    manifest: Manifest,
    report: PlanReport,
    environ: Mapping[str, str],
    seconds: float,
    *,
    offline: bool,
) -> Lock:
    """Asks the indexes; raises `NoLock`."""
    from envdoctor.report.export.uv_project import project_text

    if manifest.compiled is not None:
        raise NoLock(
            Remark(
                "lock.compiled",
                _(
                    "{package} is compiled in the environment that it is for, which a lock of files cannot say: installers would build it apart, and without its ops"
                ),
                {"package": manifest.compiled.requirement},
            )
        )
    configuration = _configuration(report, environ)
    kept = "--offline" if offline else configuration.offline
    if kept:
        sentence = _(
            "a lock names the files that indexes have, and {setting} keeps the network out"
        )
        raise NoLock(Remark("lock.offline", sentence, {"setting": kept}))
    target = Target(manifest.python, uv_platform(manifest))
    try:
        return complete(project_text(manifest), target, configuration, environ, seconds)
    except Incomplete as error:
        raise NoLock(Remark("lock.incomplete", error.sentence, error.params)) from error


def _configuration(report: PlanReport, environ: Mapping[str, str]) -> Configuration:
    """That of the manager that is to install."""
    found = report.facts.interpreter.value
    prefix = report.private.fill(found.prefix) if found and found.prefix else ""
    manager = "uv" if found and found.kind == "uv" else "pip"
    default = default_index_of(Root()) if manager == "pip" else ""
    return read_configuration(manager, here(prefix, environ), default)


def uv_platform(manifest: Manifest) -> str:
    """The system as `--python-platform` names it: the newest manylinux that its glibc carries."""
    machine = manifest.machine.lower()
    machine = _MACHINES.get(machine, machine)
    if manifest.system != "linux":
        return _OTHERS.get((manifest.system, machine), manifest.system)
    minor = manifest.glibc.partition(".")[2].partition(".")[0]
    wanted = int(minor) if minor.isdigit() else _USUAL_MINOR
    carried = [known for known in _MANYLINUX_MINORS if known <= wanted] or [_MANYLINUX_MINORS[0]]
    arch = "aarch64" if machine == "arm64" else machine
    return f"{arch}-manylinux_2_{carried[-1]}"
