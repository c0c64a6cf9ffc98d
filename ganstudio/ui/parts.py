"""Small pieces that every panel is laid out with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.ui import theme

L = TypeVar("L", QHBoxLayout, QVBoxLayout)


def restyle(widget: QWidget, name: str, value: Any) -> None:
    """Set a style property and have the style notice."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def label(text: str = "", tone: str = "", size: float = 13, weight: QFont.Weight = QFont.Weight.Normal) -> QLabel:
    made = QLabel(text)
    made.setFont(theme.font(size, weight))
    if tone:
        made.setProperty("tone", tone)
    return made


def heading(text: str) -> QLabel:
    """The name of a group: small, dim, medium."""
    return label(text, "dim", 12, QFont.Weight.Medium)


def wrapped(text: str = "", tone: str = "dim", size: float = 12) -> QLabel:
    made = label(text, tone, size)
    made.setWordWrap(True)
    return made


def button(text: str, clicked: Callable[[], object], icon: str = "", kind: str = "", tip: str = "") -> QPushButton:
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAccessibleName(text or tip)
    made.setToolTip(tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon:
        dress(made, icon, "on_accent" if kind == "primary" else "text")
        made.setIconSize(QSize(15, 15))
    made.clicked.connect(lambda _checked=False: clicked())
    return made


def dress(button_: QAbstractButton, icon: str, tone: str) -> None:
    """Give a button an icon in a tone of the palette, and remember both for another palette."""
    button_.setProperty("dress", (icon, tone))
    button_.setIcon(theme.icon(icon, getattr(theme.colours(), tone)))


def dress_again(root: QWidget) -> None:
    """Every icon below `root` in the colours of the present palette."""
    for each in root.findChildren(QAbstractButton):
        worn = each.property("dress")
        if worn:
            dress(each, *worn)


def tool(icon: str, clicked: Callable[[], object], tip: str) -> QToolButton:
    made = QToolButton()
    dress(made, icon, "dim")
    made.setIconSize(QSize(16, 16))
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.clicked.connect(lambda _checked=False: clicked())
    return made


def chip(text: str, toggled: Callable[[bool], object], checked: bool = False, tip: str = "") -> QPushButton:
    made = QPushButton(text)
    made.setProperty("kind", "chip")
    made.setCheckable(True)
    made.setChecked(checked)
    made.setToolTip(tip)
    made.setAccessibleName(text)
    made.setFont(theme.font(12))
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.toggled.connect(toggled)
    return made


def row(*items: QWidget | int | None, spacing: int = theme.GAP) -> QHBoxLayout:
    """Widgets side by side; None is a stretch, a number is a gap in px."""
    return _filled(QHBoxLayout(), items, spacing)


def column(*items: QWidget | QLayout | int | None, spacing: int = theme.GAP) -> QVBoxLayout:
    return _filled(QVBoxLayout(), items, spacing)


def _filled(layout: L, items: Sequence[QWidget | QLayout | int | None], spacing: int) -> L:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)
    return layout


def frame(kind: str, layout: QLayout, margins: tuple[int, int, int, int] = (12, 12, 12, 12)) -> QFrame:
    made = QFrame()
    made.setProperty("kind", kind)
    layout.setContentsMargins(*margins)
    made.setLayout(layout)
    return made


def inspector(content: QLayout, foot: QLayout | None = None) -> QFrame:
    """A column at the side of a workspace: `content` scrolls, `foot` stays."""
    content.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
    inner = QWidget()
    inner.setLayout(content)
    scroll = QScrollArea()
    scroll.setWidget(inner)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    layout = column(scroll, spacing=0)
    if foot is not None:
        layout.addLayout(foot)
    return frame("panel", layout, (0, 0, 0, 0))


class ElidedLabel(QWidget):
    """One line of text that ends in "…" rather than pushing its neighbours away."""

    def __init__(self, text: str = "", tone: str = "text", size: float = 12,
                 align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
                 elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:  # fmt: skip
        super().__init__()
        self._text, self._tone, self._align, self._elide = text, tone, align, elide
        self.setFont(theme.font(size))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str, tone: str | None = None) -> None:
        self._text, self._tone = text, tone or self._tone
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.update()

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._text) + 2, self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.fontMetrics().height() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(getattr(theme.colours(), self._tone))
        text = self.fontMetrics().elidedText(self._text, self._elide, self.width())
        painter.drawText(self.rect(), self._align | Qt.AlignmentFlag.AlignVCenter, text)


class CalmComboBox(QComboBox):
    """A combo box that does not scroll while it is closed, so that a wheel over a form changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        arrow = theme.icon_pixmap("chevron-down", theme.colours().dim, 14, self)
        painter.drawPixmap(self.width() - 20, (self.height() - 14) // 2, arrow)


def clear(layout: QLayout) -> None:
    """Remove and delete everything in `layout`."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
