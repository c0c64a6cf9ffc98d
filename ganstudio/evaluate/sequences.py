"""Two drawings of one figure with known colours: moved, with other parts, in other poses, with gaps, with more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from ganstudio.data.faces import faces
from ganstudio.data.faces import writing as face_sets
from ganstudio.evaluate import kinds, puppets
from ganstudio.evaluate.kinds import Truth

FIRST = 5000  # number of the first figure that figures are taken on; smaller ones are for weights
_CHANGEABLE = ("eyes", "mouth", "eyebrows", "nose", "earrings", "hair", "head")


@dataclass(frozen=True, eq=False)
class Couple:
    """Two drawings of the same figure, in colours; `kind` is what happened in between."""

    kind: str
    first: Truth
    following: Truth


def couples(count: int, size: int, first: int = FIRST) -> Iterator[Couple]:
    """`count` of every kind, from figure number `first` on."""
    for kind, made in KINDS.items():
        for number in range(first, first + count):
            yield Couple(kind, *made(number, size))


def mirrored(couples: Iterable[Couple]) -> Iterator[Couple]:
    """The same, the second drawing of each left for right."""
    for couple in couples:
        truth = couple.following
        turned = replace(
            truth, sketch=truth.sketch[:, ::-1], colour=truth.colour[..., ::-1], labels=truth.labels[:, ::-1]
        )
        yield replace(couple, following=turned)


def frames(number: int, count: int, size: int, pace: float = 1.0) -> list[Truth]:
    """A figure that moves, frame by frame."""
    figure = puppets.puppet(number)
    return [puppets.drawn(figure, puppets.pose(number, frame, pace), size) for frame in range(count)]


def _figure(number: int, size: int) -> Truth:
    """A face or a thing of another kind, in turn."""
    if number % 2:
        return _faced(face_sets.member("pairs", face_sets.UNSEEN_FROM + number), size)
    painters = list(kinds.kinds().values())
    return kinds.drawing(painters[number // 2 % len(painters)], number, size)


def _faced(face: faces.Face, size: int) -> Truth:
    return kinds.of_pair(*faces.pair(face, size))


def _moved(number: int, size: int) -> tuple[Truth, Truth]:
    drawing = _figure(number, size)
    return drawing, warped(drawing, np.random.default_rng([3, number]))


def warped(truth: Truth, rng: np.random.Generator, most: float = 1.0) -> Truth:
    """Moved, turned, larger or smaller, and bent a little: up to 15 degrees, a quarter and an eighth of the sheet."""
    import cv2

    size = len(truth.sketch)
    turn, grow = np.radians(most * rng.uniform(-15, 15)), 1 + most * rng.uniform(-0.25, 0.2)
    shift = most * rng.uniform(-0.12, 0.12, 2) * size
    rows, columns = np.indices((size, size), np.float32) - np.float32(size / 2)
    x = (np.cos(turn) * columns + np.sin(turn) * rows) / grow + size / 2 - shift[0]
    y = (-np.sin(turn) * columns + np.cos(turn) * rows) / grow + size / 2 - shift[1]
    for plane in (x, y):
        bent = cv2.resize(rng.normal(0, 1, (5, 5)), (size, size), interpolation=cv2.INTER_CUBIC)
        plane += (0.012 * most * size * bent).astype(np.float32)
    x, y = x.astype(np.float32), y.astype(np.float32)
    labels = cv2.remap(truth.labels.astype(np.float32), x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
    sketch = cv2.remap(truth.sketch, x, y, cv2.INTER_LINEAR, borderValue=255)
    colour = cv2.remap(truth.colour.transpose(1, 2, 0), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    planes = np.asarray(colour, np.uint8).transpose(2, 0, 1)
    return Truth(np.asarray(sketch, np.uint8), planes, np.asarray(labels, np.int32), truth.outside)


def _other_parts(number: int, size: int) -> tuple[Truth, Truth]:
    """One face with another mouth, other eyes, another head of hair: what a sheet of expressions is."""
    face = face_sets.member("pairs", face_sets.UNSEEN_FROM + number)
    rng = np.random.default_rng([4, number])
    parts = dict(face.parts)
    donors = (
        faces.face(face.style, f"other {number} {index}").parts for index in range(3 if face.style == "lorelei" else 2)
    )
    for donor in donors:
        name = str(rng.choice([each for each in _CHANGEABLE if each in parts and each in donor]))
        parts[name] = donor[name]
    changed = replace(face, parts=parts)
    if rng.random() < 0.3:
        changed = faces.changed(changed, "glasses", not faces.attributes(changed)["glasses"])
    return _faced(face, size), warped(_faced(changed, size), rng, 0.35)


def _other_pose(number: int, size: int) -> tuple[Truth, Truth]:
    """One step of a walk: joints turn, parts cover each other."""
    made = frames(number, 2, size, pace=1.5)
    return made[0], made[1]


def _far_pose(number: int, size: int) -> tuple[Truth, Truth]:
    made = frames(number, 6, size, pace=2.0)
    return made[0], made[5]


def _with_gaps(number: int, size: int) -> tuple[Truth, Truth]:
    """Lines broken in a dozen places, wider than gaps that are closed."""
    drawing = _figure(number, size)
    rng = np.random.default_rng([5, number])
    following = warped(drawing, rng, 0.5)
    sketch = following.sketch.copy()
    inked = np.argwhere(sketch < 128)
    for row, column in inked[rng.integers(0, len(inked), 12)].tolist():
        side = int(rng.integers(3, 3 + size // 64))
        sketch[max(0, row - side) : row + side, max(0, column - side) : column + side] = 255
    return drawing, replace(following, sketch=sketch)


def _with_more(number: int, size: int) -> tuple[Truth, Truth]:
    """Something that was not there lies over a part of the figure."""
    import cv2

    drawing = _figure(number, size)
    rng = np.random.default_rng([6, number])
    following = warped(drawing, rng, 0.4)
    mask, rim = np.zeros((2, size, size), np.uint8)
    middle = tuple(int(each) for each in rng.uniform(0.3, 0.7, 2) * size)
    axes = tuple(int(each) for each in rng.uniform(0.06, 0.15, 2) * size)
    cv2.ellipse(mask, middle, axes, float(rng.uniform(0, 180)), 0, 360, 1, -1)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(rim, contours, -1, 255, max(2, size // 128), cv2.LINE_AA)
    new = len(following.outside)
    labels = np.where(mask > 0, new, following.labels).astype(np.int32)
    tone = rng.integers(60, 230, 3)
    sketch = np.where(mask > 0, 255, following.sketch)
    colour = np.where(mask > 0, tone[:, None, None], following.colour)
    sketch = np.minimum(sketch, 255 - rim)
    colour = (colour * ((255 - rim) / 255)).astype(np.uint8)
    return drawing, Truth(sketch.astype(np.uint8), colour, labels, np.append(following.outside, False))


KINDS: dict[str, Callable[[int, int], tuple[Truth, Truth]]] = {
    "moved": _moved, "other parts": _other_parts, "next frame": _other_pose, "other pose": _far_pose,
    "gaps": _with_gaps, "something more": _with_more,
}  # fmt: skip
