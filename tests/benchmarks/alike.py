"""Colours carried to the next drawing: figures beside base lines, a sheet to look at, and the weights made again.

    python tests/benchmarks/alike.py [--count N] [--size PX]     # figures and sequences
    python tests/benchmarks/alike.py --sheet OUT.png
    python tests/benchmarks/alike.py --fit [--count N]           # weights of ganstudio/drawing/matching.py

The sheet has, for some couples of each kind, the first drawing, the true colours of the next, and the carried ones;
guesses that are not sure have a white ring.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ganstudio.core import resources
from ganstudio.drawing import alike, likeness, matching, tones
from ganstudio.drawing.alike import Guess
from ganstudio.evaluate import alike as figures
from ganstudio.evaluate import sequences
from ganstudio.evaluate.alike import Known, known
from ganstudio.evaluate.sequences import Couple
from ganstudio.export import carrying
from ganstudio.export.colour_params import FREE, ColourParams
from ganstudio.export.colouring import coloured
from ganstudio.export.onnx_session import Model

SHOWN, PER_ROW = 300, 3
Array = np.ndarray


def measure(count: int, size: int, mirrored: bool = False) -> None:
    ways: dict[str, figures.Carry] = {
        "same place": figures.same_place, "nearest": figures.nearest, "carried": figures.carried,
    }  # fmt: skip
    couples = list(sequences.couples(count, size))
    if mirrored:
        print("the second drawing of each couple left for right")
        couples = list(sequences.mirrored(couples))
    for name, carry in ways.items():
        begun = time.perf_counter()
        told = figures.measured(couples, carry)
        print(f"{name} ({(time.perf_counter() - begun) / len(couples) * 1000:.0f} ms each with dividing)")
        for kind, values in told.items():
            print(f"  {kind:15s}", "  ".join(f"{name} {value:g}" for name, value in values.items()))


def measure_sequences(count: int, size: int, length: int = 10, pace: float = 1.5) -> None:
    """Dots handed on from frame to frame, all from the first, or both together."""
    rows: dict[str, list[Array]] = {}
    for number in range(sequences.FIRST + 200, sequences.FIRST + 200 + count):
        first, *others = [known(truth) for truth in sequences.frames(number, length, size, pace)]
        before, handed, match = first, first.dots, None
        for each in others:
            found = alike.carried(before.regions, handed, each.regions)
            rows.setdefault("handed on", []).append(figures.compared(first, each, found))
            handed = [guess.dot for guess in found]
            found = alike.carried(first.regions, first.dots, each.regions)
            rows.setdefault("from the first", []).append(figures.compared(first, each, found))
            direct = alike.matched(first.regions, each.regions)
            match = alike.continued(match, direct) if match else direct
            rows.setdefault("both", []).append(figures.compared(first, each, alike.guesses(match, first.dots)))
            before = each
    print(f"{count} sequences of {length} frames")
    for name, found in rows.items():
        print(
            f"  {name:15s}", "  ".join(f"{n} {value:g}" for n, value in figures.shares(np.concatenate(found)).items())
        )


def measure_steadiness(count: int, size: int) -> None:
    """Of the true colours, of the model's own, and of carried ones in the model's light."""
    model = Model(resources.models()[0])
    told: dict[str, list[float]] = {}
    for couple in sequences.couples(count, size, sequences.FIRST + 100):
        first, following = known(couple.first), known(couple.following)
        match = alike.matched(first.regions, following.regions)
        inks = 255 - couple.first.sketch, 255 - couple.following.sketch
        hints = carrying.hints_of(alike.guesses(match, first.dots), inks[1].shape)
        true = [truth.colour.transpose(1, 2, 0) for truth in (couple.first, couple.following)]
        for name, pair in {
            "true colours": true,
            "the model alone, free": [coloured(model, ink, None, ColourParams(way=FREE)) for ink in inks],
            "the model alone, kept in": [coloured(model, ink, None, ColourParams()) for ink in inks],
            "carried, kept in": [true[0], coloured(model, inks[1], hints, ColourParams())],
        }.items():
            told.setdefault(name, []).append(carrying.steadiness_of(match, *pair).score)
    print("steadiness")
    for name, scores in told.items():
        print(f"  {name:25s} mean {np.mean(scores):.1f}  least {min(scores):.1f}")


# -- a sheet ----------------------------------------------------------------------------------------------------------


def painted(following: Known, found: Iterable[Guess], sketch: Array) -> Image.Image:
    flat = np.full((following.regions.count, 3), 255, np.uint8)
    flat[~following.regions.outside] = 225
    best = sorted(found, key=lambda guess: guess.sure)
    for guess in best:
        flat[guess.region] = guess.colour
    picture = np.rint(flat[following.regions.labels] * (sketch[..., None] / 255)).astype(np.uint8)
    image = Image.fromarray(picture)
    pen = ImageDraw.Draw(image)
    for guess in best:
        x, y = guess.place
        if not guess.is_sure:
            pen.ellipse((x - 4, y - 4, x + 4, y + 4), outline="white", width=2)
            pen.ellipse((x - 5, y - 5, x + 5, y + 5), outline="black", width=1)
    return image.resize((SHOWN, SHOWN))


def sheet(out: Path, size: int) -> None:
    rows = []
    for kind, made in sequences.KINDS.items():
        tiles = []
        for number in range(sequences.FIRST + 30, sequences.FIRST + 30 + PER_ROW):
            couple = Couple(kind, *made(number, size))
            first = known(couple.first)
            regions, found = figures.carried(first.regions, first.dots, 255 - couple.following.sketch)
            following = known(couple.following, regions)
            own = [Guess(first.regions.at(*dot.place) or 0, dot.place, dot.colour, 1, 0, 0) for dot in first.dots]
            true = Image.fromarray(np.ascontiguousarray(couple.following.colour.transpose(1, 2, 0)))
            tiles += [painted(first, own, couple.first.sketch), true.resize((SHOWN, SHOWN))]
            tiles.append(painted(following, found, couple.following.sketch))
        rows.append(np.concatenate([np.asarray(tile) for tile in tiles], axis=1))
    Image.fromarray(np.concatenate(rows)).save(out)


# -- the weights ------------------------------------------------------------------------------------------------------

Example = tuple[Array, Array, Array, Array]  # comparisons M x N x K, M x N allowed, M x (N + 1) right, weight of each


def fit(count: int, size: int) -> None:
    """Multinomial logistic regression: which region of the first has the colour of each of the next, or none has."""
    looks, rights = [], []
    for couple in sequences.couples(count, size, 0):
        first, following = known(couple.first), known(couple.following)
        way = alike.matched(first.regions, following.regions).way
        looks.append(likeness.looks(first.regions, following.regions, way))
        rights.append(right(first, following))
    compared = [likeness.compared(*pair) for pair in looks]
    weights = climbed(examples(compared, looks, rights))
    print("FIRST_WEIGHTS", weights.round(2).tolist())
    firsts = [matching.weighed(each, weights, *pair) for each, pair in zip(compared, looks)]
    more = [_with(each, pair, known_) for each, pair, known_ in zip(compared, looks, firsts)]
    then = climbed(examples(more, looks, rights))
    again = [matching.weighed(each, then, *pair) for each, pair in zip(more, looks)]
    more += [_with(each, pair, known_) for each, pair, known_ in zip(compared, looks, again)]
    print("THEN_WEIGHTS", climbed(examples(more, looks * 2, rights * 2), then).round(2).tolist())


def _with(compared: Array, pair: tuple[likeness.Look, likeness.Look], chances: Array) -> Array:
    return np.concatenate([compared, matching.context(*pair, chances)], axis=2)


def right(first: Known, following: Known) -> tuple[Array, Array]:
    """M x (N + 1) of what has the colour of each region, the last column where nothing has; and what counts."""
    same = tones.difference(following.colours[:, None], first.colours[None]) < 8
    same &= first.pure & (following.regions.outside[:, None] == first.regions.outside)
    none = ~same.any(axis=1, keepdims=True)
    areas = following.regions.areas / max(1, following.regions.areas[~following.regions.outside].sum())
    counts = (following.pure & ~following.regions.outside) * (0.5 + 0.5 * areas)
    return np.concatenate([same, none], axis=1), counts


def examples(compared: Sequence[Array], looks: Sequence, rights: Sequence[tuple[Array, Array]]) -> list[Example]:
    return [
        (each, two.outside[:, None] == one.outside, *both) for each, (one, two), both in zip(compared, looks, rights)
    ]


def climbed(given: Sequence[Example], weights: Array | None = None, steps: int = 400) -> Array:
    weights = np.zeros(given[0][0].shape[2] + 1) if weights is None else weights
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):  # Adam
        slope = gradient(given, weights) + 1e-3 * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights = weights - 0.15 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def gradient(given: Sequence[Example], weights: Array) -> Array:
    slope, total = np.zeros_like(weights), 0.0
    for compared, allowed, is_right, counts in given:
        odds = np.where(allowed, compared @ weights[:-1] + weights[-1], -1e9)
        odds = np.pad(odds, ((0, 0), (0, 1)))
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        wanted = odds * is_right
        wanted /= wanted.sum(axis=1, keepdims=True) + 1e-12
        off = ((odds - wanted) * counts[:, None])[:, :-1] * allowed
        slope[:-1] += np.tensordot(off, compared, ((0, 1), (0, 1)))
        slope[-1] += off.sum()
        total += counts.sum()
    return slope / total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--sheet", type=Path)
    asked = parser.parse_args()
    if asked.sheet:
        sheet(asked.sheet, max(asked.size, 384))
    elif asked.fit:
        fit(asked.count, asked.size)
    else:
        measure(asked.count, asked.size)
        measure(asked.count, asked.size, mirrored=True)
        measure_sequences(max(1, asked.count // 2), asked.size)
        measure_steadiness(max(1, asked.count // 8), asked.size)


if __name__ == "__main__":
    main()
