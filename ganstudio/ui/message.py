"""One message at a time, floating above the status bar: nothing below it moves when it comes or goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ganstudio.ui import theme
from ganstudio.ui.floating import Floating
from ganstudio.ui.parts import button, frame, label, row, tool

_MESSAGE_MS = 9000
_OFFER = "What this message offers to do"


class Message(QFrame):
    """What happened and what to do, over the lower edge of `host`; errors stay until they are closed."""

    def __init__(self, host: QWidget) -> None:
        super().__init__()
        self._floating = Floating(self, host, below=True)
        self._tone = label("●", size=10)
        self._text = label()
        self._text.setWordWrap(True)
        self._hint = label(tone="dim")
        self._hint.setWordWrap(True)
        self._act: Callable[[], object] | None = None
        self.action = button("", self._do, tip=_OFFER)
        self.action.hide()
        close = tool("close", self.hide, "Close this message")
        self._timer = QTimer(self, singleShot=True, interval=_MESSAGE_MS)
        self._timer.timeout.connect(self.hide)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._text)
        words.addWidget(self._hint)
        inside = row(self._tone, spacing=10)
        inside.addLayout(words, 1)
        inside.addWidget(self.action)
        inside.addWidget(close)
        card = frame("popup", inside, (12, 8, 8, 8))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.PADDING, 0, theme.PADDING, 10)
        outer.addWidget(card)
        self.hide()

    @property
    def text(self) -> str:
        return f"{self._text.text()} {self._hint.text()}".strip()

    def _do(self) -> None:
        """What the button offers, once."""
        act, self._act = self._act, None
        self.hide()
        if act is not None:
            act()

    def show_message(
        self, message: str, hint: str, tone: str, action: str = "", act: Callable[[], object] | None = None
    ) -> None:
        """`action` are the words of a button that does `act` while the message is there."""
        self._act = act
        self.action.setText(action)
        self.action.setAccessibleName(action or _OFFER)
        self.action.setVisible(bool(action))
        self._text.setText(message)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._tone.setStyleSheet(f"color: {getattr(theme.colours(), tone, theme.colours().dim)}")
        self.setAccessibleName(self.text)
        self._timer.stop()
        if tone != "bad":
            self._timer.start()
        self._floating.show()
