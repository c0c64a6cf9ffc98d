"""The x-ray: what was found, how much of it is still open, and one button for all that is safe to mend."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from ganstudio.core.text import counted
from ganstudio.data.findings import ADVICE, REPAIRED, RULES, UNUSABLE, is_done
from ganstudio.data.inspect import Report
from ganstudio.data.sets.store import Look
from ganstudio.ui import theme
from ganstudio.ui.data.group import Group
from ganstudio.ui.parts import button, clear, frame, heading, restyle, row, wrapped

_SECTIONS = ((ADVICE, "Worth a look"), (UNUSABLE, "Left out"), (REPAIRED, "Repaired while reading"))
_FEW = 4  # rows that are all opened at once


class XRay(QWidget):
    """`mended` carries the code whose button was pressed, `mended_all` none; `picked` names a picture."""

    mended = Signal(str)
    mended_all = Signal()
    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self.groups: dict[str, Group] = {}
        self.all: QPushButton | None = None
        self._opened: dict[str, bool] = {}
        self._wanted: dict[str, int] = {}  # thumbnails that were asked for
        self._said = ""
        self._held = ""  # the row in which the keys were when it was made anew

    def forget(self) -> None:
        """Another set: what was opened in the last one means nothing."""
        self._opened, self._wanted = {}, {}

    def say(self, text: str) -> None:
        """Instead of a report."""
        self._clear()
        self._said = text
        self._layout.addWidget(wrapped(text, "faint"))

    def show_look(self, look: Look) -> None:
        """What is wrong with the pictures, and what of it is dealt with already."""
        self._clear()
        report, found = look.report, look.report.groups()
        self._layout.addWidget(self._verdict(report))
        for weight, title in _SECTIONS:
            members = [code for code in found if RULES[code].weight == weight]
            if members:
                self._layout.addSpacing(4)
                self._layout.addWidget(heading(title))
            for code in members:
                opened = self._opened.get(code, len(found) <= _FEW)
                self._add(Group(look, code, found[code], opened, self._wanted.get(code, 0)))
        if self.window().focusWidget() is self:
            QTimer.singleShot(0, self._give_back)  # what is new is shown then

    def _give_back(self) -> None:
        """The keys go to what stands where they were."""
        group = self.groups.get(self._held)
        fix = self.all if group is None else group.fix
        target = fix if fix is not None and fix.isVisibleTo(self) else group
        if target is not None:
            target.setFocus()

    def _clear(self) -> None:
        """Rows that go must not throw the keys into another part of the window."""
        at = self.window().focusWidget()
        if at is not None and self.isAncestorOf(at):
            inside = [code for code, group in self.groups.items() if group is at or group.isAncestorOf(at)]
            self._held = next(iter(inside), "")
            self.setFocus()
        clear(self._layout)
        self.groups, self.all, self._said = {}, None, ""

    def _add(self, group: Group) -> None:
        group.mended.connect(self.mended)
        group.picked.connect(self.picked)
        group.toggled.connect(self._opened.__setitem__)
        group.wanted.connect(self._wanted.__setitem__)
        self.groups[group.code] = group
        self._layout.addWidget(group)

    @property
    def text(self) -> str:
        """All that is said, for tests and screen readers."""
        return self._said or " ".join(group.text for group in self.groups.values())

    def _verdict(self, report: Report) -> QFrame:
        number, tone = len(report.open_points), "caution" if report.open_points else "good"
        title = counted(number, "thing") + " worth a look." if number else "Nothing to decide."
        if not number and not report.problems:
            title = "Nothing wrong."
        colour = getattr(theme.colours(), tone)
        text = f'<span style="color:{colour}; font-weight:600">{title}</span> {_rest(report)}'
        inside = QVBoxLayout()
        inside.setSpacing(8)
        inside.addWidget(wrapped(text))
        if report.safe_fixes:
            self.all = _all_button(report, self.mended_all.emit)
            inside.addLayout(row(self.all, None))
        made = frame("verdict", inside, (12, 10, 12, 10))
        restyle(made, "tone", tone)
        return made


def _all_button(report: Report, act: Callable[[], object]) -> QPushButton:
    waiting = [code for code in report.safe_fixes if not is_done(code, report.preparation)]
    names = _listed(waiting or report.safe_fixes)
    if waiting:
        tip = f"Mends {names} at once. What is a matter of taste, or contradicts another fix, stays as it is."
        return button("Fix all", act, "check", tip=tip)
    return button("Take all back", act, "undo", tip=f"Uses the pictures as they were: {names}.")


def _listed(codes: list[str] | tuple[str, ...]) -> str:
    names = [RULES[code].title.lower() for code in codes]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _rest(report: Report) -> str:
    """What the button would do, or has done."""
    waiting = [code for code in report.safe_fixes if not is_done(code, report.preparation)]
    if waiting:
        others = len(set(report.open_points) - set(waiting))
        rest = (
            f" The other {counted(others, 'point')} {'is' if others == 1 else 'are'} yours to decide." if others else ""
        )
        return f"Fix all mends {_listed(waiting)}.{rest}"
    if report.safe_fixes:
        return f"Mended: {_listed(report.safe_fixes)}."
    if report.left_out:
        return f"{counted(report.left_out, 'picture')} left out, the others can be used."
    return "" if report.open_points else "Every picture can be used."
