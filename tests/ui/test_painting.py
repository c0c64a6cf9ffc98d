from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QRectF
from PySide6.QtGui import QColor, QImage, QTransform

from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import HINTS, LINE, MARKED, PICTURE, Cleared, Fill, Mark, Placed, Removed, Stroke
from ganstudio.ui.surface import painting, raster
from ganstudio.ui.surface.painting import Painter
from ganstudio.ui.surface.raster import GrowingStroke

RED = (200, 30, 60)
pytestmark = pytest.mark.usefixtures("app")


def stroke(seed: int, layer: str = LINE, **more: object) -> Stroke:
    rng = np.random.default_rng(seed)
    t = np.linspace(0, 1, 40)
    x, y = rng.uniform(0, 256) + rng.uniform(-90, 90) * t, rng.uniform(0, 192) + 30 * np.sin(rng.uniform(2, 8) * t)
    points = np.stack([x, y, rng.uniform(0.1, 1, 40)], axis=1).astype(np.float32)
    return Stroke(layer, points, float(rng.uniform(1, 20)), **more)  # type: ignore[arg-type]


def blot(seed: int, layer: str = HINTS, erase: bool = False) -> Fill:
    rng = np.random.default_rng(seed)
    return Fill(layer, int(rng.integers(-20, 200)), int(rng.integers(-20, 150)), rng.random((40, 50)) > 0.4, RED, erase)


def png(width: int = 60, height: int = 40) -> bytes:
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    for x in range(width):
        for y in range(height):
            image.setPixelColor(x, y, QColor(4 * x, 6 * y, 90, 255 if x > 10 else 120))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def busy() -> tuple[Drawing, list[tuple[Mark, ...]]]:
    """A drawing, and steps with every kind of mark."""
    drawing = Drawing(256, 192)
    asset = drawing.keep(png())
    steps: list[tuple[Mark, ...]] = [(Placed(PICTURE, asset, 10.4, 20.7, 170.3, 120.9),)]
    for seed in range(30):
        steps.append((stroke(seed), stroke(100 + seed)) if seed % 5 == 0 else (stroke(seed, erase=seed % 7 == 0),))
        if seed % 6 == 0:
            steps.append((stroke(200 + seed, HINTS, colour=RED), blot(seed)))
    steps += [
        (Removed(3),), (stroke(50),), (Placed(PICTURE, asset, 100.0, 90.0, 120.0, 80.0),), (Cleared(HINTS),),
        (stroke(51, HINTS),), (blot(9, LINE, erase=True),), (Cleared(LINE),), (stroke(52),), (stroke(53, PICTURE),),
    ]  # fmt: skip
    return drawing, steps


def state(painter: Painter) -> dict[str, np.ndarray]:
    return {name: painter.layers[name].raster.pixels.copy() for name in MARKED}


def assert_same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> None:
    for name in MARKED:
        assert np.array_equal(one[name], other[name]), name


@pytest.fixture(params=[3, 48])
def snapshots(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every so many marks."""
    monkeypatch.setattr(painting, "_STEPS", request.param)


@pytest.mark.usefixtures("snapshots")
def test_that_painting_step_by_step_is_painting_at_once() -> None:
    drawing, steps = busy()
    painter = Painter(drawing)
    for step in steps:
        drawing.do(*step)
        painter.sync()
        assert_same(state(painter), state(Painter(drawing)))
    assert all(painter.layers[name].raster.pixels.any() for name in MARKED)


@pytest.mark.usefixtures("snapshots")
def test_that_undo_and_redo_come_by_the_very_same_pixels() -> None:
    drawing, steps = busy()
    painter, states = Painter(drawing), []
    states.append(state(painter))
    for step in steps:
        drawing.do(*step)
        painter.sync()
        states.append(state(painter))
    for expected in states[-2::-1]:
        drawing.undo()
        painter.sync()
        assert_same(state(painter), expected)
    for expected in states[1:]:
        drawing.redo()
        painter.sync()
        assert_same(state(painter), expected)


@pytest.mark.usefixtures("snapshots")
def test_that_another_step_after_undo_forgets_the_first() -> None:
    drawing, steps = busy()
    painter = Painter(drawing)
    for step in steps[:20]:
        drawing.do(*step)
    painter.sync()
    for _ in range(9):
        drawing.undo()
    drawing.do(stroke(77), blot(78, LINE))
    painter.sync()
    assert_same(state(painter), state(Painter(drawing)))


def test_that_few_snapshots_do_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "_STEPS", 2)
    monkeypatch.setattr(painting, "_SNAPSHOT_BYTES", 3 * 256 * 192 * 4)
    drawing, steps = busy()
    painter = Painter(drawing)
    for step in steps:
        drawing.do(*step)
        painter.sync()
    kept = sum(len(layer._snapshots) for layer in painter.layers.values())
    assert 0 < kept <= 9
    while drawing.undo():
        painter.sync()
    assert not any(layer.raster.pixels.any() for layer in painter.layers.values())


def test_that_only_what_changed_is_reported() -> None:
    drawing = Drawing(256, 192)
    painter = Painter(drawing)
    drawing.do(Stroke(LINE, np.array([[100, 90, 1]], np.float32), 10))
    [(layer, area)] = painter.sync()
    assert layer == LINE and area.left in range(92, 96) and area.right in range(105, 109)
    drawing.undo()
    assert [layer for layer, _ in painter.sync()] == [LINE]
    assert painter.sync() == []


def test_that_pixels_are_straight_and_follow() -> None:
    drawing = Drawing(64, 48)
    painter = Painter(drawing)
    assert painter.pixels(HINTS).shape == (48, 64, 4) and not painter.pixels(HINTS).any()
    drawing.do(Stroke(HINTS, np.array([[20.3, 20.4, 1]], np.float32), 12, RED))
    painter.sync()
    pixels = painter.pixels(HINTS)
    assert pixels[20, 20].tolist() == [*RED, 255]
    edge = pixels[(pixels[..., 3] > 60) & (pixels[..., 3] < 255)]
    assert len(edge) and np.abs(edge[:, :3].astype(int) - RED).max() <= 3
    drawing.undo()
    painter.sync()
    assert not painter.pixels(HINTS).any()


def test_that_pixels_see_the_stroke_under_way() -> None:
    painter = Painter(Drawing(64, 48))
    layer = painter.layers[LINE]
    painter.pixels(LINE)
    area = GrowingStroke(layer.raster, 8, (0, 0, 0), False).add((), (np.array([[30, 30, 1]], np.float32),))
    layer.spoil(area)
    assert painter.pixels(LINE)[30, 30, 3] == 255


@pytest.mark.parametrize("size", [(64, 48), (100, 30)])
def test_that_a_smaller_copy_is_the_mean(size: tuple[int, int]) -> None:
    drawing = Drawing(256, 192)
    drawing.do(blot(1), stroke(4, HINTS, colour=(0, 90, 250)))
    painter = Painter(drawing)
    small = painter.scaled(HINTS, *size)
    assert small.shape == (size[1], size[0], 4)
    full = painter.pixels(HINTS)
    assert small[..., 3].mean() == pytest.approx(full[..., 3].mean(), abs=1.0)
    if size == (64, 48):
        blocks = full[..., 3].reshape(48, 4, 64, 4).mean(axis=(1, 3))
        assert np.abs(small[..., 3] - blocks).max() <= 2


def test_that_a_broken_picture_is_left_out_with_one_note() -> None:
    drawing = Drawing(64, 48)
    asset = drawing.keep(b"no picture at all")
    drawing.do(Placed(PICTURE, asset, 0, 0, 64, 48))
    drawing.do(Placed(PICTURE, "missing", 0, 0, 64, 48))
    drawing.do(Stroke(LINE, np.array([[30, 30, 1]], np.float32), 9))
    painter = Painter(drawing)
    assert not painter.pixels(PICTURE).any() and painter.pixels(LINE).any()
    painter.render(PICTURE, 2)
    assert len(painter.notes) == 2


def test_that_a_truncated_picture_does_no_harm() -> None:
    for length in (9, 40, 200):
        assert painting.decoded(png()[:length]) is None or length > 100


def test_that_a_large_picture_is_decoded_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "_LARGEST_SIDE", 30)
    image = painting.decoded(png())
    assert image is not None and (image.width(), image.height()) == (30, 20)
    monkeypatch.setattr(painting, "_LARGEST_PICTURE", 100)
    assert painting.decoded(png()) is None


def test_that_a_placed_picture_covers_its_rectangle() -> None:
    drawing = Drawing(256, 192)
    drawing.do(Placed(PICTURE, drawing.keep(png()), 20, 30, 120, 80))
    alpha = Painter(drawing).pixels(PICTURE)[..., 3]
    assert (alpha[31:109, 45:139] == 255).all() and 100 < alpha[60, 25] < 140
    alpha[30:110, 20:140] = 0
    assert not alpha.any()


def alpha_of(image: QImage) -> np.ndarray:
    return painting.to_pixels(image)[..., 3]


def test_that_rendering_larger_stays_sharp() -> None:
    drawing = Drawing(64, 48)
    points = np.array([[10.2, 10, 1], [40.4, 38, 1]], np.float32)
    drawing.do(Stroke(LINE, points, 6))
    painter = Painter(drawing)
    large = alpha_of(painter.render(LINE, 8))
    blurred = alpha_of(raster.reduced(painter.image(LINE), 512, 384))
    assert large.shape == (384, 512)
    partly = [int(((each > 8) & (each < 247)).sum()) for each in (large, blurred)]
    assert partly[0] < partly[1] / 4, "an edge one pixel wide, not eight"
    assert large.sum() / 255 == pytest.approx(64 * painter.pixels(LINE)[..., 3].sum() / 255, rel=0.02)


def test_that_a_part_rendered_is_the_part_of_the_whole() -> None:
    drawing, steps = busy()
    for step in steps[:25]:
        drawing.do(*step)
    painter = Painter(drawing)
    whole = alpha_of(painter.render(LINE, 3)).astype(int)
    part = alpha_of(painter.render(LINE, 3, QRectF(40, 50, 100, 60))).astype(int)
    assert np.abs(whole[150:330, 120:420] - part).mean() < 0.3


def test_that_rendering_at_one_is_the_drawing() -> None:
    drawing, steps = busy()
    for step in steps[:25]:
        drawing.do(*step)
    painter = Painter(drawing)
    for layer in (LINE, HINTS):
        assert np.array_equal(painting.to_pixels(painter.render(layer, 1)), painter.pixels(layer))


def test_that_fills_and_erasers_are_rendered_larger_too() -> None:
    drawing = Drawing(64, 48)
    mask = np.ones((20, 20), bool)
    drawing.do(Fill(HINTS, 10, 10, mask, RED), Fill(HINTS, 15, 15, mask[:5, :5], erase=True))
    large = painting.to_pixels(Painter(drawing).render(HINTS, 4))
    assert large[45, 45].tolist() == [*RED, 255] and not large[70, 70].any()
    assert large[..., 3].sum() / 255 == pytest.approx(16 * (400 - 25), rel=0.05)


def test_that_an_eraser_of_an_area_takes_it_away() -> None:
    drawing = Drawing(64, 48)
    mask = np.ones((20, 20), bool)
    drawing.do(Fill(HINTS, 10, 10, mask, RED), Fill(HINTS, 15, 15, mask[:8, :8], RED, erase=True))
    pixels = Painter(drawing).pixels(HINTS)
    assert pixels[12, 12].tolist() == [*RED, 255] and not pixels[18, 18].any()


def test_that_a_fill_of_everything_reaches_the_edges() -> None:
    drawing = Drawing(64, 48)
    drawing.do(Fill(HINTS, 0, 0, np.ones((48, 64), bool), RED))
    painter = Painter(drawing)
    assert painter.pixels(HINTS)[..., 3].min() == 255
    assert alpha_of(painter.render(HINTS, 3)).min() == 255


def test_that_the_edge_of_a_fill_is_smooth_at_every_scale() -> None:
    drawing = Drawing(200, 200)
    rows, columns = np.mgrid[0:200, 0:200] + 0.5
    drawing.do(Fill(HINTS, 0, 0, np.hypot(rows - 100, columns - 100) < 70, RED))
    large = alpha_of(Painter(drawing).render(HINTS, 4))
    rows, columns = np.nonzero((large > 100) & (large < 156))
    off = np.hypot(rows + 0.5 - 400, columns + 0.5 - 400) / 4 - 70
    assert off.std() < 0.17, "steps of whole pixels would be 0.29"
    assert 0 < off.mean() < 0.4


def live_points() -> np.ndarray:
    t = np.linspace(0, 1, 50)
    return np.stack([20 + 150 * t, 90 + 50 * np.sin(5 * t), 0.3 + 0.6 * t], axis=1).astype(np.float32)


@pytest.mark.parametrize("erase", [False, True])
@pytest.mark.parametrize("place", [QTransform(), QTransform().rotate(20).scale(1.5, 1.5)])
def test_that_a_stroke_taken_back_leaves_no_trace(erase: bool, place: QTransform) -> None:
    painter = Painter(Drawing(256, 192))
    paper = painter.raster(256, 192, place)
    for seed in range(12):
        paper.paint(stroke(seed))
    before, points = paper.pixels.copy(), live_points()
    live = GrowingStroke(paper, 9, RED, erase)
    for start in range(0, 45, 5):
        live.add((points[start : start + 6],), (points[start + 5 : start + 9],))
    assert not np.array_equal(paper.pixels, before)
    live.take_back()
    assert np.array_equal(paper.pixels, before)


def test_that_a_growing_stroke_looks_like_the_finished_one() -> None:
    painter = Painter(Drawing(256, 192))
    growing, finished = painter.raster(256, 192), painter.raster(256, 192)
    points, live = live_points(), GrowingStroke(growing, 9, RED, False)
    wild = np.array([[0, 0, 1], [200, 180, 1]], np.float32)
    for start in range(0, 49, 7):
        live.add((points[start : start + 8],), (wild,))
    live.add((), ())
    finished.paint(Stroke(LINE, points, 9, RED))
    assert np.abs(growing.pixels.astype(int) - finished.pixels).max() <= 14


def test_that_a_growing_stroke_touches_its_newest_piece_only() -> None:
    painter = Painter(Drawing(256, 192))
    live, points = GrowingStroke(painter.raster(256, 192), 9, RED, False), live_points()
    live.add((points[:20],), ())
    area = live.add((points[19:22],), ())
    assert area.right - area.left < 24 and area.bottom - area.top < 24
