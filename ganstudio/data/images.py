"""One picture file to uint8 pixels of the size that a network sees, whatever the file holds."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.text import readable
from ganstudio.data.preparation import CROP, LETTERBOX, STRETCH

SUFFIXES = frozenset({
    ".png", ".jpg", ".jpeg", ".jfif", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm", ".tga", ".avif", ".jp2",
})  # fmt: skip
# Pictures that Pillow cannot read, or only through other programs.
FOREIGN = frozenset({".heic", ".heif", ".psd", ".svg", ".eps", ".cr2", ".nef", ".arw", ".dng", ".xcf", ".kra", ".exr"})
# Only these decoders are ever tried: some of Pillow's others start programs or are rarely looked after.
_WANTED = ("PNG", "JPEG", "MPO", "WEBP", "BMP", "DIB", "GIF", "TIFF", "PPM", "TGA", "AVIF", "JPEG2000")
SMALLEST = 8  # pixels on the shorter side: less than that holds nothing to learn
LARGEST = 200_000_000  # pixels in all: more is a decompression bomb or a mistake
_LIMIT = threading.Lock()  # Pillow has one limit for the whole process
TURNS = {  # by the EXIF entry that says how the camera was held
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


class PictureError(StudioError):
    """A picture file that cannot be used; `code` is one of the x-ray's."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(readable(message), hint)
        self.code = code


def load_picture(path: Path, size: int, channels: int) -> Pixels:
    """The centre square of `path` as channels x size x size. Raises StudioError naming the file."""
    with opened(path) as image:
        check_size(path.name, image)
        image.draft("RGB", (size, size))  # lets the JPEG decoder shrink while it reads
        with decoding(path.name):
            return square(flattened(upright(image)), size, channels)


def header(path: Path) -> Image.Image | None:
    """`path` opened but not decoded (and closed again), for its size and mode; None when it is no picture."""
    try:
        with opened(path) as image:
            return image
    except StudioError:
        return None


@contextmanager
def opened(path: Path, largest: int | None = None) -> Iterator[Image.Image]:
    """`path` as a Pillow picture, not yet decoded. Raises PictureError naming the file.

    More pixels than Pillow wants to see are let through up to `largest`, for callers who decode with care.
    """
    try:
        with warnings.catch_warnings(), _allowing(largest):
            warnings.simplefilter("ignore")  # Pillow warns of what is checked by the caller
            image = Image.open(path, formats=_formats())
    except FileNotFoundError:
        raise PictureError("unreadable", f"{path.name} does not exist.", "Check its name and folder.") from None
    except PermissionError:
        raise PictureError("unreadable", f"{path.name} may not be read.", "Check its permissions.") from None
    except UnidentifiedImageError:
        raise PictureError("not-a-picture", f"{path.name} is not a picture, whatever its name says.",
                           "Leave it out.") from None  # fmt: skip
    except (Image.DecompressionBombError, MemoryError):
        raise PictureError("too-large", f"{path.name} has too many pixels to load.", "Shrink it.") from None
    except Exception:  # a damaged header can break a decoder in any way
        raise PictureError("corrupt", f"{path.name} cannot be read as a picture.", "Leave it out.") from None
    with image:
        yield image


@contextmanager
def _allowing(largest: int | None) -> Iterator[None]:
    if largest is None:
        yield
        return
    with _LIMIT:
        before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, largest
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = before


@cache
def _formats() -> tuple[str, ...]:
    """The wanted decoders that this Pillow has; naming another one is an error to it."""
    Image.init()
    return tuple(name for name in _WANTED if name in Image.OPEN)


def check_size(name: str, image: Image.Image) -> None:
    """Raise PictureError for a picture that is too large to decode or too small to use."""
    if image.width * image.height > LARGEST:
        message = f"{name} has {image.width} x {image.height} pixels, too many to load."
        raise PictureError("too-large", message, "Shrink it.")
    if min(image.size) < SMALLEST:
        message = f"{name} is only {image.width} x {image.height} pixels."
        raise PictureError("too-small", message, "Leave it out.")


@contextmanager
def decoding(name: str) -> Iterator[None]:
    """Whatever a decoder throws at a damaged file becomes one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (MemoryError, Image.DecompressionBombError):
        raise PictureError("too-large", f"{name} needs more memory than there is.", "Shrink it.") from None
    except Exception:  # the list of what decoders raise has no end
        raise PictureError("corrupt", f"{name} is damaged or cut off.", "Save it again or leave it out.") from None


def check_sums(path: Path) -> None:
    """Raise PictureError for a PNG that changed since it was written: its decoder does not look at its checksums."""
    with opened(path) as image, decoding(path.name):
        image.verify()


def upright(image: Image.Image) -> Image.Image:
    """Decoded, and turned as its EXIF says."""
    image.load()  # first: some formats turn by themselves and change the entry
    turn = TURNS.get(orientation(image))
    return image.transpose(turn) if turn is not None else image.copy()  # as a file it may contradict its own size


def orientation(image: Image.Image) -> int:
    """The EXIF entry for how the camera was held: 1 is upright, 2 to 8 are turned or mirrored.

    A PNG must be decoded by now: asking it for EXIF decodes it, and what is wrong with it would be lost here.
    """
    try:
        value = int(image.getexif().get(0x0112, 1))
        return value if 1 <= value <= 8 else 1
    except Exception:  # damaged metadata must not cost the picture
        return 1


def cut(image: Image.Image, half: str) -> Image.Image:
    """The "left" or "right" half, or all of it."""
    if not half:
        return image
    middle = image.width // 2
    return image.crop((0, 0, middle, image.height) if half == "left" else (middle, 0, 2 * middle, image.height))


def flattened(image: Image.Image, paper: str = "white") -> Image.Image:
    """`image` in mode L or RGB: transparency on paper, palettes, CMYK and 16 bits converted."""
    if image.mode.startswith("I") or image.mode == "F":
        return _shallow(image)
    if is_transparent(image):
        colours = image if image.mode == "RGBA" else image.convert("RGBA")
        sheet = Image.new("RGB", colours.size, paper)
        sheet.paste(colours, mask=colours)
        return sheet
    return image if image.mode in ("L", "RGB") else image.convert("L" if image.mode == "1" else "RGB")


def _shallow(image: Image.Image) -> Image.Image:
    """Eight bits of a channel that has more: of 65,535 steps, or of 255 when there are no more in it."""
    values = np.asarray(image)
    if values.dtype.kind == "u":
        return Image.fromarray((values // 257).astype(np.uint8))
    fractions = np.nan_to_num(values.astype(np.float32), copy=False, posinf=65535.0, neginf=0.0)
    top = 65535.0 if fractions.max() > 255 else 255.0
    np.clip(fractions, 0, top, out=fractions)
    fractions *= np.float32(255 / top)
    return Image.fromarray(fractions.astype(np.uint8))


def is_transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info


def square(image: Image.Image, size: int, channels: int, fit: str = CROP, paper: str = "white") -> Pixels:
    """`image` as channels x size x size, resized with antialiasing after `fit`."""
    image = image.convert("L" if channels == 1 else "RGB")
    if image.size != (size, size):
        image = _fitted(image, size, fit, paper)
    pixels = np.asarray(image, dtype=np.uint8)
    return pixels[None] if channels == 1 else pixels.transpose(2, 0, 1)


def _fitted(image: Image.Image, size: int, fit: str, paper: str) -> Image.Image:
    if fit == STRETCH:
        return image.resize((size, size), Image.Resampling.BICUBIC, reducing_gap=3.0)
    if fit == LETTERBOX:
        return ImageOps.pad(image, (size, size), Image.Resampling.BICUBIC, color=paper)
    return ImageOps.fit(image, (size, size), Image.Resampling.BICUBIC)


def resized(pictures: Pixels, size: int, channels: int, fit: str = CROP, paper: str = "white") -> Pixels:
    """N x C x H x W pictures at another size or number of channels."""
    if pictures.shape[1:] == (channels, size, size):
        return pictures
    out = np.empty((len(pictures), channels, size, size), dtype=np.uint8)
    for index, picture in enumerate(pictures):
        image = Image.fromarray(picture[0] if len(picture) == 1 else np.ascontiguousarray(picture.transpose(1, 2, 0)))
        out[index] = square(image, size, channels, fit, paper)
    return out
