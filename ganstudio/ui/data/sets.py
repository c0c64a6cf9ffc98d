"""The left column of Data: one's own sets, the built-in ones, and the ways to get more."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QVBoxLayout, QWidget

from ganstudio.data.sets.dataset import BUILT_IN, FOUND, OWN, DataSet
from ganstudio.studio.pictures import Pictures
from ganstudio.ui import theme
from ganstudio.ui.parts import button, clear, column, heading, inspector, wrapped
from ganstudio.ui.train.choosers import Card, show_data

_GROUPS = ((OWN, "Yours"), (BUILT_IN, "Built in"), (FOUND, "On this computer"))
_ARCHIVES = "Archives and tables (*.zip *.tar *.gz *.tgz *.bz2 *.xz *.parquet *.npz *.csv);;All files (*)"


class SetList(QWidget):
    """Cards of all sets. `download_wanted` asks for the list of well-known ones."""

    download_wanted = Signal()

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._pictures = pictures
        self.cards: dict[str, Card] = {}
        self._content = QVBoxLayout()
        self._content.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
        self._content.setSpacing(theme.GAP)
        inner = QWidget()
        inner.setLayout(self._content)
        self.add = button("Add pictures…", self._open_menu, "plus", tip="A folder, an archive, or a known set")
        self.menu = QMenu(self)
        for text, act in (
            ("Folder…", self._choose_folder),
            ("Two folders as domains or pairs…", self._choose_two),
            ("Archive or table…", self._choose_archive),
            ("Single pictures…", self._choose_files),
            ("Well-known set…", self.download_wanted.emit),
        ):
            self.menu.addAction(text).triggered.connect(lambda _on=False, act=act: act())
        foot = column(self.add)
        foot.setContentsMargins(theme.PADDING, theme.GAP, theme.PADDING, theme.PADDING)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inspector(inner, foot))
        pictures.listed.connect(self.refresh)
        pictures.chosen.connect(self._mark)
        pictures.face_ready.connect(self._show_face)
        self.refresh()

    def refresh(self) -> None:
        clear(self._content)
        self.cards = {}
        for source, title in _GROUPS:
            members = [data for data in self._pictures.sets if data.source == source]
            if not members and source != OWN:
                continue
            self._content.addWidget(heading(title))
            if not members:
                self._content.addWidget(wrapped("Drop a folder of pictures here, or press Add pictures.", "faint"))
            for data in members:
                self._content.addWidget(self._card(data))
            self._content.addSpacing(theme.GAP)
        self._content.addStretch(1)
        self._mark()

    def _card(self, data: DataSet) -> Card:
        card = Card(checkable=True)
        show_data(card, data, self._pictures.face(data))
        card.setToolTip(data.summary if data.source != OWN else "\n".join(map(str, data.origin)))
        card.clicked.connect(lambda _on=False: self._pictures.choose(data))
        self.cards[data.key] = card
        return card

    def _show_face(self, key: str) -> None:
        data = next((data for data in self._pictures.sets if data.key == key), None)
        if data is not None and key in self.cards:
            show_data(self.cards[key], data, self._pictures.face(data))

    def _mark(self) -> None:
        current = self._pictures.data.key if self._pictures.data is not None else ""
        for key, card in self.cards.items():
            card.setChecked(key == current)

    # -- adding ------------------------------------------------------------------------------------------

    def _open_menu(self) -> None:
        above = self.add.mapToGlobal(self.add.rect().topLeft())
        above.setY(above.y() - self.menu.sizeHint().height() - 4)
        self.menu.popup(above)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, "Choose the folder of your pictures")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self._pictures.add([Path(name)]))
        dialog.open()

    def _choose_two(self) -> None:
        first = QFileDialog(self, "Choose the first folder")
        second = QFileDialog(self, "Choose the second folder")
        for dialog in (first, second):
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        first.fileSelected.connect(lambda _name: second.open())
        second.fileSelected.connect(lambda name: self._pictures.add([Path(first.selectedFiles()[0]), Path(name)]))
        first.open()

    def _choose_archive(self) -> None:
        dialog = QFileDialog(self, "Choose an archive or a table of pictures", "", _ARCHIVES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self._pictures.add([Path(name)]))
        dialog.open()

    def _choose_files(self) -> None:
        dialog = QFileDialog(self, "Choose pictures")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self._pictures.add([Path(name) for name in names]))
        dialog.open()
