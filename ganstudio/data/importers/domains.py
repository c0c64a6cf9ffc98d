"""Two sets of pictures that are not paired: trainA and trainB, or any two folders."""

from __future__ import annotations

import numpy as np

from ganstudio.core.sets import DOMAINS
from ganstudio.data.collection import Collection, Part
from ganstudio.data.files.tree import Tree
from ganstudio.data.importers.files import Picture, by_top, ignored, is_sided, nature, splits_of
from ganstudio.data.preparation import Preparation


def recognise(tree: Tree, _wanted: Preparation) -> Collection | None:
    """trainA/trainB by their names; two folders chosen together when their file names do not match."""
    groups = by_top(tree)
    if set(groups) == {"A", "B"} and is_sided(tree):
        return _collection(tree, groups, "trainA and trainB")
    if tree.apart and len(groups) == 2 and "" not in groups and not _same_names(groups):
        return _collection(tree, groups, "two folders")
    return None


def forced(tree: Tree, _wanted: Preparation) -> Collection | None:
    groups = {name: members for name, members in by_top(tree).items() if name}
    return _collection(tree, groups, "two folders") if len(groups) >= 2 else None


def _same_names(groups: dict[str, list[Picture]]) -> bool:
    first, second = ({picture.key for picture in members} for members in groups.values())
    return len(first & second) >= 0.8 * min(len(first), len(second))


def _collection(tree: Tree, groups: dict[str, list[Picture]], layout: str) -> Collection:
    names = sorted(groups)
    chosen = [picture for name in names for picture in groups[name]]
    labels = np.repeat(np.arange(len(names), dtype=np.int64), [len(groups[name]) for name in names])
    return Collection(
        DOMAINS, layout, records=tuple((Part(picture.entry),) for picture in chosen), count=len(chosen),
        **nature([picture.entry for picture in chosen])._asdict(), labels=labels, classes=tuple(names),
        splits=splits_of(chosen), findings=(*tree.findings, *ignored(tree)), title=tree.title,
    )  # fmt: skip
