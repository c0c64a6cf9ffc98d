from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio.core.errors import StudioError
from ganstudio.core.sets import DataInfo
from ganstudio.data.batches import Batch, Batches
from ganstudio.data.rows import Rows
from ganstudio.data.sets.store import PictureSet

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


# -- pairs, attributes, domains ---------------------------------------------------------------------------


def numbered_pairs(count: int = 24, flip: bool = False, mapped: Path | None = None) -> PictureSet:
    """Picture i holds i on the left and 100 + i on the right, its sketch the same plus 50; flags are the bits of i."""
    number = np.arange(count, dtype=np.uint8)
    pictures = np.zeros((count, 3, 4, 4), dtype=np.uint8)
    pictures[..., :2], pictures[..., 2:] = number[:, None, None, None], 100 + number[:, None, None, None]
    sketches, low = pictures[:, :1] + np.uint8(50), np.ascontiguousarray(pictures[:, :, 1:3, 1:3])
    if mapped is not None:
        rows = np.memmap(mapped, np.uint8, "w+", shape=pictures.shape)
        rows[:] = pictures
        pictures = np.memmap(mapped, np.uint8, "r", shape=pictures.shape)
    flags = ((number[:, None] >> np.arange(5)) & 1).astype(np.uint8)
    info = DataInfo("pairs", count, 3, 4, kind="pairs", attributes=tuple("abcde"))
    partners = {"sketch": sketches, "low": low}
    return PictureSet(info, pictures, number.astype(np.int64), partners=partners, flags=flags, flip=flip)


def raw(data: PictureSet, seed: int = 0, by_domain: bool = False) -> Batches:
    return Batches(data, 6, seed, CPU, (0.0, 255.0), by_domain)


def sides(pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return pictures[:, 0, 0, 0], pictures[:, 0, 0, -1]


@pytest.mark.parametrize("is_mapped", [False, True])
@pytest.mark.parametrize("flip", [False, True])
def test_that_partners_labels_and_flags_stay_aligned(tmp_path: Path, flip: bool, is_mapped: bool) -> None:
    source = raw(numbered_pairs(flip=flip, mapped=tmp_path / "rows" if is_mapped else None))
    mirrored = 0
    for _ in range(40):
        batch = source.draw_batch()
        assert batch.labels is not None
        assert batch.flags is not None
        assert set(batch.partners) == {"sketch", "low"}
        left, right = sides(batch.pictures)
        turned = left > right
        mirrored += int(turned.sum())
        assert torch.equal(torch.minimum(left, right).long(), batch.labels)
        for name, extra in (("sketch", 50), ("low", 0)):
            other_left, other_right = sides(batch.partners[name])
            assert torch.equal(other_left, left + extra)
            assert torch.equal(other_right, right + extra)
        bits = (batch.labels[:, None] >> torch.arange(5)) & 1
        assert torch.equal(batch.flags.long(), bits)
    assert mirrored == 0 if not flip else 80 < mirrored < 160


def test_that_mirroring_does_not_change_which_pictures_come() -> None:
    plain, flipped = raw(numbered_pairs()), raw(numbered_pairs(flip=True))
    for _ in range(9):
        assert torch.equal(plain.draw()[1], flipped.draw()[1])  # type: ignore[arg-type]


def test_that_a_picture_is_mirrored_in_one_epoch_and_not_in_another() -> None:
    source = raw(numbered_pairs(flip=True))
    seen: dict[int, set[bool]] = {}
    for _ in range(60):
        pictures, labels = source.draw()
        left, right = sides(pictures)
        for label, turned in zip(labels.tolist(), (left > right).tolist(), strict=True):  # type: ignore[union-attr]
            seen.setdefault(label, set()).add(turned)
    assert all(turns == {False, True} for turns in seen.values())


def as_lists(batch: Batch) -> list[object]:
    assert batch.labels is not None
    partners = {name: rows.tolist() for name, rows in batch.partners.items()}
    return [batch.pictures.tolist(), partners, batch.labels.tolist()]


@pytest.mark.parametrize("before", [0, 1, 3, 4, 7, 12])
def test_that_mirroring_resumes_exactly(before: int) -> None:
    source = raw(numbered_pairs(flip=True), seed=3)
    for _ in range(before):
        source.draw_batch()
    other = raw(numbered_pairs(flip=True), seed=3)
    other.load_state(source.state())
    for _ in range(9):
        assert as_lists(other.draw_batch()) == as_lists(source.draw_batch())


def domains(counts: tuple[int, int] = (14, 23), flip: bool = False) -> PictureSet:
    """Horses are 0 to 13, zebras 100 to 122; they lie mixed up."""
    numbers = np.concatenate([np.arange(counts[0]), 100 + np.arange(counts[1])]).astype(np.uint8)
    numbers = np.random.default_rng(0).permutation(numbers)
    pictures = numbers[:, None, None, None] * np.ones((1, 1, 4, 4), dtype=np.uint8)
    info = DataInfo("horse2zebra", len(numbers), 1, 4, ("horse", "zebra"), kind="domains")
    return PictureSet(info, pictures, (numbers >= 100).astype(np.int64), flip=flip)


def test_that_each_domain_is_drawn_by_itself() -> None:
    source = raw(domains(), by_domain=True)
    assert source.steps_per_epoch == 3  # of the larger one
    for _ in range(12):
        horses, zebras = source.draw_batch().domains
        assert horses.pictures.shape == zebras.pictures.shape == (6, 1, 4, 4)
        assert horses.pictures.max() < 14 <= 100 <= zebras.pictures.min()
        assert (horses.labels is not None and not horses.labels.any()) and zebras.labels is not None
        assert zebras.labels.all()


def test_that_every_picture_of_both_domains_comes() -> None:
    source = raw(domains((12, 24)), by_domain=True)
    numbers: list[list[int]] = [[], []]
    for _ in range(4):
        for lane, batch in enumerate(source.draw_batch().domains):
            numbers[lane] += batch.pictures[:, 0, 0, 0].long().tolist()
    assert sorted(numbers[0]) == sorted([*range(12)] * 2)  # the smaller one begins anew, shuffled again
    assert sorted(numbers[1]) == [*range(100, 124)]
    assert numbers[0][:12] != numbers[0][12:]


@pytest.mark.parametrize("before", [0, 2, 3, 8])
def test_that_domains_resume_exactly(before: int) -> None:
    source, other = (raw(domains(flip=True), 5, by_domain=True) for _ in range(2))
    for _ in range(before):
        source.draw_batch()
    other.load_state(source.state())
    for _ in range(7):
        assert [as_lists(batch) for batch in other.draw_batch().domains] == [
            as_lists(batch) for batch in source.draw_batch()
        ]


def test_that_a_domain_smaller_than_a_batch_is_explained() -> None:
    with pytest.raises(StudioError, match="has 5 pictures, fewer than one batch of 6"):
        raw(domains((5, 30)), by_domain=True)


def test_that_rows_of_a_mapped_set_are_drawn_like_an_array(tmp_path: Path) -> None:
    data = numbered()
    rows = np.memmap(tmp_path / "rows", np.uint8, "w+", shape=data.pictures.shape)
    rows[:] = data.pictures
    index = np.arange(3, 21)
    part = PictureSet(data.info, Rows(rows, index), index.astype(np.int64))
    source = Batches(part, 6, 1, CPU, (0.0, 255.0))
    numbers = []
    for _ in range(3):
        pictures, labels = source.draw()
        assert torch.equal(pictures[:, 0, 0, 0].long(), labels)  # type: ignore[arg-type]
        numbers += labels.tolist()  # type: ignore[union-attr]
    assert sorted(numbers) == index.tolist()
