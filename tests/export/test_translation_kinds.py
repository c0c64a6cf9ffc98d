"""Pictures of every mode, with alpha, palettes, orientation and profiles, are changed as they look."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from ganstudio.export.translation import Wishes
from tests.export.photos import OWN, opened, photo, pixels
from tests.translators import ENLARGED, INVERTED, LOCAL, tiny

ORIENTATION, ARTIST = 0x0112, 315


def deep(image: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(image.convert("L"), np.uint16) * 257)


@pytest.mark.parametrize(("mode", "result"), [
    ("1", "RGB"), ("L", "RGB"), ("LA", "RGBA"), ("P", "RGB"), ("PA", "RGBA"), ("RGB", "RGB"), ("RGBA", "RGBA"),
    ("CMYK", "RGB"), ("YCbCr", "RGB"), ("HSV", "RGB"), ("LAB", "RGB"), ("I;16", "RGB"), ("I", "RGB"), ("F", "RGB"),
])  # fmt: skip
def test_that_every_mode_is_changed_as_it_looks(mode: str, result: str, tmp_path: Path) -> None:
    made = opened(tiny(tmp_path / "a.onnx", INVERTED))
    ramp = Image.linear_gradient("L").resize((60, 40))
    picture = deep(ramp) if mode == "I;16" else ramp.convert("RGB")
    if mode in ("I", "F"):
        picture = Image.fromarray(np.asarray(ramp, np.int32 if mode == "I" else np.float32) * 257)
    elif mode == "LAB":
        srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        converted = ImageCms.profileToProfile(picture, srgb, lab, outputMode="LAB")
        assert converted is not None
        picture = converted
    elif mode != "I;16":
        picture = picture.convert("L").convert(mode) if mode in ("LA", "PA", "1") else picture.convert(mode)
    answer = made.translate(picture, OWN).picture
    assert answer.mode == result
    flat = pixels(answer.convert("L"))
    assert flat[:4].mean() > 240 and flat[-4:].mean() < 15


@pytest.mark.parametrize(("mode", "result"), [("1", "L"), ("L", "L"), ("LA", "LA"), ("I;16", "L"), ("RGB", "RGB")])
def test_that_grey_stays_grey_where_the_model_is_grey_or_enlarges(mode: str, result: str, tmp_path: Path) -> None:
    picture = deep(photo()) if mode == "I;16" else photo().convert("L").convert(mode)
    grey, larger = tiny(tmp_path / "a.onnx", INVERTED, channels=1), tiny(tmp_path / "b.onnx", ENLARGED, scale=2)
    for path in (grey, larger):
        assert opened(path).translate(picture, Wishes()).picture.mode == result


def test_that_a_grey_model_changes_the_luma_and_leaves_the_colours(tmp_path: Path) -> None:
    made = opened(tiny(tmp_path / "a.onnx", INVERTED, channels=1))
    picture = Image.new("RGB", (30, 30), (140, 120, 100))
    result = made.translate(picture, OWN).picture
    before, after = picture.convert("YCbCr").getpixel((9, 9)), result.convert("YCbCr").getpixel((9, 9))
    assert isinstance(before, tuple) and isinstance(after, tuple)
    assert np.abs(np.subtract(after, (255 - before[0], *before[1:]))).max() <= 2


@pytest.mark.parametrize("scale", [1, 2])
def test_that_alpha_is_kept_and_what_is_hidden_does_not_bleed(scale: int, tmp_path: Path) -> None:
    """A red disc on nothing; the nothing is pure green below, as some programs leave it."""
    path = tiny(tmp_path / "a.onnx", LOCAL) if scale == 1 else tiny(tmp_path / "a.onnx", ENLARGED, scale=2)
    y, x = np.mgrid[:80, :80]
    inside = np.hypot(y - 40, x - 40) < 25
    rgba = np.where(inside[..., None], (200, 30, 30, 255), (0, 255, 0, 0)).astype(np.uint8)
    picture = Image.fromarray(rgba, "RGBA")
    result = opened(path).translate(picture, OWN)
    made = np.asarray(result.picture)
    alpha = np.asarray(picture.getchannel("A").resize(result.picture.size, Image.Resampling.BICUBIC))
    assert (made[..., 3] == alpha).all()
    seen = made[made[..., 3] > 128][:, :3].astype(int)
    assert np.abs(seen - (200, 30, 30)).max() <= 4
    if result.changed is not None:
        assert np.asarray(result.changed)[~inside].min() == 255


def test_that_a_palette_with_a_clear_colour_stays_clear(tmp_path: Path) -> None:
    picture = Image.new("P", (40, 40), 0)
    picture.putpalette([0, 255, 0, 200, 30, 30])
    picture.paste(1, (10, 10, 30, 30))
    stored = io.BytesIO()
    picture.save(stored, "GIF", transparency=0)
    with Image.open(stored) as found:
        result = opened(tiny(tmp_path / "a.onnx", INVERTED)).translate(found, OWN).picture
    assert result.mode == "RGBA"
    assert result.getpixel((20, 20)) == (55, 225, 225, 255)
    corner = result.getpixel((2, 2))
    assert isinstance(corner, tuple) and corner[3] == 0


@pytest.mark.parametrize("orientation", range(1, 9))
def test_that_it_is_turned_as_the_camera_was_held_and_says_so_no_more(orientation: int, tmp_path: Path) -> None:
    upright = Image.new("RGB", (60, 40), (250, 250, 250))
    upright.paste((10, 10, 10), (0, 0, 20, 10))  # in the upper left corner
    undone: dict[int, Any] = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright.transpose(undone[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[ORIENTATION], exif[ARTIST] = orientation, "Ada"
    file = io.BytesIO()
    stored.save(file, "JPEG", exif=exif.tobytes(), quality=100, subsampling=0)
    with Image.open(file) as found:
        result = opened(tiny(tmp_path / "a.onnx", INVERTED)).translate(found, OWN).picture
    assert result.size == (60, 40)
    assert pixels(result)[:8, :18].min() > 230 and pixels(result)[14:].max() < 30
    assert (result.getexif()[ORIENTATION], result.getexif()[ARTIST]) == (1, "Ada")


def profile_of(space: str) -> bytes:
    """A profile that says it is of a kind of picture; only RGB is more than its header."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return srgb[:16] + space.encode().ljust(4) + srgb[20:]


@pytest.mark.parametrize(("mode", "space", "stays"), [
    ("RGB", "RGB", True), ("L", "GRAY", False), ("CMYK", "CMYK", False), ("RGB", "GRAY", False),
])  # fmt: skip
def test_that_a_colour_profile_stays_where_it_still_tells_the_truth(
    mode: str, space: str, stays: bool, tmp_path: Path
) -> None:
    picture = photo().convert(mode)
    picture.info["icc_profile"] = profile_of(space)
    result = opened(tiny(tmp_path / "a.onnx", INVERTED)).translate(picture, OWN).picture
    assert result.info.get("icc_profile") == (profile_of(space) if stays else None)
