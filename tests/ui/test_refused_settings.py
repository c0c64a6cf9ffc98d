"""What is typed and cannot be used is said, kept apart from what is used, and keeps the run from starting."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.window import Window


def typed(window: Window, qtbot: QtBot, name: str, text: str) -> QLineEdit:
    """Type into a setting and leave it with Tab."""
    field = window.train.inspector.form.fields[name]
    line = field.editor.focusProxy()
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.clear()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    line.editingFinished.emit()  # an offscreen window may never have had the focus
    return line


@pytest.mark.parametrize("text", ["1e6", "much", "-1", ""])
def test_that_a_learning_rate_out_of_range_blocks_the_start(text: str, window: Window, qtbot: QtBot) -> None:
    inspector, bar = window.train.inspector, window.train.bar
    used = window.studio.draft.recipe.settings["lr_g"]
    line = typed(window, qtbot, "lr_g", text)
    complaint = inspector.form.fields["lr_g"].complaint
    assert line.property("wrong") is True
    assert complaint.isVisible() and "from 0.0000001 to 1" in complaint.text()
    assert complaint.text() in inspector.verdict.text
    assert "Ready" not in inspector.verdict.text
    assert not bar.start.isEnabled()
    bar.start.click()
    assert window.studio.training.run is None
    assert window.studio.draft.recipe.settings["lr_g"] == used


def test_that_what_was_typed_stays_while_other_settings_change(window: Window, qtbot: QtBot) -> None:
    line = typed(window, qtbot, "lr_g", "1e6")
    window.studio.draft.set("batch", 32)
    assert line.text() == "1e6"
    assert not window.train.bar.start.isEnabled()


@pytest.mark.parametrize("way", ["button", "escape", "arrow", "preset", "family", "better"])
def test_that_it_can_be_taken_back(way: str, window: Window, qtbot: QtBot) -> None:
    inspector = window.train.inspector
    line = typed(window, qtbot, "lr_g", "1e6")
    if way == "button":
        next(b for b in inspector.verdict.findChildren(QPushButton) if b.text() == "Use the old value").click()
    elif way == "escape":
        qtbot.keyClick(line, Qt.Key.Key_Escape)
    elif way == "arrow":
        inspector.form.fields["lr_g"]._restore()
    elif way == "preset":
        inspector.presets.chips["stable"].click()
    elif way == "family":
        window.studio.draft.choose_family("dcgan")
    else:
        typed(window, qtbot, "lr_g", "0,002")
    assert window.train.bar.start.isEnabled()
    assert "Ready" in inspector.verdict.text
    field = inspector.form.fields["lr_g"]
    assert field.complaint.isHidden()
    assert field.editor.value() == window.studio.draft.recipe.settings["lr_g"]
    if way == "better":
        assert field.editor.value() == 0.002


def test_that_a_decimal_comma_is_understood(window: Window, qtbot: QtBot) -> None:
    typed(window, qtbot, "lr_g", "0,0005")
    assert window.studio.draft.recipe.settings["lr_g"] == 0.0005
    line = typed(window, qtbot, "lr_g", "2,5")
    assert line.property("wrong") is True
    assert "not 2.5" in window.train.inspector.form.fields["lr_g"].complaint.text()


def test_that_what_is_still_being_typed_counts_at_the_start(window: Window) -> None:
    line = window.train.inspector.form.fields["lr_g"].editor.focusProxy()
    assert isinstance(line, QLineEdit)
    line.setText("1e6")  # and no Tab
    window.train.bar.start.click()
    assert window.studio.training.run is None
    assert not window.train.bar.start.isEnabled()


def test_that_length_and_seed_are_held_to_the_same(window: Window) -> None:
    inspector = window.train.inspector
    for editor, text in ((inspector.amount, "-3"), (inspector.seed, "1.5")):
        line = editor.focusProxy()
        assert isinstance(line, QLineEdit)
        line.setText(text)
        line.editingFinished.emit()
        assert not window.train.bar.start.isEnabled()
        editor.forget()
        assert window.train.bar.start.isEnabled()
