"""The Lab's widgets: what they offer follows from its state, and what they paint from a glance."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from ganstudio.launch import losses
from ganstudio.ui import theme
from ganstudio.ui.lab.losses_dialog import LossesDialog
from ganstudio.ui.lab.plane import from_place, to_places
from tests.ui.window import SLOW, Window

_SMALL = {"width": 16, "width_d": 16, "batch": 32}


def colours_in(image: QImage) -> set[str]:
    return {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(image.height())}


def test_that_buttons_offer_what_makes_sense(window: Window, qtbot: QtBot) -> None:
    window.go_to("lab")
    panel, bar = window.lab, window.lab.bar
    assert bar.start.isVisible() and not bar.pause.isVisible() and not bar.back.isEnabled()
    panel.lab.set_up("ring", [("stable", dict(_SMALL))], steps=100_000)
    bar.start.click()
    assert bar.pause.isVisible() and not bar.start.isVisible() and bar.back.isEnabled()
    qtbot.waitUntil(lambda: panel.lab.sides[0].glance is not None, timeout=SLOW)
    bar.pause.click()
    assert bar.start.text() == "Go on"
    bar.start.click()
    assert panel.lab.state == "running"
    panel.lab.stop()
    assert bar.start.text() == "Start"


def test_that_a_glance_is_painted(window: Window, qtbot: QtBot) -> None:
    window.go_to("lab")
    panel = window.lab
    panel.lab.set_up("ring", [("stable", dict(_SMALL))], steps=4)
    before = panel.views[0].grab().toImage()
    panel.bar.start.click()
    qtbot.waitUntil(lambda: panel.lab.state == "ended", timeout=SLOW)
    after = panel.views[0].grab().toImage()
    assert theme.colours().accent not in colours_in(before)
    assert len(colours_in(after)) > len(colours_in(before))


def test_that_what_has_no_meaning_is_not_offered(window: Window) -> None:
    window.go_to("lab")
    panel = window.lab
    panel.lab.choose("normal")
    assert not panel.chips.belief.isVisible() and not panel.chips.mesh.isVisible()
    assert panel.moments.isVisible()
    panel.lab.set_up("moons", [("map", {})])
    assert panel.chips.mesh.isVisible() and not panel.moments.isVisible()
    panel.lab.set_up("moons", [("stable", {})])
    assert panel.chips.belief.isVisible() and not panel.chips.mesh.isVisible()


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_that_sides_have_views_of_their_own(window: Window, qtbot: QtBot, count: int) -> None:
    window.go_to("lab")
    panel = window.lab
    panel.lab.set_up("ring", [("stable", {})] * count)
    shown = [view for view in panel.views if view.isVisible()]
    assert [view.side.name for view in shown if view.side] == list("ABCD"[:count])
    qtbot.waitUntil(lambda: len({(view.x(), view.y()) for view in shown}) == count, timeout=SLOW)


def test_that_a_place_of_the_mouse_is_where_points_are_painted(window: Window) -> None:
    from PySide6.QtCore import QPointF, QRectF

    rect = QRectF(10, 20, 300, 300)
    there = to_places(np.array([[1.0, -0.5]], np.float32), rect, 3.0)[0]
    assert from_place(QPointF(*there), rect, 3.0) == pytest.approx((1.0, -0.5))


def test_that_a_changed_setting_is_told_beside_the_preset(window: Window) -> None:
    window.go_to("lab")
    panel = window.lab
    panel.inspector.form.fields["lr_d"].edited.emit("lr_d", 0.004)
    assert "0.004" in panel.views[0].title
    panel.inspector.presets.setCurrentIndex(panel.inspector.presets.findData("r3"))
    panel.inspector.presets.activated.emit(panel.inspector.presets.currentIndex())
    assert panel.views[0].title == "Relativistic, R1 and R2"


def test_that_the_table_of_losses_fills_and_can_be_kept(window: Window, qtbot: QtBot) -> None:
    dialog = LossesDialog(window.lab, window.studio, 1, 3, ("stable", "minimax"))
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: len(dialog.told) == 2, timeout=SLOW)
    assert dialog.state.text() == "Done."
    assert all(dialog.table.item(row, 1) is not None for row in range(2))
    path = window.studio.places.data / "losses.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    dialog.write(path)
    assert path.read_text("utf-8").splitlines()[0] == "preset,seed," + ",".join(losses.SHOWN)
    assert len(path.read_text("utf-8").splitlines()) == 3


def test_that_training_and_lab_do_not_run_at_once(window: Window, qtbot: QtBot) -> None:
    from ganstudio.engine.trial import global_noise

    window.go_to("lab")
    with global_noise.for_training():
        window.lab.bar.start.click()
    assert "Train" in window.message
    assert window.lab.lab.state == "none"
