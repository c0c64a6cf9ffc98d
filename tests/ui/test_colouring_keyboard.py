"""The Colour workspace by keys alone, and keys after the mouse was elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.drawing.marks import LINE
from ganstudio.ui import theme
from ganstudio.ui.colour.keys_dialog import KeysDialog
from ganstudio.ui.colour.panel import ColourPanel
from ganstudio.ui.surface import keys
from ganstudio.ui.surface.painting import to_pixels
from ganstudio.ui.surface.tools import TOOLS
from tests.pen import pull
from tests.ui.window import SLOW, Window

pytestmark = pytest.mark.usefixtures("at_rest")


@pytest.fixture
def panel(panel: ColourPanel, window: Window, qtbot: QtBot) -> ColourPanel:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)
    panel.left.setFocus()
    return panel


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)


def controls(panel: ColourPanel) -> set[QWidget]:
    """Everything that a mouse can use."""
    kinds = (QAbstractButton, QSlider, QLineEdit)
    found = {each for kind in kinds for each in panel.findChildren(kind)}
    dock = panel.inspector.dock
    found |= {dock.wheel.ring, dock.wheel.shades, panel.inspector.palette_view, panel.left, panel.right}
    return {each for each in found if each.isVisible() and each.isEnabled()}


def test_that_tab_reaches_every_control(panel: ColourPanel) -> None:
    pull(panel.left, [(100, 100, 1.0), (300, 300, 1.0)])
    panel.left.setFocus()
    reached: set[QWidget] = set()
    for _ in range(150):
        press(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused)
    assert {each.accessibleName() for each in controls(panel) - reached} == set()
    assert not panel.bar.one.isChecked(), "Tab does nothing else"


def test_that_o_switches_between_one_canvas_and_two(panel: ColourPanel) -> None:
    for focused in (panel.left, panel.inspector.palette_view):
        focused.setFocus()
        press(Qt.Key.Key_O)
        assert (panel.bar.one.isChecked() and panel.left.isHidden()) or not panel.left.isVisible()
        panel.right.setFocus()
        press(Qt.Key.Key_O)
        assert not panel.bar.one.isChecked() and panel.left.isVisible()
    assert keys.ONE in panel.bar.one.toolTip()
    panel.toolbox.keys.click()
    (dialog,) = panel.findChildren(KeysDialog)
    assert "one canvas, or two" in [each.text() for each in dialog.findChildren(QWidget) if hasattr(each, "text")]
    dialog.reject()


TOOL_KEYS = {"B": "pen", "F": "fill", "H": "dab", "P": "pick", "Z": "zoom", "R": "turn"}


@pytest.mark.parametrize("where", ["palette", "slider", "wheel", "tool", "switch", "eye", "bar"])
def test_that_tool_keys_work_wherever_the_focus_is(where: str, panel: ColourPanel) -> None:
    inspector, hand = panel.inspector, panel.easel.hand
    {
        "palette": lambda: QTest.mouseClick(inspector.palette_view, Qt.MouseButton.LeftButton, pos=QPoint(13, 13)),
        "slider": lambda: (QTest.mouseClick(inspector.smooth._slider, Qt.MouseButton.LeftButton),
                           inspector.smooth._slider.setFocus()),
        "wheel": inspector.dock.wheel.ring.setFocus,
        "tool": panel.toolbox.tools["pen"].setFocus,
        "switch": inspector.live.setFocus,
        "eye": inspector.layers.rows[LINE].eye.setFocus,
        "bar": panel.bar.start_from.setFocus,
    }[where]()  # fmt: skip
    for key, tool in TOOL_KEYS.items():
        press(getattr(Qt.Key, f"Key_{key}"))
        assert hand.tool == tool
    press(Qt.Key.Key_B)
    press(Qt.Key.Key_E)
    assert hand.tool == "eraser"
    size = hand.size
    press(Qt.Key.Key_BracketRight)
    assert hand.size > size
    pull(panel.left, [(100, 100, 1.0), (300, 300, 1.0)])
    count = len(panel.easel.drawing.done)
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(panel.easel.drawing.done) == count - 1


def test_that_letters_in_a_field_are_letters(panel: ColourPanel) -> None:
    code, hand = panel.inspector.dock.code, panel.easel.hand
    code.setFocus()
    code.clear()
    for letter in "feb":
        QTest.keyClick(code, letter)
    assert code.text() == "feb" and hand.tool == "pen"
    QTest.keyClick(code, "o")
    assert not panel.bar.one.isChecked()
    code.setText("#3060c0")
    press(Qt.Key.Key_Return)
    assert hand.hint_colour == (0x30, 0x60, 0xC0)


def test_that_a_click_on_a_colour_leaves_the_keys_where_they_are(panel: ColourPanel) -> None:
    for view in (panel.inspector.palette_view, panel.inspector.dock.wheel.ring, panel.inspector.dock.wheel.shades):
        panel.left.setFocus()
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() - 9, view.height() // 2))
        assert QApplication.focusWidget() is panel.left


def test_that_the_focus_is_where_it_was_after_going_away(panel: ColourPanel, window: Window) -> None:
    panel.inspector.palette_view.setFocus()
    window.go_to("train")
    window.go_to("colour")
    assert QApplication.focusWidget() is panel.inspector.palette_view


def test_that_the_focus_is_where_it_was_after_a_dialog(panel: ColourPanel, window: Window, qtbot: QtBot) -> None:
    panel.inspector.smooth._slider.setFocus()
    panel.desk.choose_size()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is not window, timeout=SLOW)
    dialog = QApplication.activeWindow()
    assert dialog is not None
    dialog.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)
    assert QApplication.focusWidget() is panel.inspector.smooth._slider


def test_that_the_keys_go_back_to_the_canvas_when_a_question_is_answered(panel: ColourPanel) -> None:
    panel.offer.show_offer("A question?", [("Yes", lambda: None)])
    panel.offer.buttons[0].setFocus()
    press(Qt.Key.Key_Space)
    assert QApplication.focusWidget() is panel.left and not panel.offer.isVisible()


def ring_of(widget: QWidget, reason: Qt.FocusReason = Qt.FocusReason.TabFocusReason) -> int:
    """How many more pixels of the accent are seen around `widget` when keys are on it."""

    def accent() -> int:
        seen = to_pixels(widget.grab().toImage())[..., :3].astype(int)
        wanted = QColor(theme.colours().accent)
        away = abs(seen - [wanted.red(), wanted.green(), wanted.blue()]).max(axis=2)
        return int((away < 24).sum())

    widget.clearFocus()
    without = accent()
    widget.setFocus(reason)
    return accent() - without


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_that_a_ring_shows_where_the_keys_are(choice: str, panel: ColourPanel, window: Window) -> None:
    window.set_theme(choice)
    dock = panel.inspector.dock
    for widget in (
        panel.toolbox.tools["eraser"], panel.toolbox.symmetry, panel.toolbox.colour, panel.inspector.palette_view,
        dock.wheel.ring, dock.wheel.shades, dock.pair, panel.left,
    ):  # fmt: skip
        assert ring_of(widget) > 60, widget.accessibleName()
    assert ring_of(panel.left, Qt.FocusReason.MouseFocusReason) == 0, "a hand sees where it is"


def test_that_every_key_is_seen_on_its_tool(panel: ColourPanel) -> None:
    letters = {key: made._letter for key, made in panel.toolbox.tools.items()}
    assert letters["pen"] == "B" and letters["hint"] == "⇧H"
    assert all(letters[key] == TOOLS[key].shortcut.replace("Shift+", "⇧") for key in letters)
