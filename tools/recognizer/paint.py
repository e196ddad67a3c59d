"""Draws a scene at one time: background, performers and props by depth, light, noise."""

from typing import TYPE_CHECKING, Callable, List, NamedTuple, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from tools.recognizer import raster
from tools.recognizer.raster import Picture
from tools.recognizer.scene import RGB, TABLE_HEIGHT, Performer, Scene
from tools.recognizer.skeleton import Joints, Vector

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

Frame: "TypeAlias" = NDArray[np.uint8]


class Part(NamedTuple):
    """Something to draw; a higher layer, then a nearer one, covers what was drawn before."""

    layer: int
    depth: float
    draw: Callable[[Picture], None]


class Painter:
    """Draws the frames of one scene; the background is drawn once."""

    def __init__(self, scene: Scene, backdrop: RGB) -> None:
        self.scene = scene
        self._noise = np.random.default_rng(scene.seed + 1)
        self._background = _background(scene, backdrop)
        self._vignette = _vignette(scene)

    def frame(self, seconds: float) -> Frame:
        """The picture at a time, (height, width, 3) uint8 RGB."""
        picture = self._background.copy()
        parts: List[Part] = []
        figures = self.scene.figures(seconds)
        for performer, figure in zip(self.scene.performers, figures):
            parts += _figure(self.scene, performer, figure, seconds)
        parts += _props(self.scene, figures, seconds)
        for part in sorted(parts, key=lambda item: (item.layer, item.depth)):
            part.draw(picture)
        self._occlude(picture)
        return self._expose(picture)

    def _occlude(self, picture: Picture) -> None:
        column, row, wide, high = self.scene.occluder
        if wide:
            corners = [
                (column, row),
                (column + wide, row),
                (column + wide, row + high),
                (column, row + high),
            ]
            raster.polygon(picture, corners, self.scene.second_colour)

    def _expose(self, picture: Picture) -> Frame:
        light = self.scene.light
        if light.blur:
            picture[1:-1, 1:-1] = 0.5 * picture[1:-1, 1:-1] + 0.125 * (
                picture[:-2, 1:-1] + picture[2:, 1:-1] + picture[1:-1, :-2] + picture[1:-1, 2:]
            )
        picture *= np.asarray(light.gain, dtype=np.float32) * self._vignette
        picture = 255.0 * (np.clip(picture, 0.0, 255.0) / 255.0) ** np.float32(light.gamma)
        picture += np.float32(light.noise) * self._noise.standard_normal(
            picture.shape, dtype=np.float32
        )
        exposed: Frame = np.clip(picture + 0.5, 0.0, 255.0).astype(np.uint8)
        return exposed


def _vignette(scene: Scene) -> Picture:
    y = np.linspace(-1.0, 1.0, scene.height, dtype=np.float32)[:, None, None]
    x = np.linspace(-1.0, 1.0, scene.width, dtype=np.float32)[None, :, None]
    darker: Picture = 1.0 - np.float32(scene.light.vignette) * (x * x + y * y) / 2.0
    return darker


def _background(scene: Scene, backdrop: RGB) -> Picture:
    """A wall and a floor around the backdrop's colour, with patterns and clutter."""
    rng = np.random.default_rng(scene.seed)
    height, width = scene.height, scene.width
    grid = np.asarray(backdrop) + rng.normal(0.0, rng.uniform(4.0, 34.0), (5, 6, 3))
    picture = raster.soften(grid, height, width)
    floor = scene.camera.see(np.zeros(3))[1] + rng.uniform(-0.16, 0.02) * height
    row = int(np.clip(floor, 0.3 * height, height))
    ground = np.asarray(backdrop) + rng.normal(0.0, 34.0, 3)
    picture[row:] = 0.35 * picture[row:] + 0.65 * ground.astype(np.float32)
    if rng.random() < 0.3:
        pitch, strength = rng.uniform(0.03, 0.12) * height, rng.uniform(4.0, 18.0)
        angle = rng.uniform(0.0, np.pi)
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        wave = np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2.0 * np.pi / pitch)
        picture += (strength * wave)[..., None].astype(np.float32)
    for _ in range(int(rng.integers(0, 11))):
        _clutter(picture, rng)
    return np.clip(picture, 0.0, 255.0)


def _clutter(picture: Picture, rng: np.random.Generator) -> None:
    height, width = picture.shape[:2]
    x, y = rng.uniform(0, width), rng.uniform(0, height)
    wide, high = rng.uniform(0.03, 0.3) * width, rng.uniform(0.03, 0.4) * height
    base = picture[int(min(y, height - 1)), int(min(x, width - 1))]
    colour = np.clip(base + rng.normal(0.0, 45.0, 3), 0.0, 255.0)
    opacity = float(rng.uniform(0.3, 1.0))
    kind = rng.integers(3)
    if kind == 0:
        raster.polygon(
            picture, [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)], colour, opacity
        )
    elif kind == 1:
        raster.ellipse(picture, (x, y), (wide / 2, high / 2), colour, opacity)
    else:
        thick = float(rng.uniform(0.005, 0.03) * height)
        end = (x + rng.uniform(-1, 1) * wide * 1.5, y + rng.uniform(-1, 1) * high)
        raster.capsule(picture, (x, y), end, (thick, thick), colour, 0.2)


def _limb(
    scene: Scene,
    seconds: float,
    ends: Tuple[Vector, Vector],
    radii: Tuple[float, float],
    colour: RGB,
    layer: int = 1,
) -> Part:
    a, b = scene.camera.see(ends[0], seconds), scene.camera.see(ends[1], seconds)
    pixels = (max(0.7, radii[0] * scene.camera.scale), max(0.7, radii[1] * scene.camera.scale))

    def draw(picture: Picture) -> None:
        raster.capsule(picture, a[:2], b[:2], pixels, colour, scene.light.shade)

    return Part(layer, (a[2] + b[2]) / 2, draw)


def _face(scene: Scene, seconds: float, points: Sequence[Vector], colour: RGB, layer: int) -> Part:
    seen = [scene.camera.see(point, seconds) for point in points]

    def draw(picture: Picture) -> None:
        raster.polygon(picture, [s[:2] for s in seen], colour)

    return Part(layer, sum(s[2] for s in seen) / len(seen), draw)


def _figure(scene: Scene, who: Performer, at: Joints, seconds: float) -> List[Part]:
    k = who.body.thickness
    sleeve = who.shirt if who.long_sleeves else who.skin

    def limb(a: str, b: str, start: float, end: float, colour: RGB, layer: int = 1) -> Part:
        return _limb(scene, seconds, (at[a], at[b]), (start * k, end * k), colour, layer)

    parts = [
        limb("hips", "neck", 0.115, 0.135, who.shirt),
        limb("left_shoulder", "right_shoulder", 0.065, 0.065, who.shirt),
        limb("left_hip", "right_hip", 0.085, 0.085, who.trousers),
        limb("neck", "head", 0.05, 0.05, who.skin),
    ]
    for side in ("left", "right"):
        front = 4 if scene.action.figures == 2 and side == "right" else 1
        parts += [
            limb(f"{side}_shoulder", f"{side}_elbow", 0.055, 0.045, who.shirt, front),
            limb(f"{side}_elbow", f"{side}_hand", 0.043, 0.034, sleeve, front),
            limb(f"{side}_hand", f"{side}_hand", 0.046, 0.046, who.skin, front),
            limb(f"{side}_hip", f"{side}_knee", 0.082, 0.062, who.trousers),
            limb(f"{side}_knee", f"{side}_ankle", 0.058, 0.042, who.trousers),
            limb(f"{side}_ankle", f"{side}_toe", 0.042, 0.032, who.shoes),
        ]
    head, crown = at["head"], at["head"] + 0.35 * (at["head"] - at["neck"])
    size = who.body.head
    parts.append(_limb(scene, seconds, (head, head), (size, size), who.skin))
    parts.append(_limb(scene, seconds, (crown, crown), (0.85 * size, 0.85 * size), who.hair))
    return parts


def _props(scene: Scene, figures: List[Joints], seconds: float) -> List[Part]:
    parts: List[Part] = []
    if "table" in scene.action.props:
        parts += _table(scene, seconds)
        for figure in figures:
            parts += _seat(scene, figure["hips"], seconds)
    if "chair" in scene.action.props:
        parts += _seat(scene, figures[0]["hips"], seconds)
        back = figures[0]["hips"] + np.array([-0.16, -0.08, 0.0])
        rise = np.array([-0.06, 0.55, 0.0])
        wide = np.array([0.0, 0.0, 0.2])
        corners = (back - wide, back + wide, back + wide + rise, back - wide + rise)
        parts.append(_face(scene, seconds, corners, scene.prop_colour, 0))
    if "book" in scene.action.props:
        parts += _book(scene, figures[0], seconds)
    if "barbell" in scene.action.props:
        parts += _barbell(scene, figures[0], seconds)
    return parts


def _table(scene: Scene, seconds: float) -> List[Part]:
    half, deep, thick = 0.46, 0.32, 0.05
    top = np.array([0.0, TABLE_HEIGHT, 0.0])
    corners = [
        np.array([x, 0.0, z])
        for x, z in ((-half, -deep), (half, -deep), (half, deep), (-half, deep))
    ]
    low = np.array([0.0, thick, 0.0])
    edge = [top + corners[3], top + corners[2], top + corners[2] - low, top + corners[3] - low]
    darker = (scene.prop_colour[0] * 0.7, scene.prop_colour[1] * 0.7, scene.prop_colour[2] * 0.7)
    parts = [_face(scene, seconds, [top + c for c in corners], scene.prop_colour, 3)]
    parts.append(_face(scene, seconds, edge, darker, 3))
    for corner in corners:
        ends = (top + 0.9 * corner, 0.9 * corner)
        parts.append(_limb(scene, seconds, ends, (0.03, 0.03), darker, 2))
    return parts


def _seat(scene: Scene, hips: Vector, seconds: float) -> List[Part]:
    seat = hips + np.array([0.02, -0.12, 0.0])
    floor = np.array([seat[0], 0.0, 0.0])
    ends = (seat - np.array([0.17, 0.0, 0.0]), seat + np.array([0.19, 0.0, 0.0]))
    parts = [_limb(scene, seconds, ends, (0.045, 0.045), scene.prop_colour, 0)]
    for x in (-0.17, 0.17):
        leg = (seat + np.array([x, 0.0, 0.0]), floor + np.array([x, 0.0, 0.0]))
        parts.append(_limb(scene, seconds, leg, (0.025, 0.025), scene.prop_colour, 0))
    return parts


def _book(scene: Scene, at: Joints, seconds: float) -> List[Part]:
    spine = 0.5 * (at["left_hand"] + at["right_hand"]) + np.array([0.04, 0.02, 0.0])
    up, open_ = np.array([0.07, 0.2, 0.0]), np.array([-0.05, 0.0, 0.0])
    parts = []
    for side in (-1.0, 1.0):
        out = open_ + np.array([0.0, 0.0, side * 0.17])
        corners = (spine - 0.3 * up, spine + out - 0.3 * up, spine + out + up, spine + up)
        parts.append(_face(scene, seconds, corners, scene.second_colour, 4))
    return parts


def _barbell(scene: Scene, at: Joints, seconds: float) -> List[Part]:
    middle = 0.5 * (at["left_hand"] + at["right_hand"])
    axis = np.array([0.0, 0.0, 1.0])
    parts = [
        _limb(
            scene,
            seconds,
            (middle - 0.78 * axis, middle + 0.78 * axis),
            (0.018, 0.018),
            scene.prop_colour,
            3,
        )
    ]
    turns = np.linspace(0.0, 2.0 * np.pi, 14, endpoint=False)
    for z in (-0.66, 0.66):
        centre = middle + z * axis
        rim = [centre + 0.21 * np.array([np.cos(t), np.sin(t), 0.0]) for t in turns]
        parts.append(_face(scene, seconds, rim, scene.second_colour, 3))
        ends = (centre + np.array([0.0, 0.17, 0.0]), centre - np.array([0.0, 0.17, 0.0]))
        parts.append(_limb(scene, seconds, ends, (0.035, 0.035), scene.second_colour, 3))
    return parts
