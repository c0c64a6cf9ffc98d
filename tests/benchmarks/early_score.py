"""Whether the early score and the kernel distance order moments of one run as the full measure does.

    python tests/benchmarks/early_score.py [FAMILY] [--set fashion-mnist]

Five moments of one run, each with 1,000 samples for the early score and the kernel distance and 5,000 for the Fréchet
distance. Where the intervals of neighbours overlap, their order says nothing, and the table says so. Features are
those of the set's own classifier, of EfficientNet-Lite0 at two sizes where that is installed, and of pixels alone.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import torch

from ganstudio import launch
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.settings import places
from ganstudio.engine import devices, lite0
from ganstudio.evaluate import samples
from ganstudio.evaluate.quality import distances, early, extractors, kept
from ganstudio.evaluate.quality.early import Score
from ganstudio.launch import pictures as run_pictures
from ganstudio.launch.running import session_of

MOMENTS = (40, 120, 300, 700, 1_500)  # steps
FEW, MANY = 1_000, 5_000


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("family", nargs="?", default="dcgan")
    asked.add_argument("--data", default="fashion-mnist")
    asked.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".jsonl"))
    given = asked.parse_args()
    recipe = Recipe(given.family, "quick", DataChoice(given.data), {}, Budget(MOMENTS[-1], "steps"), device="cpu")
    resolved = launch.named(recipe, places())
    pictures = run_pictures.pictures_of(resolved, places())
    judge = samples.judge_of(pictures, places().cache)
    known = [extractors.of_judge(judge)] if judge else []
    known += [extractors.of_lite0(size) for size in (64, 32) if lite0.weights_file()]
    known.append(extractors.of_pyramid())
    hardware = devices.choose("cpu", "fp32", torch.get_num_threads())
    session = session_of(resolved, pictures, hardware)
    rows = []
    for step in MOMENTS:
        while session.step_count < step:
            session.step()
        made = samples.drawn_of(session, pictures, MANY)
        rows += [{"step": step, **measured(each, pictures, made)} for each in known]
        with given.out.open("a") as file:
            for row in rows[-len(known) :]:
                file.write(json.dumps({"family": given.family, "data": given.data, **row}) + "\n")
    for each in known:
        tell([row for row in rows if row["words"] == each.words])


def measured(extractor: extractors.Extractor, pictures: Any, made: Any) -> dict[str, Any]:
    many = MANY if extractor.key == extractors.JUDGE else 2_000
    real = kept.seen_of(pictures, extractor, 2 * many, places().cache).features
    ours = extractors.scaled(extractor, real, extractor.features(made[:many]))
    theirs = extractors.scaled(extractor, real, real)
    begun = time.perf_counter()
    soon = early.score(theirs[:FEW], ours[:FEW])
    took = time.perf_counter() - begun
    kernel = distances.kernel_score(theirs[:FEW], ours[:FEW])
    return {
        "features": extractor.key, "words": extractor.words, "early": tuple_of(soon), "kernel": tuple_of(kernel),
        "early_seconds": round(took, 2),
        "frechet": round(distances.frechet(theirs[:many], ours), 3), "frechet_of": many,
        "early_floor": round(early.distance(theirs[:FEW], theirs[FEW : 2 * FEW]), 4),
    }  # fmt: skip


def tuple_of(score: Score) -> tuple[float, ...]:
    return tuple(round(each, 4) for each in (score.value, score.low, score.high))


def tell(rows: list[dict[str, Any]]) -> None:
    """A table, and for both scores which neighbours are ordered as the full measure orders them."""
    print(f"\nfeatures: {rows[0]['words']}, Fréchet distance of {rows[0]['frechet_of']:,}, others of {FEW:,}")
    for row in rows:
        shown = "  ".join(f"{name} {row[name][0]:.4f} [{row[name][1]:.4f}, {row[name][2]:.4f}]"
                          for name in ("early", "kernel"))  # fmt: skip
        print(f"step {row['step']:>5}  {shown}  Fréchet {row['frechet']:.2f}  floor {row['early_floor']:.4f}")
    for name in ("early", "kernel"):
        print(f"{name}: {ordered(rows, name)}")


def ordered(rows: list[dict[str, Any]], name: str) -> str:
    """In words, of all couples of moments."""
    same, unsure, wrong = 0, 0, 0
    for at, one in enumerate(rows):
        for other in rows[at + 1 :]:
            if Score(*one[name], FEW).overlaps(Score(*other[name], FEW)):
                unsure += 1
            elif (one[name][0] < other[name][0]) == (one["frechet"] < other["frechet"]):
                same += 1
            else:
                wrong += 1
    return f"{same} couples ordered as by the full measure, {wrong} otherwise, {unsure} whose intervals overlap"


if __name__ == "__main__":
    main()
