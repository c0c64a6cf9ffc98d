"""What is ordinary is not called a defect, and is not called another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drawings import drawing, number_of
from tests.layouts import (
    flat,
    save,
)
from tests.looks import named, opened


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "bmp", "gif", "tif", "ppm", "tga", "jp2", "avif"])
def test_that_ordinary_files_of_every_format_are_healthy(tmp_path: Path, ending: str) -> None:
    for number in range(40, 60):  # widths of every kind: some headers hold them beside other numbers
        save(tmp_path / "set" / f"{number}.{ending}", number, (number, number))
    look = opened(tmp_path / "set")
    assert look.report.problems == ()
    assert [number_of(picture) for picture in look.pictures.pictures] == [*range(40, 60)]


def test_that_files_called_only_or_memory_are_named_for_what_they_are(tmp_path: Path) -> None:
    folder = flat(tmp_path / "set")
    for name in ("lineart only.png", "memory.png", "too many.png", "permissions.png"):
        path = save(folder / name, 99, (64, 64))
        path.write_bytes(path.read_bytes()[:200])
    assert list(named(opened(folder).report)) == ["corrupt"]


def test_that_pictures_that_differ_in_one_place_are_no_near_duplicates(tmp_path: Path) -> None:
    """The same face with hair of another colour is another picture."""
    for name, colour in (("red", (200, 40, 40)), ("green", (40, 122, 40)), ("blue", (70, 70, 255))):
        image = drawing(1, (64, 64))
        image.paste(colour, (20, 4, 44, 20))
        (tmp_path / "set").mkdir(exist_ok=True)
        image.save(tmp_path / "set" / f"{name}.png")
    assert opened(tmp_path / "set").report.problems == ()


def test_that_a_chart_of_different_pictures_has_no_near_duplicates(tmp_path: Path) -> None:
    for number in range(150):
        save(tmp_path / "set" / f"{number}.png", number, (48, 48))
    assert opened(tmp_path / "set").report.problems == ()
