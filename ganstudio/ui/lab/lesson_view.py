"""The right column of the Lab: the lessons, and the one that is open with what has come of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QTextBrowser, QVBoxLayout, QWidget

from ganstudio.studio.attempts import attempt
from ganstudio.studio.lab import Lab
from ganstudio.studio.lessons import Lesson, lessons
from ganstudio.ui import theme
from ganstudio.ui.gallery.card import Card
from ganstudio.ui.help.rendering import document
from ganstudio.ui.parts import button, clear, column, inspector, label, row, wrapped


class CheckLine(QWidget):
    """What is to come: a ring until it has, then a tick."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._mark, self._words = label("○", "faint", 14), wrapped(words, "dim", 12)
        self._mark.setFixedWidth(18)
        self._mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        line = row(self._mark, self._words, spacing=4)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.has_come = False

    def show_come(self, come: bool) -> None:
        self.has_come = come
        self._mark.setText("●" if come else "○")
        self._mark.setStyleSheet(f"color: {theme.colours().good if come else theme.colours().faint}")
        self.setAccessibleName(f"{'Seen' if come else 'Not yet'}: {self._words.text()}")


class LessonView(QWidget):
    """`train_wanted` carries a lesson that is for Train, `failed` a StudioError."""

    train_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, lab: Lab) -> None:
        super().__init__()
        self._lab = lab
        self.lesson: Lesson | None = None
        self.checks: list[CheckLine] = []
        self._stack = QStackedWidget()
        self.cards = {lesson.key: self._card(lesson) for lesson in lessons()}
        contents = column(label("Lessons", size=15, weight=theme.font().Weight.DemiBold),
                          wrapped("Each sets everything up, says what to look for, and sees whether it came.", "faint"),
                          *self.cards.values(), None)  # fmt: skip
        self._stack.addWidget(inspector(contents))
        self._stack.addWidget(self._page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        lab.looked.connect(self.look)

    def _card(self, lesson: Lesson) -> Card:
        card = Card()
        first = lesson.text.split("\n\n")[0].replace("\n", " ").replace("*", "").replace("`", "")
        card.show_words(lesson.title, first)
        card.clicked.connect(lambda _on=False: self.open(lesson))
        return card

    def _page(self) -> QWidget:
        self._title = wrapped("", "text", 15)
        self._title.setFont(theme.font(15, theme.font().Weight.DemiBold))
        self._text = QTextBrowser()
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setOpenLinks(False)
        self._checks = QVBoxLayout()
        self._checks.setSpacing(8)
        self.run = button("Run it", self._run, "play", "primary")
        self.next = button("Next lesson", self._next)
        back = button("All lessons", self.close_lesson, "left", "plain")
        holder = column(row(back, None), self._title, self._text, self._checks, row(self.run, self.next, None))
        holder.setStretch(2, 1)
        page = QWidget()
        holder.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
        page.setLayout(holder)
        page.setProperty("kind", "panel")
        return page

    def open(self, lesson: Lesson) -> None:
        """Show its page and set up what it is about."""
        self.lesson = lesson
        self._title.setText(lesson.title)
        self._text.setDocument(document(lesson.text))
        clear(self._checks)
        self.checks = [CheckLine(check.words) for check in lesson.checks]
        for line in self.checks:
            line.show_come(False)
            self._checks.addWidget(line)
        self.run.setText("Set up in Train" if lesson.trains else "Run it")
        self._stack.setCurrentIndex(1)
        if lesson.data:
            self._set_up()

    def close_lesson(self) -> None:
        self.lesson = None
        self._stack.setCurrentIndex(0)

    def _set_up(self) -> None:
        assert self.lesson is not None
        sides = [(preset, dict(settings)) for preset, settings in self.lesson.sides]
        self._lab.set_up(self.lesson.data, sides, self.lesson.seed, self.lesson.steps)

    def _run(self) -> None:
        assert self.lesson is not None
        if self.lesson.trains:
            self.train_wanted.emit(self.lesson)
            return
        for line in self.checks:
            line.show_come(False)
        self._set_up()
        attempt(self._lab.start, self.failed.emit)

    def _next(self) -> None:
        every = lessons()
        at = every.index(self.lesson) if self.lesson in every else -1
        self.open(every[(at + 1) % len(every)])

    def look(self) -> None:
        """What has come stays."""
        if self.lesson is None:
            return
        for check, line in zip(self.lesson.checks, self.checks, strict=True):
            if not line.has_come and check.came(self._lab.sides):
                line.show_come(True)

    def restyle(self) -> None:
        for line in self.checks:
            line.show_come(line.has_come)
        if self.lesson is not None:
            self._text.setDocument(document(self.lesson.text))
