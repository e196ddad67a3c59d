"""The steps of a plan that change something in an environment that is there already."""

from __future__ import annotations

from envdoctor.api.plan_moves import going, label_of
from envdoctor.compat.versions import public
from envdoctor.model.facts import Facts
from envdoctor.model.plan import Plan, Step
from envdoctor.model.request import Request
from envdoctor.record import TYPE_CHECKING
from envdoctor.resolve.laws.wishes import AXIS_OF

if TYPE_CHECKING:
    from typing import AbstractSet, Dict, Iterator, Mapping, Tuple

_WITH_VALUE = ("--find-links", "--index-url", "--extra-index-url", "--only-binary", "--no-binary")
_ELSEWHERE = ("-e", "--editable")
_TORCH = ("torch", "torchvision")
_COMPANIONS = ("torchvision", "setuptools")
_WHOLE = "mmaction2"
"""What stands on everything: where it is not there, all that it needs is wanted."""


def needed_steps(plan: Plan, facts: Facts, request: Request) -> Tuple[Step, ...]:
    """Those that are not done already, without what is not there and nobody asks for."""
    installed = {item.name: item.version for item in facts.distributions.value or ()}
    away = {*request.removed, *going(plan, facts)}
    there = {name: text for name, text in installed.items() if name not in away}
    same = _unlabelled(plan, facts, there)
    asked = {*installed, *AXIS_OF, *_COMPANIONS, *(name for name, _range in request.pins)}
    if _WHOLE not in installed:
        asked.update(_name(word) for step in plan.steps for word in step.argv)
    steps = (_reduced(step, same, asked) for step in plan.steps)
    return tuple(step for step in steps if not _is_done(step, there, facts))


def _reduced(step: Step, same: Mapping[str, str], asked: AbstractSet[str]) -> Step:
    """The step without requirements that nobody asks for."""
    if "install" not in step.argv:
        return step
    needless = {word for word in _wanted(step.argv) if _name(word) not in (*asked, "")}
    argv = tuple(same.get(word, word) for word in step.argv if word not in needless)
    return step._replace(argv=argv)


def _unlabelled(plan: Plan, facts: Facts, there: Mapping[str, str]) -> Dict[str, str]:
    """Requirements of a torch that stays, as its own metadata names it: without the variant."""
    torch = plan.pin("torch")
    if torch is None or torch.version != label_of(facts):
        return {}
    return {
        pin.requirement: f"{pin.name}=={there[pin.name]}"
        for pin in plan.pins
        if pin.name in _TORCH and public(there.get(pin.name, "")) == public(pin.version)
    }


def _is_done(step: Step, there: Mapping[str, str], facts: Facts) -> bool:
    if "install" in step.argv:
        return all(_is_there(word, there) for word in _wanted(step.argv))
    if "-c" in step.argv:
        # A stand-in for what the published package lacks: nothing, where it lacks nothing.
        package = facts.mmaction2.value
        return package is not None and not package.missing and "mmaction2" in there
    return False


def _wanted(argv: Tuple[str, ...]) -> Iterator[str]:
    """The requirements of an install; a folder stands for itself."""
    words = iter(argv[argv.index("install") + 1 :])
    for word in words:
        if word in (*_WITH_VALUE, "--python"):
            next(words, "")
        elif word in _ELSEWHERE or not word.startswith("-"):
            yield word


def _is_there(word: str, there: Mapping[str, str]) -> bool:
    from packaging.requirements import Requirement

    version = there.get(_name(word))
    if version is None:
        return False
    return Requirement(word).specifier.contains(version, prereleases=True)


def _name(word: str) -> str:
    """The distribution that a requirement names, normalised; "" for a folder."""
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    try:
        return str(canonicalize_name(Requirement(word).name))
    except InvalidRequirement:
        return ""
