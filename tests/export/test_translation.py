"""Pictures of every size and kind through models that change pictures."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageCms

from ganstudio.core import resources
from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.export.onnx_session import Model
from ganstudio.export.translation import Translator, Wishes
from tests import translators
from tests.models import exported
from tests.translators import ENLARGED, INVERTED, LIT, LOCAL, NORMED, TOLD, tiny

OWN = Wishes(detail=0)
ORIENTATION, ARTIST = 0x0112, 315


def opened(path: Path) -> Translator:
    return Translator(Model(path))


def photo(width: int = 90, height: int = 70, seed: int = 0, grain: float = 20) -> Image.Image:
    """Soft colours under grain that grows to the right."""
    rng = np.random.default_rng(seed)
    soft = Image.fromarray(rng.integers(50, 200, (height // 90 + 2, width // 90 + 2, 3), dtype=np.uint8))
    tones = np.asarray(soft.resize((width, height), Image.Resampling.BICUBIC), np.float32)
    noise = rng.normal(0, 1, (height, width, 1)) * np.linspace(0, grain, width)[:, None]
    return Image.fromarray((tones + noise).clip(0, 255).astype(np.uint8))


def pixels(image: Image.Image | None) -> npt.NDArray[np.float32]:
    assert image is not None
    return np.asarray(image, np.float32)


# -- sizes --------------------------------------------------------------------------------------------------


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


# -- strength, map, way back, cancelling --------------------------------------------------------------------


def test_that_strength_blends_and_goes_beyond(tmp_path: Path) -> None:
    made, picture = opened(tiny(tmp_path / "a.onnx", INVERTED)), Image.new("RGB", (20, 10), (100, 128, 200))
    results = [made.translate(picture, Wishes(strength=strength)).picture for strength in (0, 0.5, 1, 1.5)]
    expected = [(100, 128, 200), (128, 128, 128), (155, 127, 55), (183, 127, 0)]
    assert np.abs(np.subtract([result.getpixel((5, 5)) for result in results], expected)).max() <= 1


def test_that_the_map_is_white_where_nothing_changed(tmp_path: Path) -> None:
    made = opened(tiny(tmp_path / "a.onnx", INVERTED))
    picture = Image.new("RGB", (64, 64), (127, 128, 127))
    picture.paste((0, 0, 0), (32, 0, 64, 64))
    changed = made.translate(picture, OWN).changed
    assert changed is not None and changed.mode == "L"
    assert (changed.getpixel((5, 5)), changed.getpixel((50, 5))) == (253, 0)
    assert made.translate(picture, Wishes(strength=0)).changed == Image.new("L", (64, 64), 255)


def test_that_the_way_back_is_shown_too(tmp_path: Path) -> None:
    made = opened(tiny(tmp_path / "a.onnx", INVERTED))
    told: list[float] = []
    result = made.translate(photo(), OWN, told.append, back=made)
    assert np.abs(pixels(result.again) - pixels(photo())).max() <= 1
    assert made.translate(photo(), OWN).again is None
    assert told == sorted(told) and told[-1] == 1.0


def test_that_it_tells_how_far_it_is_and_stops_between_parts(tmp_path: Path) -> None:
    made, told = opened(tiny(tmp_path / "a.onnx", INVERTED)), list[float]()
    made.translate(photo(300, 200), Wishes(tile=64), told.append)
    assert len(told) > 20 and told == sorted(told) and told[-1] == 1.0
    told.clear()
    with pytest.raises(Stopped):
        made.translate(photo(300, 200), Wishes(tile=64), told.append, lambda: len(told) == 3)
    assert len(told) == 3


# -- kinds of pictures --------------------------------------------------------------------------------------


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


# -- attributes ---------------------------------------------------------------------------------------------


def shift(wanted: dict[str, bool], signed: bool, tmp_path: Path) -> list[int]:
    """What a model is told of each attribute, as quarters of the range."""
    path = tmp_path / f"{signed}.onnx"
    group = ("red", "blue")
    tiny(path, TOLD, attributes=translators.attributes(("red", "glasses", "blue"), [group], signed))
    made = opened(path)
    assert (made.attributes, made.groups) == (("red", "glasses", "blue"), (group,))
    result = made.translate(Image.new("RGB", (16, 16), (100, 100, 100)), Wishes(wanted)).picture.getpixel((8, 8))
    assert isinstance(result, tuple)
    return [round((value - 100) / 64) for value in result]


@pytest.mark.parametrize(("wanted", "signed", "told"), [
    ({}, True, [0, 0, 0]), ({"glasses": True}, True, [0, 1, 0]), ({"glasses": False}, True, [0, -1, 0]),
    ({"blue": True}, True, [0, 0, 1]), ({"blue": True, "red": False}, True, [0, 0, 1]), ({}, False, [0, 0, 0]),
    ({"glasses": False, "red": True}, False, [1, 0, 0]), ({"red": False}, True, [0, 0, 0]),
])  # fmt: skip
def test_that_attributes_are_told_as_the_model_takes_them(
    wanted: dict[str, bool], signed: bool, told: list[int], tmp_path: Path
) -> None:
    assert shift(wanted, signed, tmp_path) == told


@pytest.mark.parametrize(("wanted", "words"), [
    ({"beard": True}, "knows no attribute 'beard'.*red, glasses, blue"),
    ({"red": True, "blue": True}, "red and blue exclude each other"),
])  # fmt: skip
def test_that_what_cannot_be_is_one_sentence(wanted: dict[str, bool], words: str, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=words):
        shift(wanted, True, tmp_path)


def test_that_attributes_of_a_model_without_any_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="It has none"):
        opened(tiny(tmp_path / "a.onnx")).translate(photo(), Wishes({"smile": True}))


# -- models -------------------------------------------------------------------------------------------------


def test_that_a_direction_is_called_as_its_file_says(tmp_path: Path) -> None:
    assert opened(tiny(tmp_path / "a.onnx")).title == "dark to light"
    assert opened(tiny(tmp_path / "b.onnx", direction="")).title == "Tiny"
    assert Translator(Model(tmp_path / "b.onnx"), "back").title == "back"


@pytest.mark.parametrize("name", ["generators/digits", "cartoon-faces"])
def test_that_models_that_change_no_pictures_are_refused(name: str) -> None:
    with pytest.raises(StudioError, match=r"does not change pictures.*CycleGAN"):
        opened(resources.path("models", *f"{name}.onnx".split("/")))


@pytest.mark.parametrize(("lie", "words"), [
    ({"outputs": [{"kind": "picture", "channels": 3, "size": 64, "scale": 2}]}, "where 1 x 3 x 128 x 128 should come"),
    ({"inputs": [{"kind": "image", "name": "picture", "channels": 1, "role": "picture"}]}, "does not take pictures of"),
    ({"inputs": []}, "damaged description"),
])  # fmt: skip
def test_that_a_model_that_lies_about_itself_is_one_sentence(lie: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=words):
        opened(tiny(tmp_path / "a.onnx", INVERTED, **lie))


def test_that_a_model_that_lies_about_its_multiple_is_one_sentence(tmp_path: Path) -> None:
    """It works on squares of 4 px, and says that any size will do: 64 px, with which it is tried out, would."""
    made = opened(tiny(tmp_path / "a.onnx", LOCAL, multiple=1))
    with pytest.raises(StudioError, match=r"a\.onnx cannot work on these inputs"):
        made.translate(photo(61, 63), Wishes())


@pytest.mark.parametrize("family", ["cyclegan", "discogan", "stargan"])
def test_that_exports_of_every_family_change_pictures_of_any_size(
    family: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path, _ = exported(tmp_path_factory, family, "quick")
    made = opened(path)
    for size in ((5, 5), (70, 100), (300, 150)):
        for wishes in (Wishes(), Wishes(tile=128), Wishes(dict.fromkeys(made.attributes[:1], True))):
            result = made.translate(photo(*size), wishes)
            assert result.picture.size == size and result.changed is not None
    assert re.fullmatch(r"class 0 to class 1|Random · .*|changed", made.title)
