"""Lessons of the Lab: pages that set everything up, say what to look for, and check that it came.

They lie in `resources/lessons`. Between two lines of +++ stands TOML:

    title = "Why heaps are lost"
    order = 2
    data = "ring"
    sides = ["minimax", "stable r1=1"]
    steps = 6000
    [[checks]]
    that = "A.modes <= 4"
    after = 3000
    words = "The saturating loss has lost half of the heaps."

A check compares a figure of a side (`studio.side`) with a number, or with a figure, perhaps "0.5 * B.modes".
"""

from __future__ import annotations

import operator
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ganstudio.core import resources
from ganstudio.core.params import Value
from ganstudio.studio.help import attempt_of
from ganstudio.studio.lab import FAMILY
from ganstudio.studio.side import Side

_MARK = "+++"
_RELATIONS: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt,
}  # fmt: skip
_CHECK = re.compile(r"([A-D])\.(\w+) (<=|>=|<|>) (?:([\d.]+) \* )?(?:([A-D])\.(\w+)|([\d.]+))$")


@dataclass(frozen=True)
class Check:
    """What must be seen, not before step `after`; `words` say it when it has come."""

    that: str
    words: str
    after: int = 0

    def came(self, sides: Sequence[Side]) -> bool:
        """Whether it is so now."""
        found = _CHECK.match(self.that)
        assert found is not None  # `_lesson` has looked
        name, figure, relation, factor, other, other_figure, number = found.groups()
        left = _figure(sides, name, figure, self.after)
        right = float(number) if number else _figure(sides, other, other_figure, self.after)
        if left is None or right is None:
            return False
        return _RELATIONS[relation](left, right * float(factor or 1))


def _figure(sides: Sequence[Side], name: str, figure: str, after: int) -> float | None:
    side = next((each for each in sides if each.name == name), None)
    if side is None or side.glance is None or side.glance.step < after:
        return None
    if figure == "moments":
        return float(len(side.moments.came))
    return side.figures.get(figure)


@dataclass(frozen=True)
class Lesson:
    """One page; `sides` are presets with what differs from them. Without a set there is nothing to run in the Lab."""

    key: str
    title: str
    order: int
    text: str
    data: str = ""
    sides: tuple[tuple[str, Mapping[str, Value]], ...] = ()
    steps: int = 6000
    seed: int = 0
    checks: tuple[Check, ...] = ()
    trains: tuple[str, str, str] | None = None  # family, preset and set of a run to be begun in Train


@cache
def lessons() -> tuple[Lesson, ...]:
    """All of them, in order. Raises ValueError for a page that says what cannot be."""
    folder = resources.path("lessons")
    found = [_lesson(path.stem, path.read_text("utf-8")) for path in sorted(folder.glob("*.md"))]
    return tuple(sorted(found, key=lambda lesson: lesson.order))


def _lesson(key: str, page: str) -> Lesson:
    _, head, text = page.split(_MARK, 2)
    said = tomllib.loads(head)
    checks = tuple(Check(**each) for each in said.pop("checks", []))
    for check in checks:
        if not _CHECK.match(check.that):
            raise ValueError(f"{key}: {check.that!r} is no check")
    sides = tuple(_side(each) for each in said.pop("sides", []))
    trains: Any = said.pop("trains", None)
    return Lesson(key, text=text.strip(), checks=checks, sides=sides, trains=tuple(trains) if trains else None, **said)


def _side(words: str) -> tuple[str, Mapping[str, Value]]:
    """A preset and settings, as `preset name=value …`."""
    attempt = attempt_of(f"{FAMILY}/{words}")
    return attempt.preset, attempt.settings
