"""The name of the palette, with a menu to choose another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from ganstudio.drawing import recolouring
from ganstudio.drawing.marks import Colour
from ganstudio.studio.file_memory import Folders, free_name
from ganstudio.studio.palettes import Palettes
from ganstudio.ui.file_dialogs import PICTURES, ask_open, ask_save
from ganstudio.ui.parts import button, heading, row, tool

_FILES = "Palettes (*.gpl *.txt *.hex)"


class PaletteMenu(QWidget):
    def __init__(self, palettes: Palettes, colour: Callable[[], Colour], folders: Folders) -> None:
        super().__init__()
        self._palettes, self._colour, self._folders = palettes, colour, folders
        self.name = button("", self.open, "chevron-down", "plain", "Choose a palette")
        self.add = tool("plus", lambda: palettes.add(colour()), "Add the colour in the hand to this palette")
        self.setLayout(row(heading("Palette"), self.name, None, self.add))
        palettes.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        self.name.setText(self._palettes.current.name)

    def menu(self) -> QMenu:
        """What can be chosen now."""
        made = QMenu(self)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for palette in self._palettes.built_in():
            made.addAction(palette.name, partial(self._palettes.choose, palette))
        own = self._palettes.own()
        if own:
            made.addSeparator()
        for palette in own:
            made.addAction(palette.name, partial(self._palettes.choose, palette))
        made.addSeparator()
        harmonies = made.addMenu("Going with the colour in the hand")
        for name, colours in recolouring.harmonies(self._colour()).items():
            harmonies.addAction(name.capitalize(), partial(self._palettes.show_colours, name.capitalize(), colours))
        made.addAction("From a picture…", self._choose_picture)
        made.addAction("Import…", self._choose_file)
        made.addAction("Export…", self._choose_target)
        delete = made.addAction("Delete this palette", self._palettes.delete)
        delete.setEnabled(self._palettes.is_own)
        return made

    def open(self) -> None:
        self.menu().popup(self.name.mapToGlobal(QPoint(0, self.name.height() + 2)))

    def _choose_picture(self) -> None:
        take, folder = self._folders.remembering("pictures", self._palettes.take_from)
        ask_open(self, "Take the colours of a picture", PICTURES, take, folder)

    def _choose_file(self) -> None:
        read, folder = self._folders.remembering("palettes", self._palettes.read)
        ask_open(self, "Import a palette", _FILES, read, folder)

    def _choose_target(self) -> None:
        write, folder = self._folders.remembering("palettes", self._palettes.write)
        name = free_name(folder, f"{self._palettes.current.name.replace('/', '-')}.gpl")
        ask_save(self, "Export the palette", _FILES, ".gpl", write, folder, name)
