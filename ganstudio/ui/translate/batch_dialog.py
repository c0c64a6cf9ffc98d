"""Many pictures changed alike: a queue with its progress, which can be stopped, and a sentence for each failure."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.core.text import counted, readable
from ganstudio.studio import translation_batch
from ganstudio.studio.file_memory import Folders
from ganstudio.studio.open_pictures import OpenPicture
from ganstudio.studio.picture_saving import FORMATS
from ganstudio.studio.studio import Studio
from ganstudio.studio.translation_batch import BatchPlan, Outcome
from ganstudio.ui.chips import Chips
from ganstudio.ui.control_widgets import Switch
from ganstudio.ui.file_dialogs import ask_folder
from ganstudio.ui.parts import ElidedLabel, button, label, row, wrapped
from ganstudio.ui.train.bar import ProgressLine
from ganstudio.ui.translate.troubles import Troubles
from ganstudio.ui.workspace import AddSet

_NONE = "none chosen"


class _Told(QObject):
    """Brings what the thread says to the window."""

    done = Signal(object)
    share = Signal(float)


class BatchDialog(QDialog):
    """`pairs`: before and after are kept, as a set to learn from. `asked` carries a Request."""

    asked = Signal(object)

    def __init__(self, parent: QWidget, studio: Studio, pictures: Sequence[OpenPicture], folders: Folders,
                 pairs: bool = False) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Make a set of pairs" if pairs else "Change many pictures")
        self.setMinimumWidth(560)
        self._studio, self._open, self._folders, self._pairs = studio, tuple(pictures), folders, pairs
        self.source: Path | None = None  # None: what is open
        self.out: Path | None = None
        self.suffix = ".png"
        self.outcomes: list[Outcome] = []
        self._running = self._stopped = self._ended = False
        self._told = _Told()
        self._told.done.connect(self._advance)
        self._told.share.connect(self._show_share)
        self._make_parts()
        self._lay_out()
        self._show()

    def _make_parts(self) -> None:
        self._from, self._to = ElidedLabel(_NONE, "dim", 13), ElidedLabel(_NONE, "dim", 13)
        self.opened = button("Those that are open", self.use_open, tip="The pictures of the strip")
        self.choose = button("A folder…", self._choose_source)
        self.formats = Chips("Format")
        self.formats.chosen.connect(self.set_format)
        self.skip = Switch("Skip those that exist", "A result that is there already is not made again.")
        self.skip.set_value(True)
        self.progress, self.words, self.troubles = ProgressLine(), wrapped("", "dim", 12), Troubles()
        self.progress.hide()
        self.show_folder = button("Open the folder", self._open_folder, "folder")
        self.use_set = button("Look at the set", self._use_set, "data")
        self.close_button = button("Close", self.reject)
        self.start = button("Change them", self.run, kind="primary")

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        if self._pairs:
            layout.addWidget(wrapped("Each picture and what the model makes of it become a pair, in two folders. Data "
                                     "shows them as a set that other models can learn from."))  # fmt: skip
        layout.addLayout(row(_fixed("Pictures"), self._from, self.opened, self.choose))
        layout.addLayout(row(_fixed("Results"), self._to, button("Choose…", self._choose_out)))
        layout.addLayout(row(_fixed("Format"), self.formats))
        layout.addLayout(row(label("Skip those that exist", "dim"), None, self.skip))
        layout.addWidget(self.progress)
        layout.addWidget(self.words)
        layout.addWidget(self.troubles)
        layout.addLayout(row(self.show_folder, self.use_set, None, self.close_button, self.start))

    # -- choosing ----------------------------------------------------------------------------------------

    def _choose_source(self) -> None:
        ask_folder(self, "Folder with pictures", self.set_source, self._folders.of("pictures to change"))

    def _choose_out(self) -> None:
        ask_folder(self, "Folder for the results", self.set_out, self._folders.of("changed pictures"))

    def use_open(self) -> None:
        self.source = None
        self._show()

    def set_source(self, folder: Path) -> None:
        self.source = folder
        self._folders.keep("pictures to change", folder)
        self._show()

    def set_out(self, folder: Path) -> None:
        self.out = folder
        self._folders.keep("changed pictures", folder)
        self._show()

    def set_format(self, suffix: str) -> None:
        self.suffix = suffix
        self._show()

    @property
    def _target(self) -> Path | None:
        """Where results go: beside what they are made from, until another folder is chosen."""
        beside = self.source or next((each.path.parent for each in self._open if each.path is not None), None)
        if self.out is not None or beside is None:
            return self.out
        return beside.with_name(f"{beside.name} {'pairs' if self._pairs else 'changed'}")

    def _show(self) -> None:
        count = len(self._open)
        self._from.set_text(str(self.source) if self.source else counted(count, "open picture") if count else _NONE)
        self._to.set_text(str(self._target) if self._target else _NONE)
        self.opened.setVisible(bool(count) and self.source is not None)
        self.formats.set_choices([(suffix, name, f"As {name}") for suffix, name in FORMATS.items()], self.suffix)
        has_all = self._target is not None and (self.source is not None or count > 0)
        self.start.setEnabled(self._running or (has_all and self._studio.translating.ready is not None))
        self.start.setText("Stop" if self._running else "Change them")
        made = self._ended and any(each.problem is None for each in self.outcomes)
        self.show_folder.setVisible(made)
        self.use_set.setVisible(made and self._pairs)
        for part in (self.opened, self.choose, self.formats, self.skip):
            part.setEnabled(not self._running)

    # -- working -----------------------------------------------------------------------------------------

    def run(self) -> None:
        """Start, or stop at the picture that is being made."""
        opened, target = self._studio.translating.ready, self._target
        if self._running:
            self._stopped = True
        elif opened is not None and target is not None:
            self._running, self._stopped, self._ended, self.outcomes = True, False, False, []
            self.out = target
            self.troubles.clear()
            self.progress.show()
            wishes, skip = self._studio.translating.wishes, bool(self.skip.value())
            plan = BatchPlan(self._open, target, opened.translator, wishes, self.suffix, skip, self._pairs)
            self._studio.jobs.run("Changing pictures", self._guarded(plan), self._finished)
            self._show()

    async def _guarded(self, plan: BatchPlan) -> StudioError | None:
        try:
            await asyncio.to_thread(self._work, plan, self.source)
        except StudioError as error:
            return error
        except asyncio.CancelledError:
            self._stopped = True  # the program ends
            raise
        return None

    def _work(self, plan: BatchPlan, source: Path | None) -> None:
        told = self._told  # the dialog may be gone before its thread is
        if source is not None:
            pictures = translation_batch.in_folder(source)
            plan = BatchPlan(pictures, plan.out, plan.translator, plan.wishes, plan.suffix, plan.skip, plan.pairs)
        for outcome in translation_batch.run(plan, lambda: self._stopped, told.share.emit):
            told.done.emit((outcome, len(plan.pictures)))

    def _show_share(self, share: float) -> None:
        self.progress.set_share(share)

    def _advance(self, told: tuple[Outcome, int]) -> None:
        outcome, total = told
        self.outcomes.append(outcome)
        self.progress.set_share(len(self.outcomes) / max(1, total))
        if outcome.problem is not None:
            self.troubles.add(str(outcome.problem))
        self.words.setText(f"{len(self.outcomes):,} of {total:,}: {readable(outcome.name)}")

    def _finished(self, problem: StudioError | None) -> None:
        if not shiboken6.isValid(self):  # closed meanwhile
            return
        self._running, self._ended = False, True
        self.words.setText(str(problem) if problem is not None else self._summary())
        self._show()

    def _summary(self) -> str:
        failed = sum(each.problem is not None for each in self.outcomes)
        skipped = sum(each.skipped for each in self.outcomes)
        made = len(self.outcomes) - failed - skipped
        ended = "Stopped after" if self._stopped else "Changed"
        there = f" {counted(skipped, 'was', 'were')} there already." if skipped else ""
        return f"{ended} {counted(made, 'picture')}.{there}" + (f" {failed:,} could not be changed:" if failed else "")

    def _open_folder(self) -> None:
        if self.out is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.out)))

    def _use_set(self) -> None:
        if self.out is not None:
            self.asked.emit(AddSet(self.out))
            self.accept()

    def reject(self) -> None:
        self._stopped = True
        super().reject()


def _fixed(text: str) -> QWidget:
    made = label(text, "dim")
    made.setFixedWidth(64)
    return made
