"""Tables of pictures: one thing changes from row to row, another from column to column, all else stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ganstudio.core.controls import Attributes, Latent, Scalar
from ganstudio.core.errors import StudioError
from ganstudio.core.player import Player
from ganstudio.core.text import signed, titled
from ganstudio.export.latent.directions import Direction
from ganstudio.studio.playing import Inputs, Request, inputs_of, together

MOST = 1_200  # pictures
_SIGMAS = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
_SEEDS = 8
_SEEDS_IN_ALL = 2**31 + 1
_VARIETIES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
_NUMBERS = 12  # of a code or of the noise that can be gone along one by one
_STEPS = 7

Step = Callable[[Request], Request]


@dataclass(frozen=True)
class Axis:
    """What changes: in `steps`, each with its word."""

    title: str
    words: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Table:
    """The request of each picture, row by row, and the words of rows and columns."""

    requests: tuple[Request, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]

    def inputs(self, model: Player) -> Inputs:
        return together(model, [inputs_of(model, each) for each in self.requests])


NOTHING = Axis("Nothing", ("",), (lambda request: request,))


def axes(model: Player, found: Sequence[Direction]) -> list[Axis]:
    """All that can change in this model, what is easiest to understand first; nothing is one of them."""
    made = []
    if (label := model.label) is not None:
        made.append(Axis("Class", label.classes, tuple(map(_of_class, range(len(label.classes))))))
    for control in model.controls:
        made += _axes_of(control, model) if control not in (model.label, model.noise) else []
    named = [(each.name or f"Direction {number}", each) for number, each in enumerate(found, 1)]
    made += [Axis(title, tuple(map(signed, _SIGMAS)), tuple(_moved(direction, each) for each in _SIGMAS))
             for title, direction in named]  # fmt: skip
    made.append(Axis("Seed", tuple(f"+{each}" for each in range(_SEEDS)), tuple(map(_of_seed, range(_SEEDS)))))
    if model.noise is not None:
        made.append(Axis("Variety", tuple(f"{each:g}" for each in _VARIETIES), tuple(map(_of_variety, _VARIETIES))))
        made += [Axis(f"Latent {at + 1}", tuple(map(signed, _SIGMAS)),
                      tuple(_offset(at, each) for each in _SIGMAS))
                 for at in range(min(_NUMBERS, model.noise.size))]  # fmt: skip
    return [NOTHING, *made]


def table(request: Request, rows: Axis, columns: Axis) -> Table:
    """Around the picture of `request`. Raises StudioError where it would be too large."""
    if len(rows.steps) * len(columns.steps) > MOST:
        raise StudioError(f"{len(rows.steps)} times {len(columns.steps)} pictures are too many for one table.",
                          f"Choose something with fewer steps: {MOST:,} pictures are the most.")  # fmt: skip
    rows = NOTHING if rows is columns else rows  # the same thing cannot change twice
    one = replace(request, count=1, columns=0)
    requests = tuple(across(down(one)) for down in rows.steps for across in columns.steps)
    return Table(requests, rows.words if rows is not NOTHING else (), columns.words if columns is not NOTHING else ())


def _axes_of(control: object, model: Player) -> list[Axis]:
    """Of a code, of attributes, of a slider."""
    if isinstance(control, Attributes):
        names = tuple(titled(each) for each in control.names)
        rows = np.eye(len(names))
        return [Axis("Attribute", names, tuple(_held(control.name, tuple(row.tolist())) for row in rows))]
    if isinstance(control, Latent) and control.is_categorical:
        rows = np.eye(control.size)
        words = tuple(str(at + 1) for at in range(control.size))
        return [Axis(titled(control.name), words, tuple(_held(control.name, tuple(row.tolist())) for row in rows))]
    if isinstance(control, Latent):
        reach = 1.0 if control.prior == "uniform" else 3.0
        values = np.linspace(-reach, reach, _STEPS)
        return [Axis(f"{titled(control.name)} {at + 1}", tuple(f"{each:+.2g}" for each in values),
                     tuple(_number(control, at, float(each)) for each in values))
                for at in range(min(_NUMBERS, control.size))]  # fmt: skip
    if isinstance(control, Scalar):
        values = np.linspace(control.low, control.high, _STEPS)
        return [Axis(titled(control.name), tuple(f"{each:.2g}" for each in values),
                     tuple(_held(control.name, (float(each),)) for each in values))]  # fmt: skip
    return []


def _of_class(number: int) -> Step:
    return lambda request: replace(request, label=number, mix=(0, 0.0))


def _of_seed(later: int) -> Step:
    return lambda request: replace(
        request, seed=(request.seed + later) % _SEEDS_IN_ALL, base=request.base if not later else None
    )


def _of_variety(variety: float) -> Step:
    return lambda request: replace(request, variety=variety)


def _moved(direction: Direction, sigmas: float) -> Step:
    def step(request: Request) -> Request:
        others = tuple(each for each in request.moves if each[0].vector != direction.vector)
        return replace(request, moves=(*others, (direction, sigmas)))

    return step


def _offset(at: int, value: float) -> Step:
    def step(request: Request) -> Request:
        offsets = [*request.offsets, *[0.0] * (at + 1 - len(request.offsets))]
        offsets[at] = value
        return replace(request, offsets=tuple(offsets))

    return step


def _held(name: str, values: tuple[float, ...]) -> Step:
    return lambda request: replace(request, held=(*(each for each in request.held if each[0] != name), (name, values)))


def _number(control: Latent, at: int, value: float) -> Step:
    def step(request: Request) -> Request:
        values = list(dict(request.held).get(control.name, (0.0,) * control.size))
        values[at] = value
        return _held(control.name, tuple(values))(request)

    return step
