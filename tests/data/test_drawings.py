"""The set of many kinds of drawing: white paper, lines where colours change, and nothing that is measured on."""

from __future__ import annotations

import json
from importlib.resources import files

import cv2
import numpy as np
import pytest

from ganstudio.core.pictures import Pixels
from ganstudio.data.drawings import avatars, pairs, patterns, things
from ganstudio.data.faces import writing
from ganstudio.data.sets import catalogue
from ganstudio.evaluate import kinds

SIZE = 128
NUMBERS = (0, 1, 4, 5, 6, 7, 8, 9, 15, 17, 18, 26, 29, 38, 47)


@pytest.fixture(scope="module")
def drawn() -> list[tuple[Pixels, Pixels]]:
    return [pairs.pair(number, SIZE) for number in NUMBERS]


def test_that_paper_is_white_and_nothing_else_is(drawn: list[tuple[Pixels, Pixels]]) -> None:
    for sketch, colour in drawn:
        assert (sketch.shape, colour.shape) == ((1, SIZE, SIZE), (3, SIZE, SIZE))
        assert (colour[:, 0, 0] == 255).all() or sketch[0, 0, 0] < 255
        white = (colour == 255).all(0)
        assert white.mean() > 0.1
        count, parts = cv2.connectedComponents(white.view(np.uint8), connectivity=4)
        on_edge = set(np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]])))
        sizes = np.bincount(parts.ravel())
        assert all(part in on_edge or sizes[part] < 60 for part in range(1, count)), "pinched off by lines, at most"


def test_that_lines_lie_where_colours_change(drawn: list[tuple[Pixels, Pixels]]) -> None:
    shares = []
    for sketch, colour in drawn:
        steps = np.abs(np.diff(colour.astype(int), axis=2)).max(0) > 60
        near = cv2.erode(sketch[0], np.ones((7, 7), np.uint8))[:, 1:] < 128
        shares.append((steps & near).sum() / max(1, steps.sum()))
    assert np.mean(shares) > 0.9, "the rest is shade in one step, and gaps"
    assert all((sketch < 128).mean() > 0.005 for sketch, _ in drawn)


def test_that_a_drawing_is_a_function_of_its_number(drawn: list[tuple[Pixels, Pixels]]) -> None:
    for number in (5, 8):
        again = pairs.pair(number, SIZE)
        before = drawn[NUMBERS.index(number)]
        assert all(np.array_equal(one, other) for one, other in zip(again, before, strict=True))
    set_ = writing.draw(writing.DRAWINGS, 5, 1, SIZE)
    assert np.array_equal(set_["colour"][0], drawn[NUMBERS.index(5)][1])


def test_that_nothing_is_learned_that_is_measured_on() -> None:
    assert not {style.removesuffix("-neutral") for style in avatars.STYLES} & set(kinds.STYLES)
    learned = {painter.__name__ for painter in (*things.PAINTERS, *patterns.PAINTERS)}
    assert not learned & set(kinds.kinds())


def test_that_every_style_may_be_used_and_is_credited() -> None:
    licence = catalogue.find("cartoon-drawings").licence
    for style in avatars.STYLES:
        meta = json.loads(files("dicebear_styles").joinpath(f"{style}.json").read_text("utf-8"))["meta"]
        assert meta["license"]["name"] in ("CC0 1.0", "CC BY 4.0")
        assert style.title() in licence
        if meta["license"]["name"] != "CC0 1.0":
            assert meta["creator"]["name"].split(" - ")[0] in licence
