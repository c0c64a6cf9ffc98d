"""Small pieces that every panel is laid out with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
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


def inspector(inner: QWidget, foot: QLayout | None = None) -> QFrame:
    """A column at the side of a workspace: `inner` scrolls, `foot` stays."""
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


class FlowLayout(QLayout):
    """Items from left to right, on as many lines as they need."""

    def __init__(self, spacing: int = 6) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._line_gap = spacing
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def set_line_gap(self, gap: int) -> None:
        """px between lines, where it is another than that between items."""
        self._line_gap = gap

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, move: bool) -> int:
        x, y, height = rect.x(), rect.y(), 0
        for item in self._items:
            size = item.sizeHint()
            if x + size.width() > rect.right() + 1 and height:
                x, y, height = rect.x(), y + height + self._line_gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            height = max(height, size.height())
        return y + height - rect.y()


class Chips(QWidget):
    """A choice of one among a few, as chips. `chosen` carries the key."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self.setAccessibleName(name)
        self.chips: dict[str, QPushButton] = {}

    def set_choices(self, choices: Sequence[tuple[str, str, str]], current: str) -> None:
        """Key, text and tip of each chip."""
        if [key for key, _, _ in choices] != list(self.chips):
            while (item := self._flow.takeAt(0)) is not None:
                made = item.widget()
                if made is not None:
                    made.hide()
                    made.deleteLater()
            self.chips = {key: self._made(key, text, tip) for key, text, tip in choices}
            for made in self.chips.values():
                self._flow.addWidget(made)
        for key, text, _ in choices:
            self.chips[key].setText(text)
            self.chips[key].setChecked(key == current)
        self.updateGeometry()

    def _made(self, key: str, text: str, tip: str) -> QPushButton:
        made = chip(text, lambda _on: None, tip=tip)
        made.clicked.connect(lambda _checked=False: self.chosen.emit(key))
        return made


def clear(layout: QLayout) -> None:
    """Remove and delete everything in `layout`."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
