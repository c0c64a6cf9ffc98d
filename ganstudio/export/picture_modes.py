"""Pictures of any mode as networks see them, and results as people want them back: alpha, profile, EXIF, XMP."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

from ganstudio.core.errors import StudioError
from ganstudio.core.text import readable
from ganstudio.data.decoding import images

CHUNKS = "png chunks"  # in `Image.info`: (kind, data) of a PNG that stay as they were
_GREY = ("1", "L", "LA", "La")
_ORIENTATION = 0x0112
_DESCRIBING = frozenset((270, 271, 272, 305, 306, 315, 33432, 34665, 34853, _ORIENTATION))  # TIFF 6.0, EXIF 2.3
_EXIF, _WIDTH, _HEIGHT = 0x8769, 0xA002, 0xA003
_XMP_TURN = re.compile(rb"""(tiff:Orientation\s*(?:=\s*["']|>)\s*)[2-8]""")
_KEPT = ("dpi", "comment", CHUNKS)
_SPACES = {"L": b"GRAY", "RGB": b"RGB "}


@dataclass(frozen=True)
class Plain:
    """A picture upright, `colours` in mode L or RGB; what lies below full transparency continues what is beside it."""

    colours: Image.Image
    alpha: Image.Image | None
    info: Mapping[str, Any]  # of the result


def plain(picture: Image.Image) -> Plain:
    """`picture` of any mode for a network. Raises StudioError for what cannot be decoded or converted."""
    with images.decoding(_name(picture)):
        info = kept_info(picture)
        upright = images.upright(picture)
        if images.is_transparent(upright) and not images.is_deep(upright):
            colours, alpha = _parted(upright)
        else:
            colours, alpha = _flat(upright, info), None
    if not _space_fits(info.get("icc_profile"), colours.mode):
        info.pop("icc_profile", None)
    return Plain(colours, alpha, info)


def finished(sheet: Image.Image, given: Plain) -> Image.Image:
    """A result in mode L or RGB with the alpha and all that the picture brought with it, at the size of the result."""
    if given.alpha is not None:
        alpha = given.alpha if given.alpha.size == sheet.size else _larger(given.alpha, sheet.size)
        sheet.putalpha(alpha)
    sheet.info.clear()
    sheet.info.update(given.info)
    if not _space_fits(sheet.info.get("icc_profile"), "L" if sheet.mode in _GREY else "RGB"):
        sheet.info.pop("icc_profile", None)
    if "exif" in sheet.info and given.colours.size != sheet.size:
        sheet.info["exif"] = _resized_exif(sheet.info["exif"], sheet.size)
    return sheet


def _larger(alpha: Image.Image, size: tuple[int, int]) -> Image.Image:
    return alpha.resize(size, Image.Resampling.BICUBIC)


def _name(picture: Image.Image) -> str:
    name = getattr(picture, "filename", "")
    return readable(Path(str(name)).name) if name else "The picture"


# -- colours ----------------------------------------------------------------------------------------------


def _parted(picture: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Colours and alpha of a transparent picture."""
    straight = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    alpha = straight.getchannel("A")
    colours = _continued(straight, alpha) if alpha.getextrema()[0] == 0 else straight.convert("RGB")
    return colours.convert("L") if picture.mode in _GREY else colours, alpha


def _continued(picture: Image.Image, alpha: Image.Image) -> Image.Image:
    """RGB with the colours of what can be seen carried on into what cannot: any others would bleed into the rims.

    A pyramid of ever smaller copies, weighted by alpha; each fills the holes of the next larger one.
    """
    copies = [picture.convert("RGBa")]
    while max(copies[-1].size) > 1:
        copies.append(copies[-1].reduce(2))
    below = copies.pop().convert("RGBA").convert("RGB")
    while copies:
        level = copies.pop()
        below = below.resize(level.size, Image.Resampling.BILINEAR)
        seen = (level.getchannel("a") if copies else alpha).point(lambda value: 255 if value else 0)
        below.paste(level.convert("RGBA").convert("RGB") if copies else picture.convert("RGB"), mask=seen)
    return below


def _flat(picture: Image.Image, info: dict[str, Any]) -> Image.Image:
    """L or RGB of a picture without transparency; inks and Lab by their profile, which is used up by that."""
    if picture.mode in ("CMYK", "LAB"):
        profile = info.pop("icc_profile", None)
        managed = _managed(picture, profile)
        if managed is not None:
            return managed
    return images.flattened(picture)


def _managed(picture: Image.Image, profile: bytes | None) -> Image.Image | None:
    """sRGB by the profile of the picture; None where there is none that fits."""
    srgb = ImageCms.createProfile("sRGB")
    try:
        if picture.mode == "LAB":
            return ImageCms.profileToProfile(picture, ImageCms.createProfile("LAB"), srgb, outputMode="RGB")
        if profile is None or profile[16:20] != b"CMYK":
            return None
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, given, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        if picture.mode == "LAB":
            raise StudioError(f"{_name(picture)} is in Lab colours, which cannot be read here.", "Save it as RGB."
                              ) from None  # fmt: skip
        return None


def _space_fits(profile: object, mode: str) -> bool:
    """Whether a colour profile speaks of pictures of this mode (ICC.1, header, bytes 16 to 19)."""
    return isinstance(profile, bytes) and profile[16:20] == _SPACES[mode]


# -- what comes with them ---------------------------------------------------------------------------------


def kept_info(picture: Image.Image, turned: bool = True) -> dict[str, Any]:
    """What a result keeps of `picture`; where it is `turned` upright, nothing says any more that it is to be turned."""
    picture.load()  # a PNG tells the rest only now
    info = {key: picture.info[key] for key in (*_KEPT, "icc_profile") if picture.info.get(key)}
    xmp = picture.info.get("xmp")
    if isinstance(xmp, bytes):
        info["xmp"] = upright_xmp(xmp) if turned else xmp
    exif = _exif(picture, turned)
    return {**info, "exif": exif} if exif else info


def upright_xmp(xmp: bytes) -> bytes:
    """XMP that says no more that the picture is to be turned."""
    return _XMP_TURN.sub(rb"\g<1>1", xmp)


def _exif(picture: Image.Image, turned: bool) -> bytes:
    """The EXIF of a picture; of a TIFF what describes it, not its layout."""
    try:
        exif = Image.Exif()
        exif.load(picture.getexif().tobytes())  # a copy: the picture itself is not turned by this
        if not exif:
            return b""
        if "exif" not in picture.info:  # a TIFF has its own layout among the same entries
            exif = _describing(exif)
        if turned and _ORIENTATION in exif:
            exif[_ORIENTATION] = 1
        return exif.tobytes() if exif else b""
    except Exception:  # damaged metadata must not cost the picture
        return b""


def _describing(exif: Image.Exif) -> Image.Exif:
    for tag in [tag for tag in exif if tag not in _DESCRIBING]:
        del exif[tag]
    return exif


def _resized_exif(data: bytes, size: tuple[int, int]) -> bytes:
    """EXIF that says the size of a picture which has another one now."""
    exif = Image.Exif()
    try:
        exif.load(data)
        inside = exif.get_ifd(_EXIF)
        if _WIDTH in inside or _HEIGHT in inside:
            inside[_WIDTH], inside[_HEIGHT] = size
        return exif.tobytes()
    except Exception:  # damaged metadata must not cost the picture
        return data
