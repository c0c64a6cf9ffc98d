"""MNIST and its family as idx files: MNIST, Fashion-MNIST, EMNIST with all its splits, and whatever looks like them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.sets import LABELLED, PLAIN
from ganstudio.data.collection import TEST, TRAIN, Collection
from ganstudio.data.decoding.images import SMALLEST
from ganstudio.data.decoding.levels import levels_of, to_bytes
from ganstudio.data.files.tree import Entry, Tree
from ganstudio.data.findings import Finding, finding
from ganstudio.data.importers.files import others
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets.found_idx import identified, kind_of, read_rows, shape_of

DIGITS = tuple("0123456789")
CLOTHES = (
    "T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
_UPPER, _LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
# Cohen et al. 2017, arXiv 1702.05373: the merged splits keep only the small letters that differ from the large ones.
_MERGED = (*DIGITS, *_UPPER, *"abdefghnqrt")
EMNIST = {
    "balanced": _MERGED, "letters": tuple(_UPPER), "digits": DIGITS, "mnist": DIGITS,
    "byclass": (*DIGITS, *_UPPER, *_LOWER), "bymerge": _MERGED,
}  # fmt: skip
_NAME = re.compile(
    r"^(?P<set>.*?)(?P<split>train|test|t10k)?-?(?P<what>images|labels)[-.]idx(?P<rank>\d)(-ubyte)?(\.gz)?$"
)
_KNOWN = {
    "mnist": ("MNIST digits", DIGITS, "CC BY-SA 3.0, LeCun and Cortes"),
    "fashion-mnist": ("Fashion-MNIST", CLOTHES, "MIT, Zalando SE"),
}


@dataclass
class _Half:
    """The training or the test half of a set."""

    images: Entry
    labels: Entry | None = None


@dataclass(frozen=True)
class _Measured:
    """What can be used of one half: `shape` is that of a picture (C, H, W), `labels` are there when they fit."""

    split: int
    images: Entry
    shape: tuple[int, int, int]
    count: int
    labels: npt.NDArray[np.int64] | None


@dataclass
class _Set:
    name: str
    halves: dict[int, _Half] = field(default_factory=dict)


def recognise(tree: Tree, wanted: Preparation) -> Collection | None:
    sets = _sets(tree)
    if not sets:
        return None
    names = sorted(sets, key=lambda name: (name != wanted.variant, *_rank(name)))
    return _collection(tree, sets[names[0]], tuple(names) if len(names) > 1 else ())


def _rank(name: str) -> tuple[int, str]:
    """EMNIST's balanced split first: the others are for special wishes."""
    known = list(EMNIST)
    return (known.index(name) if name in known else -1, name)


def _sets(tree: Tree) -> dict[str, _Set]:
    found: dict[tuple[str, str], _Set] = {}
    labels: dict[tuple[str, str, int], Entry] = {}
    for entry in others(tree):
        match = _NAME.match(entry.file)
        if not match:
            continue
        name = match["set"].lower().removeprefix("emnist").strip("-_. ")
        split = TEST if match["split"] in ("test", "t10k") else TRAIN
        if match["what"] == "labels":
            labels.setdefault((entry.folder, name, split), entry)
        else:
            found.setdefault((entry.folder, name), _Set(name)).halves.setdefault(split, _Half(entry))
    for (folder, name), each in found.items():
        for split, half in each.halves.items():
            half.labels = labels.get((folder, name, split))
    return _named(found)


def _named(found: dict[tuple[str, str], _Set]) -> dict[str, _Set]:
    """Sets by a short name: what their files are called, or the folder they lie in."""
    named: dict[str, _Set] = {}
    for (folder, name), each in found.items():
        plain = folder.removesuffix("/raw").rpartition("/")[2]
        chosen = name or plain or "set"
        named[chosen if chosen not in named else f"{plain}/{chosen}"] = each
    return named


def _collection(tree: Tree, chosen: _Set, variants: tuple[str, ...]) -> Collection:
    findings: list[Finding] = list(tree.findings)
    halves = _alike(_sound(chosen, findings), findings)
    findings += [_range(half.images) for half in halves if kind_of(half.images.path) != np.uint8]
    turned = "emnist" in halves[0].images.name.lower() or "emnist" in tree.title.lower()
    counts = [half.count for half in halves]
    splits = np.repeat(np.array([half.split for half in halves], dtype=np.int8), counts)
    labels = [half.labels for half in halves if half.labels is not None]
    whole = np.concatenate(labels) if labels else None
    title, classes, licence, whole = _meaning(tree, chosen, whole)
    channels, *sides = halves[0].shape
    return Collection(
        LABELLED if classes else PLAIN, f"idx files{' of EMNIST, turned upright' if turned else ''}",
        array=_loader([half.images for half in halves], counts, turned), count=sum(counts), size=max(sides),
        channels=channels, labels=whole if classes else None, classes=classes,
        splits=splits if len(halves) > 1 else None, findings=tuple(findings), variants=variants, title=title,
        licence=licence,
    )  # fmt: skip


def _range(images: Entry) -> Finding:
    words = levels_of(read_rows(images.path)[0]).words
    return finding("range", images.name, f"{images.file} has {words}, which become black to white.")


def _sound(chosen: _Set, findings: list[Finding]) -> list[_Measured]:
    """The halves that can be read, of one shape. Raises StudioError when there is none."""
    found: list[_Measured] = []
    for split, half in sorted(chosen.halves.items()):
        try:
            measured = _measured(split, half, findings)
        except StudioError as error:
            findings.append(finding("corrupt", half.images.name, error.message))
            continue
        if found and measured.shape != found[0].shape:
            message = f"{half.images.file} holds pictures of another shape than {found[0].images.file}."
            findings.append(finding("corrupt", half.images.name, message))
        else:
            found.append(measured)
    if not found:
        raise StudioError(findings[-1].message, "Copy or download it again.")
    return found


def _alike(halves: list[_Measured], findings: list[Finding]) -> list[_Measured]:
    """Either all with labels or all without: a test half without them does not take them from the training half."""
    if halves[0].labels is None:
        return [replace(half, labels=None) for half in halves]
    for half in halves:
        if half.labels is None:
            message = f"{half.images.file} is left out: its labels are missing."
            findings.append(finding("no-label", half.images.name, message))
    return [half for half in halves if half.labels is not None]


def _measured(split: int, half: _Half, findings: list[Finding]) -> _Measured:
    """How many pictures can be used, and their labels when the label file fits. Raises StudioError."""
    shape = shape_of(half.images.path)
    picture = _picture_shape(half.images, shape)
    count, declared = _whole_rows(half.images, shape), shape[0]
    if count < declared:
        message = f"{half.images.file} is cut off after {count:,} of {declared:,} pictures."
        findings.append(finding("corrupt", half.images.name, message))
    if not count:
        raise StudioError(f"{half.images.path} holds no picture.")
    return _Measured(split, half.images, picture, count, _labels(half, count, declared, findings))


def _picture_shape(images: Entry, shape: Sequence[int]) -> tuple[int, int, int]:
    """Channels, height and width of each picture. Raises StudioError when that is none."""
    if len(shape) == 4:
        height, width, channels = shape[1:] if shape[3] in (1, 3) else (*shape[2:], shape[1])
    elif len(shape) == 3:
        height, width, channels = *shape[1:], 1
    else:
        height = width = channels = 0
    if channels not in (1, 3) or min(height, width) < SMALLEST:
        raise StudioError(f"{images.path} holds an array of {' x '.join(map(str, shape))} numbers, not pictures.")
    return channels, height, width


def _labels(half: _Half, count: int, declared: int, findings: list[Finding]) -> npt.NDArray[np.int64] | None:
    if half.labels is None:
        return None
    try:
        labels, claimed = read_rows(half.labels.path)
    except StudioError as error:
        findings.append(finding("corrupt", half.labels.name, error.message))
        return None
    if claimed != declared or len(labels) < count or labels.ndim != 1:
        message = f"{half.labels.file} holds {len(labels):,} labels for {declared:,} pictures."
        findings.append(finding("label-count", half.labels.name, message))
        return None
    return labels[:count].astype(np.int64)


def _whole_rows(images: Entry, shape: Sequence[int]) -> int:
    """Plain files say by their size how much is there; packed ones have to be read."""
    if images.suffix == ".gz":
        return len(read_rows(images.path)[0])
    row = math.prod(shape[1:]) * kind_of(images.path).itemsize
    return min(shape[0], max(0, images.bytes - 4 - 4 * len(shape)) // max(1, row))


def _meaning(
    tree: Tree, chosen: _Set, labels: npt.NDArray[np.int64] | None
) -> tuple[str, tuple[str, ...], str, npt.NDArray[np.int64] | None]:
    """Title, class names, licence, and labels that start at 0."""
    known = ""
    if (half := chosen.halves.get(TRAIN)) is not None and half.labels is not None:
        known = identified(half.labels.path)
        place = f"{tree.title} {half.images.name}".lower()
        if not known and "fashion" in place and labels is not None and labels.max(initial=0) < len(CLOTHES):
            known = "fashion-mnist"  # a part of it, or made over
    if labels is None or not len(labels):
        return tree.title, (), "", None
    if chosen.name in EMNIST:
        if chosen.name == "letters" and labels.min() >= 1:
            labels = labels - 1  # EMNIST counts letters from 1
        classes = EMNIST[chosen.name]
        if labels.max() < len(classes):
            return f"EMNIST {chosen.name}", classes, "NIST, Cohen et al. 2017", labels
    title, classes, licence = _KNOWN.get(known, (chosen.name or tree.title, (), ""))
    numbers = tuple(map(str, range(int(labels.max()) + 1)))
    return title, classes if len(classes) >= len(numbers) else numbers, licence, labels


def _loader(images: Sequence[Entry], counts: Sequence[int], turned: bool) -> Callable[[], Pixels]:
    def load() -> Pixels:
        parts = [read_rows(entry.path)[0][:count] for entry, count in zip(images, counts, strict=True)]
        rows = parts[0] if len(parts) == 1 else np.concatenate(parts)
        if rows.ndim == 3:
            rows = rows[:, None]
        elif rows.shape[-1] in (1, 3):
            rows = rows.transpose(0, 3, 1, 2)
        pixels = to_bytes(rows, levels_of(rows))
        return np.ascontiguousarray(pixels.swapaxes(2, 3)) if turned else pixels

    return load
