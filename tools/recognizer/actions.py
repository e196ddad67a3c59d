"""The twelve actions: for each a pose at every phase of its cycle, and the props it needs.

A phase runs from 0 to 1 over one repetition. `Manner` holds what one performer does
differently from the next.
"""

from typing import Callable, Dict, NamedTuple, Tuple

import numpy as np

from tools.recognizer.skeleton import HANGING, STANDING, Limb, Pose


class Manner(NamedTuple):
    """How one performer does it; every number was drawn once for the whole clip."""

    amplitude: float
    """0.85 to 1.15 about; scales how far the limbs go."""
    a: float
    b: float
    c: float
    """Free choices in -1..1, used by each action for its own variants."""


class Action(NamedTuple):
    """One class of the recognizer."""

    label: str
    pose: Callable[[float, Manner], Pose]
    yaw: Tuple[float, float]
    """Camera directions that show it, degrees: 0 sees the side, 90 the front."""
    period_seconds: Tuple[float, float]
    props: Tuple[str, ...] = ()
    figures: int = 1


def _wave(phase: float) -> float:
    """0 at the start of a repetition, 1 in its middle."""
    return float(0.5 - 0.5 * np.cos(2.0 * np.pi * phase))


def _swing(phase: float) -> float:
    return float(np.sin(2.0 * np.pi * phase))


def arm_wrestling(phase: float, manner: Manner) -> Pose:
    """Leaning over the table; `scene` ties the two fighting hands together."""
    sway = _swing(phase)
    return Pose(
        left_arm=(35.0, 12.0, 80.0 + 8.0 * manner.a, -10.0),
        right_arm=(50.0, 10.0, 130.0, 0.0),
        left_leg=(80.0 + 8.0 * manner.b, 10.0, -6.0, 8.0),
        right_leg=(80.0 - 8.0 * manner.b, 10.0, -10.0, 8.0),
        lean=22.0 + 8.0 * manner.c + 4.0 * sway,
        nod=8.0 * manner.a,
    )


def bowing(phase: float, manner: Manner) -> Pose:
    """From the hips, legs straight, hands at the seams or folded."""
    depth = _wave(phase)
    hang = -6.0 - 12.0 * depth if manner.a > 0 else 25.0
    arm: Limb = (hang, 5.0, hang + (8.0 if manner.a > 0 else 12.0), -4.0)
    return Pose(
        left_arm=arm,
        right_arm=arm,
        lean=depth * (72.0 + 14.0 * manner.b) * manner.amplitude,
        nod=14.0 * depth + 6.0 * manner.c,
        left_leg=(-4.0 * depth, 3.0, -4.0 * depth, 3.0),
        right_leg=(-4.0 * depth, 3.0, -4.0 * depth, 3.0),
    )


def cartwheeling(phase: float, manner: Manner) -> Pose:
    """Wheeling sideways over straight arms; most of the time upside down."""
    legs = (34.0 + 10.0 * manner.a) * manner.amplitude
    arms = 152.0 + 10.0 * manner.b
    side = 1.0 if manner.c > 0 else -1.0
    arm: Limb = (0.0, arms, 0.0, arms + 4.0)
    return Pose(
        left_arm=arm,
        right_arm=arm,
        left_leg=(6.0 * manner.b, legs, 2.0, legs),
        right_leg=(-6.0 * manner.b, legs, -2.0, legs),
        roll=side * (60.0 + 240.0 * phase),
    )


def clean_and_jerk(phase: float, manner: Manner) -> Pose:
    """The bar from the floor over the shoulders to straight arms."""
    first, second = min(1.0, 2.2 * phase), max(0.0, min(1.0, 2.4 * phase - 1.1))
    crouch = (1.0 - first) * manner.amplitude
    upper = 18.0 + 44.0 * first + 104.0 * second
    lower = 10.0 + 150.0 * first + 12.0 * second
    spread = 12.0 + 5.0 * manner.a
    arm: Limb = (upper, spread, lower, spread * 0.6)
    return Pose(
        left_arm=arm,
        right_arm=arm,
        left_leg=(86.0 * crouch, 14.0 + 4.0 * manner.b, -34.0 * crouch, 9.0),
        right_leg=(86.0 * crouch, 14.0 + 4.0 * manner.b, -34.0 * crouch, 9.0),
        lean=48.0 * crouch - 3.0 * second,
        nod=-24.0 * crouch,
    )


def high_kick(phase: float, manner: Manner) -> Pose:
    """One straight leg up in front, fists guarding."""
    lift = _wave(phase) ** 0.8
    kick: Limb = (104.0 * lift * manner.amplitude, 5.0, (100.0 * lift) * manner.amplitude, 5.0)
    stand: Limb = (-6.0 * lift, 4.0, -10.0 * lift, 4.0)
    guard: Limb = (35.0 + 10.0 * manner.b, 14.0, 125.0 + 12.0 * manner.b, -8.0)
    left = manner.a > 0
    return Pose(
        left_arm=guard,
        right_arm=guard if manner.c > 0 else (-25.0, 22.0, 20.0, 18.0),
        left_leg=kick if left else stand,
        right_leg=stand if left else kick,
        lean=-16.0 * lift,
    )


def jogging(phase: float, manner: Manner) -> Pose:
    """Running: arms and legs in opposition, elbows bent."""
    swing, cross = _swing(phase), float(np.cos(2.0 * np.pi * phase))
    reach = 42.0 * manner.amplitude

    def leg(direction: float, lifting: float) -> Limb:
        thigh = 12.0 + reach * direction
        return (thigh, 2.0, thigh - 28.0 - 52.0 * max(0.0, lifting), 2.0)

    def arm(direction: float) -> Limb:
        upper = 38.0 * direction * manner.amplitude - 6.0
        return (upper, 8.0, upper + 82.0 + 12.0 * manner.a, -6.0)

    return Pose(
        left_arm=arm(-swing),
        right_arm=arm(swing),
        left_leg=leg(swing, cross),
        right_leg=leg(-swing, -cross),
        lean=11.0 + 6.0 * manner.b,
        hop=0.05 * abs(cross),
    )


def jumping_jacks(phase: float, manner: Manner) -> Pose:
    """Arms and legs apart and together."""
    open_ = _wave(phase)
    arm = (14.0 + 148.0 * open_) * manner.amplitude**0.5
    leg = 4.0 + 26.0 * open_ * manner.amplitude
    limb: Limb = (4.0 * manner.a, arm, 4.0 * manner.a, arm + 8.0 + 6.0 * manner.b)
    return Pose(
        left_arm=limb,
        right_arm=limb,
        left_leg=(0.0, leg, 0.0, leg),
        right_leg=(0.0, leg, 0.0, leg),
        hop=0.10 * abs(_swing(phase)),
    )


def push_up(phase: float, manner: Manner) -> Pose:
    """Face down on hands and toes."""
    down = _wave(phase) * manner.amplitude
    arm: Limb = (72.0 - 62.0 * down, 10.0 + 14.0 * down, 78.0 + 20.0 * down, 8.0)
    return Pose(
        left_arm=arm,
        right_arm=arm,
        left_leg=(2.0, 4.0 + 3.0 * manner.a, 0.0, 4.0 + 3.0 * manner.a),
        right_leg=(-2.0, 4.0 + 3.0 * manner.a, 0.0, 4.0 + 3.0 * manner.a),
        lean=3.0 * manner.b,
        nod=-22.0 + 14.0 * manner.c,
        pitch=65.0 + 16.0 * down,
    )


def reading_book(phase: float, manner: Manner) -> Pose:
    """Seated, a book in both hands."""
    breath = _swing(phase)
    arm: Limb = (24.0 + 8.0 * manner.a, 5.0, 92.0 + 16.0 * manner.b + 3.0 * breath, -14.0)
    return Pose(
        left_arm=arm,
        right_arm=arm,
        left_leg=(86.0, 7.0, 2.0 + 10.0 * manner.c, 4.0),
        right_leg=(88.0, 7.0, -4.0 - 10.0 * manner.c, 4.0),
        lean=-4.0 + 8.0 * manner.a + 1.5 * breath,
        nod=24.0 + 8.0 * manner.b,
    )


def situp(phase: float, manner: Manner) -> Pose:
    """On the back, knees up, the torso rising."""
    up = _wave(phase) * manner.amplitude
    behind = manner.a > 0
    arm: Limb = (150.0, 40.0, 205.0, -10.0) if behind else (55.0 + 30.0 * up, 6.0, 80.0, 4.0)
    return Pose(
        left_arm=arm,
        right_arm=arm,
        left_leg=(52.0 + 5.0 * manner.b, 5.0, -38.0, 4.0),
        right_leg=(50.0 + 5.0 * manner.b, 5.0, -40.0, 4.0),
        lean=4.0 + 68.0 * up,
        nod=10.0,
        pitch=-86.0,
    )


def squat(phase: float, manner: Manner) -> Pose:
    """Hips down and back, arms out in front."""
    down = _wave(phase) ** 0.7 * manner.amplitude
    reach = 62.0 * down + 28.0
    arm: Limb = (reach + 26.0 * down, 6.0, reach + 30.0 * down + 4.0 * manner.a, 2.0)
    leg: Limb = (98.0 * down, 9.0 + 5.0 * manner.b, -38.0 * down, 6.0)
    return Pose(left_arm=arm, right_arm=arm, left_leg=leg, right_leg=leg, lean=38.0 * down)


def waving_hand(phase: float, manner: Manner) -> Pose:
    """Standing, one hand high and moving."""
    swing = _swing(phase)
    upper = 104.0 + 22.0 * manner.a
    arm: Limb = (8.0 * manner.c, upper, 6.0 * manner.c, 158.0 + 27.0 * swing * manner.amplitude)
    left = manner.b > 0
    return Pose(
        left_arm=arm if left else HANGING,
        right_arm=HANGING if left else arm,
        left_leg=STANDING,
        right_leg=(2.0, 5.0, -2.0, 5.0),
        lean=2.0 * manner.c,
    )


_SIDE = (-42.0, 42.0)
_FRONT = (52.0, 128.0)

ACTIONS: Tuple[Action, ...] = (
    Action("arm wrestling", arm_wrestling, (-24.0, 24.0), (1.0, 2.4), ("table",), 2),
    Action("bowing", bowing, _SIDE, (1.6, 2.8)),
    Action("cartwheeling", cartwheeling, _FRONT, (1.2, 2.2)),
    Action("clean and jerk", clean_and_jerk, (40.0, 140.0), (2.0, 3.2), ("barbell",)),
    Action("high kick", high_kick, _SIDE, (0.9, 1.8)),
    Action("jogging", jogging, _SIDE, (0.6, 1.1)),
    Action("jumping jacks", jumping_jacks, _FRONT, (0.8, 1.5)),
    Action("push up", push_up, _SIDE, (1.0, 2.2)),
    Action("reading book", reading_book, (-20.0, 58.0), (2.0, 4.0), ("chair", "book")),
    Action("situp", situp, _SIDE, (1.2, 2.6)),
    Action("squat", squat, (-50.0, 50.0), (1.4, 2.6)),
    Action("waving hand", waving_hand, _FRONT, (0.5, 1.1)),
)
"""In the order of labels.txt: the class index is the place in this table."""

BY_LABEL: Dict[str, Action] = {action.label: action for action in ACTIONS}
