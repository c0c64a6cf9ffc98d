"""Simulated colour hints: what a person would have painted, and nothing that the picture did not have."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor

from ganstudio.data.lines import hints
from ganstudio.data.lines.hintparams import HintParams

ALWAYS = HintParams(none=0.0, everything=0.0)
JITTER = 5.5 * 3 / 255  # five and a half of its standard deviations


def noise(count: int = 4, height: int = 64, width: int = 64) -> Tensor:
    return torch.rand(count, 3, height, width, generator=torch.Generator().manual_seed(1))


def flat(count: int = 64, size: int = 64) -> Tensor:
    """Each picture in one colour of its own, away from black and white."""
    colours = 0.2 + 0.6 * torch.rand(count, 3, 1, 1, generator=torch.Generator().manual_seed(2))
    return colours.expand(count, 3, size, size).clone()


def gradient(count: int, size: int = 256) -> Tensor:
    """Red says where a pixel lies across, green how far down."""
    along = (torch.arange(size) + 0.5) / size
    picture = torch.stack([along.expand(size, size), along[:, None].expand(size, size), torch.full((size, size), 0.5)])
    return picture.expand(count, 3, size, size).clone()


def marked(given: Tensor) -> Tensor:
    return given[:, 3] > 0


def where(given: Tensor) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows and columns of a single picture's hints."""
    rows, columns = np.nonzero(marked(given)[0].numpy())
    return rows, columns


@pytest.mark.parametrize("params", [HintParams(), HintParams(none=0, everything=0, largest=64.0, displaced=32.0)])
@pytest.mark.parametrize(("height", "width"), [(64, 64), (32, 96), (7, 5), (1, 1)])
def test_that_hints_are_colours_where_the_mask_is_one_and_nothing_elsewhere(
    height: int, width: int, params: HintParams
) -> None:
    given = hints.sampled(noise(24, height, width), params, 3)
    assert (given.shape, given.dtype) == ((24, 4, height, width), torch.float32)
    assert set(given[:, 3].unique().tolist()) <= {0.0, 1.0}
    assert 0 <= given.min() <= given.max() <= 1
    assert (given[:, :3] * (1 - given[:, 3:])).abs().max() == 0


def test_that_hints_are_a_function_of_the_seed() -> None:
    first, again, other = (hints.sampled(noise(), ALWAYS, seed) for seed in (5, 5, 6))
    assert torch.equal(first, again)
    assert not torch.equal(marked(first), marked(other))


def test_that_the_places_do_not_depend_on_the_colours() -> None:
    one, other = hints.sampled(noise(), ALWAYS, 5), hints.sampled(flat(4), ALWAYS, 5)
    assert torch.equal(marked(one), marked(other))


@pytest.mark.parametrize("none", [0.0, 0.35, 1.0])
def test_that_the_share_without_hints_is_as_asked(none: float) -> None:
    given = hints.sampled(noise(600, 16, 16), HintParams(none=none, everything=0.0, displaced=0.0), 0)
    empty = (~marked(given)).flatten(1).all(1).float().mean().item()
    assert empty == pytest.approx(none, abs=0.06)


def test_that_everything_given_covers_the_picture_with_the_means_of_its_cells() -> None:
    pictures = noise(400, 32, 32)
    given = hints.sampled(pictures, HintParams(none=0.3, everything=0.2), 0)
    whole = marked(given).flatten(1).all(1)
    assert whole.float().mean().item() == pytest.approx(0.2, abs=0.06)
    cells = pictures[whole].unflatten(3, (16, 2)).unflatten(2, (16, 2)).mean((3, 5))
    shown = given[whole][:, :3]
    assert torch.allclose(shown[:, :, ::2, ::2], cells, atol=1e-5)
    assert torch.allclose(shown[:, :, 1::2, 1::2], cells, atol=1e-5)


def test_that_a_hint_has_the_colour_of_its_flat_picture() -> None:
    pictures = flat()
    given = hints.sampled(pictures, ALWAYS, 0)
    apart = ((given[:, :3] - pictures).abs() * given[:, 3:]).flatten()
    assert apart.max() < JITTER
    used = apart[apart > 0]
    assert 1 / 255 < used.mean() < 4 / 255, "people do not hit a colour exactly"


def test_that_marks_of_a_picture_lie_near_the_place_of_their_colour() -> None:
    """Dabs of a gradient tell where their colour was taken: no further than displacement and radius allow."""
    largest, displaced, size = 4.0, 12.0, 256
    params = dataclasses.replace(ALWAYS, usual=1.0, strokes=0.0, largest=largest, displaced=displaced)
    given = hints.sampled(gradient(200, size), params, 0)
    moved = []
    for each in given:
        rows, columns = where(each[None])
        if not len(rows) or rows.min() == 0 or columns.min() == 0 or max(rows.max(), columns.max()) == size - 1:
            continue  # cut off: its middle is unknown
        red, green = each[0, rows[0], columns[0]].item() * size, each[1, rows[0], columns[0]].item() * size
        moved.append(max(abs(columns.mean() + 0.5 - red), abs(rows.mean() + 0.5 - green)))
    slack = JITTER * size + largest / 2 + 1
    assert len(moved) > 100
    assert max(moved) <= displaced + slack
    assert float(np.median(moved)) > displaced / 3, "displacement is used"


def test_that_marks_lie_on_the_very_place_without_displacement() -> None:
    params = dataclasses.replace(ALWAYS, usual=1.0, strokes=0.0, largest=1.0, displaced=0.0)
    given = hints.sampled(gradient(100), params, 0)
    seen = gradient(1)
    apart = ((given[:, :3] - seen) * given[:, 3:]).abs()
    assert apart.max() < JITTER + 3 / 256


def areas(**changes: float) -> list[int]:
    given = hints.sampled(noise(200, 128, 128), dataclasses.replace(ALWAYS, **changes), 0)
    return [int(each.sum()) for each in marked(given)]


def test_that_larger_dabs_and_more_marks_and_strokes_cover_more() -> None:
    plain = float(np.mean(areas(usual=1.0, strokes=0.0)))
    assert float(np.mean(areas(usual=1.0, strokes=0.0, largest=32.0))) > 2 * plain
    assert float(np.mean(areas(usual=8.0, strokes=0.0))) > 3 * plain
    assert float(np.mean(areas(usual=1.0, strokes=1.0))) > 1.5 * plain


def test_that_radii_are_meant_at_256_pixels() -> None:
    for size in (64, 256, 512):
        given = hints.sampled(noise(60, size, size), dataclasses.replace(ALWAYS, usual=1.0, strokes=0.0), 0)
        largest = max(int(each.sum()) for each in marked(given)) / size**2
        assert 0.5 * math.pi * (8 / 256) ** 2 < largest < 2.5 * math.pi * (8 / 256) ** 2


def test_that_a_usual_number_of_marks_is_usual() -> None:
    params = dataclasses.replace(ALWAYS, usual=8.0, strokes=0.0, largest=1.0, displaced=0.0)
    given = hints.sampled(flat(200, 256), params, 0)
    counts = [len(torch.unique(each[:3, each[3] > 0], dim=1).T) for each in given]
    assert 6 < float(np.mean(counts)) < 10
    assert 1 in counts
    assert max(counts) > 20


def test_that_strokes_are_longer_than_wide() -> None:
    params = dataclasses.replace(ALWAYS, usual=1.0, strokes=1.0, largest=1.0)
    given = hints.sampled(noise(100, 256, 256), params, 0)
    spans = [np.ptp(where(each[None])[axis]) for each in given if bool(marked(each[None]).any()) for axis in (0, 1)]
    assert float(np.percentile(spans, 75)) > 8


# -- hints at given places -----------------------------------------------------------------------------------


def test_that_hints_at_places_are_discs_in_the_colours_found_there() -> None:
    pictures = noise(2, 40, 60)
    places = np.array([[[10, 20], [50, 5]], [[30, 30], [0, 0]]])
    given = hints.at(pictures, places, 3)
    rows, columns = torch.meshgrid(torch.arange(40), torch.arange(60), indexing="ij")
    for picture, shown, spots in zip(pictures, given, places, strict=True):
        for x, y in spots:
            assert torch.equal(shown[:3, y, x], picture[:, y, x])
            inside = (rows - y) ** 2 + (columns - x) ** 2 <= 2.4**2
            assert (shown[3][inside] == 1).all()
            assert (shown[:3, inside] == picture[:, y, x, None]).all()
        far = torch.stack([(rows - y) ** 2 + (columns - x) ** 2 > 4**2 for x, y in spots]).all(0)
        assert (shown[:, far] == 0).all()


def test_that_no_places_give_no_hints() -> None:
    given = hints.at(noise(2), np.zeros((2, 0, 2), np.int64), 3)
    assert given.shape == (2, 4, 64, 64)
    assert not given.any()


def test_that_many_places_keep_their_own_colours() -> None:
    pictures = noise(1, 200, 200)
    places = hints.spread(1, 250, (200, 200))
    given = hints.at(pictures, places, 0.5)
    for x, y in places[0, -5:]:
        assert torch.equal(given[0, :3, y, x], pictures[0, :, y, x])


@pytest.mark.parametrize("number", [1, 5, 12, 20])
@pytest.mark.parametrize("shape", [(64, 64), (30, 90), (9, 7)])
def test_that_spread_places_lie_inside_and_well_apart(number: int, shape: tuple[int, int]) -> None:
    places = hints.spread(3, number, shape)
    assert places.shape == (3, number, 2)
    assert (places >= 0).all()
    assert (places[..., 0] < shape[1]).all()
    assert (places[..., 1] < shape[0]).all()
    assert np.array_equal(places, hints.spread(3, number, shape))
    assert not np.array_equal(places, hints.spread(3, number, shape, seed=1))
    cell = np.array(shape[::-1]) / math.ceil(math.sqrt(number))
    for picture in places:
        for index, one in enumerate(picture):
            for other in picture[index + 1 :]:
                assert (np.abs(one - other) >= np.floor(0.4 * cell) - 1).any()


def test_that_mid_tones_are_no_more_colours_than_were_asked_for() -> None:
    params = dataclasses.replace(ALWAYS, tones=25, usual=40.0, strokes=0.5)
    pictures = noise(8, 128, 128)
    given, tones = hints.sampled(pictures, params, 0), hints.middle_tones(pictures, 25)
    assert tones.shape == (8, 3, 25)
    for hint, own in zip(given, tones, strict=True):
        colours = hint[:3, hint[3] > 0].T.unique(dim=0)
        assert (torch.cdist(colours, own.T).amin(1) < JITTER * math.sqrt(3)).all()


def test_that_mid_tones_of_a_flat_picture_are_its_colour() -> None:
    assert torch.allclose(hints.middle_tones(flat(3), 25), flat(3)[:, :, 0, :1].expand(-1, -1, 25), atol=1e-5)


def test_that_a_locked_area_is_given_as_it_is() -> None:
    pictures = noise(40, 64, 64)
    given = hints.sampled(pictures, dataclasses.replace(ALWAYS, usual=1.0, strokes=0.0, locked=1.0), 0)
    assert 0.1 < marked(given).float().mean() < 0.4
    exact = marked(given) & (given[:, :3] == pictures).all(1)
    assert exact.sum() / marked(given).sum() > 0.9, "all but the dabs"


def test_that_what_is_new_leaves_old_hints_as_they_were() -> None:
    old = hints.sampled(noise(), ALWAYS, 5)
    assert torch.equal(old, hints.sampled(noise(), dataclasses.replace(ALWAYS, tones=0, locked=0.0), 5))
    assert not torch.equal(old, hints.sampled(noise(), dataclasses.replace(ALWAYS, tones=2), 5))
