"""Picture files through models that change pictures: what they bring is kept, and what fails costs only itself."""

from __future__ import annotations

import errno
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from ganstudio.core import files
from ganstudio.core.errors import StudioError
from ganstudio.export import translating_files
from ganstudio.export.onnx_session import Model
from ganstudio.export.picture_files import Outcome
from ganstudio.export.translating_files import JPEG, PNG, WEBP, Saving, gathered, read, translate_files
from ganstudio.export.translation import Translator, Wishes
from tests.translators import ENLARGED, INVERTED, tiny

ORIENTATION, ARTIST, INSIDE, WIDTH = 0x0112, 315, 0x8769, 0xA002
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6" dc:title="Sea"/></x:xmpmeta>'


@pytest.fixture
def model(tmp_path: Path) -> Translator:
    return Translator(Model(tiny(tmp_path / "models" / "a.onnx", INVERTED)))


def ramp(width: int = 60, height: int = 40) -> Image.Image:
    """Dark above, light below."""
    return Image.linear_gradient("L").resize((width, height)).convert("RGB")


def written(path: Path, image: Image.Image | None = None, **options: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    (image or ramp()).save(path, **options)
    return path


def translated(model: Translator, sources: list[Path], out: Path, **saving: Any) -> list[Outcome]:
    return list(translate_files(model, sources, out, Wishes(), Saving(**saving)))


def problems(outcomes: list[Outcome]) -> dict[str, str]:
    return {each.source.name: str(each.problem) for each in outcomes if each.problem}


@cache
def srgb() -> bytes:
    """It holds the time at which it was made."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def camera() -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION], exif[ARTIST] = 6, "Ada"
    exif.get_ifd(INSIDE)[WIDTH] = 40
    return exif.tobytes()


# -- what files bring ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["a.jpg", "a.png", "a.webp", "a.tif"])
@pytest.mark.parametrize("ending", [PNG, WEBP, JPEG])
def test_that_profile_exif_and_turn_survive_from_file_to_file(
    given: str, ending: str, model: Translator, tmp_path: Path
) -> None:
    lying = ramp().transpose(Image.Transpose.ROTATE_90)
    source = written(tmp_path / given, lying, exif=camera(), icc_profile=srgb(), dpi=(300, 300))
    (outcome,) = translated(model, [source], tmp_path / "out", format=ending)
    assert outcome.problem is None and outcome.out == tmp_path / "out" / f"a.{ending}"
    with Image.open(outcome.out) as made:
        made.load()
        assert made.size == (60, 40)
        assert made.format == {PNG: "PNG", WEBP: "WEBP", JPEG: "JPEG"}[ending]
        assert made.info["icc_profile"] == srgb()
        assert (made.getexif().get(ORIENTATION, 1), made.getexif()[ARTIST]) == (1, "Ada")
        assert np.asarray(made.convert("L"))[:5].min() > 200 and np.asarray(made.convert("L"))[-5:].max() < 50
        if ending != WEBP and given != "a.webp":  # WebP has no place for it
            assert made.info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_that_an_enlarged_photo_says_its_new_size(tmp_path: Path) -> None:
    larger = Translator(Model(tiny(tmp_path / "models" / "a.onnx", ENLARGED, scale=2)))
    source = written(tmp_path / "a.jpg", ramp(40, 60), exif=camera())
    (outcome,) = translated(larger, [source], tmp_path / "out", format=JPEG)
    with Image.open(outcome.out) as made:
        assert made.size == (120, 80)  # it lay on its side
        assert made.getexif().get_ifd(INSIDE)[WIDTH] == 120


def test_that_texts_of_a_png_stay_and_a_jpeg_hands_its_xmp_on(model: Translator, tmp_path: Path) -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("parameters", "a harbour at dusk")
    texts.add_itxt("Title", "Hafen im Dämmerlicht", "de")
    sources = [written(tmp_path / "a.png", pnginfo=texts), written(tmp_path / "b.jpg", xmp=XMP, comment=b"hello")]
    first, second = translated(model, sources, tmp_path / "out")
    with Image.open(first.out) as made:
        made.load()
        assert made.info["parameters"] == "a harbour at dusk" and made.info["Title"] == "Hafen im Dämmerlicht"
    with Image.open(second.out) as made:
        made.load()
        assert made.info["XML:com.adobe.xmp"] == XMP.decode().replace('"6"', '"1"')
    (jpeg,) = translated(model, sources[1:], tmp_path / "jpeg", format=JPEG)
    with Image.open(jpeg.out) as made:
        assert made.info["comment"] == b"hello" and b'Orientation="1"' in made.info["xmp"]


@pytest.mark.parametrize(("mode", "name", "result"), [
    ("CMYK", "a.jpg", "RGB"), ("1", "a.png", "RGB"), ("P", "a.gif", "RGB"), ("I;16", "a.png", "RGB"),
    ("LA", "a.png", "RGBA"), ("L", "a.tif", "RGB"), ("F", "a.tif", "RGB"),
])  # fmt: skip
def test_that_odd_files_come_out_as_they_look(
    mode: str, name: str, result: str, model: Translator, tmp_path: Path
) -> None:
    image = ramp().convert("L") if mode in ("1", "LA", "L") else ramp()
    if mode in ("I;16", "F"):
        values = np.asarray(ramp().convert("L"), np.uint16) * 257
        image = Image.fromarray(values if mode == "I;16" else values.astype(np.float32))
    else:
        image = image.convert(mode)
    (outcome,) = translated(model, [written(tmp_path / name, image)], tmp_path / "out")
    assert outcome.problem is None
    with Image.open(outcome.out) as made:
        assert made.mode == result
        tones = np.asarray(made.convert("L"), np.float32)
        assert tones[:3].mean() > 220 and tones[-3:].mean() < 35


def test_that_a_clear_picture_is_laid_on_white_for_jpeg_and_that_is_said(model: Translator, tmp_path: Path) -> None:
    clear = ramp().convert("RGBA")
    clear.putalpha(Image.new("L", clear.size, 0))
    (outcome,) = translated(model, [written(tmp_path / "a.png", clear)], tmp_path / "out", format=JPEG)
    assert "white now" in outcome.said
    with Image.open(outcome.out) as made:
        assert made.mode == "RGB" and np.asarray(made).min() > 250


def test_that_jpegs_keep_every_pixel_of_colour(model: Translator, tmp_path: Path) -> None:
    (outcome,) = translated(model, [written(tmp_path / "a.png")], tmp_path / "out", format=JPEG)
    with Image.open(outcome.out) as made:
        assert {layer[1:3] for layer in made.layer} == {(1, 1)}  # type: ignore[attr-defined]


def test_that_a_picture_that_a_format_cannot_hold_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"a\.webp would have 16,384 x 1 px.*Save it as PNG"):
        translating_files.write(tmp_path / "a.webp", Image.new("L", (16_384, 1)), Saving(WEBP))
    assert list(tmp_path.iterdir()) == []


def test_that_pages_are_counted(model: Translator, tmp_path: Path) -> None:
    source = written(tmp_path / "a.tif", save_all=True, append_images=[ramp(), ramp()])
    assert translated(model, [source], tmp_path / "out")[0].said == "Of its 3 pages or frames the first is used."


@pytest.mark.parametrize("damage", [b"", b"\xff" * 40, b"iCCP"])
def test_that_a_damaged_profile_costs_only_itself(damage: bytes, model: Translator, tmp_path: Path) -> None:
    source = written(tmp_path / "a.png", icc_profile=srgb())
    data = source.read_bytes()
    at = data.index(b"iCCP")
    source.write_bytes(data[: at + 30] + damage + data[at + 30 + len(damage) :])
    (outcome,) = translated(model, [source], tmp_path / "out")
    assert outcome.problem is None
    assert ("icc_profile" in read(outcome.out).info) == (damage == b"")


# -- many of them -------------------------------------------------------------------------------------------


def test_that_frames_come_in_their_order_and_keep_their_names(model: Translator, tmp_path: Path) -> None:
    names = [f"frame-{number}.png" for number in (1, 2, 9, 10, 11, 100)]
    for name in reversed(names):
        written(tmp_path / "frames" / name, ramp(8, 8))
    outcomes = translated(model, [tmp_path / "frames"], tmp_path / "out")
    assert [each.out.name for each in outcomes] == names
    assert not problems(outcomes)


def test_that_sources_of_one_name_do_not_share_a_file(model: Translator, tmp_path: Path) -> None:
    sources = [written(tmp_path / name, ramp(8, 8)) for name in ("x/a.png", "y/a.png", "y/A.jpg")]
    outcomes = translated(model, [*sources, sources[0]], tmp_path / "out")
    assert [each.out.name for each in outcomes] == ["a.png", "a-2.png", "A-3.png"]


def test_that_those_that_exist_are_skipped(model: Translator, tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        written(tmp_path / "in" / name, ramp(8, 8))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.png").write_bytes(b"mine")
    outcomes = translated(model, [tmp_path / "in"], tmp_path / "out", skip_existing=True)
    assert [each.skipped for each in outcomes] == [True, False]
    assert (tmp_path / "out" / "a.png").read_bytes() == b"mine"


def test_that_broken_files_are_named_and_the_rest_goes_on(model: Translator, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    whole = written(folder / "whole.png", ramp(90, 90)).read_bytes()
    (folder / "cut.png").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "diary.png").write_text("Dear diary")
    (folder / "photo.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(30))
    outcomes = translated(model, [folder, tmp_path / "gone.png"], tmp_path / "out")
    told = problems(outcomes)
    assert set(told) == {"cut.png", "empty.jpg", "diary.png", "photo.heic", "gone.png"}
    for name, sentence in told.items():
        assert name in sentence and sentence.endswith(".")
    assert "export it as JPEG" in told["photo.heic"] and "does not exist" in told["gone.png"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["whole.png"]


def fill_disk(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """The disk is full once `after` files have reached it: the bytes are taken, flushing them fails."""
    flushed: list[Path] = []
    flush = files._flush

    def failing(path: Path) -> None:
        if len(flushed) == after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flushed.append(path)
        flush(path)

    monkeypatch.setattr(files, "_flush", failing)


def test_that_a_full_disk_stops_the_batch_with_one_sentence(
    model: Translator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [written(tmp_path / "in" / f"{number}.png", ramp(8, 8)) for number in range(5)]
    fill_disk(monkeypatch, 2)
    made: list[Outcome] = []
    with pytest.raises(StudioError, match=r"full: 3 pictures left\. Free some space"):
        made.extend(translate_files(model, sources, tmp_path / "out", Wishes()))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["0.png", "1.png"]  # no temporary file either


def test_that_a_batch_stops_when_asked_and_tells_how_far_it_is(model: Translator, tmp_path: Path) -> None:
    sources = [written(tmp_path / "in" / f"{number}.png", ramp(8, 8)) for number in range(5)]
    told: list[tuple[int, float]] = []
    batch = translate_files(
        model, sources, tmp_path / "out", Wishes(), progress=lambda index, share: told.append((index, share)),
        stopped=lambda: len(told) == 2,
    )  # fmt: skip
    assert [each.source.name for each in batch] == ["0.png", "1.png"]
    assert told == [(0, 1.0), (1, 1.0)]


@pytest.mark.parametrize("where", ["in", "in/../in"])
def test_that_results_never_lie_among_the_pictures(where: str, model: Translator, tmp_path: Path) -> None:
    before = written(tmp_path / "in" / "a.png").read_bytes()
    with pytest.raises(StudioError, match="would lie among the pictures"):
        translated(model, [tmp_path / "in"], tmp_path / where)
    assert (tmp_path / "in" / "a.png").read_bytes() == before


def test_that_what_is_wrong_for_all_is_said_once(model: Translator, tmp_path: Path) -> None:
    source = written(tmp_path / "in" / "a.png")
    with pytest.raises(StudioError, match="knows no attribute 'smile'"):
        list(translate_files(model, [source], tmp_path / "out", Wishes({"smile": True})))
    (tmp_path / "empty").mkdir()
    with pytest.raises(StudioError, match="holds no pictures"):
        gathered([tmp_path / "empty"])
