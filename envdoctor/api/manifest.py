"""A plan as a list of distributions, each with its index, for files that other tools install from."""

from __future__ import annotations

from envdoctor.api.plain_words import refuse_strange
from envdoctor.compat.tables import Tables
from envdoctor.model.manifest import Command, Item, Manifest
from envdoctor.model.plan import FROM_SOURCE, Pin, Plan, SourceBuild, Step
from envdoctor.model.plan_report import PlanReport, Remark
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.choices import cuda_of
from envdoctor.resolve.environment import Place
from envdoctor.resolve.requirements import name_of, requirements_beside
from envdoctor.resolve.steps import steps_of

if TYPE_CHECKING:
    from typing import Iterator, List, Mapping, Optional, Tuple

_NAME = "openmmlab"
"""As MMAction2's guide calls its environment."""
_CONSUMERS = ("mmdet", "mmpose", "mmaction2")
_DECODER = "decord"
_BUILD_TOOLS = ("wheel", "ninja")
"""What mmcv's setup.py needs besides setuptools, NumPy and torch."""
_IN_A_CONTAINER = Place(
    name="",
    python=("python",),
    install=("python", "-m", "pip", "install"),
    uninstall=("python", "-m", "pip", "uninstall", "-y"),
    first=None,
)


def manifest_of(report: PlanReport, plan: Plan, tables: Tables) -> Manifest:
    """The plan of a report, as far as a list of distributions can say it."""
    platform = report.facts.platform.known()
    libc = report.facts.libc.value
    steps = steps_of(plan.pins, plan.source_builds, _IN_A_CONTAINER, (), tables)
    compiled = next((build for build in plan.source_builds if build.compiles), None)
    items = tuple(_items(report, plan, tables))
    exact = {pin.requirement: item.requirement for pin, item in zip(plan.pins, items)}
    manifest = Manifest(
        environment=_NAME,
        python=plan.python,
        system=platform.system,
        machine=platform.machine or "x86_64",
        glibc=libc.version if libc and libc.name == "glibc" else "",
        cuda=_cuda(plan),
        items=items,
        build_variables=compiled.variables if compiled else (),
        commands=tuple(_command(step, exact) for step in steps),
        gaps=tuple(_gaps(plan, tables)),
        tables_as_of=plan.tables_as_of,
    )
    refuse_strange(manifest)
    return manifest


def _cuda(plan: Plan) -> str:
    """Of torch's build, as its local part says, else its index's last word."""
    torch = plan.pin("torch")
    if torch is None:
        return ""
    local = torch.version.partition("+")[2]
    return cuda_of(local or torch.index_url.rstrip("/").rpartition("/")[2])


def _command(step: Step, exact: Mapping[str, str]) -> Command:
    """The step with the versions that an index was seen to have."""
    argv = tuple(exact.get(word, word) for word in step.argv)
    return Command(argv, step.why, step.params, step.variables)


def _items(report: PlanReport, plan: Plan, tables: Tables) -> Iterator[Item]:
    """All pins, then what those require that are installed without their own requirements."""
    named = {pin.name for pin in plan.pins}
    leave = () if _DECODER in named else (_DECODER,)
    clones = {build.name: build for build in plan.source_builds if not build.compiles}
    beside: List[str] = []
    for pin in plan.pins:
        needs = requirements_beside(pin, tables, leave) if pin.name in _CONSUMERS else None
        leaves: Tuple[str, ...] = ()
        if needs is not None:
            beside += [text for text in needs if name_of(text) not in named]
            kept = {name_of(text) for text in needs}
            release = tables.openmmlab.release(pin.name, pin.version)
            asked = [name_of(text) for text in (release.install_requires if release else ())]
            leaves = tuple(name for name in asked if name not in kept)
        item = _item(pin, report, clones.get(pin.name))
        if item.compiles or item.repository:
            release = tables.openmmlab.release(pin.name, pin.version)
            item = item._replace(requires=release.install_requires if release else ())
        if item.compiles:
            beside += _BUILD_TOOLS
        yield item._replace(leaves=leaves)
    for text in dict.fromkeys(beside):
        yield _required(text)


def _item(pin: Pin, report: PlanReport, clone: Optional[SourceBuild]) -> Item:
    found = report.file_of(pin)
    compiles = pin.how == FROM_SOURCE and clone is None
    is_range = not pin.specifier.startswith("==")
    return Item(
        name=pin.name,
        specifier=f"=={found.version}" if found and is_range else pin.specifier,
        option=pin.option,
        index_url=pin.index_url,
        found_at=found.source if found else "",
        wheel_only=_is_mmcv(pin.name) and not compiles,
        compiles=compiles,
        repository=f"{clone.repository}@v{clone.version}" if clone else "",
    )


def _is_mmcv(name: str) -> bool:
    return name in ("mmcv", "mmcv-full", "mmcv-lite") or name.endswith("-mmcv")


def _required(text: str) -> Item:
    """A requirement as a release states it ("xtcocotools>=1.12"), which the tables know by heart."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found = Requirement(text)
    return Item(str(canonicalize_name(found.name)), str(found.specifier))


def _gaps(plan: Plan, tables: Tables) -> Iterator[Remark]:
    for pin in plan.pins:
        if pin.name not in _CONSUMERS or pin.how == FROM_SOURCE:
            continue
        for defect in tables.known_bad.missing_modules(pin.name, pin.version):
            yield Remark(
                "package.incomplete",
                _(
                    "{package} {version} was published without {module}, which it imports: nothing that installs from this file can mend that. With --mode source it comes from its repository, which has it; `install --dry-run` shows a command that puts a stand-in there"
                ),
                {"package": pin.name, "version": pin.version, "module": ", ".join(defect.modules)},
            )
