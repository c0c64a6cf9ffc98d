"""Translates any picture with a model that takes pictures: any size and mode, in parts, with alpha, profile and EXIF.

A large picture is shown in parts that overlap (`tiling`), or made smaller, where what the model changes is brought
back to the full size and added to the picture, which so keeps all its detail. numpy and Pillow, no torch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

from ganstudio.core.controls import Attributes, ImageInput, Network, first_of, images
from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.core.outputs import Output, Picture
from ganstudio.export import picture_modes, planes, tiling
from ganstudio.export.colouring import working_size
from ganstudio.export.picture_modes import Plain
from ganstudio.export.tiling import Floats, Part, Plan

STRONGEST = 1.5
MOST_PIXELS = 400_000_000  # of a result: 6,000 x 4,000 four times as large
_PARTS = {1: 512, 2: 384}  # px by scale that are shown at once: within half a gigabyte for the networks of the papers
_PART = 256

Report = Callable[[float], None]
Asked = Callable[[], bool]


class Changing(Network, Protocol):
    """A network with what it gives: an opened ONNX file, or a checkpoint in torch."""

    gives: Output


@dataclass(frozen=True)
class Wishes:
    """How a picture is to be translated.

    `attributes`: what shall be there or not. Of an exclusive group one member can be asked for, which takes the others
    off; `False` for a member asks for nothing. What is not named stays as it is, or is off for models that know no
    "as it is" (`Attributes.signed`).
    """

    attributes: Mapping[str, bool] = field(default_factory=dict)  # of models that have some; others stay as they are
    strength: float = 1.0  # 0 gives the picture back, 1 the model's answer; up to 1.5 goes beyond
    tile: int = 0  # px; 0: chosen by the size of the picture
    detail: float | None = None  # size to work at beside the learned one, 0: the picture's own; None: 1, 0 with a tile


@dataclass(frozen=True)
class Translated:
    """A result with all that a file needs (ICC profile, EXIF, alpha in the picture), and what changed where."""

    picture: Image.Image
    changed: Image.Image | None  # grey, white where nothing changed; None where sizes differ
    again: Image.Image | None = None  # translated back, where a model for the way back was given


class Translator:
    """A model that takes one picture and gives one. Raises StudioError for other models."""

    def __init__(self, model: Changing, title: str = "") -> None:
        roles, gives = images(model.controls), model.gives
        name = str(getattr(model, "name", "")) or title or "This model"
        if set(roles) != {"picture"} or not isinstance(gives, Picture):
            raise StudioError(f"{name} does not change pictures: it takes no picture or gives none.", _ANOTHER)
        self._model, self._gives, self._takes = model, gives, roles["picture"]
        self._title = title or _title(getattr(model, "card", {})) or name
        self._attributes = first_of(Attributes, model.controls)

    @property
    def title(self) -> str:
        """The direction in words, such as "off to on"."""
        return self._title

    @property
    def scale(self) -> int:
        """How many times larger results are."""
        return self._gives.scale

    @property
    def attributes(self) -> tuple[str, ...]:
        """What can be asked for by name."""
        return self._attributes.names if self._attributes else ()

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Attributes of which at most one holds."""
        return self._attributes.groups if self._attributes else ()

    def translate(
        self, picture: Image.Image, wishes: Wishes, progress: Report = lambda _share: None,
        stopped: Asked = lambda: False, back: Translator | None = None,
    ) -> Translated:  # fmt: skip
        """`picture` (any mode and size, upright or not) changed; `back` translates the result back once more.

        Raises StudioError, or Stopped when `stopped` says so, which is asked between parts.
        """
        given = picture_modes.plain(picture)
        share = 0.5 if back is not None else 1.0
        sheet, changed = self._changed(given, wishes, lambda done: progress(done * share), stopped)
        made = picture_modes.finished(sheet, given)
        if back is None:
            return Translated(made, changed)
        plainly = Wishes(tile=wishes.tile, detail=wishes.detail)
        again = back.translate(made, plainly, lambda done: progress(share + done * share), stopped)
        return Translated(made, changed, again.picture)

    def check(self, wishes: Wishes) -> None:
        """Raise StudioError where this model cannot do what is wished of any picture."""
        self._feeds(wishes.attributes)

    # -- the work -----------------------------------------------------------------------------------------

    def _changed(
        self, given: Plain, wishes: Wishes, progress: Report, stopped: Asked
    ) -> tuple[Image.Image, Image.Image | None]:
        """The result in mode L or RGB, and the map of what changed."""
        scale, (width, height) = self.scale, given.colours.size
        self._check_size(width * scale, height * scale)
        mode = "RGB" if given.colours.mode == "RGB" or (self._gives.channels == 3 and scale == 1) else "L"
        sheet = Image.new(mode, (width * scale, height * scale))
        changed = Image.new("L", sheet.size) if scale == 1 else None
        for top, change in self._changes(given.colours, wishes, _Pace(progress, stopped)):
            base = planes.base(given.colours, top, change.shape[1], scale)
            result = (base + np.float32(wishes.strength) * change).clip(0, 1)
            sheet.paste(planes.as_image(result, mode), (0, top))
            if changed is not None:
                changed.paste(planes.change_map(result - base, given.alpha, top), (0, top))
        return sheet, changed

    def _check_size(self, width: int, height: int) -> None:
        if width * height > MOST_PIXELS:
            raise StudioError(
                f"The result would have {width:,} x {height:,} pixels, too many to hold.", "Shrink the picture first."
            )

    def _changes(self, colours: Image.Image, wishes: Wishes, pace: _Pace) -> Iterator[tuple[int, Floats]]:
        """What is added to the picture (times larger by bicubic where `scale` says so), in bands from the top."""
        feeds = self._feeds(wishes.attributes)
        working = self._working(colours, wishes)
        if working == colours.size:
            yield from self._own_size(colours, wishes.tile, feeds, pace)
            return
        small = colours.resize(working, Image.Resampling.BICUBIC, reducing_gap=3.0)
        change = np.concatenate([band for _, band in self._own_size(small, wishes.tile, feeds, pace)], axis=1)
        before = planes.seen(planes.base(small, 0, small.height, 1), self._gives.channels)
        yield from planes.enlarged(change, np.broadcast_to(before, change.shape), colours)

    def _own_size(
        self, colours: Image.Image, tile: int, feeds: Mapping[str, npt.NDArray[Any]], pace: _Pace
    ) -> Iterator[tuple[int, Floats]]:
        shown = colours.convert("L" if self._takes.channels == 1 else "RGB")
        plan = self._plan(colours, tile)
        pace.steps = plan.count

        def answer(part: Part) -> Floats:
            pace.check()
            made: Floats = self._model.run({**feeds, self._takes.name: planes.shown(shown, part)})[0]
            return made

        for top, band in planes.slices(tiling.bands(plan, answer, self.scale, pace.step), self.scale):
            yield top, band - planes.seen(planes.base(colours, top, band.shape[1], self.scale), self._gives.channels)

    def _plan(self, colours: Image.Image, tile: int) -> Plan:
        fixed, (width, height) = self._takes.largest, colours.size
        if fixed:
            return tiling.planned(height, width, fixed, 1, fixed)
        return tiling.planned(height, width, tile or _PARTS.get(self.scale, _PART), self._takes.multiple)

    def _working(self, colours: Image.Image, wishes: Wishes) -> tuple[int, int]:
        """Width and height at which the model is shown the picture.

        A network is at home at the size that it learned at: it would look for a face of 64 px in one of 3,000. So
        larger pictures are made smaller for it; enlarging models and those who say how see them as they are.
        """
        detail = wishes.detail if wishes.detail is not None else 0.0 if wishes.tile else 1.0
        if self.scale > 1 or not detail:
            return colours.size
        width, height = colours.size
        if self._takes.largest:  # the whole picture in the one size there is
            factor = self._takes.largest * detail / max(width, height)
            return max(1, round(width * factor)), max(1, round(height * factor))
        high, wide = working_size(self._model, (height, width), detail)
        return wide, high

    def _feeds(self, wanted: Mapping[str, bool]) -> dict[str, npt.NDArray[Any]]:
        """All inputs but the picture; those that nothing is said of rest."""
        feeds = {each.name: each.zeros(1) for each in self._model.controls if not isinstance(each, ImageInput)}
        unknown = [name for name in wanted if name not in self.attributes]
        if unknown:
            there = ", ".join(self.attributes)
            raise StudioError(
                f"{self.title} knows no attribute {unknown[0]!r}.",
                f"There are: {there}." if there else "It has none: leave them out.",
            )
        if self._attributes is not None:
            feeds[self._attributes.name] = _flags(self._attributes, wanted)
        return feeds


_ANOTHER = "Choose one that was trained with CycleGAN, DiscoGAN, StarGAN or SRGAN."


@dataclass
class _Pace:
    """How far it is, and whether somebody wants it to end."""

    report: Report
    stopped: Asked
    steps: int = 1
    done: int = 0

    def step(self) -> None:
        self.done += 1
        self.report(self.done / self.steps)

    def check(self) -> None:
        if self.stopped():
            raise Stopped


def _title(card: Mapping[str, Any]) -> str:
    """What a file says of its direction, else what it is called."""
    return str(card.get("direction") or card.get("name") or "")


def _flags(control: Attributes, wanted: Mapping[str, bool]) -> Floats:
    """1 x names as `control` takes them. Raises StudioError for two of a group.

    Of a group only what it becomes is said, so the others stay 0, which is off, or goes by itself where signed.
    """
    flags, grouped = np.zeros((1, len(control.names)), np.float32), {name for group in control.groups for name in group}
    for group in control.groups:
        both = [name for name in group if wanted.get(name)]
        if len(both) > 1:
            raise StudioError(f"{both[0]} and {both[1]} exclude each other.", "Ask for one of them.")
    for name, on in wanted.items():
        off = -1.0 if control.signed and name not in grouped else 0.0
        flags[0, control.names.index(name)] = 1.0 if on else off
    return flags
