"""A contact sheet of ten drawings of ten kinds: the drawing with its dots, then flat, kept in and free.

    python tests/benchmarks/three_ways.py OUT.png [MODEL.onnx]

Made to be looked at: halos, dead faces, regions that swallow others. It prints what regions and colours cost.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from ganstudio.core import resources
from ganstudio.data.faces import writing as face_sets
from ganstudio.drawing import brush, templates
from ganstudio.evaluate import kinds, ways
from ganstudio.export.colour_params import ColourParams
from ganstudio.export.colouring import answered, finished, regions_of, shown
from ganstudio.export.onnx_session import Model

SHOWN = 420  # px of a tile
Drawing = tuple[str, np.ndarray, np.ndarray, int]  # name, ink, hints, gap
TONES = ((214, 69, 65), (244, 179, 80), (101, 155, 94), (78, 131, 196), (148, 103, 189), (240, 200, 170), (120, 85, 60))


def dots(ink: np.ndarray, *placed: tuple[float, float, tuple[int, int, int]], radius: float = 0.012) -> np.ndarray:
    """Hints with dots at places in shares of the sheet."""
    hints = Image.new("RGBA", ink.shape[::-1])
    for x, y, colour in placed:
        at = np.array([x * ink.shape[1], y * ink.shape[0]])
        far = radius * max(ink.shape)
        ImageDraw.Draw(hints).ellipse((*(at - far), *(at + far)), fill=(*colour, 255))
    return np.asarray(hints)


def strokes(key: str, side: int, thick: float = 1.0) -> np.ndarray:
    mask = np.zeros((side, side), np.uint8)
    for each in templates.strokes(key, 0.9 * side, 0.05 * side, 0.05 * side):
        brush.cover(mask, brush.path(each.points, each.size * thick), brush.Area(0, 0, side, side))
    return mask


def of_kind(name: str, number: int, size: int) -> Drawing:
    truth = kinds.drawing(kinds.kinds()[name], number, size)
    ink = 255 - truth.sketch
    return name, ink, ways._dots(truth, ink)[1], 4


def face(number: int, size: int) -> Drawing:
    pair = face_sets.draw("pairs", face_sets.UNSEEN_FROM + number, 1, size)
    ink = 255 - pair["sketch"][0, 0]
    return "a face with few dots", ink, dots(ink, (0.3, 0.45, (70, 40, 30)), (0.5, 0.55, (236, 188, 160))), 4


def landscape(size: int) -> Drawing:
    """Hills without an outline, a sun, and one stray line in the sky."""
    sheet = Image.new("L", (size, size))
    pen = ImageDraw.Draw(sheet)
    for height, wave in ((0.55, 0.06), (0.7, -0.05), (0.85, 0.04)):
        xs = np.linspace(0, 1, 60)
        ys = height + wave * np.sin(7 * xs + height * 9)
        pen.line([(x * size, y * size) for x, y in zip(xs, ys)], fill=255, width=4)
    pen.ellipse((0.7 * size, 0.1 * size, 0.85 * size, 0.25 * size), outline=255, width=4)
    pen.line((0.2 * size, 0.2 * size, 0.34 * size, 0.26 * size), fill=255, width=3)
    ink = np.asarray(sheet)
    placed = (0.3, 0.62, TONES[2]), (0.5, 0.76, (140, 170, 90)), (0.5, 0.93, TONES[6]), (0.77, 0.17, TONES[1])
    return "hills, a stray line in the sky", ink, dots(ink, *placed), 4


def pencil(size: int) -> Drawing:
    """Soft grey lines with gaps."""
    rng = np.random.default_rng(3)
    name, ink, hints, _ = of_kind("house", 17, size)
    soft = np.asarray(Image.fromarray(ink).filter(ImageFilter.GaussianBlur(1.6)), float) * rng.uniform(
        0.3, 0.75, ink.shape
    )
    for _ in range(12):
        x, y = rng.integers(0, size, 2)
        soft[y : y + 9, x : x + 9] = 0
    return f"{name} in soft pencil, with gaps", soft.astype(np.uint8), hints, 12


def hatched(size: int) -> Drawing:
    sheet = Image.new("L", (size, size))
    pen = ImageDraw.Draw(sheet)
    pen.ellipse((0.15 * size, 0.15 * size, 0.85 * size, 0.85 * size), outline=255, width=4)
    for step in np.arange(0.3, 0.62, 0.018):
        pen.line((step * size, 0.6 * size, (step + 0.12) * size, 0.78 * size), fill=255, width=2)
        pen.line((0.3 * size, (step + 0.28) * size * 0.87, 0.7 * size, (step + 0.28) * size * 0.87), fill=255, width=2)
    ink = np.asarray(sheet)
    return "an apple with hatching", ink, dots(ink, (0.4, 0.35, TONES[0]), (0.65, 0.4, TONES[1])), 4


def template(key: str, size: int, *placed: tuple[float, float, tuple[int, int, int]], gap: int = 6) -> Drawing:
    ink = strokes(key, size)
    return f"template {key}", ink, dots(ink, *placed), gap


def drawings() -> Iterator[Drawing]:
    yield face(5, 768)
    for name, number, size in (("critters", 2, 512), ("planets", 4, 512), ("mosaic", 1, 512), ("cutouts", 6, 512)):
        yield of_kind(name, number, size)
    yield landscape(700)
    yield pencil(600)
    yield hatched(600)
    keys = [each.key for each in templates.ALL if each.editable]
    yield template(keys[0], 1400, (0.5, 0.5, TONES[1]), (0.5, 0.3, TONES[3]), gap=10)
    yield template(keys[min(3, len(keys) - 1)], 1024, (0.5, 0.5, TONES[2]), (0.4, 0.35, TONES[4]), gap=10)


def row_of(model: Model, drawing: Drawing) -> np.ndarray:
    name, ink, hints, gap = drawing
    params = ColourParams(gap=gap)
    colours = answered(model, shown(model, ink, hints, params), params)
    begun = time.process_time()
    regions = regions_of(ink, params)
    divided = time.process_time()
    cover = hints[..., 3:] / 255
    made = [(hints[..., :3] * cover + (255 - ink[..., None]) * (1 - cover)).astype(np.uint8)]
    for way in (0.0, 1.0, 2.0):
        wanted = ColourParams(way=way, gap=gap)
        before = time.process_time()
        made.append(finished(colours, ink, wanted, hints, regions if way < 2 else None))
        print(f"{name}, {ink.shape[1]} px: way {way:g} {1000 * (time.process_time() - before):.0f} ms")
    print(f"  {regions.count if regions else 0} regions in {1000 * (divided - begun):.0f} ms")
    return np.concatenate([np.asarray(Image.fromarray(each).resize((SHOWN, SHOWN))) for each in made], axis=1)


def main() -> None:
    out = Path(sys.argv[1])
    model = Model(Path(sys.argv[2]) if len(sys.argv) > 2 else resources.models()[0])
    rows = [row_of(model, drawing) for drawing in drawings()]
    half = (len(rows) + 1) // 2
    columns = [np.concatenate(part, axis=0) for part in (rows[:half], rows[half:])]
    Image.fromarray(np.concatenate(columns, axis=1)).save(out)


if __name__ == "__main__":
    main()
