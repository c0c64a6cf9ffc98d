"""Pictures of every size through models that change pictures: whole, smaller, or in parts without a seam."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.export.translation import Wishes
from tests import translators
from tests.export.photos import OWN, opened, photo, pixels
from tests.translators import ENLARGED, INVERTED, LIT, LOCAL, NORMED, TOLD, tiny


@pytest.mark.parametrize("tile", [64, 128, 200])
def test_that_a_network_that_looks_near_does_the_same_in_parts(tile: int, tmp_path: Path) -> None:
    made, picture = opened(tiny(tmp_path / "a.onnx", LOCAL)), photo(333, 257)
    whole = made.translate(picture, Wishes(tile=4096)).picture
    assert np.abs(pixels(made.translate(picture, Wishes(tile=tile)).picture) - pixels(whole)).max() <= 1
    assert np.abs(pixels(whole) - pixels(picture)).mean() > 3


def test_that_parts_of_other_tones_are_joined_without_a_line(tmp_path: Path) -> None:
    made, picture = opened(tiny(tmp_path / "a.onnx", NORMED)), photo(700, 600, grain=30)
    whole = pixels(made.translate(picture, Wishes(tile=4096)).picture)
    parts = pixels(made.translate(picture, Wishes(tile=256)).picture)
    assert np.abs(parts - whole).max() > 8  # each part has a mean and a contrast of its own,
    for axis in (0, 1):
        tones = (parts - whole).mean(axis=(1 - axis, 2))
        assert np.abs(np.diff(tones)).max() < 1  # and yet no line is a step of a single level of 256


@pytest.mark.parametrize("size", [(5, 5), (1, 1), (3, 200), (200, 3), (64, 64), (65, 63)])
@pytest.mark.parametrize("wishes", [Wishes(), OWN, Wishes(tile=64), Wishes(detail=2)], ids=str)
def test_that_results_are_of_the_size_of_the_picture(size: tuple[int, int], wishes: Wishes, tmp_path: Path) -> None:
    made = opened(tiny(tmp_path / "a.onnx", INVERTED))
    picture = photo(*size, grain=0)
    result = made.translate(picture, wishes).picture
    assert result.size == size
    assert np.abs(255 - pixels(result) - pixels(picture)).max() <= 6


@pytest.mark.parametrize("size", [(5, 5), (120, 90), (300, 40)])
@pytest.mark.parametrize("wishes", [Wishes(), OWN, Wishes(tile=100), Wishes(detail=2)], ids=str)
def test_that_a_model_of_one_size_takes_any(size: tuple[int, int], wishes: Wishes, tmp_path: Path) -> None:
    made = opened(tiny(tmp_path / "a.onnx", INVERTED, fixed=32))
    result = made.translate(photo(*size, grain=0), wishes).picture
    assert result.size == size
    assert np.abs(255 - pixels(result) - pixels(photo(*size, grain=0))).mean() <= 4


def test_that_a_large_picture_keeps_its_detail_when_the_model_sees_it_smaller(tmp_path: Path) -> None:
    """A quarter more red is all that this model does; hairs and grain are left as they were."""
    wanted = translators.attributes(("red", "green", "blue"))
    made = opened(tiny(tmp_path / "a.onnx", TOLD, attributes=wanted))
    picture = photo(640, 480).point(lambda value: value * 0.7)
    result = made.translate(picture, Wishes({"red": True}))
    expected = np.add(pixels(picture), (63.75, 0, 0)).clip(max=255)
    assert np.abs(pixels(result.picture) - expected).mean() < 2
    assert np.abs(pixels(result.picture)[..., 1:] - pixels(picture)[..., 1:]).max() <= 1


def test_that_what_is_taken_away_leaves_no_ghost(tmp_path: Path) -> None:
    """A thin line that the model removes from the small picture is gone from the large one, and grain stays."""
    made, picture = opened(tiny(tmp_path / "a.onnx", LIT)), Image.new("RGB", (512, 512), (215, 215, 215))
    picture.paste((20, 20, 20), (100, 250, 400, 256))
    picture.putpixel((50, 50), (195, 195, 195))
    result = pixels(made.translate(picture, Wishes()).picture)
    assert result[240:266, 110:390].min() > 175
    assert result[50, 50, 0] == 195 and np.abs(result[400:] - 215).max() <= 1


def test_that_a_picture_larger_than_can_be_held_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ganstudio.export.translation.MOST_PIXELS", 1000)
    with pytest.raises(StudioError, match="360 x 280 pixels, too many"):
        opened(tiny(tmp_path / "a.onnx", ENLARGED, scale=4)).translate(photo(), Wishes())


@pytest.mark.parametrize("scale", [2, 4])
@pytest.mark.parametrize("fixed", [0, 32])
def test_that_enlarged_pictures_are_seamless_and_strength_begins_at_bicubic(
    scale: int, fixed: int, tmp_path: Path
) -> None:
    made, picture = opened(tiny(tmp_path / "a.onnx", ENLARGED, scale=scale, fixed=fixed)), photo(150, 110)
    assert made.scale == scale
    result = made.translate(picture, Wishes(tile=64))
    assert result.changed is None
    large = (150 * scale, 110 * scale)
    nearest, bicubic = (picture.resize(large, way) for way in (Image.Resampling.NEAREST, Image.Resampling.BICUBIC))
    assert np.abs(pixels(result.picture) - pixels(nearest)).max() <= 1
    rest = made.translate(picture, Wishes(strength=0, tile=64)).picture
    assert np.abs(pixels(rest) - pixels(bicubic)).max() <= 2  # Pillow rounds between its two passes


_LARGE = """
import re, sys
from pathlib import Path
from PIL import Image
from ganstudio.export.onnx_session import Model
from ganstudio.export.translation import Translator, Wishes

picture = Image.linear_gradient("L").resize((6000, 1200)).convert("RGB")
made = Translator(Model(Path(sys.argv[1]))).translate(picture, Wishes(tile=512))
assert made.picture.size == (6000, 1200)
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024, "torch" in sys.modules)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process alone; ru_maxrss inherits its parent's")
def test_that_a_picture_of_6000_px_takes_little_memory_and_no_torch(tmp_path: Path) -> None:
    path = tiny(tmp_path / "a.onnx", INVERTED)
    done = subprocess.run([sys.executable, "-c", _LARGE, str(path)], capture_output=True, text=True, timeout=240,
                          check=True)  # fmt: skip
    megabytes, torch = done.stdout.split()
    assert int(megabytes) < 450  # planes of the whole picture in float32 would be 86 each, and of its parts 150
    assert torch == "False"
