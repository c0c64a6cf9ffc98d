"""Drawings of any size go through networks of one size: made smaller, mirrored at their end, in tiles."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.export import colouring
from ganstudio.export.colouring import OVERLAP, TILE, ColourParams, coloured, shown, working_size
from tests.export.sketches import PLAIN, no_hints, paper, scribble
from tests.painters import (
    Feeds,
    Painter,
    echo,
    obedient,
)

SIZES = [(37, 61), (1, 1), (5000, 300), (300, 5000), (64, 64), (31, 900), (2, 2000), (65, 64)]


# -- sizes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("height", "width"), SIZES)
@pytest.mark.parametrize("keep", [True, False])
def test_that_any_size_comes_back_as_it_came(height: int, width: int, keep: bool) -> None:
    network = Painter(echo)
    ink = scribble(height, width)
    made = coloured(network, ink, no_hints(height, width), ColourParams(keep_line=keep))
    assert (made.shape, made.dtype) == ((height, width, 3), np.uint8)
    for feeds in network.seen:
        for name, channels in (("sketch", 1), ("hints", 4)):
            assert feeds[name].dtype == np.float32
            assert feeds[name].shape[:2] == (1, channels)
            assert all(side % 32 == 0 and 0 < side <= TILE for side in feeds[name].shape[2:])
            assert 0 <= feeds[name].min() <= feeds[name].max() <= 1


@pytest.mark.parametrize(
    ("shape", "detail", "expected"),
    [
        ((1024, 1024), 1.0, (64, 64)), ((1024, 512), 1.0, (128, 64)), ((512, 1024), 2.0, (128, 256)),
        ((40, 60), 1.0, (40, 60)), ((100, 100), 8.0, (100, 100)), ((100, 3), 0.5, (100, 3)), ((1, 1), 1.0, (1, 1)),
        ((3, 9000), 1.0, (3, 9000)), ((8192, 64), 0.5, (4096, 32)),
    ],
)  # fmt: skip
def test_that_a_drawing_is_shown_by_its_shorter_side_and_never_enlarged(
    shape: tuple[int, int], detail: float, expected: tuple[int, int]
) -> None:
    network = Painter(echo)
    assert working_size(network, shape, detail) == expected
    seen = shown(network, paper(*shape), no_hints(*shape), ColourParams(detail=detail))
    assert seen.line.shape == expected
    assert seen.hints.shape == (4, *expected)


def test_that_ink_is_dark_and_paper_light_to_the_network() -> None:
    ink = paper(64, 64)
    ink[10, 20], ink[10, 30] = 255, 51
    seen = shown(Painter(echo), ink, None, PLAIN)
    assert seen.line[10, 20] == 0
    assert seen.line[10, 30] == pytest.approx(0.8)
    assert seen.line[0, 0] == 1
    assert not seen.hints.any()


def test_that_reduced_ink_keeps_its_share() -> None:
    ink = paper(128, 128)
    ink[:, ::2] = 255
    assert shown(Painter(echo), ink, None, PLAIN).line == pytest.approx(0.5, abs=0.01)


# -- padding and tiles ---------------------------------------------------------------------------------------


def test_that_a_small_drawing_goes_through_in_one_piece_mirrored_at_its_end() -> None:
    network = Painter(echo)
    ink = scribble(40, 50)
    made = coloured(network, ink, None, PLAIN)
    (feeds,) = network.seen
    line = feeds["sketch"][0, 0]
    expected = np.pad(1 - ink / 255, ((0, 24), (0, 14)), mode="symmetric")
    assert line == pytest.approx(expected, abs=1e-6)
    assert np.array_equal(made[..., 0], 255 - ink)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (3, 40), (40, 3)])
def test_that_less_than_half_a_tile_is_mirrored_again_and_again(height: int, width: int) -> None:
    network = Painter(echo)
    ink = scribble(height, width)
    coloured(network, ink, None, PLAIN)
    line = network.seen[0]["sketch"][0, 0]
    assert set(np.unique(np.rint(line * 255))) <= set(np.unique(255 - ink))
    if 2 * width <= 32:
        assert np.array_equal(line[:height, width : 2 * width], line[:height, :width][:, ::-1])
    if 2 * height <= 32:
        assert np.array_equal(line[height : 2 * height, :width], line[:height, :width][::-1])


def test_that_hints_are_not_doubled_by_the_padding() -> None:
    network = Painter(obedient)
    hints = no_hints(40, 40)
    hints[30:, 30:] = (255, 0, 0, 255)
    made = coloured(network, paper(40, 40), hints, PLAIN)
    assert network.seen[0]["hints"][0, 3].sum() == 100
    assert (made[30:, 30:] == (255, 0, 0)).all()
    assert (made[:30] == 255).all()


@pytest.mark.parametrize(("height", "width"), [(1500, 1100), (1025, 1024), (300, 5000), (2200, 1000)])
def test_that_tiles_of_a_network_that_looks_at_single_pixels_show_no_seams(height: int, width: int) -> None:
    network = Painter(echo, size=4096)
    ink = scribble(height, width)
    hints = no_hints(height, width)
    hints[::7, ::5] = (9, 8, 7, 255)
    made = coloured(network, ink, hints, PLAIN)
    assert len(network.seen) > 1
    expected = np.stack([255 - ink, ink, hints[..., 3]], axis=-1)
    assert np.abs(made.astype(int) - expected).max() <= 1


def test_that_tiles_that_disagree_are_blended_over_their_overlap() -> None:
    """Each tile in a tone of its own: neighbouring pixels differ by no more than a small step."""
    tones = iter((0.1, 0.9, 0.3, 0.8, 0.2, 0.7))

    def moody(feeds: Feeds) -> np.ndarray:
        tone = next(tones)
        return np.full((1, 3, *feeds["sketch"].shape[2:]), tone)

    network = Painter(moody, size=4096)
    made = coloured(network, paper(1500, 2500), None, PLAIN).astype(int)
    assert len(network.seen) == 6
    furthest = 0.8 * 255  # between any two tiles
    assert made.max() - made.min() > 0.5 * furthest, "the tiles do differ"
    for axis in (0, 1):
        assert np.abs(np.diff(made, axis=axis)).max() <= 2 * furthest / OVERLAP, "up to the very border"


def test_that_tiles_cover_everything_and_overlap() -> None:
    for side in (TILE + 1, 1500, 2 * TILE - OVERLAP, 2 * TILE - OVERLAP + 1, 5000, 8191):
        network = Painter(echo, size=8192)
        ink = paper(33, side)
        ink[:] = np.arange(side, dtype=np.int64) % 251
        shades = colouring.answered(network, shown(network, ink, None, ColourParams(detail=8.0)), PLAIN)
        assert shades.shape == (33, side, 3)
        assert np.abs(shades[0, :, 1].astype(int) - ink[0]).max() <= 1
        seen = [feeds["sketch"].shape[3] for feeds in network.seen]
        assert sum(seen) >= side + (len(seen) - 1) * OVERLAP
        assert len(seen) == -(-(side - OVERLAP) // (TILE - OVERLAP)), "no more than it takes"
