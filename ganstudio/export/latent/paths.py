"""Ways through a latent space: straight and on the sphere, through several points and around, planes, arithmetic.

Points are K x L, ways N x L, all float32. "On the sphere" is spherical interpolation as White (2016) has it for normal
priors: half of the way between two normal latents is shorter than either, so straight ways lead through pictures that
no training ever saw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.controls import Control, Label, Latent
from ganstudio.core.errors import StudioError
from ganstudio.core.priors import NORMAL, SPHERE
from ganstudio.core.randomness import NumpyRandom
from ganstudio.export.latent.directions import Floats, within

Shares = npt.NDArray[np.float64]
Easing = Callable[[Shares], Shares]
_PARALLEL = 1e-4  # radians between two points, from which an arc is a line


def steady(shares: Shares) -> Shares:
    """Always at one speed."""
    return shares


def smooth(shares: Shares) -> Shares:
    """Slowly off and slowly in: 3 t² - 2 t³."""
    return shares * shares * (3 - 2 * shares)


EASINGS: dict[str, Easing] = {"steady": steady, "smooth": smooth}


def straight(start: npt.NDArray[Any], end: npt.NDArray[Any], shares: npt.NDArray[Any]) -> Floats:
    """N points on the line from `start` (L) at share 0 to `end` at 1."""
    along = np.asarray(shares, np.float64)[:, None]
    return np.asarray(start * (1 - along) + end * along, np.float32)


def spherical(start: npt.NDArray[Any], end: npt.NDArray[Any], shares: npt.NDArray[Any]) -> Floats:
    """N points on the arc from `start` (L) to `end`: their angle and their length change evenly.

    Points on one ray are joined by a line, and opposite ones, between which every arc is as good, too.
    """
    one, other = (np.asarray(each, np.float64) for each in (start, end))
    lengths = [float(np.sqrt((each**2).sum())) for each in (one, other)]
    if min(lengths) == 0:
        return straight(start, end, shares)
    angle = float(np.arccos(np.clip(one @ other / (lengths[0] * lengths[1]), -1, 1)))
    if angle < _PARALLEL or np.pi - angle < _PARALLEL:
        return straight(start, end, shares)
    along = np.asarray(shares, np.float64)[:, None]
    first, second = (np.sin(each * angle) / np.sin(angle) for each in (1 - along, along))
    length = lengths[0] * (1 - along) + lengths[1] * along
    way = length * (first * one / lengths[0] + second * other / lengths[1])
    # The ends are exactly what was given: rounding would make other pictures of them.
    way = np.where(along == 0, one, np.where(along == 1, other, way))
    return np.asarray(way, np.float32)


def way_of(control: Control) -> Callable[[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]], Floats]:
    """How two values of a control are joined: on the sphere where its prior has one, else straight."""
    on_sphere = isinstance(control, Latent) and control.prior in (NORMAL, SPHERE)
    return spherical if on_sphere else straight


def moments(points: int, frames: int, loop: bool, easing: Easing = steady) -> Shares:
    """Where each frame is on a way through `points` of them: 2.5 is half of the way from the third to the fourth.

    `frames` from each point to the next; a loop goes back to the first, whose picture does not come twice.
    """
    legs = points if loop else points - 1
    if legs < 1:
        return np.zeros(1)
    inner = np.arange(frames) / frames
    found = np.concatenate([leg + easing(inner) for leg in range(legs)])
    return found if loop else np.append(found, float(legs))


def through(points: npt.NDArray[Any], at: npt.NDArray[Any], control: Control) -> npt.NDArray[Any]:
    """Values of a control at the moments `at` (N) of a way through `points` (K rows), in a circle beyond the last.

    The number of a class has nothing between it and the next: it changes half way. Shares of classes go over.
    """
    count = len(points)
    legs = np.floor(at).astype(int)
    if isinstance(control, Label) and np.ndim(points) == 1:
        return np.asarray(points[np.floor(at + 0.5).astype(int) % count])
    way = way_of(control)
    rows = [way(points[leg % count], points[(leg + 1) % count], np.array([share]))
            for leg, share in zip(legs, at - legs, strict=True)]  # fmt: skip
    return np.concatenate(rows)


def journey(
    points: Mapping[str, npt.NDArray[Any]], controls: Sequence[Control], at: npt.NDArray[Any]
) -> dict[str, npt.NDArray[Any]]:
    """`through` for all inputs of a generator: each by the name of its control."""
    return {control.name: through(points[control.name], at, control) for control in controls}


def plane(corners: npt.NDArray[Any], rows: int, columns: int, control: Latent) -> Floats:
    """A grid between 3 or 4 corners, row by row: (rows * columns) x L.

    Corners are the upper left, the upper right, the lower left and the lower right one; of three, the fourth completes
    the parallelogram. Raises StudioError for other numbers of corners.
    """
    if len(corners) not in (3, 4):
        raise StudioError("A plane has three or four corners.", "Choose three or four pictures.")
    ends = list(corners)
    if len(ends) == 3:
        ends.append(within((ends[1] + ends[2] - ends[0])[None], control)[0])
    way = way_of(control)
    down, across = (np.linspace(0, 1, count) if count > 1 else np.zeros(1) for count in (rows, columns))
    left, right = way(ends[0], ends[2], down), way(ends[1], ends[3], down)
    return np.concatenate([way(one, other, across) for one, other in zip(left, right, strict=True)])


def analogy(plus: npt.NDArray[Any], minus: npt.NDArray[Any], base: npt.NDArray[Any], control: Latent) -> Floats:
    """A - B + C of averages (each K x L, L out), as Radford et al. (2016) do it: smiling woman - woman + man.

    Averages of at least three were needed there. Raises StudioError where one of them is of nothing.
    """
    if not all(map(len, (plus, minus, base))):
        raise StudioError("A - B + C needs at least one picture for each letter.", "Choose some, better three each.")
    sums = plus.mean(0, dtype=np.float64) - minus.mean(0, dtype=np.float64) + base.mean(0, dtype=np.float64)
    return np.asarray(within(sums[None], control)[0])


def around(latent: npt.NDArray[Any], count: int, control: Latent, spread: float = 0.25, seed: int = 0) -> Floats:
    """`count` neighbours of a latent (L), itself the first: what an analogy looks like when it is no accident."""
    noise = np.random.default_rng(seed).uniform(-spread, spread, (count, len(latent)))
    noise[:1] = 0
    return within(latent + noise, control)


def truncated(latents: npt.NDArray[Any], control: Latent, amount: float) -> Floats:
    """Latents drawn towards the middle of their prior: more typical pictures, and fewer kinds of them, below 1.

    Scaled, as the truncation of StyleGAN scales (Karras et al. 2019); kept within the bounds of a uniform prior.
    Raises StudioError for priors that have no middle.
    """
    if control.prior == SPHERE or control.is_categorical:
        raise StudioError(f"The noise of this generator is of one length, so {control.name} cannot be truncated.",
                          "Leave truncation out.")  # fmt: skip
    return within(latents * np.float32(amount), control)


def of_seeds(controls: Sequence[Control], seeds: Sequence[int]) -> dict[str, npt.NDArray[Any]]:
    """The inputs of the first picture of each seed, by the names of the controls."""
    drawn = [{each.name: np.asarray(each.arranged(1, 1, False, NumpyRandom(seed))) for each in controls}
             for seed in seeds]  # fmt: skip
    return {each.name: np.concatenate([one[each.name] for one in drawn]) for each in controls}
