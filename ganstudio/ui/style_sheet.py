"""Shapes that palettes cannot say, as a style sheet. Kinds are set with `setProperty("kind", ...)`."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_SHEET = Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 6px 8px; }
QFrame[kind="panel"] { background: $panel; border: none; }
QFrame[kind="card"], QPushButton[kind="card"] {
    background: $raised; border: 1px solid $line; border-radius: ${radius_card}px; }
QPushButton[kind="card"]:hover, QPushButton[kind="card"]:focus { border-color: $faint; }
QPushButton[kind="card"]:checked { border-color: $accent; }
QFrame[kind="stage"] { background: $panel; border: 1px solid $line; border-radius: ${radius_card}px; }
QFrame[kind="popup"] { background: $panel; border: 1px solid $line; border-radius: ${radius_card}px; }
QFrame[kind="verdict"] { background: $panel; border: 1px solid $line; border-radius: ${radius_button}px; }
QFrame[kind="verdict"][tone="good"] { border-color: $good; }
QFrame[kind="verdict"][tone="caution"] { border-color: $caution; }
QFrame[kind="verdict"][tone="bad"] { border-color: $bad; }
QLabel { background: transparent; }
QLabel[tone="dim"] { color: $dim; } QLabel[tone="faint"] { color: $faint; }
QLabel[tone="good"] { color: $good; } QLabel[tone="bad"] { color: $bad; }
QLabel[tone="caution"] { color: $caution; }
QPushButton { background: $raised; border: 1px solid $line; border-radius: ${radius_button}px;
    padding: 6px 14px; color: $text; }
QPushButton:hover, QPushButton:focus { border-color: $faint; }
QPushButton:pressed { background: $line; }
QPushButton:disabled { color: $faint; border-color: $raised; }
QPushButton[kind="primary"] { background: $accent; border-color: $accent; color: $on_accent; font-weight: 600; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="primary"]:disabled { background: $raised; border-color: $line; color: $faint; }
QPushButton[kind="chip"] { border-radius: 13px; padding: 4px 12px; min-height: 16px; color: $dim; }
QPushButton[kind="chip"]:checked { border-color: $accent; color: $text; }
QPushButton[kind="chip"]:checked:disabled { border-color: $faint; color: $dim; }
QPushButton[kind="chip"]:disabled { color: $faint; border-color: $line; background: transparent; }
QPushButton[wish="on"] { border-color: $accent; color: $text; }
QPushButton[wish="off"] { border-color: $faint; border-style: dashed; color: $text; }
QPushButton[kind="plain"] { background: transparent; border: none; padding: 2px 4px; color: $dim; text-align: left; }
QPushButton[kind="plain"]:hover, QPushButton[kind="plain"]:focus { color: $text; }
QToolButton { background: transparent; border: none; border-radius: ${radius_input}px; padding: 2px; }
QToolButton:hover, QToolButton:focus { background: $raised; }
QToolButton[kind="rail"] { color: $dim; border-radius: ${radius_button}px; padding: 7px 0 5px 0; }
QToolButton[kind="rail"]:checked { background: $raised; color: $text; }
QToolButton[kind="rail"]:focus { border: 2px solid $accent; }
QLineEdit, QComboBox { background: $window; border: 1px solid $line; border-radius: ${radius_input}px;
    padding: 3px 8px; min-height: 18px; color: $text; selection-background-color: $accent;
    selection-color: $on_accent; }
QLineEdit:focus, QComboBox:focus { border-color: $accent; }
QLineEdit[wrong="true"] { border-color: $bad; }
QLineEdit:disabled, QComboBox:disabled { color: $faint; border-color: $raised; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { width: 0; height: 0; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; outline: none; padding: 4px;
    selection-background-color: $line; selection-color: $text; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QScrollBar::handle:vertical { background: $line; border-radius: 4px; min-height: 32px; }
QScrollBar::handle:vertical:hover { background: $faint; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; }
QScrollBar::handle:horizontal { background: $line; border-radius: 4px; min-width: 32px; }
QScrollBar::handle:horizontal:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; height: 0; width: 0; }
QListView { background: transparent; border: none; outline: none; }
QMenu { background: $raised; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; } QMenu::item:selected { background: $line; }
QSlider { min-height: 20px; }
QSlider::groove:horizontal { height: 3px; background: $line; border-radius: 1px; }
QSlider::sub-page:horizontal { height: 3px; background: $accent; border-radius: 1px; }
QSlider::sub-page:horizontal:disabled { background: $line; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -5px 0; border-radius: 6px; background: $text; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: $accent; }
QSlider::handle:horizontal:disabled { background: $faint; }
QSplitter::handle { background: transparent; } QSplitter::handle:hover { background: $line; }
""")


def style_sheet(values: Mapping[str, str | int]) -> str:
    """The sheet with the colours of a palette and the radii of corners, each under its name."""
    return _SHEET.substitute(values)
