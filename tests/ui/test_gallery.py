"""Cards that families and sets are chosen by."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.ui import theme
from ganstudio.ui.gallery.card import Card


def face_of(colour: str) -> QPixmap:
    made = QPixmap(40, 40)
    made.fill(QColor(colour))
    return made


@pytest.mark.parametrize("enabled", [True, False])
def test_that_a_face_keeps_its_colours_while_nothing_can_be_chosen(
    enabled: bool, app: QApplication, qtbot: QtBot
) -> None:
    card = Card()
    qtbot.addWidget(card)
    card.show_words("Faces", "12 pictures")
    card.show_face(face_of("#e02020"))
    card.resize(260, 80)
    card.setEnabled(enabled)
    card.show()
    seen = card.grab().toImage().pixelColor(card._face.geometry().center())
    assert seen.red() > seen.green() + 60
    assert seen.red() > seen.blue() + 60


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_that_an_icon_is_seen_on_a_button_that_cannot_be_pressed(choice: str, app: QApplication) -> None:
    theme.apply(app, choice)
    colours = theme.colours()
    image = theme.icon("play", colours.on_accent).pixmap(20, QIcon.Mode.Disabled).toImage()
    seen = image.pixelColor(10, 10)  # in the middle of the triangle
    assert (seen.name(), seen.alpha()) == (QColor(colours.faint).name(), 255)
