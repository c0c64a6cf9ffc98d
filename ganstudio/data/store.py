"""A catalogue entry becomes pictures of the size and channels that the networks see."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import DataInfo, Pixels
from ganstudio.data.catalogue import DataSet
from ganstudio.data.folders import Progress, decode, list_folder
from ganstudio.data.idx import read_idx
from ganstudio.data.images import load_picture, resized


@dataclass(frozen=True)
class PictureSet:
    """`pictures` uint8 N x C x S x S (perhaps memory-mapped), `labels` int64 N or None."""

    info: DataInfo
    pictures: Pixels
    labels: npt.NDArray[np.int64] | None
    left_out: tuple[str, ...] = ()

    def by_class(self, rows: int, columns: int, seed: int = 0) -> Pixels:
        """rows x columns real pictures, row by row: one class per row when rows are classes, else any."""
        chance = np.random.default_rng(seed)
        if self.labels is None or rows != len(self.info.classes):
            return np.asarray(self.pictures[self._some(chance, np.arange(len(self.pictures)), rows * columns)])
        every = np.arange(len(self.pictures))
        members = [np.flatnonzero(self.labels == row) for row in range(rows)]
        chosen = [self._some(chance, each if len(each) else every, columns) for each in members]
        return np.asarray(self.pictures[np.concatenate(chosen)])

    @staticmethod
    def _some(chance: np.random.Generator, indices: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
        return np.sort(chance.choice(indices, count, replace=len(indices) < count))


def prepare(
    data: DataSet, size: int, channels: int, cache: Path,
    progress: Progress = lambda done, total: None, cancelled: Callable[[], bool] = lambda: False,
) -> PictureSet:  # fmt: skip
    """The pictures of `data` at `size` and `channels`. Raises StudioError naming what cannot be read."""
    left_out: tuple[str, ...] = ()
    labels: npt.NDArray[np.int64] | None
    if data.form == "folder":
        decoded = decode(list_folder(data.origin[0]), size, channels, cache, progress, cancelled)
        pictures, labels, left_out = decoded.pictures, decoded.labels, decoded.left_out
    else:
        raw, labels = _read_npz(data.origin[0]) if data.form == "npz" else _read_idx(data)
        pictures = resized(raw, size, channels)
    info = DataInfo(
        data.title, len(pictures), channels, size, data.classes, _fingerprint(pictures, labels), data.licence
    )
    return PictureSet(info, pictures, labels, left_out)


def thumbnails(data: DataSet, count: int = 24) -> Pixels:
    """A few raw pictures of `data`, quickly; for a face in the gallery (64 px at most)."""
    if data.form != "folder":
        raw = _read_npz(data.origin[0])[0] if data.form == "npz" else read_idx(data.origin[0], count * 7)[:, None]
        return raw[:: max(1, len(raw) // count)][:count]
    good: list[Pixels] = []
    files = list_folder(data.origin[0]).files
    for path in files[:: max(1, len(files) // (count + 4))]:
        try:
            good.append(load_picture(path, 64, 3))
        except StudioError:
            continue
        if len(good) == count:
            break
    if not good:
        raise StudioError(f"No picture in {data.origin[0]} can be read.", "Choose another folder.")
    return np.stack(good)


def _read_npz(path: Path) -> tuple[Pixels, npt.NDArray[np.int64]]:
    with np.load(path, allow_pickle=False) as archive:
        return archive["images"][:, None], archive["labels"].astype(np.int64)


def _read_idx(data: DataSet) -> tuple[Pixels, npt.NDArray[np.int64]]:
    pictures, labels = read_idx(data.origin[0]), read_idx(data.origin[1]).astype(np.int64)
    if len(pictures) != len(labels) or pictures.ndim != 3:
        raise StudioError(
            f"{data.origin[0].name} and {data.origin[1].name} do not belong together.", "Copy both again."
        )
    return pictures[:, None], labels


def _fingerprint(pictures: Pixels, labels: npt.NDArray[np.int64] | None) -> str:
    """Of up to 4,096 pictures spread over the set, its shape and all labels: cheap, and it catches a changed set."""
    digest = hashlib.sha256(repr(pictures.shape).encode())
    digest.update(np.ascontiguousarray(pictures[:: max(1, len(pictures) // 4096)]).tobytes())
    if labels is not None:
        digest.update(labels.tobytes())
    return digest.hexdigest()[:20]
