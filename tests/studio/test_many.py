"""Sheets of hundreds: drawn bit by bit, given up when something else is wanted, and put in an order."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.export import library
from ganstudio.export.onnx_session import Model
from ganstudio.studio import many
from ganstudio.studio.playing import Request, inputs_of


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(next(each.path for each in library.box() if each.path.stem == "digits"))


def test_that_many_are_those_that_are_drawn_at_once(model: Model) -> None:
    inputs, seen = inputs_of(model, Request(150, 3)), []
    found = many.drawn(model, inputs, 15, lambda: False, lambda *done: seen.append(done))
    assert found is not None
    # Batches of another size round otherwise.
    assert np.abs(found.astype(int) - model.generate(inputs)).max() <= 1
    assert seen == [(64, 150), (128, 150), (150, 150)]


def test_that_it_stops_between_two_handfuls(model: Model) -> None:
    asked = iter((False, True))
    assert many.drawn(model, inputs_of(model, Request(640)), 32, lambda: next(asked), lambda *_: None) is None


def test_that_wide_sheets_have_smaller_pictures(model: Model) -> None:
    found = many.drawn(model, inputs_of(model, Request(8)), 300, lambda: False, lambda *_: None)
    assert found is not None
    assert found.shape[2:] == (model.size // 3, model.size // 3)
    flat = np.full((1, 1, 9, 9), 7, np.uint8)
    assert np.array_equal(many.reduced(flat, 4), np.full((1, 1, 2, 2), 7, np.uint8))


def test_that_each_order_is_what_it_says() -> None:
    shades = np.array([100, 0, 140, 255, 128], np.uint8)
    pictures = np.broadcast_to(shades[:, None, None, None], (5, 1, 8, 8)).copy()
    classes = np.array([2, 0, 1, 0, 2])
    like = pictures[3:4]
    orders = {name: many.order_of(pictures, name, classes, like).tolist()
              for name in ("", many.TYPICAL, many.STRANGE, many.CLASS, many.LIKE)}  # fmt: skip
    assert orders[""] == [0, 1, 2, 3, 4]
    assert orders[many.TYPICAL] == [4, 2, 0, 1, 3]
    assert orders[many.STRANGE] == [3, 1, 0, 2, 4]
    assert orders[many.CLASS] == [1, 3, 2, 0, 4]
    assert orders[many.LIKE] == [3, 2, 4, 0, 1]
