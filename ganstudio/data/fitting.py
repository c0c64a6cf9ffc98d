"""A prepared set as the family at hand learns from it: no more than it asked for, and classes where they will do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ganstudio.core.sets import ATTRIBUTES
from ganstudio.data.picture_set import PictureSet

_TOGETHER = 0.01  # share of the pictures with either that may have both attributes of an exclusive group


def with_attributes(pictures: PictureSet) -> PictureSet:
    """Classes as one group of attributes that exclude each other, where the set has no attributes of its own."""
    info, labels = pictures.info, pictures.labels
    if pictures.flags is not None or labels is None:
        return pictures
    flags = np.eye(len(info.classes), dtype=np.uint8)[labels]
    info = replace(info, attributes=info.classes, groups=(info.classes,), kind=ATTRIBUTES)
    held = None if pictures.held_back is None else with_attributes(pictures.held_back)
    return replace(pictures, info=info, flags=flags, held_back=held)


def exclusive_groups(
    names: tuple[str, ...], flags: npt.NDArray[np.uint8], known: npt.NDArray[np.uint8] | None = None
) -> tuple[tuple[str, ...], ...]:
    """Attributes that are several answers to one question: named alike, and hardly ever true together.

    Named alike is the last word ("Black_Hair", "Blond_Hair") or the first ("hair: red", "hair: blue").
    Only pictures of which both are `known` can tell.
    """
    groups: list[tuple[str, ...]] = []
    told = np.ones_like(flags) if known is None else known
    counts = np.asarray(flags.T.astype(np.float32) @ told.astype(np.float32))  # of one where the other is known
    together = np.asarray(flags.T.astype(np.float32) @ flags.astype(np.float32))
    for key in dict.fromkeys(key for name in names for key in _questions(name)):
        members = [index for index, name in enumerate(names) if key in _questions(name)]
        group: list[int] = []
        for index in members:
            fewer = [min(counts[index, other], counts[other, index]) for other in group]
            both = [together[index, other] for other in group]
            if counts[index, index] and all(few and and_ <= _TOGETHER * few for few, and_ in zip(fewer, both)):
                group.append(index)
        taken = {name for known in groups for name in known}
        free = tuple(names[index] for index in group if names[index] not in taken)
        if len(free) > 1:
            groups.append(free)
    return tuple(groups)


def _questions(name: str) -> tuple[str, ...]:
    """What an attribute may be an answer to: its first word and its last."""
    words = name.replace(":", " ").replace("_", " ").replace("-", " ").lower().split()
    return (f"{words[0]} …", f"… {words[-1]}") if len(words) > 1 else ()
