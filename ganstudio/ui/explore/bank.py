"""Directions at hand: each with its name, what it makes of the picture at -2, 0 and +2 sigma, and a slider."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QStackedLayout, QWidget

from ganstudio.core.pictures import Pixels
from ganstudio.core.text import signed
from ganstudio.export.latent.directions import HOW, Direction
from ganstudio.studio.directions import Directions
from ganstudio.studio.playing import STRIP
from ganstudio.ui.explore.sliders import NamedSlider
from ganstudio.ui.explore.thumb import Thumb
from ganstudio.ui.explore.words import DIRECTIONS, FEW_DIRECTIONS, LOOKING_FOR
from ganstudio.ui.parts import ElidedLabel, button, clear, column, heading, row, tool, wrapped

AT_HAND = 8
_SIDE = 52  # px
_REACH = 4.0
Moves = tuple[tuple[Direction, float], ...]


class Name(QWidget):
    """Words that become a line to write on by a double click. `renamed` carries what was written."""

    renamed = Signal(str)

    def __init__(self, text: str, tip: str) -> None:
        super().__init__()
        self._shown = ElidedLabel(text, size=12)
        self._shown.setToolTip(tip)
        self.line = QLineEdit(text)
        self.line.setAccessibleName("Name")
        self.line.editingFinished.connect(self._written)
        self.line.installEventFilter(self)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._shown)
        self._stack.addWidget(self.line)
        self._was = text
        self.setFixedHeight(24)

    def begin(self) -> None:
        self._stack.setCurrentIndex(1)
        self.line.setText(self._was)
        self.line.selectAll()
        self.line.setFocus()

    def mouseDoubleClickEvent(self, _event: object) -> None:
        self.begin()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.line.setText(self._was)
            self._stack.setCurrentIndex(0)
            return True
        return super().eventFilter(watched, event)

    def _written(self) -> None:
        if self._stack.currentIndex():
            self._stack.setCurrentIndex(0)
            if self.line.text() != self._was:
                self.renamed.emit(self.line.text())


class DirectionRow(QWidget):
    """One direction. `moved`: its slider was; `menu_wanted` carries itself and a place on the screen."""

    moved = Signal()
    menu_wanted = Signal(object, QPoint)

    def __init__(self, direction: Direction, number: int) -> None:
        super().__init__()
        self.direction = direction
        name = direction.name or f"Direction {number}"
        tip = (f"Found by {HOW.get(direction.how, direction.how)}. One sigma changes a pixel by "
               f"{100 * direction.effect:.1f} % of black to white. Double click to give it a name.")  # fmt: skip
        self.name = Name(name, tip)
        self.thumbs = tuple(
            Thumb(_SIDE, f"{name} at {signed(sigmas)}", f"{name} at {signed(sigmas)} sigma") for sigmas in STRIP
        )
        for thumb, sigmas in zip(self.thumbs, STRIP, strict=True):
            thumb.clicked.connect(lambda _on=False, sigmas=sigmas: self.jump(sigmas))
        self.slider = NamedSlider(name, -_REACH, _REACH, 0.0, tip, titled=False)
        self.slider.moved.connect(self._tell)
        self.more = tool("more", self._ask_menu, f"Rename, move or hide {name.lower()}")
        pictures = row(*self.thumbs, None, self.more, spacing=4)
        self.setLayout(column(self.name, pictures, self.slider, spacing=3))

    def jump(self, sigmas: float) -> None:
        """To one of the three pictures: a step of its own."""
        self.slider.gesture += 1
        self.slider.set_value(sigmas)

    def show_strip(self, pictures: Pixels) -> None:
        for thumb, picture in zip(self.thumbs, pictures, strict=True):
            thumb.show_picture(picture)

    def show_value(self, sigmas: float) -> None:
        self.slider.show_value(sigmas)
        self._mark()

    def _tell(self) -> None:
        self._mark()
        self.moved.emit()

    def _mark(self) -> None:
        for thumb, sigmas in zip(self.thumbs, STRIP, strict=True):
            thumb.setChecked(abs(self.slider.value - sigmas) < 0.01)

    def _ask_menu(self) -> None:
        self.menu_wanted.emit(self, self.more.mapToGlobal(QPoint(0, self.more.height())))


class Bank(QWidget):
    """The directions of the open model, eight at hand and the others on demand. `moved` carries a gesture."""

    moved = Signal(object)
    shown = Signal()  # other directions than before
    wanted = Signal()  # directions by the labels of the training pictures

    def __init__(self, directions: Directions) -> None:
        super().__init__()
        self._directions = directions
        self.rows: list[DirectionRow] = []
        self._all = False
        self._moves: dict[tuple[float, ...], tuple[Direction, float]] = {}
        self.words = wrapped("", "faint", 11)
        self.stop = button("Stop", directions.stop, kind="plain", tip="Leave off looking for directions")
        self.more = button("", self._toggle, kind="plain")
        self.hidden = button("Show hidden", directions.show_all, kind="plain", tip="Show every direction again")
        self.by_labels = button("Find by name", self.wanted.emit, kind="plain",
                                tip="What the training pictures were labelled with: glasses, smile…")  # fmt: skip
        self._rows = column(spacing=10)
        self.setLayout(column(
            row(heading("Directions"), None, self.stop, self.hidden, self.by_labels), self.words, self._rows,
            row(self.more, None), spacing=6,
        ))  # fmt: skip
        directions.changed.connect(self._show)
        directions.progressed.connect(self._progress)
        self._show()

    # -- what is shown -----------------------------------------------------------------------------------

    @property
    def values(self) -> Moves:
        """Sigmas along each direction that is not at rest, those that are hidden or not here too."""
        return tuple(each for each in self._moves.values() if each[1])

    def show_values(self, moves: Moves) -> None:
        self._moves = {each[0].vector: each for each in moves}
        for each in self.rows:
            each.show_value(self._sigmas(each.direction))

    def _sigmas(self, direction: Direction) -> float:
        return self._moves.get(direction.vector, (direction, 0.0))[1]

    def forget(self) -> None:
        """Another model."""
        self._all = False
        self.show_values(())

    def at_hand(self) -> tuple[Direction, ...]:
        return tuple(each.direction for each in self.rows)

    def show_strip(self, vector: tuple[float, ...], pictures: Pixels) -> None:
        for each in self.rows:
            if each.direction.vector == vector:
                each.show_strip(pictures)

    def _show(self) -> None:
        console = self._directions.console
        shown = console.shown if self._all else console.shown[:AT_HAND]
        if shown != self.at_hand():
            self._make_rows(shown)
        rest = len(console.shown) - len(shown)
        self.more.setVisible(rest > 0 or (self._all and len(console.shown) > AT_HAND))
        self.more.setText(f"{rest} more" if rest > 0 else "Fewer")
        self.hidden.setVisible(bool(console.hidden))
        self.stop.setVisible(self._directions.looking)
        self.by_labels.setHidden(self._directions.looking or not self._directions.may_look)
        if self._directions.looking:
            self.words.setText(LOOKING_FOR)
        else:
            self.words.setText(DIRECTIONS if shown else FEW_DIRECTIONS)

    def _make_rows(self, shown: Sequence[Direction]) -> None:
        clear(self._rows)
        self.rows = [DirectionRow(each, number) for number, each in enumerate(shown, 1)]
        for each in self.rows:
            each.show_value(self._sigmas(each.direction))
            each.moved.connect(lambda each=each: self._take(each))
            each.menu_wanted.connect(self._open_menu)
            each.name.renamed.connect(lambda text, one=each.direction: self._directions.rename(one, text))
            self._rows.addWidget(each)
        self.shown.emit()

    def _progress(self, done: int, total: int) -> None:
        self.words.setText(f"{LOOKING_FOR} {100 * done / max(1, total):.0f} %")

    def _toggle(self) -> None:
        self._all = not self._all
        self._show()

    # -- what a person does ------------------------------------------------------------------------------

    def _take(self, changed: DirectionRow) -> None:
        self._moves[changed.direction.vector] = (changed.direction, changed.slider.value)
        self.moved.emit((changed.direction.vector, changed.slider.gesture))

    def _open_menu(self, one: DirectionRow, place: QPoint) -> None:
        at, directions = self.rows.index(one), self._directions
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Rename…", one.name.begin)
        menu.addAction("Move up", lambda: directions.move(one.direction, -1)).setEnabled(at > 0)
        menu.addAction("Move down", lambda: directions.move(one.direction, 1)).setEnabled(at + 1 < len(self.rows))
        menu.addSeparator()
        menu.addAction("Hide", lambda: directions.hide(one.direction))
        menu.popup(place)
