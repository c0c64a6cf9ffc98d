"""Directions of a generator that bear the names of what its pictures were told to be: attributes or classes.

    set -> an independent classifier (kept in the cache) -> its answers to drawn pictures -> directions -> tried out

A direction is believed where the classifier's answer to other pictures follows it far more than it follows chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.core import interruption
from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Progress
from ganstudio.core.player import Player
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import Places
from ganstudio.core.text import titled
from ganstudio.data.sets.store import prepare
from ganstudio.evaluate.classifier import Classifier, classifier_for, lacking
from ganstudio.export.latent import directions, finding, measuring
from ganstudio.export.latent.directions import ANSWERS, Direction
from ganstudio.export.latent.measuring import Scene
from ganstudio.launch import origins

_LEARNED_FROM, _TRIED_ON = 1_024, 96  # pictures
_AT_ONCE = 64
_SIGMAS = 2.0
_CHANCES = 8  # random directions that one is compared with
_LEAST = 0.10  # change of the answer from -2 to +2 sigma: less is not worth a name
_ABOVE = 2.0  # times the largest change by chance

Changes = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Named:
    """A direction, by how much the classifier's answer changes from -2 to +2 sigma, and the most it does by chance."""

    direction: Direction
    change: float
    chance: float


def named(model: Player, store: RunStore, places: Places, progress: Progress = lambda done, total: None) -> list[Named]:
    """The directions that can be named, those that change most first; may be none.

    Raises StudioError where the pictures of the model are not here or say nothing about themselves, and Stopped.
    """
    judge = judge_of(model, store, places)
    work = _Work(model, judge, progress)
    return sorted(work.found(), key=lambda each: -each.change)


def judge_of(model: Player, store: RunStore, places: Places) -> Classifier:
    """The classifier of the set that a model has learned from; it may learn first. Raises StudioError."""
    recipe = origins.recipe_of(model, store)
    data = origins.set_of(model, store, places)
    pictures = prepare(data, model.size, recipe.data.channels, places.cache)
    if reason := lacking(pictures):
        raise StudioError(f"The set {data.title} {reason}, so there are no names to look for.",
                          "Make a direction of your own: Combine…, With and without.")  # fmt: skip
    return classifier_for(pictures, places.cache)


class _Work:
    def __init__(self, model: Player, judge: Classifier, progress: Progress) -> None:
        self._model, self._judge, self._progress = model, judge, progress
        self._names = judge.info.classes if judge.by_class else judge.info.attributes
        self._tried = measuring.scene(model, _TRIED_ON, 4, 201)
        self._done, self._total = 0, _LEARNED_FROM + 2 * _TRIED_ON * (_CHANCES + len(self._names))

    def found(self) -> list[Named]:
        base = measuring.scene(self._model, _LEARNED_FROM, 4, 200)
        answers = self._answers(base)
        vectors = directions.from_answers(base.latents, answers)
        chance = np.abs([self._change(vector) for vector in self._random(base.control.size)]).max(0)
        kept = []
        for place, (name, vector) in enumerate(zip(self._names, vectors, strict=True)):
            if not np.any(vector):
                continue
            change = float(self._change(vector)[place])
            if change > max(_LEAST, _ABOVE * float(chance[place])):
                made = finding.described(self._model, vector, ANSWERS, titled(str(name)))
                kept.append(Named(made, change, float(chance[place])))
        return kept

    def _change(self, vector: npt.NDArray[np.float64]) -> Changes:
        """Of every answer from -2 to +2 sigma."""
        along = Direction(tuple(vector.tolist()), 1.0, 0.0, 0.0, ANSWERS)
        ends = [self._answers(self._tried, directions.moved(self._tried.latents, along, sigmas, self._tried.control))
                for sigmas in (-_SIGMAS, _SIGMAS)]  # fmt: skip
        return np.asarray((ends[1] - ends[0]).mean(0, dtype=np.float64))

    def _answers(self, base: Scene, latents: npt.NDArray[np.float32] | None = None) -> npt.NDArray[np.float32]:
        inputs = base.inputs(latents)
        total = len(base.latents)
        parts = []
        for at in range(0, total, _AT_ONCE):
            interruption.check()
            pictures = self._model.generate({name: values[at : at + _AT_ONCE] for name, values in inputs.items()})
            parts.append(self._judge.probabilities(pictures))
            self._done += len(pictures)
            self._progress(min(self._done, self._total), self._total)
        return np.concatenate(parts)

    @staticmethod
    def _random(size: int) -> Sequence[npt.NDArray[np.float64]]:
        return [directions.unit(row) for row in np.random.default_rng(1).standard_normal((_CHANCES, size))]
