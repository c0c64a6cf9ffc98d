"""The Lab: a GAN small enough to be seen whole, settings beside each other, and lessons that use both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ganstudio.core.text import readable
from ganstudio.data.lab import drawn
from ganstudio.data.sets import catalogue
from ganstudio.studio.lab import NAMES
from ganstudio.studio.lessons import Lesson
from ganstudio.studio.side import Side
from ganstudio.studio.studio import Studio
from ganstudio.ui import theme
from ganstudio.ui.file_dialogs import ask_save
from ganstudio.ui.lab import pictures
from ganstudio.ui.lab.bar import LabBar, ShownChips
from ganstudio.ui.lab.inspector import LabInspector
from ganstudio.ui.lab.lesson_view import LessonView
from ganstudio.ui.lab.losses_dialog import LossesDialog
from ganstudio.ui.lab.moments import Moments
from ganstudio.ui.lab.plane import Shown
from ganstudio.ui.lab.tracks import Tracks
from ganstudio.ui.lab.view import LabView
from ganstudio.ui.panes import Panes
from ganstudio.ui.parts import column
from ganstudio.ui.workspace import Claim, ShowDraft, Workspace

_LESSONS = 168  # px at least: three columns are to fit a small screen
_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut
KEYS = "Space run or pause · D, G one step of a network · . one step · B back"


class LabPanel(Workspace):
    """Settings at the left, what they do in the middle, the lessons at the right."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio, self.lab = studio, studio.lab
        self.folder = studio.places.data / "points"
        self.views = [LabView() for _ in NAMES]
        self.inspector = LabInspector(self.lab, self.folder)
        self.bar = LabBar(self.lab, self.attempt, self._run, [
            ("Begin anew from the same seed\tR", self._anew),
            ("Save the picture as SVG…", lambda: self._save("svg")),
            ("Save the picture as PNG…", lambda: self._save("png")),
            ("Save the figures as CSV…", lambda: self._save("csv")),
            ("Compare all losses…", self.compare),
        ])  # fmt: skip
        self.lessons = LessonView(self.lab)
        self.chips, self.moments = ShownChips(), Moments()
        self.tracks = Tracks(self.chips)
        self._lay_out()
        self._connect()
        self._show_sides()

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setContentsMargins(theme.PADDING, 0, theme.PADDING, 0)
        self._grid.setSpacing(theme.PADDING)
        middle = QWidget()
        for view in self.views:  # before they are shown, or they would be windows of their own
            view.setParent(middle)
        whole = column(self.bar, spacing=0)
        whole.addLayout(self._grid, 1)
        whole.addWidget(self.moments)
        whole.addWidget(self.tracks)
        middle.setLayout(whole)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Panes("lab", self._studio.settings, [self.inspector, middle, self.lessons], middle))
        self.lessons.setMinimumWidth(_LESSONS)

    def _connect(self) -> None:
        lab = self.lab
        lab.changed.connect(self._show_sides)
        lab.state_changed.connect(self._show_state)
        lab.looked.connect(self._look)
        lab.moment.connect(self._keep_moment)
        lab.told.connect(self.told)
        self.chips.changed.connect(self._show_as)
        self.inspector.side_chosen.connect(lambda _index: self._show_sides())
        self.inspector.draw_wanted.connect(self._let_draw)
        self.inspector.use_wanted.connect(lambda name: self.attempt(lambda: self._use_drawn(name)))
        self.inspector.failed.connect(self.failed)
        self.lessons.failed.connect(self.failed)
        self.lessons.train_wanted.connect(self._train)
        for view in self.views:
            view.chosen.connect(lambda name: self.inspector.choose(NAMES.index(name)))
        acts = {"Space": self._toggle, "D": lambda: lab.step("discriminator"), "G": lambda: lab.step("generator"),
                ".": lab.step, "B": lab.back, "R": self._anew}  # fmt: skip
        for key, act in acts.items():
            QShortcut(QKeySequence(key), self, lambda act=act: self.attempt(act), context=_HERE)

    # -- verbs --------------------------------------------------------------------------------------------

    def _run(self) -> None:
        self.attempt(self.lab.go_on if self.lab.state == "paused" else self._anew)

    def _anew(self) -> None:
        self.moments.clear()
        self.lab.start()

    def _toggle(self) -> None:
        if self.lab.state == "running":
            self.lab.pause()
        elif self.lab.state == "paused":
            self.lab.go_on()
        else:
            self._anew()

    def compare(self) -> LossesDialog:
        """The table of losses, made anew."""
        self.lab.stop()
        dialog = LossesDialog(self, self._studio)
        dialog.open()
        return dialog

    def _train(self, lesson: Lesson) -> None:
        assert lesson.trains is not None
        family, preset, data = lesson.trains

        def prepare() -> None:
            self._studio.draft.choose_family(family, preset)
            self._studio.draft.choose_data(catalogue.find(data, [self._studio.places.data]))
            self.asked.emit(ShowDraft())

        self.attempt(prepare)

    # -- a distribution of one's own ----------------------------------------------------------------------

    def _let_draw(self, on: bool) -> None:
        if on:
            self.lab.stop()
            if self.lab.distribution.dimensions == 1:
                self.lab.choose("ring")
        self.views[0].let_draw(on)

    def _use_drawn(self, name: str) -> None:
        path = drawn.free(self.folder, _file_name(name))
        drawn.write(path, self.views[0].trace)
        self.inspector.end_drawing()
        self.lab.choose(str(path))
        self.inspector.refresh_sets()

    def claim(self, paths: Sequence[Path]) -> Claim:
        """Distributions, and other tables while it is in front: elsewhere these are of pixels."""
        table = self.isVisible() and paths[0].suffix.lower() in (".csv", ".tsv")
        return Claim.EXACTLY if table or drawn.is_drawn(paths[0]) else Claim.NONE

    def take(self, paths: Sequence[Path]) -> None:
        self.attempt(lambda: self.lab.choose(str(drawn.taken(paths[0], self.folder))))

    # -- showing ------------------------------------------------------------------------------------------

    @property
    def shown_views(self) -> list[LabView]:
        return self.views[: len(self.lab.sides)]

    def _show_sides(self) -> None:
        lab, current = self.lab, self.inspector.current
        several = len(lab.sides) > 1
        for number, (view, side) in enumerate(zip(self.views, lab.sides)):
            view.show_side(
                side, side.title or lab.title(number), lab.distribution, lab.real, several and number == current
            )
        for number, view in enumerate(self.views):
            self._grid.removeWidget(view)
            view.setVisible(number < len(lab.sides))
            if number < len(lab.sides):
                self._grid.addWidget(view, *self._place(number))
        if not any(side.run for side in lab.sides):
            self.moments.clear()
        self.moments.setVisible(lab.distribution.dimensions == 1)
        self._look()
        self._show_state()

    def _place(self, number: int) -> tuple[int, int]:
        """Two lie beside each other in the plane, and below each other on a line, which is wide."""
        if self.lab.distribution.dimensions == 1 and len(self.lab.sides) == 2:
            return number, 0
        return divmod(number, 2)

    def _show_state(self) -> None:
        self.bar.show_state()
        self.chips.suit(self.lab)

    def _show_as(self, shown: Shown) -> None:
        for view in self.views:
            view.set_shown(shown)

    def _look(self) -> None:
        for view in self.shown_views:
            view.look()
        self.tracks.show_sides(self.lab.sides, self.lab.distribution)

    def _keep_moment(self, side: Side, moment: str) -> None:
        view = next(view for view in self.shown_views if view.side is side)
        self.moments.keep(side, moment, pictures.pixmap(view))

    def _save(self, kind: str) -> None:
        def save(path: Path) -> None:
            self.attempt(lambda: pictures.save(path, self.shown_views, self.lab))

        ask_save(self, "Save what is shown", f"{kind.upper()} (*.{kind})", f".{kind}", save, name=f"lab.{kind}")

    def enter(self) -> None:
        self.lab.is_watched = True
        self.setFocus()

    def leave(self) -> None:
        self.lab.is_watched = False

    def restyle(self) -> None:
        self.bar.restyle()
        self.lessons.restyle()
        self.inspector.refresh_sets()
        self._look()

    def finish(self) -> None:
        self.lab.stop()


def _file_name(name: str) -> str:
    """What may be the name of a file."""
    kept = "".join(letter if letter.isalnum() or letter in " -_" else "-" for letter in readable(name)).strip()
    return kept[:60] or "drawn"
