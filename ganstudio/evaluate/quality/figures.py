"""All figures of samples against real pictures, as one flat mapping that says how they were taken.

Equal numbers of both are compared. Beside each stands what two disjoint halves of the real pictures give
("…_of_real"): nobody can do better than that with so few pictures.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ganstudio.core.pictures import Pixels
from ganstudio.evaluate.quality import distances, early, kept, neighbours
from ganstudio.evaluate.quality.extractors import LITE0, Extractor, Rows, Seen, levelled, scaled

PROTOCOL = "quality-1"  # change it when numbers stop being comparable
FEW = 2_000  # where features are slow
MANY = 5_000
_PAPERS = {"frechet_distance": "fid", "kernel_distance": "kid", "classifier_score": "inception_score"}


def usual_count(extractor: Extractor) -> int:
    """How many samples are compared, unless somebody says."""
    return FEW if extractor.key == LITE0 or extractor.is_papers else MANY


def against_set(
    extractor: Extractor, pictures: Any, made: Pixels, cache: Path, seed: int = 0
) -> dict[str, Any]:  # fmt: skip
    """`made` against a `PictureSet`; what the network says of its pictures is kept in `cache`."""
    count = min(len(made), len(pictures.pictures))
    real = kept.seen_of(pictures, extractor, 2 * count, cache)
    return {"against": pictures.info.name, **figures(extractor, real, extractor.look(_spread(made, count)), seed)}


def figures(extractor: Extractor, real: Seen, made: Seen, seed: int = 0) -> dict[str, Any]:
    """`real` holds up to twice as many pictures as `made`: the second half is for the floor."""
    count, half = min(len(real), len(made)), min(len(made), len(real) // 2)
    ours, theirs = (scaled(extractor, real.features, each.features[:count]) for each in (made, real))
    told: dict[str, Any] = {**_distances(extractor, theirs, ours, seed), **neighbours.compared(theirs, ours)}
    told |= _score(made.probabilities, seed)
    if half > 1:
        halves = scaled(extractor, real.features, real.features[: 2 * half])
        told |= _floor(extractor, halves[:half], halves[half:], seed)
        told |= {f"{name}_of_real": value for name, value in _score(real.probabilities, seed).items()
                 if name == "classifier_score"}  # fmt: skip
    protocol = f"{PROTOCOL}; features: {extractor.words}; {count} samples, {count} real; floor from halves of {half}"
    return {"quality_protocol": protocol, **_named(told, extractor)}


def _distances(extractor: Extractor, real: Rows, made: Rows, seed: int) -> dict[str, float]:
    kernel = distances.kernel_score(real, made, seed)
    soon = early.score(*_for_early(extractor, real, made), seed)
    return {
        "frechet_distance": distances.frechet(real, made),
        "kernel_distance": kernel.value, "kernel_distance_low": kernel.low, "kernel_distance_high": kernel.high,
        "early_score": soon.value, "early_score_low": soon.low, "early_score_high": soon.high,
    }  # fmt: skip


def _for_early(extractor: Extractor, real: Rows, made: Rows) -> tuple[Rows, Rows]:
    """The early score is of levelled features always."""
    return (real, made) if extractor.scaled else (levelled(real, real), levelled(real, made))


def _floor(extractor: Extractor, first: Rows, second: Rows, seed: int) -> dict[str, float]:
    told = {"frechet_distance": distances.frechet(first, second),
            "early_score": early.score(*_for_early(extractor, first, second), seed).value,
            **neighbours.compared(first, second)}  # fmt: skip
    return {f"{name}_of_real": value for name, value in told.items()}


def _score(probabilities: Rows | None, seed: int) -> dict[str, float]:
    if probabilities is None:
        return {}
    mean, deviation = distances.classifier_score(probabilities, seed)
    return {"classifier_score": mean, "classifier_score_deviation": deviation}


def _named(told: Mapping[str, Any], extractor: Extractor) -> dict[str, Any]:
    """Names as in papers where the features are theirs, and only there; six figures of each number.

    An interval that too few pictures cannot tell is left out.
    """
    found = {}
    for name, value in told.items():
        if isinstance(value, float) and not math.isfinite(value):
            continue
        if extractor.is_papers:
            for ours, theirs in _PAPERS.items():
                name = name.replace(ours, theirs)
        found[name] = float(f"{value:.6g}") if isinstance(value, float) else value
    return found


def _spread(pictures: Pixels, count: int) -> Pixels:
    """`count` of them from all over: folders are often sorted."""
    if count == len(pictures):
        return pictures
    chosen = np.sort(np.random.default_rng(0).permutation(len(pictures))[:count])
    return np.ascontiguousarray(pictures[chosen])
