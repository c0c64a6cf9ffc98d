"""What the stage says while there is nothing to see: what this place is for, and the next step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ganstudio.studio.translating import Opened
from ganstudio.ui import theme
from ganstudio.ui.parts import button, column, label, row, wrapped

TRAIN = "Train one on “Glasses off and on”"
_WIDTH = 440  # px of its lines
_FOR = (
    "A model has seen two kinds of pictures, or pictures of which it was told what they show. It then changes any "
    "picture of yours: glasses on or off, other hair, a small photograph made larger."
)
_NONE = "There is no such model here yet. Train one: the first changes show after a few minutes."
_DROP = "Drop pictures or a folder here, or paste one with Ctrl+V. The originals stay as they are."


class Welcome(QWidget):
    """`open_wanted`, `examples_wanted`, `train_wanted` and `model_wanted` are its buttons."""

    open_wanted = Signal()
    examples_wanted = Signal()
    train_wanted = Signal()
    model_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mark = _Mark()
        self.title = label(size=18, weight=QFont.Weight.DemiBold)
        self._words, self._then = wrapped(_FOR, "dim", 13), wrapped("", "text", 13)
        for each in (self.title, self._words, self._then):
            each.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.open = button("Open pictures…", self.open_wanted.emit, "open", "primary")
        self.examples = button("Try it on examples", self.examples_wanted.emit, tip="Pictures of the kind it has seen")
        self.train = button(TRAIN, self.train_wanted.emit, "train", "primary")
        self.model = button("Open a model…", self.model_wanted.emit, "open")
        inner = QWidget()
        inner.setFixedWidth(_WIDTH)
        buttons = row(None, self.open, self.examples, self.train, self.model, None)
        inner.setLayout(column(row(None, self._mark, None), 4, self.title, self._words, 4, self._then, 10, buttons))
        middle = column(None, row(None, inner, None), None)
        self.setLayout(middle)
        self.show_model(None, looking=True)

    def show_model(self, opened: Opened | None, looking: bool = False, has_examples: bool = False) -> None:
        """`looking`: whether there is a model is not known yet; `has_examples`: whether there are any for it."""
        has_model = opened is not None or looking
        self._words.setVisible(opened is None)
        self.title.setText(opened.way.title if opened is not None else "Change pictures with a model")
        self._then.setText(_DROP if has_model else _NONE)
        shown: list[tuple[QPushButton, bool]] = [
            (self.open, has_model), (self.examples, has_examples), (self.train, not has_model),
            (self.model, not has_model),
        ]  # fmt: skip
        for part, on in shown:
            part.setVisible(on)


class _Mark(QWidget):
    """The sign of the place, in the colours of the present palette."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(44, 44)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).drawPixmap(2, 2, theme.icon_pixmap("translate", theme.colours().accent, 40, self))
