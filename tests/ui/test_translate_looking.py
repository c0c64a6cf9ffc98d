"""Translate: before and after are compared by handle, zoom and loupe."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from pytestqt.qtbot import QtBot

from ganstudio.studio.translating import AFTER, AGAIN, BEFORE, CHANGED
from ganstudio.ui.translate import placing
from ganstudio.ui.translate.panel import TranslatePanel
from tests.ui.translating import Until, answer_of, differ, is_done, models, opened, panel, pictures, until

__all__ = ["models", "opened", "panel", "pictures", "until"]

pytestmark = pytest.mark.usefixtures("at_rest")

LEFT = Qt.MouseButton.LeftButton


def test_that_handle_zoom_and_loupe_follow_pointer_and_keys(opened: TranslatePanel, qtbot: QtBot, until: Until) -> None:
    view = opened.view
    over = view._visible(view._pane())
    at, to = QPoint(round(view.handle_x()), round(over.center().y())), QPoint(round(over.left() + over.width() / 4), 90)
    qtbot.mousePress(view, LEFT, pos=at)
    qtbot.mouseMove(view, to)
    qtbot.mouseRelease(view, LEFT, pos=to)
    assert view.split == pytest.approx(0.25, abs=0.01)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.split == pytest.approx(0.27, abs=0.01)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.look.zoom > 0
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert view.look.zoom == 0
    opened.bar.beside.click()
    opened.bar.map.click()
    opened.bar.again.click()
    until(lambda: is_done(opened))
    assert opened.view.shown == [BEFORE, AFTER, CHANGED, AGAIN]
    result = answer_of(opened).result
    assert result is not None
    assert result.again is not None
    given = np.asarray(answer_of(opened).request.picture.load(), np.int64)
    assert differ(np.asarray(result.again, np.int64), given) < 1
    opened.bar.loupe.click()
    place = QPointF(0.3, 0.6)
    points = opened.view._places_of(place)
    assert len(points) == 4
    for point in points:
        found = opened.view._place(point)
        assert found is not None
        assert (found - place).manhattanLength() < 1e-6
    plain = opened.view.grab().toImage()
    opened.view._pointer = points[0]
    assert opened.view.grab().toImage() != plain, "the loupe is on all of them"
    opened.bar.split.click()
    assert opened.view.shown == [BEFORE, AGAIN]


def test_that_zooming_leaves_what_is_below_the_pointer() -> None:
    pane, picture, at = QRectF(10, 10, 400, 300), QSizeF(600, 500), QPointF(150, 200)
    before = placing.target(placing.Look(), pane, picture)
    near = placing.zoomed(before, 4.0, at, pane, picture)
    after = placing.target(near, pane, picture)
    assert (at.x() - before.x()) / before.width() == pytest.approx((at.x() - after.x()) / after.width())
    assert (at.y() - before.y()) / before.height() == pytest.approx((at.y() - after.y()) / after.height())
    assert placing.zoomed(after, 1e-6, at, pane, picture).zoom == pytest.approx(placing.fitting(pane, picture))
