"""Which attributes of a set are learned: a chip for each, and at least one stays."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from ganstudio.core.text import titled
from ganstudio.data.sets.dataset import DataSet
from ganstudio.ui.chips import FlowLayout
from ganstudio.ui.parts import chip, clear, column, label, wrapped


class AttributeChoice(QWidget):
    """`chosen` carries their names as `Preparation.attributes` has them, or nothing for all."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.chips: dict[str, QPushButton] = {}
        self._flow = FlowLayout()
        box = QWidget()
        box.setLayout(self._flow)
        words = wrapped("Networks that change pictures learn few of them sooner than many.", "faint", 11)
        self.setLayout(column(label("Attributes to learn", "dim"), box, words))

    def show_set(self, data: DataSet) -> None:
        """One chip for each of `data`'s attributes."""
        if list(self.chips) != list(data.attributes):
            clear(self._flow)
            self.chips = {name: self._made(name) for name in data.attributes}
            for made in self.chips.values():
                self._flow.addWidget(made)
        for name, made in self.chips.items():
            made.blockSignals(True)
            made.setChecked(name in data.learned)
            made.blockSignals(False)
        self.setVisible(len(self.chips) > 1)

    def _made(self, name: str) -> QPushButton:
        return chip(titled(name), lambda _on: self._tell(name), True, "Whether it is learned")

    def _tell(self, name: str) -> None:
        names = [each for each, made in self.chips.items() if made.isChecked()]
        if not names:  # nothing could be learned
            self.chips[name].setChecked(True)
            return
        between = "\n" if any("," in name for name in names) else ","
        self.chosen.emit("" if len(names) == len(self.chips) else between.join(names))
