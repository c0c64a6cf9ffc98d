"""Seeds that have been seen, to be gone back to."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from ganstudio.ui.parts import button, row

_MOST = 20


class SeedList(QWidget):
    """A button that opens the newest seeds, the last one first. `chosen` carries one."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.seeds: list[int] = [0]
        self.open = button("Earlier", self.ask, kind="plain", tip="Seeds that you have seen of this model")
        self.setLayout(row(self.open))
        self._show()

    def put(self, seed: int) -> None:
        """It is seen now."""
        self.seeds = [seed, *(each for each in self.seeds if each != seed)][:_MOST]
        self._show()

    def forget(self) -> None:
        """Another model."""
        self.seeds = self.seeds[:1]
        self._show()

    def ask(self) -> None:
        self.menu().popup(self.open.mapToGlobal(QPoint(0, self.open.height())))

    def menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for seed in self.seeds[1:]:
            menu.addAction(f"Seed {seed}", partial(self.chosen.emit, seed))
        return menu

    def _show(self) -> None:
        self.open.setEnabled(len(self.seeds) > 1)
