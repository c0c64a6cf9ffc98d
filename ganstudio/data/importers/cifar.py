"""CIFAR-10 in its two archive forms: pickled batches (read by an unpickler that can make arrays only) and binary."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.sets import LABELLED
from ganstudio.core.text import first_line, shortened
from ganstudio.data.collection import TEST, TRAIN, Collection
from ganstudio.data.files.tree import Entry, Tree
from ganstudio.data.files.unpickling import PickledArray, restricted_load
from ganstudio.data.findings import Finding, finding
from ganstudio.data.importers.files import others
from ganstudio.data.preparation import Preparation

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
LICENCE = "Krizhevsky 2009; no licence stated"
_BATCH = re.compile(r"^(data_batch_\d|test_batch)(\.bin)?$")
_META = ("batches.meta", "batches.meta.txt")
_PIXELS = 3 * 32 * 32
_LARGEST = 256 * 1024**2  # bytes of one batch; real ones have 31 million
_MOST = 1000  # classes
Batch = tuple[Pixels, npt.NDArray[np.int64]]


def recognise(tree: Tree, _wanted: Preparation) -> Collection | None:
    batches = [entry for entry in others(tree) if _BATCH.match(entry.file)]
    if not batches:
        return None
    findings: list[Finding] = list(tree.findings)
    read = [(entry, batch) for entry in batches if (batch := _batch(entry, findings)) is not None]
    if not read:
        raise StudioError(f"No CIFAR batch can be read: {findings[-1].message}", "Download or copy them again.")
    labels = np.concatenate([labels for _, (_, labels) in read])
    splits = np.concatenate([
        np.full(len(labels), TEST if entry.file.startswith("test") else TRAIN, dtype=np.int8)
        for entry, (_, labels) in read
    ])  # fmt: skip
    kept = [entry for entry, _ in read]
    del read
    return Collection(
        LABELLED, f"CIFAR batches ({'binary' if kept[0].suffix == '.bin' else 'python'})", array=lambda: _load(kept),
        count=len(labels), size=32, channels=3, labels=labels, classes=_classes(tree, labels),
        splits=splits if (splits != splits[0]).any() else None, findings=tuple(findings), title="CIFAR-10",
        licence=LICENCE,
    )  # fmt: skip


def _load(entries: Sequence[Entry]) -> Pixels:
    parts = [batch[0] for entry in entries if (batch := _batch(entry, [])) is not None]
    if not parts:
        raise StudioError("The CIFAR batches are no longer there.", "Connect the disk or add them again.")
    return np.concatenate(parts)


def _batch(entry: Entry, findings: list[Finding]) -> Batch | None:
    """Pictures and labels of one file, or None and a finding when it is damaged."""
    try:
        if entry.bytes > _LARGEST:
            raise ValueError("far larger than a CIFAR batch")
        data = entry.path.read_bytes()
        pixels, labels = _binary(data, entry, findings) if entry.suffix == ".bin" else _pickled(data)
        if len(pixels) != len(labels):
            message = f"{entry.file} holds {len(labels):,} labels for {len(pixels):,} pictures; the first are used."
            findings.append(finding("label-count", entry.name, message))
            count = min(len(pixels), len(labels))
            pixels, labels = pixels[:count], labels[:count]
        if not len(pixels):
            raise ValueError("no picture in it")
        return pixels.reshape(-1, 3, 32, 32), labels
    except Exception as error:  # a pickle can break in any way
        reason = shortened(first_line(str(error)), 120) or "damaged"
        findings.append(finding("corrupt", entry.name, f"{entry.file} is not a whole CIFAR batch ({reason})."))
        return None


def _binary(data: bytes, entry: Entry, findings: list[Finding]) -> Batch:
    """Rows of one label byte and 3,072 pixels."""
    count, rest = divmod(len(data), 1 + _PIXELS)
    if rest:
        message = f"{entry.file} is cut off after {count:,} pictures."
        findings.append(finding("corrupt", entry.name, message))
    rows = np.frombuffer(data, np.uint8, count * (1 + _PIXELS)).reshape(count, 1 + _PIXELS)
    good = rows[:, 0] < len(CLASSES)
    if not good.all():
        message = f"{entry.file} has {int((~good).sum()):,} rows whose label is none of the {len(CLASSES)} classes."
        findings.append(finding("label-line", entry.name, message))
    return rows[good, 1:], rows[good, 0].astype(np.int64)


def _pickled(data: bytes) -> Batch:
    content = restricted_load(data)
    rows, labels = content[b"data"], content.get(b"labels", content.get(b"fine_labels"))
    pixels = rows.numbers() if isinstance(rows, PickledArray) else np.empty(0)
    if pixels.dtype != np.uint8 or pixels.ndim < 2 or pixels.shape[-1] != _PIXELS:
        raise ValueError("not rows of 3,072 pixels")
    if isinstance(labels, PickledArray):
        labels = labels.numbers().ravel().tolist()
    if not isinstance(labels, list) or not all(isinstance(label, int) and 0 <= label < _MOST for label in labels):
        raise ValueError("labels that are none")
    return np.asarray(pixels.reshape(-1, _PIXELS), dtype=np.uint8), np.array(labels, dtype=np.int64)


def _classes(tree: Tree, labels: npt.NDArray[np.int64]) -> tuple[str, ...]:
    for entry in others(tree):
        if entry.file in _META and entry.bytes < 1 << 20:
            try:
                names = _names(entry)
            except Exception:  # a damaged list of names: the well-known ones will do
                continue
            if len(names) > labels.max(initial=0):
                return names
    return CLASSES if labels.max(initial=0) < len(CLASSES) else tuple(map(str, range(int(labels.max()) + 1)))


def _names(entry: Entry) -> tuple[str, ...]:
    if entry.suffix == ".txt":
        return tuple(line.strip() for line in entry.path.read_text("utf-8").splitlines() if line.strip())
    names = restricted_load(entry.path.read_bytes())[b"label_names"]
    return tuple(name.decode("utf-8") if isinstance(name, bytes) else str(name) for name in names)
