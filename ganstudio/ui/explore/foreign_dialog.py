"""A model of another program: what was found out of it, to be looked at and corrected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QScrollArea, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.priors import NORMAL, SPHERE, UNIFORM
from ganstudio.core.text import counted, readable
from ganstudio.export.foreign import remembered
from ganstudio.export.foreign.guess import BGR, CLASS, LATENT, NUMBER, PICTURE, RGB, SPANS, Asked, Guess
from ganstudio.export.foreign.probing import probed
from ganstudio.studio.drawn import refusal
from ganstudio.studio.foreign import previewed
from ganstudio.studio.studio import Studio
from ganstudio.ui.chips import Chips
from ganstudio.ui.grid import GridView, Sheet, to_image
from ganstudio.ui.parts import button, clear, column, frame, heading, row, wrapped

_WIDTH = 330  # px of the questions
_ROLES = {
    LATENT: ("Random numbers", "What pictures differ by"),
    CLASS: ("A class", "One of several kinds, by its number"),
    NUMBER: ("A slider", "One number"),
    PICTURE: ("A picture", "A picture that is changed"),
}
_PRIORS = {
    NORMAL: ("Bell curve", "Most networks learn from it"),
    UNIFORM: ("−1 to 1", "All equally often"),
    SPHERE: ("Sphere", "Of one length, as some style networks want it"),
}
_SPANS = {f"{low:g} {high:g}": (f"{low:g} to {high:g}".replace("-", "−"), "Black and white") for low, high in SPANS}
_ORDERS = {RGB: ("Red first", "Usual"), BGR: ("Blue first", "Where skin is blue and the sky is orange")}


class ForeignDialog(QDialog):
    """`settled` carries the path once it is known what the file is; `failed` a StudioError."""

    settled = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QWidget, studio: Studio, path: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"What is {readable(path.name)}?")
        self.resize(900, 560)
        self._studio, self._path = studio, path
        self.guess: Guess | None = None
        self._turn = 0
        self.words = wrapped("Another program made this model. Trying out what it does…", "dim", 12)
        self.questions = column(spacing=6)
        self.view = GridView("What it draws, read like this", "Trying it out…")
        self.problem = wrapped("", "dim", 12)
        self.use = button("Open it like this", self._use, kind="primary")
        self.use.setEnabled(False)
        self._lay_out()
        self.finished.connect(self.deleteLater)
        studio.jobs.in_thread("Trying out a model", partial(_tried, path), self._take)

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setLayout(column(self.words, self.questions, None, spacing=14))
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFixedWidth(_WIDTH)
        right = column(frame("stage", column(self.view), (1, 1, 1, 1)), self.problem, spacing=12)
        right.addLayout(row(None, button("Cancel", self.reject), self.use))
        both = row(scroll, spacing=20)
        both.addLayout(right, 1)
        both.setContentsMargins(20, 16, 20, 16)
        self.setLayout(both)

    def _take(self, found: Guess | StudioError) -> None:
        if isinstance(found, StudioError):
            self.failed.emit(found)
            self.reject()
            return
        self.words.setText("Another program made this model, so it does not say what it takes. This is the likeliest: "
                           "correct what looks wrong in the pictures.")  # fmt: skip
        self._put(found)

    # -- the questions -----------------------------------------------------------------------------------

    def _put(self, guess: Guess) -> None:
        """Another reading: ask accordingly, and show what it makes."""
        asks_anew = self.guess is None or [each.role for each in guess.inputs] != [
            each.role for each in self.guess.inputs
        ]
        self.guess = guess
        if asks_anew:
            clear(self.questions)
            for number, asked in enumerate(guess.inputs):
                self._ask_of(number, asked)
            self._ask_of_output(guess)
        self._preview()

    def _ask_of(self, number: int, asked: Asked) -> None:
        what = {CLASS: f"{asked.size} classes", PICTURE: "pictures"}.get(asked.role, counted(asked.size, "number"))
        self.questions.addWidget(heading(f"It takes {asked.port}: {what}"))
        if len(asked.roles) > 1:
            self._chips(f"What {asked.port} is", {role: _ROLES[role] for role in asked.roles}, asked.role,
                        lambda role: self._change(number, role=role))  # fmt: skip
        if asked.role == LATENT:
            self._chips(f"How {asked.port} is drawn", _PRIORS, asked.prior,
                        lambda prior: self._change(number, prior=prior))  # fmt: skip
        if asked.role == PICTURE:
            self._chips(f"Black and white of {asked.port}", _SPANS, _key(asked.span),
                        lambda key: self._change(number, span=_span(key)))  # fmt: skip
        if asked.role == CLASS:
            line = QLineEdit(", ".join(asked.names))
            line.setPlaceholderText(f"Names of the {asked.size} classes, if you know them: cat, dog…")
            line.setAccessibleName(f"Names of the classes of {asked.port}")
            line.textEdited.connect(lambda text: self._name(number, text))
            self.questions.addWidget(line)
        self.questions.addSpacing(8)

    def _ask_of_output(self, guess: Guess) -> None:
        self.questions.addWidget(heading(f"It gives {guess.port}: {guess.size} px"))
        self._chips("Black and white", _SPANS, _key(guess.span),
                    lambda key: self._put(replace(self._known(), span=_span(key))))  # fmt: skip
        if guess.channels == 3:
            self._chips("Colours", _ORDERS, guess.order,
                        lambda order: self._put(replace(self._known(), order=order)))  # fmt: skip

    def _chips(
        self, name: str, choices: dict[str, tuple[str, str]], current: str, then: Callable[[str], object]
    ) -> None:
        chips = Chips(name)
        told = [(key, *words) for key, words in choices.items()]
        chips.set_choices(told, current)

        def choose(key: str) -> None:
            chips.set_choices(told, key)
            then(key)

        chips.chosen.connect(choose)
        self.questions.addWidget(chips)

    def _known(self) -> Guess:
        assert self.guess is not None
        return self.guess

    def _change(self, number: int, **changes: object) -> None:
        self._replace(number, replace(self._known().inputs[number], **changes))  # type: ignore[arg-type]

    def _name(self, number: int, text: str) -> None:
        inputs = list(self._known().inputs)
        inputs[number] = inputs[number].named(text)
        self.guess = replace(self._known(), inputs=tuple(inputs))  # names change no picture

    def _replace(self, number: int, asked: Asked) -> None:
        inputs = list(self._known().inputs)
        inputs[number] = asked
        self._put(replace(self._known(), inputs=tuple(inputs)))

    # -- what comes of it --------------------------------------------------------------------------------

    def _preview(self) -> None:
        self._turn += 1
        turn, path, guess = self._turn, self._path, self._known()

        def done(found: Pixels | StudioError) -> None:
            if turn == self._turn:
                self._show(found)

        self._studio.jobs.in_thread("Drawing", partial(_drawn, path, guess), done)

    def _show(self, found: Pixels | StudioError) -> None:
        fine = not isinstance(found, StudioError)
        self.problem.setText("" if not isinstance(found, StudioError) else found.message)
        self.view.set_sheets([] if isinstance(found, StudioError) else [Sheet("", to_image(found), 1, (), (1, 1))])
        self.view.set_empty("Nothing can be seen like this.")
        self.use.setEnabled(fine)

    def _use(self) -> None:
        try:
            remembered.remember(self._path, self._known().card(self._path))
        except (StudioError, OSError) as error:
            self.failed.emit(error if isinstance(error, StudioError) else StudioError(str(error)))
            return
        self.settled.emit(self._path)
        self.accept()


def _key(span: tuple[float, float]) -> str:
    return f"{span[0]:g} {span[1]:g}"


def _span(key: str) -> tuple[float, float]:
    low, high = key.split()
    return float(low), float(high)


def _tried(path: Path) -> Guess | StudioError:
    try:
        return probed(path)
    except Exception as error:
        return refusal(error)


def _drawn(path: Path, guess: Guess) -> Pixels | StudioError:
    try:
        return previewed(path, guess)
    except Exception as error:
        return refusal(error)
