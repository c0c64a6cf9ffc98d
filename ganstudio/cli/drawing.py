"""What `ganstudio sample` draws: inputs of a run or of an exported model, laid out and written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ganstudio.core import files, resources
from ganstudio.core.controls import Control, Label, first_of, images, latents
from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Tokens
from ganstudio.core.pictures import sheet_shape, tile
from ganstudio.core.randomness import NumpyRandom
from ganstudio.core.runs import RunStore
from ganstudio.core.text import counted
from ganstudio.export.onnx_session import Model

if TYPE_CHECKING:
    from ganstudio.cli.sampling import Asked
    from ganstudio.export.run_network import RunNetwork

Inputs = dict[str, npt.NDArray[Any]]
_USUAL = 64  # pictures of a sheet
_SWEPT = 8  # rows of a sweep through classes
_FILM, _ROW = 48, 8  # pictures from one seed to the next


@dataclass(frozen=True)
class _Sheet:
    """Pictures to draw, and how they lie: `rows` and `columns`, in `groups` of columns; `cells` in each frame."""

    inputs: Inputs
    rows: int
    columns: int
    groups: int = 1
    cells: int = 1


def draw(source: str, store: RunStore, asked: Asked) -> tuple[str, str]:
    """Write what was asked for; returns what was made, and what other programs did to the model, in words.

    The same seed gives the same pictures from a run and from its export. Raises StudioError.
    """
    model = model_of(source)
    network: Model | RunNetwork = model or _of_run(store, source, asked.generator)
    sheet = _sheet(network, asked)
    if asked.truncation is not None:
        sheet.inputs.update(_truncated(network, sheet.inputs, asked.truncation))
    made = _write(network, sheet, asked, source)
    return made, ", ".join(model.changes if model else ())


def model_of(source: str) -> Model | None:
    """A model in the box by its name, or a file by its path; None for what is neither. Raises StudioError."""
    shipped = {path.stem: path for path in resources.generators()}
    if source not in shipped and not source.lower().endswith(".onnx"):
        return None
    return Model(shipped.get(source) or files.expanded(Path(source)))


def _of_run(store: RunStore, name: str, generator: str) -> RunNetwork:
    from ganstudio.export.run_network import RunNetwork  # needs torch

    return RunNetwork(store.find(name), generator=generator)


# -- what is drawn ----------------------------------------------------------------------------------------


def _sheet(network: Model | RunNetwork, asked: Asked) -> _Sheet:
    from ganstudio.export.latent import sheets

    check_draws(network.controls, asked.label)
    if asked.seeds:
        return _way(network.controls, asked)
    if asked.directions:
        return _along(network, asked)
    if asked.class_sweep:
        rows = asked.count or _SWEPT
        inputs, columns = sheets.class_sweep(network.controls, rows, asked.seed or 0)
        return _Sheet(inputs, rows, columns)
    shape = asked.grid or sheet_shape(asked.count or _USUAL)
    count = shape[0] * shape[1] if asked.grid else asked.count or _USUAL
    values = latents_and_labels(network.controls, count, asked.seed or 0, asked.label)
    return _Sheet(_named(network.controls, values), *shape)


def _way(controls: Sequence[Control], asked: Asked) -> _Sheet:
    """Through the pictures of several seeds."""
    from ganstudio.export.latent import paths

    legs = len(asked.seeds) - (not asked.loop)
    points = paths.of_seeds(controls, asked.seeds)
    if asked.label and (label := first_of(Label, controls)) is not None:
        points[label.name] = np.full(len(asked.seeds), class_index(label, asked.label))
    if asked.grid:
        at = np.linspace(0, legs, asked.grid[0] * asked.grid[1], endpoint=not asked.loop)
        return _Sheet(paths.journey(points, controls, at), *asked.grid)
    each = asked.frames or (_FILM if asked.is_film else _ROW)
    inputs = paths.journey(points, controls, paths.moments(len(asked.seeds), each, asked.loop))
    count = len(next(iter(inputs.values())))
    return _Sheet(inputs, -(-count // each), each)


def _along(network: Model | RunNetwork, asked: Asked) -> _Sheet:
    """Along directions: a row for each, or a cell of each frame."""
    from ganstudio.cli.directions import found_in
    from ganstudio.export.latent import sheets

    if not isinstance(network, Model):
        raise StudioError("Directions are looked for in exported models, and this is a run.",
                          "Write one with `ganstudio export RUN --out MODEL.onnx` first.")  # fmt: skip
    found = found_in(network, asked.directions)
    base = sheets.of_seeds(network, asked.count or (1 if asked.is_film else sheets.SEEDS), asked.seed or 0)
    if asked.label and (label := network.label) is not None:
        base = base.holding(label.name, np.full(len(base.latents), class_index(label, asked.label)))
    if asked.is_film:
        return _Sheet(sheets.swinging(base, found, asked.frames or _FILM), 1, len(found), cells=len(found))
    return _Sheet(sheets.along(base, found), len(found), len(base.latents) * len(sheets.SIGMAS), len(base.latents))


def _truncated(network: Model | RunNetwork, inputs: Inputs, amount: float) -> Inputs:
    from ganstudio.export.latent import paths

    noise = [each for each in latents(network.controls) if not each.is_categorical]
    if not noise:
        raise StudioError("This generator takes no noise that could be truncated.", "Leave --truncation out.")
    return {each.name: paths.truncated(inputs[each.name], each, amount) for each in noise}


# -- how it is written ------------------------------------------------------------------------------------


def _write(network: Model | RunNetwork, sheet: _Sheet, asked: Asked, source: str) -> str:
    """A film, a sheet, or in a .txt file the lines of what writes; returns in words what it was."""
    from ganstudio.export import films
    from ganstudio.export.latent import sheets

    count = len(next(iter(sheet.inputs.values())))
    if asked.is_film:
        film = films.Film(sheets.frames(network, sheet.inputs, sheet.cells), count // sheet.cells)
        films.write_film(asked.out, film)
        return counted(film.count, "frame")
    if asked.out.suffix.lower() == ".txt":
        if not isinstance(network.gives, Tokens):
            raise StudioError(f"{asked.out.name} should end in .png.", "Only lines of text go into a .txt file.")
        files.write_text(asked.out, "".join(f"{line}\n" for line in network.gives.lines(network.run(sheet.inputs))))
        return counted(count, "line")
    _write_sheet(network, sheet, asked, source)
    return counted(count, "picture")


def _write_sheet(network: Model | RunNetwork, sheet: _Sheet, asked: Asked, source: str) -> None:
    from ganstudio.export.latent import notes, sheets

    pictures = network.generate(sheet.inputs)
    # Points make one cloud of all, so they may be fewer than were asked for.
    fits = len(pictures) == len(next(iter(sheet.inputs.values())))
    rows, columns = (sheet.rows, sheet.columns) if fits else sheet_shape(len(pictures))
    laid = sheets.laid(pictures, rows, sheet.groups) if sheet.groups > 1 else tile(pictures, rows, columns)
    mark = network.mark
    settings = {"rows": rows, "columns": columns, "truncation": asked.truncation, "seed": asked.seed or 0}
    name = network.name if isinstance(network, Model) else f"{source}, step {network.step}"
    notes.write_picture(asked.out, laid, notes.Origin(name, mark, sheet.inputs, settings))


# -- inputs -----------------------------------------------------------------------------------------------


def check_draws(controls: Sequence[Control], label: str | None) -> None:
    """Raises StudioError for a model that draws nothing of its own, or has no classes where one is asked for."""
    if label is not None and first_of(Label, controls) is None:
        raise StudioError("This generator has no classes.", "Leave --label out.")
    if images(controls):
        raise StudioError("This model changes pictures; it draws none of its own.", "Use `ganstudio colour`.")


def latents_and_labels(controls: Sequence[Control], count: int, seed: int, label: str | None) -> list[npt.NDArray[Any]]:
    """Inputs in the order of `controls`: seeded noise and the like, and one class or all of them in turn."""
    check_draws(controls, label)
    random = [NumpyRandom(seed) for _ in controls]
    values = [control.arranged(1, count, False, each) for control, each in zip(controls, random, strict=True)]
    return [np.full(count, class_index(control, label)) if label and isinstance(control, Label) else value
            for control, value in zip(controls, values, strict=True)]  # fmt: skip


def _named(controls: Sequence[Control], values: Sequence[npt.NDArray[Any]]) -> Inputs:
    return {control.name: value for control, value in zip(controls, values, strict=True)}


def class_index(control: Label, name: str) -> int:
    """The number of the class called `name`. Raises StudioError with the names there are."""
    lowered = [known.lower() for known in control.classes]
    if name.lower() not in lowered:
        raise StudioError(f"There is no class {name!r}.", f"Choose one of {', '.join(control.classes)}.")
    return lowered.index(name.lower())
