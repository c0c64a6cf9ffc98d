"""A figure of joints, drawn frame by frame: parts move over each other, and the colour of every part is known."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.data.drawings import labels as labelling
from ganstudio.evaluate.kinds import Truth

Points = npt.NDArray[np.float64]
_FINE = 4  # times as large as it is kept
_LIGHTEST = 235
_SHOULDER, _HIP = -0.12, 0.12


@dataclass(frozen=True)
class Pose:
    """Degrees that the joints are bent by, the whole figure's turn, and where it stands, in parts of the sheet."""

    arms: tuple[float, float] = (25.0, -25.0)
    hands: tuple[float, float] = (15.0, -15.0)
    legs: tuple[float, float] = (8.0, -8.0)
    head: float = 0.0
    turn: float = 0.0
    size: float = 1.0
    place: tuple[float, float] = (0.5, 0.5)
    mouth: float = 0.3  # how far it is open
    lids: float = 1.0  # how far eyes are


@dataclass(frozen=True)
class Puppet:
    """What a number decides of a figure: measures, what it wears, and a colour for each part."""

    number: int
    head: float
    torso: float
    limb: float
    has_hat: bool
    has_skirt: bool
    buttons: int
    palette: dict[str, tuple[int, int, int]]


_PARTS = (
    "hair", "skin", "shirt", "sleeve", "trousers", "shoe", "hat", "band", "belt", "button", "eye", "mouth", "skirt",
)  # fmt: skip


def puppet(number: int) -> Puppet:
    """The figure of `number`; no two of its parts share a colour."""
    rng = np.random.default_rng([77, number])
    while True:
        tones = rng.integers(50, _LIGHTEST, (len(_PARTS), 3))
        far = np.abs(tones[:, None] - tones[None]).sum(2) + 1000 * np.eye(len(_PARTS), dtype=np.int64)
        if far.min() > 40:
            break
    palette = {name: (int(r), int(g), int(b)) for name, (r, g, b) in zip(_PARTS, tones)}
    head, torso, limb = rng.uniform((0.1, 0.09, 0.032), (0.14, 0.13, 0.045))
    return Puppet(
        number, head, torso, limb, bool(rng.random() < 0.5), bool(rng.random() < 0.4), int(rng.integers(0, 4)), palette
    )


def pose(number: int, frame: int, pace: float = 1.0) -> Pose:
    """Where the joints of figure `number` are in a `frame`; `pace` is how much they move from frame to frame."""
    rng = np.random.default_rng([78, number])
    wide, start = rng.uniform(10, 40, 10), rng.uniform(0, math.tau, 10)
    at = [float(each) for each in wide * np.sin(start + 0.35 * pace * frame)]
    return Pose(
        (40 + at[0], -40 + at[1]), (20 + at[2], -20 + at[3]), (12 + at[4] / 2, -12 + at[5] / 2), at[6] / 3, at[7] / 4,
        1 + at[8] / 400, (0.5 + at[9] / 900, 0.5 + at[0] / 1500), 0.35 + at[2] / 130, 0.8 + at[3] / 200,
    )  # fmt: skip


def drawn(figure: Puppet, stand: Pose, size: int, line: float = 1 / 130) -> Truth:
    """The figure as `size` x `size` pixels, its lines `line` of the sheet wide."""
    import cv2

    side = _FINE * size
    colours, parts = [(255, 255, 255)], np.zeros((side, side), np.int32)
    ink = np.zeros((side, side), np.uint8)
    width = max(1, round(line * side))
    for name, points in _outlines(figure, stand):
        polygon = np.rint(points * side).astype(np.int32).reshape(-1, 1, 2)
        colours.append(figure.palette[name])
        cv2.fillPoly(parts, [polygon], len(colours) - 1)
        cv2.fillPoly(ink, [polygon], 0)
        cv2.polylines(ink, [polygon], True, 255, width, cv2.LINE_8)
    labels, owner = _connected(parts[_FINE // 2 :: _FINE, _FINE // 2 :: _FINE])
    small = np.asarray(cv2.resize(ink, (size, size), interpolation=cv2.INTER_AREA), np.uint8)
    flat = np.array(colours, np.uint8)[owner[labels]]
    colour = (flat * ((255 - small[..., None]) / 255)).round().astype(np.uint8)
    return Truth(255 - small, colour.transpose(2, 0, 1), labels, labelling.outside(labels, len(owner)))


def _connected(parts: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Labels of what hangs together of one part, and which part each is."""
    import cv2

    found, owner = np.zeros(parts.shape, np.int32), list[int]()
    for part in np.unique(parts).tolist():
        count, own = cv2.connectedComponents((parts == part).view(np.uint8), connectivity=4, ltype=cv2.CV_32S)
        np.copyto(found, own - 1 + len(owner), where=own > 0)
        owner += [part] * (count - 1)
    return found, np.array(owner, np.int32)


# -- outlines, from behind, in parts of the sheet ---------------------------------------------------------------------


def _outlines(figure: Puppet, stand: Pose) -> list[tuple[str, Points]]:
    made = [
        *_leg(figure, -1, stand.legs[0]), *_leg(figure, 1, stand.legs[1]), *_arm(figure, -1, stand, 0),
        *_body(figure), *_head(figure, stand), *_arm(figure, 1, stand, 1),
    ]  # fmt: skip
    turn = _turned(stand.turn) * stand.size
    return [(name, points @ turn.T + stand.place) for name, points in made]


def _leg(figure: Puppet, side: int, bend: float) -> list[tuple[str, Points]]:
    hip = np.array([0.5 * side * figure.torso, _HIP])
    return _limb(hip, bend, -4.0 * side, 1.15 * figure.limb, 0.13, ("trousers", "trousers", "shoe"))


def _arm(figure: Puppet, side: int, stand: Pose, which: int) -> list[tuple[str, Points]]:
    shoulder = np.array([0.9 * side * figure.torso, _SHOULDER])
    return _limb(shoulder, stand.arms[which], stand.hands[which], figure.limb, 0.11, ("sleeve", "sleeve", "skin"))


def _body(figure: Puppet) -> list[tuple[str, Points]]:
    torso = figure.torso
    made = [("shirt", _trapeze(_SHOULDER - 0.02, torso, _HIP, 0.85 * torso))]
    if figure.has_skirt:
        made.append(("skirt", _trapeze(_HIP, 0.85 * torso, _HIP + 0.13, 1.3 * torso)))
    made.append(("belt", _trapeze(_HIP - 0.035, 0.88 * torso, _HIP + 0.01, 0.85 * torso)))
    return made + [("button", _oval(0, _SHOULDER + 0.05 * (1 + each), 0.014, 0.014)) for each in range(figure.buttons)]


def _trapeze(top: float, wide: float, bottom: float, below: float) -> Points:
    """Twice as wide as `wide` at its top, and as `below` at its bottom."""
    return np.array([[-wide, top], [wide, top], [below, bottom], [-below, bottom]])


def _head(figure: Puppet, stand: Pose) -> list[tuple[str, Points]]:
    head = figure.head
    made = [
        ("skin", np.array([[-0.03, 0.35 * head], [0.03, 0.35 * head], [0.035, 1.25 * head], [-0.035, 1.25 * head]])),
        ("hair", _oval(0, -0.1 * head, 1.12 * head, 1.15 * head)),
        ("skin", _oval(0, 0.12 * head, 0.88 * head, 0.86 * head)),
        ("eye", _oval(-0.38 * head, 0.0, 0.17 * head, 0.2 * head * max(0.45, stand.lids))),
        ("eye", _oval(0.38 * head, 0.0, 0.17 * head, 0.2 * head * max(0.45, stand.lids))),
        ("mouth", _oval(0, 0.55 * head, 0.3 * head, 0.07 * head + 0.16 * head * max(0.0, stand.mouth))),
    ]
    if figure.has_hat:
        made.append(("hat", _oval(0, -0.95 * head, 0.85 * head, 0.55 * head)[_half()]))
        made.append(("band", np.array([[-1.2, -1.0], [1.2, -1.0], [1.2, -0.78], [-1.2, -0.78]]) * head))
    turn, neck = _turned(stand.head), np.array([0, _SHOULDER - 0.9 * head])
    return [(name, points @ turn.T + neck) for name, points in made]


def _limb(
    joint: Points, upper: float, lower: float, wide: float, long: float, names: tuple[str, str, str]
) -> list[tuple[str, Points]]:
    """Two bones and what is at their end."""
    along = _turned(upper) @ np.array([0.0, long])
    knee = joint + along
    further = _turned(upper + lower) @ np.array([0.0, long])
    end = knee + further
    return [
        (names[0], _bone(joint, knee, wide)), (names[1], _bone(knee, end, 0.85 * wide)),
        (names[2], _oval(float(end[0]), float(end[1]), 1.1 * wide, 1.0 * wide)),
    ]  # fmt: skip


def _bone(start: Points, end: Points, wide: float) -> Points:
    along = (end - start) / np.linalg.norm(end - start)
    across = wide * np.array([-along[1], along[0]])
    return np.array([start + across, end + 0.8 * across, end - 0.8 * across, start - across])


def _oval(x: float, y: float, across: float, down: float) -> Points:
    ways = np.linspace(0, math.tau, 64, endpoint=False)
    return np.stack([x + across * np.cos(ways), y + down * np.sin(ways)], axis=1)


def _half() -> slice:
    """The upper half of an oval."""
    return slice(32, 64)


def _turned(degrees: float) -> Points:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[cos, -sin], [sin, cos]])
