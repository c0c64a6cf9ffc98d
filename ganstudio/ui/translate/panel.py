"""Translate: pictures of yours changed by a model, before and after; runs on onnxruntime alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.data.files import kinds
from ganstudio.data.sets import catalogue
from ganstudio.studio import example_pictures, open_pictures, translation_models
from ganstudio.studio.file_memory import Folders
from ganstudio.studio.studio import Studio
from ganstudio.studio.translating import AGAIN, BEFORE, CHANGED, Answer, Opened, Request
from ganstudio.ui import theme
from ganstudio.ui.file_dialogs import ask_several, dropped
from ganstudio.ui.panes import Panes
from ganstudio.ui.parts import ElidedLabel, column, frame, label, row
from ganstudio.ui.train.bar import ProgressLine
from ganstudio.ui.translate.bar import TranslateBar
from ganstudio.ui.translate.batch_dialog import BatchDialog
from ganstudio.ui.translate.inspector import Inspector
from ganstudio.ui.translate.models import Models
from ganstudio.ui.translate.pyramid import pyramids, to_picture
from ganstudio.ui.translate.results import Results
from ganstudio.ui.translate.strip import Strip
from ganstudio.ui.translate.view import CompareView
from ganstudio.ui.translate.welcome import Welcome
from ganstudio.ui.workspace import Claim, ShowDraft, Workspace

_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut
_EXAMPLE = 320  # px of an example
_SET = "cartoon-glasses"  # what a newcomer trains on


class TranslatePanel(Workspace):
    """The model and the wishes at the left, the picture large, what is open below it."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio, self.translating = studio, studio.translating
        self.pictures = self.translating.pictures
        self.translating.prepare = pyramids
        self._folders = Folders(studio.settings)
        self._started = False
        self.view, self.welcome = CompareView(), Welcome()
        self.results = Results(self, studio, self._folders)
        self.inspector = Inspector(self.translating)
        self.models = Models(self, studio)
        more = [("Draw on it in Colour", self.results.send_to_colour),
                ("Make a set of pairs of these…", lambda: self.open_batch(pairs=True))]  # fmt: skip
        self.bar = TranslateBar(self.results.copy, self.results.choose_save, more)
        self.strip = Strip(self.pictures, self.choose_pictures)
        self.progress = ProgressLine()
        self._name, self._facts = ElidedLabel("", "dim", 12), label(tone="faint", size=12)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._show_state()

    # -- layout ------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(self.view)
        stage = frame("stage", column(self._stack), (1, 1, 1, 1))
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        self.progress.hide()
        said = row(self._name, self._facts)
        said.setStretch(0, 1)
        middle = column(stage, self.progress, said, spacing=4)
        middle.setStretch(0, 1)
        middle.setContentsMargins(theme.PADDING, 0, theme.PADDING, 8)
        right = QWidget()
        whole = column(self.bar, spacing=0)
        whole.addLayout(middle, 1)
        whole.addWidget(self.strip)
        right.setLayout(whole)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Panes("translate", self._studio.settings, [self.inspector, right], right))

    def _connect(self) -> None:
        translating, pictures = self.translating, self.pictures
        translating.opened.connect(self._show_model)
        translating.found_none.connect(self._show_state)
        translating.failed.connect(self.failed)
        translating.answered.connect(self._show)
        translating.refused.connect(self._refuse)
        translating.progressed.connect(self._show_share)
        translating.busy_changed.connect(self._show_busy)
        pictures.changed.connect(self._show_state)
        pictures.chosen.connect(self._show_state)
        pictures.told.connect(lambda words: self.told.emit(words, "", "caution"))
        self.inspector.models_wanted.connect(lambda: self.models.open_below(self.inspector.model))
        self.inspector.batch_wanted.connect(self.open_batch)
        self.models.failed.connect(self.failed)
        self.models.asked.connect(self.asked)
        self.models.train_wanted.connect(self.train)
        self.bar.changed.connect(self._show_as)
        self.bar.drag_wanted.connect(self.results.drag)
        self.results.told.connect(self.told)
        self.results.failed.connect(self.failed)
        self.results.asked.connect(self.asked)
        self.view.looked.connect(self._show_facts)
        self.view.stepped.connect(pictures.step)
        self.view.loupe_wanted.connect(self.bar.loupe.toggle)
        self.welcome.open_wanted.connect(self.choose_pictures)
        self.welcome.examples_wanted.connect(self.open_examples)
        self.welcome.train_wanted.connect(self.train)
        self.welcome.model_wanted.connect(self.models.choose_file)
        keys = QKeySequence.StandardKey
        acts = {keys.Copy: self.results.copy, keys.Paste: self.paste, keys.Open: self.choose_pictures,
                keys.Save: self.results.choose_save}  # fmt: skip
        for pressed, act in acts.items():
            QShortcut(pressed, self, act, context=_HERE)

    # -- coming in ---------------------------------------------------------------------------------------

    def enter(self) -> None:
        """The model of last time, once somebody comes here."""
        if not self._started:
            self._started = True
            if self.translating.ready is None:
                self.translating.start()
        self.view.setFocus()

    def claim(self, paths: Sequence[Path]) -> Claim:
        """Models for here, and pictures and folders while it is in front: elsewhere they are to learn from."""
        if translation_models.takes_pictures(paths[0]):
            return Claim.EXACTLY
        is_ours = self.isVisible() and any(path.is_dir() or kinds.is_picture(path) for path in paths)
        return Claim.EXACTLY if is_ours else Claim.NONE

    def take(self, paths: Sequence[Path]) -> None:
        if paths[0].suffix.lower() == ".onnx":
            self.open_model(paths[0])
        else:
            self.open_pictures([path for path in paths if path.is_dir() or kinds.is_picture(path)])

    def open_model(self, path: Path) -> None:
        self._started = True
        self.attempt(lambda: self.translating.open(path))

    def open_pictures(self, paths: Sequence[Path]) -> None:
        """Folders are looked through beside the window."""

        def found(every: list[tuple[Path, str]]) -> None:
            self.pictures.take(every)
            if not every:
                self.told.emit("There are no pictures in it.", "Choose another folder.", "caution")

        self._studio.jobs.in_thread("Looking for pictures", lambda: open_pictures.found_in(paths), found)

    def choose_pictures(self) -> None:
        ask_several(self, "Open pictures", self.open_pictures)

    def paste(self) -> None:
        """A picture or files of the clipboard."""
        data = QApplication.clipboard().mimeData()
        if paths := dropped(data):
            self.open_pictures(paths)
        elif data.hasImage():
            self.pictures.hold([("pasted", to_picture(QApplication.clipboard().image()))])
        else:
            self.told.emit("There is no picture in the clipboard.", "Copy one in another program first.", "caution")

    def open_examples(self) -> None:
        """Pictures of the set that the model comes from, as large as is good to look at."""
        opened = self.translating.ready
        data = example_pictures.set_of(opened.choice.data) if opened is not None else None
        if opened is None or data is None:
            return
        size = max(_EXAMPLE, opened.choice.size)

        def hold(made: list[tuple[str, Image.Image]]) -> None:
            self.pictures.hold(made)

        self._studio.jobs.in_thread("Drawing examples", lambda: example_pictures.drawn(data, size), hold)

    def train(self) -> None:
        """Set the form of a new run to what shows it soonest."""
        family, preset = translation_models.FIRST

        def prepare() -> None:
            self._studio.draft.choose_data(catalogue.find(_SET, [self._studio.places.data]))
            self._studio.draft.choose_family(family, preset)
            self.asked.emit(ShowDraft())

        self.attempt(prepare)

    def open_batch(self, pairs: bool = False) -> BatchDialog:
        dialog = BatchDialog(self, self._studio, self.pictures.pictures, self._folders, pairs)
        dialog.asked.connect(self.asked)
        dialog.open()
        return dialog

    # -- showing -----------------------------------------------------------------------------------------

    def _show_model(self, _opened: Opened) -> None:
        self._show_state()

    def _show_as(self, name: str, on: bool) -> None:
        self.view.show_as(**{name: on})
        if name == "with_again":
            self.translating.set_again(on)

    def _show(self, answer: Answer) -> None:
        if answer.request.picture is not self.pictures.current:
            return
        before = self.results.answer
        fresh = before is None or before.request.picture is not answer.request.picture
        self.results.answer = answer
        self.view.set_parts(answer.seen, fresh)
        self._show_state()

    def _refuse(self, request: Request, error: StudioError) -> None:
        """A picture that cannot be read has nothing to show; one that cannot be changed is still seen."""
        if request.picture is not self.pictures.current:
            return
        answer = self.results.answer
        if answer is None or answer.request.picture is not request.picture:
            self.results.answer = None
            self.view.say(str(error))
        else:
            self.failed.emit(error)
        self._show_state()

    def _show_state(self) -> None:
        """Everything that follows from what is open."""
        opened, current = self.translating.ready, self.pictures.current
        if self.results.answer is not None and self.results.answer.request.picture is not current:
            self.results.answer = None
        self.inspector.show_model(opened)
        has_examples = opened is not None and example_pictures.set_of(opened.choice.data) is not None
        self.welcome.show_model(opened, not self._started or self.translating.looking, has_examples)
        self._stack.setCurrentWidget(self.view if current is not None else self.welcome)
        seen = self.results.answer.seen if self.results.answer is not None else {}
        can_return = opened is not None and opened.back is not None
        has_result, has_again = self.results.picture is not None, can_return or AGAIN in seen
        self.bar.enable(current is not None, BEFORE in seen, has_result, CHANGED in seen, has_again)
        self._name.set_text(current.name if current is not None else "")
        self._show_facts()

    def _show_facts(self) -> None:
        answer = self.results.answer
        if answer is None or BEFORE not in self.view.parts:
            self._facts.setText("")
            return
        size = self.view.picture.toSize()
        words = [f"{size.width():,} × {size.height():,}", f"{100 * self.view.scale:.0f} %"]
        if answer.result is not None:
            made = answer.result.picture.size
            words[0] += f" → {made[0]:,} × {made[1]:,}" if made != (size.width(), size.height()) else ""
            spent = answer.milliseconds
            words.append(f"{spent:.0f} ms" if spent < 1000 else f"{spent / 1000:.1f} s")
        self._facts.setText("    ".join(words))

    def _show_share(self, share: float) -> None:
        self.progress.set_share(share)
        self.progress.setVisible(share < 1.0 and self.translating.busy)

    def _show_busy(self, busy: bool) -> None:
        if not busy:
            self.progress.hide()
            self.progress.set_share(0.0)

    def restyle(self) -> None:
        self._show_state()
        self.view.update()
        self.strip.update()
