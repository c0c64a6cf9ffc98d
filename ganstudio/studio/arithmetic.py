"""What can be made of several kept pictures: a sum, a plane between them, a direction from one kind to the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.core.controls import Latent
from ganstudio.core.errors import StudioError
from ganstudio.core.player import Player
from ganstudio.export.latent import directions, finding, paths
from ganstudio.export.latent.directions import EXAMPLES, Direction
from ganstudio.studio.consoles import Bookmark
from ganstudio.studio.playing import STRIP, Inputs

NEIGHBOURS, PLANE = (3, 3), (7, 7)  # rows and columns


@dataclass(frozen=True)
class Made:
    """Pictures in rows and columns, by their inputs; `direction` where one was asked for."""

    inputs: Inputs
    shape: tuple[int, int]
    direction: Direction | None = None


def sum_of(model: Player, plus: Sequence[Bookmark], minus: Sequence[Bookmark], base: Sequence[Bookmark]) -> Made:
    """A - B + C of averages, in the middle of its neighbours; all that is no noise is that of C. Raises StudioError."""
    control = _noise(model)
    found = paths.analogy(_latents(control, plus), _latents(control, minus), _latents(control, base), control)
    rows, columns = NEIGHBOURS
    count = rows * columns
    around = paths.around(found, count, control)
    order = [*range(1, count // 2 + 1), 0, *range(count // 2 + 1, count)]
    return Made(_with(model, base[0], around[order]), NEIGHBOURS)


def plane_of(model: Player, corners: Sequence[Bookmark]) -> Made:
    """Between three or four pictures; all that is no noise is that of the first. Raises StudioError."""
    control = _noise(model)
    found = paths.plane(_latents(control, corners), *PLANE, control)
    return Made(_with(model, corners[0], found), PLANE)


def direction_of(model: Player, present: Sequence[Bookmark], absent: Sequence[Bookmark], name: str = "") -> Made:
    """From pictures without something to those with it, and what it makes of the first one. Raises StudioError."""
    control = _noise(model)
    vector = directions.from_examples(_latents(control, present), _latents(control, absent))
    found = finding.described(model, vector, EXAMPLES, name)
    start = np.repeat(_latents(control, absent[:1]), len(STRIP), axis=0)
    return Made(_with(model, absent[0], directions.moved(start, found, STRIP, control)), (1, len(STRIP)), found)


def _noise(model: Player) -> Latent:
    if model.noise is None:
        raise StudioError(f"{model.name} takes no latent numbers.", "Choose a generator that takes noise.")
    return model.noise


def _latents(control: Latent, kept: Sequence[Bookmark]) -> npt.NDArray[np.float32]:
    """K x L."""
    rows = [np.asarray(each.origin.inputs[control.name], np.float32)[:1] for each in kept]
    return np.concatenate(rows) if rows else np.zeros((0, control.size), np.float32)


def _with(model: Player, others: Bookmark, latents: npt.NDArray[np.float32]) -> Inputs:
    given = others.origin.inputs
    rows = {each.name: np.repeat(np.asarray(given[each.name])[:1], len(latents), axis=0) for each in model.controls}
    return {**rows, _noise(model).name: latents}
