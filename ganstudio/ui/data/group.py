"""One row of the x-ray: what was found and how often; opened, which pictures it is and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from ganstudio.data.findings import ADVICE, REPAIRED, RULES, UNUSABLE, Finding, is_done
from ganstudio.data.sets.store import Look
from ganstudio.ui import theme
from ganstudio.ui.data.thumbs import Thumbs, thumbs_of
from ganstudio.ui.parts import ElidedLabel, button, label, row, tool, wrapped

_TONES = {UNUSABLE: "bad", REPAIRED: "good", ADVICE: "caution"}
_LISTED, _SHOWN = 40, 5  # files of one row that are named to screen readers, and on screen
_THUMBS, _MORE = 12, 48  # pictures that are shown at once, and that more are added by


class Group(QFrame):
    """One kind of finding; a click or Enter opens it. `wanted` says how many thumbnails were asked for."""

    mended = Signal(str)
    toggled = Signal(str, bool)
    picked = Signal(str)
    wanted = Signal(str, int)

    def __init__(self, look: Look, code: str, findings: Sequence[Finding], opened: bool, shown: int = 0) -> None:
        super().__init__()
        self.code, self.findings, self._look = code, tuple(findings), look
        self.open_count, self.done = look.report.open(code), is_done(code, look.report.preparation)
        self.text = f"{RULES[code].title}: {' '.join(each.message for each in findings[:_LISTED])}"
        self.thumbs: Thumbs | None = None
        self.more: QPushButton | None = None
        self.fix: QPushButton | None = None
        self._count = max(shown, _THUMBS)
        self.setProperty("kind", "card")
        self.setAccessibleName(self.text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._chevron = tool("chevron-down", self.toggle, f"Open or close: {RULES[code].title.lower()}")
        self._pictures = QVBoxLayout()
        self._pictures.setSpacing(6)
        self.body = self._body()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 6, 4)
        layout.setSpacing(2)
        layout.addLayout(self._head())
        layout.addWidget(self.body)
        self._show(opened)

    @property
    def count_text(self) -> str:
        """How much of it is open; of what is mended or left out, how much that was."""
        if self.findings[0].record < 0 and not self.findings[0].file:
            return "mended" if self.done else ""
        whole = len(self._look.report.named(self.code)) or len(self.findings)
        if self.done or (not self.open_count and RULES[self.code].weight != UNUSABLE):
            return f"{whole:,} {'left out' if 'skip' in RULES[self.code].changes or not self.done else 'mended'}"
        return f"{self.open_count:,}"

    def _head(self) -> QVBoxLayout:
        rule, settled = RULES[self.code], self.done or not self.open_count
        dot = label("✓" if settled else "●", size=11 if settled else 9)
        dot.setStyleSheet(f"color: {getattr(theme.colours(), 'good' if settled else _TONES[rule.weight])}")
        dot.setFixedWidth(12)
        title = ElidedLabel(rule.title, "dim" if settled else "text", 13)
        title.setFont(theme.font(13, QFont.Weight.Medium))
        title.setToolTip(rule.title)
        line = row(dot, title, label(self.count_text, "faint" if settled else "dim", 12), self._chevron, spacing=6)
        line.setStretch(1, 1)
        head = QVBoxLayout()
        head.addLayout(line)
        return head

    def _body(self) -> QWidget:
        rule, whole = RULES[self.code], len(self.findings) == 1 and not self.findings[0].file
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 6, 6)
        inside.setSpacing(6)
        inside.addWidget(wrapped(self.findings[0].message if whole else self.findings[0].remedy or rule.remedy))
        inside.addLayout(self._pictures)
        if not whole:
            files = wrapped(self._listing(), "faint", 11)
            files.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            inside.addWidget(files)
        if rule.fix:
            text = rule.undo if self.done else rule.fix
            self.fix = button(text, lambda: self.mended.emit(self.code), "" if self.done else "check")
            inside.addLayout(row(self.fix, None))
        return body

    def _listing(self) -> str:
        lines = [each.message for each in self.findings[:_SHOWN]]
        rest = len(self.findings) - _SHOWN
        return "\n".join([*lines, f"and {rest:,} more"] if rest > 0 else lines)

    def _show_pictures(self) -> None:
        """Made when the row is opened: most never are."""
        found = thumbs_of(self._look, self.code, self.findings, self._count)
        if not found:
            return
        self.thumbs = Thumbs(found)
        self.thumbs.picked.connect(self.picked)
        self._pictures.addWidget(self.thumbs)
        rest = max(len(self._look.report.named(self.code)), len(self.findings)) - self._count
        if rest > 0:
            self.more = button(f"Show {min(rest, _MORE):,} more", self._show_more, kind="plain")
            self._pictures.addLayout(row(self.more, None))

    def _show_more(self) -> None:
        self._count += _MORE
        self.wanted.emit(self.code, self._count)
        for widget in (self.thumbs, self.more):
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.thumbs = self.more = None
        self._show_pictures()

    def toggle(self) -> None:
        self._show(self.body.isHidden())
        self.toggled.emit(self.code, not self.body.isHidden())

    def _show(self, opened: bool) -> None:
        if opened and self.thumbs is None:
            self._show_pictures()
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
