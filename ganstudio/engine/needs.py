"""What a family needs of a set of pictures, in the words of the data layer, and what mends a misfit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ganstudio.core.errors import StudioError
from ganstudio.core.sets import (
    ATTRIBUTES,
    DOMAINS,
    LABELLED,
    LOW,
    PAIRS,
    PHOTOGRAPHS,
    PLAIN,
    POINTS,
    SKETCH,
    TEXT,
    DataInfo,
)

FAMILY = "family"  # in `Misfit.changes`: another architecture would do


@dataclass(frozen=True)
class Need:
    """One kind of set (`core.sets`). `takes_labels`: classes are used where there are any, though none are needed.

    `takes_attributes`: they will do instead of classes. `scale`: low-resolution partners are wanted, so many times
    smaller.
    """

    kind: str
    takes_labels: bool = False
    takes_attributes: bool = False
    scale: int = 0

    @property
    def words(self) -> str:
        """What is needed, in a few words."""
        more = ", with classes or without" if self.takes_labels else " or attributes" if self.takes_attributes else ""
        return _KINDS[self.kind].words + more

    @property
    def partner(self) -> str:
        """The pictures that come beside each, "" for none."""
        return _KINDS[self.kind].partner

    def fits(self, data: DataInfo) -> bool:
        return _KINDS[self.kind].fits(data) or (self.takes_attributes and bool(data.attributes))

    def uses_labels(self, data: DataInfo) -> bool:
        """Whether a family with this need is told the classes of `data`."""
        return len(data.classes) > 1 and (self.takes_labels or self.kind == LABELLED)

    def uses_attributes(self, data: DataInfo) -> bool:
        """Whether it is told attributes, having no classes to be told."""
        return self.takes_attributes and bool(data.attributes) and not self.uses_labels(data)

    def misfit(self, title: str, data: DataInfo) -> Misfit | None:
        """Why a family called `title` cannot learn from `data`, and what would mend it."""
        if self.fits(data):
            return None
        rule = _KINDS[self.kind]
        changes = rule.changes if rule.changes and data.channels == 3 and data.kind in _DRAWABLE else {}
        wants = rule.wants + (" or attributes" if self.takes_attributes else "")
        message = f"{title} needs {wants}, and {data.name} has none."
        return (
            Misfit(message, rule.remedy, rule.fix, changes, rule.outcome) if changes else Misfit(message, rule.remedy)
        )


@dataclass(frozen=True)
class Misfit:
    """A sentence and its remedy; `fix` is the word for a click that makes `changes` to the recipe, "" for none.

    `outcome` says what has then happened.
    """

    message: str
    remedy: str
    fix: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    outcome: str = ""

    def error(self) -> StudioError:
        return StudioError(self.message, self.remedy)


@dataclass(frozen=True)
class _Kind:
    words: str
    wants: str
    remedy: str
    fits: Callable[[DataInfo], bool]
    partner: str = ""
    fix: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    outcome: str = ""


_DRAWABLE = (PLAIN, LABELLED, DOMAINS, ATTRIBUTES)  # lines can be drawn from these
_PICTURES = (*_DRAWABLE, PAIRS, PHOTOGRAPHS)
_KINDS: dict[str, _Kind] = {
    PLAIN: _Kind("pictures", "pictures", "Choose a set of pictures.", lambda data: data.kind in _PICTURES),
    LABELLED: _Kind(
        "pictures with classes", "pictures with classes",
        "Put each class into a folder of its own, or choose another architecture.",
        lambda data: data.kind in _PICTURES and len(data.classes) > 1,
    ),
    PAIRS: _Kind(
        "pairs of sketch and picture", "a sketch for every picture",
        "Open the set in Data and let its lines be drawn, or choose a set of pairs.",
        lambda data: data.kind == PAIRS, SKETCH, "Draw their lines", {"lines": {"method": "dodge"}},
        "lines are drawn from the colours",
    ),
    DOMAINS: _Kind(
        "pictures of two kinds", "pictures of two kinds",
        "Put the two kinds into folders called trainA and trainB, or choose both folders together.",
        lambda data: data.kind == DOMAINS or (data.kind == LABELLED and len(data.classes) == 2),
    ),
    ATTRIBUTES: _Kind(
        "pictures with attributes", "pictures with attributes or classes",
        "Put a list of attributes beside the pictures, or each class into a folder of its own.",
        lambda data: bool(data.attributes) or (data.kind in (LABELLED, DOMAINS) and len(data.classes) > 1),
    ),
    PHOTOGRAPHS: _Kind(
        "pictures at their full size", "pictures", "Choose a set of pictures.",
        lambda data: data.kind in _PICTURES, LOW,
    ),
    POINTS: _Kind("points", "points", "Choose a set of points in the Lab.", lambda data: data.kind == POINTS),
    TEXT: _Kind("lines of text", "lines of text", "Choose Expressions, or drop a file of text onto the window.",
                lambda data: data.kind == TEXT),
}  # fmt: skip
