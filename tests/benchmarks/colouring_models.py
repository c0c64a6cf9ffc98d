"""Colouring models beside each other, on faces and on drawings of kinds that none has learned from.

    python tests/benchmarks/colouring_models.py MODEL.onnx [MODEL.onnx ...] [--count 56] [--size 256]

For each: leaks, paper, hints and L1 in the three ways to colour, what hints of other numbers give, the lattice of its
answers, milliseconds of one answer on one thread, and bytes.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import torch

from ganstudio.core.controls import Network
from ganstudio.data.faces import faces
from ganstudio.data.faces import writing as face_sets
from ganstudio.evaluate import kinds, ways
from ganstudio.evaluate.colouring import answer, measured
from ganstudio.evaluate.kinds import Truth
from ganstudio.evaluate.texture import lattice
from ganstudio.export.colouring import in_each_way
from ganstudio.export.onnx_session import Model

PERIODS = (4, 5)  # the second as a control: what has no period gives as much of it


def unseen_faces(count: int, size: int, white: bool) -> tuple[np.ndarray, np.ndarray]:
    """Sketches and colours of faces that nothing was trained on, on paper of any colour or on white."""
    made = []
    for index in range(face_sets.UNSEEN_FROM, face_sets.UNSEEN_FROM + count):
        face = face_sets.member("pairs", index)
        palette = {**face.palette, "paper": "#ffffff"} if white else face.palette
        made.append(faces.pair(replace(face, palette=palette), size))
    sketches, colours = zip(*made, strict=True)
    return np.stack(sketches), np.stack(colours)


def texture(model: Network, drawings: list[Truth]) -> dict[str, float]:
    """The lattice of answers with a dot in every region, beside a control."""
    told: dict[str, list[float]] = {}
    for truth in drawings:
        line = torch.from_numpy(truth.sketch[None, None]).float() / 255
        hints = torch.from_numpy(ways._dots(truth, 255 - truth.sketch)[1]).permute(2, 0, 1)[None].float() / 255
        target = torch.from_numpy(truth.colour[None]).float() / 255
        made = answer(model, line, hints)
        for period in PERIODS:
            if amplitude := lattice(made, target, period):
                told.setdefault(f"lattice_{period}", []).append(amplitude)
    return {name: round(float(np.mean(values)), 3) for name, values in told.items()}


def milliseconds(model: Network, size: int) -> float:
    """Of processor, for one answer: the best of ten."""
    line, hints, best = torch.ones(1, 1, size, size), torch.zeros(1, 4, size, size), float("inf")
    for _ in range(10):
        begun = time.process_time()
        answer(model, line, hints)
        best = min(best, time.process_time() - begun)
    return round(1000 * best, 1)


def figures(path: Path, count: int, size: int) -> dict[str, object]:
    model = Model(path)
    paint = partial(in_each_way, model)
    others = kinds.drawn(count, size)
    told: dict[str, object] = {
        "bytes": path.stat().st_size, "milliseconds": milliseconds(model, size),
        "texture": texture(model, others), "other kinds": ways.measured(model, others, paint),
        "other kinds, by hints": measured(
            model, np.stack([each.sketch[None] for each in others]), np.stack([each.colour for each in others])
        ).to_json(),
    }  # fmt: skip
    for name, white in (("faces", False), ("faces on white", True)):
        pairs = unseen_faces(count, size, white)
        truths = [kinds.of_pair(*pair) for pair in zip(*pairs, strict=True)]
        told[name] = ways.measured(model, truths, paint)
        told[f"{name}, by hints"] = measured(model, *pairs).to_json()
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=56)
    parser.add_argument("--size", type=int, default=256)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for path in arguments.models:
        print(path.name, json.dumps(figures(path, arguments.count, arguments.size), indent=1), flush=True)


if __name__ == "__main__":
    main()
