"""Films: every kind holds what it was given, and nothing half is ever left behind."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.core.pictures import Pixels
from ganstudio.export import films
from ganstudio.export.films import Film

COUNT = 6


def shades(count: int = COUNT, side: int = 16, channels: int = 3) -> Iterator[Pixels]:
    for number in range(count):
        yield np.full((side, side, channels), 20 + 35 * number, np.uint8)


def seen(path: Path) -> list[float]:
    """The mean brightness of every frame."""
    if path.is_dir():
        return [float(np.asarray(Image.open(each)).mean()) for each in sorted(path.iterdir())]
    if path.suffix == ".webm":
        import cv2

        film, found = cv2.VideoCapture(str(path)), []
        while (frame := film.read())[0]:
            found.append(float(frame[1].mean()))
        film.release()
        return found
    with Image.open(path) as image:
        return [float(np.asarray(frame.convert("RGB")).mean()) for frame in ImageSequence.Iterator(image)]


@pytest.mark.parametrize("name", ["a.webm", "a.webp", "a.gif", "a.apng", "folder"])
@pytest.mark.parametrize("channels", [1, 3])
def test_that_a_film_holds_its_frames(name: str, channels: int, tmp_path: Path) -> None:
    path, told = tmp_path / name, list[tuple[int, int]]()
    films.write_film(path, Film(shades(channels=channels), COUNT), lambda *done: told.append(done))
    np.testing.assert_allclose(seen(path), [20 + 35 * number for number in range(COUNT)], atol=6)
    assert told[-1] == (COUNT, COUNT)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


@pytest.mark.parametrize("name", ["a.webm", "a.webp", "a.gif", "a.apng", "folder"])
def test_that_a_film_that_is_stopped_leaves_what_was_there(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if path.suffix:
        path.write_bytes(b"the old one")
    asked = iter([False, False, True])
    with pytest.raises(Stopped):
        films.write_film(path, Film(shades(), COUNT), cancelled=lambda: next(asked))
    assert [each.read_bytes() for each in tmp_path.iterdir() if each.name != "home"] == [b"the old one"] * bool(
        path.suffix
    )


@pytest.mark.parametrize("name", ["a.webm", "a.gif", "folder"])
def test_that_a_full_disk_is_a_sentence(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object, **named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", full)
    monkeypatch.setattr(films, "_frames_in", lambda path: 2)  # OpenCV does not say
    with pytest.raises(StudioError) as caught:
        films.write_film(tmp_path / name, Film(shades(), COUNT))
    assert "disk space" in caught.value.hint
    assert [each for each in tmp_path.iterdir() if each.name != "home"] == []


def test_that_an_unknown_ending_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"a\.avi has no ending of a film.*\.webm"):
        films.write_film(tmp_path / "a.avi", Film(shades(), COUNT))


def test_that_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine.txt").write_text("mine")
    with pytest.raises(StudioError, match="is there already"):
        films.write_film(tmp_path / "folder", Film(shades(), COUNT))
    assert [each.name for each in (tmp_path / "folder").iterdir()] == ["mine.txt"]


def test_that_no_codec_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(films, "_CODECS", ("ZZZZ",))
    with pytest.raises(StudioError, match="neither VP9 nor VP8"):
        films.write_film(tmp_path / "a.webm", Film(shades(), COUNT))


def test_that_mp4_goes_through_the_ffmpeg_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StudioError, match="needs the program ffmpeg"):
        films.write_film(tmp_path / "a.mp4", Film(shades(), COUNT))
    program = tmp_path / "ffmpeg"
    program.write_text('#!/bin/sh\nfor last; do :; done\n/bin/cat > "$last"\n')
    program.chmod(0o755)
    films.write_film(tmp_path / "a.mp4", Film(shades(), COUNT))
    assert (tmp_path / "a.mp4").stat().st_size == COUNT * 256 * 256 * 3
    program.write_text('#!/bin/sh\necho "no such encoder" >&2\nexit 1\n')
    with pytest.raises(StudioError, match="no such encoder"):
        films.write_film(tmp_path / "b.mp4", Film(shades(), COUNT))
    assert not (tmp_path / "b.mp4").exists()


def test_that_small_frames_become_large_enough_to_be_seen_and_sides_even() -> None:
    assert films.enlarged(np.zeros((28, 28, 1), np.uint8)).shape == (280, 280, 1)
    assert films.enlarged(np.zeros((301, 401, 3), np.uint8)).shape == (302, 402, 3)
