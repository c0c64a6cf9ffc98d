"""What Explore asks a model for, as a value: to draw, to undo, to keep in a picture and to find there again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.controls import Control, Label
from ganstudio.core.errors import StudioError
from ganstudio.core.player import Player
from ganstudio.core.randomness import NumpyRandom
from ganstudio.export.latent import directions, notes
from ganstudio.export.latent.directions import Direction
from ganstudio.export.latent.notes import Origin
from ganstudio.export.mixing import shares

Inputs = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Base:
    """Inputs of one picture, a row for each control, that takes the place of a seed."""

    inputs: Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Request:
    """What to draw: `count` pictures from `seed`, the `first` of them on; `label` is a class, or None for all in turn.

    `variety` scales the noise, `offsets` are added to the first latent numbers of every picture, `moves` are sigmas
    along directions; `held` gives other controls one value for all pictures, by name. `base` takes the seed's place.
    `mix` is another class and its share, where the model can be given two.
    A sheet of many has `columns`, and an `order` with the number of the picture that others are compared with.
    """

    count: int = 1
    seed: int = 0
    label: int | None = None
    variety: float = 1.0
    offsets: tuple[float, ...] = ()
    first: int = 0
    held: tuple[tuple[str, tuple[float, ...]], ...] = ()
    moves: tuple[tuple[Direction, float], ...] = ()
    base: Base | None = None
    columns: int = 0
    order: tuple[str, int] = ("", 0)
    mix: tuple[int, float] = (0, 0.0)


def inputs_of(model: Player, request: Request) -> Inputs:
    """A request as the model's inputs. Raises StudioError for models that need pictures to work on."""
    if model.images:
        raise StudioError(
            f"{model.name} changes pictures that it is given, and draws none of its own.",
            "Open it in Translate or Colour.",
        )
    inputs = _begun(model, request)
    held = dict(request.held)
    for name in held.keys() & inputs.keys():
        inputs[name] = np.tile(np.array(held[name], dtype=np.float32), (request.count, 1))
    if (latent := model.noise) is not None:
        noise = inputs[latent.name] * np.float32(request.variety)
        noise[:, : len(request.offsets)] += np.array(request.offsets[: latent.size], dtype=np.float32)
        for direction, sigmas in request.moves:
            if sigmas and len(direction.vector) == latent.size:
                noise = directions.moved(noise, direction, sigmas, latent)
        inputs[latent.name] = noise
    if (label := model.label) is not None and request.label is not None:
        other, share = request.mix
        mixed = shares(len(label.classes), request.label, other, share) if share and model.mixes else None
        one = np.full(request.count, request.label, dtype=np.int64)
        inputs[label.name] = one if mixed is None else np.repeat(mixed, request.count, axis=0)
    return inputs


def inputs_beside(model: Player, request: Request, other: Player) -> Inputs:
    """A request to `model` as the inputs of another one: the same noise where it fits, classes by their names."""
    own = _begun(other, replace(request, base=None))
    if (base := request.base) is not None:
        fits = {name: np.asarray(base.inputs[name]) for name in own.keys() & base.inputs.keys()
                if np.shape(base.inputs[name])[1:] == own[name].shape[1:]}  # fmt: skip
        own |= {name: np.repeat(values[:1], request.count, axis=0) for name, values in fits.items()}
    held = tuple(
        (name, values) for name, values in request.held if own.get(name, np.empty(0)).shape[1:] == (len(values),)
    )
    inputs = inputs_of(other, replace(request, held=held, label=None, base=Base(own)))
    if (label := other.label) is not None:
        inputs[label.name] = _named_alike(model, request, label, other.mixes)
    return inputs


def together(model: Player, rows: Sequence[Mapping[str, npt.NDArray[Any]]]) -> Inputs:
    """Inputs of single pictures as those of one sheet; classes become shares where there is a way between them."""
    found = [dict(each) for each in rows]
    if (label := model.label) is not None and model.mixes:
        for each in found:
            ids = np.asarray(each[label.name])
            each[label.name] = np.eye(len(label.classes), dtype=np.float32)[ids] if ids.ndim == 1 else ids
    return {control.name: np.concatenate([each[control.name] for each in found]) for control in model.controls}


def _named_alike(model: Player, request: Request, label: Label, mixes: bool) -> npt.NDArray[Any]:
    """For each picture the class that is called as that of `model`, else the one of that number; shares likewise."""
    if model.label is None:
        return (request.first + np.arange(request.count)) % len(label.classes)
    mine = model.label.classes
    alike = np.array([label.classes.index(name) if name in label.classes else place % len(label.classes)
                      for place, name in enumerate(mine)], np.int64)  # fmt: skip
    drawn = np.asarray(inputs_of(model, request)[model.label.name])
    if drawn.ndim == 1:
        return np.asarray(alike[drawn])
    if not mixes:
        return np.asarray(alike[drawn.argmax(1)])
    shared = np.zeros((len(drawn), len(label.classes)), np.float32)
    for place, there in enumerate(alike):
        shared[:, there] += drawn[:, place]
    return shared


def _begun(model: Player, request: Request) -> Inputs:
    """What the seed draws, or the base says."""
    if request.base is not None:
        given = request.base.inputs
        return {each.name: _rows(np.asarray(given[each.name]), request.count) for each in model.controls}
    whole = request.first + request.count
    return {each.name: _of_seed(each, whole, request.seed)[request.first :] for each in model.controls}


def _rows(values: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    """So many, or the first one again and again."""
    return values if len(values) == count else np.repeat(values[:1], count, axis=0)


def _of_seed(control: Control, count: int, seed: int) -> npt.NDArray[Any]:
    """Values for the pictures of a seed, classes in turn; picture i is the same for every count."""
    return np.asarray(control.arranged(1, count, False, NumpyRandom(seed)))


STRIP = (-2.0, 0.0, 2.0)  # sigmas


def strip(model: Player, request: Request, along: Direction) -> Inputs:
    """The picture of a request at each of `STRIP` along a direction, all other moves as they are."""
    others = tuple((each, sigmas) for each, sigmas in request.moves if each.vector != along.vector)
    rows = [inputs_of(model, replace(request, count=1, moves=(*others, (along, sigmas)))) for sigmas in STRIP]
    return {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}


# -- as an origin: what a picture says of itself, and a bookmark keeps --------------------------------------


def origin_of(model: Player, request: Request) -> Origin:
    """What the pictures of a request are drawn from, its settings with it. Raises StudioError."""
    settings: dict[str, Any] = {
        "count": request.count, "seed": request.seed, "label": request.label, "variety": request.variety,
        "offsets": list(request.offsets), "first": request.first,
        "held": [[name, list(values)] for name, values in request.held],
        "moves": [[direction.to_json(), sigmas] for direction, sigmas in request.moves if sigmas],
        "step": int(model.card.get("step", 0)), "mix": list(request.mix),
    }  # fmt: skip
    mark = model.mark
    if request.base is not None:
        settings["base"] = notes.to_text(Origin(model.name, mark, request.base.inputs))
    return Origin(model.name, mark, inputs_of(model, request), settings)


def request_of(model: Player, origin: Origin) -> Request:
    """The request for the first picture of an origin: by its settings where they draw it to the bit, else by inputs.

    Raises StudioError where it does not fit the inputs of `model`.
    """
    first = {name: values[:1] for name, values in origin.inputs.items()}
    _check(model, first)
    try:
        asked = _from_settings(origin.settings)
        if all(np.array_equal(values[:1], first[name]) for name, values in inputs_of(model, asked).items()):
            return asked
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, StudioError):
        pass  # of another program, or of another version: its inputs are what counts
    return Request(base=Base(first))


def _from_settings(settings: Mapping[str, Any]) -> Request:
    base = notes.from_text(settings["base"]).inputs if "base" in settings else None
    label, mix = settings["label"], settings.get("mix", (0, 0.0))
    return Request(
        1, int(settings["seed"]), None if label is None else int(label), float(settings["variety"]),
        tuple(float(each) for each in settings["offsets"]), int(settings["first"]),
        tuple((str(name), tuple(float(each) for each in values)) for name, values in settings["held"]),
        tuple((directions.from_json(each), float(sigmas)) for each, sigmas in settings["moves"]),
        None if base is None else Base(base), mix=(int(mix[0]), float(mix[1])),
    )  # fmt: skip


def _check(model: Player, inputs: Mapping[str, npt.NDArray[Any]]) -> None:
    for control in model.controls:
        wanted = [_of_seed(control, 1, 0).shape[1:]]
        if isinstance(control, Label) and model.mixes:
            wanted.append((len(control.classes),))
        values = inputs.get(control.name)
        if values is None or not len(values) or np.shape(values)[1:] not in wanted:
            raise StudioError(f"This picture was drawn by a model with other inputs than {model.name}.",
                              "Open the model that drew it.")  # fmt: skip
