"""Antialiased shapes on a float32 RGB picture of shape (height, width, 3), values 0 to 255."""

from typing import TYPE_CHECKING, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

Picture: "TypeAlias" = NDArray[np.float32]
Colour = Sequence[float]
Point = Tuple[float, float]


def _window(
    picture: Picture, left: float, top: float, right: float, bottom: float
) -> Tuple[slice, slice]:
    height, width = picture.shape[:2]
    rows = slice(int(np.clip(top, 0, height)), int(np.clip(bottom + 2, 0, height)))
    columns = slice(int(np.clip(left, 0, width)), int(np.clip(right + 2, 0, width)))
    return rows, columns


def _grid(rows: slice, columns: slice) -> Tuple[NDArray[np.float32], NDArray[np.float32]]:
    y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] + np.float32(0.5)
    x = np.arange(columns.start, columns.stop, dtype=np.float32)[None, :] + np.float32(0.5)
    return x, y


def _blend(
    picture: Picture, window: Tuple[slice, slice], alpha: Picture, colour: "Picture | Colour"
) -> None:
    part = picture[window]
    part += alpha[..., None] * (np.asarray(colour, dtype=np.float32) - part)


def capsule(
    picture: Picture,
    start: Point,
    end: Point,
    radii: Tuple[float, float],
    colour: Colour,
    shade: float,
) -> None:
    """A limb: round ends, radius going from `radii[0]` to `radii[1]`, lit from the upper left."""
    most = max(radii) + 1.0
    rows, columns = _window(
        picture,
        min(start[0], end[0]) - most,
        min(start[1], end[1]) - most,
        max(start[0], end[0]) + most,
        max(start[1], end[1]) + most,
    )
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    x, y = _grid(rows, columns)
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = ((x - start[0]) * dx + (y - start[1]) * dy) / max(dx * dx + dy * dy, 1e-6)
    along = np.clip(along, 0.0, 1.0)
    off_x, off_y = x - start[0] - along * dx, y - start[1] - along * dy
    radius = radii[0] + (radii[1] - radii[0]) * along
    alpha = np.clip(0.5 + radius - np.sqrt(off_x * off_x + off_y * off_y), 0.0, 1.0)
    light = 1.0 - shade * np.clip((0.5 * off_x + 0.8 * off_y) / np.maximum(radius, 0.5), -1.0, 1.0)
    lit = light[..., None] * np.asarray(colour, dtype=np.float32)
    _blend(picture, (rows, columns), alpha.astype(np.float32), lit.astype(np.float32))


def polygon(
    picture: Picture, points: Sequence[Point], colour: Colour, opacity: float = 1.0
) -> None:
    """A convex polygon, in either winding order."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    rows, columns = _window(picture, min(xs) - 1, min(ys) - 1, max(xs) + 1, max(ys) + 1)
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    x, y = _grid(rows, columns)
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]]))
    sign = 1.0 if area > 0 else -1.0
    alpha = np.ones((rows.stop - rows.start, columns.stop - columns.start), dtype=np.float32)
    for a, b in zip(points, [*points[1:], points[0]]):
        dx, dy = b[0] - a[0], b[1] - a[1]
        inside = sign * (dx * (y - a[1]) - dy * (x - a[0])) / max(float(np.hypot(dx, dy)), 1e-6)
        alpha = np.minimum(alpha, np.clip(inside + 0.5, 0.0, 1.0)).astype(np.float32)
    _blend(picture, (rows, columns), (alpha * np.float32(opacity)), colour)


def ellipse(
    picture: Picture, centre: Point, radii: Point, colour: Colour, opacity: float = 1.0
) -> None:
    """An axis-parallel ellipse."""
    rx, ry = max(radii[0], 0.5), max(radii[1], 0.5)
    rows, columns = _window(
        picture, centre[0] - rx - 1, centre[1] - ry - 1, centre[0] + rx + 1, centre[1] + ry + 1
    )
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    x, y = _grid(rows, columns)
    reach = np.sqrt(((x - centre[0]) / rx) ** 2 + ((y - centre[1]) / ry) ** 2)
    alpha = np.clip((1.0 - reach) * min(rx, ry) + 0.5, 0.0, 1.0) * opacity
    _blend(picture, (rows, columns), alpha.astype(np.float32), colour)


def soften(grid: NDArray[np.float64], height: int, width: int) -> Picture:
    """A small random grid (rows, columns, 3) stretched smoothly over (height, width, 3)."""
    rows = np.linspace(0, grid.shape[0] - 1.001, height)
    columns = np.linspace(0, grid.shape[1] - 1.001, width)
    r, c = rows.astype(int), columns.astype(int)
    fr, fc = (rows - r)[:, None, None], (columns - c)[None, :, None]
    top = grid[r][:, c] * (1 - fc) + grid[r][:, c + 1] * fc
    bottom = grid[r + 1][:, c] * (1 - fc) + grid[r + 1][:, c + 1] * fc
    softened: Picture = (top * (1 - fr) + bottom * fr).astype(np.float32)
    return softened
