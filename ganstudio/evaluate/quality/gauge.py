"""What is measured of a training while it goes on: the early score, and the Fréchet distance where a judge is there.

It looks at a session as the sample grid does: networks at rest, noise of its own, nothing changed. Its features need
nobody's help and little time: the set's classifier where a measurement has trained one before, else
EfficientNet-Lite0 on small pictures, else the pyramid of pixels: the first of these whose first look does not come too
late for so short a training. A run keeps the features that it began with.
torchmetrics, which takes seconds to load, is left alone here.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ganstudio.core.curves import DISTANCE, EARLY
from ganstudio.core.errors import StudioError
from ganstudio.data.picture_set import PictureSet
from ganstudio.engine import lite0
from ganstudio.engine.session import Session
from ganstudio.evaluate import classifier, samples
from ganstudio.evaluate.frechet import frechet_distance
from ganstudio.evaluate.quality import early, extractors, kept
from ganstudio.evaluate.quality.extractors import JUDGE, Extractor, Seen

COUNT = 1_000  # samples
_SIZES = (32, 64)  # px for EfficientNet-Lite0 here: at most a fifth of the time
_WARMING, _PROBED = 4, 24
_PART = 8  # of as many rows the score is tried
_CAREFUL = 1.3  # an estimate that is too small would cost more than it may


class SampleGauge:
    """See `engine.judging.Gauge`. `by_distance`: the Fréchet distance tells the best moment, where there is one."""

    def __init__(self, extractor: Extractor, pictures: PictureSet, cache: Path, by_distance: bool = False) -> None:
        self._extractor, self._pictures, self._cache = extractor, pictures, cache
        self.count = min(COUNT, len(pictures.pictures) // 2)
        self.decides = DISTANCE if by_distance and extractor.key == JUDGE else EARLY
        measure = "Fréchet distance" if self.decides == DISTANCE else "early score"
        self.about: Mapping[str, Any] = {
            "measure": measure,
            "protocol": f"{extractor.words}; {self.count} samples, {self.count} real",
        }
        self._real: Seen | None = None
        self._floor: dict[str, float] = {}

    @property
    def features(self) -> str:
        """What it compares, in words."""
        return self._extractor.words

    def estimate(self, session: Session, allowed: float = math.inf) -> float:
        with torch.random.fork_rng(devices=[]):
            self._extractor.look(samples.drawn_of(session, self._pictures, _WARMING))  # the first call is slow
            begun = time.monotonic()
            made = samples.drawn_of(session, self._pictures, _PROBED)
            drawn = time.monotonic()
            rows = self._extractor.features(made)
            seen = time.monotonic()
            few = np.resize(rows, (self.count // _PART, rows.shape[1]))
            early.score(few, few)
            scored = (time.monotonic() - seen) * _PART
        known = kept.is_kept(self._pictures, self._extractor, 2 * self.count, self._cache)
        looks = 1 if known else 3  # the first time, two halves of real pictures beside the samples
        told = (drawn - begun + looks * (seen - drawn)) * self.count / _PROBED + 2 * scored
        return told * _CAREFUL

    def look(self, session: Session) -> Mapping[str, float]:
        with torch.random.fork_rng(devices=[]):
            made = self._extractor.look(samples.drawn_of(session, self._pictures, self.count)).features
            real = self._known()
            if not np.isfinite(made).all():
                raise StudioError("the samples are not finite.", "Lower the learning rate.")
            ours, theirs = self._scaled(real, made), self._scaled(real, real[: self.count])
            return {**self._figures(theirs, ours), **self._floor}

    def _known(self) -> extractors.Rows:
        """Features of two halves of the real pictures; the floor is worked out with them, once."""
        if self._real is None:
            self._real = kept.seen_of(self._pictures, self._extractor, 2 * self.count, self._cache)
            rows = self._scaled(self._real.features, self._real.features)
            halves = rows[: self.count], rows[self.count :]
            self._floor = {f"{EARLY} floor": early.distance(*halves)}
            if self._extractor.key == JUDGE:
                self._floor[f"{DISTANCE} floor"] = frechet_distance(*halves)
        return self._real.features

    def _scaled(self, real: extractors.Rows, rows: extractors.Rows) -> extractors.Rows:
        return extractors.scaled(self._extractor, real, rows)

    def _figures(self, real: extractors.Rows, made: extractors.Rows) -> dict[str, float]:
        soon = early.score(real, made)
        told = {EARLY: soon.value, f"{EARLY} low": soon.low, f"{EARLY} high": soon.high}
        return told | ({DISTANCE: frechet_distance(real, made)} if self._extractor.key == JUDGE else {})


def suited(
    pictures: PictureSet, cache: Path, session: Session, allowed: float, by_distance: bool = False
) -> tuple[SampleGauge, float]:
    """The best gauge at hand whose first look takes at most `allowed` seconds, or the quickest; and its seconds."""
    for make in _KNOWN:
        if (features := _made(make, pictures, cache)) is None:
            continue
        found = SampleGauge(features, pictures, cache, by_distance)
        if (expected := found.estimate(session, allowed)) <= allowed:
            break
    return found, expected


def as_before(pictures: PictureSet, cache: Path, words: str, by_distance: bool = False) -> SampleGauge | None:
    """The gauge whose features have these `words`; None where they cannot be had any more."""
    for make in _KNOWN:
        features = _made(make, pictures, cache)
        if features is not None and features.words == words:
            return SampleGauge(features, pictures, cache, by_distance)
    return None


_Make = Callable[[PictureSet, Path], Extractor | None]


def _made(make: _Make, pictures: PictureSet, cache: Path) -> Extractor | None:
    with torch.random.fork_rng(devices=[]):  # new networks draw their first weights from the training's generator
        return make(pictures, cache)


def _of_judge(pictures: PictureSet, cache: Path) -> Extractor | None:
    try:
        return extractors.of_judge(classifier.load_classifier(classifier.kept_in(cache, pictures.info)))
    except StudioError:
        return None


def _of_lite0(pictures: PictureSet, cache: Path) -> Extractor | None:
    """Pictures of MNIST's size are told apart at 32 px as well as at 64, in a third of the time."""
    size = next((each for each in _SIZES if each >= pictures.info.size), _SIZES[-1])
    return extractors.of_lite0(size) if lite0.weights_file() else None


def _of_pyramid(pictures: PictureSet, cache: Path) -> Extractor | None:
    return extractors.of_pyramid()


_KNOWN: tuple[_Make, ...] = (_of_judge, _of_lite0, _of_pyramid)  # the last is always there, and the quickest
