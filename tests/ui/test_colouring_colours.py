"""The docked wheel, the colours of late, and the layers' words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QColorDialog, QLabel

from ganstudio.core.settings import Places, Settings
from ganstudio.drawing.drawing import PAPER
from ganstudio.studio.recent_colours import MOST, RecentColours
from ganstudio.ui.colour.panel import ColourPanel
from tests.pen import pull, tap
from tests.ui.colouring import BLUE, RED, dab

pytestmark = pytest.mark.usefixtures("at_rest")


def test_that_the_wheel_turns_the_colour_in_the_hand(panel: ColourPanel) -> None:
    wheel, hand = panel.inspector.dock.wheel, panel.easel.hand
    panel.inspector.take_colour(RED)
    before = hand.hint_colour
    ring = wheel.ring
    for place in (QPoint(ring.width() - 7, ring.height() // 2), QPoint(ring.width() // 2, 7)):
        QTest.mousePress(ring, Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseMove(ring, place + QPoint(3, 1))
        QTest.mouseRelease(ring, Qt.MouseButton.LeftButton, pos=place)
    assert wheel.ring.hue == pytest.approx(90, abs=4)
    red, green, blue = hand.hint_colour
    assert green > max(red, blue), "the top of the ring is green"
    hand.swap_colours()
    assert hand.hint_colour != before, "each movement of the wheel is a colour of its own"
    assert hand.hint_colour[0] > 200


def test_that_one_drag_is_one_colour_for_x(panel: ColourPanel) -> None:
    shades, hand = panel.inspector.dock.wheel.shades, panel.easel.hand
    panel.inspector.take_colour(BLUE)
    QTest.mousePress(shades, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    for step in range(20):
        QTest.mouseMove(shades, QPoint(20 + step, 20 + step))
    QTest.mouseRelease(shades, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    assert hand.hint_colour != BLUE
    hand.swap_colours()
    assert hand.hint_colour == BLUE


def test_that_the_wheel_goes_by_keys_and_says_where_it_is(panel: ColourPanel) -> None:
    wheel, hand = panel.inspector.dock.wheel, panel.easel.hand
    panel.inspector.take_colour(RED)
    hue, saturation = wheel.ring.hue, wheel.shades.saturation
    QTest.keyClick(wheel.ring, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(wheel.ring, Qt.Key.Key_Right)
    assert wheel.ring.hue == pytest.approx(hue + 11) and "11 degrees" in wheel.ring.accessibleDescription()
    QTest.keyClick(wheel.shades, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert wheel.shades.saturation == pytest.approx(saturation - 0.1, abs=0.01)
    assert "saturation" in wheel.shades.accessibleDescription() and hand.hint_colour != RED
    for part in (wheel.ring, wheel.shades, panel.inspector.dock.pair, panel.inspector.dock.code):
        assert part.accessibleName()


def test_that_grey_keeps_the_hue_that_is_shown(panel: ColourPanel) -> None:
    wheel = panel.inspector.dock.wheel
    panel.inspector.take_colour(BLUE)
    hue = wheel.ring.hue
    panel.inspector.take_colour((128, 128, 128))
    assert wheel.ring.hue == hue and wheel.shades.saturation == 0


def test_that_the_swatch_of_the_tools_goes_to_the_wheel_and_opens_no_dialog(panel: ColourPanel) -> None:
    panel.toolbox.colour.click()
    assert panel.window().focusWidget() is panel.inspector.dock.wheel.shades and not panel.findChildren(QColorDialog)


def test_that_only_colours_that_were_used_are_kept_as_recent(panel: ColourPanel, places: Places) -> None:
    recents = RecentColours(Settings(places.settings))
    assert recents.colours == ()
    panel.inspector.take_colour((1, 2, 3))
    dab(panel, RED)
    dab(panel, BLUE)
    pull(panel.left, [(100, 100, 1.0), (300, 300, 1.0)])
    panel.easel.hand.set_tool("pen")
    pull(panel.left, [(100, 100, 1.0), (300, 300, 1.0)])
    assert RecentColours(Settings(places.settings)).colours == (BLUE, RED), "not the one that was looked at, nor ink"
    view = panel.inspector.dock.recent
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect_of(1).center())
    assert panel.easel.hand.hint_colour == RED


def test_that_few_colours_are_kept_and_damaged_settings_do_no_harm(settings: Settings) -> None:
    settings.put("recent_colours", ["#ff0000", "red", 7, "#00ff00"])
    recents = RecentColours(settings)
    assert recents.colours == ((255, 0, 0), (0, 255, 0))
    for shade in range(20):
        recents.used((shade, 0, 0))
    assert len(recents.colours) == MOST and recents.colours[0] == (19, 0, 0)
    settings.put("recent_colours", {"no": "list"})
    assert RecentColours(settings).colours == ()


def test_that_shares_are_percent_and_lengths_pixels(panel: ColourPanel) -> None:
    inspector = panel.inspector
    said = {name: getattr(inspector, name)._number.text() for name in ("smooth", "strength", "split", "detail")}
    assert said == {"smooth": "35 %", "strength": "100 %", "split": "0 %", "detail": "1 ×"}
    assert inspector.brush_size._number.text() == "6 px" and inspector.press._number.text() == "soft"


def test_that_every_layer_says_what_it_is(panel: ColourPanel) -> None:
    titles = {label.text(): label.toolTip() for label in panel.inspector.layers.findChildren(QLabel) if label.toolTip()}
    assert list(titles) == ["Line", "Colour dots", "Result", "Picture", "Background"]
    assert "transparent" in titles["Background"] and panel.inspector.layers.rows[PAPER].eye.toolTip().endswith(
        "background"
    )


def test_that_ink_lies_over_colour(panel: ColourPanel) -> None:
    panel.easel.hand.set_size(40)
    pull(panel.left, [(200, 500, 1.0), (800, 500, 1.0)])
    panel.inspector.take_colour(RED)
    tap(panel.left, 500, 500)
    colour = panel.easel.colour_at(
        panel.left.to_drawing(panel.left.place().map(QPoint(500, 500)).toPointF()), panel.left.shows
    )
    assert colour == (0, 0, 0)
