"""On the real tables: a sample of all classes against the rules said a second time."""

import random

from envdoctor.compat.tables import Tables
from envdoctor.model.plan import FROM_SOURCE
from envdoctor.resolve.resolution import resolve
from tests.support import stack_oracle as oracle
from tests.support.stack_classes import every_class, facts_of, request_of

_SAMPLE = 2000
_PARTS = 8


def check_class(asked, tables):
    """The resolver's answer to one class is the best there is, or there is none."""
    resolution = resolve(facts_of(asked), request_of(asked), tables)
    expected = oracle.best(asked)
    if expected is None:
        assert resolution.plan is None, asked
        assert resolution.conflict.members, asked
        return None
    assert resolution.plan is not None, (asked, expected)
    assert _answer(resolution.plan) == _seen(expected, asked), asked
    _holds(resolution.plan)
    return resolution.plan


def _answer(plan):
    versions = {pin.name: pin.version for pin in plan.pins}
    mmcv = plan.pin("mmcv") or plan.pin("mmcv-lite")
    return (
        mmcv.how == FROM_SOURCE,
        versions["mmaction2"],
        mmcv.version,
        versions["torch"],
        1 if versions["numpy"] == "<2" else 2,
        plan.python,
        versions["mmengine"],
        versions.get("mmdet"),
        versions.get("mmpose"),
        mmcv.name == "mmcv-lite",
    )


def _seen(expected, asked):
    """As pins show it: macOS has one build, ARM's index for the CPU no local parts."""
    bare = asked.system == "macos" or (asked.machine == "aarch64" and expected.variant == "cpu")
    torch = expected.torch if bare else f"{expected.torch}+{expected.variant}"
    return (*expected[:3], torch, *expected[5:])


def _holds(plan):
    """Nothing in the set asserts at import, whatever the rank."""
    versions = {pin.name: pin.version for pin in plan.pins}
    versions["mmcv"] = versions.get("mmcv") or versions["mmcv-lite"]
    for consumer in ("mmaction2", "mmdet", "mmpose"):
        if consumer in versions:
            for target, ranges in oracle.asserted(consumer, versions[consumer]).items():
                assert oracle.inside(versions[target], ranges)


def pytest_generate_tests(metafunc):
    if "part" in metafunc.fixturenames:
        metafunc.parametrize("part", range(_PARTS))


def test_the_best_set_of_every_class_in_the_sample(part):
    classes = random.Random(5).sample(list(every_class()), _SAMPLE)
    tables = Tables()
    for asked in classes[part::_PARTS]:
        check_class(asked, tables)
