from __future__ import annotations

import numpy as np
import pytest
import torch

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import DataInfo
from ganstudio.data.batches import Batches
from ganstudio.data.store import PictureSet

CPU = torch.device("cpu")


def numbered(count: int = 23) -> PictureSet:
    """Picture i is filled with i, and so is its label."""
    pictures = np.arange(count, dtype=np.uint8).reshape(-1, 1, 1, 1) * np.ones((1, 1, 4, 4), dtype=np.uint8)
    classes = tuple(str(index) for index in range(count))
    return PictureSet(DataInfo("numbers", count, 1, 4, classes), pictures, np.arange(count, dtype=np.int64))


def batches(seed: int = 0, size: int = 5, value_range: tuple[float, float] = (0.0, 255.0)) -> Batches:
    return Batches(numbered(), size, seed, CPU, value_range)


def drawn(source: Batches, count: int) -> list[list[int]]:
    return [[int(value) for value in source.draw()[0][:, 0, 0, 0]] for _ in range(count)]


def test_that_the_order_is_a_function_of_the_seed() -> None:
    assert drawn(batches(3), 12) == drawn(batches(3), 12)
    assert drawn(batches(3), 12) != drawn(batches(4), 12)


def test_that_every_picture_comes_at_most_once_an_epoch() -> None:
    source = batches()
    assert source.steps_per_epoch == 4
    epochs = [[number for batch in drawn(source, 4) for number in batch] for _ in range(3)]
    for epoch in epochs:
        assert len(set(epoch)) == 20  # 23 pictures, a short last batch is dropped
    assert epochs[0] != epochs[1]
    whole = Batches(numbered(20), 5, 0, CPU, (0.0, 255.0))
    assert sorted(number for batch in drawn(whole, 4) for number in batch) == list(range(20))


@pytest.mark.parametrize("before", [0, 1, 4, 6, 8])
def test_that_a_state_continues_at_the_exact_batch(before: int) -> None:
    source = batches(1)
    drawn(source, before)
    other = batches(1)
    other.load_state(source.state())
    assert drawn(other, 9) == drawn(source, 9)


@pytest.mark.parametrize("value_range", [(-1.0, 1.0), (0.0, 1.0)])
def test_that_pictures_are_in_the_range_asked_for(value_range: tuple[float, float]) -> None:
    pictures = np.repeat(np.array([0, 255], dtype=np.uint8), 16).reshape(2, 1, 4, 4)
    source = Batches(PictureSet(DataInfo("two", 2, 1, 4), pictures, None), 2, 0, CPU, value_range)
    real, labels = source.draw()
    assert (real.dtype, real.shape) == (torch.float32, (2, 1, 4, 4))
    assert real.min().item() == pytest.approx(value_range[0], abs=1e-6)
    assert real.max().item() == pytest.approx(value_range[1], abs=1e-6)
    assert labels is None


def test_that_labels_belong_to_their_pictures() -> None:
    source = batches(2)
    for _ in range(8):
        real, labels = source.draw()
        assert labels is not None
        assert labels.dtype == torch.int64
        assert torch.equal(real[:, 0, 0, 0].long(), labels)


def test_that_drawing_leaves_the_set_as_it_was() -> None:
    data = numbered()
    before = data.pictures.copy()
    drawn(Batches(data, 5, 0, CPU, (-1.0, 1.0)), 8)
    assert np.array_equal(data.pictures, before)


def test_that_a_memory_mapped_set_gives_the_same_batches(tmp_path: object) -> None:
    data = numbered()
    np.save(f"{tmp_path}/pictures.npy", data.pictures)
    mapped = PictureSet(data.info, np.load(f"{tmp_path}/pictures.npy", mmap_mode="r"), data.labels)
    assert drawn(Batches(mapped, 5, 0, CPU, (0.0, 255.0)), 9) == drawn(batches(), 9)


def test_that_fewer_pictures_than_a_batch_are_explained() -> None:
    with pytest.raises(StudioError, match="numbers has 23 pictures, fewer than one batch of 24"):
        batches(size=24)
