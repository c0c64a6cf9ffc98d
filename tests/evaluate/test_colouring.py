"""Figures of networks whose worth is known beforehand."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from torch import Tensor

from ganstudio.core.controls import ImageInput, Label
from ganstudio.core.pictures import Pixels
from ganstudio.evaluate.colouring import ColouringFigures, answer, edge_f1, measured
from tests.painters import EVERYTHING, SKETCH, Feeds, Painter, obedient

SIZE, COUNT = 96, 20  # more than one batch, and the last one is short


def scene(number: int, outlined: bool) -> Image.Image:
    """Three discs in strong colours on white paper, or their outlines alone."""
    rng = np.random.default_rng(number)
    image = Image.new("RGB", (SIZE, SIZE), "white")
    pen = ImageDraw.Draw(image)
    for x, y in ((26, 26), (70, 34), (42, 72)):
        x, y = (np.array([x, y]) + rng.integers(-4, 5, 2)).tolist()
        tones = rng.permutation([(220, 240), (20, 60), (60, 200)])
        colour = tuple(int(rng.integers(*bounds)) for bounds in tones)
        pen.ellipse((x - 19, y - 19, x + 19, y + 19), fill="white" if outlined else colour, outline="black", width=2)
    return image


def stacked(outlined: bool) -> Pixels:
    mode = "L" if outlined else "RGB"
    pixels = np.stack([np.asarray(scene(number, outlined).convert(mode)) for number in range(COUNT)])
    return pixels[:, None] if outlined else np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))


SKETCHES, COLOURS = stacked(True), stacked(False)
NUMBERS = {sketch.tobytes(): number for number, sketch in enumerate(SKETCHES)}


def targets(feeds: Feeds) -> np.ndarray:
    """The right answers, known by heart."""
    lines = np.rint(feeds["sketch"][:, :1] * 255).astype(np.uint8)
    return np.stack([COLOURS[NUMBERS[line.tobytes()]] for line in lines]) / 255


def copied(feeds: Feeds) -> np.ndarray:
    return feeds["sketch"].repeat(3, axis=1)


def mean(feeds: Feeds) -> np.ndarray:
    return np.repeat(COLOURS.mean(0, keepdims=True) / 255, len(feeds["sketch"]), axis=0)


def swapped(feeds: Feeds) -> np.ndarray:
    """Good colours of other drawings."""
    return np.roll(targets(feeds), 1, axis=0)


def filled(feeds: Feeds) -> np.ndarray:
    """The right answer, but every area that has a hint takes its colour, up to the lines."""
    out = targets(feeds)
    for made, line, hints in zip(out, feeds["sketch"], feeds["hints"], strict=True):
        for y, x in zip(*np.nonzero(hints[3]), strict=True):
            area = Image.fromarray(np.where(line[0] > 0.5, 255, 0).astype(np.uint8)).copy()  # may be filled
            if area.getpixel((int(x), int(y))) == 255:
                ImageDraw.floodfill(area, (int(x), int(y)), 100)
                made[:, np.asarray(area) == 100] = hints[:3, y, x, None]
                break  # the first hint of a picture is enough to tell
    return out


def tinted(feeds: Feeds) -> np.ndarray:
    """Hints colour the whole picture."""
    out = targets(feeds) * 0.5
    hints = feeds["hints"]
    means = hints[:, :3].sum((2, 3), keepdims=True) / np.maximum(hints[:, 3:].sum((2, 3), keepdims=True), 1)
    return out + 0.5 * means


def figures(paint: object, **changes: object) -> ColouringFigures:
    return measured(Painter(paint, size=SIZE, **changes), SKETCHES, COLOURS)  # type: ignore[arg-type]


def baseline(ours: Pixels) -> float:
    return float(np.abs(ours / 255.0 - COLOURS / 255.0).mean() * 2)


def test_that_perfect_answers_have_perfect_figures() -> None:
    told = figures(targets)
    assert (told.pictures, told.size) == (COUNT, SIZE)
    assert told.l1 == pytest.approx(0, abs=1e-6)
    assert told.psnr == 100
    assert told.ssim == pytest.approx(1, abs=1e-4)
    assert told.edge_f1 > 0.9
    assert told.l1_few_hints == told.l1_many_hints == pytest.approx(0, abs=1e-6)
    assert told.hint_difference == pytest.approx(0, abs=0.5), "hints are the colours of the target"
    assert told.hint_difference_invented is not None
    assert told.hint_difference_invented > 25, "but it never obeys"
    assert told.locality == 0


def test_that_baselines_are_what_they_are_called() -> None:
    told = figures(targets)
    assert told.l1_copied_sketch == pytest.approx(baseline(SKETCHES.repeat(3, axis=1)), abs=1e-5)
    assert told.l1_mean_picture == pytest.approx(baseline(np.broadcast_to(COLOURS.mean(0), COLOURS.shape)), abs=1e-5)
    assert figures(copied).l1 == pytest.approx(told.l1_copied_sketch)
    assert figures(mean).l1 == pytest.approx(told.l1_mean_picture, abs=1e-5)
    grey = measured(Painter(targets, size=SIZE), SKETCHES, COLOURS, torch.full((3, SIZE, SIZE), 0.5))
    assert grey.l1_mean_picture == pytest.approx(baseline(np.full_like(COLOURS, 127.5, dtype=np.float64)), abs=1e-5)


def test_that_a_network_that_ignores_hints_is_found_out() -> None:
    told = figures(mean)
    assert told.l1_few_hints == told.l1_many_hints == told.l1
    assert told.hint_difference == told.hint_difference_zeroed
    assert told.hint_difference is not None
    assert told.hint_difference > 25
    assert told.locality == 0


def test_that_obedience_shows_under_the_hints() -> None:
    told = figures(obedient)
    assert told.hint_difference == pytest.approx(0, abs=0.01)
    assert told.hint_difference_invented == pytest.approx(0, abs=0.01)
    assert told.hint_difference_zeroed is not None
    assert told.hint_difference_zeroed > 25, "its paper stays white without hints"
    assert told.l1_many_hints is not None
    assert told.l1_few_hints is not None
    assert told.l1_many_hints < told.l1_few_hints < told.l1


def test_that_locality_tells_areas_from_the_whole_picture() -> None:
    near, far = figures(filled), figures(tinted)
    assert near.locality is not None and near.locality_elsewhere is not None
    assert near.locality > 30 and near.locality_elsewhere > 30
    assert [far.locality, far.locality_elsewhere] == pytest.approx([1, 1], abs=0.2)


def test_that_a_grey_area_has_a_place_too() -> None:
    """The middle grey is as far from black as from white, and its opposite is itself: a hint of it moves nothing."""
    grey = COLOURS.copy()
    grey[
        np.broadcast_to(COLOURS.max(1, keepdims=True) > 100, COLOURS.shape) & (COLOURS.min(1, keepdims=True) < 250)
    ] = 120

    def loud(feeds: Feeds) -> np.ndarray:
        """Where there is a hint of one tone, all of its area is painted in another."""
        feeds = {**feeds, "hints": feeds["hints"].copy()}
        feeds["hints"][:, :3] = np.where(feeds["hints"][:, :3] > 0.5, 1.0, 0.0)
        return filled(feeds)

    told = measured(Painter(loud, size=SIZE), SKETCHES, grey)
    assert told.locality is not None
    assert told.locality > 30


@pytest.mark.parametrize(("paint", "low", "high"), [(copied, 0.95, 1.0), (targets, 0.9, 1.0), (mean, 0.0, 0.6)])
def test_that_structure_is_told_by_the_lines_found_again(paint: object, low: float, high: float) -> None:
    assert low <= figures(paint).edge_f1 <= high


def test_that_the_structure_of_another_drawing_is_wrong() -> None:
    right, wrong = figures(targets).edge_f1, figures(swapped).edge_f1
    assert wrong < 0.6 < right


def lines_of(image: Image.Image) -> Tensor:
    return torch.from_numpy(np.asarray(image.convert("L"), np.float32) / 255)[None, None]


def test_that_an_edge_may_be_off_by_two_pixels() -> None:
    line = torch.ones(1, 1, 64, 64)
    line[..., 30:32] = 0

    def moved(by: int) -> float:
        return edge_f1(torch.roll(line, by, 3).expand(-1, 3, -1, -1), line)

    assert moved(0) > 0.95
    assert moved(2) > 0.95
    assert moved(8) < 0.05


@pytest.mark.parametrize("made", [torch.ones(1, 3, 64, 64), torch.zeros(1, 3, 64, 64)])
def test_that_empty_answers_have_no_structure(made: Tensor) -> None:
    line = torch.ones(1, 1, 64, 64)
    line[..., 20:22, :] = 0
    assert edge_f1(made, line) == 0


def test_that_lines_everywhere_are_not_a_good_structure() -> None:
    line = torch.ones(1, 1, 64, 64)
    line[..., 20:22, :] = 0
    hatched = torch.ones(1, 3, 64, 64)
    hatched[..., ::8, :] = 0
    assert edge_f1(hatched, line) < 0.5


def test_that_networks_without_hints_have_no_figures_of_them() -> None:
    told = figures(targets, controls=(SKETCH,))
    assert told.l1 == pytest.approx(0, abs=1e-6)
    assert [told.l1_few_hints, told.hint_difference, told.locality] == [None, None, None]


def test_that_any_network_is_answered_for_a_batch() -> None:
    colourful = Painter(lambda feeds: feeds["drawing"][:, :1], (ImageInput("drawing", 3, "sketch"), *EVERYTHING[2:]))
    line = torch.rand(5, 1, 8, 8)
    made = answer(colourful, line)
    assert torch.equal(made, line.expand(-1, 3, -1, -1))
    assert colourful.seen[0]["drawing"].shape == (5, 3, 8, 8)
    assert not colourful.seen[0]["variation"].any()
    assert colourful.seen[0]["variation"].shape == (5, 3)
    classed = Painter(lambda feeds: feeds["sketch"], (SKETCH, Label("class_id", ("a", "b"))))
    answer(classed, line)
    assert classed.seen[0]["class_id"].tolist() == [0] * 5


def test_that_figures_are_the_same_each_time_and_fit_into_a_file() -> None:
    once, again = figures(tinted), figures(tinted)
    assert once == again
    text = json.dumps(once.to_json(), allow_nan=False)
    assert json.loads(text)["protocol"] == "colouring-2"
    json.dumps(figures(targets).to_json(), allow_nan=False)
    assert set(json.loads(text)) == {field.name for field in dataclasses.fields(ColouringFigures)}
