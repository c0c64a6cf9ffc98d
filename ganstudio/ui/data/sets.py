"""The left column of Data: one's own sets, the built-in ones, and the ways to get more."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from ganstudio.data.sets.dataset import BUILT_IN, FOUND, OWN, DataSet
from ganstudio.studio.pictures import Pictures
from ganstudio.ui import theme
from ganstudio.ui.file_dialogs import ask_folder, ask_open, ask_several
from ganstudio.ui.gallery.card import Card
from ganstudio.ui.gallery.choices import show_data
from ganstudio.ui.parts import button, clear, column, heading, inspector, wrapped

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
        self._content.setSpacing(theme.GAP)
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
        outer.addWidget(inspector(self._content, foot))
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
        ask_folder(self, "Choose the folder of your pictures", lambda folder: self._pictures.add([folder]))

    def _choose_two(self) -> None:
        def choose_second(first: Path) -> None:
            ask_folder(self, "Choose the second folder", lambda second: self._pictures.add([first, second]))

        ask_folder(self, "Choose the first folder", choose_second)

    def _choose_archive(self) -> None:
        title = "Choose an archive or a table of pictures"
        ask_open(self, title, _ARCHIVES, lambda path: self._pictures.add([path]))

    def _choose_files(self) -> None:
        ask_several(self, "Choose pictures", self._pictures.add)
