"""Palettes beside the canvas: nothing that a person made is lost without being asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from ganstudio.drawing.palettes import Palette
from ganstudio.studio.palettes import Palettes
from ganstudio.studio.studio import Studio


@pytest.fixture
def palettes(studio: Studio, jobs_loop: object) -> Palettes:
    return studio.palettes


def built_in(palettes: Palettes) -> Palette:
    return palettes.built_in()[1]


def test_that_colours_added_to_a_built_in_palette_gather_in_one_of_ones_own(palettes: Palettes) -> None:
    source = built_in(palettes)
    for colour in ((1, 2, 3), (4, 5, 6), (4, 5, 6)):
        palettes.choose(source)
        palettes.add(colour)
    assert palettes.is_own and palettes.current.name == f"My {source.name.lower()}"
    assert palettes.current.colours == (*source.colours, (1, 2, 3), (4, 5, 6))
    assert built_in(palettes).colours == source.colours


def test_that_a_picture_never_takes_the_place_of_a_palette(palettes: Palettes, qtbot: QtBot, tmp_path: Path) -> None:
    picture = tmp_path / "hero.png"
    for tone in ("red", "blue"):
        Image.new("RGB", (64, 64), tone).save(picture)
        before = palettes.current
        palettes.take_from(picture)
        qtbot.waitUntil(lambda: palettes.current is not before)  # noqa: B023
    own = {palette.name: palette.colours[0] for palette in palettes.own()}
    assert sorted(own) == ["hero", "hero 2"] and own["hero"] != own["hero 2"]


def test_that_a_file_taken_over_twice_is_there_twice(palettes: Palettes, tmp_path: Path) -> None:
    file = tmp_path / "sea.hex"
    file.write_text("0000ff\n00ff00\n")
    for _ in range(2):
        palettes.read(file)
    assert len(palettes.own()) == 2
    palettes.delete()
    assert len(palettes.own()) == 1


def test_that_names_stay_apart(palettes: Palettes, qtbot: QtBot, tmp_path: Path) -> None:
    autumn = built_in(palettes)
    palettes.choose(autumn)
    palettes.write(tmp_path / "mine.gpl")
    palettes.read(tmp_path / "mine.gpl")
    assert palettes.current.name == f"{autumn.name} 2"
    palettes.choose(autumn)
    assert not palettes.is_own
    picture = tmp_path / ("long " * 30 + ".png")
    for tone in ("red", "blue"):
        Image.new("RGB", (64, 64), tone).save(picture)
        before = palettes.current
        palettes.take_from(picture)
        qtbot.waitUntil(lambda: palettes.current is not before)  # noqa: B023
    assert len(palettes.own()) == 3


def test_that_the_chosen_palette_is_there_again_at_the_next_start(palettes: Palettes, studio: Studio) -> None:
    palettes.choose(built_in(palettes))
    palettes.add((9, 9, 9))
    again = Palettes(studio.places, studio.settings, studio.jobs)
    assert again.current == palettes.current
