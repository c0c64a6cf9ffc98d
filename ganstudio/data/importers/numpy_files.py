"""Pictures in numpy's own files: .npz as Keras keeps them, and .npy."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.data.collection import TEST, TRAIN, VALIDATION
from ganstudio.data.files.tree import Entry
from ganstudio.data.findings import Finding, finding
from ganstudio.data.importers.pixels import NUMBERS, Block, classes_of, pictures_of, side_of

_MOST = 4 * 1024**3  # bytes of all arrays of one file
_RATIO = 100  # by which a packed file may grow
_SMALL = 256 * 1024**2  # bytes that no ratio is held against
Numbers: TypeAlias = npt.NDArray[np.int64]
Words: TypeAlias = npt.NDArray[np.str_]
_ROWS_OF = {  # names of arrays, by what they hold
    TRAIN: (("x_train", "y_train"), ("train_images", "train_labels"), ("images", "labels"), ("x", "y"),
            ("data", "labels"), ("data", "target"), ("arr_0", "arr_1")),
    VALIDATION: (("x_val", "y_val"), ("val_images", "val_labels"), ("x_valid", "y_valid")),
    TEST: (("x_test", "y_test"), ("test_images", "test_labels")),
}  # fmt: skip


def has_pictures(entry: Entry) -> bool:
    """Whether an array in it can be one of pictures; a damaged file can, to be named rather than passed over."""
    try:
        shapes = _shapes(entry.path)
    except StudioError:
        return True
    return any(len(shape) > 2 or (len(shape) == 2 and side_of(shape[1]) is not None) for shape in shapes.values())


def read(entry: Entry, split: int, findings: list[Finding]) -> list[Block]:
    """Its pictures and labels; `split` is what its name says. Raises StudioError."""
    shapes = _shapes(entry.path)
    try:
        with entry.path.open("rb") as file:  # numpy would leave a bad one open
            loaded = np.load(file, allow_pickle=False)
            if isinstance(loaded, np.ndarray):
                return [Block(split, pictures_of(loaded, entry.path))]
            with loaded:
                return _of_archive(loaded, shapes, entry, findings)
    except StudioError:
        raise
    except Exception:  # the header was good, what follows it may not be
        raise _damaged(entry.path) from None


def _of_archive(
    loaded: Any, shapes: Mapping[str, tuple[int, ...]], entry: Entry, findings: list[Finding]
) -> list[Block]:
    names, blocks = {name.lower(): name for name in shapes}, []
    for split, couples in _ROWS_OF.items():
        for images, labels in couples:
            if len(shapes.get(names.get(images, ""), ())) >= 2:
                pictures = pictures_of(loaded[names[images]], entry.path)
                found = _loaded(loaded, names[labels], entry, findings) if labels in names else None
                blocks.append(Block(split, pictures, *_labels(found, len(pictures), entry, findings)))
                break
    if not blocks:  # other names: the first array of pictures there is
        name = next((name for name, shape in shapes.items() if len(shape) >= 3), None)
        blocks = [Block(TRAIN, pictures_of(loaded[name], entry.path))] if name else []
        _say_unused(shapes, name, entry, findings)
    return blocks


def _loaded(loaded: Any, name: str, entry: Entry, findings: list[Finding]) -> npt.NDArray[Any] | None:
    try:
        found: npt.NDArray[Any] = loaded[name]
        return found
    except ValueError:
        message = f"{name} in {entry.file} holds Python objects, which are not read; save it as text or numbers."
        findings.append(finding("label-line", entry.name, message))
        return None


def _say_unused(
    shapes: Mapping[str, tuple[int, ...]], used: str | None, entry: Entry, findings: list[Finding]
) -> None:  # fmt: skip
    """Arrays as long as that of the pictures say something about them, under names that nobody knows."""
    count = shapes[used][0] if used else 0
    beside = [name for name, shape in shapes.items() if name != used and shape[:1] == (count,)]
    if beside:
        names = ", ".join(beside[:5])
        message = f"{entry.file}: {used} is used, {names} is not; call labels “labels” and pictures “images”."
        findings.append(finding("list-beside", entry.name, message))


def labels_in(entry: Entry, count: int, findings: list[Finding]) -> tuple[Numbers | None, Words | None]:
    """The labels in a .npy file that goes with `count` pictures. Raises StudioError."""
    _shapes(entry.path)
    try:
        with entry.path.open("rb") as file:
            found = np.load(file, allow_pickle=False)
    except Exception:
        raise _damaged(entry.path) from None
    return _labels(found, count, entry, findings)


def _labels(
    found: npt.NDArray[Any] | None, count: int, entry: Entry, findings: list[Finding]
) -> tuple[Numbers | None, Words | None]:
    if found is None:
        return None, None
    if found.dtype.kind not in (*NUMBERS, "U", "S") or (found.dtype.kind in NUMBERS and not np.isfinite(found).all()):
        findings.append(finding("label-line", entry.name, f"The labels of {entry.file} are no numbers and no words."))
        return None, None
    flat = found.reshape(len(found), -1) if found.ndim else found.reshape(0, 1)
    if flat.shape[1] > 1 and flat.dtype.kind in NUMBERS:
        flat = flat.argmax(1)[:, None]  # one-hot
    if len(flat) != count:
        message = f"{entry.file} holds {len(flat):,} labels for {count:,} pictures."
        findings.append(finding("label-count", entry.name, message))
        return None, None
    if flat.dtype.kind in "US":
        words = np.char.decode(flat[:, 0], "utf-8", "replace") if flat.dtype.kind == "S" else flat[:, 0]
        return None, words.astype(np.str_)
    return classes_of(flat[:, 0], entry, findings), None


def _shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Shapes of the arrays in a numpy file, from their headers. Raises StudioError, also for ones that are huge."""
    try:
        if path.suffix == ".npy":
            with path.open("rb") as file:
                found = {"images": _header(file)}
                if found["images"][2] == "O":
                    raise _objects(path)
        else:
            with zipfile.ZipFile(path) as archive:
                found = {}
                for info in archive.infolist():
                    if info.filename.endswith(".npy"):
                        with archive.open(info) as member:
                            found[info.filename[:-4]] = _header(member)
        total, held = sum(size for _, size, _ in found.values()), path.stat().st_size
    except StudioError:
        raise
    except Exception:  # a damaged header breaks numpy in any way
        raise _damaged(path) from None
    if total > min(_MOST, max(_SMALL, _RATIO * held)):
        raise StudioError(f"{path} claims to hold {total / 1024**3:,.1f} GB.", "It is damaged, or too large to load.")
    drawn = {name: kind for name, (shape, _, kind) in found.items() if len(shape) >= 1}
    if drawn and all(kind == "O" for kind in drawn.values()):
        raise _objects(path)
    return {name: shape for name, (shape, _, _) in found.items()}


def _header(file: Any) -> tuple[tuple[int, ...], int, str]:
    """Shape, bytes, and the kind of its numbers."""
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, kind = read(file)
    return shape, math.prod(shape) * kind.itemsize, kind.kind


def _objects(path: Path) -> StudioError:
    return StudioError(
        f"{path} holds Python objects, which could run anything when they are read, rather than numbers.",
        "Save the pictures as one array of numbers of one size, or as picture files.",
    )


def _damaged(path: Path) -> StudioError:
    return StudioError(f"{path} is not a whole numpy file.", "Copy or download it again.")
