"""How often the colours of one drawing reach the right regions of the next, on couples whose colours are known.

No torch: drawings, regions and the ways to carry colours are numpy alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.core.pictures import Pixels
from ganstudio.drawing import alike, tones
from ganstudio.drawing.alike import SURE, Dot, Guess
from ganstudio.drawing.regions import Regions, divided
from ganstudio.evaluate.kinds import Truth
from ganstudio.evaluate.sequences import Couple

PROTOCOL = "alike-1: a dot of its true colour in every region of the first drawing; regions of one colour, seen before"
_SAME = 8.0  # CIE76 up to which a colour is the right one
_PURE = 0.7  # of a region that has one true colour: others hold several, through gaps or because they are lines
_GAP = 4  # px of openings that are closed
_NO_INK = 5  # of 255

Carry = Callable[[Regions, Sequence[Dot], Pixels], tuple[Regions, list[Guess]]]  # the first, its dots, the next ink


@dataclass(frozen=True, eq=False)
class Known:
    """A drawing's regions with the true colour N x 3 of each, and which have one."""

    regions: Regions
    colours: npt.NDArray[np.float64]
    pure: npt.NDArray[np.bool_]

    @property
    def dots(self) -> list[Dot]:
        """All that could be told of it."""
        places = self.regions.places + 0.5
        return [
            Dot((float(places[each, 0]), float(places[each, 1])), _plain(self.colours[each]))
            for each in np.flatnonzero(self.pure & ~self.regions.outside)
        ]


def carried(first: Regions, dots: Sequence[Dot], ink: Pixels) -> tuple[Regions, list[Guess]]:
    """As the program does it."""
    match = alike.divided_alike(first, ink, _GAP)
    return match.following, alike.guesses(match, dots)


def known(truth: Truth, regions: Regions | None = None) -> Known:
    """What colouring has to find out about a drawing, as it was divided, or as it usually is."""
    regions = divided(255 - truth.sketch, _GAP) if regions is None else regions
    picture = truth.colour.transpose(1, 2, 0)
    clear = ~regions.walls & (truth.sketch >= 255 - _NO_INK)
    colours, pure = np.zeros((regions.count, 3)), np.zeros(regions.count, np.bool_)
    for region in range(regions.count):
        left, top, mask = regions.mask(region)
        part = np.s_[top : top + mask.shape[0], left : left + mask.shape[1]]
        own = picture[part][mask & clear[part]].astype(np.float64)
        if len(own):
            colours[region] = np.median(own, axis=0)
            pure[region] = (np.abs(own - colours[region]).max(axis=1) < 12).mean() >= _PURE
    return Known(regions, colours, pure)


def measured(couples: Iterable[Couple], carry: Carry = carried) -> dict[str, dict[str, float]]:
    """Figures by what happened between two drawings, and of "all" together.

    `drawn`: the share of the drawn paper that got its colour, mean over drawings. `regions`, `pixels`: the share whose
    colour is right, of regions inside that have one colour which the first drawing has too. `sure`: how many of them
    are guessed surely, `right_if_sure`: how many of these are right, `noticed`: how many regions of a new colour are
    guessed unsurely or not at all.
    """
    told: dict[str, list[npt.NDArray[np.float64]]] = {}
    drawn: dict[str, list[float]] = {}
    for couple in couples:
        first = known(couple.first)
        regions, found = carry(first.regions, first.dots, 255 - couple.following.sketch)
        for kind in (couple.kind, "all"):
            told.setdefault(kind, []).append(compared(first, known(couple.following, regions), found))
            drawn.setdefault(kind, []).extend(_drawn(couple.following, regions, found))
    return {
        kind: {"drawn": round(float(np.mean(drawn[kind])), 4), **shares(np.concatenate(rows))}
        for kind, rows in told.items()
    }


def _drawn(truth: Truth, regions: Regions, found: Sequence[Guess]) -> list[float]:
    """The share of pixels off the lines, of what is not paper, whose region got their colour; none for all paper."""
    flat = np.full((regions.count, 3), np.inf)
    for guess in sorted(found, key=lambda each: each.sure):
        flat[guess.region] = guess.colour
    wanted = (truth.sketch >= 255 - _NO_INK) & ~truth.outside[truth.labels]
    off = np.abs(flat[regions.labels[wanted]] - truth.colour.transpose(1, 2, 0)[wanted]).max(axis=1)
    return [float((off < 2 * _SAME).mean())] if len(off) else []


def compared(first: Known, following: Known, found: Sequence[Guess]) -> npt.NDArray[np.float64]:
    """A row for each region of one colour inside: pixels, whether its colour is known, how sure a guess is, right."""
    best: dict[int, Guess] = {}
    for guess in found:
        if guess.region not in best or guess.sure > best[guess.region].sure:
            best[guess.region] = guess
    seen = first.colours[first.pure & ~first.regions.outside]
    rows = []
    for region in np.flatnonzero(following.pure & ~following.regions.outside).tolist():
        own = following.colours[region]
        is_known = len(seen) > 0 and float(tones.difference(seen, own).min()) < _SAME
        told = best.get(region)
        right = told is not None and float(tones.difference(told.colour, own)) < _SAME
        rows.append((following.regions.areas[region], is_known, told.sure if told else 0.0, right))
    return np.array(rows, np.float64).reshape(-1, 4)


def shares(rows: npt.NDArray[np.float64]) -> dict[str, float]:
    """The figures of all these rows of `compared` together."""
    old, new = rows[rows[:, 1] == 1], rows[rows[:, 1] == 0]
    sure = old[:, 2] >= SURE
    made = {
        "count": float(len(old)),
        "regions": _share(old[:, 3]),
        "pixels": float((old[:, 0] * old[:, 3]).sum() / max(1.0, old[:, 0].sum())),
        "sure": _share(sure),
        "right_if_sure": _share(old[sure, 3]),
        "noticed": _share(new[:, 2] < SURE),
    }
    return {name: round(value, 4) for name, value in made.items()}


def _share(flags: npt.NDArray[np.generic]) -> float:
    return float(flags.mean()) if len(flags) else 1.0


def _plain(colour: npt.NDArray[np.float64]) -> tuple[int, int, int]:
    red, green, blue = np.rint(colour).astype(int).tolist()
    return red, green, blue


# -- base lines -------------------------------------------------------------------------------------------------------


def same_place(first: Regions, dots: Sequence[Dot], ink: Pixels) -> tuple[Regions, list[Guess]]:
    """Each region gets the colour of the dotted one that most of it lies on, sheet on sheet."""
    told, following = _told(first, dots), divided(ink, _GAP)
    rows = np.arange(following.labels.shape[0]) * first.labels.shape[0] // following.labels.shape[0]
    columns = np.arange(following.labels.shape[1]) * first.labels.shape[1] // following.labels.shape[1]
    codes = following.labels.astype(np.int64) * first.count + first.labels[np.ix_(rows, columns)]
    shared = np.bincount(codes.ravel(), minlength=following.count * first.count).reshape(-1, first.count)
    return following, _chosen(following, told, shared.astype(np.float64))


def nearest(first: Regions, dots: Sequence[Dot], ink: Pixels) -> tuple[Regions, list[Guess]]:
    """Each region gets the colour of the dotted one whose middle is nearest, the boxes of both inks on each other."""
    told, following = _told(first, dots), divided(ink, _GAP)
    places = [_in_box(each) for each in (first, following)]
    return following, _chosen(following, told, -np.linalg.norm(places[1][:, None] - places[0][None], axis=2))


def _told(first: Regions, dots: Sequence[Dot]) -> dict[int, tuple[int, int, int]]:
    return {region: dot.colour for dot in dots if (region := first.at(*dot.place)) is not None}


def _in_box(regions: Regions) -> npt.NDArray[np.float64]:
    """Middles of regions in shares of the box around the ink."""
    rows, columns = np.nonzero(regions.walls)
    low, high = np.array([columns.min(), rows.min()]), np.array([columns.max() + 1, rows.max() + 1])
    down, across = np.indices(regions.labels.shape)
    flat = regions.labels.ravel()
    sums = [np.bincount(flat, each.ravel(), regions.count) for each in (across, down)]
    return np.asarray((np.stack(sums, axis=1) / regions.areas[:, None] - low) / (high - low))


def _chosen(following: Regions, told: dict[int, tuple[int, int, int]], worth: npt.NDArray[np.float64]) -> list[Guess]:
    sources = list(told)
    made = []
    for region in np.flatnonzero(~following.outside).tolist() if sources else ():
        source = sources[int(worth[region, sources].argmax())]
        x, y = following.places[region].tolist()
        made.append(Guess(region, (x + 0.5, y + 0.5), told[source], 1.0, source, 0.0))
    return made
