"""The complete set of a manifest: every file with its hash, as the user's own indexes have it."""

from __future__ import annotations

from envdoctor.api.index_settings import configuration_of, platform_tag
from envdoctor.facts.indexes.complete import Incomplete, Target, complete
from envdoctor.model.facts import Facts
from envdoctor.model.manifest import Item, Lock, Manifest
from envdoctor.model.plan_report import PlanReport, Remark
from envdoctor.model.text import _
from envdoctor.model.wheel_tags import place_of
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Mapping

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
    plan = report.resolution.plan
    if plan is None:
        raise ValueError("a lock is made of a plan")
    configuration = configuration_of(plan, report.facts, report.private, environ)
    kept = "--offline" if offline else configuration.offline
    if kept:
        sentence = _(
            "a lock names the files that indexes have, and {setting} keeps the network out"
        )
        raise NoLock(Remark("lock.offline", sentence, {"setting": kept}))
    target = Target(manifest.python, uv_platform(manifest), _macos(report.facts))
    try:
        project = project_text(
            manifest._replace(items=tuple(_as_found(item) for item in manifest.items))
        )
        return complete(project, target, configuration, environ, seconds)
    except Incomplete as error:
        raise NoLock(Remark("lock.incomplete", error.sentence, error.params)) from error


def _as_found(item: Item) -> Item:
    """What was not found where it is bound to, but on a page of the user's own, is taken from there."""
    elsewhere = item.found_at.rstrip("/") not in ("", item.index_url.rstrip("/"))
    return item._replace(option="", index_url="") if elsewhere else item


def _macos(facts: Facts) -> str:
    """The version that wheels are chosen for; "" for another system, or where it is not known."""
    place = place_of(platform_tag(facts))
    if place is None or place[0] != "macos" or place[1] is None:
        return ""
    return "{}.{}".format(*place[1])


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
