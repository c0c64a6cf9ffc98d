from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.core.params import Spec, Value
from ganstudio.ui.control_widgets import NumberEditor, Switch, shown, stepped
from ganstudio.ui.parts import CalmComboBox

WHOLE = Spec(
    name="n", kind=int, default=4, label="Number", help="How many.", group="", low=1, high=10_000, unit="",
    scale="linear", choices=(), choice_labels=(), optional=False, advanced=False, only_when=None,
)  # fmt: skip
REAL = dataclasses.replace(WHOLE, kind=float, default=0.5, low=0.0, high=100.0)
RATE = dataclasses.replace(REAL, default=2e-4, low=1e-6, high=1.0, scale="log")
BATCH = dataclasses.replace(WHOLE, default=64, low=2, high=1024, scale="log")
MAYBE = dataclasses.replace(REAL, optional=True)


def editor_of(spec: Spec, qtbot: QtBot) -> NumberEditor:
    made = NumberEditor(spec)
    qtbot.addWidget(made)
    made.show()
    return made


def typed(editor: NumberEditor, text: str) -> None:
    editor.focusProxy().setText(text)
    editor.focusProxy().editingFinished.emit()


@pytest.mark.parametrize(
    ("spec", "text", "value"),
    [
        (WHOLE, "12", 12),
        (WHOLE, " 12 ", 12),
        (WHOLE, "1,000", 1000),
        (WHOLE, "1e3", 1000),
        (REAL, "0.25", 0.25),
        (REAL, ".25", 0.25),
        (REAL, "0,25", 0.25),
        (REAL, "1,5", 1.5),
        (RATE, "2e-4", 2e-4),
        (MAYBE, "off", None),
        (MAYBE, "", None),
    ],
)
def test_that_a_number_is_read_as_people_write_it(
    spec: Spec, text: str, value: Value, app: QApplication, qtbot: QtBot
) -> None:
    editor = editor_of(spec, qtbot)
    typed(editor, text)
    assert editor.value() == value
    assert editor.focusProxy().property("wrong") is not True


@pytest.mark.parametrize(
    ("spec", "text"),
    [(WHOLE, "1.5"), (WHOLE, "many"), (REAL, "nan"), (REAL, "inf"), (REAL, "-1"), (REAL, "off"), (WHOLE, "")],
)
def test_that_what_is_no_such_number_is_marked(spec: Spec, text: str, app: QApplication, qtbot: QtBot) -> None:
    editor = editor_of(spec, qtbot)
    with qtbot.assertNotEmitted(editor.edited):
        typed(editor, text)
    assert editor.value() == spec.default
    assert editor.focusProxy().property("wrong") is True
    assert "Number" in editor.focusProxy().toolTip()
    typed(editor, "5")
    assert editor.focusProxy().property("wrong") is False


@pytest.mark.parametrize("value", [0.1 + 0.2, 1 / 3, 1.2345678e-6, 123456.789012, 0.0])
def test_that_a_number_shown_and_left_is_still_the_same(value: float, app: QApplication, qtbot: QtBot) -> None:
    editor = editor_of(dataclasses.replace(REAL, high=None, low=None), qtbot)
    editor.set_value(value)
    with qtbot.assertNotEmitted(editor.edited):
        editor.focusProxy().editingFinished.emit()
    assert editor.value() == value


def test_that_escape_puts_back_what_was_there(app: QApplication, qtbot: QtBot) -> None:
    editor = editor_of(WHOLE, qtbot)
    editor.focusProxy().setText("99")
    qtbot.keyClick(editor.focusProxy(), Qt.Key.Key_Escape)
    assert editor.focusProxy().text() == "4"


@pytest.mark.parametrize(
    ("spec", "value", "up", "down"),
    [
        (WHOLE, 4, 5, 3),
        (BATCH, 64, 100, 50),
        (BATCH, 2, 5, 1),
        (RATE, 2e-4, 5e-4, 1e-4),
        (RATE, 3e-4, 5e-4, 2e-4),
        (REAL, 0.5, 0.51, 0.49),
        (REAL, 20.0, 21.0, 19.0),
        (REAL, 0.0, 0.1, -0.1),
    ],
)
def test_that_a_step_suits_the_scale(spec: Spec, value: float, up: float, down: float) -> None:
    assert stepped(spec, value, 1) == pytest.approx(up)
    assert stepped(spec, value, -1) == pytest.approx(down)
    assert isinstance(stepped(spec, value, 1), spec.kind)


def test_that_arrow_keys_step_and_stay_within_bounds(app: QApplication, qtbot: QtBot) -> None:
    editor = editor_of(WHOLE, qtbot)
    for _ in range(6):
        qtbot.keyClick(editor.focusProxy(), Qt.Key.Key_Down)
    assert editor.value() == 1
    with qtbot.waitSignal(editor.edited) as told:
        qtbot.keyClick(editor.focusProxy(), Qt.Key.Key_Up)
    assert told.args == [2]


def test_that_an_arrow_key_steps_from_what_is_written(app: QApplication, qtbot: QtBot) -> None:
    editor = editor_of(WHOLE, qtbot)
    editor.focusProxy().setText("50")
    qtbot.keyClick(editor.focusProxy(), Qt.Key.Key_Up)
    assert editor.value() == 51


@pytest.mark.parametrize(
    ("value", "text"), [(None, "off"), (0.0, "0"), (2e-4, "0.0002"), (1e-6, "1e-06"), (60000, "60,000"), (0.5, "0.5")]
)
def test_that_a_number_is_written_as_people_do(value: Value, text: str) -> None:
    assert shown(value) == text


def test_that_a_wheel_over_a_closed_choice_changes_nothing(app: QApplication, qtbot: QtBot) -> None:
    box = CalmComboBox()
    qtbot.addWidget(box)
    box.addItems(["one", "two", "three"])
    box.setCurrentIndex(1)
    box.show()
    box.setFocus()
    for turn in (120, -120):
        event = QWheelEvent(
            QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(box, event)
        assert not event.isAccepted()
    assert box.currentText() == "two"


def test_that_a_switch_is_turned_with_the_space_key(app: QApplication, qtbot: QtBot) -> None:
    switch = Switch("Soft batch norm")
    qtbot.addWidget(switch)
    switch.show()
    with qtbot.waitSignal(switch.edited) as told:
        qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert told.args == [True]
    assert switch.value() is True


def test_that_a_share_is_shown_and_typed_as_percent(app: QApplication, qtbot: QtBot) -> None:
    spec = dataclasses.replace(REAL, default=0.1, high=0.5, unit="%", percent=True)
    editor = editor_of(spec, qtbot)
    line = editor.focusProxy()
    assert line.text() == "10"
    for text, value in (("20", 0.2), ("25 %", 0.25), ("7.5", 0.075)):
        typed(editor, text)
        assert (editor.value(), editor.problem) == (value, "")
    typed(editor, "60")
    assert "from 0 to 50 %" in editor.problem
    editor.set_value(0.3)
    assert line.text() == "30"
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert (editor.value(), line.text()) == (0.31, "31")


def test_that_of_a_number_with_many_digits_the_beginning_is_seen(app: QApplication, qtbot: QtBot) -> None:
    editor = editor_of(REAL, qtbot)
    editor.clearFocus()
    editor.focusProxy().clearFocus()
    editor.set_value(55 / 60)
    assert editor.focusProxy().cursorPosition() == 0
