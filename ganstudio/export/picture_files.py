"""Drawings on disk: sketches read as ink, hints as colours, a whole folder coloured, pictures written whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from ganstudio.core import files
from ganstudio.core.controls import Network
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.pictures import Pixels
from ganstudio.core.text import readable
from ganstudio.data.decoding import images
from ganstudio.data.files import kinds
from ganstudio.drawing import scans
from ganstudio.drawing.line_art import LineArt, check_drawn, line_art, on_light_paper
from ganstudio.drawing.scans import CleanParams
from ganstudio.export import colour_layers
from ganstudio.export.colour_params import ColourParams
from ganstudio.export.colouring import answered, finished, regions_of, shown, sketch_of

_DIGITS = re.compile(r"([0-9]+)")
_WIDEST_STRIP = 2048  # px that the shorter side of a strip keeps, however long it is: a webtoon is 800 x 20,000


@dataclass(frozen=True)
class Outcome:
    """One file of a folder: `problem` is None when `out` was written; `said` is what a person should know of it."""

    source: Path
    out: Path
    problem: StudioError | None = None
    said: str = ""
    skipped: bool = False  # `out` was there already


class Coloured(NamedTuple):
    """Width and height of a result, and what a person should know about the sketch ("" for nothing)."""

    width: int
    height: int
    said: str = ""


@dataclass(frozen=True)
class LayersWished:
    """Where layers go: to a file, or with an ending alone (".ora", ".psd") beside each result."""

    to: str
    is_smooth: bool = True

    def of(self, out: Path) -> Path:
        return out.with_suffix(self.to.lower()) if self.to.startswith(".") else files.expanded(Path(self.to))


def write_png(path: Path, pixels: Pixels) -> None:
    """H x W x 3 or x 4 as PNG, whole or not at all. Raises StudioError."""
    files.replace_atomically(path, lambda temporary: Image.fromarray(pixels).save(temporary, format="PNG"))


def size_of(path: Path) -> tuple[int, int]:
    """Width and height of a picture as it lies there. Raises StudioError naming the file and its folder."""
    if not path.exists():
        raise StudioError(
            f"{readable(path.name)} does not exist in {readable(str(path.absolute().parent))}.",
            "Check its name and folder.",
        )
    with images.opened(path, largest=scans.MOST_BYTES) as image:
        return image.size


def loaded(path: Path) -> Image.Image:
    """A picture at the size that is kept: the longest side of drawings, but long strips keep their width.

    Raises StudioError naming the file.
    """
    sides = size_of(path)
    strip = round(max(sides) * min(1.0, _WIDEST_STRIP / min(sides)))
    return scans.loaded(path, max(scans.LONGEST, strip))


def sketch(path: Path, clean: CleanParams | None = None) -> LineArt:
    """The ink of a sketch, H x W, 0 paper to 255: as it is, or a scan cleaned as `clean` says; and what to know of it.

    Raises StudioError naming the file, also for a sheet without lines.
    """
    image = loaded(path)
    if clean is None:
        found = line_art(image)
    else:
        light, said = on_light_paper(image)
        found = LineArt(np.asarray(scans.cleaned(light, clean), np.uint8), said)
    check_drawn(found.ink, readable(path.name))
    frames = int(image.info.get(scans.FRAMES, 1))
    first = f"Of its {frames:,} pages or frames the first is used." if frames > 1 else ""
    return LineArt(found.ink, " ".join(filter(None, (found.said, first))))


def hints_of(path: Path) -> Pixels:
    """Colours on nothing, H x W x 4. Raises StudioError when the picture covers everything."""
    image = loaded(path)
    if image.mode != "RGBA" or image.getchannel("A").getextrema() == (255, 255):
        raise StudioError(
            f"{path.name} has no transparent parts, so it would colour everything.",
            "Save the hints as a PNG whose background is transparent.",
        )
    return np.asarray(image, np.uint8).copy()


def colour_file(
    network: Network, source: Path, out: Path, hints: Pixels | None, params: ColourParams,
    clean: CleanParams | None = None, layers: LayersWished | None = None,
) -> Coloured:  # fmt: skip
    """Colour one sketch; hints are stretched over it. Raises StudioError."""
    ink, said = sketch(source, clean)
    fitted = None if hints is None else stretched(hints, (ink.shape[1], ink.shape[0]))
    colours = answered(network, shown(network, ink, fitted, params), params)
    regions = regions_of(ink, params)
    made = finished(colours, ink, params, fitted, regions)
    write_png(out, made)
    if layers is not None:
        parts = colour_layers.layers_of(colours, ink, params, fitted, regions, layers.is_smooth)
        colour_layers.write(layers.of(out), parts, made)
    return Coloured(ink.shape[1], ink.shape[0], said)


def stretched(hints: Pixels, size: tuple[int, int]) -> Pixels:
    """Hints H x W x 4 at `size`, width and height.

    Premultiplied, so that rims do not darken; bilinear, so that they do not overshoot.
    """
    whole = Image.fromarray(hints, "RGBA").convert("RGBa").resize(size, Image.Resampling.BILINEAR)
    return np.asarray(whole.convert("RGBA"))


def sketches_in(folder: Path) -> list[Path]:
    """The pictures of a folder by name, frame 2 before frame 10, those included that can only be named.

    Raises StudioError for none.
    """
    with explaining(folder, "open"):
        found = sorted((path for path in folder.iterdir() if _is_picture(path)), key=_by_number)
    if not found:
        raise StudioError(f"{folder} holds no pictures.", "Choose the folder that they are in.")
    return found


def _by_number(path: Path) -> list[tuple[int, str]]:
    """Numbers in a name count as numbers: videos are exported as frame-9 and frame-10."""
    return [(int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in _DIGITS.split(path.name)]


def _is_picture(path: Path) -> bool:
    """macOS puts a file of its own beside every one that it copies to other disks, called ._ and the name."""
    return not path.name.startswith(".") and path.is_file() and kinds.is_picture(path)


def colour_folder(
    network: Network, folder: Path, out: Path, hints: Pixels | None, params: ColourParams,
    clean: CleanParams | None = None, cancelled: Callable[[], bool] = lambda: False,
    layers: LayersWished | None = None,
) -> Iterator[Outcome]:  # fmt: skip
    """Colour every sketch of `folder` into `out` with the same hints; one that cannot be read costs only itself.

    Raises StudioError when there is nothing to colour, or `out` is the folder itself, or the network takes no sketch.
    """
    sketch_of(network)
    check_apart(folder, out)
    taken: set[str] = set()
    for source in sketches_in(folder):
        if cancelled():
            return
        target = free_target(source, out, taken)
        try:
            made = colour_file(network, source, target, hints, params, clean, layers)
        except StudioError as error:
            yield Outcome(source, target, error)
        else:
            yield Outcome(source, target, None, made.said)


def check_apart(folder: Path, out: Path) -> None:
    """Raise StudioError when what is made of `folder` would lie among what it is made of."""
    if out.resolve() == folder.resolve():
        raise StudioError(
            f"The results would lie among the drawings in {folder.resolve()}.", "Choose another folder for them."
        )


def free_target(source: Path, out: Path, taken: set[str], ending: str = ".png") -> Path:
    """Where what becomes of `source` goes: two that differ in their endings or folders alone do not share a place."""
    name, number = source.stem, 2
    while name.casefold() in taken:
        name, number = f"{source.stem}-{number}", number + 1
    taken.add(name.casefold())
    return out / f"{name}{ending}"
