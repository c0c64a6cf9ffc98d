from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.ui.cells import title_of
from ganstudio.ui.grid import GridView, Sheet, to_image
from tests.ui.window import shown_pixels


def sheet(height: int = 100, width: int = 200, rows: int = 5, names: tuple[str, ...] = ()) -> Sheet:
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 1), dtype=np.uint8)
    return Sheet("EMA", to_image(pixels), rows, names)


@pytest.fixture
def view(app: QApplication, qtbot: QtBot) -> GridView:
    made = GridView("Samples", "Nothing yet.")
    qtbot.addWidget(made)
    made.resize(640, 420)
    made.show()
    return made


def turn_wheel(view: GridView, point: QPointF, angle: int) -> None:
    event = QWheelEvent(
        point, point, QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


@pytest.mark.parametrize("channels", [1, 3])
def test_that_a_picture_keeps_its_pixels(channels: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, channels), dtype=np.uint8)  # 7: rows are padded
    image = to_image(pixels)
    seen = [[image.pixelColor(x, y).getRgb()[:3] for x in range(7)] for y in range(5)]
    assert np.array_equal(np.array(seen, dtype=np.uint8), np.broadcast_to(pixels, (5, 7, 3)))


def test_that_a_picture_survives_its_array() -> None:
    pixels = np.full((40, 40, 1), 200, dtype=np.uint8)
    image = to_image(pixels)
    pixels[:] = 0
    del pixels
    assert image.pixelColor(20, 20).red() == 200


def test_that_everything_fits_at_first(view: GridView) -> None:
    view.set_sheets([sheet(), sheet()])
    width = 2 * 200 * view.scale + 20
    assert width <= view.width()
    assert 100 * view.scale <= view.height()
    assert width > 0.7 * view.width()


def test_that_small_pixels_stay_sharp(view: GridView) -> None:
    view.set_sheets([sheet(width=200)])
    assert view.scale == 3.0


@pytest.mark.parametrize("angle", [120, -120, 360])
def test_that_the_point_under_the_cursor_stays_there(angle: int, view: GridView) -> None:
    view.set_sheets([sheet(names=("shirt", "shoe", "bag", "coat", "dress"))])
    point = QPointF(250, 170)
    scale, before = view.scale, (point - view._origin()) / view.scale
    turn_wheel(view, point, angle)
    after = (point - view._origin()) / view.scale
    assert (after - before).manhattanLength() < 1.0  # of a picture's pixel
    assert view.scale == pytest.approx(scale * 1.2 ** (angle / 120))


def test_that_fitting_takes_a_zoom_back(view: GridView, qtbot: QtBot) -> None:
    view.set_sheets([sheet()])
    before = view.scale
    turn_wheel(view, QPointF(100, 100), 480)
    assert view.scale > before
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert view.scale == before


def test_that_zoom_has_bounds(view: GridView) -> None:
    view.set_sheets([sheet()])
    for angle in (120_000, -240_000):
        turn_wheel(view, QPointF(100, 100), angle)
        assert 0.1 <= view.scale <= 64.0
        view.grab()


def test_that_a_new_grid_keeps_the_zoom(view: GridView) -> None:
    view.set_sheets([sheet()])
    turn_wheel(view, QPointF(100, 100), 240)
    before = view.scale
    view.set_sheets([sheet()])
    assert view.scale == before


def test_that_rows_have_their_names_beside_them(view: GridView) -> None:
    names = ("shirt", "shoe", "bag", "coat", "dress")
    view.set_sheets([sheet()])
    without = shown_pixels(view.grab().toImage())
    view.set_sheets([sheet(names=names)])
    left = round(view._origin().x())
    pixels = shown_pixels(view.grab().toImage())
    assert left >= view.fontMetrics().horizontalAdvance("shirt")
    height = view._sheets[0].image.height() * view.scale / 5
    top = round(view._origin().y())
    for row in range(5):
        band = pixels[round(top + row * height) : round(top + (row + 1) * height), :left]
        assert band.std() > 1, names[row]
    assert without[:, :8].std() == pytest.approx(0)


def test_that_columns_have_words_over_them_where_there_is_room(view: GridView) -> None:
    plain = sheet()
    view.set_sheets([plain])
    top = round(view._origin().y())
    view.set_sheets([replace(plain, grid=(5, 4), heads=("picture", "answer"))])
    assert view._origin().y() > top
    pixels, (place,) = shown_pixels(view.grab().toImage()), view.places()
    bands = np.split(pixels[round(place.y()) - 16 : round(place.y()) - 2], 1)[0]
    width = place.width() / 4
    words = [bands[:, round(place.x() + n * width) : round(place.x() + (n + 1) * width)] for n in range(4)]
    assert all(each.std() > 1 for each in words)
    assert words[0].std() == pytest.approx(words[2].std(), abs=3)  # they begin anew
    view._zoom = view.scale / 8
    assert shown_pixels(view.grab().toImage())[: round(view._origin().y()) - 1].std() == pytest.approx(0)


def test_that_an_empty_view_says_what_will_come(view: GridView) -> None:
    assert shown_pixels(view.grab().toImage()).std() > 0
    view.set_empty("")
    assert shown_pixels(view.grab().toImage()).std() == 0


def test_that_arrow_keys_move_the_pictures(view: GridView, qtbot: QtBot) -> None:
    view.set_sheets([sheet()])
    before = shown_pixels(view.grab().toImage())
    qtbot.keyClick(view, Qt.Key.Key_Right)
    after = shown_pixels(view.grab().toImage())
    assert not np.array_equal(before, after)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert np.array_equal(shown_pixels(view.grab().toImage()), before)


def dark_at_the_foot(view: GridView) -> list[bool]:
    """Whether there is a band at the foot of each of the two pictures of a white sheet."""
    pixels, (place,) = shown_pixels(view.grab().toImage()), view.places()
    foot, width = round(place.bottom()) - 4, place.width() / 2
    return [bool(pixels[foot, round(place.x() + (n + 0.5) * width - 0.4 * width)].mean() < 200) for n in range(2)]


def captioned(*captions: str) -> Sheet:
    return Sheet("EMA", to_image(np.full((30, 60, 1), 255, np.uint8)), grid=(1, 2), captions=captions)


def seen(view: GridView, captions: Sheet, width: int) -> np.ndarray:
    """Its pixels where the pictures are `width` px wide."""
    view.resize(2 * width + 28, 420)
    view.set_sheets([captions])
    return shown_pixels(view.grab().toImage())


def test_that_words_stand_at_the_foot_of_their_own_picture(view: GridView) -> None:
    view.set_sheets([captioned("", "28.1 · 0.83")])
    assert dark_at_the_foot(view) == [False, True]
    view.set_sheets([captioned()])
    assert dark_at_the_foot(view) == [False, False]


def test_that_narrow_pictures_keep_the_first_part_of_their_words_and_small_ones_none(view: GridView) -> None:
    whole, first, none = captioned("", "28.1 · 0.83"), captioned("", "28.1"), captioned()
    view.setMinimumSize(20, 20)
    assert not np.array_equal(seen(view, whole, 90), seen(view, first, 90))
    assert np.array_equal(seen(view, whole, 36), seen(view, first, 36))
    assert not np.array_equal(seen(view, whole, 36), seen(view, none, 36))
    assert np.array_equal(seen(view, whole, 20), seen(view, none, 20))


def test_that_words_that_have_no_room_over_columns_stand_in_the_title() -> None:
    shown = replace(sheet(), title="there", grid=(5, 4), heads=("Picture", "Changed"))
    assert title_of(shown, QRectF(0, 0, 400, 400)) == "there"
    assert title_of(shown, QRectF(0, 0, 100, 100)) == "there: picture, changed"
    assert title_of(replace(shown, heads=()), QRectF(0, 0, 100, 100)) == "there"
