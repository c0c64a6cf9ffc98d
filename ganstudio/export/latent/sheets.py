"""Sheets and frames of a generator, as the inputs of their pictures row by row, and how these are laid out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ganstudio.core.controls import Attributes, Control, Label, first_of
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels, sheet_shape, tile
from ganstudio.core.player import Player
from ganstudio.core.randomness import NumpyRandom, repeated
from ganstudio.export.latent import measuring
from ganstudio.export.latent.directions import Direction, moved
from ganstudio.export.latent.measuring import Scene

SIGMAS = (-2.0, -1.0, 0.0, 1.0, 2.0)
SEEDS = 3
_AT_ONCE = 64  # pictures of a film that are drawn together

Inputs = dict[str, npt.NDArray[Any]]


class Drawing(Protocol):
    """What draws: an opened ONNX file, or a checkpoint in torch."""

    controls: tuple[Control, ...]

    def generate(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Pixels: ...


# -- directions -------------------------------------------------------------------------------------------


def of_seeds(model: Player, count: int = SEEDS, seed: int = 0) -> Scene:
    """`count` pictures of a seed, as `ganstudio sample` draws them. Raises StudioError where there is no latent."""
    control = measuring.latent_of(model)
    values = {each.name: np.asarray(each.arranged(1, count, False, NumpyRandom(seed))) for each in model.controls}
    return Scene(control, values.pop(control.name), values)


def along(base: Scene, found: Sequence[Direction], sigmas: Sequence[float] = SIGMAS) -> Inputs:
    """A row for each direction: each picture of `base` at each of `sigmas`, picture by picture."""
    times = len(sigmas)
    latents = np.repeat(base.latents, times, axis=0)
    steps = repeated(np.asarray(sigmas, np.float32), len(base.latents))
    others = {name: repeated(np.repeat(values, times, axis=0), len(found)) for name, values in base.others.items()}
    rows = np.concatenate([moved(latents, each, steps, base.control) for each in found])
    return {**others, base.control.name: rows}


def sheet(
    model: Player, found: Sequence[Direction], base: Scene | None = None, sigmas: Sequence[float] = SIGMAS
) -> Pixels:
    """H x W x C: directions below each other, the best above, for three seeds or the pictures of `base`."""
    base = base or of_seeds(model)
    return laid(model.generate(along(base, found, sigmas)), len(found), len(base.latents))


def laid(pictures: Pixels, rows: int, groups: int) -> Pixels:
    """Pictures row by row as one H x W x C sheet, with a white gap between the groups of columns."""
    columns = len(pictures) // rows
    parts = np.split(tile(pictures, rows, columns), groups, axis=1)
    height, _, channels = parts[0].shape
    white = np.full((height, max(2, pictures.shape[3] // 16), channels), 255, np.uint8)
    return np.ascontiguousarray(np.concatenate([each for part in parts for each in (part, white)][:-1], axis=1))


def swinging(base: Scene, found: Sequence[Direction], frames: int, sigmas: float = 2.0) -> Inputs:
    """Frames of one picture, each with a cell for each direction, all there and back: (frames * directions) rows."""
    steps = sigmas * np.sin(2 * np.pi * np.arange(frames) / frames)
    one = base.rows(slice(0, 1))
    rows = along(one, found, steps.tolist())
    order = np.arange(len(found) * frames).reshape(len(found), frames).T.ravel()
    return {name: values[order] for name, values in rows.items()}


# -- classes ----------------------------------------------------------------------------------------------


def class_sweep(controls: Sequence[Control], rows: int, seed: int) -> tuple[Inputs, int]:
    """`rows` pictures of a seed as each class (or with each attribute alone) in turn, and how many columns that makes.

    Raises StudioError for a generator that has neither.
    """
    swept: Label | Attributes | None = first_of(Label, controls) or first_of(Attributes, controls)
    if swept is None:
        raise StudioError("This generator has no classes to go through.", "Leave --class-sweep out.")
    columns = len(swept.classes) if isinstance(swept, Label) else len(swept.names)
    drawn = {each.name: np.asarray(each.arranged(1, rows, False, NumpyRandom(seed))) for each in controls}
    inputs = {name: np.repeat(values, columns, axis=0) for name, values in drawn.items()}
    turns = np.arange(columns) if isinstance(swept, Label) else np.eye(columns, dtype=np.float32)
    inputs[swept.name] = repeated(turns, rows)
    return inputs, columns


# -- frames -----------------------------------------------------------------------------------------------


def frames(network: Drawing, inputs: Inputs, cells: int = 1) -> Iterator[Pixels]:
    """H x W x C frames of `cells` pictures each, drawn as they are asked for. Raises StudioError as `generate` does."""
    total = len(next(iter(inputs.values())))
    each = max(cells, _AT_ONCE // cells * cells)
    for at in range(0, total, each):
        pictures = network.generate({name: values[at : at + each] for name, values in inputs.items()})
        for start in range(0, len(pictures), cells):
            yield tile(pictures[start : start + cells], *sheet_shape(cells))
