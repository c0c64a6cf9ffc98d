"""Ordinary folders of pictures: flat, or one folder per class (styles of paintings are classes too)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ganstudio.core.sets import LABELLED, PLAIN
from ganstudio.data.collection import Collection, Part
from ganstudio.data.files.tree import Tree
from ganstudio.data.findings import Finding, finding
from ganstudio.data.importers.files import Picture, by_top, ignored, nature, pictures, splits_of
from ganstudio.data.preparation import Preparation

# Folder names of the common WikiArt copy, 27 styles; a few are enough to know it by.
_STYLES = frozenset({
    "impressionism", "realism", "romanticism", "expressionism", "baroque", "symbolism", "rococo", "cubism",
    "post_impressionism", "abstract_expressionism", "art_nouveau_modern", "high_renaissance", "ukiyo_e", "pop_art",
    "color_field_painting", "northern_renaissance", "minimalism", "fauvism", "pointillism", "early_renaissance",
})  # fmt: skip


_LOOSE = 0.25  # share of loose pictures up to which the folders may be classes


def recognise(tree: Tree, wanted: Preparation) -> Collection | None:
    found = labelled(tree, wanted, only_if_clear=True) or plain(tree, wanted)
    return found and replace(found, findings=(*found.findings, *(_loose(tree) if found.kind == PLAIN else ())))


def plain(tree: Tree, _wanted: Preparation) -> Collection | None:
    """All pictures, wherever they lie."""
    chosen = pictures(tree)
    return _collection(tree, chosen, PLAIN, "a folder of pictures") if chosen else None


def _loose(tree: Tree) -> list[Finding]:
    """Pictures beside folders that would be classes without them."""
    groups = by_top(tree)
    classes = sorted(name for name in groups if name)
    if len(classes) < 2 or "" not in groups or len(groups[""]) > _LOOSE * sum(map(len, groups.values())):
        return []
    names = ", ".join(classes[:5]) + (f" and {len(classes) - 5:,} more" if len(classes) > 5 else "")
    return [
        finding("loose", each.entry.name, f"{each.entry.file} lies beside {names}, so these are not used as classes.")
        for each in groups[""]
    ]


def labelled(tree: Tree, _wanted: Preparation, only_if_clear: bool = False) -> Collection | None:
    """One class per folder. Loose pictures beside the folders make it unclear."""
    groups = by_top(tree)
    classes = sorted(name for name in groups if name)
    if len(classes) < 2 or ("" in groups and only_if_clear):
        return None
    chosen = [picture for picture in pictures(tree) if picture.top] if "" in groups else pictures(tree)
    is_art = len(_STYLES & {name.lower() for name in classes}) >= 2
    made = _collection(tree, chosen, LABELLED, "paintings by style" if is_art else "one folder per class")
    left_out = [finding("no-label", picture.entry.name, f"{picture.entry.file} lies in none of the folders of classes.")
                for picture in groups.get("", ())]  # fmt: skip
    made = replace(made, findings=(*made.findings, *left_out))
    index = {name: number for number, name in enumerate(classes)}
    return _with_classes(made, tree, chosen, tuple(map(_words, classes)) if is_art else tuple(classes), index)


def _with_classes(
    made: Collection, tree: Tree, chosen: Sequence[Picture], classes: tuple[str, ...], index: dict[str, int]
) -> Collection:
    labels = np.array([index[picture.top] for picture in chosen], dtype=np.int64)
    return replace(made, labels=labels, classes=classes, findings=(*made.findings, *_empty_classes(tree, chosen)))


def _collection(tree: Tree, chosen: Sequence[Picture], kind: str, layout: str) -> Collection:
    return Collection(
        kind, layout, records=tuple((Part(picture.entry),) for picture in chosen), count=len(chosen),
        **nature([picture.entry for picture in chosen])._asdict(), splits=splits_of(chosen),
        findings=(*tree.findings, *ignored(tree)), title=tree.title,
    )  # fmt: skip


def _empty_classes(tree: Tree, chosen: Sequence[Picture]) -> list[Finding]:
    """Folders beside the classes that hold no picture at all."""
    full, beside = set[str](), set[str]()
    for folder, depth in {(picture.entry.folder, picture.depth) for picture in chosen}:
        parts = folder.split("/")
        full |= {"/".join(parts[:end]) for end in range(1, len(parts) + 1)}
        beside.add("/".join(parts[:depth]))
    return [
        finding("empty-class", name, f"The folder {name} holds no pictures, so it is not a class.")
        for name in tree.folders
        if name not in full and name.rpartition("/")[0] in beside
    ]


def _words(name: str) -> str:
    return name.replace("_", " ")
