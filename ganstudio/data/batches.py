"""Endless seeded batches that can continue at the exact picture where a run was left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ganstudio.core.errors import StudioError
from ganstudio.core.text import counted
from ganstudio.data.rows import AnyRows, announce, is_mapped
from ganstudio.data.sets.store import PictureSet

_RESIDENT_SHARE = 0.25  # of a GPU's free memory that the whole set may take
_PIECE = 4096  # pictures copied to it at a time


@dataclass(frozen=True)
class Batch:
    """Aligned rows: `pictures` N x C x S x S, and what the set has of `partners`, `labels` N, `flags` N x A
    and `known` N x A (None: all of them).

    `domains` are one batch of each, the first of them this one; they are not aligned with each other. Points are
    N x D and lines of text N x L (int64), as they are.
    """

    pictures: Tensor
    partners: Mapping[str, Tensor]
    labels: Tensor | None
    flags: Tensor | None
    known: Tensor | None = None
    domains: tuple[Batch, ...] = ()


class Batches:
    """Shuffled batches of `size` pictures as floats in `value_range` on `device`; a short last one is dropped.

    The order, and which pictures are mirrored, are functions of (seed, epoch) alone, so `state()` is two numbers.
    With `by_domain` each domain is shuffled by itself and a batch holds one of each.
    """

    def __init__(
        self, data: PictureSet, size: int, seed: int, device: torch.device, value_range: tuple[float, float],
        by_domain: bool = False,
    ) -> None:  # fmt: skip
        self._by_domain = by_domain
        self._lanes = _lanes(data, by_domain)
        shortest = min(len(lane) for lane in self._lanes)
        if shortest < size:
            raise StudioError(
                f"{data.info.name} has {counted(shortest, 'picture')}, fewer than one batch of {size}.",
                "Add pictures or choose a smaller batch.",
            )
        self.steps_per_epoch = max(len(lane) for lane in self._lanes) // size
        self._data, self._size, self._seed, self._device = data, size, seed, device
        low, high = value_range
        self._scale, self._shift = (high - low) / 255.0, low
        self._streams = {"": data.pictures, **data.partners}
        self._resident = {name: _on_device(rows, device) for name, rows in self._streams.items()}
        self._labels = None if data.labels is None else torch.from_numpy(data.labels).to(device)
        self._flags, self._known = (None if rows is None else torch.from_numpy(rows).to(device)
                                    for rows in (data.flags, data.known))  # fmt: skip
        self._epoch, self._position = 0, 0
        self._orders: dict[tuple[int, int], npt.NDArray[np.int64]] = {}

    def draw(self) -> tuple[Tensor, Tensor | None]:
        """The next batch: pictures N x C x S x S and labels N (None without labels)."""
        batch = self.draw_batch()
        return batch.pictures, batch.labels

    def draw_batch(self) -> Batch:
        """The next batch with everything that belongs to its pictures."""
        step = self._advanced()
        lanes = tuple(self._gathered(self._of_lane(lane, step)) for lane in range(len(self._lanes)))
        return replace(lanes[0], domains=lanes) if self._by_domain else lanes[0]

    def examples(self, count: int) -> Batch:
        """`count` fixed pictures with all that belongs to them, never mirrored; held back ones where there are any."""
        data = self._data.held_back or self._data
        lanes = _lanes(data, self._by_domain)
        shown = tuple(self._fixed(data, lane, count) for lane in lanes if len(lane))
        return replace(shown[0], domains=shown) if self._by_domain else shown[0]

    def _fixed(self, data: PictureSet, members: npt.NDArray[np.int64], count: int) -> Batch:
        places = np.linspace(0, len(members) - 1, min(count, len(members))).astype(np.int64)
        chosen = members[places]
        streams = {name: self._scaled(torch.from_numpy(np.ascontiguousarray(rows[chosen])).to(self._device))
                   for name, rows in {"": data.pictures, **data.partners}.items()}  # fmt: skip
        pictures = streams.pop("")
        labels, flags, known = (None if rows is None else torch.from_numpy(rows[chosen]).to(self._device)
                                for rows in (data.labels, data.flags, data.known))  # fmt: skip
        return Batch(pictures, streams, labels, flags, known)

    def state(self) -> dict[str, int]:
        return {"epoch": self._epoch, "position": self._position}

    def load_state(self, state: Mapping[str, int]) -> None:
        self._epoch, self._position = int(state["epoch"]), int(state["position"])

    # -- which pictures ----------------------------------------------------------------------------------

    def _advanced(self) -> int:
        """The number of the step that begins now."""
        if self._position == self.steps_per_epoch:
            self._epoch, self._position = self._epoch + 1, 0
        self._position += 1
        return self._epoch * self.steps_per_epoch + self._position - 1

    def _of_lane(self, lane: int, step: int) -> npt.NDArray[np.int64]:
        """The pictures of a lane at `step`; a short lane begins anew while a long one goes on."""
        members = self._lanes[lane]
        per_cycle = len(members) // self._size
        cycle, position = divmod(step, per_cycle)
        order = self._order(lane, cycle)
        return members[order[position * self._size : (position + 1) * self._size]]

    def _order(self, lane: int, cycle: int) -> npt.NDArray[np.int64]:
        key = (lane, cycle)
        if key not in self._orders:
            self._orders = {each: order for each, order in self._orders.items() if each[0] != lane}
            seeds = [self._seed, cycle] if lane == 0 else [self._seed, cycle, lane]
            self._orders[key] = np.random.default_rng(seeds).permutation(len(self._lanes[lane]))
        return self._orders[key]

    # -- their pixels ------------------------------------------------------------------------------------

    def _gathered(self, chosen: npt.NDArray[np.int64]) -> Batch:
        index = torch.from_numpy(chosen).to(self._device, non_blocking=True)
        mirrored = self._mirrored(len(chosen)) if self._data.flip else None
        streams = {name: self._floats(name, chosen, index, mirrored) for name in self._streams}
        pictures = streams.pop("")
        labels, flags, known = (None if rows is None else rows[index]
                                for rows in (self._labels, self._flags, self._known))  # fmt: skip
        return Batch(pictures, streams, labels, flags, known)

    def _mirrored(self, count: int) -> Tensor:
        """Which rows of this step are mirrored: the same for a picture and its partners."""
        rng = np.random.default_rng([self._seed, self._epoch, self._position, 11])
        return torch.from_numpy(rng.random(count) < 0.5).to(self._device, non_blocking=True)

    def _floats(self, name: str, chosen: npt.NDArray[np.int64], index: Tensor, mirrored: Tensor | None) -> Tensor:
        resident = self._resident[name]
        raw = resident.index_select(0, index) if resident is not None else self._fetched(name, chosen)
        if mirrored is not None:
            raw = _turned(raw, mirrored)
        return self._scaled(raw)

    def _scaled(self, raw: Tensor) -> Tensor:
        """Pictures as floats in the value range; points and text are what they are."""
        return _as_floats(raw).mul_(self._scale).add_(self._shift) if raw.dtype == torch.uint8 else raw

    def _fetched(self, name: str, chosen: npt.NDArray[np.int64]) -> Tensor:
        announce(self._streams[name], chosen)
        rows = torch.from_numpy(np.ascontiguousarray(self._streams[name][chosen]))
        if self._device.type == "cuda":
            rows = rows.pin_memory()
        return rows.to(self._device, non_blocking=True)


def _lanes(data: PictureSet, by_domain: bool) -> list[npt.NDArray[np.int64]]:
    """Sets of rows that are shuffled by themselves: all of them, or one per domain."""
    if by_domain and data.labels is not None:
        return [np.flatnonzero(data.labels == domain) for domain in range(len(data.info.classes))]
    return [np.arange(len(data.pictures))]


def _on_device(rows: AnyRows, device: torch.device) -> Tensor | None:
    """All rows as a tensor on `device` when they are small beside its memory, else None."""
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        return _copied(rows, device) if rows.nbytes < free * _RESIDENT_SHARE else None
    return None if is_mapped(rows) else torch.from_numpy(np.ascontiguousarray(rows))


def _copied(rows: AnyRows, device: torch.device) -> Tensor:
    """In pieces: a set on the disk need not fit into memory, and torch dislikes arrays that cannot be written."""
    kind = torch.from_numpy(np.array(rows[:1])).dtype  # points and lines of text are no bytes
    held = torch.empty(rows.shape, dtype=kind, device=device)
    for start in range(0, len(rows), _PIECE):
        held[start : start + _PIECE] = torch.from_numpy(np.array(rows[start : start + _PIECE]))
    return held


def _turned(raw: Tensor, mirrored: Tensor) -> Tensor:
    """`raw` with the rows in question mirrored: whole rows are chosen, since other ways are ten times slower."""
    rows = torch.arange(len(raw), device=raw.device)
    return torch.cat([raw, raw.flip(3)]).index_select(0, rows + len(raw) * mirrored)


def _as_floats(raw: Tensor) -> Tensor:
    """The same numbers, channels last. A processor does that four times faster one channel after the other."""
    pictures = torch.empty(raw.shape, dtype=torch.float32, device=raw.device, memory_format=torch.channels_last)
    if raw.is_cuda or raw.shape[1] == 1:
        return pictures.copy_(raw)
    for channel in range(raw.shape[1]):
        pictures[:, channel] = raw[:, channel]
    return pictures
