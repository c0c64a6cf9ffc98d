"""The x-ray as short rows: what was found and how often; opened, what to do about it and which files it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from ganstudio.data.findings import ADVICE, NOTES, REPAIRED, RULES, UNUSABLE, Finding, is_done
from ganstudio.data.inspect import Report
from ganstudio.data.preparation import Preparation
from ganstudio.ui import theme
from ganstudio.ui.parts import button, clear, frame, heading, label, restyle, row, tool, wrapped

_TONES = {UNUSABLE: "bad", REPAIRED: "good", ADVICE: "caution"}
_SECTIONS = ((UNUSABLE, "Left out"), (ADVICE, "Worth a look"), (REPAIRED, "Repaired while reading"))
_LISTED = 40  # files of one row that are named
_FEW = 4  # rows that are all opened at once


class XRay(QWidget):
    """`mended` carries the code whose button was pressed."""

    mended = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self.groups: dict[str, Group] = {}
        self._opened: dict[str, bool] = {}

    def forget(self) -> None:
        """Another set: what was opened in the last one means nothing."""
        self._opened = {}

    def show_report(self, report: Report | None, preparation: Preparation) -> None:
        clear(self._layout)
        self.groups = {}
        if report is None:
            self._layout.addWidget(wrapped("Not read yet.", "faint"))
            return
        found = report.groups()
        if not set(found) - set(NOTES):
            self._layout.addWidget(_verdict("Nothing wrong.", "Every picture can be used.", "good"))
        for weight, title in _SECTIONS:
            members = {code: each for code, each in found.items() if RULES[code].weight == weight}
            if members:
                self._layout.addSpacing(4)
                self._layout.addWidget(heading(title))
            for code, findings in members.items():
                opened = self._opened.get(code, len(found) <= _FEW)
                self._add(Group(code, findings, is_done(code, preparation), opened))

    def _add(self, group: Group) -> None:
        group.mended.connect(self.mended)
        group.toggled.connect(self._opened.__setitem__)
        self.groups[group.code] = group
        self._layout.addWidget(group)

    @property
    def text(self) -> str:
        """All that is said, for tests and screen readers."""
        return " ".join(group.text for group in self.groups.values())


def _verdict(title: str, text: str, tone: str) -> QFrame:
    colour = getattr(theme.colours(), tone)
    words = wrapped(f'<span style="color:{colour}; font-weight:600">{title}</span> {text}')
    inside = QVBoxLayout()
    inside.addWidget(words)
    made = frame("verdict", inside, (12, 10, 12, 10))
    restyle(made, "tone", tone)
    return made


class Group(QFrame):
    """One kind of finding; a click or Enter opens it."""

    mended = Signal(str)
    toggled = Signal(str, bool)

    def __init__(self, code: str, findings: Sequence[Finding], done: bool, opened: bool) -> None:
        super().__init__()
        self.code, self.findings = code, tuple(findings)
        self.text = f"{RULES[code].title}: {' '.join(each.message for each in findings[:_LISTED])}"
        self.setProperty("kind", "card")
        self.setAccessibleName(self.text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.fix: QPushButton | None = None
        self._chevron = tool("chevron-down", self.toggle, f"Open or close: {RULES[code].title.lower()}")
        self.body = self._body(done)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 6, 4)
        layout.setSpacing(2)
        layout.addLayout(self._head(done))
        layout.addWidget(self.body)
        self._show(opened)

    def _head(self, done: bool) -> QVBoxLayout:
        rule = RULES[self.code]
        dot = label("●", size=9)
        dot.setStyleSheet(f"color: {getattr(theme.colours(), 'faint' if done else _TONES[rule.weight])}")
        count = label(f"{len(self.findings):,}" if self.findings[0].file else "", "dim", 12)
        title = label(rule.title, "dim" if done else "", 13, QFont.Weight.Medium)
        head = QVBoxLayout()
        head.addLayout(row(dot, title, None, count, self._chevron, spacing=7))
        return head

    def _body(self, done: bool) -> QWidget:
        rule, whole = RULES[self.code], len(self.findings) == 1 and not self.findings[0].file
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 6, 6)
        inside.setSpacing(6)
        inside.addWidget(wrapped(self.findings[0].message if whole else self.findings[0].remedy or rule.remedy))
        if not whole:
            files = wrapped(self._listing(), "faint", 11)
            files.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            inside.addWidget(files)
        if rule.fix:
            text = rule.undo if done else rule.fix
            self.fix = button(text, lambda: self.mended.emit(self.code), "" if done else "check")
            inside.addLayout(row(self.fix, None))
        return body

    def _listing(self) -> str:
        lines = [each.message for each in self.findings[:_LISTED]]
        rest = len(self.findings) - _LISTED
        return "\n".join([*lines, f"and {rest:,} more"] if rest > 0 else lines)

    def toggle(self) -> None:
        self._show(self.body.isHidden())
        self.toggled.emit(self.code, not self.body.isHidden())

    def _show(self, opened: bool) -> None:
        self.body.setVisible(opened)
        self._chevron.setIcon(theme.icon("chevron-up" if opened else "chevron-down", theme.colours().dim))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().y() < 34:
            self.toggle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.toggle()
        else:
            super().keyPressEvent(event)
