"""Help in the real window: F1 opens the page about where one is, and "Try it" sets the form."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.studio import help as pages
from ganstudio.ui.help.rendering import document
from ganstudio.ui.help.window import HelpWindow
from tests.ui.window import SLOW, Open, Window, close


def asked(window: Window, qtbot: QtBot) -> HelpWindow:
    """Press F1 in the window."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.help is not None
    assert window.help.isVisible()
    return window.help


@pytest.mark.parametrize("workspace", ["train", "data", "colour", "explore", "library"])
def test_that_f1_opens_the_page_of_the_workspace(window: Window, qtbot: QtBot, workspace: str) -> None:
    window.go_to(workspace)
    help_ = asked(window, qtbot)
    assert help_.page.workspace == workspace
    assert help_.browser.toPlainText().startswith(help_.page.title)
    assert not help_.isModal()


@pytest.mark.parametrize(
    ("setting", "page"),
    [("lr_g", "learning-rate"), ("r1", "r1"), ("k", "steps"), ("batch", "batch"), ("loss", "losses"),
     ("ema_half_life", "ema"), ("optimiser", "optimiser")],
)  # fmt: skip
def test_that_f1_in_a_field_opens_the_page_of_its_setting(
    window: Window, qtbot: QtBot, setting: str, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    field = window.train.inspector.form.fields[setting]
    focused = field.editor.focusProxy() or field.editor
    monkeypatch.setattr(QApplication, "focusWidget", staticmethod(lambda: focused))  # offscreen has no active window
    assert asked(window, qtbot).page.key == page


def test_that_the_page_about_a_preset_is_a_click_away(window: Window, qtbot: QtBot) -> None:
    inspector = window.train.inspector
    window.studio.draft.choose_family("vanilla", "sgn")
    assert inspector.more.isVisible()
    inspector.more.click()
    assert window.help is not None
    assert window.help.isVisible()
    assert window.help.page == pages.page_about("vanilla", "sgn")
    assert inspector.more.text() == window.help.page.title


def test_that_pictures_of_a_page_are_drawn(window: Window, qtbot: QtBot) -> None:
    asked(window, qtbot).show_page("report-sgn")
    image = document(pages.pages()["report-sgn"].text).resource(2, QUrl("report-sgn.png"))  # 2: ImageResource
    assert not image.isNull()


def test_that_try_it_sets_the_form_and_starts_nothing(window: Window, qtbot: QtBot) -> None:
    window.go_to("library")
    help_ = asked(window, qtbot)
    help_.show_page("r1")
    assert help_.attempt.text() == "Conditional GAN, Quick, r1 penalty 10, r1 every 1"
    help_.try_it.click()
    assert window.workspace == "train"
    recipe = window.studio.draft.recipe
    assert (recipe.family, recipe.preset, recipe.settings["r1"]) == ("cgan", "quick", 10)
    assert window.train.inspector.form.fields["r1"].editor.value() == 10
    assert window.studio.training.run is None
    assert help_.isVisible()


def test_that_links_back_and_forward_lead_where_they_say(window: Window, qtbot: QtBot) -> None:
    help_ = asked(window, qtbot)
    help_.browser.anchorClicked.emit(QUrl("curves.md"))
    help_.browser.anchorClicked.emit(QUrl("r1.md"))
    assert help_.page.key == "r1"
    help_.back.click()
    assert help_.page.key == "curves"
    assert help_.list.currentItem().text() == "Reading the curves"
    help_.forward.click()
    assert help_.page.key == "r1"
    assert not help_.forward.isEnabled()
    help_.home.click()
    assert help_.page.key == "README"


def test_that_pages_can_be_searched(window: Window, qtbot: QtBot) -> None:
    help_ = asked(window, qtbot)
    help_.search.setText("batch")
    titles = [help_.list.item(index).text() for index in range(help_.list.count())]
    assert set(titles[:2]) == {"Batch norm", "Batch"}
    assert "R1 penalty" in titles
    assert "Library" not in titles
    help_.list.setCurrentRow(0)
    assert help_.page.title in ("Batch norm", "Batch")
    help_.search.clear()
    assert help_.list.count() > len(pages.pages())


def test_that_the_list_is_enough_to_get_about_by_keys(window: Window, qtbot: QtBot) -> None:
    help_ = asked(window, qtbot)
    before = help_.page.key
    qtbot.keyClick(help_.list, Qt.Key.Key_Down)
    assert help_.page.key != before


def test_that_the_size_is_remembered(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    asked(window, qtbot).resize(700, 520)
    close(window)
    again = asked(open_window(), qtbot)
    assert (again.width(), again.height()) == (700, 520)


def test_that_another_theme_reaches_the_page(window: Window, qtbot: QtBot) -> None:
    help_ = asked(window, qtbot)
    before = help_.browser.document()
    window.set_theme("light")
    assert help_.browser.document() is not before
    assert help_.page.workspace == "train"


@pytest.mark.parametrize("key", list(pages.pages()))
def test_that_every_page_renders(key: str, app: QApplication) -> None:
    page = pages.pages()[key]
    text = document(page.text).toPlainText()
    assert text.startswith(page.title)
    assert "](" not in text
    assert "**" not in text
    assert "```" not in text


def test_that_opening_it_again_keeps_one_window(window: Window, qtbot: QtBot) -> None:
    first = asked(window, qtbot)
    window.go_to("data")
    qtbot.waitUntil(lambda: window.workspace == "data", timeout=SLOW)
    assert asked(window, qtbot) is first
    assert first.page.key == "data"
