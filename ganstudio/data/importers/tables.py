"""Pictures as tables of numbers: numpy archives (.npz, .npy) and CSV with one picture per line."""

from __future__ import annotations

import csv
import math
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.data.collection import LABELLED, PLAIN, TEST, TRAIN, VALIDATION, Collection
from ganstudio.data.findings import Finding, finding
from ganstudio.data.importers.idx import CLOTHES, DIGITS, EMNIST
from ganstudio.data.preparation import Preparation
from ganstudio.data.tree import Entry, Tree

_MOST = 4 * 1024**3  # bytes of all arrays of one file
_SMALLEST_SIDE = 8
_LABEL_NAMES = frozenset({"label", "class", "y", "target", "digit"})
_ROWS_OF = {  # names of arrays, by what they hold
    TRAIN: (("x_train", "y_train"), ("train_images", "train_labels"), ("images", "labels"), ("x", "y"),
            ("data", "labels"), ("data", "target"), ("arr_0", "arr_1")),
    VALIDATION: (("x_val", "y_val"), ("val_images", "val_labels"), ("x_valid", "y_valid")),
    TEST: (("x_test", "y_test"), ("test_images", "test_labels")),
}  # fmt: skip


@dataclass
class _Block:
    """Rows that belong together: their split, pictures N x C x H x W, labels N or None."""

    split: int
    pictures: Pixels
    labels: npt.NDArray[np.int64] | None


def recognise(tree: Tree, wanted: Preparation) -> Collection | None:
    tables = [entry for entry in tree.entries if entry.suffix in (".npz", ".npy", ".csv") and _is_table(entry)]
    if not tables:
        return None
    arrays = [entry for entry in tables if entry.suffix != ".csv"]
    variants = _variants(arrays or tables)
    name = wanted.variant if wanted.variant in variants else next(iter(variants))
    findings: list[Finding] = list(tree.findings)
    blocks = _blocks(variants[name], findings)
    if not blocks:
        raise StudioError(f"No picture can be read from {variants[name][0].path}.", "Copy or download it again.")
    others = tuple(sorted(variants, key=lambda each: each != name)) if len(variants) > 1 else ()
    return _collection(tree, variants[name], blocks, findings, others)


def _variants(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Training and test file belong together; other files are sets of their own."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        words = [
            word for word in entry.stem.lower().replace("_", "-").split("-") if word not in ("train", "test", "val")
        ]
        groups.setdefault("-".join(words) or "set", []).append(entry)
    return groups


def _split_of(entry: Entry) -> int:
    words = entry.stem.lower().replace("_", "-").split("-")
    return TEST if "test" in words else VALIDATION if "val" in words else TRAIN


def _blocks(entries: Sequence[Entry], findings: list[Finding]) -> list[_Block]:
    blocks: list[_Block] = []
    for entry in entries:
        try:
            blocks += _from_csv(entry, findings) if entry.suffix == ".csv" else _from_numpy(entry, findings)
        except StudioError as error:
            findings.append(finding("corrupt", entry.name, error.message))
    shape = blocks[0].pictures.shape[1:] if blocks else ()
    return [block for block in blocks if block.pictures.shape[1:] == shape]


def _collection(
    tree: Tree, entries: Sequence[Entry], blocks: list[_Block], findings: list[Finding], variants: tuple[str, ...]
) -> Collection:
    counts = [len(block.pictures) for block in blocks]
    pictures = blocks[0].pictures if len(blocks) == 1 else np.concatenate([block.pictures for block in blocks])
    name = f"{tree.title} {entries[0].name}".lower()
    turned = "emnist" in name and entries[0].suffix == ".csv"
    labels = [block.labels for block in blocks]
    # A test file without labels does not take them from the others: it is left out.
    if any(each is None for each in labels) and any(each is not None for each in labels):
        kept = [block for block in blocks if block.labels is not None]
        return _collection(tree, entries, kept, findings, variants)
    whole = np.concatenate([each for each in labels if each is not None]) if labels[0] is not None else None
    splits = np.repeat(np.array([block.split for block in blocks], dtype=np.int8), counts)
    classes, whole = _meaning(name, whole)
    return Collection(
        LABELLED if classes else PLAIN, f"a table of pixels ({entries[0].suffix[1:]})", array=_holder(pictures, turned),
        count=sum(counts), size=max(pictures.shape[2:]), channels=pictures.shape[1], labels=whole, classes=classes,
        splits=splits if (splits != splits[0]).any() else None, findings=tuple(findings), variants=variants,
        title=entries[0].stem if len(entries) == 1 else tree.title,
    )  # fmt: skip


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


# -- numpy ------------------------------------------------------------------------------------------------


def _is_table(entry: Entry) -> bool:
    if entry.suffix == ".csv":
        return _pixel_columns(entry) is not None
    try:
        shapes = _shapes(entry.path)
    except StudioError:
        return True  # its own kind, and damaged: say so rather than "no pictures"
    return any(len(shape) >= 3 or (len(shape) == 2 and _side(shape[1]) is not None) for shape in shapes.values())


def _shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Shapes of the arrays in a numpy file, from their headers. Raises StudioError, also for ones that are huge."""
    try:
        if path.suffix == ".npy":
            with path.open("rb") as file:
                found = {"images": _header(file)}
        else:
            with zipfile.ZipFile(path) as archive:
                found = {}
                for info in archive.infolist():
                    if info.filename.endswith(".npy"):
                        with archive.open(info) as member:
                            found[info.filename[:-4]] = _header(member)
    except (OSError, ValueError, zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, RuntimeError):
        raise _damaged(path) from None
    if sum(size for _, size in found.values()) > _MOST:
        raise StudioError(
            f"{path} claims to hold more than {_MOST // 1024**3} GB.", "It is damaged, or too large to load."
        )
    return {name: shape for name, (shape, _) in found.items()}


def _header(file: Any) -> tuple[tuple[int, ...], int]:
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, kind = read(file)
    return shape, math.prod(shape) * kind.itemsize


def _from_numpy(entry: Entry, findings: list[Finding]) -> list[_Block]:
    shapes = _shapes(entry.path)
    try:
        loaded = np.load(entry.path, allow_pickle=False)
        if isinstance(loaded, np.ndarray):
            return [_Block(_split_of(entry), _pictures(loaded, entry.path), None)]
        with loaded:
            return _of_archive(loaded, {name.lower(): name for name in shapes}, entry, findings)
    except (OSError, ValueError, zipfile.BadZipFile, EOFError, KeyError, MemoryError, NotImplementedError):
        raise _damaged(entry.path) from None


def _of_archive(loaded: Any, names: dict[str, str], entry: Entry, findings: list[Finding]) -> list[_Block]:
    blocks = []
    for split, couples in _ROWS_OF.items():
        for images, labels in couples:
            if images in names and loaded[names[images]].ndim >= 2:
                pictures = _pictures(loaded[names[images]], entry.path)
                found = loaded[names[labels]] if labels in names else None
                blocks.append(_Block(split, pictures, _labels(found, len(pictures), entry, findings)))
                break
    if not blocks:  # other names: the first array of pictures there is
        for name in names.values():
            if loaded[name].ndim >= 3:
                return [_Block(TRAIN, _pictures(loaded[name], entry.path), None)]
    return blocks


def _labels(
    found: npt.NDArray[Any] | None, count: int, entry: Entry, findings: list[Finding]
) -> npt.NDArray[np.int64] | None:
    if found is None or not np.issubdtype(found.dtype, np.number):
        return None
    flat = found.reshape(len(found), -1) if found.ndim else found.reshape(0, 1)
    if flat.shape[1] > 1:
        flat = flat.argmax(1)[:, None]  # one-hot
    if len(flat) != count:
        message = f"{entry.file} holds {len(flat):,} labels for {count:,} pictures."
        findings.append(finding("label-count", entry.name, message))
        return None
    numbers = flat[:, 0].astype(np.int64)
    return numbers if numbers.min(initial=0) >= 0 and numbers.max(initial=0) < 100_000 else None


def _pictures(rows: npt.NDArray[Any], path: Path) -> Pixels:
    """Any array of pictures as uint8 N x C x H x W. Raises StudioError when it cannot be one."""
    if rows.ndim == 2 and (shape := _side(rows.shape[1])) is not None:
        rows = rows.reshape(len(rows), *shape)
    if rows.ndim == 3:
        rows = rows[:, None]
    if rows.ndim != 4 or min(rows.shape[1:3]) < 1:
        raise StudioError(f"{path} holds an array of shape {rows.shape}, not pictures.")
    if rows.shape[1] not in (1, 3) and rows.shape[3] in (1, 3, 4):
        rows = rows[..., :3].transpose(0, 3, 1, 2) if rows.shape[3] != 1 else rows.transpose(0, 3, 1, 2)
    if rows.shape[1] not in (1, 3) or min(rows.shape[2:]) < _SMALLEST_SIDE:
        raise StudioError(f"{path} holds an array of shape {rows.shape}, not pictures.")
    return np.ascontiguousarray(_as_bytes(rows))


def _as_bytes(rows: npt.NDArray[Any]) -> Pixels:
    """0..255 whatever it was: bytes, 0..1, -1..1, or 16 bits."""
    if rows.dtype == np.uint8:
        return rows
    values: npt.NDArray[np.float32] = np.nan_to_num(rows.astype(np.float32))
    low, high = float(values.min(initial=0)), float(values.max(initial=0))
    if low < 0:
        shift, span = (1.0, 2.0) if low >= -1.01 and high <= 1.01 else (-low, 1.0)
        values, high = (values + np.float32(shift)) / np.float32(span), (high + shift) / span
    scale = 255.0 if high <= 1.01 else 255.0 / high if high > 255 else 1.0
    return np.asarray((values * scale).round().clip(0, 255), dtype=np.uint8)


def _side(numbers: int) -> tuple[int, int, int] | None:
    """The shape of a flat row of `numbers` pixels: grey squares, or colour planes."""
    for channels in (1, 3):
        side = math.isqrt(numbers // channels)
        if side >= _SMALLEST_SIDE and side * side * channels == numbers:
            return channels, side, side
    return None


def _damaged(path: Path) -> StudioError:
    return StudioError(f"{path} is not a whole numpy file.", "Copy or download it again.")


# -- CSV --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Columns:
    """Which columns of a CSV are pixels: all but `label` (None: all)."""

    width: int
    header: bool
    label: int | None


def _pixel_columns(entry: Entry) -> _Columns | None:
    """How `entry` is laid out, or None when it is another kind of table; only its start is read."""
    try:
        with entry.path.open("r", encoding="utf-8-sig", errors="replace", newline="") as file:
            lines = [line for _, line in zip(range(20), iter(lambda: file.readline(1 << 20), ""), strict=False)]
    except OSError:
        return None
    rows = list(csv.reader(line.replace("\0", "") for line in lines))
    if not rows or len(rows[0]) < _SMALLEST_SIDE**2:
        return None
    width = len(rows[0])
    header = not all(_is_number(cell) for cell in rows[0])
    if header:
        named = [i for i, cell in enumerate(rows[0]) if cell.strip().lower() in _LABEL_NAMES]
        label = named[0] if named else None
    else:
        label = None if _side(width) is not None else _label_column(rows)
    return _Columns(width, header, label) if _side(width - (label is not None)) is not None else None


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def _label_column(rows: Sequence[Sequence[str]]) -> int:
    """First or last: the one that varies (the outermost pixels of such pictures are all alike)."""
    first = {row[0] for row in rows if row}
    last = {row[-1] for row in rows if row}
    return 0 if len(first) > 1 or len(last) <= 1 else len(rows[0]) - 1


def _from_csv(entry: Entry, findings: list[Finding]) -> list[_Block]:
    columns = _pixel_columns(entry)
    if columns is None:
        return []
    values = _quick(entry.path, columns)
    if values is None:
        values = _careful(entry, columns, findings)
    if not len(values):
        raise StudioError(f"{entry.path} has no line that is a picture.", "Copy or download it again.")
    labels = None
    if columns.label is not None:
        labels = values[:, columns.label].astype(np.int64)
        values = np.delete(values, columns.label, axis=1)
    shape = _side(values.shape[1])
    assert shape is not None
    return [_Block(_split_of(entry), _as_bytes(values).reshape(len(values), *shape), labels)]


def _quick(path: Path, columns: _Columns) -> npt.NDArray[np.int16] | None:
    """The whole table by pyarrow, or None when some line of it is not all numbers."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    names = [f"c{i}" for i in range(columns.width)]
    try:
        table = arrow.read_csv(
            path, arrow.ReadOptions(column_names=names, skip_rows=int(columns.header), block_size=1 << 24),
            convert_options=arrow.ConvertOptions(column_types={name: pa.int16() for name in names}),
        )  # fmt: skip
    except (pa.ArrowException, OSError):
        return None
    if any(column.null_count for column in table.columns):
        return None
    return np.stack([column.to_numpy() for column in table.columns], axis=1)


def _careful(entry: Entry, columns: _Columns, findings: list[Finding]) -> npt.NDArray[np.int16]:
    """Line by line, leaving out the ones that make no sense."""
    good: list[npt.NDArray[np.int16]] = []
    with entry.path.open("r", encoding="utf-8-sig", errors="replace", newline="") as file:
        rows: Iterable[list[str]] = csv.reader(line.replace("\0", "") for line in file)
        for number, row in enumerate(rows, 1):
            if (number == 1 and columns.header) or not row:
                continue
            try:
                values = np.array(row, dtype=np.float64)
                if len(values) != columns.width or not (np.abs(values) <= 32767).all():
                    raise ValueError
                good.append(values.astype(np.int16))
            except ValueError:
                if len(findings) < 200:
                    message = f"Line {number} of {entry.file} is not {columns.width} numbers."
                    findings.append(finding("label-line", entry.name, message))
    return np.stack(good) if good else np.empty((0, columns.width), np.int16)
