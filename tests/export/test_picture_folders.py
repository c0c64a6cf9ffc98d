"""Folders of drawings are coloured: each file for itself, and none of them overwritten."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.drawing.scans import CleanParams
from ganstudio.export.colouring import ColourParams
from ganstudio.export.picture_files import Outcome, colour_folder, sketches_in
from tests.export.sketches import PLAIN, RED, pixels_of, sketch, written
from tests.painters import Painter, echo, labelled, obedient, one_colour


def test_that_a_folder_is_searched_for_pictures_by_name(tmp_path: Path) -> None:
    for name in ("b.PNG", "a.jpg", "c.tiff"):
        written(tmp_path, name, sketch().convert("RGB"))
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "folder.png").mkdir()
    assert [path.name for path in sketches_in(tmp_path)] == ["a.jpg", "b.PNG", "c.tiff"]


@pytest.mark.parametrize("kind", ["empty", "nowhere", "file"])
def test_that_a_folder_without_pictures_is_said(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "drawings"
    if kind == "empty":
        folder.mkdir()
        (folder / "notes.txt").write_text("no picture")
    elif kind == "file":
        folder.write_text("no folder")
    with pytest.raises(StudioError, match="drawings") as told:
        list(colour_folder(Painter(echo), folder, tmp_path / "out", None, PLAIN))
    assert told.value.hint


def folder_of_four(tmp_path: Path) -> Path:
    folder = tmp_path / "drawings"
    for name in ("a.png", "c.png", "d.png"):
        written(folder, name)
    (folder / "b.png").write_text("broken")
    return folder


def test_that_a_broken_file_costs_only_itself(tmp_path: Path) -> None:
    folder, out = folder_of_four(tmp_path), tmp_path / "out"
    told = list(colour_folder(Painter(one_colour(*RED)), folder, out, None, ColourParams()))
    assert [outcome.source.name for outcome in told] == ["a.png", "b.png", "c.png", "d.png"]
    assert [outcome.problem is None for outcome in told] == [True, False, True, True]
    assert told[1].problem is not None
    assert "b.png" in told[1].problem.message
    assert sorted(path.name for path in out.iterdir()) == ["a.png", "c.png", "d.png"]
    assert told[0] == Outcome(folder / "a.png", out / "a.png")
    assert pixels_of(out / "d.png").shape == (40, 60, 3)


def test_that_all_of_a_folder_get_the_same_hints(tmp_path: Path) -> None:
    folder = tmp_path / "drawings"
    written(folder, "small.png", sketch(30, 20))
    written(folder, "large.png", sketch(120, 80))
    hints = np.zeros((10, 10, 4), np.uint8)
    hints[5:, 5:] = (0, 0, 255, 255)
    list(colour_folder(Painter(obedient), folder, tmp_path / "out", hints, PLAIN))
    for name in ("small", "large"):
        made = pixels_of(tmp_path / "out" / f"{name}.png")
        assert made[-1, -1].tolist() == [0, 0, 255]
        assert made[-1, 0].tolist() == [255, 255, 255]


def test_that_two_sketches_of_one_name_both_get_a_place(tmp_path: Path) -> None:
    folder = tmp_path / "drawings"
    written(folder, "face.png", sketch(60, 40))
    written(folder, "face.jpg", sketch(30, 20))
    told = list(colour_folder(Painter(echo), folder, tmp_path / "out", None, PLAIN))
    assert [outcome.problem for outcome in told] == [None, None]
    assert sorted(pixels_of(outcome.out).shape[:2] for outcome in told) == [(20, 30), (40, 60)]


def test_that_drawings_are_never_overwritten_by_their_results(tmp_path: Path) -> None:
    folder = folder_of_four(tmp_path)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for out in (folder, folder / ".." / "drawings", Path(f"{folder}/.")):
        with pytest.raises(StudioError, match="among the drawings"):
            list(colour_folder(Painter(echo), folder, out, None, PLAIN))
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_that_a_folder_can_be_stopped_between_two_files(tmp_path: Path) -> None:
    folder, out = folder_of_four(tmp_path), tmp_path / "out"
    asked: list[int] = []
    told = list(
        colour_folder(
            Painter(echo), folder, out, None, PLAIN, cancelled=lambda: len(asked) == 2 or bool(asked.append(1))
        )
    )
    assert [outcome.source.name for outcome in told] == ["a.png", "b.png"]
    assert [path.name for path in out.iterdir()] == ["a.png"]


def test_that_a_model_without_a_sketch_is_refused_once_for_all_files(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="takes no sketch"):
        list(colour_folder(labelled(), folder_of_four(tmp_path), tmp_path / "out", None, PLAIN))


def test_that_a_place_that_cannot_be_written_is_told_for_each_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    told = list(colour_folder(Painter(echo), folder_of_four(tmp_path), tmp_path / "out", None, PLAIN))
    assert all(outcome.problem is not None for outcome in told)


def test_that_cleaning_reaches_a_whole_folder(tmp_path: Path) -> None:
    folder = tmp_path / "drawings"
    grey = Image.fromarray((np.asarray(sketch(300, 200)) * 0.6 + 60).astype(np.uint8))
    written(folder, "scan.png", grey)
    network = Painter(echo, size=200)
    list(colour_folder(network, folder, tmp_path / "out", None, PLAIN, CleanParams()))
    assert network.seen[0]["sketch"].max() == 1
    assert np.median(network.seen[0]["sketch"]) == 1


def test_that_a_folder_reads_every_kind_and_names_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "drawings"
    folder.mkdir()
    for name in ("a.jpe", "noending", "b.jpg_large"):
        sketch().convert("RGB").save(folder / name, "JPEG")
    (folder / "c.jxl").write_bytes(b"\xff\x0a" + bytes(30))
    (folder / "d.jpg").write_bytes(b"\0\0\0\x18ftypheic" + bytes(30))
    told = {each.source.name: each for each in colour_folder(Painter(echo), folder, tmp_path / "out", None, PLAIN)}
    assert {name for name, each in told.items() if each.problem is None} == {"a.jpe", "noending", "b.jpg_large"}
    for name, words in (("c.jxl", "JPEG XL picture; export it as PNG"), ("d.jpg", "HEIC picture; export it as JPEG")):
        problem = told[name].problem
        assert problem is not None and words in problem.message
