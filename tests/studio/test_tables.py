"""Tables of pictures: what changes from row to row and from column to column, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.export import library
from ganstudio.export.latent.directions import Direction
from ganstudio.export.onnx_session import Model
from ganstudio.studio import tables
from ganstudio.studio.playing import Request, inputs_of
from ganstudio.studio.tables import NOTHING, Axis


def in_box(name: str) -> Model:
    return Model(next(each.path for each in library.box() if each.path.stem == name))


def axis(model: Model, title: str, found: tuple[Direction, ...] = ()) -> Axis:
    return next(each for each in tables.axes(model, found) if each.title == title)


def along(model: Model) -> Direction:
    assert model.noise is not None
    vector = np.eye(model.noise.size)[3]
    return Direction(tuple(vector.tolist()), 1.0, 0.1, 0.5, "weights", "", model.noise.name, "Tilt")


def test_that_rows_and_columns_change_what_they_say() -> None:
    model = in_box("digits")
    made = tables.table(Request(seed=4), axis(model, "Class"), axis(model, "Tilt", (along(model),)))
    assert made.rows == tuple("0123456789")
    assert made.columns == ("-3", "-2", "-1", "0", "+1", "+2", "+3")
    inputs = made.inputs(model)
    assert len(made.requests) == 70
    assert (inputs["class_id"].argmax(1) == np.repeat(np.arange(10), 7)).all()
    noise = inputs["z"].reshape(10, 7, -1)
    assert np.allclose(noise, noise[:1])  # each class from the same numbers
    assert np.allclose(noise[0, :, 3] - noise[0, 3, 3], np.arange(-3, 4), atol=1e-5)


@pytest.mark.parametrize("name", ["digits", "faces", "infogan-digits", "vaegan-faces"])
def test_that_every_axis_of_every_model_draws_and_keeps_the_rest(name: str) -> None:
    model = in_box(name)
    asked = Request(seed=2, label=0 if model.label else None)
    for each in tables.axes(model, (along(model),)):
        made = tables.table(asked, NOTHING, each)
        pictures = model.generate(made.inputs(model))
        assert len(pictures) == len(each.words)
        if len(each.words) > 1 and not each.title.startswith("Latent"):  # one number alone may change little
            assert len(np.unique(pictures.reshape(len(pictures), -1), axis=0)) > 1, each.title


def test_that_a_picture_of_a_table_is_what_its_request_draws() -> None:
    model = in_box("faces")
    made = tables.table(Request(seed=7, first=3), axis(model, "Attribute"), axis(model, "Seed"))
    pictures = model.generate(made.inputs(model)).astype(int)
    for cell in (0, 9, 41):
        alone = model.generate(inputs_of(model, made.requests[cell])).astype(int)
        assert np.abs(pictures[cell] - alone[0]).max() <= 2  # batches of another size round otherwise


def test_that_a_table_that_is_too_large_is_refused() -> None:
    long = Axis("Long", ("",) * 40, (lambda request: request,) * 40)
    with pytest.raises(StudioError, match="40 times 40"):
        tables.table(Request(), long, long)


def test_that_what_was_moved_before_stays_moved() -> None:
    model = in_box("digits")
    direction = along(model)
    asked = replace(Request(seed=1, label=2), offsets=(0.0, 1.5), moves=((direction, 1.0),))
    made = tables.table(asked, NOTHING, axis(model, "Latent 1"))
    inputs = made.inputs(model)
    before = inputs_of(model, asked)["z"]
    assert np.allclose(inputs["z"][:, 1:], before[:, 1:], atol=1e-6)
