"""OpenRaster files, read back as other programs do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, ImageChops

from ganstudio.core.errors import StudioError
from ganstudio.drawing.openraster import MULTIPLY, NORMAL, OraLayer, write_ora

WIDTH, HEIGHT = 640, 400


def _layer(left: int, top: int, right: int, bottom: int, colour: tuple[int, int, int, int]) -> np.ndarray:
    pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    pixels[top:bottom, left:right] = colour
    return pixels


def _layers() -> list[OraLayer]:
    return [
        OraLayer("Hints <&> \"x\" ü 猫\x00", _layer(10, 10, 60, 60, (255, 0, 0, 255)), opacity=0.5),
        OraLayer("Hidden", _layer(0, 0, 300, 300, (0, 255, 0, 255)), visible=False),
        OraLayer("Line", _layer(100, 50, 500, 60, (20, 20, 30, 255)), operation=MULTIPLY),
        OraLayer("Empty", _layer(0, 0, 0, 0, (0, 0, 0, 0))),
        OraLayer("Result", _layer(30, 30, 600, 380, (200, 180, 90, 160))),
        OraLayer("Paper", _layer(0, 0, WIDTH, HEIGHT, (250, 250, 240, 255))),
    ]  # fmt: skip


def _composed(archive: zipfile.ZipFile) -> Image.Image:
    """What stack.xml says, painted with pillow."""
    root = ElementTree.fromstring(archive.read("stack.xml"))
    sheet = Image.new("RGBA", (int(root.attrib["w"]), int(root.attrib["h"])), (0, 0, 0, 0))
    for entry in reversed(root.findall("stack/layer")):
        if entry.attrib["visibility"] == "hidden":
            continue
        picture = Image.open(io.BytesIO(archive.read(entry.attrib["src"])))
        assert picture.mode == "RGBA" and not picture.info.get("interlace")
        whole = Image.new("RGBA", sheet.size, (0, 0, 0, 0))
        whole.paste(picture, (int(entry.attrib["x"]), int(entry.attrib["y"])))
        opacity = float(entry.attrib["opacity"])
        whole.putalpha(whole.getchannel("A").point(lambda value, opacity=opacity: round(value * opacity)))
        if entry.attrib["composite-op"] == MULTIPLY:
            mixed = ImageChops.multiply(whole.convert("RGB"), sheet.convert("RGB"))
            mixed.putalpha(whole.getchannel("A"))
            whole = mixed
        sheet = Image.alpha_composite(sheet, whole)
    return sheet


def _merged() -> np.ndarray:
    """The same by hand, in floating point."""
    sheet = np.zeros((HEIGHT, WIDTH, 3))
    for layer in reversed(_layers()):
        if layer.visible:
            alpha = layer.pixels[..., 3:] / 255 * layer.opacity
            colour = layer.pixels[..., :3] / 255
            sheet += alpha * ((colour * sheet if layer.operation == MULTIPLY else colour) - sheet)
    return np.rint(sheet * 255).astype(np.uint8)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_ora(tmp_path / "cat.ora", WIDTH, HEIGHT, _layers(), _merged())
    return tmp_path / "cat.ora"


def test_the_type_comes_first_and_plain(path: Path) -> None:
    start = path.read_bytes()[:60]
    assert start[:4] == b"PK\x03\x04" and start[8:10] == b"\x00\x00", "stored"
    assert start[28:30] == b"\x00\x00", "no extra field"
    assert start[30:54] == b"mimetypeimage/openraster"


def test_everything_that_the_format_asks_for(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {"stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png"} < set(names)
        root = ElementTree.fromstring(archive.read("stack.xml"))
        assert root.tag == "image" and root.attrib == {"version": "0.0.5", "w": "640", "h": "400"}
        layers = root.findall("stack/layer")
        assert [layer.attrib["name"] for layer in layers][:2] == ['Hints <&> "x" ü 猫 ', "Hidden"]
        assert [layer.attrib["composite-op"] for layer in layers] == [NORMAL, NORMAL, MULTIPLY, NORMAL, NORMAL, NORMAL]
        assert layers[0].attrib["opacity"] == "0.5000"
        assert all(layer.attrib["src"] in names for layer in layers)
        thumbnail = Image.open(io.BytesIO(archive.read("Thumbnails/thumbnail.png")))
        assert thumbnail.size == (256, 160)


def test_the_layers_give_the_merged_picture(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        merged = Image.open(io.BytesIO(archive.read("mergedimage.png"))).convert("RGB")
        composed = _composed(archive).convert("RGB")
    difference = np.abs(np.asarray(merged, int) - np.asarray(composed, int))
    assert difference.max() <= 2 and merged.size == (WIDTH, HEIGHT)


def test_what_cannot_be_written(tmp_path: Path) -> None:
    for pixels in (np.zeros((3, 3, 4), np.uint8), np.zeros((HEIGHT, WIDTH, 3), np.uint8), np.zeros((HEIGHT, WIDTH, 4))):
        with pytest.raises(ValueError, match="a layer of"):
            write_ora(tmp_path / "a.ora", WIDTH, HEIGHT, [OraLayer("x", pixels)], _merged())
    with pytest.raises(ValueError, match="no svg:magic"):
        odd = OraLayer("x", _layer(0, 0, 1, 1, (0, 0, 0, 0)), operation="svg:magic")
        write_ora(tmp_path / "a.ora", WIDTH, HEIGHT, [odd], _merged())
    (tmp_path / "file").write_text("")
    with pytest.raises(StudioError, match="Could not write"):
        write_ora(tmp_path / "file" / "a.ora", WIDTH, HEIGHT, _layers(), _merged())
