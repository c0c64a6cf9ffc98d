"""Pictures reach the card unchanged: all of them when there is room, else batch by batch."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio.data import batches as storage
from ganstudio.data.batches import Batch, Batches
from ganstudio.data.rows import Rows
from ganstudio.data.sets.store import PictureSet
from tests.synthetic import pairs_set, picture_set

pytestmark = pytest.mark.gpu
RANGE = (-1.0, 1.0)


def on_disk(data: PictureSet, folder: Path) -> PictureSet:
    """The same pictures in a mapped file that cannot be written."""
    path = folder / "pictures.u8"
    data.pictures[:].tofile(path)  # type: ignore[union-attr]
    return replace(data, pictures=np.memmap(path, np.uint8, "r", shape=data.pictures.shape))


def drawn(data: PictureSet, device: str, count: int = 9) -> list[Batch]:
    source = Batches(data, 5, 3, torch.device(device), RANGE)
    return [source.draw_batch() for _ in range(count)]


def same(expected: list[Batch], got: list[Batch], device: str) -> None:
    for here, there in zip(expected, got, strict=True):
        assert there.pictures.device == torch.device(device)
        assert torch.equal(here.pictures, there.pictures.cpu())
        assert here.partners.keys() == there.partners.keys()
        assert all(torch.equal(rows, there.partners[name].cpu()) for name, rows in here.partners.items())
        assert (here.labels is None) == (there.labels is None)
        assert here.labels is None or there.labels is None or torch.equal(here.labels, there.labels.cpu())


@pytest.mark.parametrize("room", [True, False], ids=["room", "no room"])
@pytest.mark.parametrize("kind", ["labelled", "mirrored", "pairs", "mapped", "some of a mapped file"])
def test_that_the_card_gets_the_batches_that_the_processor_gets(
    kind: str, room: bool, device: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not room:
        monkeypatch.setattr(storage, "_RESIDENT_SHARE", 0.0)
    data = pairs_set(23, 16) if kind == "pairs" else picture_set(23, 3, 16)
    if kind == "mirrored":
        data = replace(data, flip=True)
    if "mapped" in kind:
        data = on_disk(data, tmp_path)
    if kind == "some of a mapped file":
        assert data.labels is not None
        chosen = np.array([4, 2, 9, 11, 0, 17, 20])
        data = replace(data, pictures=Rows(data.pictures, chosen), labels=data.labels[chosen])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        same(drawn(data, "cpu"), drawn(data, device), device)


def test_that_a_set_lies_on_the_card_when_there_is_room(card: torch.device, monkeypatch: pytest.MonkeyPatch) -> None:
    data = picture_set(512, 3, 64)
    for share, taken in ((storage._RESIDENT_SHARE, data.pictures.nbytes), (0.0, 0)):
        monkeypatch.setattr(storage, "_RESIDENT_SHARE", share)
        before = torch.cuda.memory_allocated(card)
        source = Batches(data, 5, 3, card, RANGE)
        now = torch.cuda.memory_allocated(card) - before
        assert taken <= now <= taken + 100_000
        del source


def test_that_examples_lie_on_the_card(device: str) -> None:
    fixed = Batches(pairs_set(23, 16), 5, 3, torch.device(device), RANGE).examples(4)
    assert fixed.pictures.device == fixed.partners["sketch"].device == torch.device(device)
