"""Regions between lines of every kind: what is one, what is paper, and what a person makes of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from ganstudio.core.pictures import Pixels
from ganstudio.drawing import regions, stroke_ends
from ganstudio.drawing.adjustments import NONE, Adjustments, adjusted
from ganstudio.drawing.marks import BOUND, JOIN, LOCK, SPLIT, SPREAD, TURN, Ruling
from ganstudio.drawing.regions import ALONG, NEAREST, Regions, divided, updated

SIDE = 256
LEFT, RIGHT, BOX = (90, 90), (140, 90), (200, 200)  # places inside the halves of the disc, and in the box


def drawn(width: int = 3, tone: int = 255, gap: int = 0, scale: int = 1) -> Pixels:
    """A disc in two halves and a box; each line is open by `gap` px."""
    image = Image.new("L", (SIDE * scale, SIDE * scale))
    pen = ImageDraw.Draw(image)

    def at(*numbers: float) -> list[float]:
        return [number * scale for number in numbers]

    pen.ellipse(at(50, 30, 180, 160), outline=tone, width=width)
    pen.line(at(115, 30, 115, 160), fill=tone, width=width)
    pen.rectangle(at(180, 180, 230, 230), outline=tone, width=width)
    if gap:
        pen.rectangle(at(105, 80, 125, 80 + (gap - 1) / scale), fill=0)
        pen.rectangle(at(200, 170, 200 + (gap - 1) / scale, 190), fill=0)
    return np.asarray(image)


def are_apart(found: Regions, scale: int = 1) -> bool:
    """Whether both halves, the box and the ground are four regions, and only the ground is outside."""
    places = [(x * scale, y * scale) for x, y in (LEFT, RIGHT, BOX, (5, 5))]
    labels = [found.at(*place) for place in places]
    return len(set(labels)) == 4 and [bool(found.outside[label]) for label in labels] == [False] * 3 + [True]


@pytest.mark.parametrize("closing", [NEAREST, ALONG])
@pytest.mark.parametrize(("width", "tone"), [(1, 255), (3, 255), (30, 255), (3, 70), (1, 128)])
def test_that_closed_lines_of_any_kind_part_regions(width: int, tone: int, closing: str) -> None:
    found = divided(drawn(width, tone, scale=2), 0 if width == 1 else 6, closing)
    assert are_apart(found, 2)
    assert found.count == 4


@pytest.mark.parametrize("closing", [NEAREST, ALONG])
@pytest.mark.parametrize("gap", [3, 8, 14])
def test_that_gaps_hold_up_to_what_was_asked_for(gap: int, closing: str) -> None:
    ink = drawn(gap=gap)
    assert are_apart(divided(ink, gap + 3, closing))
    assert not are_apart(divided(ink, 0, closing))


def test_that_an_open_stroke_goes_on_along_itself_and_is_dropped_where_it_meets_nothing() -> None:
    image = Image.new("L", (SIDE, SIDE))
    pen = ImageDraw.Draw(image)
    pen.line((20, 100, 110, 100), fill=255, width=3)
    pen.line((122, 100, 200, 100), fill=255, width=3)
    (one, other) = sorted(stroke_ends.bridges(np.asarray(image) > 90, 20))
    assert abs(one[0][1] - 100) <= 1 and abs(one[1][1] - 100) <= 2
    assert {one[0][0] < 112, other[0][0] > 118} == {True}, "the outer ends meet nothing"
    assert stroke_ends.bridges(np.asarray(image) > 90, 5) == []


def test_that_soft_pencil_parts_regions_too() -> None:
    rng = np.random.default_rng(0)
    soft = np.asarray(Image.fromarray(drawn(7, 130)).filter(ImageFilter.GaussianBlur(1.5)), float)
    assert are_apart(divided((soft * rng.uniform(0.35, 1, soft.shape)).astype(np.uint8), 6))


def test_that_hatching_and_double_lines_make_no_regions_of_their_own() -> None:
    image = Image.new("L", (512, 512))
    pen = ImageDraw.Draw(image)
    for inset in (0, 4):
        pen.ellipse((60 + inset, 60 + inset, 450 - inset, 450 - inset), outline=255, width=2)
    for place in range(160, 340, 8):
        pen.line((place, 150, place, 350), fill=255, width=2)
        pen.line((150, place, 350, place), fill=255, width=2)
    found = divided(np.asarray(image), 6)
    assert found.count == 2
    assert found.at(255, 255) == found.at(100, 255)


def test_that_colour_reaches_under_the_ink_to_its_middle() -> None:
    found = divided(drawn(9), 0)
    row = found.labels[90]
    edges = np.flatnonzero(np.diff(row))
    assert (found.labels >= 0).all()
    middle = [edge for edge in edges if 105 < edge < 125]
    assert len(middle) == 1 and abs(middle[0] - 115) <= 2, "the line is 9 px wide, and shared"


def test_that_shoulders_cut_off_by_the_lower_edge_are_no_paper() -> None:
    image = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(image).ellipse((60, 120, 196, 400), outline=255, width=3)
    found = divided(np.asarray(image), 4)
    assert not found.outside[found.at(128, 250)]
    assert found.outside[found.at(10, 250)] and found.outside[found.at(250, 10)]


@pytest.mark.parametrize(
    "ink", [np.zeros((40, 60), np.uint8), np.full((40, 60), 255, np.uint8), np.zeros((1, 1), np.uint8)]
)
def test_that_sheets_with_nothing_or_only_ink_are_one_region(ink: Pixels) -> None:
    found = divided(ink, 6)
    assert found.count == 1 and found.outside.all()
    assert found.check.shape == (*ink.shape, 3)


def test_that_large_sheets_are_divided_at_their_own_size() -> None:
    scale = 12
    found = divided(drawn(14, gap=40, scale=scale), 60)
    assert found.labels.shape == (SIDE * scale, SIDE * scale)
    assert are_apart(found, scale)
    fine = divided(drawn(3, scale=scale), 6)
    assert are_apart(fine, scale)
    row = np.flatnonzero(np.diff(fine.labels[90 * scale]))
    assert min(abs(row - 115 * scale)) <= 3, "not at the steps of a reduced size"


def test_that_narrow_tips_of_large_sheets_belong_to_what_they_are_tips_of() -> None:
    image = Image.new("L", (3000, 3000))
    pen = ImageDraw.Draw(image)
    pen.polygon([(1500, 300), (1400, 2600), (1600, 2600)], outline=255, width=9)
    found = divided(np.asarray(image), 4)
    inside = found.at(1500, 2500)
    row = next(row for row in range(300, 2600) if (np.asarray(image)[row, 1490:1510] == 0).all())
    tip = next(row for row in range(310, 2600) if not image.getpixel((1500, row)))
    assert tip < row - 100
    assert {found.at(1500, each) for each in range(tip, 2500, 10)} == {inside}


# -- what a person changes -----------------------------------------------------------------------------------


def test_that_joins_splits_and_turned_paper_are_found_again() -> None:
    wanted = adjusted([
        Ruling(JOIN, (LEFT, RIGHT)), Ruling(SPLIT, ((180.0, 205.0), (230.0, 205.0))), Ruling(TURN, ((200.0, 190.0),)),
    ])  # fmt: skip
    for ink in (drawn(), drawn(5)):
        found = divided(ink, 4, adjustments=wanted)
        assert found.at(*LEFT) == found.at(*RIGHT)
        assert found.at(200, 190) != found.at(200, 220)
        assert found.outside[found.at(200, 190)] and not found.outside[found.at(200, 220)]
    assert are_apart(divided(drawn(), 4, adjustments=replace_nothing(wanted)))


def replace_nothing(_: Adjustments) -> Adjustments:
    """Undo is the adjustments of before."""
    return NONE


def test_that_a_bound_dot_ends_at_the_next_lines_however_wide_their_gaps_are() -> None:
    ink = np.zeros((256, 256), np.uint8)
    ink[60:64, 20:236], ink[190:194, 20:236], ink[60:194, 20:24], ink[60:194, 232:236] = 255, 255, 255, 255
    ink[64:120, 126:130] = ink[126:190, 126:130] = 255  # a line with a gap of 6 px, which 4 do not close
    one = divided(ink, 4)
    assert one.at(70, 100) == one.at(180, 100)
    bound = adjusted([Ruling(BOUND, ((70.0, 100.0),))])
    two = divided(ink, 4, adjustments=bound)
    assert two.at(70, 100) != two.at(180, 100)
    assert updated(one, ink, bound).at(70, 100) != updated(one, ink, bound).at(180, 100)


def test_that_what_is_only_coloured_divides_nothing_anew() -> None:
    before = divided(drawn(), 4)
    locked = updated(before, drawn(), adjusted([Ruling(LOCK, (LEFT,), (1, 2, 3)), Ruling(SPREAD, (RIGHT,))]))
    assert locked.labels is before.labels
    assert locked.adjustments.locks[0].colour == (1, 2, 3)
    assert locked.adjustments.spread == (RIGHT,)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 8))
def test_that_every_pixel_has_a_region_and_every_region_a_place(seed: int, gap: int) -> None:
    rng = np.random.default_rng(seed)
    image = Image.new("L", (90, 70))
    for _ in range(6):
        ends = rng.uniform(0, 90, 4).tolist()
        ImageDraw.Draw(image).line(ends, fill=int(rng.integers(60, 256)), width=int(rng.integers(1, 6)))
    found = divided(np.asarray(image), gap)
    assert found.labels.min() == 0 and found.labels.max() == found.count - 1
    assert (found.areas > 0).all() and found.areas.sum() == found.labels.size
    for region, (x, y) in enumerate(found.places.tolist()):
        assert found.at(x, y) == region
        left, top, mask = found.mask(region)
        assert mask.sum() == found.areas[region] and found.labels[top : top + len(mask), left].size


# -- changes -------------------------------------------------------------------------------------------------


def test_that_nothing_is_done_for_a_drawing_that_is_the_same() -> None:
    before = divided(drawn(), 4)
    assert updated(before, drawn().copy()) is before


def test_that_a_change_inside_one_region_gives_what_dividing_anew_gives() -> None:
    before = divided(drawn(), 4)
    ink = drawn().copy()
    ink[196:214, 196:214] = 255
    ink[198:212, 198:212] = 0
    assert regions._changed(before, regions.lines_of(ink), 4) is not None
    patched, whole = updated(before, ink), divided(ink, 4)
    assert patched.count == whole.count == 5
    pairs = np.unique(np.stack([patched.labels.ravel(), whole.labels.ravel()]), axis=1)
    small = [pair for pair in pairs.T.tolist() if ((patched.labels == pair[0]) & (whole.labels == pair[1])).sum() > 8]
    assert len(small) == 5, "but for single pixels under the ink the same regions"


def test_that_a_change_of_the_ground_is_seen() -> None:
    before = divided(drawn(), 4)
    ink = drawn().copy()
    ink[10:20, 200:250] = 255
    ink[12:18, 202:248] = 0
    assert updated(before, ink).count == 5
    assert updated(before, ink, adjusted([Ruling(JOIN, (LEFT, RIGHT))])).count == 4
