"""How pictures are made ready: everything a person can choose between a file and what the network sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ganstudio.core.errors import StudioError
from ganstudio.core.params import param

CROP, LETTERBOX, STRETCH, TILES = "crop", "letterbox", "stretch", "tiles"
MOST_TILES = 256  # of one picture


@dataclass(frozen=True)
class Preparation:
    """Settings of a set of pictures. The ones up to `invert` decide what is decoded, the rest what is used of it."""

    read_as: str = param(
        "auto", "Read as", "What these pictures are; Automatic looks at names and contents.", group="Pictures",
        choices={"auto": "Automatic", "plain": "Plain pictures", "labelled": "Classes", "pairs": "Pairs",
            "domains": "Two domains", "attributes": "Attributes", "photographs": "Photographs"},
    )  # fmt: skip
    variant: str = param("", "Part", "Which of the sets that lie here.", group="Pictures")
    sketch: str = param(
        "auto", "Sketch is", "Which half, or which folder, the network is given; it learns to make the other.",
        group="Pictures", choices={"auto": "Detected", "first": "First", "second": "Second"},
    )  # fmt: skip
    fit: str = param(
        CROP, "Shape", "How a picture that is not square becomes one.", group="Shape",
        choices={CROP: "Crop the middle", LETTERBOX: "Letterbox", STRETCH: "Stretch", TILES: "Cut into tiles"},
    )  # fmt: skip
    paper: str = param(
        "white", "Background", "Lies under transparent pictures, and beside letterboxed ones.", group="Shape",
        choices={"white": "White", "black": "Black"},
    )  # fmt: skip
    invert: bool = param(
        False, "Turn white on black", "Makes sketches of light lines on dark paper dark on light, as the others are.",
        group="Shape",
    )  # fmt: skip
    flip: bool = param(
        False, "Mirror", "Shows every picture mirrored half of the time; not for letters.", group="Shape",
    )  # fmt: skip
    smallest: int = param(
        8, "Smallest side", "Smaller pictures are left out.", group="What is used", low=8, high=4096, unit="px",
    )  # fmt: skip
    fold_below: int = param(
        0, "Fold below", "Classes with fewer pictures become one class called other; 0 keeps them.",
        group="What is used", low=0, high=1_000_000, unit="pictures",
    )  # fmt: skip
    validation: float = param(
        0.0, "Hold back", "Share of the pictures that is never trained on, to judge the result with.",
        group="What is used", low=0.0, high=0.5, percent=True,
    )  # fmt: skip
    part: str = param(
        "train", "Use", "Of sets that come with a test part.", group="What is used",
        choices={"train": "Training part", "test": "Test part", "all": "Everything"},
    )  # fmt: skip
    attributes: str = param(
        "", "Attributes", "Which of them are learned, with commas; empty learns all. Few are learned sooner.",
        group="What is used",
    )  # fmt: skip
    skip: str = param("", "Skipped", "Codes of the x-ray whose pictures are left out.", group="What is used")
    left_out: str = param(
        "", "Left out", "Names of pictures that are left out one by one, a line each.", group="What is used",
    )  # fmt: skip

    @property
    def skipped(self) -> frozenset[str]:
        return frozenset(code for code in self.skip.split(",") if code)

    @property
    def by_hand(self) -> frozenset[str]:
        """The names of the pictures that a person has left out one by one; names have no line breaks."""
        return frozenset(name for name in self.left_out.split("\n") if name)

    def learned(self, names: Sequence[str]) -> tuple[str, ...]:
        """Those of the attributes `names` that are learned, in their order. Raises StudioError for others."""
        unknown = [name for name in self._named(names) if name not in names]
        if unknown and names:
            raise StudioError(f"These pictures have no attribute {unknown[0]!r}.", f"There are: {', '.join(names)}.")
        return self.still_learned(names)

    def still_learned(self, names: Sequence[str]) -> tuple[str, ...]:
        """The same, where a choice of what is no longer there counts for nothing: a list may have been changed."""
        named = self._named(names)
        return tuple(name for name in names if name in named) or tuple(names)

    def _named(self, names: Sequence[str]) -> list[str]:
        """With commas between them, or lines where a name holds a comma."""
        if self.attributes in names:
            return [self.attributes]
        parts = self.attributes.split("\n" if "\n" in self.attributes else ",")
        return [name for part in parts if (name := part.strip())]

    def geometry(self) -> tuple[str, str]:
        """What of this says how a picture becomes a square."""
        return self.fit, self.paper

    def reading(self) -> tuple[str, str, str]:
        """What of this changes what is recognised."""
        return self.read_as, self.variant, self.sketch
