"""What an importer recognised: which pictures there are, how they belong together, and what is known of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ganstudio.core.pictures import Pixels
from ganstudio.core.sets import DOMAINS, PAIRS, PHOTOGRAPHS
from ganstudio.data.decoding.reading import Piece
from ganstudio.data.files.tree import Entry
from ganstudio.data.findings import Finding

# The streams of a kind; the last is what a family of plain pictures learns from.
STREAMS = {PAIRS: ("sketch", "colour"), PHOTOGRAPHS: ("low", "high")}
TRAIN, VALIDATION, TEST = 0, 1, 2


class Part(NamedTuple):
    """A picture file, or one half of it ("left", "right")."""

    entry: Entry
    half: str = ""


Record = tuple[Part, ...]  # one part per stream


@dataclass(frozen=True)
class Collection:
    """Recognised pictures, not yet decoded.

    `records` are picture files, one part per stream; or `array` loads all pictures at once (N x C x H x W).
    `labels` int64 N indexes `classes` (domains are classes); `flags` uint8 N x A says which of `attributes` hold
    and `known` whether that is known (None: all is; what is not is 0 in `flags`);
    `splits` int8 N is TRAIN, VALIDATION or TEST. `first_is_input` tells which half or folder of a pair is the sketch.
    """

    kind: str
    layout: str  # in words: "side-by-side pairs"
    streams: tuple[str, ...] = ("pictures",)
    records: tuple[Record, ...] = ()
    array: Callable[[], Pixels] | None = None
    count: int = 0
    size: int = 0  # natural size in pixels; 0: the pictures differ
    channels: int = 3
    labels: npt.NDArray[np.int64] | None = None
    classes: tuple[str, ...] = ()
    flags: npt.NDArray[np.uint8] | None = None
    known: npt.NDArray[np.uint8] | None = None
    attributes: tuple[str, ...] = ()
    splits: npt.NDArray[np.int8] | None = None
    findings: tuple[Finding, ...] = ()
    variants: tuple[str, ...] = ()  # several sets lie here (EMNIST); the chosen one comes first
    sides: tuple[str, str] = ("", "")  # of pairs: the names of first and second
    first_is_input: bool = True
    title: str = ""
    licence: str = ""

    def name(self, index: int) -> str:
        """What to call picture `index` in a sentence."""
        return self.records[index][0].entry.name if self.records else f"picture {index + 1}"

    def counts(self) -> int | list[int]:
        """The number of pictures or pairs; of domains a list."""
        if self.kind == DOMAINS and self.labels is not None:
            return [int(number) for number in np.bincount(self.labels, minlength=len(self.classes))]
        return self.count


def pieces_of(record: Record) -> list[Piece]:
    """The parts of a record as workers need them."""
    return [Piece(part.entry.path, part.half, part.entry.bytes, part.entry.changed) for part in record]
