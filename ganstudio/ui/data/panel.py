"""Data: bring your own pictures, see what they are, mend what is wrong, and train on them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ganstudio.data.files.archives import is_archive
from ganstudio.data.sets.catalogue import is_collection
from ganstudio.data.sets.dataset import OWN, DataSet
from ganstudio.studio.pictures import Pictures
from ganstudio.studio.studio import Studio
from ganstudio.ui import theme
from ganstudio.ui.chips import Chips
from ganstudio.ui.data.downloads_dialog import DownloadsDialog
from ganstudio.ui.data.sets import SetList
from ganstudio.ui.data.setup import Setup
from ganstudio.ui.data.stage import SetStage
from ganstudio.ui.data.xray import XRay
from ganstudio.ui.panes import Panes
from ganstudio.ui.parts import column, heading, inspector, wrapped
from ganstudio.ui.workspace import AddSet, Claim, Request, TrainOn, Workspace


def source_words(data: DataSet) -> str:
    """Where the pictures come from, and under which licence."""
    places = [str(path) for path in data.origin[:3]] if data.source == OWN else []
    return "\n".join([*places, f"{data.layout[:1].upper()}{data.layout[1:]}", f"Licence: {data.licence}"])


_LIST_WIDTH = 260  # px: the pictures need the room


class DataPanel(Workspace):
    """The sets at the left, pictures of the chosen one in the middle, what is odd about them at the right."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._pictures: Pictures = studio.pictures
        self.sets = SetList(self._pictures)
        self.stage = SetStage(self._pictures)
        self.xray = XRay()
        self.setup = Setup(self._pictures)
        self.tabs = Chips("X-ray or preparation")
        self.tabs.chosen.connect(self._turn)
        self._tab = "xray"
        self._was_reading = False
        self._source = wrapped(tone="faint", size=11)
        self._side = self._right()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        panes = Panes("data", studio.settings, [self.sets, self.stage, self._side], self.stage)
        panes.set_usual(0, _LIST_WIDTH)
        layout.addWidget(panes)
        self._pictures.chosen.connect(self._begin)
        self._pictures.looked.connect(self._show)
        self._pictures.told.connect(self.told)
        self._pictures.worked.connect(self._follow)
        self.xray.mended.connect(self._pictures.mend)
        self.xray.mended_all.connect(self._pictures.mend_all)
        self.xray.picked.connect(lambda name: self._pictures.leave_out([name]))
        QShortcut(QKeySequence.StandardKey.Undo, self, self._pictures.undo,
                  context=Qt.ShortcutContext.WidgetWithChildrenShortcut)  # fmt: skip
        self.stage.train_wanted.connect(self._train)
        self.sets.download_wanted.connect(self.open_downloads)
        self._show()

    def _right(self) -> QWidget:
        self._source_title = heading("Source")
        content = column(self.tabs, 4, self.xray, self.setup, theme.GAP, self._source_title, self._source, None)
        return inspector(content)

    def _show(self) -> None:
        data, look = self._pictures.data, self._pictures.look
        for part in (self.tabs, self._source_title, self._source):
            part.setVisible(data is not None)
        if data is None:
            self.xray.say("What is odd about the pictures of a set is said here.")
            self._turn("xray")
            return
        self._was_reading = self._pictures.is_reading
        number = len(look.report.open_points) if look is not None and not self._was_reading else 0
        tabs = (("xray", f"X-ray · {number}" if number else "X-ray", "What is wrong with these pictures"),
                ("setup", "Prepare", "How the network will see them"))  # fmt: skip
        self.tabs.set_choices(tabs, self._tab)
        if self._was_reading or look is None:
            self.xray.say("Reading…" if self._was_reading else "Not read yet.")
        else:
            self.xray.show_look(look)
        self.setup.show_set(data)
        self._source.setText(source_words(data))
        self._turn(self._tab)

    def _follow(self) -> None:
        """Reading has begun or ended: what was said of the pictures before is not said while they are read."""
        if self._pictures.is_reading != self._was_reading:
            self._show()

    def _begin(self) -> None:
        self.xray.forget()
        self._show()

    def _turn(self, tab: str) -> None:
        """X-ray or preparation."""
        self._tab = tab
        self.xray.setVisible(tab == "xray")
        self.setup.setVisible(tab == "setup")
        for key, made in self.tabs.chips.items():
            made.setChecked(key == tab)

    def enter(self) -> None:
        self._pictures.refresh()

    def claim(self, paths: Sequence[Path]) -> Claim:
        path = paths[0]
        return Claim.PERHAPS if path.is_dir() or is_archive(path) or is_collection(path) else Claim.NONE

    def take(self, paths: Sequence[Path]) -> None:
        self._pictures.add(paths)

    def answer(self, request: Request) -> bool:
        if isinstance(request, AddSet):
            self._pictures.add([request.path])
        return isinstance(request, AddSet)

    def choose(self, data: DataSet) -> None:
        self._pictures.choose(data)

    def open_downloads(self) -> None:
        dialog = DownloadsDialog(self, self._pictures)
        dialog.open()

    def _train(self) -> None:
        if self._pictures.data is not None:
            self.asked.emit(TrainOn(self._pictures.data, self._pictures.size))

    def restyle(self) -> None:
        self.sets.refresh()
        self.stage.restyle()
        self._show()
