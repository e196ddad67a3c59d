"""One clip's world, drawn from a seed: performers, camera, surroundings, light."""

from typing import List, NamedTuple, Tuple

import numpy as np
from numpy.typing import NDArray

from tools.recognizer.actions import Action, Manner
from tools.recognizer.skeleton import Body, Joints, draw_body, joints

RGB = Tuple[float, float, float]
TABLE_HEIGHT = 0.64


class Ranges(NamedTuple):
    """How far clips may differ from each other; 1.0 is what the recognizer was trained on."""

    spread: float = 1.0
    """Proportions, camera, light, noise, clutter."""
    occlusion: float = 0.35
    """Share of clips with something in front of the performer."""


class Camera(NamedTuple):
    """Parallel projection; `scale` in pixels a metre, angles in radians."""

    yaw: float
    pitch: float
    roll: float
    scale: float
    centre: Tuple[float, float]
    middle: Tuple[float, float]
    """The projected point that is shown at `centre`, metres."""
    drift: Tuple[float, float]
    """Movement of the picture in pixels a second."""
    mirrored: bool

    def see(self, point: NDArray[np.float64], seconds: float = 0.0) -> Tuple[float, float, float]:
        """Pixel column, pixel row and depth (larger is nearer) of a point in metres."""
        sine, cosine = np.sin(self.yaw), np.cos(self.yaw)
        depth = -point[0] * sine + point[2] * cosine
        across = point[0] * cosine + point[2] * sine - self.middle[0]
        if self.mirrored:
            across = -across
        above = point[1] * np.cos(self.pitch) - depth * np.sin(self.pitch) - self.middle[1]
        turn_sine, turn_cosine = np.sin(self.roll), np.cos(self.roll)
        column = self.centre[0] + self.scale * (across * turn_cosine - above * turn_sine)
        row = self.centre[1] - self.scale * (across * turn_sine + above * turn_cosine)
        return (
            float(column + self.drift[0] * seconds),
            float(row + self.drift[1] * seconds),
            float(depth),
        )


class Performer(NamedTuple):
    """One figure and what it wears."""

    body: Body
    manner: Manner
    shirt: RGB
    trousers: RGB
    skin: RGB
    hair: RGB
    shoes: RGB
    long_sleeves: bool


class Light(NamedTuple):
    """What happens to the whole picture."""

    gain: RGB
    gamma: float
    noise: float
    shade: float
    vignette: float
    blur: bool


class Scene(NamedTuple):
    """A clip that can be drawn at any time; frames are `height` x `width` pixels."""

    action: Action
    performers: Tuple[Performer, ...]
    camera: Camera
    light: Light
    height: int
    width: int
    period: float
    start: float
    prop_colour: RGB
    second_colour: RGB
    occluder: Tuple[float, float, float, float]
    """Column, row, width, height of something in front, in pixels; width 0 for nothing."""
    seed: int
    """Of the background and the noise."""

    def phase(self, seconds: float) -> float:
        """Where in its repetition the action is."""
        return (self.start + seconds / self.period) % 1.0

    def figures(self, seconds: float) -> List[Joints]:
        """Joints of every performer in the world, metres."""
        phase = self.phase(seconds)
        found = [joints(p.body, self.action.pose(phase, p.manner)) for p in self.performers]
        return _across_the_table(found, phase) if len(found) == 2 else found


def _across_the_table(figures: List[Joints], phase: float) -> List[Joints]:
    """Two seated figures face to face, right elbows on the table, right hands clasped."""
    sway = float(np.sin(2.0 * np.pi * phase))
    grip = np.array([0.05 * sway, TABLE_HEIGHT + 0.25 - 0.05 * abs(sway), 0.12 * sway])
    placed: List[Joints] = []
    for figure, direction in zip(figures, (1.0, -1.0)):
        turn = np.array([direction, 1.0, direction])
        reach = np.array([-0.62 * direction, 0.0, 0.0])
        moved = {name: point * turn + reach for name, point in figure.items()}
        moved["right_elbow"] = np.array([-0.19 * direction, TABLE_HEIGHT + 0.03, -0.06 * direction])
        moved["right_hand"] = grip + np.array([-0.02 * direction, 0.0, 0.0])
        moved["left_hand"] = np.array([-0.22 * direction, TABLE_HEIGHT + 0.03, 0.24 * direction])
        moved["left_elbow"] = 0.5 * (moved["left_shoulder"] + moved["left_hand"]) - np.array(
            [0.02 * direction, 0.09, 0.0]
        )
        placed.append(moved)
    return placed


def _colour(rng: np.random.Generator, low: float = 15.0, high: float = 245.0) -> RGB:
    red, green, blue = rng.uniform(low, high, 3)
    return (float(red), float(green), float(blue))


def _performer(rng: np.random.Generator, spread: float, backdrop: RGB) -> Performer:
    def visible() -> RGB:
        best = _colour(rng)
        for _ in range(6):
            if np.linalg.norm(np.subtract(best, backdrop)) > 80.0:
                break
            best = _colour(rng)
        return best

    tone = rng.uniform(0.28, 1.0)
    skin = (250.0 * tone, 205.0 * tone**1.15, 170.0 * tone**1.3)
    amplitude = 1.0 + 0.12 * spread * rng.uniform(-1.0, 1.0)
    a, b, c = (float(value) for value in rng.uniform(-1.0, 1.0, 3))
    return Performer(
        body=draw_body(rng, spread),
        manner=Manner(float(amplitude), a, b, c),
        shirt=visible(),
        trousers=visible(),
        skin=skin,
        hair=_colour(rng, 10.0, 120.0),
        shoes=_colour(rng),
        long_sleeves=bool(rng.random() < 0.5),
    )


def _camera(
    rng: np.random.Generator, action: Action, spread: float, size: Tuple[int, int], seconds: float
) -> Camera:
    height, width = size
    short = min(size)
    middle_yaw, half = (action.yaw[0] + action.yaw[1]) / 2, (action.yaw[1] - action.yaw[0]) / 2
    yaw = np.radians(middle_yaw + half * min(spread, 1.15) * rng.uniform(-1.0, 1.0))
    jitter = rng.uniform(-1.0, 1.0, 2) * 0.05 * spread * short
    drift = rng.uniform(-1.0, 1.0, 2) * 0.04 * spread * short / max(seconds, 0.5)
    return Camera(
        yaw=float(yaw),
        pitch=float(np.radians(rng.uniform(0.0, 16.0 * spread))),
        roll=float(np.radians(5.0 * spread * rng.uniform(-1.0, 1.0))),
        scale=1.0,
        centre=(width / 2 + float(jitter[0]), height / 2 + float(jitter[1])),
        middle=(0.0, 0.0),
        drift=(float(drift[0]), float(drift[1])),
        mirrored=bool(rng.random() < 0.5),
    )


def _light(rng: np.random.Generator, spread: float) -> Light:
    level = 1.0 + 0.32 * spread * rng.uniform(-1.0, 1.0)
    red, green, blue = level * (1.0 + 0.10 * spread * rng.uniform(-1.0, 1.0, 3))
    return Light(
        gain=(float(red), float(green), float(blue)),
        gamma=float(1.0 + 0.28 * spread * rng.uniform(-1.0, 1.0)),
        noise=float(rng.uniform(0.0, 9.0 * spread)),
        shade=float(rng.uniform(0.0, 0.5)),
        vignette=float(rng.uniform(0.0, 0.45)),
        blur=bool(rng.random() < 0.25),
    )


def _framed(scene: Scene, fit: float) -> Scene:
    """The same scene with the camera at the distance where the action fills `fit` of it."""
    seen = [
        scene.camera.see(point)[:2]
        for seconds in np.linspace(0.0, scene.period, 10)
        for figure in scene.figures(float(seconds))
        for point in figure.values()
    ]
    columns = np.array([p[0] for p in seen]) - scene.camera.centre[0]
    rows = scene.camera.centre[1] - np.array([p[1] for p in seen])
    extent = max(float(np.ptp(columns)), float(np.ptp(rows)), 1.3) + 0.24
    across = float(columns.max() + columns.min()) / 2
    above = float(rows.max() + rows.min()) / 2
    # `see` turns and mirrors after it has subtracted the middle, so undo both here.
    sine, cosine = np.sin(scene.camera.roll), np.cos(scene.camera.roll)
    level = across * cosine + above * sine
    middle = (
        float(-level if scene.camera.mirrored else level),
        float(above * cosine - across * sine),
    )
    scale = fit * min(scene.height, scene.width) / extent
    return scene._replace(camera=scene.camera._replace(scale=scale, middle=middle))


def draw_scene(
    rng: np.random.Generator,
    action: Action,
    size: Tuple[int, int],
    seconds: float,
    ranges: Ranges,
    backdrop: RGB,
) -> Scene:
    """A random clip of `action` in frames of `size` (height, width)."""
    height, width = size
    occluder = (0.0, 0.0, 0.0, 0.0)
    if rng.random() < ranges.occlusion:
        column, row = rng.uniform(0.2, 0.8) * width, rng.uniform(0.1, 0.9) * height
        wide, high = rng.uniform(0.04, 0.13) * width, rng.uniform(0.10, 0.35) * height
        occluder = (float(column), float(row), float(wide), float(high))
    scene = Scene(
        action=action,
        performers=tuple(_performer(rng, ranges.spread, backdrop) for _ in range(action.figures)),
        camera=_camera(rng, action, ranges.spread, size, seconds),
        light=_light(rng, ranges.spread),
        height=height,
        width=width,
        period=float(rng.uniform(*action.period_seconds)),
        start=float(rng.random()),
        prop_colour=_colour(rng),
        second_colour=_colour(rng),
        occluder=occluder,
        seed=int(rng.integers(2**31)),
    )
    return _framed(scene, float(rng.uniform(0.56, 0.84)))
