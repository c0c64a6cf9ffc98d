"""Pictures on disk translated: read with all they bring, written whole or not at all, folders in their order."""

from __future__ import annotations

import errno
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image, PngImagePlugin

from ganstudio.core import files
from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.core.text import counted, readable
from ganstudio.data.decoding import images, png
from ganstudio.export import picture_modes
from ganstudio.export.picture_files import Outcome, free_target, size_of, sketches_in
from ganstudio.export.translation import Report, Translator, Wishes

PNG, WEBP, JPEG = "png", "webp", "jpg"
FORMATS = (PNG, WEBP, JPEG)
_LONGEST = {WEBP: 16_383, JPEG: 65_500}  # px, of the format itself and of its encoder
_FULL = (errno.ENOSPC, errno.EDQUOT)
_XMP = "XML:com.adobe.xmp"
_PER_INCH = 39.37  # a metre in inches


@dataclass(frozen=True)
class Saving:
    """How results are written. `quality` of WebP and JPEG, 1 to 100; 100 is lossless in WebP."""

    format: str = PNG
    quality: int = 92
    skip_existing: bool = False


# -- reading and writing ----------------------------------------------------------------------------------


def read(path: Path) -> Image.Image:
    """A picture as it lies there, decoded, with its profile, EXIF, XMP and texts in `info`.

    Raises StudioError naming the file. Decodes in this process.
    """
    size_of(path)  # its words for what is missing
    with images.opened(path, largest=images.LARGEST) as image:
        if image.width * image.height > images.LARGEST:
            raise StudioError(
                f"{readable(path.name)} has {image.width:,} x {image.height:,} pixels, too many.", "Shrink it."
            )
        with images.decoding(readable(path.name)):
            image.load()
            info = _said(path, image) | picture_modes.kept_info(image, turned=False)
            picture = image.copy()
    clear = image.info.get("transparency")
    picture.info.clear()
    picture.info.update(info if clear is None else {**info, "transparency": clear})
    picture.filename = str(path)  # type: ignore[attr-defined]
    return picture


def _said(path: Path, image: Image.Image) -> dict[str, Any]:
    """What the decoder is not shown of a PNG."""
    if image.format != "PNG":
        return {}
    chunks, profile = png.said(path)
    density = next((data for kind, data in chunks if kind == b"pHYs" and len(data) == 9 and data[8] == 1), None)
    said: dict[str, Any] = {picture_modes.CHUNKS: tuple(chunks)} if chunks else {}
    if density is not None:
        said["dpi"] = tuple(int.from_bytes(density[at : at + 4], "big") / _PER_INCH for at in (0, 4))
    return {**said, "icc_profile": profile} if profile else said


def write(path: Path, picture: Image.Image, saving: Saving = Saving()) -> str:
    """`picture` with all that its `info` holds, whole or not at all; returns what a person should know of it, or "".

    Raises StudioError.
    """
    longest = _LONGEST.get(saving.format, max(picture.size))
    if max(picture.size) > longest:
        raise StudioError(
            f"{readable(path.name)} would have {picture.width:,} x {picture.height:,} px, and "
            f"{saving.format.upper()} ends at {longest:,}.", "Save it as PNG.",
        )  # fmt: skip
    data, said = encoded(picture, saving)
    files.write_bytes(path, data)  # from memory: an encoder that meets a full disk says only that it failed
    return said


def encoded(picture: Image.Image, saving: Saving) -> tuple[bytes, str]:
    """The bytes of a file, and what a person should know of it."""
    info, said, out = picture.info, "", io.BytesIO()
    common = {key: info[key] for key in ("icc_profile", "exif") if info.get(key)}
    if saving.format == PNG:
        picture.save(out, "PNG", pnginfo=_png_info(info), **common, **_dpi(info))
    elif saving.format == WEBP:
        xmp = {"xmp": info["xmp"]} if "xmp" in info else {}
        picture.save(out, "WEBP", quality=saving.quality, lossless=saving.quality == 100, exact=False, **common, **xmp)
    else:
        if images.is_transparent(picture):
            picture, said = images.flattened(picture).convert(picture.mode.removesuffix("A")), _NO_ALPHA
        more = {key: info[key] for key in ("xmp", "comment") if key in info}
        picture.save(out, "JPEG", quality=saving.quality, subsampling=0, **common, **_dpi(info), **more)
    return out.getvalue(), said


_NO_ALPHA = "What was transparent is white now: JPEG knows no transparency."


def _dpi(info: dict[Any, Any]) -> dict[str, tuple[float, float]]:
    return {"dpi": info["dpi"]} if "dpi" in info else {}


def _png_info(info: dict[Any, Any]) -> PngImagePlugin.PngInfo:
    """The texts of a PNG as they were; XMP of other files as the text that it is in a PNG."""
    made = PngImagePlugin.PngInfo()
    has_xmp = False
    for kind, data in info.get(picture_modes.CHUNKS, ()):
        has_xmp |= data.startswith(_XMP.encode())
        made.add(kind, picture_modes.upright_xmp(data))
    if "xmp" in info and not has_xmp:
        made.add_itxt(_XMP, info["xmp"].decode("utf-8", "replace"))
    return made


# -- many of them -----------------------------------------------------------------------------------------


def gathered(sources: Sequence[Path]) -> list[Path]:
    """Files as they come and the pictures of folders by name, each once. Raises StudioError for empty folders."""
    found = [path for source in sources for path in (sketches_in(source) if source.is_dir() else [source])]
    return list({path.absolute(): path for path in found}.values())


def translate_file(
    translator: Translator, source: Path, out: Path, wishes: Wishes, saving: Saving = Saving(),
    progress: Report = lambda _share: None, stopped: Callable[[], bool] = lambda: False,
) -> str:  # fmt: skip
    """One picture; returns what a person should know of it, or "". Raises StudioError or Stopped."""
    picture = read(source)
    frames = _frames(source)
    made = translator.translate(picture, wishes, progress, stopped)
    said = write(out, made.picture, saving)
    first = f"Of its {frames:,} pages or frames the first is used." if frames > 1 else ""
    return " ".join(filter(None, (first, said)))


def _frames(path: Path) -> int:
    with images.opened(path, largest=images.LARGEST) as image:
        return images.frames_of(image)


def translate_files(
    translator: Translator, sources: Sequence[Path], out: Path, wishes: Wishes, saving: Saving = Saving(),
    progress: Callable[[int, float], None] = lambda _index, _share: None, stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Outcome]:  # fmt: skip
    """Every picture of `sources` (see `gathered`) into the folder `out`; one that fails costs only itself.

    `progress` is told which one it is and how far that is. Ends early when `stopped` says so. Raises StudioError when
    nothing can be done for any: nothing given, results among the pictures, an unknown attribute, or a full disk.
    """
    paths = gathered(sources)
    _check_apart(paths, out)
    translator.check(wishes)
    taken: set[str] = set()
    for index, source in enumerate(paths):
        if stopped():
            return
        target = free_target(source, out, taken, f".{saving.format}")
        if saving.skip_existing and target.exists():
            yield Outcome(source, target, skipped=True)
            continue
        try:
            said = translate_file(translator, source, target, wishes, saving, partial(progress, index), stopped)
        except Stopped:
            return
        except StudioError as error:
            if is_full(error):
                raise _full(error, out, len(paths) - index) from error
            yield Outcome(source, target, error)
        else:
            yield Outcome(source, target, None, said)


def _check_apart(paths: Sequence[Path], out: Path) -> None:
    if out.resolve() in {path.resolve().parent for path in paths}:
        raise StudioError(
            f"The results would lie among the pictures in {out.resolve()}.", "Choose another folder for them."
        )


def is_full(error: StudioError) -> bool:
    """Whether it is for want of room on the disk."""
    return isinstance(error.__cause__, OSError) and error.__cause__.errno in _FULL


def _full(error: StudioError, out: Path, left: int) -> StudioError:
    return StudioError(
        f"The disk of {readable(str(out))} is full: {counted(left, 'picture')} left.",
        "Free some space and go on with those that do not exist yet; what was written is whole.",
    )
