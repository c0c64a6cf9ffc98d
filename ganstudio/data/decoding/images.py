"""One picture file to uint8 pixels of the size that a network sees, whatever the file holds."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.text import readable
from ganstudio.data.decoding import png
from ganstudio.data.decoding.levels import Levels, levels_of, to_bytes
from ganstudio.data.files import kinds
from ganstudio.data.preparation import CROP, LETTERBOX, STRETCH

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
    with _opened(path, largest) as image:
        yield image


def _opened(path: Path, largest: int | None) -> Image.Image:
    try:
        source: IO[bytes] | Path = png.without_texts(path) or path
        with warnings.catch_warnings(), _allowing(largest):
            warnings.simplefilter("ignore")  # Pillow warns of what is checked by the caller
            return Image.open(source, formats=_formats())
    except FileNotFoundError:
        where = path.absolute().parent
        raise PictureError("unreadable", f"{path.name} does not exist in {where}.", "Check its name.") from None
    except PermissionError:
        raise PictureError("unreadable", f"{path.name} may not be read.", "Check its permissions.") from None
    except UnidentifiedImageError:
        raise _unidentified(path) from None
    except (Image.DecompressionBombError, MemoryError):
        raise PictureError("too-large", f"{path.name} has too many pixels to load.", "Shrink it.") from None
    except Exception:  # a damaged header can break a decoder in any way
        raise PictureError("corrupt", f"{path.name} cannot be read as a picture.", "Leave it out.") from None


def _unidentified(path: Path) -> PictureError:
    """What a file is that no decoder takes."""
    kind = kinds.by_start(kinds.start_of(path)) or kinds.of_name(path.name)
    if kind is not None and not kind.is_read:
        return PictureError("unsupported", kinds.sentence(path.name, kind), "")
    if kinds.by_start(kinds.start_of(path)) is not None:
        message = f"{path.name} begins like a picture, and then is damaged, cut off or of a rare kind."
        return PictureError("corrupt", message, "Save it again as PNG, or leave it out.")
    return PictureError("not-a-picture", f"{path.name} is not a picture, whatever its name says.", "Leave it out.")


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
    return tuple(name for name in kinds.DECODERS if name in Image.OPEN)


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


def frames_of(image: Image.Image) -> int:
    """Pages or frames; the second picture in a photograph (MPO) is its preview, or the view of the other eye."""
    try:
        return 1 if image.format == "MPO" else int(getattr(image, "n_frames", 1))
    except Exception:  # some formats look through the whole file for their frames
        return 1


def cut(image: Image.Image, half: str) -> Image.Image:
    """The "left" or "right" half, or all of it."""
    if not half:
        return image
    middle = image.width // 2
    return image.crop((0, 0, middle, image.height) if half == "left" else (middle, 0, 2 * middle, image.height))


def flattened(image: Image.Image, paper: str = "white", levels: Levels | None = None) -> Image.Image:
    """`image` in mode L or RGB: transparency on paper, palettes and CMYK converted, more than 8 bits by `levels`.

    Without `levels` those of this picture.
    """
    if is_deep(image):
        values = np.asarray(image)
        return Image.fromarray(to_bytes(values, levels or levels_of(values)))
    if is_transparent(image):
        colours = image if image.mode == "RGBA" else image.convert("RGBA")
        sheet = Image.new("RGB", colours.size, paper)
        sheet.paste(colours, mask=colours)
        return sheet
    return image if image.mode in ("L", "RGB") else image.convert("L" if image.mode == "1" else "RGB")


def is_deep(image: Image.Image) -> bool:
    """Whether it has one channel of more than 8 bits, or of fractions."""
    return image.mode.startswith("I") or image.mode == "F"


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
