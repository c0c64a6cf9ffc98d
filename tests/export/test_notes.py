"""A picture says what it was drawn from, and is drawn again from that to the bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import read_png, tile
from ganstudio.export.latent import notes, sheets
from ganstudio.export.latent.notes import Origin
from ganstudio.export.onnx_session import Model
from tests.generators import CLASSES, three_things, write_generator


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return Model(write_generator(tmp_path / "model.onnx", three_things(), classes=CLASSES))


@pytest.mark.parametrize("ending", ["png", "webp"])
def test_that_a_picture_is_drawn_again_to_the_bit(ending: str, model: Model, tmp_path: Path) -> None:
    inputs = sheets.of_seeds(model, 6).inputs()
    path = tmp_path / f"sheet.{ending}"
    origin = Origin(model.name, model.mark, inputs, {"rows": 2, "columns": 3, "name": "<é> & 'you'"})
    notes.write_picture(path, tile(model.generate(inputs), 2, 3), origin)
    found = notes.restored(path)
    assert (found.model, found.digest, found.settings) == (origin.model, origin.digest, origin.settings)
    for name, values in inputs.items():
        assert found.inputs[name].dtype == values.dtype
        np.testing.assert_array_equal(found.inputs[name], values)
    again = tile(notes.drawn_again(found, model), 2, 3)
    np.testing.assert_array_equal(again[:, :, 0], np.asarray(Image.open(path).convert("L")))


def test_that_another_model_does_not_draw_it_again(model: Model, tmp_path: Path) -> None:
    inputs = sheets.of_seeds(model, 1).inputs()
    with pytest.raises(StudioError, match="another model"):
        notes.drawn_again(Origin("Faces", "0" * 64, inputs), model)


def test_that_a_picture_of_others_says_nothing(tmp_path: Path) -> None:
    Image.new("L", (4, 4)).save(tmp_path / "plain.png")
    with pytest.raises(StudioError, match="does not say what it was drawn from"):
        notes.restored(tmp_path / "plain.png")
    (tmp_path / "no.png").write_bytes(b"nothing")
    with pytest.raises(StudioError, match="no picture"):
        notes.restored(tmp_path / "no.png")
    with pytest.raises(StudioError, match="Could not read"):
        notes.restored(tmp_path / "gone.png")


@pytest.mark.parametrize("change", [
    ("{", ""), ("AAAA", "!!!!"), ('"<f4"', '"<f8"'), ('"shape": [1, 2]', '"shape": [7, 2]'), ('"inputs"', '"outputs"'),
    ("AACAPwAAAEA=", "AADAfwAAAEA="), ('"format": 1', '"format": 99'), ('"settings": {}', '"settings": 7'),
])  # fmt: skip
def test_that_damaged_words_are_a_sentence(change: tuple[str, str], tmp_path: Path) -> None:
    from PIL import PngImagePlugin

    text = notes.to_text(Origin("m", "d", {"z": np.array([[1.0, 2.0]], np.float32), "y": np.zeros((1, 3), np.float32)}))
    changed = text.replace(*change)
    assert changed != text
    texts = PngImagePlugin.PngInfo()
    texts.add_text(notes.KEY, changed)
    Image.new("L", (4, 4)).save(tmp_path / "changed.png", pnginfo=texts)
    with pytest.raises(StudioError, match=r"damaged|newer"):
        notes.restored(tmp_path / "changed.png")


def test_that_a_sheet_is_still_a_plain_png(model: Model, tmp_path: Path) -> None:
    inputs = sheets.of_seeds(model, 4).inputs()
    sheet = tile(model.generate(inputs), 2, 2)
    notes.write_picture(tmp_path / "a.png", sheet, Origin("m", "", inputs))
    np.testing.assert_array_equal(read_png(tmp_path / "a.png"), sheet)
