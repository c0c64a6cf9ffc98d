"""Drawings that were not saved: take one up again, or delete it."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QScrollArea, QVBoxLayout, QWidget

from ganstudio.drawing.recovery import Recovery
from ganstudio.ui.parts import button, column, frame, label, row, tool

_SHOWN = 4.5  # rows before it scrolls
_ROW = 64  # px


def words_of(found: Recovery) -> tuple[str, str]:
    """What a drawing is called, and when it was left and how much is in it."""
    when = time.strftime("%d %B, %H:%M", time.localtime(found.when))
    name = found.file.name if found.file else f"Drawing of {when}"
    marks = f"{found.marks} stroke{'' if found.marks == 1 else 's'}"
    size = f"{found.size[0]} × {found.size[1]} px"
    return name, f"{when} · {marks} · {size}" if found.file else f"{marks} · {size}"


class RecoveryDialog(QDialog):
    """`wanted` and `unwanted` carry a Recovery."""

    wanted = Signal(object)
    unwanted = Signal(object)

    def __init__(self, parent: QWidget, every: list[Recovery]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Drawings that were not saved")
        self.setMinimumWidth(520)
        self.rows: list[QWidget] = []
        list_ = QWidget()
        rows = column(spacing=6)
        for found in every:
            self.rows.append(self._row(found))
            rows.addWidget(self.rows[-1])
        rows.addStretch(1)
        list_.setLayout(rows)
        scroll = QScrollArea()
        scroll.setWidget(list_)
        scroll.setWidgetResizable(True)
        scroll.setMinimumHeight(round(_ROW * min(_SHOWN, len(every) or 1)) + 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        if not every:
            layout.addWidget(label("There are no others.", "dim"))
        layout.addWidget(scroll)
        scroll.setVisible(bool(every))
        layout.addLayout(row(None, button("Close", self.reject)))

    def _row(self, found: Recovery) -> QWidget:
        name, words = words_of(found)
        take, bin_ = (
            button("Take it up again", lambda: self._take(found)),
            tool("trash", lambda: None, "Delete for good"),
        )
        said = QWidget()
        said.setLayout(column(label(name), label(words, "faint", 11), spacing=2))
        made = frame("card", row(said, None, take, bin_), (12, 8, 8, 8))
        made.setFixedHeight(_ROW - 6)
        made.setAccessibleName(name)
        bin_.clicked.connect(lambda: self._delete(found, made))
        return made

    def _take(self, found: Recovery) -> None:
        self.wanted.emit(found)
        self.accept()

    def _delete(self, found: Recovery, shown: QWidget) -> None:
        shown.hide()
        self.unwanted.emit(found)
