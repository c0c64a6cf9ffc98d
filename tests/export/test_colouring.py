"""Drawings of any size through networks of one size, and the person's own lines on top."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ganstudio.core.controls import ImageInput, Label
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.runs import RunStore
from ganstudio.export import colouring
from ganstudio.export.colouring import OVERLAP, TILE, ColourParams, answered, coloured, shown, working_size
from ganstudio.export.onnx_session import Model
from ganstudio.export.run_network import RunNetwork
from tests import models
from tests.export.test_to_onnx import trained
from tests.painters import (
    CODE,
    EVERYTHING,
    HINTS,
    SKETCH,
    Feeds,
    Painter,
    by_code,
    echo,
    labelled,
    obedient,
    one_colour,
)

SIZES = [(37, 61), (1, 1), (5000, 300), (300, 5000), (64, 64), (31, 900), (2, 2000), (65, 64)]
PLAIN = ColourParams(keep_line=False)
FREELY = ColourParams(way=2)


def paper(height: int, width: int) -> Pixels:
    return np.zeros((height, width), np.uint8)


def scribble(height: int, width: int, seed: int = 0) -> Pixels:
    """Ink of soft random tones."""
    return np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)


def no_hints(height: int, width: int) -> Pixels:
    return np.zeros((height, width, 4), np.uint8)


def dab(side: int, x: float, y: float, diameter: float, colour: tuple[int, int, int]) -> Pixels:
    """An antialiased dab on nothing, as a brush leaves it."""
    rows, columns = np.mgrid[:side, :side] + 0.5
    cover = np.clip(diameter / 2 + 0.5 - np.hypot(columns - x, rows - y), 0, 1)
    hints = no_hints(side, side)
    hints[..., :3] = np.where(cover[..., None] > 0, colour, 0)
    hints[..., 3] = np.rint(cover * 255)
    return hints


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
        seen: list[int] = []
        ink = paper(33, side)
        ink[:] = np.arange(side, dtype=np.int64) % 251
        shades = colouring.answered(network, shown(network, ink, None, ColourParams(detail=8.0)), PLAIN)
        assert shades.shape == (33, side, 3)
        assert np.abs(shades[0, :, 1].astype(int) - ink[0]).max() <= 1
        seen = [feeds["sketch"].shape[3] for feeds in network.seen]
        assert sum(seen) >= side + (len(seen) - 1) * OVERLAP
        assert len(seen) == -(-(side - OVERLAP) // (TILE - OVERLAP)), "no more than it takes"


# -- hints ---------------------------------------------------------------------------------------------------


def test_that_reduced_hints_keep_their_colour_up_to_their_edges() -> None:
    colour = (200, 40, 90)
    seen = shown(Painter(obedient), paper(512, 512), dab(512, 250.3, 201.7, 90, colour), PLAIN)
    mask = seen.hints[3] > 0
    assert set(np.unique(seen.hints[3])) == {0.0, 1.0}
    assert 80 < mask.sum() < 160, "90 px of 512 are 11 of 64"
    assert np.abs(seen.hints[:3, mask] * 255 - np.array(colour)[:, None]).max() < 3
    assert not seen.hints[:3, ~mask].any()


def test_that_colours_of_neighbouring_hints_are_mixed_by_their_share() -> None:
    hints = no_hints(256, 256)
    hints[:, :130] = (255, 0, 0, 255)
    hints[:, 130:] = (0, 0, 255, 255)
    seen = shown(Painter(obedient), paper(256, 256), hints, PLAIN)
    assert seen.hints[:3, 5, 32].tolist() == pytest.approx([0.5, 0, 0.5], abs=0.01)
    assert (seen.hints[3] == 1).all()


@pytest.mark.parametrize("diameter", [3, 4, 6])
@pytest.mark.parametrize("side", [256, 384])
def test_that_small_hints_survive_wherever_they_fall(side: int, diameter: int) -> None:
    colour = (20, 180, 240)
    for x in np.arange(100, 106, 0.75):
        for y in np.arange(60, 66, 0.75):
            seen = shown(Painter(obedient), paper(side, side), dab(side, x, y, diameter, colour), PLAIN)
            rows, columns = np.nonzero(seen.hints[3])
            assert 1 <= len(rows) <= 9, (x, y)
            assert abs(columns.mean() + 0.5 - x * 64 / side) < 1
            assert abs(rows.mean() + 0.5 - y * 64 / side) < 1
            assert np.abs(seen.hints[:3, rows, columns] * 255 - np.array(colour)[:, None]).max() < 20


def test_that_the_rest_of_an_erased_hint_is_no_hint() -> None:
    hints = no_hints(256, 256)
    hints[100:120, 100:120] = (255, 0, 0, 8)
    assert not shown(Painter(obedient), paper(256, 256), hints, PLAIN).hints.any()


def test_that_the_edge_of_a_large_hint_does_not_grow() -> None:
    """Only a dab that stands alone counts although it covers little."""
    hints = no_hints(256, 256)
    hints[:, :129] = (255, 0, 0, 255)  # a quarter of the next pixel, less by a hair
    hints[:, 128, 3] = 250
    seen = shown(Painter(obedient), paper(256, 256), hints, PLAIN)
    assert seen.hints[3].sum(1).tolist() == [32] * 64


def test_that_what_the_network_sees_can_be_looked_at() -> None:
    ink, hints = paper(64, 64), no_hints(64, 64)
    ink[5, 5] = 255
    hints[40:50, 40:50] = (10, 200, 30, 255)
    seen = shown(Painter(obedient), ink, hints, PLAIN).picture
    assert (seen.shape, seen.dtype) == ((64, 64, 3), np.uint8)
    assert seen[5, 5].tolist() == [0, 0, 0]
    assert seen[45, 45].tolist() == [10, 200, 30]
    assert seen[20, 20].tolist() == [255, 255, 255]


def test_that_models_without_hints_are_given_none() -> None:
    network = Painter(echo, (ImageInput("sketch", 3, "sketch", 64),), size=4096)
    hints = no_hints(70, 70)
    hints[:] = (255, 0, 0, 255)
    with_them = coloured(network, scribble(70, 70), hints, PLAIN)
    assert np.array_equal(with_them, coloured(network, scribble(70, 70), None, PLAIN))
    assert all(set(feeds) == {"sketch"} for feeds in network.seen)
    feeds = network.seen[0]["sketch"]
    assert feeds.shape == (1, 3, 128, 128)
    assert np.array_equal(feeds[:, 0], feeds[:, 2]), "a grey sketch for networks that want colour"
    assert (shown(network, scribble(70, 70), hints, PLAIN).picture[..., 0] < 255).any(), "what it sees is the sketch"


@pytest.mark.parametrize("act", [coloured, lambda network, *rest: answered(network, shown(network, *rest), rest[-1])])
def test_that_models_without_a_sketch_are_refused_in_one_sentence(act: object) -> None:
    with pytest.raises(StudioError) as told:
        act(labelled(), paper(64, 64), None, PLAIN)  # type: ignore[operator]
    assert "takes no sketch" in told.value.message
    assert told.value.message.count(".") == 1
    assert told.value.hint


def test_that_a_grey_answer_is_a_picture_too() -> None:
    network = Painter(lambda feeds: feeds["sketch"] * 0.5)
    made = coloured(network, paper(50, 50), None, PLAIN)
    assert made.shape == (50, 50, 3)
    assert (made == 128).all()


def test_that_a_class_that_is_asked_for_is_the_first() -> None:
    network = Painter(one_colour(0.2, 0.2, 0.2), (SKETCH, Label("class_id", ("a", "b"))))
    coloured(network, paper(32, 32), None, PLAIN)
    assert network.seen[0]["class_id"].tolist() == [0]


# -- lines ---------------------------------------------------------------------------------------------------


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


# -- settings ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strength", "expected"),
    [(0.0, (124, 124, 124)), (1.0, (204, 102, 26)), (2.0, (255, 80, 0)), (0.5, (164, 113, 75))],
)
def test_that_strength_goes_from_grey_over_the_colour_to_bolder(strength: float, expected: tuple[int, ...]) -> None:
    network = Painter(one_colour(0.8, 0.4, 0.1))
    made = coloured(network, paper(32, 32), None, ColourParams(keep_line=False, strength=strength))
    assert np.abs(made[0, 0].astype(int) - expected).max() <= 1


def test_that_variations_are_numbers_and_zero_is_the_middle() -> None:
    network = Painter(by_code)

    def made(variation: int) -> Pixels:
        return coloured(network, paper(40, 40), None, ColourParams(keep_line=False, variation=variation))

    assert (made(0) == 128).all()
    assert not network.seen[0]["variation"].any()
    assert np.array_equal(made(7), made(7))
    assert not np.array_equal(made(7), made(8))
    assert not np.array_equal(made(7), made(0))
    assert network.seen[-1]["variation"].shape == (1, CODE.size)


def test_that_all_tiles_of_a_drawing_are_of_one_variation() -> None:
    network = Painter(by_code, size=4096)
    made = coloured(network, paper(100, 2500), None, ColourParams(keep_line=False, variation=5))
    assert len(network.seen) == 3
    assert (made == made[0, 0]).all()


def test_that_more_detail_is_a_larger_picture_to_the_network() -> None:
    network = Painter(echo)
    for detail in (0.5, 1.0, 4.0):
        coloured(network, paper(500, 500), None, ColourParams(keep_line=False, detail=detail))
    assert [feeds["sketch"].shape[2:] for feeds in network.seen] == [(32, 32), (64, 64), (256, 256)]


def test_that_a_network_of_one_size_is_shown_a_drawing_in_parts_of_that_size() -> None:
    network = Painter(echo, (ImageInput("sketch", 1, "sketch", 64, largest=64),), size=256)
    made = coloured(network, scribble(200, 130), None, ColourParams(keep_line=False))
    assert {feeds["sketch"].shape for feeds in network.seen} == {(1, 1, 64, 64)}
    assert np.abs(made[..., 0].astype(int) - (255 - scribble(200, 130))).max() <= 1


# -- a real model --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, RunNetwork]:
    path, run = models.exported(tmp_path_factory, "colouring", "small")
    return Model(path), RunNetwork(run)


def house(height: int, width: int) -> Pixels:
    image = Image.new("L", (width, height))
    ImageDraw.Draw(image).rectangle((width // 5, height // 5, width * 3 // 4, height * 3 // 4), outline=255, width=3)
    return np.asarray(image)


@pytest.mark.parametrize(("height", "width"), [(37, 61), (1, 1), (300, 170), (600, 129)])
def test_that_a_file_and_its_run_colour_alike_at_any_size(
    height: int, width: int, exported: tuple[Model, RunNetwork]
) -> None:
    model, run = exported
    assert model.controls == run.controls
    assert {type(each) for each in model.controls} == {type(each) for each in EVERYTHING}
    hints = no_hints(height, width)
    hints[: height // 2, : width // 3] = (255, 120, 0, 255)
    params = ColourParams(keep_line=False, variation=3)
    ours, theirs = (coloured(network, house(height, width), hints, params) for network in (model, run))
    assert ours.shape == (height, width, 3)
    assert np.abs(ours.astype(int) - theirs).max() <= 2
    assert height == 1 or ours.std() > 1


def test_that_a_model_refuses_pictures_that_do_not_fit(exported: tuple[Model, RunNetwork]) -> None:
    model, _ = exported
    good = {
        "sketch": np.ones((1, 1, 32, 32), np.float32), "hints": np.zeros((1, 4, 32, 32), np.float32),
        "variation": np.zeros((1, 8), np.float32),
    }  # fmt: skip
    assert model.run(good).shape == (1, 3, 32, 32)
    with pytest.raises(StudioError, match=r"multiples of 32 px, not 1 x 33 x 32"):
        model.run({**good, "sketch": np.ones((1, 1, 33, 32), np.float32)})
    with pytest.raises(StudioError, match="hints of 4 channels"):
        model.run({**good, "hints": np.ones((1, 3, 32, 32), np.float32)})
    with pytest.raises(StudioError, match="cannot work on these inputs"):
        model.run({**good, "hints": np.zeros((1, 4, 64, 32), np.float32)})
    with pytest.raises(StudioError, match="needs the input 'hints'"):
        model.run({"sketch": good["sketch"], "variation": good["variation"]})


def test_that_a_run_that_saved_nothing_cannot_colour(store: RunStore) -> None:
    run = trained(store, "colouring", "small")
    for path in run.checkpoints.iterdir():
        path.unlink()
    with pytest.raises(StudioError, match="has not saved anything yet"):
        RunNetwork(run)


def test_that_the_controls_say_what_they_take(exported: tuple[Model, RunNetwork], tmp_path: Path) -> None:
    model, _ = exported
    assert model.images == {"sketch": SKETCH, "hints": HINTS}
    assert model.noise is not None
    assert model.label is None
    assert model.gives.shape(1, (128, 128)) == (1, 3, 128, 128)
