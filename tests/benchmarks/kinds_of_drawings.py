"""Line drawings of many kinds for `likeness.py`: faces of the model's styles and of others, and all sorts of no faces.

Every kind is a function of numbers, so what a reference is made of and what it is measured on never meet. Ink H x W,
0 is paper, `SIDE` px.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable, Iterator
from importlib.resources import files

import numpy as np
import resvg_py
import torch
from dicebear import Avatar, Style
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ganstudio.core import resources
from ganstudio.data.faces import writing as face_sets
from ganstudio.data.lines import lineart
from ganstudio.data.lines.lineparams import LineParams
from ganstudio.drawing import brush, templates
from ganstudio.drawing.marks import Points

SIDE = 256  # px
Ink = np.ndarray
OTHER_FACES = (
    "croodles", "notionists", "open-peeps", "micah", "personas", "avataaars", "big-ears", "toon-head", "miniavs",
    "dylan", "big-smile",
)  # fmt: skip
OTHER_THINGS = (
    "icons", "planets", "shapes", "glyphs", "sprouts", "landscape", "constellation", "patchwork", "identicon", "waves",
    "weave", "triangles", "disco", "clay", "stack", "cutouts",
)  # fmt: skip
TEMPLATES = tuple(each.key for each in templates.ALL if each.editable and each.key != "head")
_WORDS = (
    "GAN", "Studio", "colours", "drawings", "by", "hints", "the", "quick", "brown", "fox", "jumps", "over", "a", "lazy",
    "dog", "12345",
)  # fmt: skip


def faces(first: int, count: int) -> Iterator[Ink]:
    yield from (255 - sketch[0] for sketch in face_sets.draw("pairs", first, count, SIDE)["sketch"])


def moved_faces(first: int, count: int) -> Iterator[Ink]:
    rng = np.random.default_rng(first)
    yield from (widened(moved(ink, rng, 12, (0.6, 1.05)), rng) for ink in faces(first, count))


def half_faces(first: int, count: int) -> Iterator[Ink]:
    """Faces of which a side is not drawn yet."""
    rng = np.random.default_rng(first)
    for ink in faces(first, count):
        turn, bare = int(rng.integers(4)), ink.copy()
        np.rot90(bare, turn)[: int(rng.uniform(0.25, 0.5) * SIDE)] = 0
        yield bare


def extracted_faces(first: int, count: int) -> Iterator[Ink]:
    """Lines found in coloured faces, worn like scans."""
    generator = torch.Generator().manual_seed(first)
    colours = torch.from_numpy(face_sets.draw("pairs", first, count, SIDE)["colour"]).float() / 255
    for colour in colours:
        line = lineart.randomly_worn(lineart.random_lines(colour[None], generator), generator)
        yield 255 - (line[0, 0].clamp(0, 1).numpy() * 255).round().astype(np.uint8)


def avatars(style: str, first: int, count: int) -> Iterator[Ink]:
    """Lines of the pictures of another DiceBear style."""
    rng, generator = np.random.default_rng(first), torch.Generator().manual_seed(first)
    made = Style(json.loads(files("dicebear_styles").joinpath(f"{style}.json").read_text("utf-8")))
    for seed in range(first, first + count):
        svg = str(Avatar(made, {"seed": f"k{seed}"}))
        data = resvg_py.svg_to_bytes(svg_string=svg, width=SIDE, height=SIDE, background="#fff", skip_system_fonts=True)
        pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).transpose(2, 0, 1).copy()
        picture = torch.from_numpy(pixels)[None].float() / 255
        line = lineart.extracted(picture, LineParams()) if seed % 2 else lineart.random_lines(picture, generator)
        ink = 255 - (line[0, 0].clamp(0, 1).numpy() * 255).round().astype(np.uint8)
        yield moved(ink, rng, 10, (0.7, 1.05))


def template(key: str, first: int, count: int) -> Iterator[Ink]:
    """One of the own drawings, moved and turned, now and then without some of its strokes."""
    rng = np.random.default_rng(first)
    for _ in range(count):
        strokes = templates.strokes(key, 0.94 * SIDE, 0.03 * SIDE, 0.03 * SIDE)
        if rng.random() < 0.4:
            strokes = [each for each in strokes if rng.random() < 0.7] or strokes
        ink = inked([(each.points, each.size) for each in strokes])
        yield widened(moved(ink, rng, 25, (0.5, 1.1)), rng)


def scenes(first: int, count: int) -> Iterator[Ink]:
    """Several of them on one sheet."""
    rng = np.random.default_rng(first)
    for _ in range(count):
        sheet = np.zeros((SIDE, SIDE), np.uint8)
        for _ in range(rng.integers(2, 5)):
            side = SIDE * rng.uniform(0.3, 0.6)
            left, top = rng.uniform(0, SIDE - side, 2)
            strokes = templates.strokes(TEMPLATES[rng.integers(len(TEMPLATES))], side, left, top)
            sheet = np.maximum(sheet, inked([(each.points, max(1.2, each.size)) for each in strokes]))
        yield sheet


def scribbles(first: int, count: int) -> Iterator[Ink]:
    """Strokes that go anywhere."""
    rng, smooth = np.random.default_rng(first), np.ones(9) / 9
    for _ in range(count):
        strokes = []
        for _ in range(rng.integers(5, 40)):
            knots = rng.uniform(0.05, 0.95, 2) * SIDE + np.cumsum(
                rng.normal(0, SIDE * rng.uniform(0.03, 0.15), (6, 2)), 0
            )
            at = np.linspace(0, 5, 80)
            ways = [
                np.convolve(np.pad(np.interp(at, np.arange(6), knots[:, axis]), 4, "edge"), smooth, "valid")
                for axis in (0, 1)
            ]
            points = np.column_stack([*(way.clip(0, SIDE - 1) for way in ways), np.full(80, 0.9)]).astype(np.float32)
            strokes.append((points, rng.uniform(1.2, 3.0)))
        yield inked(strokes)


def letters(first: int, count: int) -> Iterator[Ink]:
    rng, font = np.random.default_rng(first), str(resources.path("fonts", "Inter-Medium.otf"))
    for number in range(count):
        sheet = Image.new("L", (SIDE, SIDE))
        pen = ImageDraw.Draw(sheet)
        if number % 3 == 0:
            large, letter = ImageFont.truetype(font, int(rng.uniform(100, 210))), chr(rng.integers(65, 91))
            outline = rng.random() < 0.5
            pen.text(
                (SIDE / 2, SIDE / 2),
                letter,
                0 if outline else 255,
                large,
                "mm",
                stroke_width=2 * outline,
                stroke_fill=255,
            )
        else:
            small = ImageFont.truetype(font, int(rng.uniform(12, 40)))
            for top in range(10, SIDE - 20, int(1.4 * small.size)):
                pen.text((10, top), " ".join(rng.choice(_WORDS, 5)), 255, small)
        yield moved(np.asarray(sheet), rng, 12, (0.8, 1.0))


def shapes(first: int, count: int) -> Iterator[Ink]:
    """Ellipses, boxes, stars, spirals and blobs."""
    rng = np.random.default_rng(first)
    for _ in range(count):
        sheet = Image.new("L", (2 * SIDE, 2 * SIDE))
        pen = ImageDraw.Draw(sheet)
        for _ in range(rng.integers(2, 14)):
            ways, radius, width = np.linspace(0, math.tau, 80), rng.uniform(15, 170), int(rng.uniform(3, 9))
            x, y = rng.uniform(30, 480, 2)
            away = _outline(rng, ways) * radius
            turns = rng.uniform(1, 4) if rng.random() < 0.15 else 1
            points = [
                (x + far * math.cos(turns * way), y + far * math.sin(turns * way)) for far, way in zip(away, ways)
            ]
            pen.line(points, 255, width, joint="curve")
        yield np.asarray(sheet.resize((SIDE, SIDE), Image.Resampling.BOX))


def _outline(rng: np.random.Generator, ways: Ink) -> Ink:
    """How far a shape reaches in every direction, about 1."""
    kind = rng.integers(4)
    if kind == 0:
        return np.ones_like(ways)
    if kind == 1:  # a polygon
        sides = rng.integers(3, 8)
        return np.cos(np.pi / sides) / np.cos((ways % (math.tau / sides)) - np.pi / sides)
    if kind == 2:
        return ways / math.tau  # a spiral
    return 1 + sum(rng.uniform(0, 0.3) * np.sin((wave + 2) * ways + rng.uniform(0, 6)) for wave in range(4))


def photographs(first: int, count: int) -> Iterator[Ink]:
    rng = np.random.default_rng(first)
    paths = sorted(resources.path("data", "photographs").glob("*.jpg"))
    for number in range(count):
        picture = Image.open(paths[number % len(paths)]).convert("RGB")
        side = int(min(picture.size) * rng.uniform(0.5, 1))
        x, y = (rng.integers(0, whole - side + 1) for whole in picture.size)
        cut = picture.crop((x, y, x + side, y + side)).resize((SIDE, SIDE))
        method = ("dodge", "xdog", "canny")[rng.integers(3)]
        pixels = np.ascontiguousarray(np.asarray(cut).transpose(2, 0, 1)[None])
        yield 255 - lineart.sketches(pixels, LineParams(method=method), 0)[0, 0]


# -- how all of them vary -----------------------------------------------------------------------------------------


def moved(ink: Ink, rng: np.random.Generator, turn: float, scale: tuple[float, float]) -> Ink:
    """Turned by up to `turn` degrees, scaled, shifted and perhaps mirrored."""
    picture, angle, size = Image.fromarray(ink), math.radians(rng.uniform(-turn, turn)), rng.uniform(*scale)
    right, down = rng.uniform(-0.12, 0.12, 2) * SIDE
    if rng.random() < 0.5:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    cos, sin, middle = math.cos(angle) / size, math.sin(angle) / size, SIDE / 2
    across = (cos, sin, middle - cos * (middle + right) - sin * (middle + down))
    along = (-sin, cos, middle + sin * (middle + right) - cos * (middle + down))
    return np.asarray(
        picture.transform((SIDE, SIDE), Image.Transform.AFFINE, (*across, *along), Image.Resampling.BICUBIC)
    )


def widened(ink: Ink, rng: np.random.Generator) -> Ink:
    """With thicker or thinner lines, or as it is."""
    picture, kind = Image.fromarray(ink), rng.integers(4)
    if kind == 1:
        picture = picture.filter(ImageFilter.MaxFilter(3))
    elif kind == 2:
        picture = Image.blend(picture, picture.filter(ImageFilter.MinFilter(3)), 0.6)
    return np.asarray(picture)


def inked(strokes: list[tuple[Points, float]]) -> Ink:
    mask = np.zeros((SIDE, SIDE), np.uint8)
    for points, size in strokes:
        brush.cover(mask, brush.path(points, size), brush.Area(0, 0, SIDE, SIDE))
    return mask


Draw = Callable[[int, int], Iterator[Ink]]


def others() -> dict[str, Draw]:
    """What is no face, by kind."""
    made: dict[str, Draw] = {
        "several": scenes, "scribbles": scribbles, "letters": letters, "shapes": shapes, "photographs": photographs,
    }  # fmt: skip
    for key in TEMPLATES:
        made[key] = lambda first, count, key=key: template(key, first, count)
    for style in OTHER_THINGS:
        made[f"({style})"] = lambda first, count, style=style: avatars(style, first, count)
    return made


def other_faces() -> dict[str, Draw]:
    """Faces in styles that the model never saw."""
    return {style: lambda first, count, style=style: avatars(style, first, count) for style in OTHER_FACES}
