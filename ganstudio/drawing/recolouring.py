"""The colours of a drawing: one changed everywhere, another palette, colours that go together.

Nothing here changes a drawing: changes are marks for one `Drawing.do`, so that one undo takes them back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ganstudio.drawing import brush, tones
from ganstudio.drawing.brush import Area
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import HINTS, LOCK, Colour, Fill, Mark, Placed, Removed, Ruling, Stroke

HARMONIES: dict[str, tuple[float, ...]] = {
    "complementary": (0, 180), "analogous": (-30, 0, 30), "triad": (0, 120, 240),
    "split complementary": (0, 150, 210), "tetrad": (0, 90, 180, 270),
}  # fmt: skip
MONOCHROME = "monochrome"
_STEPS = (-0.3, -0.15, 0.0, 0.15, 0.3)  # of lightness, beside a colour
_DARKEST, _LIGHTEST = 0.15, 0.97
_GREY = 0.02  # chroma below which a colour has no hue
_TINT = 0.3  # how much chroma and hue count beside lightness where colours are given others


def replaced_everywhere(drawing: Drawing, changes: Mapping[Colour, Colour], layer: str = HINTS) -> tuple[Mark, ...]:
    """The marks of one step that gives all of `layer` in one of the colours its new one; none when there is nothing.

    Marks keep their order: what lies over a changed one, an eraser too, is laid down again. Locks change as well.
    """
    gone, again, boxes = list[Mark](), list[Mark](), list[Area]()
    for number, mark in drawing.numbered():
        if isinstance(mark, Ruling) and mark.what == LOCK and changes.get(mark.colour, mark.colour) != mark.colour:
            gone.append(Removed(number))
            again.append(replace(mark, colour=changes[mark.colour]))
        if not isinstance(mark, Stroke | Fill | Placed) or mark.layer != layer:
            continue
        colour = mark.colour if isinstance(mark, Stroke | Fill) and not mark.erase else None
        new = changes.get(colour, colour) if colour is not None else None
        box = _box(mark)
        if new != colour or any(box.meets(each) for each in boxes):
            gone.append(Removed(number))
            again.append(mark if new is None or isinstance(mark, Placed) else replace(mark, colour=new))
            boxes.append(box)
    return (*gone, *again)


def _box(mark: Stroke | Fill | Placed) -> Area:
    """The pixels that a mark can touch."""
    if isinstance(mark, Stroke):
        return brush.bounds(brush.path(mark.points, mark.size))
    if isinstance(mark, Fill):
        height, width = mark.mask.shape
        return Area(mark.left, mark.top, mark.left + width, mark.top + height).grown(2)
    return Area(int(mark.left), int(mark.top), int(mark.left + mark.width) + 1, int(mark.top + mark.height) + 1).grown(
        1
    )


def swapped_palette(used: Sequence[Colour], palette: Sequence[Colour]) -> dict[Colour, Colour]:
    """Which colour of `palette` each used one becomes: darker ones stay darker than lighter ones.

    Each gets one of its own where the palette has enough; among those, chroma and hue decide. Empty for no palette.
    """
    own, new = _from_dark(used), _from_dark(palette)
    if not own or not new:
        return {}
    step = 1 if len(new) >= len(own) else 0
    costs = _costs(own, new)
    best = np.full(costs.shape, np.inf)
    came = np.zeros(costs.shape, np.int64)
    best[0] = costs[0]
    for row in range(1, len(own)):
        for column in range(len(new)):
            before = best[row - 1, : column + 1 - step]
            if len(before) and np.isfinite(before.min()):
                came[row, column] = int(before.argmin())
                best[row, column] = before.min() + costs[row, column]
    column, made = int(best[-1].argmin()), {}
    for row in range(len(own) - 1, -1, -1):
        made[own[row]] = new[column]
        column = int(came[row, column])
    return {colour: made[colour] for colour in dict.fromkeys(used)}


def _from_dark(colours: Sequence[Colour]) -> list[Colour]:
    different = list(dict.fromkeys(colours))
    return sorted(different, key=lambda colour: float(tones.oklab(np.array(colour, np.float64))[0]))


def _costs(own: Sequence[Colour], new: Sequence[Colour]) -> tones.Numbers:
    """How unlike colours are, lightness counted within the range of each list."""
    places = [tones.oklab(np.array(each, np.float64)) for each in (own, new)]
    lights = [_within(each[:, 0]) for each in places]
    tints = np.linalg.norm(places[0][:, None, 1:] - places[1][None, :, 1:], axis=2)
    return np.asarray(np.abs(lights[0][:, None] - lights[1][None]) + _TINT * tints)


def _within(values: tones.Numbers) -> tones.Numbers:
    reach = float(np.ptp(values))
    return (values - values.min()) / reach if reach > 0 else np.full_like(values, 0.5)


def harmonies(colour: Colour) -> dict[str, tuple[Colour, ...]]:
    """Colours that go with one, by the name of the harmony, of its lightness; a grey has its own shades alone."""
    light, chroma, hue = tones.oklch(colour)
    turns = {} if chroma < _GREY else HARMONIES
    made = {
        name: tuple(colour if turn == 0 else tones.of_oklch(light, chroma, hue + turn) for turn in angles)
        for name, angles in turns.items()
    }
    shades = (min(_LIGHTEST, max(_DARKEST, light + step)) if step else light for step in _STEPS)
    made[MONOCHROME] = tuple(dict.fromkeys(
        colour if shade == light else tones.of_oklch(shade, chroma, hue) for shade in shades
    ))  # fmt: skip
    return made
