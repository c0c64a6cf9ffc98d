"""Could a drawing be told from what a colouring model has learned? Measures it; run by hand:

    python tests/benchmarks/likeness.py MODEL.onnx [--count 30]

What the model makes of a drawing without hints (colours and strength of colour by place, which colours there are, ink
by place) goes into a logistic regression between faces, of the model's styles and of others, and drawings of no faces.
Styles and kinds are left out one after the other, so the figures are those of drawings of which nothing was known. Of
all that was tried (distances from mean and covariance of the lines and of the answers, nearest neighbours, gradients, a
small network on the lines) this generalises best, and not well enough to speak to a person: where 1 % of the model's
own faces are taken for something else it is 30 % of faces in other styles, and where it is 2 % of those, only a quarter
of the drawings that are no faces is noticed.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from ganstudio.core.pictures import Pixels
from ganstudio.export.colouring import ColourParams, answered, shown
from ganstudio.export.onnx_session import Model
from tests.benchmarks import kinds_of_drawings as kinds

REFERENCE, TEST = 10_000, 2_000_100  # numbers of the first faces of each
LENIENCES = (1.0, 2.0, 5.0, 10.0)  # percent of faces in unknown styles that may be taken for something else
STRICT = 1.0  # percent of the model's own
_CELLS, _BINS = 8, 4  # places on a side, and steps of each colour
_SMOOTH = 100.0  # how strongly weights are held small
Rows = np.ndarray
Score = Callable[[Rows], Rows]


def rows_of(model: Model, drawings: Iterable[Pixels]) -> Rows:
    """Features of each drawing, with what the model makes of it."""
    plain = ColourParams(keep_line=False)
    rows = [features(answered(model, shown(model, ink, None, plain), plain), ink) for ink in drawings]
    return np.stack(rows)


def features(answer: Pixels, ink: Pixels) -> Rows:
    """Of a drawing and what the model makes of it, both `SIDE` px."""
    colours = _cells(answer / 255, 2 * _CELLS)
    strength = colours.max(-1) - colours.min(-1)
    present = np.histogramdd(colours.reshape(-1, 3), bins=_BINS, range=[(0.0, 1.0)] * 3)[0].ravel() / (4 * _CELLS**2)
    places = (_cells(colours, _CELLS), _cells(strength, _CELLS), np.sqrt(_cells(ink / 255, _CELLS)))
    return np.concatenate([*(part.ravel() for part in places), 2 * np.sqrt(present)])


def _cells(picture: Rows, count: int) -> Rows:
    """Means of `count` x `count` squares."""
    side = picture.shape[0] // count
    return picture.reshape(count, side, count, side, *picture.shape[2:]).mean((1, 3))


def fitted(faces: Iterable[Rows], others: Iterable[Rows]) -> tuple[Rows, float]:
    """Weights and bias of the line between both, each side counting half."""
    first, second = np.concatenate(list(faces)), np.concatenate(list(others))
    x = np.concatenate([first, second]).astype(np.float64)
    middle, spread = x.mean(0), x.std(0) + 0.03
    x = (x - middle) / spread
    wanted = np.r_[np.ones(len(first)), np.zeros(len(second))]
    share = np.r_[np.full(len(first), 0.5 / len(first)), np.full(len(second), 0.5 / len(second))]
    weights, bias, speed = np.zeros(x.shape[1]), 0.0, np.zeros(x.shape[1])
    for _ in range(600):
        wrong = share * (1 / (1 + np.exp(-(x @ weights + bias))) - wanted)
        speed = 0.9 * speed + x.T @ wrong + _SMOOTH / len(x) * weights
        weights, bias = weights - 0.05 * speed, bias - 0.05 * float(wrong.sum())
    return weights / spread, bias - float((middle * weights / spread).sum())


def scaled(line: tuple[Rows, float], new: Rows) -> Score:
    """Scores in steps of what new faces differ by, 0 at their mean."""
    weights, bias = line
    known = new @ weights + bias
    return lambda rows: (rows @ weights + bias - known.mean()) / known.std()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--count", type=int, default=30, help="drawings of each kind and style")
    arguments = parser.parse_args()
    model, count = Model(arguments.model), arguments.count
    own = list(enumerate(_own_faces().items()))
    known = {name: rows_of(model, draw(REFERENCE + 1000 * at, 5 * count)) for at, (name, draw) in own}
    new = {name: rows_of(model, draw(TEST + 1000 * at, 4 * count)) for at, (name, draw) in own}
    styles = {name: rows_of(model, draw(0, count)) for name, draw in kinds.other_faces().items()}
    others = {name: rows_of(model, draw(0, 2 * count)) for name, draw in kinds.others().items()}
    usual = np.concatenate([rows for name, rows in new.items() if name != "unfinished"])
    left_out = {name: _without(name, known, styles, others, usual) for name in (*styles, *others)}
    score = scaled(fitted([*known.values(), *styles.values()], others.values()), usual)
    foreign = np.concatenate([left_out[name] for name in styles])
    thresholds = [np.percentile(score(usual), STRICT), *(np.percentile(foreign, share) for share in LENIENCES)]
    report(thresholds, {name: score(rows) for name, rows in new.items()}, left_out, tuple(styles))


def _own_faces() -> dict[str, kinds.Draw]:
    return {
        "as generated": kinds.faces, "moved, other lines": kinds.moved_faces, "extracted, worn": kinds.extracted_faces,
        "unfinished": kinds.half_faces,
    }  # fmt: skip


def _without(name: str, known: dict[str, Rows], styles: dict[str, Rows], others: dict[str, Rows], usual: Rows) -> Rows:
    """Scores of `name` by a reference that knows nothing of its style, or of its kind and the likes of it."""
    alike = (*kinds.TEMPLATES, "several") if name in (*kinds.TEMPLATES, "several") else (name,)
    line = fitted(
        [*known.values(), *(rows for key, rows in styles.items() if key != name)],
        [rows for key, rows in others.items() if key not in alike],
    )
    return scaled(line, usual)(styles[name] if name in styles else others[name])


def report(thresholds: list[float], new: dict[str, Rows], left_out: dict[str, Rows], styles: tuple[str, ...]) -> None:
    """A column for each threshold: what lies below it would be spoken about."""

    def line(title: str, scores: Rows) -> None:
        print(f"  {title:26}{len(scores):5}" + "".join(f"{np.mean(scores < each):8.1%}" for each in thresholds))

    heads = [f"{STRICT:.0f} % own", *(f"{share:.0f} % oth" for share in LENIENCES)]
    print(" " * 33 + "".join(f"{head:>8}" for head in heads))
    for name, scores in new.items():
        line(f"face, {name}", scores)
    for name in styles:
        line(f"face, {name}", left_out[name])
    line("faces in other styles", np.concatenate([left_out[name] for name in styles]))
    rest = [name for name in left_out if name not in styles]
    for name in rest:
        line(name, left_out[name])
    line("own drawings", np.concatenate([left_out[name] for name in (*kinds.TEMPLATES, "several")]))
    line("everything that is no face", np.concatenate([left_out[name] for name in rest]))


if __name__ == "__main__":
    main()
