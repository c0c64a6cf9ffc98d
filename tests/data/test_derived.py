"""Partners that are made from the pictures: small versions and sketches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from ganstudio.data.batches import Batches
from ganstudio.data.lines.lineart import LineParams, sketches
from ganstudio.data.sets import catalogue, store
from tests.synthetic import write_pictures


def photographs(tmp_path: Path) -> store.PictureSet:
    return store.prepare(catalogue.find("photographs"), 96, 3, tmp_path)


def test_that_photographs_come_with_small_versions_made_with_antialiasing(tmp_path: Path) -> None:
    pictures = photographs(tmp_path)
    assert pictures.info.kind == "photographs"
    low = pictures.partners["low"]
    assert low.shape[1:] == (3, 24, 24)
    for index in (0, 17, 100):
        image = Image.fromarray(np.asarray(pictures.pictures[index]).transpose(1, 2, 0))
        small = image.resize((24, 24), Image.Resampling.BICUBIC)  # Pillow's filter widens with the scale
        assert np.array_equal(np.asarray(low[index]).transpose(1, 2, 0), np.asarray(small))


def test_that_tiles_are_the_photographs_at_their_own_resolution(tmp_path: Path) -> None:
    data = catalogue.find("photographs")
    look = store.look(data, 96, 3, tmp_path)
    assert look.report.count == 13
    assert look.pictures.held_back is not None
    assert look.report.tiles == len(look.pictures.pictures) + len(look.pictures.held_back.pictures) > 500
    with Image.open(data.origin[0] / "astronaut.jpg") as image:
        whole = np.asarray(image.convert("RGB")).transpose(2, 0, 1)
    tile = np.asarray(look.pictures.pictures[0])
    corner = (512 - 5 * 96) // 2
    assert np.array_equal(tile, whole[:, corner : corner + 96, corner : corner + 96])


def test_that_sketches_are_drawn_from_their_own_pictures_and_kept(tmp_path: Path) -> None:
    write_pictures(tmp_path / "mine", 9, size=32)
    data = replace(catalogue.from_folder(tmp_path / "mine"), lines={"method": "sobel", "sobel_gamma": 0.7})
    pictures = store.prepare(data, 32, 3, tmp_path / "cache")
    wanted = sketches(np.asarray(pictures.pictures), LineParams(method="sobel", sobel_gamma=0.7), 0)
    assert pictures.info.kind == "pairs"
    assert np.array_equal(np.asarray(pictures.partners["sketch"]), wanted)
    made = sorted((tmp_path / "cache" / "pictures").iterdir())
    again = store.prepare(data, 32, 3, tmp_path / "cache")
    assert again.info == pictures.info
    assert sorted((tmp_path / "cache" / "pictures").iterdir()) == made
    other = store.prepare(replace(data, lines={"method": "dodge"}), 32, 3, tmp_path / "cache")
    assert other.info.fingerprint != pictures.info.fingerprint


def test_that_a_look_shows_the_sketches_that_training_will_see(tmp_path: Path) -> None:
    write_pictures(tmp_path / "mine", 9, size=32)
    data = replace(catalogue.from_folder(tmp_path / "mine"), lines={"method": "dodge"})
    look = store.look(data, 32, 3, tmp_path / "cache")
    chosen = np.array([2, 5])
    shown = store.beside(look.data, look.pictures, chosen)["sketch"]
    assert np.array_equal(shown, np.asarray(store.prepare(data, 32, 3, tmp_path / "cache").partners["sketch"])[chosen])


def test_that_small_and_large_stay_together_in_batches(tmp_path: Path) -> None:
    pictures = photographs(tmp_path)
    source = Batches(replace(pictures, flip=True), 8, 0, torch.device("cpu"), (0.0, 1.0))
    for _ in range(3):
        batch = source.draw_batch()
        small = torch.nn.functional.interpolate(batch.pictures, scale_factor=0.25, mode="bicubic", antialias=True)
        assert (small - batch.partners["low"]).abs().mean() < 0.02
