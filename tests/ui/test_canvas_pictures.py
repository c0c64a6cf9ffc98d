"""What canvases tell and what is seen on them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.drawing.drawing import LAYERS, Drawing
from ganstudio.drawing.marks import LINE, Stroke
from ganstudio.ui.surface.canvas import Canvas
from ganstudio.ui.surface.painting import to_pixels
from ganstudio.ui.surface.tools import DAB, ERASER, TOOLS, ZOOM, Symmetry
from tests.ui.surface import MOVE, PRESS, RELEASE, Surface, show_result, wait_sharp


# -- signals -------------------------------------------------------------------------------------------------
def test_which_signals_a_stroke_gives(surface: Surface) -> None:
    told: list[str] = []
    easel = surface.easel
    easel.stroke_started.connect(lambda: told.append("started"))
    easel.live_changed.connect(lambda: told.append("live"))
    easel.drawing_changed.connect(lambda: told.append("changed"))
    easel.stroke_finished.connect(lambda: told.append("finished"))
    surface.pull((50, 60, 1.0), (150, 60, 1.0), (250, 60, 1.0))
    assert told[0] == "started" and told[-2:] == ["changed", "finished"] and told.count("live") >= 3
    told.clear()
    easel.undo()
    assert told == ["changed"]


def test_that_another_drawing_takes_the_place(surface: Surface) -> None:
    surface.pull((50, 60, 1.0), (150, 60, 1.0))
    old, new = surface.drawing, Drawing(120, 500)
    surface.easel.set_drawing(new)
    assert not old.observers and not surface.easel.painter.pixels(LINE).any() and surface.easel.result is None
    assert surface.left.rect().contains(surface.at(120, 500).toPoint())
    surface.pull((50, 60, 1.0), (100, 400, 1.0))
    assert len(new.done) == 1 and len(old.done) == 1


# -- what is seen --------------------------------------------------------------------------------------------
def colour_at(surface: Surface, canvas: Canvas, x: float, y: float) -> list[int]:
    point = surface.at(x, y).toPoint()
    return surface.seen(canvas)[point.y(), point.x(), :3].tolist()


def test_that_each_canvas_shows_its_layers(surface: Surface) -> None:
    show_result(surface)
    surface.hand.set_size(30)
    surface.pull((50, 60, 1.0), (350, 60, 1.0))
    surface.hand.set_tool(DAB)
    surface.hand.set_colour((10, 200, 90))
    surface.click(300, 200)
    assert colour_at(surface, surface.left, 200, 60) == [0, 0, 0] == colour_at(surface, surface.right, 200, 60)
    assert colour_at(surface, surface.left, 300, 200) == [10, 200, 90]
    assert colour_at(surface, surface.right, 300, 200) == [20, 60, 220]
    assert colour_at(surface, surface.left, 100, 200) == [255, 255, 255]


def test_that_layers_are_hidden_and_faded(surface: Surface) -> None:
    surface.hand.set_size(30)
    surface.pull((50, 60, 1.0), (350, 60, 1.0))
    surface.drawing.set_layer(LINE, opacity=0.4)
    assert colour_at(surface, surface.left, 200, 60)[0] == pytest.approx(153, abs=2)
    surface.drawing.set_layer(LINE, visible=False)
    assert colour_at(surface, surface.left, 200, 60) == [255, 255, 255]


@pytest.mark.parametrize("zoom", [0.6, 1.0, 3.0])
def test_that_what_is_shown_becomes_sharp(zoom: float, surface: Surface, qtbot: QtBot) -> None:
    surface.easel.view.set_zoom(zoom)
    surface.pull((150, 100, 1.0), (260, 180, 0.6))
    surface.box.repaint()
    wait_sharp(surface, qtbot)
    shown = 255 - surface.seen()[..., 0].astype(int)
    point, end = surface.at(0, 0), surface.at(400, 300)
    box = (
        slice(max(0, round(point.y())) + 3, round(end.y()) - 3),
        slice(max(0, round(point.x())) + 3, round(end.x()) - 3),
    )
    inked = shown[box]
    expected = surface.alpha().sum() * zoom**2
    assert inked.sum() == pytest.approx(expected, rel=0.04)
    soft = ((inked > 12) & (inked < 243)).sum()
    assert soft < 2.6 * 272 * zoom, "edges one pixel wide"


def test_that_strokes_on_a_sharp_view_stay_sharp_and_exact(surface: Surface, qtbot: QtBot) -> None:
    surface.easel.view.set_zoom(3.0)
    surface.box.repaint()
    wait_sharp(surface, qtbot)
    surface.tablet(PRESS, 160, 110)
    surface.tablet(MOVE, 240, 115)
    grown = surface.easel._sharps[surface.left].raster(LINE)
    assert grown is not None
    at = grown.place.map(QPointF(220, 113.7)).toPoint()
    assert grown.pixels[at.y(), at.x(), 3] == 255, "seen at once, and sharp"
    surface.tablet(RELEASE, 240, 115, 0.0)
    for row in range(3):
        surface.pull((160, 120 + 20 * row, 0.4), (200, 130 + 20 * row, 1.0), (250, 110 + 20 * row, 0.5))
    surface.hand.set_symmetry(Symmetry(x=205.0))
    surface.pull((170, 120, 0.4), (190, 180, 1.0))
    surface.easel.undo()
    assert_sharp_is_exact(surface)
    surface.easel.undo()
    surface.easel.undo()
    surface.easel.redo()
    assert_sharp_is_exact(surface)


def test_that_what_is_taken_back_while_it_is_painted_sharp_is_gone(surface: Surface, qtbot: QtBot) -> None:
    rng = np.random.default_rng(0)
    for _ in range(80):
        x, y = rng.uniform(20, 300), rng.uniform(20, 280)
        points = np.column_stack([x + np.linspace(0, 80, 60), y + rng.uniform(-5, 5, 60), np.ones(60)])
        surface.drawing.do(Stroke(LINE, points.astype(np.float32), 3))
    surface.easel.view.set_zoom(2.0)
    surface.box.repaint()
    sharp = surface.easel._sharps[surface.left]
    qtbot.waitUntil(lambda: len(sharp._painted.get(LINE, ())) > 5, timeout=20_000)
    assert sharp.image(LINE) is None, "still at work"
    for _ in range(78):
        surface.easel.undo()
    surface.pull((160, 120, 0.4), (250, 110, 0.5))
    wait_sharp(surface, qtbot)
    assert_sharp_is_exact(surface)


def assert_sharp_is_exact(surface: Surface) -> None:
    sharp = surface.easel._sharps[surface.left]
    raster = sharp.raster(LINE)
    assert raster is not None, "never left the sharp view"
    fresh = surface.easel.painter.raster(raster.pixels.shape[1], raster.pixels.shape[0], raster.place)
    for mark in surface.drawing.on(LINE):
        fresh.paint(mark)
    assert np.array_equal(fresh.pixels, raster.pixels) and raster.pixels.any()


def test_that_canvases_of_one_size_share_their_pictures(surface: Surface) -> None:
    assert surface.easel._sharps[surface.left] is surface.easel._sharps[surface.right]
    surface.left.setFixedWidth(300)
    QApplication.processEvents()
    assert surface.easel._sharps[surface.left] is not surface.easel._sharps[surface.right]


def test_that_the_outline_of_the_brush_is_seen_on_both(surface: Surface) -> None:
    surface.hand.set_size(60)
    empty = surface.seen().astype(int)
    surface.easel.hover(QPointF(200, 150))
    shown = to_pixels(surface.left.grab().toImage()).astype(int)
    ring = surface.at(200 + 30, 150).toPoint()
    assert np.abs(shown - empty)[ring.y(), ring.x() - 2 : ring.x() + 3].max() > 60
    other = to_pixels(surface.right.grab().toImage()).astype(int)
    assert np.abs(other - empty).max() > 30


class Paints(QObject):
    """Notes the areas, in px, of all paint events."""

    def __init__(self) -> None:
        super().__init__()
        self.areas: list[int] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(event.rect().width() * event.rect().height())
        return False


def test_that_only_what_changed_is_painted(surface: Surface, qtbot: QtBot) -> None:
    surface.box.repaint()
    wait_sharp(surface, qtbot)
    surface.tablet(PRESS, 50, 60)
    QApplication.processEvents()
    paints = Paints()
    surface.left.installEventFilter(paints)
    for x in range(52, 90, 4):
        surface.tablet(MOVE, x, 60)
        QApplication.processEvents()
    surface.tablet(RELEASE, 90, 60, 0.0)
    QApplication.processEvents()
    assert len(paints.areas) > 5 and max(paints.areas) < 70 * 70
    surface.left.removeEventFilter(paints)


def test_that_results_of_every_kind_are_shown(surface: Surface) -> None:
    for picture in (
        np.full((20, 30), 90, np.uint8),
        np.full((20, 30, 1), 90, np.uint8),
        np.full((7, 9, 3), 90, np.uint8),
    ):
        surface.easel.set_result(picture)
        assert colour_at(surface, surface.right, 200, 150) == [90, 90, 90]
    image = QImage(1600, 1200, QImage.Format.Format_RGB32)
    image.fill(0xFF405060)
    surface.easel.set_result(image)
    assert colour_at(surface, surface.right, 200, 150) == [0x40, 0x50, 0x60]
    surface.easel.set_result(None)
    assert colour_at(surface, surface.right, 200, 150) == [255, 255, 255]


def test_that_canvases_are_named_for_screen_readers(surface: Surface) -> None:
    assert surface.left.accessibleName() == "Line and hints" and surface.right.accessibleName() == "Result"
    assert surface.left.accessibleDescription() and surface.left.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert all(tool.title and tool.help and tool.icon for tool in TOOLS.values())
    assert set(LAYERS) >= {*surface.left.shows, *surface.right.shows} and ZOOM in TOOLS and ERASER in TOOLS
