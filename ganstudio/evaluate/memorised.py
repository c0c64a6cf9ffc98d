"""Whether a generator has learned pictures by heart: which training pictures lie nearest to its own, and how near.

How near is too near, pictures that it never saw tell: of samples that are as new as those, half lie nearer to a
training picture than held-out pictures usually do (after the data-copying test of Meehan et al. 2020, arXiv
2004.05675). "Usually" is the median, within each class where classes are known, so it does not matter how many there
are of either. No torch, unless somebody else's features are asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ganstudio.core.interruption import Cancelled, Progress, Stopped
from ganstudio.core.pictures import Pixels
from ganstudio.data.rows import AnyRows

if TYPE_CHECKING:
    from ganstudio.evaluate.quality.extractors import Extractor

K = 5
FEWEST = 20  # held-out pictures (of a class, where there are classes) that tell what is usual
FEW = 10  # samples that make a share
NONE_HELD, FEW_HELD, FEW_SAMPLES = "none held", "few held", "few samples"  # why there is no share
CLOSEST = 0.05  # of the held-out pictures: who lies nearer than all others is very near
_SIDE = 16  # px
_TWIN = 0.05  # of the usual distance, up to which a held-out picture is a training picture once more
_WIDE, _WIDER = 1.96, 3.0  # deviations, of a 95 % and a 99.7 % interval
_AT_ONCE, _ROWS_AT_ONCE = 512, 128

Rows = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Looks:
    """What pictures are compared by: `rows` makes N x D of uint8 N x C x H x W, `words` say how.

    `of_pixels`: distances are shares of black to white, by the root of the mean square.
    """

    words: str
    rows: Callable[[Pixels], Rows]
    of_pixels: bool = False


def by_pixels() -> Looks:
    """Small enough for noise and a soft focus to vanish, large enough for one picture not to be taken for another."""
    return Looks(f"their pixels at {_SIDE} x {_SIDE}", _thumbnails, of_pixels=True)


def by_extractor(extractor: Extractor, some: Pixels) -> Looks:
    """Features of a network, levelled by `some` training pictures where nobody has fixed their scale."""
    from ganstudio.evaluate.quality import extractors  # needs torch

    base = extractor.features(some)
    return Looks(extractor.words, lambda pictures: extractors.scaled(extractor, base, extractor.features(pictures)))


def _thumbnails(pictures: Pixels) -> Rows:
    small = pictures.astype(np.float32) if pictures.shape[2] <= _SIDE else _reduced(pictures)
    rows = small.reshape(len(pictures), -1)
    return rows / np.float32(255 * np.sqrt(rows.shape[1]))


def _reduced(pictures: Pixels) -> Rows:
    import cv2

    small = np.empty((len(pictures), _SIDE, _SIDE, pictures.shape[1]), np.float32)
    for place, picture in zip(small, pictures, strict=True):
        whole = np.ascontiguousarray(picture.transpose(1, 2, 0), np.float32)
        place[:] = cv2.resize(whole, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).reshape(place.shape)
    return small


# -- which are nearest ------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Near:
    """Of N pictures the K nearest training pictures, the nearest first: `places` in the set, how far they are `apart`.

    `mirrored` ones are nearest when they are turned left to right.
    """

    places: Places
    apart: Rows
    mirrored: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.places)

    def some(self, rows: npt.NDArray[np.generic]) -> Near:
        return Near(self.places[rows], self.apart[rows], self.mirrored[rows])


def rows_of(
    pictures: AnyRows, looks: Looks, progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> Rows:  # fmt: skip
    """N x D of pictures that may lie on the disk, a few at a time. Raises Stopped."""
    parts = []
    for at in range(0, len(pictures), _AT_ONCE):
        if cancelled():
            raise Stopped
        parts.append(looks.rows(np.asarray(pictures[at : at + _AT_ONCE])))
        progress(min(at + _AT_ONCE, len(pictures)), len(pictures))
    return np.concatenate(parts)


def nearest(
    pictures: Pixels, training: Rows, looks: Looks, mirror: bool = False, k: int = K,
    progress: Progress = lambda done, total: None, cancelled: Cancelled = lambda: False,
) -> Near:  # fmt: skip
    """The nearest of `training`; `mirror`: of its pictures turned left to right, too. Raises Stopped."""
    k, parts = min(k, len(training)), []
    squares = np.square(training).sum(1)
    for at in range(0, len(pictures), _ROWS_AT_ONCE):
        if cancelled():
            raise Stopped
        some = np.asarray(pictures[at : at + _ROWS_AT_ONCE])
        ways = [some, np.ascontiguousarray(some[..., ::-1])] if mirror else [some]
        parts.append(_merged([_nearest(looks.rows(each), training, squares, k) for each in ways], k))
        progress(min(at + _ROWS_AT_ONCE, len(pictures)), len(pictures))
    return Near(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def among(chosen: Places, pictures: AnyRows, training: Rows, looks: Looks, mirror: bool, cancelled: Cancelled) -> Near:
    """The `chosen` training pictures, each beside the others: what is usual where nothing was held back.

    Of pictures that all come from one source, one that is in the training is as far from the rest of it as one that is
    not. Raises Stopped.
    """
    near = nearest(np.asarray(pictures[chosen]), training, looks, mirror, K + 1, cancelled=cancelled)
    itself = near.places == chosen[:, None]
    itself[~itself.any(1), -1] = True  # one that has more doubles than that is none of its own neighbours
    rest = np.argsort(itself, axis=1, kind="stable")[:, :-1]
    places, apart = np.take_along_axis(near.places, rest, 1), np.take_along_axis(near.apart, rest, 1)
    return Near(places, apart, np.take_along_axis(near.mirrored, rest, 1))


def _nearest(rows: Rows, training: Rows, squares: Rows, k: int) -> tuple[Places, Rows]:
    """Found by products, which are quick and lose the last digits; then measured as they are."""
    rough = squares[None] - 2 * rows @ training.T
    places = np.argpartition(rough, k - 1, axis=1)[:, :k]
    apart = np.linalg.norm(training[places] - rows[:, None], axis=2)
    order = np.argsort(apart, axis=1, kind="stable")
    return np.take_along_axis(places, order, 1), np.take_along_axis(apart, order, 1)


def _merged(ways: list[tuple[Places, Rows]], k: int) -> tuple[Places, Rows, npt.NDArray[np.bool_]]:
    """The nearest as they are and turned round, each training picture once."""
    places, apart = (np.concatenate(each, axis=1) for each in zip(*ways, strict=True))
    mirrored = np.repeat([[False] * k + [True] * (places.shape[1] - k)], len(places), axis=0)
    order = np.argsort(apart, axis=1, kind="stable")
    places, apart, mirrored = (np.take_along_axis(each, order, 1) for each in (places, apart, mirrored))
    again = np.array([[place in row[:at] for at, place in enumerate(row)] for row in places.tolist()])
    order = np.argsort(again, axis=1, kind="stable")[:, :k]
    places, apart, mirrored = (np.take_along_axis(each, order, 1) for each in (places, apart, mirrored))
    return places, apart, mirrored


# -- whether that is too near -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """`count` of `of` pictures with the interval of their share, 0 to 1."""

    count: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.count / self.of


@dataclass(frozen=True, eq=False)
class Judged:
    """`nearer`: than held-out pictures usually are, half when all is well. `single`: whose nearest picture stands out
    from the next ones more than usual, which is so of copies and not of blurred pictures; half, too. `closest`: nearer
    than all but 5 in 100, with a wider interval (99.7 %), as nobody asked for it. None of them where there is no way
    to tell: `why`.

    `farther` has for each sample the share of held-out pictures that lie farther from theirs, NaN where none is known.
    `held` were compared with; `twins` more were training pictures once again, and left out.
    """

    near: Near
    farther: npt.NDArray[np.float64]
    nearer: Share | None = None
    single: Share | None = None
    closest: Share | None = None
    held: int = 0
    twins: int = 0
    why: str = ""
    among: bool = False  # compared with training pictures beside each other: none was held back

    @property
    def order(self) -> Places:
        """The numbers of the samples, the most suspicious first."""
        keys = (self.near.apart[:, 0], np.nan_to_num(-self.farther, nan=1.0))
        return np.lexsort(keys).astype(np.int64)


def judged(
    near: Near, held: Near | None, classes: Places | None = None, held_classes: Places | None = None
) -> Judged:  # fmt: skip
    """How near samples are beside held-out pictures, of the same class where both have one."""
    unknown = np.full(len(near), np.nan)
    if held is None or not len(held):
        return Judged(near, unknown, why=NONE_HELD)
    new = held.apart[:, 0] > _TWIN * np.median(held.apart[:, 0])
    twins, held = int((~new).sum()), held.some(new)
    if classes is None or held_classes is None:
        classes, kinds = np.zeros(len(near), np.int64), np.zeros(len(held), np.int64)
    else:
        kinds = held_classes[new]
    known = {int(each) for each in np.unique(classes) if (kinds == each).sum() >= FEWEST}
    if not known:
        return Judged(near, unknown, held=len(held), twins=twins, why=FEW_HELD)
    return replace(_with_shares(near, held, classes, kinds, known), held=len(held), twins=twins)


def _with_shares(near: Near, held: Near, classes: Places, kinds: Places, known: set[int]) -> Judged:
    """Of the samples whose class is among the `known` ones."""
    farther = _beaten(near.apart[:, 0], held.apart[:, 0], classes, kinds, known)
    compared = ~np.isnan(farther)
    if compared.sum() < FEW:
        return Judged(near, farther, why=FEW_SAMPLES)
    alone = _beaten(_standing_out(near), _standing_out(held), classes, kinds, known)
    doubt = _doubt(classes[compared], kinds)
    return Judged(
        near, farther, _share(farther > 0.5, compared, doubt), _share(alone > 0.5, compared, doubt),
        _share(farther > 1 - CLOSEST, compared, doubt, _WIDER),
    )  # fmt: skip


def _standing_out(near: Near) -> npt.NDArray[np.float64]:
    """The nearest distance beside the mean of the next ones: small where one picture was copied."""
    others = near.apart[:, 1:].mean(1) if near.apart.shape[1] > 1 else np.ones(len(near))
    return np.asarray(near.apart[:, 0] / np.maximum(others, 1e-9), np.float64)


def _beaten(
    ours: npt.NDArray[np.floating], theirs: npt.NDArray[np.floating], classes: Places, kinds: Places, known: set[int]
) -> npt.NDArray[np.float64]:  # fmt: skip
    """For each of ours the share of theirs, of its class, that is larger; equal ones count half."""
    found = np.full(len(ours), np.nan)
    for each in known:
        usual, mine = np.sort(theirs[kinds == each]), classes == each
        below, upto = (np.searchsorted(usual, ours[mine], side) for side in ("left", "right"))
        found[mine] = 1 - (below + upto) / 2 / len(usual)
    return found


def _doubt(classes: Places, kinds: Places) -> float:
    """1 / the number of samples that would be as uncertain if what is usual were known for sure.

    All samples are compared with the same held-out pictures, so theirs is a doubt that more samples do not mend.
    """
    parts = [((classes == each).mean(), (kinds == each).sum()) for each in np.unique(classes)]
    return 1 / len(classes) + float(sum(weight**2 / many for weight, many in parts))


def _share(
    hits: npt.NDArray[np.bool_], compared: npt.NDArray[np.bool_], doubt: float, wide: float = _WIDE
) -> Share:  # fmt: skip
    """With the interval of Wilson, which holds near 0 and 1 too."""
    count, of = int(hits[compared].sum()), int(compared.sum())
    value, square = count / of, wide**2 * doubt
    middle = (value + square / 2) / (1 + square)
    reach = np.sqrt(square * value * (1 - value) + square**2 / 4) / (1 + square)
    return Share(count, of, float(max(0.0, middle - reach)), float(min(1.0, middle + reach)))
