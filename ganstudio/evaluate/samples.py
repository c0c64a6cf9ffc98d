"""How good the samples of a trained generator are, by a judge that shares nothing with it.

Protocol `samples-1`: samples of the averaged generator, classes in equal numbers or attributes as real pictures have
them; Fréchet distance of the judge's 128 features, each divided by its deviation over the real pictures, to at most
10,000 of these. It is not FID, and compares only with figures of the same set, size and number of samples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from ganstudio.core.controls import Attributes, Control, Label, images
from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Picture
from ganstudio.core.pictures import Pixels
from ganstudio.core.randomness import Random
from ganstudio.data.sets.store import PictureSet
from ganstudio.engine.family import Batch, Family, Generator
from ganstudio.engine.sampling import TorchRandom, to_pixels
from ganstudio.engine.session import Session
from ganstudio.engine.sheets import evaluating, same_dropout
from ganstudio.evaluate.classifier import Classifier, classifier_for, conditional_accuracy, lacking
from ganstudio.evaluate.frechet import frechet_distance

PROTOCOL = "samples-1"
SAMPLES = 5_000
_AT_ONCE = 250
_MOST_REAL = 10_000
_SHOWN = 2_000  # real pictures that a family's own figures are taken from
_COVERED = 0.25  # of its share among real pictures, from which a class counts as covered

Rows = npt.NDArray[Any]


@dataclass
class Subject:
    """What is evaluated (`engine.given.Evaluation`): networks at rest, real pictures, noise, and a judge if any."""

    family: Family
    networks: Mapping[str, nn.Module]
    real: Batch
    random: Random
    count: int
    judge: Classifier | None

    @property
    def is_judged(self) -> bool:
        return self.judge is not None and self.judge.by_class

    @property
    def truth(self) -> Tensor | None:
        if self.judge is None:
            return None
        return self.real.labels if self.judge.by_class else self.real.flags

    def named(self, pictures: Tensor) -> Tensor:
        assert self.judge is not None
        return torch.from_numpy(self.judge.predict(to_pixels(pictures, self.family.value_range)))


def judge_of(pictures: PictureSet, cache: Path) -> Classifier | None:
    """The independent judge of a set, trained when there is none yet; None where nothing could teach one."""
    return None if lacking(pictures) else classifier_for(pictures, cache)


@torch.no_grad()
def measured(
    session: Session, pictures: PictureSet, judge: Classifier | None, count: int = SAMPLES, seed: int = 0,
    also: Callable[[Pixels], Mapping[str, Any]] = lambda drawn: {},
) -> dict[str, Any]:  # fmt: skip
    """All figures of a trained family of noise, with the protocol; `also` gives more of the same samples.

    Raises StudioError for other families.
    """
    family = session.family
    generator = family.generators()[0]
    if not draws(family):
        raise StudioError(f"{family.title} does not draw pictures from noise, so there are no such figures for it.")
    networks = {**session.networks, **{name: average.module for name, average in session.averages.items()}}
    random = TorchRandom(torch.Generator().manual_seed(seed))
    examples = session.source.examples(min(_SHOWN, len(pictures.pictures)))  # type: ignore[attr-defined]
    with evaluating(networks.values()), same_dropout(session.hardware.device):
        torch.manual_seed(seed)
        subject = Subject(family, networks, examples, random, count, judge)
        drawn, asked = _drawn(subject, generator, pictures)
        told = {"protocol": PROTOCOL, "samples": count, "pictures_seen": session.pictures_seen}
        own = _rounded(family.figures(subject))
        return {**told, **_judged(judge, drawn, asked, pictures), **own, **also(drawn)}


def draws(family: Family) -> bool:
    """Whether it draws pictures from noise."""
    generator = family.generators()[0]
    return not images(generator.controls) and isinstance(generator.gives, Picture)


def can_be_compared(session: Session, pictures: PictureSet, fewest: int) -> bool:
    """Whether it draws pictures from noise, and the set has two halves of `fewest` or more to compare with."""
    return draws(session.family) and len(pictures.pictures) >= 2 * fewest


@torch.no_grad()
def drawn_of(session: Session, pictures: PictureSet, count: int, seed: int = 0) -> Pixels:
    """Samples of a running training, which does not notice: noise of their own, networks as they were before."""
    generator = session.family.generators()[0]
    networks = {**session.networks, **{name: average.module for name, average in session.averages.items()}}
    device = session.hardware.device
    random = TorchRandom(torch.Generator(device=device).manual_seed(seed))
    with evaluating(networks.values()), same_dropout(device), session.uncompiled(), session.fabric.autocast():
        torch.manual_seed(seed)
        subject = Subject(session.family, networks, None, random, count, None)  # type: ignore[arg-type]
        return _drawn(subject, generator, pictures)[0]


def _drawn(subject: Subject, generator: Generator, pictures: PictureSet) -> tuple[Pixels, Rows | None]:
    """Samples, and the classes or attributes that they were asked for."""
    parts, asked = [], []
    device = next(iter(subject.networks[generator.network].parameters())).device
    for at, rows in _pieces(subject.count):
        inputs = [_given(control, at, rows, pictures, subject.random) for control in generator.controls]
        made = subject.networks[generator.network](*(each.to(device) for each in inputs))
        parts.append(to_pixels(made, generator.gives.value_range))  # type: ignore[attr-defined]
        asked += [value.cpu().numpy() for value, control in zip(inputs, generator.controls, strict=True)
                  if isinstance(control, (Label, Attributes))]  # fmt: skip
    return np.concatenate(parts), np.concatenate(asked) if asked else None


def _pieces(count: int) -> Iterator[tuple[int, int]]:
    for at in range(0, count, _AT_ONCE):
        yield at, min(_AT_ONCE, count - at)


def _given(control: Control, at: int, rows: int, pictures: PictureSet, random: Random) -> Tensor:
    if isinstance(control, Label):  # in turns, so every class as often
        return torch.arange(at, at + rows) % len(control.classes)
    if isinstance(control, Attributes) and pictures.flags is not None:
        order = np.random.default_rng(0).permutation(len(pictures.flags))
        return torch.from_numpy(pictures.flags[order[np.arange(at, at + rows) % len(order)]]).float()
    drawn: Tensor = control.drawn(rows, random)
    return drawn


def _judged(judge: Classifier | None, drawn: Pixels, asked: Rows | None, pictures: PictureSet) -> dict[str, Any]:
    if judge is None:
        return {}
    real = np.asarray(pictures.pictures[:_MOST_REAL])
    found: dict[str, Any] = {"judge_accuracy": judge.accuracy}
    if asked is not None:
        found["conditional_accuracy"] = conditional_accuracy(judge, drawn, asked)
    found["frechet"] = standardised_distance(judge.features(real), judge.features(drawn))
    if judge.by_class and pictures.labels is not None:
        found["classes_covered"] = covered(judge.predict(drawn), pictures.labels)
        found["classes"] = len(judge.info.classes)
    return _rounded(found)


def standardised_distance(real: Rows, made: Rows) -> float:
    """The Fréchet distance of features, each divided by its deviation over the real ones; idle ones are left out."""
    deviation = real.std(0)
    used = deviation > 1e-6
    return frechet_distance(real[:, used] / deviation[used], made[:, used] / deviation[used])


def covered(named: Rows, labels: Rows) -> int:
    """How many classes come at least a quarter as often as among the real pictures."""
    classes = int(labels.max()) + 1
    made, real = (np.bincount(each, minlength=classes)[:classes] / len(each) for each in (named, labels))
    return int(((made >= _COVERED * real) & (real > 0)).sum())


def _rounded(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in figures.items()}
