"""A sheet that flat shapes are painted on: everything in shares of its side, turned and moved as one."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

Points = npt.NDArray[np.float64]
Colour = tuple[int, int, int]
_SMOOTH = 48  # corners of what is round


class Sheet:
    """White paper of `size` px. Each sheet has a turn, a scale and a few tones of its own, which `rng` decides."""

    def __init__(self, rng: np.random.Generator, size: int, turn: float = 12, scale: tuple[float, float] = (0.7, 1.0)):
        self.rng, self.size = rng, size
        self.image = Image.new("RGB", (size, size), "white")
        self._pen = ImageDraw.Draw(self.image)
        angle = math.radians(rng.uniform(-turn, turn))
        far = rng.uniform(*scale)
        mirror = rng.choice([-1.0, 1.0])
        self._matrix = far * np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        self._matrix = self._matrix * np.array([[mirror], [1.0]])
        self._middle = 0.5 + rng.uniform(-0.06, 0.06, 2)
        self._tones = tones(rng, int(rng.integers(4, 9)))

    def tone(self) -> Colour:
        """One of the sheet's own colours, or now and then any other."""
        if self.rng.random() < 0.15:
            return tones(self.rng, 1)[0]
        return self._tones[int(self.rng.integers(len(self._tones)))]

    def polygon(self, points: Points, colour: Colour | None = None) -> None:
        """The shape inside `points` K x 2."""
        at = ((points - 0.5) @ self._matrix.T + self._middle) * self.size
        self._pen.polygon([(float(x), float(y)) for x, y in at], fill=colour or self.tone())

    def oval(
        self, x: float, y: float, across: float, down: float, turn: float = 0, colour: Colour | None = None
    ) -> None:
        """An ellipse of half axes `across` and `down`, turned by `turn` degrees."""
        self.polygon(moved(turned(oval(across, down), turn), x, y), colour)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour | None = None) -> None:
        self.polygon(np.array([[left, top], [right, top], [right, bottom], [left, bottom]]), colour)


def oval(across: float, down: float) -> Points:
    ways = np.linspace(0, math.tau, _SMOOTH, endpoint=False)
    return np.stack([across * np.cos(ways), down * np.sin(ways)], axis=1)


def moved(points: Points, x: float, y: float) -> Points:
    return np.asarray(points + np.array([x, y]))


def turned(points: Points, degrees: float) -> Points:
    angle = math.radians(degrees)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return np.asarray(points @ turn.T)


def wobbly(rng: np.random.Generator, far: float, waves: int = 5, much: float = 0.12) -> Points:
    """A closed smooth outline around 0, 0, about `far` away."""
    ways = np.linspace(0, math.tau, 2 * _SMOOTH, endpoint=False)
    away = np.ones_like(ways)
    for wave in range(1, waves + 1):
        away += much * rng.normal() / wave**0.7 * np.sin(wave * ways + rng.uniform(0, math.tau))
    away = far * away.clip(0.45, 1.6)
    return np.stack([away * np.cos(ways), away * np.sin(ways)], axis=1)


def curve(*knots: tuple[float, float]) -> Points:
    """A smooth way through `knots` (Catmull-Rom)."""
    at = np.array([knots[0], *knots, knots[-1]], np.float64)
    t = np.linspace(0, 1, 10, endpoint=False)[:, None]
    made = []
    for a, b, c, d in zip(at, at[1:], at[2:], at[3:]):
        made.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.concatenate([*made, at[-1:]])


def tones(rng: np.random.Generator, count: int) -> list[Colour]:
    """Colours as drawings have them: strong, pale, earthy or grey, never white and never as dark as ink."""
    made: list[Colour] = []
    for kind in rng.choice(4, count, p=(0.45, 0.25, 0.2, 0.1)):
        hue = rng.uniform()
        grey, light = ((0.0, 0.55, 0.25, 0.85)[kind], (0.95, 0.96, 0.75, 0.9)[kind])
        top = light * rng.uniform(0.6, 1)
        rgb = top * (1 - (1 - grey) * np.abs((hue * 6 + np.array([0.0, 4.0, 2.0])) % 6 - 3).clip(1, 2) + (1 - grey))
        red, green, blue = (int(each) for each in (255 * rgb).clip(48, 244))
        made.append((red, green, blue))
    return made
