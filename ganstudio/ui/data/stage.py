"""The middle of Data: what the set is in words, its pictures as the network sees them, and its balance."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from ganstudio.core.sets import ATTRIBUTES, DOMAINS, LABELLED, PAIRS, PHOTOGRAPHS
from ganstudio.data.sets.dataset import FACES, OWN, DataSet
from ganstudio.data.sets.store import Look
from ganstudio.studio.pictures import Pictures
from ganstudio.studio.work import Work
from ganstudio.ui import theme
from ganstudio.ui.data.bars import Bars
from ganstudio.ui.data.sheet import sheets
from ganstudio.ui.grid import GridView
from ganstudio.ui.parts import ElidedLabel, button, column, frame, row, tool
from ganstudio.ui.train.bar import clock

_KINDS = {
    PAIRS: "Pairs", DOMAINS: "Two domains", ATTRIBUTES: "Attributes", PHOTOGRAPHS: "Photographs", LABELLED: "Classes",
}  # fmt: skip
_EMPTY = "Choose a set on the left, or drop a folder, an archive or pictures here."


class SetStage(QWidget):
    """Shows the Look of Pictures. `train_wanted` asks to train on it."""

    train_wanted = Signal()

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._pictures = pictures
        self._seed = 0
        self.title, self.facts = ElidedLabel(size=16), ElidedLabel(tone="dim", size=12)
        self.title.setFont(theme.font(16, QFont.Weight.DemiBold))
        self.train = button("Train on these", self.train_wanted.emit, "train", "primary", "Choose them in Train")
        self.others = tool("dice", self.show_others, "Show other pictures of the set")
        self.again = tool("reset", pictures.rescan, "Rescan: look at the files again")
        self.forget = tool("trash", self._forget, "Remove from this list; the pictures stay where they are")
        self.view = GridView("Pictures as the network sees them", _EMPTY)
        self.bars = Bars()
        self.bars.chosen.connect(lambda _index: self.draw())
        self.view.picked.connect(self._pick)
        self.progress = Progress(pictures)
        self._lay_out()
        self._settle = QTimer(self, singleShot=True, interval=60)
        self._settle.timeout.connect(self.draw)
        self.view.installEventFilter(self)
        pictures.chosen.connect(self._begin)
        pictures.looked.connect(self._show)
        pictures.worked.connect(self._show_tools)
        pictures.worked.connect(self._show_facts)
        self._show_tools()

    def _lay_out(self) -> None:
        words = column(self.title, self.facts, spacing=2)
        head = row(spacing=theme.GAP)
        head.addLayout(words, 1)
        for widget in (self.others, self.again, self.forget, self.train):
            head.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PADDING, 10, theme.PADDING, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.progress)
        layout.addWidget(frame("stage", column(self.view), (1, 1, 1, 1)), 1)
        layout.addWidget(self.bars)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._pictures.look is not None:
            self._settle.start()
        return False

    # -- showing -----------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Another set was chosen: its pictures come when they are read."""
        data = self._pictures.data
        self.view.set_sheets([])
        self.view.set_empty("Reading…" if data is not None else _EMPTY)
        self.bars.show_values((), (), ())
        self.title.set_text(data.title if data is not None else "")
        self._show_facts()
        self._show_tools()

    def _show(self) -> None:
        look = self._pictures.look
        if look is None:
            return
        self.title.set_text(look.data.title)
        self._show_facts()
        self._show_balance(look)
        self.draw()
        self._show_tools()

    def _show_facts(self) -> None:
        """The numbers of this set; while it is read nothing is known of it, and nothing is said."""
        data, look = self._pictures.data, self._pictures.look
        if self._pictures.is_reading and data is not None:
            self.facts.set_text("Reading…")
        elif look is not None:
            self.facts.set_text(facts_of(look))
        else:
            self.facts.set_text(_first_words(data) if data is not None else "")

    def _show_balance(self, look: Look) -> None:
        report = look.report
        if look.data.kind in (LABELLED, DOMAINS) and report.class_counts:
            names, values = report.selection.classes, [float(number) for number in report.class_counts]
            texts = [f"{number:,}" for number in report.class_counts]
        else:
            names, values = look.data.attributes, [float(share) for share in report.shares]
            names, texts = tuple(name.replace("_", " ") for name in names), [f"{share:.0%}" for share in values]
        current = self.bars.current
        self.bars.show_values(names, values, texts)
        self.bars.current = current if current < len(names) else -1

    def draw(self) -> None:
        """A handful of pictures, as the network will see them."""
        look = self._pictures.look
        if look is None:
            return
        before = [(sheet.keys, sheet.image.size()) for sheet in self.view.sheets]
        made = sheets(look, self.view.size(), self._seed, self.bars.current)
        self.view.set_sheets(made)
        if [
            (sheet.keys, sheet.image.size()) for sheet in made
        ] != before:  # the same ones stay where they were zoomed to
            self.view.fit()

    def _pick(self, which: int, cell: int) -> None:
        """A click leaves a picture out, or takes it in again."""
        look = self._pictures.look
        if look is not None and not self._pictures.is_reading:
            self._pictures.leave_out([look.report.collection.name(self.view.sheets[which].keys[cell])])

    def show_others(self) -> None:
        self._seed += 1
        self.draw()

    def _show_tools(self) -> None:
        data, look = self._pictures.data, self._pictures.look
        self.train.setEnabled(look is not None)
        self.others.setEnabled(look is not None)
        self.again.setVisible(data is not None and data.source == OWN)
        self.forget.setVisible(data is not None and data.source == OWN)
        if look is None and self._pictures.is_reading:
            self.view.set_empty("Reading…")
        elif look is None and self._pictures.work is None and data is not None:
            error = self._pictures.error
            self.view.set_empty(str(error) if error is not None else "Not read yet: press Rescan.")

    def _forget(self) -> None:
        if self._pictures.data is not None:
            self._pictures.remove(self._pictures.data)

    def restyle(self) -> None:
        for made, icon in ((self.others, "dice"), (self.again, "reset"), (self.forget, "trash")):
            made.setIcon(theme.icon(icon))
        self.train.setIcon(theme.icon("train", theme.colours().on_accent))


def _first_words(data: DataSet) -> str:
    return " · ".join(part for part in (_KINDS.get(data.kind, "Pictures"), data.layout) if part)


def facts_of(look: Look) -> str:
    """Numbers, kind and sizes in one line."""
    report, data = look.report, look.data
    held = len(report.selection.held_back)
    noun = {PAIRS: "pairs", PHOTOGRAPHS: "photographs"}.get(data.kind, "pictures")
    count = data.count - (report.left_out if data.form == FACES else 0)  # of faces only the first are looked at
    number = f"{count:,} {noun}" + (f", {report.left_out:,} left out" if report.left_out else "")
    parts = [number, _KINDS.get(data.kind, "Pictures")]  # the number first: the end is cut where it is narrow
    if report.tiles:
        parts.append(f"{report.tiles:,} tiles")
    if held:
        parts.append(f"{held:,} held back")
    if report.widths[2] and not data.in_memory:
        parts.append(_sizes(report.widths, report.heights))
    parts += [f"{number:,} {mode}" for mode, number in report.modes.items() if len(report.modes) > 1]
    return " · ".join(parts)


def _sizes(widths: tuple[int, int, int], heights: tuple[int, int, int]) -> str:
    if widths[0] == widths[2] and heights[0] == heights[2]:
        return f"{widths[0]} × {heights[0]} px"
    return f"{widths[0]} × {heights[0]} to {widths[2]} × {heights[2]} px"


class Progress(QFrame):
    """What is being read: a thin line, how far, how long still, and a way out."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._pictures = pictures
        self._words = ElidedLabel(tone="dim", size=12)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(3)
        self.stop = button("Cancel", pictures.cancel, kind="plain", tip="Stop reading")
        head = row(self._words, self.stop)
        head.setStretch(0, 1)
        layout = column(head, self._bar, spacing=4)
        self.setLayout(layout)
        self.hide()
        pictures.worked.connect(self.refresh)

    @property
    def text(self) -> str:
        return self._words.text()

    def refresh(self) -> None:
        work = self._pictures.work
        self.setVisible(work is not None and not work.quiet)
        if work is None or work.quiet:
            return
        self._bar.setRange(0, 1000 if work.total else 0)
        self._bar.setValue(round(1000 * work.done / work.total) if work.total else 0)
        self._words.set_text(progress_words(work))


def progress_words(work: Work) -> str:
    if not work.total:
        return f"{work.title}…"
    scale = 1024**2 if work.unit == "MB" else 1
    unit = " MB" if work.unit == "MB" else ""
    words = f"{work.title}: {work.done / scale:,.0f} of {work.total / scale:,.0f}{unit}"
    left = work.seconds_left()
    return words if left is None else f"{words} · {clock(left)} left"
