"""Does a drawing look like what a colouring model has learned? Measures it, and writes the reference; run by hand:

    python tests/benchmarks/likeness.py MODEL.onnx [--write] [--count 30]

The reference is a logistic regression on `ganstudio.export.likeness.features`. It is made of faces of the model's
styles and of others, and of drawings of no faces, and measured on faces that it was not made of. Styles and kinds are
left out one after the other for the figures, so they are those of drawings of which nothing was known. The threshold is
the largest score below which lie 1 % of new faces and 3 % of faces in left-out styles (but `dylan`, whose heads are
discs).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from ganstudio.core.pictures import Pixels
from ganstudio.export.colouring import ColourParams, answered, shown
from ganstudio.export.likeness import features
from ganstudio.export.onnx_session import Model
from tests.benchmarks import kinds_of_drawings as kinds

REFERENCE, TEST = 10_000, 2_000_100  # numbers of the first faces of each
STRICT, LENIENT = 1.0, 3.0  # percent of new faces, and of faces in unknown styles, that may be taken for something else
UNDECIDED = "dylan"
_SMOOTH = 300.0  # how strongly weights are held small
Rows = np.ndarray
Score = Callable[[Rows], Rows]


def rows_of(model: Model, drawings: Iterable[Pixels]) -> Rows:
    """Features of each drawing, with what the model makes of it."""
    plain = ColourParams(keep_line=False)
    rows = [features(answered(model, shown(model, ink, None, plain), plain), ink) for ink in drawings]
    return np.stack(rows)


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
    parser.add_argument("--write", action="store_true", help="the reference beside the model")
    parser.add_argument("--count", type=int, default=30, help="drawings of each kind and style")
    arguments = parser.parse_args()
    model, count = Model(arguments.model), arguments.count
    known = {
        name: rows_of(model, draw(REFERENCE + 1000 * at, 5 * count))
        for at, (name, draw) in enumerate(_own_faces().items())
    }
    new = {
        name: rows_of(model, draw(TEST + 1000 * at, 4 * count)) for at, (name, draw) in enumerate(_own_faces().items())
    }
    styles = {name: rows_of(model, draw(0, count)) for name, draw in kinds.other_faces().items()}
    others = {name: rows_of(model, draw(0, count)) for name, draw in kinds.others().items()}
    fresh = {name: rows_of(model, draw(50_000, count)) for name, draw in kinds.others().items()}
    usual = np.concatenate([rows for name, rows in new.items() if name != "unfinished"])
    left_out = {name: _without(name, known, styles, others, usual) for name in (*styles, *others)}
    line = fitted([*known.values(), *styles.values()], others.values())
    score = scaled(line, usual)
    unknown = np.concatenate([left_out[name] for name in styles if name != UNDECIDED])
    threshold = min(np.percentile(score(usual), STRICT), np.percentile(unknown, LENIENT))
    report(threshold, {name: score(rows) for name, rows in new.items()}, left_out,
           {name: score(rows) for name, rows in fresh.items()}, tuple(styles))  # fmt: skip
    if arguments.write:
        write(arguments.model, line, threshold, usual)


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


def report(
    threshold: float, new: dict[str, Rows], left_out: dict[str, Rows], fresh: dict[str, Rows], styles: tuple[str, ...]
) -> None:
    def share(scores: Rows) -> str:
        return f"{np.mean(scores < threshold):6.1%} of {len(scores)}"

    print(f"threshold {threshold:.2f}\n\nfaces taken for something else")
    for name, scores in new.items():
        print(f"  {name:24}{share(scores)}")
    for name in styles:
        print(f"  style {name:18}{share(left_out[name])}   (style unknown)")
    print("\nother drawings noticed          kind unknown        kind known")
    for name, scores in fresh.items():
        print(f"  {name:24}{share(left_out[name])}    {share(scores)}")
    for title, found in (("all", list(fresh)), ("own drawings", [*kinds.TEMPLATES, "several"])):
        unknown, seen = (np.concatenate([where[name] for name in found]) for where in (left_out, fresh))
        print(f"  {title:24}{share(unknown)}   {share(seen)}")


def write(model: Path, line: tuple[Rows, float], threshold: float, usual: Rows) -> None:
    """The line, moved so that 0 is the threshold."""
    weights, bias = line
    known = usual @ weights + bias
    moved = bias - float(known.mean() + threshold * known.std())
    numbers = [f"{weight:.4g}" for weight in weights]
    rows = [", ".join(numbers[at : at + 12]) for at in range(0, len(numbers), 12)]
    head = "# Made by tests/benchmarks/likeness.py: a drawing whose score is below 0 looks unlike what the model knows."
    text = [head, 'learned = "faces"', f"bias = {moved:.4f}", "weights = [", *(f"    {row}," for row in rows), "]", ""]
    path = model.with_suffix(".likeness.toml")
    path.write_text("\n".join(text), "utf-8")
    print(f"\nwritten to {path.name}")


if __name__ == "__main__":
    main()
