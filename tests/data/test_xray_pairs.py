"""Pairs and domains with damage: it costs a pair or one picture of a domain."""

from __future__ import annotations

from pathlib import Path

from tests.drawings import numbers_of
from tests.layouts import (
    horses,
    save,
    two_folders,
)
from tests.looks import named, opened


def test_that_pairs_without_a_partner_or_of_another_shape_are_named(tmp_path: Path) -> None:
    folder = two_folders(tmp_path / "set")
    (folder / "color" / "003.jpg").unlink()
    (folder / "sketch" / "004.png").unlink()
    save(folder / "color" / "005.jpg", 5, (64, 96))
    look = opened(folder, 64)
    found = named(look.report)
    assert found["unpaired"] == {"sketch/003.png", "color/004.jpg"}
    assert found["pair-shape"] == {"color/005.jpg"}
    numbers = numbers_of(look.pictures.pictures)
    assert sorted(numbers) == [number for number in range(30) if number not in (3, 4, 5)]
    assert numbers_of(look.pictures.partners["sketch"]) == numbers


def test_that_a_damaged_half_costs_its_pair_only(tmp_path: Path) -> None:
    folder = two_folders(tmp_path / "set")
    (folder / "sketch" / "007.png").write_bytes(b"")
    (folder / "color" / "008.jpg").write_bytes((folder / "color" / "008.jpg").read_bytes()[:500])
    look = opened(folder, 64)
    assert named(look.report) == {"empty": {"sketch/007.png"}, "corrupt": {"color/008.jpg"}}
    assert look.report.count == 28
    assert numbers_of(look.pictures.partners["sketch"]) == numbers_of(look.pictures.pictures)


def test_that_a_damaged_picture_costs_its_domain_one(tmp_path: Path) -> None:
    folder = horses(tmp_path / "set")
    next((folder / "trainB").iterdir()).write_bytes(b"")
    look = opened(folder)
    assert look.report.count == [16, 19]
    assert look.data.counts == (12, 14)
