"""Which files belong together: equal names in two folders, or names that differ only in the word for their side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ganstudio.data.importers.files import Picture

INPUTS = frozenset({
    "sketch", "sketches", "line", "lines", "lineart", "lineart_only", "edge", "edges", "input", "inputs", "source",
    "a", "x", "label", "labels", "mask", "masks", "gray", "grey", "drawing", "drawings", "outline", "outlines",
})  # fmt: skip
TARGETS = frozenset({
    "color", "colour", "colors", "colours", "colored", "coloured", "target", "targets", "photo", "photos", "output",
    "outputs", "b", "y", "gt", "real", "image", "images", "rgb", "original", "originals",
})  # fmt: skip
_FIRST = re.compile(r"^([^\W_]+)[_\-. ]+(.+)$")
_LAST = re.compile(r"^(.+?)[_\-. ]+([^\W_]+)$")
_Key = tuple[object, ...]


class Matched(NamedTuple):
    """Couples, pictures without a partner, and pictures whose name another one beside them has."""

    couples: list[tuple[Picture, Picture]]
    lonely: list[Picture]
    doubles: list[Picture]


def matching(first: Sequence[Picture], second: Sequence[Picture], whole: bool = False) -> Matched:
    """The pictures of both sides by name; the words for their sides are left out where that finds more.

    `whole`: both sides lie in the same folders, so all of the path counts.
    """
    return max(
        (_by(key, first, second) for key in ((_bare_path,) if whole else (_name, _folded, _bare))),
        key=lambda matched: (len(matched.couples), -len(matched.doubles)),
    )


def _by(key: object, first: Sequence[Picture], second: Sequence[Picture]) -> Matched:
    assert callable(key)
    keyed: list[dict[_Key, Picture]] = []
    doubles: list[Picture] = []
    for side in (first, second):
        known: dict[_Key, Picture] = {}
        for picture in side:
            if known.setdefault(key(picture), picture) is not picture:
                doubles.append(picture)
        keyed.append(known)
    a, b = keyed
    lonely = [own[each] for own, other in ((a, b), (b, a)) for each in own if each not in other]
    return Matched([(a[each], b[each]) for each in a if each in b], lonely, doubles)


def _name(picture: Picture) -> _Key:
    return picture.key


def _folded(picture: Picture) -> _Key:
    return picture.split, picture.folders[1:], picture.entry.stem.casefold()


def _bare(picture: Picture) -> _Key:
    return picture.split, picture.folders[1:], bare(picture.entry.stem)


def _bare_path(picture: Picture) -> _Key:
    return picture.split, picture.folders, bare(picture.entry.stem)


def side_word(stem: str) -> str:
    """The word for the side at the end or the beginning of a name, in small letters; "" for none."""
    return _taken_apart(stem)[1]


def bare(stem: str) -> str:
    """A name without it."""
    return _taken_apart(stem)[0]


def _taken_apart(stem: str) -> tuple[str, str]:
    folded = stem.casefold()
    last, first = _LAST.match(folded), _FIRST.match(folded)
    if last and last[2] in INPUTS | TARGETS:
        return last[1], last[2]
    if first and first[1] in INPUTS | TARGETS:
        return first[2], first[1]
    return folded, ""
