"""Several .npy files that are one set: pictures beside their labels, or a file for each class as in Quick, Draw!"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ganstudio.core.errors import StudioError
from ganstudio.data.collection import TRAIN
from ganstudio.data.files.tree import Entry
from ganstudio.data.findings import Finding
from ganstudio.data.importers import numpy_files
from ganstudio.data.importers.pixels import Block

_TWINS = {"x": "y", "images": "labels", "image": "label", "data": "labels", "imgs": "labels", "pictures": "labels"}
_WORD = re.compile(r"[^\W_]+")


def blocks(entries: Sequence[Entry], split_of: dict[str, int], findings: list[Finding]) -> list[Block]:
    """Labelled blocks; none when the files are sets of their own. `split_of` has words that name parts."""
    return _twins(entries, split_of, findings) or _classes(entries, split_of, findings)


def _twins(entries: Sequence[Entry], split_of: dict[str, int], findings: list[Finding]) -> list[Block]:
    """x_train.npy with y_train.npy, images.npy with labels.npy."""
    by_name = {entry.name.lower(): entry for entry in entries}
    made: list[Block] = []
    for entry in entries:
        twin = next((by_name[name] for name in _twin_names(entry) if name in by_name), None)
        if twin is None or not numpy_files.has_pictures(entry):
            continue
        split = next((split_of[word] for word in _words(entry) if word in split_of), TRAIN)
        (block,) = numpy_files.read(entry, split, findings)
        labels = numpy_files.labels_in(twin, len(block.pictures), findings)
        made.append(Block(split, block.pictures, *labels))
    return made


def _twin_names(entry: Entry) -> list[str]:
    stem, folder = entry.stem.lower(), entry.folder.lower()
    renamed = [re.sub(rf"(?<![^\W_]){each}(?![^\W_])", _TWINS[each], stem) for each in _words(entry) if each in _TWINS]
    return [f"{folder}/{name}.npy".lstrip("/") for name in renamed]


def _words(entry: Entry) -> list[str]:
    return _WORD.findall(entry.stem.lower())


def _classes(entries: Sequence[Entry], split_of: dict[str, int], findings: list[Finding]) -> list[Block]:
    """One class for each file, called as the files are without what all names begin with."""
    drawn = [entry for entry in entries if numpy_files.has_pictures(entry)]
    if len(drawn) < 2 or any(word in split_of for entry in drawn for word in _words(entry)):
        return []
    try:
        read = [numpy_files.read(entry, TRAIN, findings)[0] for entry in drawn]
    except StudioError:
        return []  # said when each is read by itself
    if len({block.pictures.shape[1:] for block in read}) != 1:
        return []
    names = _distinct([entry.stem for entry in drawn])
    return [Block(TRAIN, block.pictures, None, np.full(len(block.pictures), name)) for block, name in zip(read, names)]


def _distinct(stems: Sequence[str]) -> list[str]:
    """Names without their common beginning, as far as that ends between two words."""
    first, last = min(stems), max(stems)  # what these two share, all share
    shared = next((n for n, (a, b) in enumerate(zip(first, last)) if a != b), min(len(first), len(last)))
    cut = max(first.rfind(sign, 0, shared) + 1 for sign in "_-. ")
    return [stem[cut:] or stem for stem in stems]
