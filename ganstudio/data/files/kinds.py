"""Which picture files are read, and what the others are: by their first bytes, which do not lie, then by their endings.

The one list for sets of pictures, the canvas, folders of drawings and whatever is dropped on the window.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ganstudio.core.text import readable

# The decoders that are ever tried, as Pillow calls them, and the endings of their files. Some of Pillow's others start
# programs, or are rarely looked after.
DECODERS = {
    "PNG": (".png", ".apng"), "JPEG": (".jpg", ".jpeg", ".jfif", ".jpe"), "MPO": (".mpo", ".jpg", ".jpeg", ".jfif"),
    "WEBP": (".webp",), "BMP": (".bmp", ".dib"), "DIB": (".dib", ".bmp"), "GIF": (".gif",), "TIFF": (".tif", ".tiff"),
    "PPM": (".ppm", ".pgm", ".pbm", ".pnm", ".pfm"), "TGA": (".tga",), "AVIF": (".avif", ".avifs"),
    "JPEG2000": (".jp2", ".j2k", ".jpx", ".jpf", ".jpc", ".j2c"), "QOI": (".qoi",),
}  # fmt: skip
SUFFIXES = frozenset(suffix for suffixes in DECODERS.values() for suffix in suffixes)
START = 264  # bytes that tell the kind


class Kind(NamedTuple):
    """What a file is: in words, what to do about it ("" when it is read), and whether it is read."""

    words: str
    remedy: str = ""
    is_read: bool = False


_AS_PNG, _AS_JPEG = "export it as PNG", "export it as JPEG"
_PICTURE = Kind("picture", is_read=True)
_HEIC = Kind("HEIC picture", _AS_JPEG)
_RAW = Kind("raw photo of a camera", "develop it and " + _AS_JPEG)
_JXL, _SVG = Kind("JPEG XL picture", _AS_PNG), Kind("drawing in vectors (SVG)", _AS_PNG)
_PSD, _KRA = Kind("Photoshop document", _AS_PNG), Kind("Krita document", _AS_PNG)
_ORA, _XCF = Kind("OpenRaster document", _AS_PNG), Kind("GIMP document", _AS_PNG)
_CLIP, _EXR = Kind("Clip Studio document", _AS_PNG), Kind("picture with a high dynamic range", _AS_PNG)
_PDF, _EPS = Kind("PDF document", "export its pages as PNG"), Kind("PostScript file", _AS_PNG)
_ICON, _DDS, _JXR = Kind("Windows icon", _AS_PNG), Kind("game texture (DDS)", _AS_PNG), Kind("JPEG XR picture", _AS_PNG)
_DICOM, _FITS = Kind("medical picture (DICOM)", _AS_PNG), Kind("picture of a telescope (FITS)", _AS_PNG)
_VIDEO = Kind("video", "export its frames as PNG")
_PAGE = Kind("web page", "download the picture itself")
_LFS = Kind("pointer of Git LFS, not the file itself", "run `git lfs pull` where it comes from")
ARCHIVE = Kind("archive", "unpack it yourself and add the folder")

# Kinds that are not read, by their endings: the files of some begin like those of others.
_BY_ENDING = {
    ".heic": _HEIC, ".heif": _HEIC, ".hif": _HEIC, ".jxl": _JXL, ".svg": _SVG, ".svgz": _SVG, ".psd": _PSD,
    ".psb": _PSD, ".kra": _KRA, ".ora": _ORA, ".xcf": _XCF, ".clip": _CLIP, ".exr": _EXR, ".hdr": _EXR, ".pdf": _PDF,
    ".eps": _EPS, ".ai": Kind("Illustrator document", _AS_PNG), ".sai": Kind("SAI document", _AS_PNG),
    ".procreate": Kind("Procreate document", _AS_PNG), ".afphoto": Kind("Affinity document", _AS_PNG),
    ".ico": _ICON, ".cur": _ICON, ".dds": _DDS, ".jxr": _JXR, ".wdp": _JXR, ".dcm": _DICOM, ".fits": _FITS,
    **dict.fromkeys((".cr2", ".cr3", ".nef", ".arw", ".dng", ".raf", ".orf", ".rw2", ".pef", ".srw"), _RAW),
    **dict.fromkeys((".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v"), _VIDEO),
    **dict.fromkeys((".7z", ".rar", ".zst", ".lz4", ".cab", ".iso", ".dmg"), ARCHIVE),
}  # fmt: skip
_BY_START: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", _PICTURE), (b"\xff\xd8\xff", _PICTURE), (b"GIF87a", _PICTURE), (b"GIF89a", _PICTURE),
    (b"qoif", _PICTURE), (b"\0\0\0\x0cjP  \r\n\x87\n", _PICTURE), (b"\xff\x4f\xff\x51", _PICTURE),
    (b"\0\0\0\x0cJXL \r\n\x87\n", _JXL), (b"\xff\x0a", _JXL), (b"8BPS", _PSD), (b"gimp xcf", _XCF),
    (b"CSFCHUNK", _CLIP), (b"\x76\x2f\x31\x01", _EXR), (b"#?RADIANCE", _EXR), (b"%PDF", _PDF), (b"%!PS", _EPS),
    (b"\xc5\xd0\xd3\xc6", _EPS), (b"\0\0\x01\0", _ICON), (b"DDS ", _DDS), (b"II\xbc\x01", _JXR),
    (b"SIMPLE  =", _FITS), (b"FUJIFILMCCD-RAW", _RAW), (b"IIU\0", _RAW), (b"IIRO", _RAW), (b"MMOR", _RAW),
    (b"\x1aE\xdf\xa3", _VIDEO), (b"version https://git-lfs", _LFS), (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"Rar!\x1a\x07", ARCHIVE), (b"\x28\xb5\x2f\xfd", ARCHIVE), (b"\x04\x22\x4d\x18", ARCHIVE),
)  # fmt: skip
_BRANDS = {  # of what the ISO's container holds (ISO 14496-12), as its bytes 8 to 12 say
    b"avif": _PICTURE, b"avis": _PICTURE, b"crx ": _RAW,
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), _HEIC),
}  # fmt: skip


def by_start(start: bytes) -> Kind | None:
    """The kind of a file from its first `START` bytes, None when they tell nothing."""
    for known, kind in _BY_START:
        if start.startswith(known):
            return kind
    if start[4:8] == b"ftyp":
        return _BRANDS.get(start[8:12], _VIDEO)
    if start[:4] == b"RIFF":
        return {b"WEBP": _PICTURE, b"AVI ": _VIDEO}.get(start[8:12])
    if start[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return _RAW if start[8:10] == b"CR" else _PICTURE
    if start[:2] == b"BM" and start[6:10] == b"\0\0\0\0":
        return _PICTURE
    if start[:1] == b"P" and start[1:2] in b"123456Ff" and start[2:3] in b" \t\r\n":
        return _PICTURE
    if start[:4] == b"PK\x03\x04" and start[30:38] == b"mimetype":
        return {b"application/x-kr": _KRA, b"image/openraster": _ORA}.get(start[38:54])
    return _DICOM if start[128:132] == b"DICM" else _of_text(start)


def _of_text(start: bytes) -> Kind | None:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head")):
        return _PAGE
    return _SVG if text.startswith(b"<svg") or (text.startswith((b"<?xml", b"<!--")) and b"<svg" in text) else None


def start_of(path: Path | str) -> bytes:
    """The first bytes of a file; none when it cannot be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123  a Path for each of a million names takes seconds
            return file.read(START)
    except OSError:
        return b""


def of_name(name: str) -> Kind | None:
    """The kind that an ending claims, None for other files than pictures."""
    suffix = Path(name).suffix.lower()
    return _PICTURE if suffix in SUFFIXES else _BY_ENDING.get(suffix)


def of_file(path: Path | str, suffix: str) -> Kind | None:
    """The kind of a file: foreign endings are believed, else its first bytes count. None for other files."""
    return _BY_ENDING.get(suffix) or by_start(start_of(path))


def is_picture(path: Path) -> bool:
    """Whether a file looks like a picture at all, those included that are not read but can be named."""
    return of_name(path.name) is not None or by_start(start_of(path)) is not None


def sentence(name: str, kind: Kind) -> str:
    """ "IMG_1.jpg is a HEIC picture; export it as JPEG." """
    article = "an" if kind.words[0] in "aeioAEIO" else "a"
    return f"{readable(name)} is {article} {kind.words}; {kind.remedy}."
