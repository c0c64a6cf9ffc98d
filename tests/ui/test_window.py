"""The window as a whole: how it opens, what it names, whether it fits and how it changes its colours."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEventLoop, QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QAccessible, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QListView, QSlider, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.core.errors import StudioError
from ganstudio.core.settings import Places, Settings
from ganstudio.studio.studio import Studio
from tests.ui.window import SLOW, Open, Window, close

INTERACTIVE = (QAbstractButton, QLineEdit, QComboBox, QSlider, QListView)


WORKSPACES = ("train", "explore", "library")


def interactive(window: Window) -> list[QWidget]:
    """Everything that takes clicks or keys; the list inside a combo box speaks through its combo box."""
    found = [widget for kind in INTERACTIVE for widget in window.findChildren(kind)]
    inner = {view for box in window.findChildren(QComboBox) for view in box.findChildren(QListView)}
    return [widget for widget in found if widget not in inner]


def accessible_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def test_that_it_opens_ready_to_train(window: Window, qtbot: QtBot) -> None:
    assert window.workspace == "train"
    assert window.train.bar.start.isVisible()
    assert window.train.bar.start.isEnabled()
    assert window.message == ""
    qtbot.waitUntil(lambda: "Ready." in window.train.inspector.verdict.text)
    qtbot.waitUntil(lambda: bool(window.train.stage.view.sheets))


def test_that_the_estimate_says_how_long_it_takes(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "MB of memory" in window.train.inspector.verdict.text, timeout=30_000)


def test_that_everything_one_can_use_has_a_name(window: Window) -> None:
    window.train.inspector.open_families()
    window.train.inspector.open_sets()
    window.explore.choice.open()
    nameless = [widget for widget in interactive(window) if not accessible_name(widget).strip()]
    assert nameless == []


def test_that_it_fits_a_small_screen(window: Window, qtbot: QtBot) -> None:
    for name in WORKSPACES:
        window.go_to(name)
        smallest = window.minimumSizeHint()
        assert smallest.width() <= 1280, (name, smallest)
        assert smallest.height() <= 720, (name, smallest)
        window.resize(1280, 720)
        qtbot.wait(50)
        assert (window.width(), window.height()) == (1280, 720)
        cut = [
            widget for widget in interactive(window)
            if widget.isVisible() and widget.width() < widget.minimumSizeHint().width()
        ]  # fmt: skip
        assert cut == [], name


def test_that_a_change_of_colours_reaches_every_workspace(window: Window, qtbot: QtBot) -> None:
    for choice, name in zip(("light", "system", "light"), WORKSPACES, strict=True):
        window.go_to(name)
        window.set_theme(choice)
        qtbot.wait(20)
    background = window.grab().toImage().pixelColor(700, 790)
    assert background.lightness() > 200
    assert window.studio.settings.preferences.theme == "light"


def test_that_the_window_closes_without_ending_later_event_loops(window: Window) -> None:
    window.close()
    reached: list[bool] = []
    loop = QEventLoop()
    QTimer.singleShot(100, lambda: reached.append(True))
    QTimer.singleShot(150, loop.quit)
    loop.exec()
    assert reached == [True]


def test_that_a_window_closed_at_once_leaves_nothing_behind(jobs_loop: object, places: Places) -> None:
    window = Window(Studio(places, Settings(places.settings)))
    window.show()
    close(window)
    window.deleteLater()


def test_that_it_reopens_as_it_was_left(open_window: Open) -> None:
    first = open_window()
    first.set_theme("light")
    first.studio.draft.choose_family("vanilla")
    first.go_to("library")
    close(first)
    second = open_window()
    assert second.workspace == "library"
    assert second.studio.settings.preferences.theme == "light"
    assert second.studio.draft.recipe.family == "vanilla"


def test_that_the_keyboard_reaches_every_workspace(window: Window, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)
    for key, name in (
        (Qt.Key.Key_2, "data"),
        (Qt.Key.Key_3, "colour"),
        (Qt.Key.Key_4, "translate"),
        (Qt.Key.Key_5, "explore"),
        (Qt.Key.Key_6, "lab"),
        (Qt.Key.Key_7, "library"),
        (Qt.Key.Key_1, "train"),
    ):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert window.workspace == name


def test_that_an_error_stays_until_it_is_closed(window: Window) -> None:
    window.complain(StudioError("The disk is full.", "Free some space."))
    assert window.message == "The disk is full. Free some space."
    window.tell("Saved.")
    assert window.message == "Saved."


def test_that_a_file_of_no_use_is_refused_with_what_is_wanted(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "notes.docx"
    path.write_text("hello")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(QDropEvent(
        QPointF(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    ))  # fmt: skip
    assert "notes.docx is nothing that GAN Studio opens" in window.message
    assert "Drop pictures, a folder" in window.message
