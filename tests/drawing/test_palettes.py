"""Palettes: files in and out, a folder of one's own, and colours taken from pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.data.faces import faces
from ganstudio.drawing import palettes, picking
from ganstudio.drawing.palettes import Palette, Swatch

WARM = Palette("Warm", (Swatch((255, 0, 10), "Red"), Swatch((250, 128, 7)), Swatch((0, 0, 0), "Night ü")))


def test_built_in_palettes() -> None:
    found = palettes.built_in()
    assert len(found) == 6
    for palette in found:
        assert 12 <= len(palette.swatches) <= 16
        assert len(set(palette.colours)) == len(palette.swatches)
        assert all(swatch.name for swatch in palette.swatches)


@pytest.mark.parametrize("name", ["a.gpl", "a.txt", "a.hex"])
def test_a_palette_comes_back(tmp_path: Path, name: str) -> None:
    palettes.write(tmp_path / name, WARM)
    read = palettes.read(tmp_path / name)
    assert read.swatches == WARM.swatches
    assert read.name == ("Warm" if name.endswith("gpl") else "a")


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    folder = tmp_path / "palettes"
    assert palettes.own(folder) == []
    palettes.save(folder, WARM)
    palettes.save(folder, Palette("warm!", WARM.swatches[:1]))
    palettes.save(folder, Palette("../../evil\n", WARM.swatches[:2]))
    assert [each.name for each in palettes.own(folder)] == ["../../evil", "Warm", "warm!"]
    assert {path.parent for path in tmp_path.rglob("*.gpl")} == {folder}
    palettes.save(folder, Palette("WARM", WARM.swatches[:2]))  # in its place
    assert [len(each.swatches) for each in palettes.own(folder)] == [2, 2, 1]
    palettes.rename(folder, "warm!", "Cold")
    with pytest.raises(StudioError, match="already"):
        palettes.rename(folder, "Cold", "warm")
    palettes.rename(folder, "Cold", "COLD")
    palettes.delete(folder, "warm")
    assert [each.name for each in palettes.own(folder)] == ["../../evil", "COLD"]
    with pytest.raises(StudioError, match="no palette"):
        palettes.delete(folder, "warm")
    with pytest.raises(StudioError, match="needs a name"):
        palettes.save(folder, Palette("  \n", WARM.swatches))


@pytest.mark.parametrize(
    ("content", "colours"),
    [
        (
            "GIMP Palette\r\nName: X\r\nColumns: 3\r\n# note\r\n  1   2 3\tOne\r\n255 255 255\r\n",
            [(1, 2, 3), (255,) * 3],
        ),
        ("GIMP Palette\n#\n300 0 0 too much\nnonsense\n-1 2 3\n", [(255, 0, 0)]),
        ("GIMP Palette\nChannels: RGBA\n1 2 3 255 name\n", [(1, 2, 3)]),
        ("\ufeff#ff8800 Orange\n#0f0\n#11223344\n", [(255, 136, 0), (0, 255, 0), (17, 34, 51)]),
        ("ff8800\n00ff00\n", [(255, 136, 0), (0, 255, 0)]),
        ("; paint.net\nFFff8800\nFF00ff00\n", [(255, 136, 0), (0, 255, 0)]),
        ("ff8800-00ff00-0000ff", [(255, 136, 0), (0, 255, 0), (0, 0, 255)]),
        ("#ff8800, #00ff00", [(255, 136, 0), (0, 255, 0)]),
    ],
)
def test_files_of_other_programs(tmp_path: Path, content: str, colours: list[tuple[int, int, int]]) -> None:
    for encoding in ("utf-8", "utf-16"):
        (tmp_path / "some.gpl").write_bytes(content.encode(encoding))
        assert list(palettes.read(tmp_path / "some.gpl").colours) == colours


@pytest.mark.parametrize("content", [b"", b"GIMP Palette\n", b"hello\n", bytes(range(256)), b"1 2 3\n" * 300_000])
def test_what_is_no_palette(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.gpl").write_bytes(content)
    with pytest.raises(StudioError, match=r"odd\.gpl"):
        palettes.read(tmp_path / "odd.gpl")
    with pytest.raises(StudioError):
        palettes.read(tmp_path / "missing.gpl")
    assert palettes.own(tmp_path) == []


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=80), st.sampled_from([b"", b"GIMP Palette\nName: \xff\n", b"#00ff00 "]))
def test_any_bytes(tmp_path: Path, content: bytes, start: bytes) -> None:
    (tmp_path / "any.gpl").write_bytes(start + content)
    try:
        palette = palettes.read(tmp_path / "any.gpl")
    except StudioError:
        return
    palettes.write(tmp_path / "again.gpl", palette)
    assert palettes.read(tmp_path / "again.gpl").colours == palette.colours


# -- from pictures --------------------------------------------------------------------------------------------

FLAGS = [(20, 20, 24), (240, 238, 230), (200, 30, 40), (240, 200, 30), (30, 90, 200), (40, 160, 80)]


def _striped(colours: list[tuple[int, int, int]], width: int = 240) -> Image.Image:
    picture = np.zeros((120, width, 3), np.uint8)
    for number, colour in enumerate(colours):
        picture[:, number * width // len(colours) :] = colour
    return Image.fromarray(picture)


def test_known_colours_are_found_exactly() -> None:
    assert set(picking.from_picture(_striped(FLAGS)).colours) == set(FLAGS)


def test_an_accent_is_found_among_much_else() -> None:
    picture = _striped([(240, 238, 230), (220, 215, 200)])
    picture.paste((220, 20, 120), (10, 10, 20, 20))
    assert (220, 20, 120) in picking.from_picture(picture).colours


def test_no_more_than_asked_for_and_the_large_ones_first() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (200, 200, 3)).astype(np.uint8)
    assert len(picking.from_picture(Image.fromarray(noise), 12).swatches) == 12
    picture = _striped(FLAGS[:1] * 5 + FLAGS)
    assert FLAGS[0] in picking.from_picture(picture, 2).colours


def test_colours_are_distinct() -> None:
    gradient = np.broadcast_to(np.arange(256, dtype=np.uint8)[:, None, None], (256, 100, 3))
    places = picking.oklab(np.array(picking.from_picture(Image.fromarray(gradient.copy())).colours))
    distances = np.linalg.norm(places[:, None] - places[None], axis=-1) + np.eye(len(places))
    assert 5 <= len(places) <= 12 and distances.min() > 0.05


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "HSV", "LAB", "I", "I;16", "F"])
@pytest.mark.parametrize("size", [(1, 1), (1, 900), (300, 200)])
def test_any_mode_and_size(mode: str, size: tuple[int, int]) -> None:
    image = (
        Image.new("L", size, 200).convert("I").convert(mode)
        if mode == "I;16"
        else Image.new(mode, size, "white" if mode[-1] == "A" else 0)
    )
    assert picking.from_picture(image).swatches


def test_what_cannot_be_seen_is_not_a_colour() -> None:
    picture = Image.new("RGBA", (50, 50), (255, 0, 0, 0))
    with pytest.raises(StudioError, match="transparent"):
        picking.from_picture(picture)
    picture.paste((0, 0, 255, 255), (0, 0, 25, 50))
    assert picking.from_picture(picture).colours == ((0, 0, 255),)


@pytest.mark.parametrize("seed", range(8))
def test_the_colours_of_a_cartoon_face(seed: int) -> None:
    face = faces.face(faces.STYLES[seed % 2], seed)
    picture = Image.fromarray(np.ascontiguousarray(faces.colour(face, 512).transpose(1, 2, 0)))
    found = picking.oklab(np.array(picking.from_picture(picture).colours))
    for role in ("paper", "hair", "skin", "ink"):
        code = face.palette[role]
        place = picking.oklab(np.array([int(code[at : at + 2], 16) for at in (1, 3, 5)]))
        assert np.linalg.norm(found - place, axis=1).min() < 0.06, role
