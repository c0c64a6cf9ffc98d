"""The lowest line of the window: the state of the training in words, the device, and what is being done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from ganstudio.core.history import History
from ganstudio.evaluate.doctor import BAD, CAUTION
from ganstudio.studio.studio import Studio
from ganstudio.ui import theme
from ganstudio.ui.parts import ElidedLabel, label, row

_WORDS = {
    "none": "Ready", "loading": "Loading", "running": "Training", "paused": "Paused", "stopping": "Stopping",
    "finished": "Finished", "stopped": "Stopped", "failed": "Failed", "interrupted": "Interrupted", "created": "Ready",
}  # fmt: skip
_TONES = {"running": "good", "paused": "caution", "failed": "bad", "interrupted": "caution", "stopping": "caution"}


class StatusBar(QFrame):
    """Follows the training, the doctor and the jobs of a Studio."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self.setFixedHeight(28)
        self._training, self._checkup = studio.training, studio.checkup
        self._dot, self._state = label("●", size=10), label()
        self._device, self._memory = label(tone="dim", size=12), label(tone="dim", size=12)
        self._keys = label(tone="faint", size=12)
        self._doctor = ElidedLabel(tone="dim")
        self._doing = ElidedLabel(tone="dim", align=Qt.AlignmentFlag.AlignRight)
        self._state.setFont(theme.font(12))
        self._lay_out()
        self._connect(studio)
        self.show_state()

    def _lay_out(self) -> None:
        words = (self._dot, self._state, 12, self._device, 12, self._memory, 12, self._keys)
        items = row(*words, self._doctor, self._doing, spacing=4)
        items.setContentsMargins(14, 0, 14, 0)
        items.setStretch(items.count() - 2, 2)
        items.setStretch(items.count() - 1, 1)
        self.setLayout(items)

    def _connect(self, studio: Studio) -> None:
        studio.checkup.said.connect(lambda _found: self.show_state())
        studio.training.state_changed.connect(self.show_state)
        studio.training.advanced.connect(self._show_memory)
        studio.jobs.started.connect(lambda title: self._doing.set_text(f"{title}…"))
        studio.jobs.finished.connect(lambda _title: self._doing.set_text(""))

    def show_keys(self, words: str) -> None:
        """Keys that are worth a reminder here."""
        self._keys.setText(words)

    def show_state(self) -> None:
        """Say how it stands, in the colours of the present palette."""
        state = self._training.state
        word = _WORDS.get(state, state.capitalize())
        if state in ("running", "paused") and not self._training.is_mine:
            word += " in another program"
        self._state.setText(word)
        found = self._checkup.diagnosis
        worry = found if found is not None and found.tone in (BAD, CAUTION) else None
        tone = worry.tone if worry is not None else _TONES.get(state, "faint")
        self._dot.setStyleSheet(f"color: {getattr(theme.colours(), tone)}")
        self._doctor.set_text(worry.words if worry is not None else "", tone if worry is not None else "dim")
        self._device.setText(_device_words(self._training.history))
        self._show_memory()

    def _show_memory(self) -> None:
        memory = self._training.history.memory
        text = f"{memory / 1024**3:.1f} GB" if memory and self._training.is_mine else ""
        if text != self._memory.text():
            self._memory.setText(text)


def _device_words(history: History) -> str:
    threads = f", {history.threads} thread{'s' if history.threads != 1 else ''}" if history.device == "CPU" else ""
    return f"{history.device}{threads}, {history.precision}" if history.device else ""
