"""How well a run changes pictures: beside the true result where it is known, and beside changing nothing.

L1 is taken on [-1, 1]. A hit rate alone lies, as garbage fools judges too: read it beside both L1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from ganstudio.core.pictures import Pixels
from ganstudio.core.sets import DOMAINS
from ganstudio.data.faces import faces
from ganstudio.data.faces import writing as face_sets
from ganstudio.data.picture_set import PictureSet
from ganstudio.engine.family import Generator
from ganstudio.engine.session import Session
from ganstudio.engine.sheets import evaluating
from ganstudio.evaluate.classifier import Classifier
from ganstudio.evaluate.samples import standardised_distance

PROTOCOL = "translations-1"
COUNT = 200
_AT_ONCE = 32
_TOUCHED = 0.05  # a pixel differs from here on, of 2
_GROWN = 2  # px around such pixels that count as theirs


@dataclass(frozen=True)
class Case:
    """Pictures that are to be changed, how, what should come out (None: nobody knows), and whom to ask whether it did.

    `wanted` are further inputs of the generator, `undone` those of the way back; `hits` says which rows came out right.
    """

    name: str
    given: Pixels
    truth: Pixels | None
    wanted: tuple[Tensor, ...] = ()
    undone: tuple[Tensor, ...] = ()
    hits: Callable[[Pixels], Any] | None = None


@torch.no_grad()
def measured(
    session: Session, pictures: PictureSet, judge: Classifier | None, key: str, count: int = COUNT
) -> dict[str, Any]:
    """Figures of every way or attribute. `key` is the set's: of drawn faces the truth is known."""
    networks = {**session.networks, **{name: average.module for name, average in session.averages.items()}}
    found: dict[str, Any] = {"protocol": PROTOCOL, "pictures_seen": session.pictures_seen}
    if judge is not None:
        found["judge_accuracy"] = round(judge.accuracy, 4)
    with evaluating(networks.values()):
        for generator, back, case in _cases(session, pictures, judge, key, count):
            run = _Runner(networks, session.family.value_range)
            for name, value in _figures(run, generator, back, case, judge).items():
                found[f"{case.name}: {name}"] = round(float(value), 4)
    return found


class _Runner:
    """Networks as functions of uint8 pictures."""

    def __init__(self, networks: Mapping[str, Any], value_range: tuple[float, float]) -> None:
        self._networks, (self._low, self._high) = networks, value_range

    def made(self, name: str, given: Pixels, wanted: tuple[Tensor, ...]) -> Pixels:
        parts = []
        for at in range(0, len(given), _AT_ONCE):
            shown = torch.from_numpy(np.ascontiguousarray(given[at : at + _AT_ONCE])).float() / 255
            answer = self._networks[name](shown, *(each[at : at + _AT_ONCE] for each in wanted)).float()
            unit = ((answer - self._low) / (self._high - self._low)).clamp(0, 1)
            parts.append((unit * 255).round().byte().numpy())
        return np.concatenate(parts)


def _figures(
    run: _Runner, generator: Generator, back: Generator | None, case: Case, judge: Classifier | None
) -> dict[str, float]:
    made = run.made(generator.network, case.given, case.wanted)
    found = {"output_diversity": _apart(made) / max(_apart(case.given), 1e-6)}
    if back is not None:
        found["cycle_l1"] = l1(run.made(back.network, made, case.undone), case.given)
    if case.hits is not None:
        found |= {"attribute_hit_rate": float(np.mean(case.hits(made))),
                  "attribute_hit_rate_of_copy": float(np.mean(case.hits(case.given)))}  # fmt: skip
    if case.truth is not None:
        touched = _touched(case.given, case.truth)
        found |= {"l1_to_target": l1(made, case.truth), "l1_of_copy": l1(case.given, case.truth),
                  "identity_l1": _outside(made, case.given, touched)}  # fmt: skip
        if judge is not None:
            target = judge.features(case.truth)
            found |= {"frechet_to_target": standardised_distance(target, judge.features(made)),
                      "frechet_of_copy": standardised_distance(target, judge.features(case.given))}  # fmt: skip
    return found


# -- what is asked for ------------------------------------------------------------------------------------


def _cases(
    session: Session, pictures: PictureSet, judge: Classifier | None, key: str, count: int
) -> Iterator[tuple[Generator, Generator | None, Case]]:
    generators = session.family.generators()
    if session.family.need.kind == DOMAINS:
        ways = dict(enumerate(generators))
        for place, case in enumerate(_ways(pictures, judge, key, count)):
            if place in ways:
                yield ways[place], ways.get(1 - place), case
        return
    for case in _attributes(session, judge, key, count):
        yield generators[0], generators[0], case


def _ways(pictures: PictureSet, judge: Classifier | None, key: str, count: int) -> Iterator[Case]:
    """From the first kind to the second, and back."""
    size, names = pictures.info.size, pictures.info.classes
    for way in (0, 1):
        hits = None if judge is None else lambda made, wanted=1 - way: judge.predict(made) == wanted
        given, truth = _drawn(key, way, count, size) or (_held(pictures, way, count), None)
        yield Case(f"{names[way]} to {names[1 - way]}", given, truth, hits=hits)


def _drawn(key: str, way: int, count: int, size: int) -> tuple[Pixels, Pixels] | None:
    """Faces of one kind that nobody has learned from, and the same faces as the other kind."""
    kinds = {"cartoon-glasses": "glasses", "cartoon-styles": "domains"}
    if key not in kinds:
        return None
    crowd = [face_sets.member(kinds[key], face_sets.UNSEEN_FROM + 2 * index + way) for index in range(count)]
    others = [_other(kinds[key], face, way) for face in crowd]
    given, truth = (np.stack([faces.colour(face, size) for face in each]) for each in (crowd, others))
    return given, truth


def _other(kind: str, face: faces.Face, way: int) -> faces.Face:
    if kind == "glasses":
        return faces.changed(face, "glasses", way == 0)
    return faces.face(faces.STYLES[1 - way], face.seed)


def _held(pictures: PictureSet, way: int, count: int) -> Pixels:
    """Pictures of one kind, held back ones where there are any."""
    data = pictures.held_back or pictures
    assert data.labels is not None
    return np.asarray(data.pictures[np.flatnonzero(data.labels == way)[:count]])


def _attributes(session: Session, judge: Classifier | None, key: str, count: int) -> Iterator[Case]:
    """Each attribute put on where it is not, or taken away where it is of no group."""
    family = session.family
    knobs, names = family.knobs, family.data.attributes  # type: ignore[attr-defined]
    crowd = (
        [face_sets.member("attributes", face_sets.UNSEEN_FROM + index) for index in range(count)]
        if key == "cartoon-faces"
        else []
    )
    for place, name in enumerate(names if crowd else ()):
        flags = torch.tensor([[faces.attributes(face)[each] for each in names] for face in crowd]).float()
        rows = [row for row in range(count) if place in knobs.single or not flags[row, place]]
        before = flags[rows]
        after = knobs.shown(before, place)
        values = after[:, place].bool().tolist()
        others = [faces.changed(crowd[row], name, value) for row, value in zip(rows, values, strict=True)]
        given, truth = (np.stack([faces.colour(face, family.data.size) for face in each])
                        for each in ([crowd[row] for row in rows], others))  # fmt: skip
        wanted = np.array(values)
        hits = None if judge is None else lambda made, p=place, w=wanted: judge.predict(made)[:, p] == w
        told = (family.told(before, after), family.told(after, before))  # type: ignore[attr-defined]
        yield Case(name, given, truth, (told[0],), (told[1],), hits)


# -- distances --------------------------------------------------------------------------------------------


def l1(ours: Pixels, theirs: Pixels) -> float:
    return float(np.abs(ours.astype(np.float32) - theirs).mean() / 127.5)


def _apart(pictures: Pixels) -> float:
    return l1(pictures, np.roll(pictures, 1, axis=0))


def _touched(given: Pixels, truth: Pixels) -> Any:
    """N x 1 x H x W, true in and around pixels that the true change touches."""
    differs = np.abs(given.astype(np.float32) - truth).max(1, keepdims=True) / 127.5 > _TOUCHED
    grown = F.max_pool2d(torch.from_numpy(differs).float(), 2 * _GROWN + 1, 1, _GROWN)
    return grown.numpy() > 0


def _outside(made: Pixels, given: Pixels, touched: Any) -> float:
    difference = np.abs(made.astype(np.float32) - given).mean(1, keepdims=True) / 127.5
    return float(difference[~touched].mean())
