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
from envdoctor.resolve.requirements import name_of, without_needless
from envdoctor.resolve.stand_in import stand_in

if TYPE_CHECKING:
    from typing import Iterator, List, Tuple

_TORCH = ("torch", "torchvision")
_FIRST = ("setuptools", "numpy")
_CONSUMERS = ("mmdet", "mmpose", "mmaction2")
_ABSENT_DECODER = "decord"


def steps_of(
    pins: Tuple[Pin, ...], builds: Tuple[SourceBuild, ...], place: Place, tables: Tables
) -> Tuple[Step, ...]:
    """Every command, in the order in which they run."""
    return tuple(_steps(pins, builds, place, tables))


def _steps(
    pins: Tuple[Pin, ...], builds: Tuple[SourceBuild, ...], place: Place, tables: Tables
) -> Iterator[Step]:
    if place.first:
        yield place.first
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


def _mmcv(pins: Tuple[Pin, ...], builds: Tuple[SourceBuild, ...], place: Place) -> Iterator[Step]:
    """mmcv alone, so that its page serves nothing else; never compiled where a wheel is meant."""
    (pin,) = [p for p in pins if p.name.rpartition("-")[0] in ("mmcv", "onedl") or p.name == "mmcv"]
    compiled = next((build for build in builds if build.compiles), None)
    held = [p for p in pins if p.name in (*_FIRST, "mmengine", "opencv-python")]
    if compiled is None:
        why = _("mmcv as a wheel that was built for this torch; a compile is refused")
        if pin.name == "mmcv-lite":
            why = _("mmcv without compiled ops, which goes with every torch")
        yield _install(place, MIM_STAGE, [pin, *held], why, "--only-binary", pin.name)
        return
    tools = [*(p.requirement for p in pins if p.name == "setuptools"), "wheel", "ninja"]
    yield Step(SOURCE_STAGE, (*place.install, *tools), _("what mmcv's setup.py needs"), {})
    yield Step(
        SOURCE_STAGE,
        (
            *place.install,
            "--no-build-isolation",
            "--no-binary",
            pin.name,
            *(p.requirement for p in (pin, *held)),
        ),
        _("compile mmcv with its ops against this torch: {price}"),
        {"price": compiled.price.format(**compiled.params)},
        compiled.variables,
    )


def _rest(
    pins: Tuple[Pin, ...], builds: Tuple[SourceBuild, ...], place: Place, tables: Tables
) -> Iterator[Step]:
    done = {*_FIRST, *_TORCH, "mmcv", "mmcv-lite", "mmengine"}
    others = [pin for pin in pins if pin.name not in done and pin.how != FROM_SOURCE]
    has_decord = any(pin.name == _ABSENT_DECODER for pin in pins)
    apart: List[Pin] = []
    extra: List[str] = []
    for pin in others:
        leave = () if has_decord else (_ABSENT_DECODER,)
        needs = without_needless(pin, tables, leave) if pin.name in _CONSUMERS else None
        if needs is not None:
            apart.append(pin)
            extra.extend(needs)
    named = {pin.name for pin in pins}
    together = [pin.requirement for pin in others if pin not in apart]
    together += [text for text in dict.fromkeys(extra) if name_of(text) not in named]
    yield Step(
        MIM_STAGE,
        (
            *place.install,
            *_held(pins),
            *(p.requirement for p in pins if p.name in _TORCH),
            *together,
        ),
        _("the packages that stand on mmcv, and what they import; torch and NumPy stay"),
        {},
    )
    if apart:
        yield Step(
            MIM_STAGE,
            (*place.install, "--no-deps", *(pin.requirement for pin in apart)),
            _("without what they require and cannot have here, or never import"),
            {},
        )
    yield from _cloned(builds, place)
    consumer = next((pin for pin in others if pin.name == "mmaction2"), None)
    if consumer is not None:
        yield from stand_in(consumer, place, tables)


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
