from __future__ import annotations

from dataclasses import fields

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from ganstudio.ui import theme
from ganstudio.ui.theme import DARK, LIGHT, Colours


def luminance(colour: str) -> float:
    """WCAG 2 relative luminance."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in QColor(colour).getRgbF()[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_that_contrast_is_measured_as_the_web_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ground", ["window", "panel", "raised"])
@pytest.mark.parametrize("words", ["text", "dim"])
def test_that_text_can_be_read(words: str, ground: str, colours: Colours) -> None:
    assert contrast(getattr(colours, words), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_that_the_words_of_the_main_button_stand_out(colours: Colours) -> None:
    assert contrast(colours.on_accent, colours.accent) >= 3.0  # large and bold


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_that_every_colour_is_one(colours: Colours) -> None:
    assert all(QColor.isValidColorName(getattr(colours, field.name)) for field in fields(colours))


@pytest.mark.parametrize(("choice", "colours"), [("dark", DARK), ("light", LIGHT)])
def test_that_a_palette_is_taken_by_name(choice: str, colours: Colours, app: QApplication) -> None:
    theme.apply(app, choice)
    assert theme.colours() is colours
    assert app.palette().window().color() == QColor(colours.window)


def test_that_the_font_is_the_one_that_comes_with_the_program(app: QApplication) -> None:
    from PySide6.QtGui import QFontInfo

    assert QFontInfo(theme.font()).family().startswith("Inter")
