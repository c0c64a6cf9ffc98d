"""One entry of the catalogue: a set of pictures as people speak of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ganstudio.core.sets import DOMAINS, LABELLED, PAIRS, PHOTOGRAPHS
from ganstudio.data.preparation import Preparation

FILES, FACES, LAB = "files", "faces", "lab"
BUILT_IN, FOUND, OWN = "built in", "found here", "yours"
_USUAL = {PAIRS: 128, PHOTOGRAPHS: 96}


@dataclass(frozen=True)
class DataSet:
    """A set by its key. `form` is FILES (read from `origin`), FACES (drawn when asked for) or LAB (no pictures at all).

    `lines` holds settings of line extraction; when there are any, plain pictures become sketch/colour pairs.
    `counts` are those of each domain, `sizes` the picture sizes that were prepared.
    """

    key: str
    title: str
    summary: str
    kind: str
    origin: tuple[Path, ...]
    count: int
    size: int = 0  # natural size in pixels; 0: the pictures differ
    channels: int = 3
    classes: tuple[str, ...] = ()
    licence: str = ""
    form: str = FILES
    layout: str = ""
    attributes: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    sizes: tuple[int, ...] = ()
    variants: tuple[str, ...] = ()
    sides: tuple[str, str] = ("", "")
    sketch_first: bool = True
    in_memory: bool = False  # one array rather than picture files: quick to read
    source: str = OWN
    preparation: Preparation = field(default_factory=Preparation)
    lines: Mapping[str, Any] = field(default_factory=dict)
    reach: float = 1.0  # of points: nearly all coordinates are within +-reach
    vocabulary: tuple[str, ...] = ()  # of lines of text

    @property
    def labelled(self) -> bool:
        """Whether a family that needs classes can use it."""
        return self.kind in (LABELLED, DOMAINS) and len(self.classes) > 1

    @property
    def learned(self) -> tuple[str, ...]:
        """The attributes that are learned."""
        return self.preparation.still_learned(self.attributes)

    @property
    def working_size(self) -> int:
        """The size to look at it in when nobody said: prepared, natural, or usual for its kind."""
        if self.sizes:
            return self.sizes[0]
        return self.size if 0 < self.size <= 128 else _USUAL.get(self.kind, 64)
