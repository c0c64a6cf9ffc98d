"""Drawings on disk coloured like one that is coloured already: sheets of one figure, frames of a sequence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganstudio.core.controls import Network, images
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.text import readable
from ganstudio.data.decoding import images as decoding
from ganstudio.drawing import alike, flattening, project, rulings_alike
from ganstudio.drawing.adjustments import NONE, Adjustments, adjusted
from ganstudio.drawing.alike import Dot, Matching
from ganstudio.drawing.line_art import LineArt, check_drawn
from ganstudio.drawing.marks import REGIONS
from ganstudio.drawing.regions import Regions, divided
from ganstudio.drawing.rulings_alike import Ruled
from ganstudio.drawing.scans import CleanParams
from ganstudio.drawing.steadiness import Steadiness
from ganstudio.export import carrying, colour_layers, picture_files
from ganstudio.export.colour_params import ColourParams
from ganstudio.export.colouring import answered, coloured, finished, shown, with_locks
from ganstudio.export.picture_files import LayersWished


@dataclass(frozen=True, eq=False)
class Example:
    """A drawing whose colours are wanted again: its `regions`, what they are told, and how it looks, H x W x 3."""

    regions: Regions
    dots: list[Dot]
    picture: Pixels


@dataclass(frozen=True)
class Files:
    """Where a drawing is, and where it and its layers go."""

    source: Path
    out: Path
    layers: LayersWished | None = None


@dataclass(frozen=True)
class Carried:
    """What became of one drawing; `problem` is None when `out` was written.

    `rulings` were carried beside the `guesses` of colours, `unsure` are those of both that are; `is_mirrored`: the
    figure looks the other way.
    """

    source: Path
    out: Path
    guesses: int = 0
    unsure: int = 0
    steadiness: Steadiness | None = None
    said: str = ""
    problem: StudioError | None = None
    rulings: int = 0
    is_mirrored: bool = False


def example(
    network: Network, path: Path, colours: Path | None, params: ColourParams, clean: CleanParams | None = None
) -> Example:
    """The drawing in `path`: a project with its dots, or a sketch beside whose `colours` lie in another picture.

    Those may be a finished picture of the sketch, or dots on nothing. Raises StudioError naming the file.
    """
    if path.suffix.lower() == project.SUFFIX:
        found = _project(network, path, colours, params)
    else:
        found = _pictures(network, path, colours, params, clean)
    if not found.dots:
        raise StudioError(
            f"{readable(path.name)} has no colours to go by.",
            "Give its regions dots of colour, or name a coloured picture of it with --like-colours.",
        )
    return found


def _project(network: Network, path: Path, colours: Path | None, params: ColourParams) -> Example:
    drawing = project.open_project(path)
    ink = flattening.ink(drawing)
    check_drawn(ink, readable(path.name))
    if colours is not None:
        return _beside(network, LineArt(ink), colours, params)
    return _hinted(network, ink, flattening.hints(drawing), params, adjusted(drawing.on(REGIONS)))


def _pictures(
    network: Network, path: Path, colours: Path | None, params: ColourParams, clean: CleanParams | None
) -> Example:
    if colours is None:
        raise StudioError(
            f"{readable(path.name)} is a picture: where are its colours?",
            f"Name its coloured picture or its dots with --like-colours, or take a drawing ({project.SUFFIX}).",
        )
    return _beside(network, picture_files.sketch(path, clean), colours, params)


def _beside(network: Network, sketch: LineArt, colours: Path, params: ColourParams) -> Example:
    """A sketch with its colours in another picture."""
    picture = picture_files.loaded(colours)
    if decoding.is_transparent(picture):
        hints = picture_files.stretched(np.array(picture.convert("RGBA")), (sketch.ink.shape[1], sketch.ink.shape[0]))
        return _hinted(network, sketch.ink, hints, params)
    (width, height), (rows, columns) = picture.size, sketch.ink.shape
    if abs(width * rows - height * columns) > 0.02 * width * rows:
        raise StudioError(
            f"{readable(colours.name)} is {width} x {height} pixels, the sketch {columns} x {rows}.",
            "Take the coloured picture of this very sketch: their sides must have the same proportions.",
        )
    regions = divided(sketch.ink, params.gap, params.closing)
    pixels = np.asarray(decoding.flattened(picture).convert("RGB"))
    return Example(regions, carrying.dots_of_picture(pixels, regions), pixels)


def _hinted(
    network: Network, ink: Pixels, hints: Pixels, params: ColourParams, adjustments: Adjustments = NONE
) -> Example:
    regions = divided(ink, params.gap, params.closing, adjustments)
    dots = carrying.dots_of(hints, regions, adjustments.locks)
    return Example(regions, dots, coloured(network, ink, hints, params, adjustments))


def colour_alike(
    network: Network, first: Example, sources: Sequence[Path], targets: Sequence[Path], params: ColourParams,
    clean: CleanParams | None = None, layers: LayersWished | None = None, widens: bool = True,
) -> Iterator[Carried]:  # fmt: skip
    """Colour each of `sources`, in their order, like `first`; one that cannot be read costs only itself.

    Each is compared with the first and with the one before. `widens`: gaps wider than `params` say are closed where
    regions of the first would else be lost. Raises StudioError when colours cannot be brought in.
    """
    if not params.keeps_in and "hints" not in images(network.controls):
        raise StudioError(
            "This model takes no hints, so free colours cannot follow another drawing.",
            "Use --mode flat or kept, or a model of “Colouring by hints”.",
        )
    match: Matching | None = None
    for source, target in zip(sources, targets, strict=True):
        try:
            sketch = picture_files.sketch(source, clean)
            step, told = rulings_alike.matched(first.regions, sketch.ink, params.gap, params.closing, widens)
            step = alike.continued(match, step) if match else step
            yield _carried(network, first, step, told, sketch, Files(source, target, layers), params)
            match = step
        except StudioError as error:
            yield Carried(source, target, problem=error)


def colour_folder_alike(
    network: Network, first: Example, folder: Path, out: Path, params: ColourParams, clean: CleanParams | None = None
) -> Iterator[Carried]:
    """Colour every drawing of `folder`, in the order of their names, into `out`, like `first`.

    Raises StudioError when there is nothing to colour, or `out` is the folder itself.
    """
    picture_files.check_apart(folder, out)
    sources, taken = picture_files.sketches_in(folder), set[str]()
    targets = [picture_files.free_target(source, out, taken) for source in sources]
    yield from colour_alike(network, first, sources, targets, params, clean)


def _carried(
    network: Network, first: Example, match: Matching, told: Sequence[Ruled], sketch: LineArt, where: Files,
    params: ColourParams,
) -> Carried:  # fmt: skip
    found, more = alike.guesses(match, first.dots), list[Ruled]()
    dots = found
    if params.keeps_in:
        dots, more = rulings_alike.colouring(match, found)
    regions = rulings_alike.with_colouring(match, more).following if params.keeps_in else None
    hints = carrying.hints_of(dots, sketch.ink.shape)
    drawing = shown(network, sketch.ink, hints, params)
    colours = answered(network, drawing if regions is None else with_locks(drawing, regions), params)
    made = finished(colours, sketch.ink, params, hints, regions)
    picture_files.write_png(where.out, made)
    if where.layers is not None:
        parts = colour_layers.layers_of(colours, sketch.ink, params, hints, regions, where.layers.is_smooth)
        colour_layers.write(where.layers.of(where.out), parts, made)
    rulings = [*told, *more]
    unsure = sum(not guess.is_sure for guess in dots) + sum(not each.is_sure for each in rulings)
    steady = carrying.steadiness_of(match, first.picture, made)
    return Carried(
        where.source, where.out, len(found), unsure, steady, sketch.said, rulings=len(rulings),
        is_mirrored=match.is_mirrored,
    )  # fmt: skip
