"""A check whether a model has learned pictures by heart: reads its set, finds pictures it never saw, and compares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Cancelled, Progress
from ganstudio.core.pictures import Pixels
from ganstudio.core.settings import Places
from ganstudio.data.picture_set import PictureSet
from ganstudio.data.rows import AnyRows
from ganstudio.data.sets.dataset import DataSet
from ganstudio.data.sets.store import prepare
from ganstudio.evaluate import memorised, memorised_words
from ganstudio.evaluate.memorised import Judged, Looks
from ganstudio.evaluate.memorised import Places as Numbers
from ganstudio.launch import held_out
from ganstudio.launch.held_out import HeldOut

MOST_TRAINING = 50_000
SHOWN = 100  # samples whose neighbours are kept as pictures
CHANGED = "These are not exactly the pictures that the model learned from: the set has changed since."

Tell = Callable[[float, str], object]  # how far, 0 to 1, and what is done


@dataclass(frozen=True, eq=False)
class Samples:
    """Pictures of a model, and which class each was asked for, where there are classes."""

    pictures: Pixels
    classes: Numbers | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Answer:
    """What was found: `rows` are numbers of samples, the most suspicious first, with their nearest `neighbours`.

    M x K x C x H x W, turned round where they are nearest so. `words` say what was compared; `note` what to know.
    `by_class`: each sample was compared with held-out pictures of its own class.
    """

    title: str
    samples: Pixels
    judged: Judged
    rows: Numbers
    neighbours: Pixels
    words: str
    of_pixels: bool
    by_class: bool = False
    note: str = ""

    @property
    def kind(self) -> str:
        """Which of the answers of `memorised_words` it is."""
        return memorised_words.kind(self.judged)

    @property
    def verdict(self) -> str:
        return memorised_words.verdict(self.judged)

    def said(self, row: int) -> tuple[str, str]:
        """How far the sample of that number is from its nearest picture, and whether that is near; either may be ""."""
        apart = memorised_words.apart(self.judged, row) if self.of_pixels else ""
        return apart, memorised_words.nearness(self.judged, row)


def checked(
    samples: Samples, data: DataSet, places: Places, fingerprint: str = "",
    tell: Tell = lambda share, words: None, cancelled: Cancelled = lambda: False,
    looks_of: Callable[[PictureSet], Looks] = lambda pictures: memorised.by_pixels(),
) -> Answer:  # fmt: skip
    """Samples beside the pictures of a set; `fingerprint` is that of the pictures the model learned from, if known.

    Raises StudioError, or Stopped.
    """
    _, channels, size, _ = samples.pictures.shape
    pictures = prepare(data, size, channels, places.cache, _part(tell, 0.0, 0.4, "Reading the pictures"), cancelled)
    if pictures.info.shape != (channels, size, size):
        raise StudioError(f"{pictures.info.name} holds no pictures like these.", "Choose another set.")
    held = held_out.of(pictures, data, places.cache, _part(tell, 0.4, 0.6, "Drawing new pictures"), cancelled)
    found = _compared(samples, pictures, held, looks_of(pictures), tell, cancelled)
    changed = fingerprint and fingerprint != pictures.info.fingerprint
    return replace(found, note=CHANGED if changed else "")


def _compared(
    samples: Samples, pictures: PictureSet, held: HeldOut, looks: Looks, tell: Tell, cancelled: Cancelled
) -> Answer:  # fmt: skip
    count = len(pictures.pictures)
    numbers = held_out.some(count, MOST_TRAINING)
    training = pictures.pictures if len(numbers) == count else pictures.pictures[numbers]
    rows = memorised.rows_of(training, looks, _part(tell, 0.6, 0.75, "Looking at the pictures"), cancelled)
    near = memorised.nearest(samples.pictures, rows, looks, pictures.flip, memorised.K,
                             _part(tell, 0.75, 1.0, "Comparing"), cancelled)  # fmt: skip
    theirs, kinds, alone = None, held.classes, held.pictures is None and len(rows) > memorised.FEWEST
    if held.pictures is not None:
        theirs = memorised.nearest(held.pictures, rows, looks, pictures.flip, cancelled=cancelled)
    elif alone:
        chosen = held_out.some(len(rows), held_out.MOST)
        theirs = memorised.among(chosen, training, rows, looks, pictures.flip, cancelled)
        kinds = None if pictures.labels is None else np.asarray(pictures.labels)[numbers[chosen]]
    classes = samples.classes if samples.names == pictures.info.classes and kinds is not None else None
    found = memorised.judged(replace(near, places=numbers[near.places]), theirs, classes, kinds)
    found = replace(found, among=alone)
    words = memorised_words.basis(found, len(rows), count, held.words, looks.words)
    return Answer(pictures.info.name, samples.pictures, found, *_shown(pictures.pictures, found), words,
                  looks.of_pixels, classes is not None)  # fmt: skip


def _part(tell: Tell, low: float, high: float, words: str) -> Progress:
    def progress(done: int, total: int) -> None:
        tell(low + (high - low) * done / max(1, total), words)

    return progress


def _shown(pictures: AnyRows, found: Judged) -> tuple[Numbers, Pixels]:
    """The most suspicious samples, and their neighbours as they are nearest."""
    rows = found.order[:SHOWN]
    places = found.near.places[rows]
    wanted, back = np.unique(places, return_inverse=True)
    shown = np.asarray(pictures[wanted])[back.reshape(places.shape)]
    turned = found.near.mirrored[rows]
    shown[turned] = shown[turned][..., ::-1]
    return rows, shown
