"""Pictures as tables of numbers: numpy archives (.npz, .npy) and CSV with one picture per line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.sets import LABELLED, PLAIN
from ganstudio.data.collection import TEST, TRAIN, VALIDATION, Collection
from ganstudio.data.decoding.levels import BYTES
from ganstudio.data.files.tree import Entry, Tree
from ganstudio.data.findings import Finding, finding
from ganstudio.data.importers import csv_files, npy_sets, numpy_files, text_tables
from ganstudio.data.importers.files import others, pictures
from ganstudio.data.importers.idx import CLOTHES, DIGITS, EMNIST
from ganstudio.data.importers.pixels import Block, as_bytes
from ganstudio.data.preparation import Preparation

_READERS = {".npz": numpy_files, ".npy": numpy_files, ".csv": csv_files, ".tsv": csv_files}
_SPLITS = {"train": TRAIN, "training": TRAIN, "val": VALIDATION, "valid": VALIDATION, "validation": VALIDATION,
           "test": TEST}  # fmt: skip


def is_table(name: str) -> bool:
    """Whether a file is, by its name, one that can hold pixels as numbers."""
    return _ending(name) in _READERS


def _ending(name: str) -> str:
    ending = text_tables.endings_of(name)
    return "" if name.lower().endswith(".gz") and ending in (".npz", ".npy") else ending


def recognise(tree: Tree, wanted: Preparation) -> Collection | None:
    found = [entry for entry in others(tree) if is_table(entry.name)]
    tables = [entry for entry in found if _READERS[_ending(entry.name)].has_pictures(entry)]
    if not tables:
        return None
    arrays = [entry for entry in tables if _ending(entry.name) in (".npz", ".npy")]
    variants = _variants(arrays or tables)
    names = sorted(variants, key=lambda each: each != wanted.variant)
    beside = len(pictures(tree))
    findings: list[Finding] = list(tree.findings)
    arrays_of_classes = [entry for entry in found if _ending(entry.name) == ".npy"]
    if not beside and not wanted.variant and (blocks := npy_sets.blocks(arrays_of_classes, _SPLITS, findings)):
        return _collection(tree, arrays_of_classes, blocks, findings, ())
    for name in names:
        blocks = _blocks(variants[name], findings)
        # A table of no more rows than there are picture files says something about them.
        if sum(len(block.pictures) for block in blocks) > beside:
            choices = tuple(sorted(names, key=lambda each: each != name)) if len(names) > 1 else ()
            return _collection(tree, variants[name], _labelled_alike(blocks, findings), findings, choices)
    if beside:
        return None
    raise StudioError(findings[-1].message, "Copy or download it again.")


def _variants(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Training and test file belong together; other files are sets of their own."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        name = "-".join(word for word in _words(entry) if word not in _SPLITS)
        groups.setdefault(name or "set", []).append(entry)
    return groups


def _words(entry: Entry) -> list[str]:
    return _stem(entry).lower().replace("_", "-").split("-")


def _stem(entry: Entry) -> str:
    """The name without its ending, and without that of packing."""
    return entry.stem.rpartition(".")[0] if entry.suffix == ".gz" else entry.stem


def _split_of(entry: Entry) -> int:
    return next((_SPLITS[word] for word in _words(entry) if word in _SPLITS), TRAIN)


def _blocks(entries: Sequence[Entry], findings: list[Finding]) -> list[Block]:
    """What can be read, of one shape."""
    blocks: list[Block] = []
    for entry in entries:
        try:
            read = _READERS[_ending(entry.name)].read(entry, _split_of(entry), findings)
        except StudioError as error:
            findings.append(finding("corrupt", entry.name, error.message))
            continue
        full = [block for block in read if len(block.pictures)]
        shape = (blocks + full)[0].pictures.shape[1:] if blocks + full else ()
        alike = [block for block in full if block.pictures.shape[1:] == shape]
        if len(alike) < len(full):
            findings.append(finding("corrupt", entry.name, f"{entry.file} holds pictures of another shape as well."))
        blocks += alike
    if not blocks and not findings:
        findings.append(finding("corrupt", entries[0].name, f"{entries[0].path} holds no picture."))
    return blocks


def _labelled_alike(blocks: list[Block], findings: list[Finding]) -> list[Block]:
    """A test file without labels does not take them from the others: it is left out."""
    labelled = [block for block in blocks if block.is_labelled]
    lost = sum(len(block.pictures) for block in blocks if not block.is_labelled)
    if labelled and lost:
        findings.append(
            finding("no-label", "", f"{lost:,} pictures are left out: they have no labels as the others do.")
        )
    return labelled or blocks


def _collection(
    tree: Tree, entries: Sequence[Entry], blocks: list[Block], findings: list[Finding], variants: tuple[str, ...]
) -> Collection:
    counts = [len(block.pictures) for block in blocks]
    pictures, levels = as_bytes([block.pictures for block in blocks])
    name, ending = f"{tree.title} {entries[0].name}".lower(), _ending(entries[0].name)
    splits = np.repeat(np.array([block.split for block in blocks], dtype=np.int8), counts)
    classes, labels = _classes(name, blocks)
    if levels != BYTES:
        message = f"{entries[0].file} has {levels.words}, which become black to white."
        findings.append(finding("range", entries[0].name, message))
    return Collection(
        LABELLED if classes else PLAIN, f"a table of pixels ({ending[1:]})",
        array=_holder(pictures, turned="emnist" in name and ending == ".csv"), count=sum(counts),
        size=max(pictures.shape[2:]), channels=pictures.shape[1], labels=labels, classes=classes,
        splits=splits if (splits != splits[0]).any() else None, findings=tuple(findings), variants=variants,
        title=_stem(entries[0]) if len(entries) == 1 else tree.title,
    )  # fmt: skip


def _classes(name: str, blocks: Sequence[Block]) -> tuple[tuple[str, ...], npt.NDArray[np.int64] | None]:
    words = [block.words for block in blocks if block.words is not None]
    if words and len(words) == len(blocks):
        classes, labels = np.unique(np.concatenate(words), return_inverse=True)
        return tuple(map(str, classes)), labels.astype(np.int64)
    numbers = [block.labels for block in blocks if block.labels is not None]
    return _meaning(name, np.concatenate(numbers) if len(numbers) == len(blocks) else None)


def _holder(pictures: Pixels, turned: bool) -> Callable[[], Pixels]:
    return lambda: np.ascontiguousarray(pictures.swapaxes(2, 3)) if turned else pictures


def _meaning(name: str, labels: npt.NDArray[np.int64] | None) -> tuple[tuple[str, ...], npt.NDArray[np.int64] | None]:
    """Class names and labels from 0, as far as the file's name tells them."""
    if labels is None or not len(labels):
        return (), None
    if "emnist" in name:
        split = next((split for split in EMNIST if split in name), "")
        if split == "letters" and labels.min() >= 1:
            labels = labels - 1
        if split and labels.max() < len(EMNIST[split]):
            return EMNIST[split], labels
    highest = int(labels.max())
    if "fashion" in name and highest < len(CLOTHES):
        return CLOTHES, labels
    return (DIGITS if highest == 9 else tuple(map(str, range(highest + 1)))), labels
