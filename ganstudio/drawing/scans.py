"""What people bring as line art, scans and photos of paper above all, and the clean ink in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from ganstudio.core.params import param
from ganstudio.core.text import readable
from ganstudio.data.decoding import images
from ganstudio.data.decoding.images import PictureError
from ganstudio.data.decoding.levels import Levels, levels_of
from ganstudio.drawing import specks

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

LONGEST = 4096  # px that a picture keeps on its longer side
_LARGEST_SIDE = 65_000  # px
MOST_BYTES = 1_300_000_000  # decoded, before it is reduced: 20,000 x 20,000 in grey, 20,000 x 14,000 in colour
_STRIP = 8 << 20  # pixels that are converted at a time
FRAMES = "frames"  # in `Image.info`: how many pages or frames the file has, of which the first is used
KEEP, BLUE, ALL = "keep", "blue", "all"
_PAPER = 160  # px: the paper is looked at in a small copy
_REACH = 23  # px of that copy: shadows are wider than this, and what is inked is not
_DARKEST_SHADOW = 0.72  # a darker spot that stands alone is ink, not shade
_FAINTEST = 0.06  # ink must be this much darker than paper


@dataclass(frozen=True)
class CleanParams:
    """How ink is taken from paper. The defaults suit most scans and photos."""

    darkness: float = param(
        0.5, "Darkness", "More catches faint lines and makes all of them darker; less drops smudges.", group="Ink",
        low=0.0, high=1.0,
    )  # fmt: skip
    softness: float = param(
        0.5, "Soft edges", "From a hard step between ink and paper to the full tones of a pencil.", group="Ink",
        low=0.0, high=1.0,
    )  # fmt: skip
    thickness: float = param(
        0.0, "Thickness", "Thickens or thins the lines. Lines as thin as can be stay.", group="Ink", low=-3.0, high=3.0,
        unit="px",
    )  # fmt: skip
    even: bool = param(True, "Even out the paper", "Removes shadows and the colour of the paper.", group="Paper")
    specks: float = param(
        1.0, "Remove specks", "How large a dot may be to count as dirt; 1 suits the size of the picture, 0 keeps all.",
        group="Paper", low=0.0, high=10.0,
    )  # fmt: skip
    coloured: str = param(
        KEEP, "Coloured pencil", "Leaves out sketches that were made in blue or in any colour below the ink.",
        group="Paper", choices={KEEP: "Keep", BLUE: "Leave out blue", ALL: "Leave out all colours"},
    )  # fmt: skip


# -- loading ------------------------------------------------------------------------------------------------


def loaded(path: Path, longest: int = LONGEST) -> Image.Image:
    """The picture in `path` upright in mode L, RGB, or RGBA where it is transparent, at most `longest` px.

    Raises PictureError naming the file. Decodes in this process: keep strangers' files to a worker.
    """
    with images.opened(path, largest=MOST_BYTES) as image:
        name = readable(path.name)
        whole = image.size
        image.draft(None, (longest, longest))  # lets the JPEG decoder shrink while it reads
        _check(name, image, whole)
        with images.decoding(name):
            frames = images.frames_of(image)
            image.load()
            turn = images.orientation(image)
            levels = levels_of(np.asarray(image)) if images.is_deep(image) else None
            small = _plain(_shrunk(image, longest, levels), levels)
            small.getexif().clear()
            turned = _turned(small, turn)
            turned = image.copy() if turned is image else turned  # its file is closed soon, and may have more pages
            turned.info[FRAMES] = frames
            return turned


def _check(name: str, image: Image.Image, whole: tuple[int, int]) -> None:
    deep = 4 if image.mode in ("I", "F") else 2 if image.mode.startswith("I") else 1
    needed = image.width * image.height * len(image.getbands()) * deep
    if needed > MOST_BYTES or max(image.size) > _LARGEST_SIDE:
        message = f"{name} has {whole[0]:,} x {whole[1]:,} pixels, too many to load."
        raise PictureError("too-large", message, "Scan it at a lower resolution, or shrink it in another program.")


def _shrunk(image: Image.Image, longest: int, levels: Levels | None) -> Image.Image:
    """At most `longest` px, by whole steps first, strip by strip: conversions of a large picture take much memory."""
    factor = max(image.size) // longest
    if factor < 2:
        return _within(_plain(image, levels), longest)
    width, height = -(-image.width // factor), -(-image.height // factor)
    rows = max(1, _STRIP // (image.width * factor))
    sheet: Image.Image | None = None
    for top in range(0, height, rows):
        strip = image.crop((0, top * factor, image.width, min(image.height, (top + rows) * factor)))
        strip.info.update(image.info)
        part = _plain(strip, levels).reduce(factor)
        sheet = sheet or Image.new(part.mode, (width, height))
        sheet.paste(part, (0, top))
    assert sheet is not None
    return _within(sheet, longest)


def _within(image: Image.Image, longest: int) -> Image.Image:
    if max(image.size) <= longest:
        return image
    scale = longest / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _plain(image: Image.Image, levels: Levels | None) -> Image.Image:
    """Mode L, RGB or RGBA; `levels` are those of the whole picture where it has more than 8 bits."""
    if images.is_transparent(image) and not image.mode.startswith("I"):
        return image if image.mode == "RGBA" else image.convert("RGBA")
    return images.flattened(image, levels=levels)


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    turn = images.TURNS.get(orientation)
    return image.transpose(turn) if turn is not None else image


# -- cleaning -----------------------------------------------------------------------------------------------


def cleaned(image: Image.Image, params: CleanParams | None = None) -> Bytes:
    """The ink of `image` (any mode; transparent parts are paper), H x W: 0 none, 255 full."""
    params = params or CleanParams()
    dark = 1 - _tones(image, params)
    alpha = _inked(dark, params)
    smallest = round(specks.fitting(alpha.shape) * params.specks)
    alpha = specks.removed(alpha, smallest)
    return _thickened(alpha, params.thickness)


def _tones(image: Image.Image, params: CleanParams) -> Floats:
    """How light each place is compared with the paper around it, H x W, about 1 where there is no ink."""
    flat = images.flattened(image)
    if params.coloured == KEEP or flat.mode == "L":
        return _evened(flat.convert("L"), params.even)
    channels = flat.split()[2:] if params.coloured == BLUE else flat.split()
    # Coloured pencil is light in the channel of its colour, ink is dark in all of them.
    best = _evened(channels[0], params.even)
    for channel in channels[1:]:
        np.maximum(best, _evened(channel, params.even), out=best)
    return best


def _evened(channel: Image.Image, even: bool) -> Floats:
    tones = _fractions(channel)
    if even:
        tones /= _background(channel)
    else:
        tones /= max(0.05, float(np.percentile(tones[::4, ::4], 95)))
    return np.minimum(tones, 1, out=tones)


def _fractions(channel: Image.Image) -> Floats:
    return np.asarray(np.divide(np.asarray(channel), 255, dtype=np.float32))


def _background(channel: Image.Image) -> Floats:
    """The light on the paper: a smooth surface for lamps and yellowed paper, then shadows that are not too dark."""
    factor = max(1, max(channel.size) // _PAPER)
    small = channel.reduce(factor).filter(ImageFilter.MaxFilter(3))
    tones = _fractions(small)
    surface = np.maximum(_surface(tones), 0.05)
    left = Image.fromarray(np.clip(tones / surface * 200, 0, 255).astype(np.uint8))
    closed = left.filter(ImageFilter.MaxFilter(_REACH)).filter(ImageFilter.MinFilter(_REACH))
    shade = np.asarray(closed.filter(ImageFilter.GaussianBlur(3)), np.float32) / 200
    whole = Image.fromarray(surface * np.clip(shade, _DARKEST_SHADOW, 1.2))
    return np.asarray(whole.resize(channel.size, Image.Resampling.BILINEAR))


def _surface(tones: Floats) -> Floats:
    """A cubic surface over most of `tones`: what lies below it, being ink, hardly counts."""
    height, width = tones.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([(x**i * y**j).ravel() for i in range(4) for j in range(4 - i)], axis=1)
    values, weights = tones.ravel().astype(np.float64), np.ones(tones.size)
    for _ in range(12):
        weighted = terms * weights[:, None]
        fitted = terms @ np.linalg.lstsq(weighted.T @ terms, weighted.T @ values, rcond=None)[0]
        weights = np.where(values > fitted, 1.0, 0.02)
    return np.asarray(fitted.reshape(height, width), np.float32)


def _inked(dark: Floats, params: CleanParams) -> Bytes:
    """Ink by how `dark` places are, between what paper does by itself and what the darker lines have."""
    sample = dark[:: max(1, dark.shape[0] // 1024), :: max(1, dark.shape[1] // 1024)]
    paper = float(np.median(sample))
    noise = 1.4826 * float(np.median(np.abs(sample - paper)))
    if 4 * noise > 0.15:  # grain: look at a few pixels at once
        soft = Image.fromarray((dark * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8))
        dark, noise = _fractions(soft), noise * 0.4
    least = max(_FAINTEST, 4 * noise)
    lines = sample[sample - paper > max(least, _otsu(sample) * 0.7 - paper)] - paper
    if not lines.size:
        return np.zeros(dark.shape, np.uint8)
    ink = float(np.percentile(lines, 80))
    low, high = max(least, 0.16 * ink), max(0.6 * ink, min(0.85 * ink, ink - 3 * noise))
    shift = 2.0 ** (1 - 2 * params.darkness)
    middle, reach = (low + high) / 2 * shift, (high - low) * params.softness * max(shift, 0.5) + 1e-3
    strength = np.clip((dark - np.float32(paper + middle)) / np.float32(2 * reach) + np.float32(0.5), 0, 1)
    return np.asarray(strength * 255 + 0.5, np.uint8)


def _otsu(dark: Floats) -> float:
    """The darkness that parts paper and ink best in two (Otsu 1979)."""
    counts, edges = np.histogram(dark, bins=128, range=(0, 1))
    share, middles = counts / counts.sum(), (edges[:-1] + edges[1:]) / 2
    below, mass = np.cumsum(share), np.cumsum(share * middles)
    parted = (mass[-1] * below - mass) ** 2 / np.maximum(below * (1 - below), 1e-9)
    return float(middles[int(parted.argmax())])


def _thickened(alpha: Bytes, amount: float) -> Bytes:
    """Lines wider by `amount` px, or thinner where it is negative."""
    image, left = Image.fromarray(alpha), abs(amount)
    while left > 1e-6:
        grown = image.filter(ImageFilter.MaxFilter(3)) if amount > 0 else _thinner(image)
        # A step adds or takes a pixel on both sides.
        image = Image.blend(image, grown, min(1.0, left / 2))
        left -= 2
    return np.asarray(image)


def _thinner(image: Image.Image) -> Image.Image:
    """Without the rim; what would vanish altogether stays."""
    core = image.filter(ImageFilter.MinFilter(3))
    regrown = np.asarray(core.filter(ImageFilter.MaxFilter(3)))
    alpha = np.asarray(image)
    return Image.fromarray(np.maximum(np.asarray(core), alpha - np.minimum(alpha, regrown)))
