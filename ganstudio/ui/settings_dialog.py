"""The program's own settings, as a form."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ganstudio.core import params
from ganstudio.core.settings import Preferences, Settings, places
from ganstudio.ui.form import Form
from ganstudio.ui.parts import button, row, wrapped


class SettingsDialog(QDialog):
    """The preferences as a form."""

    changed = Signal()

    def __init__(self, parent: QWidget, settings: Settings) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Settings")
        self.setMinimumWidth(380)
        self._settings = settings
        self.form = Form()
        self.form.set_specs(params.specs(Preferences))
        self.form.edited.connect(self._edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 12, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.form)
        layout.addWidget(wrapped(f"Runs and models are kept in {places().runs.parent}", "faint", 11))
        layout.addLayout(row(None, button("Done", self.accept, kind="primary")))
        self._show()

    def _edit(self, name: str, value: params.Value) -> None:
        self._settings.change_preferences(params.from_mapping(Preferences, {name: value}, self._settings.preferences))
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        defaults = params.to_mapping(Preferences())
        self.form.show_values(params.to_mapping(self._settings.preferences), defaults)
