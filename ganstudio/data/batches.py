"""Endless seeded batches that can continue at the exact picture where a run was left."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ganstudio.core.errors import StudioError
from ganstudio.data.store import PictureSet

_RESIDENT_SHARE = 0.25  # of a GPU's free memory that the whole set may take


class Batches:
    """Shuffled batches of `size` pictures as floats in `value_range` on `device`; a short last one is dropped.

    The order is a function of (seed, epoch) alone, so `state()` is two numbers.
    """

    def __init__(
        self, data: PictureSet, size: int, seed: int, device: torch.device, value_range: tuple[float, float]
    ) -> None:
        if len(data.pictures) < size:
            raise StudioError(
                f"{data.info.name} has {len(data.pictures)} pictures, fewer than one batch of {size}.",
                "Add pictures or choose a smaller batch.",
            )
        self.steps_per_epoch = len(data.pictures) // size
        self._data, self._size, self._seed, self._device = data, size, seed, device
        low, high = value_range
        self._scale, self._shift = (high - low) / 255.0, low
        self._resident = _on_device(data, device)
        self._labels = None if data.labels is None else torch.from_numpy(data.labels).to(device)
        self._epoch, self._position = 0, 0
        self._order = self._shuffled()

    def draw(self) -> tuple[Tensor, Tensor | None]:
        """The next batch: pictures N x C x S x S and labels N (None without labels)."""
        if self._position == self.steps_per_epoch:
            self._epoch, self._position = self._epoch + 1, 0
            self._order = self._shuffled()
        chosen = self._order[self._position * self._size : (self._position + 1) * self._size]
        self._position += 1
        index = torch.from_numpy(chosen).to(self._device, non_blocking=True)
        labels = None if self._labels is None else self._labels[index]
        raw = self._resident[index] if self._resident is not None else self._fetched(chosen)
        pictures = raw.to(torch.float32, memory_format=torch.channels_last).mul_(self._scale).add_(self._shift)
        return pictures, labels

    def state(self) -> dict[str, int]:
        return {"epoch": self._epoch, "position": self._position}

    def load_state(self, state: Mapping[str, int]) -> None:
        self._epoch, self._position = int(state["epoch"]), int(state["position"])
        self._order = self._shuffled()

    def _shuffled(self) -> npt.NDArray[np.int64]:
        return np.random.default_rng([self._seed, self._epoch]).permutation(len(self._data.pictures))

    def _fetched(self, chosen: npt.NDArray[np.int64]) -> Tensor:
        rows = torch.from_numpy(np.ascontiguousarray(self._data.pictures[chosen]))
        if self._device.type == "cuda":
            rows = rows.pin_memory()
        return rows.to(self._device, non_blocking=True)


def _on_device(data: PictureSet, device: torch.device) -> Tensor | None:
    """The whole set as a tensor on `device` when it is small beside its memory, else None."""
    pictures = data.pictures
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        return torch.from_numpy(np.asarray(pictures)).to(device) if pictures.nbytes < free * _RESIDENT_SHARE else None
    return None if isinstance(pictures, np.memmap) else torch.from_numpy(np.ascontiguousarray(pictures))
