"""One picture file to uint8 pixels of the size that a network sees, whatever the file holds."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm"})
SMALLEST = 8  # pixels on the shorter side: less than that holds nothing to learn
LARGEST = 200_000_000  # pixels in all: more is a decompression bomb or a mistake


def load_picture(path: Path, size: int, channels: int) -> Pixels:
    """The centre square of `path` as channels x size x size. Raises StudioError naming the file."""
    with _opened(path) as image:
        if image.width * image.height > LARGEST:
            raise StudioError(f"{path.name} has {image.width} x {image.height} pixels, too many to load.", "Shrink it.")
        if min(image.size) < SMALLEST:
            raise StudioError(f"{path.name} is only {image.width} x {image.height} pixels.", "Leave it out.")
        image.draft("RGB", (size, size))  # lets the JPEG decoder shrink while it reads
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return square(flattened(ImageOps.exif_transpose(image)), size, channels)
        except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, IndexError):
            raise StudioError(f"{path.name} is damaged or cut off.", "Save it again or leave it out.") from None


def _opened(path: Path) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of what is checked by the caller
            return Image.open(path)
    except PermissionError:
        raise StudioError(f"{path.name} may not be read.", "Check its permissions.") from None
    except UnidentifiedImageError:
        raise StudioError(f"{path.name} is not a picture, whatever its name says.", "Leave it out.") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise StudioError(f"{path.name} cannot be read as a picture.", "Leave it out.") from None


def flattened(image: Image.Image) -> Image.Image:
    """`image` in mode L or RGB: transparency on white, palettes, CMYK and 16 bits converted."""
    if image.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        values = np.asarray(image, dtype=np.float64)
        top = 65535.0 if image.mode.startswith("I;16") or values.max() > 255 else 255.0
        return Image.fromarray((values.clip(0, top) * (255 / top)).astype(np.uint8))
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        colours = image.convert("RGBA")
        paper = Image.new("RGBA", colours.size, "white")
        return Image.alpha_composite(paper, colours).convert("RGB")
    return image if image.mode in ("L", "RGB") else image.convert("L" if image.mode == "1" else "RGB")


def square(image: Image.Image, size: int, channels: int) -> Pixels:
    """The centre square, resized with antialiasing, as channels x size x size."""
    image = image.convert("L" if channels == 1 else "RGB")
    if image.size != (size, size):
        image = ImageOps.fit(image, (size, size), Image.Resampling.BICUBIC)
    pixels = np.asarray(image, dtype=np.uint8)
    return pixels[None] if channels == 1 else pixels.transpose(2, 0, 1)


def resized(pictures: Pixels, size: int, channels: int) -> Pixels:
    """N x C x S x S pictures at another size or number of channels."""
    if pictures.shape[1] == channels and pictures.shape[2] == size:
        return pictures
    out = np.empty((len(pictures), channels, size, size), dtype=np.uint8)
    for index, picture in enumerate(pictures):
        image = Image.fromarray(picture[0] if len(picture) == 1 else picture.transpose(1, 2, 0))
        out[index] = square(image, size, channels)
    return out
