"""The person's own lines lie on top of the colours, as they were drawn."""

from __future__ import annotations

import numpy as np

from ganstudio.export import colouring
from ganstudio.export.colouring import ColourParams, coloured
from tests.export.sketches import PLAIN, paper, scribble
from tests.painters import (
    Feeds,
    Painter,
    one_colour,
)

FREELY = ColourParams(way=2)


def test_that_the_line_is_kept_as_it_was_drawn() -> None:
    ink = scribble(300, 200)
    made = coloured(Painter(one_colour(1.0, 0.5, 0.25)), ink, None, FREELY)
    expected = np.array([255, 127.5, 63.75]) * (1 - ink[..., None] / 255)
    assert np.abs(made - expected).max() <= 1


def test_that_without_keeping_the_line_the_answer_is_untouched() -> None:
    made = coloured(Painter(one_colour(1.0, 0.4, 0.2)), scribble(300, 200), None, PLAIN)
    assert (made == (255, 102, 51)).all()


def _by_sides(feeds: Feeds) -> np.ndarray:
    """Red to the left of the middle, blue to the right, and a black line wherever one is drawn."""
    line = feeds["sketch"][:, :1]
    columns = np.arange(line.shape[3]) < 32
    colours = np.where(columns, np.array([1, 0, 0])[:, None], np.array([0, 0, 1])[:, None])[None, :, None]
    return np.asarray(colours * (line > 0.9))


def test_that_the_models_own_lines_do_not_show_beside_the_drawn_ones() -> None:
    ink = paper(64, 64)
    ink[:, 30:34] = 128  # a pale line: what lies below it can be seen
    made = coloured(Painter(_by_sides), ink, None, FREELY)
    below = made[:, 30:34].astype(float) / (1 - 128 / 255)
    assert below.sum(-1).min() > 200, "colour, no black, below the line"
    assert (made[:, 29] == (255, 0, 0)).all()
    assert (made[:, 34] == (0, 0, 255)).all()
    assert below[:, 0, 0].min() > 200
    assert below[:, -1, 2].min() > 200
    alone = coloured(Painter(_by_sides), ink, None, PLAIN)
    assert (alone[:, 30:34] == 0).all(), "they stay where the person wants the model's lines"


def test_that_large_black_areas_keep_what_the_model_made_of_them() -> None:
    ink = paper(128, 128)
    ink[10:118, 10:118] = 128
    network = Painter(one_colour(0.3, 0.6, 0.9), size=128)
    made = coloured(network, ink, None, FREELY)
    assert np.abs(made[64, 64] / (1 - 128 / 255) - np.array([76.5, 153, 229.5])).max() <= 2


def test_that_ink_everywhere_is_black_and_nothing_breaks() -> None:
    ink = np.full((50, 50), 255, np.uint8)
    assert not coloured(Painter(one_colour(1.0, 1.0, 1.0)), ink, None, ColourParams()).any()


def test_that_finished_pictures_have_the_size_of_the_ink_whatever_the_answer() -> None:
    made = colouring.finished(np.full((8, 8, 3), 200, np.uint8), scribble(1300, 700), ColourParams())
    assert made.shape == (1300, 700, 3)
    assert np.abs(made[..., 0] - 200 * (1 - scribble(1300, 700) / 255)).max() <= 1
