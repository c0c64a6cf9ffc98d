"""What a person puts on a drawing, as data: every change is a mark, so undo, autosave and files are lists of marks."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError

PICTURE, LINE, HINTS = "picture", "line", "hints"
MARKED = (PICTURE, LINE, HINTS)  # the layers that marks lie on, from below
REGIONS = "regions"  # where marks lie that are not seen, but say what the regions between the lines are
JOIN, SPLIT, LOCK, TURN, SPREAD, BOUND = "join", "split", "lock", "turn", "spread", "bound"
RULINGS = (JOIN, SPLIT, LOCK, TURN, SPREAD, BOUND)

Colour = tuple[int, int, int]
Place = tuple[float, float]
Points = npt.NDArray[np.float32]
INK: Colour = (0, 0, 0)
LARGEST = 8192  # px, either side of a drawing
_LONGEST = 10_000  # places of one ruling


@dataclass(frozen=True, eq=False)
class Stroke:
    """A pull of the pen, or a dab when there is one point.

    `points` N x 3: x, y in pixels of the drawing (0, 0 is the corner of the first pixel), pressure in [0, 1].
    `size` is the diameter at full pressure.
    """

    layer: str
    points: Points
    size: float
    colour: Colour = INK
    erase: bool = False
    kind: str = "stroke"


@dataclass(frozen=True, eq=False)
class Fill:
    """An area painted at once: `mask` H x W of bool, its corner at `left`, `top`."""

    layer: str
    left: int
    top: int
    mask: npt.NDArray[np.bool_]
    colour: Colour = INK
    erase: bool = False
    kind: str = "fill"


@dataclass(frozen=True)
class Placed:
    """A picture from the drawing's assets, laid over the rectangle given in pixels of the drawing."""

    layer: str
    asset: str
    left: float
    top: float
    width: float
    height: float
    kind: str = "placed"


@dataclass(frozen=True)
class Removed:
    """The mark number `target` (see `Drawing.numbered`) is taken away."""

    target: int
    kind: str = "removed"


@dataclass(frozen=True)
class Cleared:
    """Everything that lay on `layer` is taken away."""

    layer: str
    kind: str = "cleared"


@dataclass(frozen=True)
class Ruling:
    """What a person says of the regions: `what` is one of `RULINGS`, `places` x, y in px of the drawing.

    Join: the regions at two places are one. Split: a way that divides like ink. Lock: the region stays `colour`. Turn:
    paper becomes drawing, or drawing paper. Spread: the dot there also means regions like its own. Bound: the dot there
    ends at the next lines, however wide their gaps are.
    """

    what: str
    places: tuple[Place, ...]
    colour: Colour = INK
    layer: str = REGIONS
    kind: str = "ruling"


Mark = Stroke | Fill | Placed | Removed | Cleared | Ruling


def to_json(mark: Mark) -> dict[str, Any]:
    """`mark` as plain JSON; points are kept to a hundredth of a pixel and a thousandth of the pressure."""
    if isinstance(mark, Stroke):
        grid = np.round(mark.points * (100, 100, 1000)).astype(np.int64)
        return {**_plain(mark, "points"), "points": grid.tolist()}
    if isinstance(mark, Fill):
        height, width = mark.mask.shape
        packed = base64.b64encode(zlib.compress(np.packbits(mark.mask).tobytes())).decode("ascii")
        return {**_plain(mark, "mask"), "height": height, "width": width, "bits": packed}
    if isinstance(mark, Ruling):
        return {**_plain(mark, "places"), "places": [[round(x, 2), round(y, 2)] for x, y in mark.places]}
    return dict(vars(mark))


def from_json(value: Mapping[str, Any]) -> Mark:
    """The mark written as `value`. Raises StudioError when it is not one."""
    try:
        return _READERS[value["kind"]](value)
    except (KeyError, TypeError, ValueError, zlib.error, OverflowError) as error:
        raise StudioError("A mark of this drawing cannot be read.", "The file is damaged.") from error


def rounded(points: Points) -> Points:
    """`points` as they come back from a file, so that a drawing looks the same before and after."""
    return (np.round(points * (100, 100, 1000)) / (100, 100, 1000)).astype(np.float32)


def _plain(mark: Stroke | Fill | Ruling, without: str) -> dict[str, Any]:
    return {name: item for name, item in vars(mark).items() if name != without}


def _stroke(value: Mapping[str, Any]) -> Stroke:
    points = np.asarray(value["points"], np.float64).reshape(-1, 3) / (100, 100, 1000)
    if not len(points) or not np.isfinite(points).all():
        raise ValueError("a stroke without points")
    size = _number(value["size"])
    return Stroke(_layer(value), points.astype(np.float32), size, _colour(value), bool(value.get("erase")))


def _fill(value: Mapping[str, Any]) -> Fill:
    height, width = int(value["height"]), int(value["width"])
    if height < 1 or width < 1 or height * width > LARGEST**2:
        raise ValueError("an impossible area")
    unpacker = zlib.decompressobj()  # never more than the area needs, whatever the file claims
    packed = unpacker.decompress(base64.b64decode(value["bits"], validate=True), (height * width + 7) // 8 + 1)
    bits = np.unpackbits(np.frombuffer(packed, np.uint8), count=height * width)
    mask = bits.reshape(height, width).astype(np.bool_)
    return Fill(_layer(value), int(value["left"]), int(value["top"]), mask, _colour(value), bool(value.get("erase")))


def _placed(value: Mapping[str, Any]) -> Placed:
    left, top, width, height = (_number(value[name]) for name in ("left", "top", "width", "height"))
    return Placed(_layer(value), str(value["asset"]), left, top, width, height)


def _removed(value: Mapping[str, Any]) -> Removed:
    return Removed(int(value["target"]))


def _cleared(value: Mapping[str, Any]) -> Cleared:
    return Cleared(REGIONS if value["layer"] == REGIONS else _layer(value))


def _ruling(value: Mapping[str, Any]) -> Ruling:
    what, places = value["what"], value["places"]
    if what not in RULINGS or not 0 < len(places) <= _LONGEST or (what == JOIN and len(places) != 2):
        raise ValueError("an unknown ruling")
    return Ruling(what, tuple((_number(x), _number(y)) for x, y in places), _colour(value))


def _layer(value: Mapping[str, Any]) -> str:
    if value["layer"] not in MARKED:
        raise ValueError("an unknown layer")
    return str(value["layer"])


def _number(value: Any) -> float:
    number = float(value)
    if not np.isfinite(number):
        raise ValueError("not a number")
    return number


def _colour(value: Mapping[str, Any]) -> Colour:
    red, green, blue = (int(np.clip(int(channel), 0, 255)) for channel in value.get("colour", INK))
    return red, green, blue


_READERS: dict[str, Callable[[Mapping[str, Any]], Mark]] = {
    "stroke": _stroke, "fill": _fill, "placed": _placed, "removed": _removed, "cleared": _cleared,
    "ruling": _ruling,
}  # fmt: skip
