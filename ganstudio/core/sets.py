"""What a set of examples is, in the words that data, families and forms share."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ganstudio.core.plain import as_tuples

PLAIN, LABELLED, PAIRS, DOMAINS = "plain", "labelled", "pairs", "domains"
ATTRIBUTES, PHOTOGRAPHS = "attributes", "photographs"
POINTS, TEXT = "points", "text"
WITHOUT_PICTURES = (POINTS, TEXT)
KINDS = (PLAIN, LABELLED, PAIRS, DOMAINS, ATTRIBUTES, PHOTOGRAPHS)  # of pictures
SHORT = {POINTS: "points", TEXT: "lines"}  # what is counted by the second; of pictures "img"
SKETCH, LOW = "sketch", "low"  # partners of a picture: its line drawing, its low resolution


@dataclass(frozen=True)
class DataInfo:
    """A prepared set: `count` pictures of `channels` x `size` x `size`, and class names (empty: no labels).

    `kind` is one of KINDS, POINTS or TEXT; domains are classes too. At most one attribute of each of `groups` holds.
    `joint`: of some pictures not all attributes are known, as where sets that name different ones were joined.
    `scale` is how many times smaller the low-resolution partners are, 0 without them. Points have `size` coordinates,
    nearly all within +-`reach`; a line of text has `size` places, each one of `vocabulary`. Both have 1 channel.
    """

    name: str
    count: int
    channels: int
    size: int
    classes: tuple[str, ...] = ()
    fingerprint: str = ""
    licence: str = ""
    kind: str = PLAIN
    attributes: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    scale: int = 0
    vocabulary: tuple[str, ...] = ()
    joint: bool = False
    reach: float = 1.0

    @property
    def labelled(self) -> bool:
        return bool(self.classes)

    @property
    def shape(self) -> tuple[int, ...]:
        """Of one example."""
        return (self.size,) if self.kind in (POINTS, TEXT) else (self.channels, self.size, self.size)


def to_json(info: DataInfo) -> dict[str, Any]:
    return dataclasses.asdict(info)


def from_json(values: Mapping[str, Any]) -> DataInfo:
    """What `to_json` wrote, by this version or another. Raises TypeError for anything else."""
    known = {field.name for field in dataclasses.fields(DataInfo)}
    return DataInfo(**{name: as_tuples(value) for name, value in values.items() if name in known})
