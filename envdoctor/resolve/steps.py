"""Pins as commands, in the stages Conda, PyTorch, MIM, source; each package bound to its index."""

from __future__ import annotations

from envdoctor.compat.tables import Tables
from envdoctor.model.plan import (
    FROM_SOURCE,
    MIM_STAGE,
    SOURCE_STAGE,
    TORCH_STAGE,
    Pin,
    SourceBuild,
    Step,
)
from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.environment import Place
from envdoctor.resolve.requirements import name_of, requirements_beside
from envdoctor.resolve.stand_in import stand_in

if TYPE_CHECKING:
    from typing import Iterator, List, Tuple

_TORCH = ("torch", "torchvision")
_FIRST = ("setuptools", "numpy")
_CONSUMERS = ("mmdet", "mmpose", "mmaction2")
_DECODER = "decord"


def steps_of(
    pins: Tuple[Pin, ...],
    builds: Tuple[SourceBuild, ...],
    place: Place,
    removed: Tuple[str, ...],
    tables: Tables,
) -> Tuple[Step, ...]:
    """Every command, in the order in which they run."""
    return tuple(_steps(pins, builds, place, removed, tables))


def _steps(
    pins: Tuple[Pin, ...],
    builds: Tuple[SourceBuild, ...],
    place: Place,
    removed: Tuple[str, ...],
    tables: Tables,
) -> Iterator[Step]:
    if place.first:
        yield place.first
    if removed:
        why = _("what must not be in the set")
        yield Step(TORCH_STAGE, (*place.uninstall, *removed), why, {})
    yield _install(
        place,
        TORCH_STAGE,
        [pin for pin in pins if pin.name in _FIRST],
        _("what torch and mmcv were built to work with, before anything brings another version"),
    )
    yield _install(
        place,
        TORCH_STAGE,
        [pin for pin in pins if pin.name in _TORCH],
        _("torch with the torchvision that belongs to it, from the index of this build"),
    )
    yield from _mmcv(pins, builds, place)
    yield from _rest(pins, builds, place, tables)


def _install(place: Place, stage: str, pins: List[Pin], why: str, *options: str) -> Step:
    """One command for pins that share an index, which the first of them names."""
    bound = next(((pin.option, pin.index_url) for pin in pins if pin.option), ())
    argv = (*place.install, *options, *(pin.requirement for pin in pins), *bound)
    return Step(stage, argv, why, {})


def _held(pins: Tuple[Pin, ...]) -> Tuple[str, ...]:
    """What an installer must not move: said again in every command."""
    return tuple(pin.requirement for pin in pins if pin.name in _FIRST)


def _is_mmcv(pin: Pin) -> bool:
    return pin.name in ("mmcv", "mmcv-full", "mmcv-lite") or pin.name.endswith("-mmcv")


def _mmcv(pins: Tuple[Pin, ...], builds: Tuple[SourceBuild, ...], place: Place) -> Iterator[Step]:
    """mmcv, never compiled where a wheel is meant; a third party's index serves nothing else."""
    pin = next(pin for pin in pins if _is_mmcv(pin))
    compiled = next((build for build in builds if build.compiles), None)
    below = [p for p in pins if p.name in (*_FIRST, "mmengine", "opencv-python")]
    if compiled is not None:
        yield from _compiled(pin, below, compiled, pins, place)
    elif pin.option == "--index-url":
        why = _("what mmcv requires, from the ordinary index")
        yield _install(place, MIM_STAGE, below, why)
        why = _("mmcv of a third party, as a wheel that was built for this torch, and nothing else")
        yield _install(place, MIM_STAGE, [pin], why, "--no-deps", "--only-binary", pin.name)
    else:
        why = _("mmcv as a wheel that was built for this torch; a compile is refused")
        if pin.name == "mmcv-lite":
            why = _("mmcv without compiled ops, which goes with every torch")
        yield _install(place, MIM_STAGE, [pin, *below], why, "--only-binary", pin.name)


def _compiled(
    pin: Pin, below: List[Pin], build: SourceBuild, pins: Tuple[Pin, ...], place: Place
) -> Iterator[Step]:
    tools = [*(p.requirement for p in pins if p.name == "setuptools"), "wheel", "ninja"]
    yield Step(SOURCE_STAGE, (*place.install, *tools), _("what mmcv's setup.py needs"), {})
    named = (p.requirement for p in (pin, *below))
    yield Step(
        SOURCE_STAGE,
        (*place.install, "--no-build-isolation", "--no-binary", pin.name, *named),
        build.price,
        build.params,
        build.variables,
    )


def _rest(
    pins: Tuple[Pin, ...], builds: Tuple[SourceBuild, ...], place: Place, tables: Tables
) -> Iterator[Step]:
    """Everything that stands on mmcv; a consumer alone where not all it requires can be had."""
    done = (*_FIRST, *_TORCH, "mmengine")
    others = [pin for pin in pins if pin.name not in done and not _is_mmcv(pin)]
    leave = () if any(pin.name == _DECODER for pin in pins) else (_DECODER,)
    needs = {
        pin.name: requirements_beside(pin, tables, leave)
        for pin in others
        if pin.name in _CONSUMERS
    }
    apart = [pin for pin in others if needs.get(pin.name) is not None]
    named = {pin.name for pin in pins}
    extra = [_normalised(text) for pin in apart for text in needs[pin.name] or ()]
    together = [pin.requirement for pin in others if pin not in apart]
    together += [text for text in dict.fromkeys(extra) if name_of(text) not in named]
    torch = (pin.requirement for pin in pins if pin.name in _TORCH)
    yield Step(
        MIM_STAGE,
        (*place.install, *_held(pins), *torch, *together),
        _("the packages that stand on mmcv, and what they import; torch and NumPy stay"),
        {},
    )
    wheels = [pin.requirement for pin in apart if pin.how != FROM_SOURCE]
    if wheels:
        why = _("without what they require and cannot have here, or never import")
        yield Step(MIM_STAGE, (*place.install, "--no-deps", *wheels), why, {})
    yield from _cloned(builds, place)
    for pin in others:
        if pin.name in _CONSUMERS and pin.how != FROM_SOURCE:
            yield from stand_in(pin, place, tables)


def _normalised(requirement: str) -> str:
    """As everybody writes it alike: two packages may ask for "pillow" and "Pillow"."""
    name = name_of(requirement)
    return name + requirement[len(name) :]


def _cloned(builds: Tuple[SourceBuild, ...], place: Place) -> Iterator[Step]:
    for build in builds:
        if not build.compiles:
            params = {"package": build.name, "version": build.version}
            tag = ("--branch", f"v{build.version}", build.repository)
            why = _("the sources of {package} {version}")
            yield Step(SOURCE_STAGE, ("git", "clone", "--depth", "1", *tag), why, params)
            yield Step(
                SOURCE_STAGE,
                (*place.install, "--no-deps", "-e", f"./{build.repository.rpartition('/')[2]}"),
                _("{package} from its clone, which is complete"),
                params,
            )
