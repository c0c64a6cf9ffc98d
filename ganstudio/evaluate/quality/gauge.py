"""What is measured of a training while it goes on: the early score, and the Fréchet distance where a judge is there.

It looks at a session as the sample grid does: networks at rest, noise of its own, nothing changed. Its features need
nobody's help and little time: the set's classifier where a measurement has trained one before, else
EfficientNet-Lite0 on small pictures, else the pyramid of pixels. A run keeps the features that it began with.
torchmetrics, which takes seconds to load, is left alone here.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
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
_SIZE = 64  # px for EfficientNet-Lite0 here: a fifth of the time
_WARMING, _PROBED = 8, 64
_CAREFUL = 1.5  # an estimate that is too small would cost more than it may


class SampleGauge:
    """See `engine.trainer.Gauge`. `by_distance`: the Fréchet distance tells the best moment, where there is one."""

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

    def estimate(self, session: Session) -> float:
        with torch.random.fork_rng(devices=[]):
            self._extractor.look(samples.drawn_of(session, self._pictures, _WARMING))  # the first call is slow
            begun = time.monotonic()
            made = samples.drawn_of(session, self._pictures, _PROBED)
            drawn = time.monotonic()
            rows = self._extractor.features(made)
            seen = time.monotonic()
            early.score(rows, rows)  # as long as that of so few takes, the rest of it hardly counts
            scored = time.monotonic() - seen
        known = kept.is_kept(self._pictures, self._extractor, 2 * self.count, self._cache)
        looks = 1 if known else 3  # the first time, two halves of real pictures beside the samples
        told = (drawn - begun + looks * (seen - drawn)) * self.count / _PROBED + 4 * scored
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
            told = self._figures(rows[: self.count], rows[self.count :])
            self._floor = {f"{name} floor": told[name] for name in (EARLY, DISTANCE) if name in told}
        return self._real.features

    def _scaled(self, real: extractors.Rows, rows: extractors.Rows) -> extractors.Rows:
        return extractors.scaled(self._extractor, real, rows)

    def _figures(self, real: extractors.Rows, made: extractors.Rows) -> dict[str, float]:
        soon = early.score(real, made)
        told = {EARLY: soon.value, f"{EARLY} low": soon.low, f"{EARLY} high": soon.high}
        return told | ({DISTANCE: frechet_distance(real, made)} if self._extractor.key == JUDGE else {})


def features_for(pictures: PictureSet, cache: Path, wanted: str = "") -> Extractor | None:
    """The best that is at hand, or exactly the `wanted` words; None where those cannot be had any more."""
    with torch.random.fork_rng(devices=[]):  # new networks draw their first weights from the training's generator
        for make in (_of_judge, _of_lite0, _of_pyramid):
            found = make(pictures, cache)
            if found is not None and wanted in ("", found.words):
                return found
    return None


def _of_judge(pictures: PictureSet, cache: Path) -> Extractor | None:
    try:
        return extractors.of_judge(classifier.load_classifier(classifier.kept_in(cache, pictures.info)))
    except StudioError:
        return None


def _of_lite0(pictures: PictureSet, cache: Path) -> Extractor | None:
    return extractors.of_lite0(_SIZE) if lite0.weights_file() else None


def _of_pyramid(pictures: PictureSet, cache: Path) -> Extractor | None:
    return extractors.of_pyramid()
