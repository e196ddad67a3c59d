"""A jointed figure: from a pose (angles) to joint positions in metres.

Axes of the body: x forward, y up, z to the figure's left. Angles are degrees.
"""

from typing import TYPE_CHECKING, Dict, NamedTuple, Tuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

Vector: "TypeAlias" = NDArray[np.float64]
Joints = Dict[str, Vector]
Limb = Tuple[float, float, float, float]
"""Upper flexion, upper abduction, lower flexion, lower abduction; 0 hangs, 90 points forward/out."""

HANGING: Limb = (0.0, 4.0, 8.0, 4.0)
STANDING: Limb = (0.0, 4.0, 0.0, 4.0)


class Body(NamedTuple):
    """Lengths and radii of one figure, in metres."""

    torso: float
    upper_arm: float
    forearm: float
    thigh: float
    shin: float
    shoulder: float
    pelvis: float
    head: float
    thickness: float


class Pose(NamedTuple):
    """One instant of a figure; `hop` is the height of its lowest point above the floor."""

    left_arm: Limb = HANGING
    right_arm: Limb = HANGING
    left_leg: Limb = STANDING
    right_leg: Limb = STANDING
    lean: float = 0.0
    nod: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    hop: float = 0.0


def draw_body(rng: np.random.Generator, spread: float) -> Body:
    """A random figure; `spread` scales how far proportions stray from an average adult."""

    def about(mean: float, deviation: float) -> float:
        return mean * (1.0 + spread * deviation * float(rng.uniform(-1.0, 1.0)))

    return Body(
        torso=about(0.52, 0.14),
        upper_arm=about(0.29, 0.14),
        forearm=about(0.27, 0.14),
        thigh=about(0.43, 0.14),
        shin=about(0.42, 0.14),
        shoulder=about(0.19, 0.25),
        pelvis=about(0.10, 0.25),
        head=about(0.115, 0.22),
        thickness=about(1.0, 0.42),
    )


def _direction(flexion: float, abduction: float, side: float) -> Vector:
    a, b = np.radians(flexion), np.radians(abduction)
    return np.array([np.sin(a) * np.cos(b), -np.cos(a) * np.cos(b), side * np.sin(b)])


def _bend(angle: float) -> NDArray[np.float64]:
    """Rotation that tips "up" towards "forward"."""
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])


def _tilt(angle: float) -> NDArray[np.float64]:
    """Rotation that tips "up" towards the figure's left."""
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def joints(body: Body, pose: Pose) -> Joints:
    """Positions by name, (3,) each; the lowest of them stands `pose.hop` above the floor."""
    lean = _bend(pose.lean)
    up = lean @ np.array([0.0, body.torso, 0.0])
    out: Joints = {"hips": np.zeros(3), "neck": up}
    out["head"] = up + _bend(pose.lean + pose.nod) @ np.array([0.03, 1.75 * body.head, 0.0])
    limbs = (
        ("left", 1.0, pose.left_arm, pose.left_leg),
        ("right", -1.0, pose.right_arm, pose.right_leg),
    )
    for name, side, arm, leg in limbs:
        shoulder = up + lean @ np.array([0.0, -0.05, side * body.shoulder])
        elbow = shoulder + lean @ _direction(arm[0], arm[1], side) * body.upper_arm
        hand = elbow + lean @ _direction(arm[2], arm[3], side) * body.forearm
        hip = np.array([0.0, 0.0, side * body.pelvis])
        knee = hip + _direction(leg[0], leg[1], side) * body.thigh
        ankle = knee + _direction(leg[2], leg[3], side) * body.shin
        toe = ankle + _direction(leg[2] + 80.0, leg[3], side) * 0.16
        for part, point in zip(
            ("shoulder", "elbow", "hand", "hip", "knee", "ankle", "toe"),
            (shoulder, elbow, hand, hip, knee, ankle, toe),
        ):
            out[f"{name}_{part}"] = point
    turn = _tilt(pose.roll) @ _bend(pose.pitch)
    turned = {name: turn @ point for name, point in out.items()}
    lowest = min(point[1] for point in turned.values())
    lift = np.array([0.0, pose.hop - lowest, 0.0])
    return {name: point + lift for name, point in turned.items()}
