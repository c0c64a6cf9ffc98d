"""Drawings to test with: one that has everything, and any that hypothesis can think of."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from ganstudio.drawing import drawing as drawings
from ganstudio.drawing.drawing import LAYERS, Drawing
from ganstudio.drawing.marks import (
    HINTS,
    JOIN,
    LINE,
    LOCK,
    MARKED,
    PICTURE,
    REGIONS,
    RULINGS,
    Cleared,
    Fill,
    Mark,
    Placed,
    Removed,
    Ruling,
    Stroke,
    rounded,
)


def png(width: int = 5, height: int = 4, colour: str = "red") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, "PNG")
    return stream.getvalue()


def stroke(number: int, layer: str = LINE, points: int = 12) -> Stroke:
    random = np.random.default_rng(number)
    walk = np.cumsum(random.normal(0, 6, (points, 2)), axis=0) + 200
    return Stroke(layer, rounded(np.column_stack([walk, random.random(points)]).astype(np.float32)), 3.5)


def full() -> Drawing:
    """One of everything, with undone steps."""
    drawing = Drawing(400, 300)
    asset = drawing.keep(png())
    drawing.do(Placed(PICTURE, asset, 10.5, -3.25, 100.0, 80.0))
    drawing.do(stroke(1), stroke(2, HINTS))
    drawing.do(Fill(HINTS, 3, 4, np.random.default_rng(0).random((21, 13)) < 0.5, (1, 2, 250)))
    drawing.do(Removed(1))
    drawing.do(Cleared(HINTS))
    drawing.do(Ruling(LOCK, ((20.25, 30.0),), (250, 3, 9)))
    drawing.do(stroke(3))
    drawing.undo()
    drawing.undo()
    drawing.set_layer("line", visible=False, opacity=0.25)
    drawing.set_setting("model", "a model ü 猫")
    drawing.set_setting("seed", 17)
    return drawing


def same(one: Drawing, other: Drawing) -> bool:
    return drawings.to_json(one) == drawings.to_json(other) and one.assets == other.assets


_sides = st.integers(1, 12)
_numbers = st.floats(-5000, 5000, width=32)
_hundredths = st.integers(-500_000, 500_000).map(lambda number: number / 100)
_colours = st.tuples(*[st.integers(0, 255)] * 3)
_json: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def some_marks(draw: st.DrawFn) -> Mark:
    layer = draw(st.sampled_from(MARKED))
    kind = draw(st.sampled_from(["stroke", "fill", "removed", "cleared", "ruling"]))
    if kind == "stroke":
        points = draw(st.lists(st.tuples(_numbers, _numbers, st.floats(0, 1, width=32)), min_size=1, max_size=6))
        return Stroke(layer, rounded(np.array(points, np.float32)), draw(st.floats(0.1, 200)), draw(_colours))
    if kind == "ruling":
        what = draw(st.sampled_from(RULINGS))
        places = draw(st.lists(st.tuples(_hundredths, _hundredths), min_size=2, max_size=2 if what == JOIN else 5))
        return Ruling(what, tuple(places), draw(_colours))
    if kind == "fill":
        bits = draw(st.integers(0, 2**32))
        mask = np.random.default_rng(bits).random((draw(_sides), draw(_sides))) < 0.5
        return Fill(layer, draw(st.integers(-9, 9)), draw(st.integers(-9, 9)), mask, erase=draw(st.booleans()))
    return (
        Removed(draw(st.integers(0, 20))) if kind == "removed" else Cleared(draw(st.sampled_from((*MARKED, REGIONS))))
    )


@st.composite
def some_drawings(draw: st.DrawFn) -> Drawing:
    drawing = Drawing(draw(st.integers(12, 2000)), draw(st.integers(12, 2000)))
    for _ in range(draw(st.integers(0, 2))):
        asset = drawing.keep(draw(st.binary(max_size=40)))
        drawing.do(Placed(PICTURE, asset, draw(_numbers), draw(_numbers), draw(st.floats(1, 99)), 7.0))
    for step in draw(st.lists(st.lists(some_marks(), max_size=3), max_size=6)):
        drawing.do(*step)
    for _ in range(draw(st.integers(0, 3))):
        drawing.undo()
    drawing.set_layer(draw(st.sampled_from(LAYERS)), draw(st.booleans()), draw(st.floats(0, 1)))
    for name, value in draw(st.dictionaries(st.text(max_size=8), _json, max_size=3)).items():
        drawing.set_setting(name, value)
    return drawing
