"""One drawing on disk is coloured, with its hints, at its own size, and written whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ganstudio.core.errors import StudioError
from ganstudio.export.colouring import ColourParams
from ganstudio.export.picture_files import colour_file, hints_of, write_png
from tests.export.sketches import PLAIN, RED, pixels_of, written
from tests.painters import Painter, echo, obedient, one_colour

# -- hints ---------------------------------------------------------------------------------------------------


def test_that_hints_are_colours_on_nothing(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    clear.paste((200, 10, 20, 255), (10, 10, 20, 20))
    hints = hints_of(written(tmp_path, "hints.png", clear))
    assert (hints.shape, hints.dtype) == ((40, 60, 4), np.uint8)
    assert hints[15, 15].tolist() == [200, 10, 20, 255]
    assert hints[0, 0, 3] == 0


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA"])
def test_that_hints_that_cover_everything_are_refused(mode: str, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"full\.png has no transparent parts") as told:
        hints_of(written(tmp_path, "full.png", Image.new("RGB", (60, 40), "red").convert(mode)))
    assert "transparent" in told.value.hint


def test_that_hints_are_stretched_over_the_sketch_and_keep_their_colour(tmp_path: Path) -> None:
    hints = np.zeros((10, 15, 4), np.uint8)
    hints[:5, :5] = (250, 120, 10, 255)
    colour_file(Painter(obedient), written(tmp_path, "sketch.png"), tmp_path / "out.png", hints, PLAIN)
    made = pixels_of(tmp_path / "out.png")
    assert made.shape == (40, 60, 3)
    assert np.abs(made[:18, :18].astype(int) - (250, 120, 10)).max() <= 2
    assert (made[22:, :] == 255).all()
    rim = made.reshape(-1, 3).astype(int)
    assert all(np.abs(each - 255).max() <= 2 or np.abs(each - (250, 120, 10)).max() <= 9 for each in rim), "no dark rim"


# -- size ----------------------------------------------------------------------------------------------------


def test_that_a_file_is_coloured_at_its_own_size_below_its_line(tmp_path: Path) -> None:
    out = tmp_path / "new" / "deep" / "out.png"
    colour_file(Painter(one_colour(*RED)), written(tmp_path, "sketch.png"), out, None, ColourParams(way=2))
    made = pixels_of(out)
    assert made.shape == (40, 60, 3)
    assert (made[6:9, 2:18] == 0).all()
    assert (made[20:, :] == (255, 0, 0)).all()


_SCAN = """
import re, sys
from pathlib import Path
from ganstudio.core.controls import ImageInput
from ganstudio.export.colouring import ColourParams
from ganstudio.export.picture_files import colour_file

class Echo:
    size = 64
    controls = (ImageInput("sketch", 1, "sketch", 32),)
    def run(self, feeds):
        return feeds["sketch"]

colour_file(Echo(), Path(sys.argv[1]), Path(sys.argv[2]), None, ColourParams(keep_line=False))
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process alone; ru_maxrss inherits its parent's")
def test_that_a_very_wide_scan_is_coloured_in_little_memory(tmp_path: Path) -> None:
    scan = Image.new("L", (20_000, 6_000), 230)
    scan.paste(20, (1_000, 1_000, 5_000, 1_400))
    scan.save(tmp_path / "wide.png", compress_level=1)
    del scan
    done = subprocess.run(
        [sys.executable, "-c", _SCAN, str(tmp_path / "wide.png"), str(tmp_path / "out.png")],
        capture_output=True, text=True, timeout=240, check=True,
    )  # fmt: skip
    assert int(done.stdout) < 600, "megabytes"
    made = pixels_of(tmp_path / "out.png")
    assert made.shape[2] == 3
    assert min(made.shape[:2]) <= 2048
    assert abs(made.shape[1] / made.shape[0] - 20 / 6) < 0.01
    assert made[200 * made.shape[0] // 1000, 150 * made.shape[1] // 1000, 0] < 60
    assert made[-1, -1, 0] > 200


@pytest.mark.parametrize("size", [(800, 20_000), (20_000, 800), (1_600, 9_000)])
def test_that_a_strip_keeps_its_width_however_long_it_is(size: tuple[int, int], tmp_path: Path) -> None:
    page = Image.new("L", size, 255)
    for place in range(0, max(size), 500):
        left, top = (place, 100) if size[0] > size[1] else (100, place)
        ImageDraw.Draw(page).ellipse((left, top, left + 400, top + 400), outline=0, width=5)
    page.save(tmp_path / "page.png", compress_level=1)
    assert colour_file(Painter(echo), tmp_path / "page.png", tmp_path / "out.png", None, ColourParams())[:2] == size
    made = pixels_of(tmp_path / "out.png")
    assert made.shape == (size[1], size[0], 3)
    assert made[np.asarray(page) == 0].max() == 0


# -- what is written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("channels", [3, 4])
def test_that_pictures_are_written_whole_or_not_at_all(
    channels: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.png"
    pixels = np.random.default_rng(0).integers(0, 256, (9, 7, channels), dtype=np.uint8)
    write_png(path, pixels)
    assert np.array_equal(pixels_of(path), pixels)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", full)
    with pytest.raises(StudioError, match=r"out\.png: no space left"):
        write_png(path, pixels[:3])
    monkeypatch.undo()
    assert np.array_equal(pixels_of(path), pixels)
    assert list(tmp_path.iterdir()) == [path]
