"""Which of the decoded pictures are used, and with which labels: skipping, folding and holding back decode nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.data.collection import TEST, TRAIN, VALIDATION, Collection
from ganstudio.data.preparation import Preparation
from ganstudio.data.scanning import Scan

OTHER = "other"
Records = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Selection:
    """Records that are used, those held back, and the labels of all records after folding (-1: none)."""

    used: Records
    held_back: Records
    labels: npt.NDArray[np.int64] | None
    classes: tuple[str, ...]


def selected(
    collection: Collection, scan: Scan, preparation: Preparation, codes: Mapping[str, Sequence[int]]
) -> Selection:
    """Apply `preparation` to what was decoded; `codes` are the records that each code of the x-ray names."""
    usable = np.zeros(collection.count, dtype=bool)
    usable[np.unique(scan.owners)] = True
    for code in preparation.skipped & codes.keys():
        usable[np.asarray(codes[code], dtype=np.int64)] = False
    if preparation.smallest > 8:
        sides = np.minimum(scan.facts["width"], scan.facts["height"]).min(axis=1)
        usable &= sides >= preparation.smallest
    training, held = _parts(collection, preparation, usable)
    labels, classes = _folded(collection, training, preparation.fold_below)
    return Selection(np.flatnonzero(training), np.flatnonzero(held), labels, classes)


def _parts(
    collection: Collection, preparation: Preparation, usable: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """What is trained on, and what is kept to judge with: a part of its own, or a share of the training part."""
    splits = collection.splits if collection.splits is not None else np.zeros(collection.count, dtype=np.int8)
    if preparation.part == "all":
        chosen, rest = usable.copy(), np.zeros_like(usable)
    elif preparation.part == "test":
        other = TEST if (splits == TEST).any() else VALIDATION
        chosen, rest = usable & (splits == other), usable & (splits != other)
    else:
        chosen, rest = usable & (splits == TRAIN), usable & (splits != TRAIN)
        if not chosen.any():  # nothing is called a training part: then it is all one
            chosen, rest = usable.copy(), np.zeros_like(usable)
    if preparation.validation and not rest.any():
        draws = np.array([_draw(collection.name(index)) for index in range(collection.count)])
        rest = chosen & (draws < preparation.validation)
        chosen = chosen & ~rest
    return chosen, rest


def _draw(name: str) -> float:
    """A number in [0, 1) that belongs to a name: adding pictures moves no other picture across the line."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogateescape"), digest_size=8).digest()
    return int.from_bytes(digest, "little") / 2**64


def _folded(
    collection: Collection, used: npt.NDArray[np.bool_], below: int
) -> tuple[npt.NDArray[np.int64] | None, tuple[str, ...]]:
    """Labels after small classes became one called "other"."""
    labels, classes = collection.labels, collection.classes
    if labels is None or not below:
        return labels, classes
    counts = np.bincount(labels[used], minlength=len(classes))
    small = counts < below
    if small.sum() < 2:
        return labels, classes
    if small.all():
        raise StudioError(
            f"Every class has fewer than {below} pictures, so all would be one.", "Fold at a lower number."
        )
    new = np.cumsum(~small) - 1
    new[small] = int((~small).sum())
    kept = tuple(name for name, is_small in zip(classes, small, strict=True) if not is_small)
    return new[labels], (*kept, OTHER)
