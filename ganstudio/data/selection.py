"""Which of the decoded pictures are used, and with which labels: skipping, folding and holding back decode nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.data.collection import TEST, TRAIN, VALIDATION, Collection
from ganstudio.data.decoding.duplicates import Couples
from ganstudio.data.decoding.scanning import Scan
from ganstudio.data.preparation import Preparation

OTHER = "other"
Records = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Selection:
    """Records that are used, those held back, and the labels of all records after folding (-1: none).

    `by_hand` are records that would be used if the person had not left them out one by one.
    """

    used: Records
    held_back: Records
    labels: npt.NDArray[np.int64] | None
    classes: tuple[str, ...]
    by_hand: Records = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def selected(
    collection: Collection, scan: Scan, preparation: Preparation, codes: Mapping[str, Sequence[int]]
) -> Selection:
    """Apply `preparation` to what was decoded; `codes` are the records that each code of the x-ray names."""
    usable = np.zeros(collection.count, dtype=bool)
    usable[np.unique(scan.owners)] = True
    by_hand = named(collection, preparation.by_hand)
    for code in preparation.skipped & codes.keys():
        skipped = np.asarray(codes[code], dtype=np.int64)
        usable[_without_standing_in(skipped, _COUPLES.get(code, _no_couples)(scan), by_hand)] = False
    if preparation.smallest > 8:
        sides = np.minimum(scan.facts["width"], scan.facts["height"]).min(axis=1)
        usable &= sides >= preparation.smallest
    training, held = _parts(collection, preparation, usable)
    kept = training & ~by_hand
    labels, classes = _folded(collection, kept, preparation.fold_below)
    return Selection(
        np.flatnonzero(kept), np.flatnonzero(held & ~by_hand), labels, classes, np.flatnonzero(usable & by_hand)
    )


def named(collection: Collection, names: Set[str]) -> npt.NDArray[np.bool_]:
    """Which records have one of these names."""
    if not names:
        return np.zeros(collection.count, dtype=bool)
    return np.array([collection.name(index) in names for index in range(collection.count)], dtype=bool)


def _no_couples(_scan: Scan) -> Couples:
    return ()


_COUPLES: Mapping[str, Callable[[Scan], Couples]] = {
    "duplicate": lambda scan: scan.copies, "near-duplicate": lambda scan: scan.look_alikes,
}  # fmt: skip


def _without_standing_in(skipped: Records, couples: Couples, by_hand: npt.NDArray[np.bool_]) -> Records:
    """Copies that are skipped: not one whose first was left out by hand, which it stands in for."""
    if not by_hand.any() or not len(couples):
        return skipped
    spared: dict[int, int] = {}
    for copy, first in couples:
        if by_hand[first] and not by_hand[copy]:
            spared.setdefault(first, copy)
    return np.setdiff1d(skipped, np.array([*spared.values()], dtype=np.int64))


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
