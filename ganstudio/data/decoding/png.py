"""PNG files without what no picture needs: texts and profiles that are too long or damaged for a decoder."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import IO

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# What pixels are made of; of the rest (PNG specification, chapter 11.3) only the camera's position matters here.
_PIXELS = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"fcTL", b"fdAT"))
_POSITION = b"eXIf"
# What a file says of itself beside: the same chapter, and XMP among the texts. Colour profiles are packed.
_SAID = frozenset((b"sRGB", b"gAMA", b"cHRM", b"pHYs", b"tEXt", b"zTXt", b"iTXt"))
_PROFILE = b"iCCP"
_MOST = 1 << 20  # bytes of one chunk, and of all of them four times as many
_MOST_PROFILE = 8 << 20  # bytes of a profile once unpacked: those of printers have 3 MB

Chunk = tuple[bytes, bytes]


def without_texts(path: Path) -> io.BytesIO | None:
    """The file with nothing but its pixels in it; None when there is nothing to leave out, or it is no PNG.

    Whatever is wrong with the chunks of the pixels is left as it is, for the decoder to find. Raises OSError.
    """
    with path.open("rb") as file:
        if file.read(len(SIGNATURE)) != SIGNATURE:
            return None
        kept, dropped = _sorted_out(file)
        if not dropped:
            return None
        out = io.BytesIO()
        out.write(SIGNATURE)
        for start, length in kept:
            file.seek(start)
            out.write(file.read(length))
    out.seek(0)
    return out


def said(path: Path) -> tuple[list[Chunk], bytes]:
    """The chunks (kind, data) in which a PNG speaks of itself, as they lie there, and its colour profile unpacked.

    Only whole ones of a sensible size; nothing of what is no PNG. Raises OSError.
    """
    chunks: list[Chunk] = []
    profile, total = b"", 0
    with path.open("rb") as file:
        if file.read(len(SIGNATURE)) != SIGNATURE:
            return [], b""
        while len(head := file.read(8)) == 8:
            end, length, kind = file.tell(), int.from_bytes(head[:4], "big"), head[4:]
            if not kind.isalpha():
                break
            if kind in _SAID or kind == _PROFILE:
                data = _whole(file, kind, length)
                if kind == _PROFILE:
                    profile = profile or _unpacked(data)
                elif data and total + length <= 4 * _MOST:
                    chunks.append((kind, data))
                    total += length
            file.seek(end + length + 4)
    return chunks, profile


def _whole(file: IO[bytes], kind: bytes, length: int) -> bytes:
    """The data of a chunk, none when it is damaged or too long."""
    data = file.read(length) if length <= 4 * _MOST else b""
    return data if len(data) == length and file.read(4) == zlib.crc32(kind + data).to_bytes(4, "big") else b""


def _unpacked(data: bytes) -> bytes:
    """The profile in an iCCP chunk: a name, 0, the method 0, and packed bytes."""
    _, _, packed = data.partition(b"\0")
    unpacking = zlib.decompressobj()
    try:
        profile = unpacking.decompress(packed[1:], _MOST_PROFILE)
    except zlib.error:
        return b""
    return profile if unpacking.eof else b""


def _sorted_out(file: IO[bytes]) -> tuple[list[tuple[int, int]], bool]:
    """Where the chunks that count lie (start, length), and whether there are others."""
    kept: list[tuple[int, int]] = []
    dropped = False
    while len(head := file.read(8)) == 8:
        start, length, kind = file.tell() - 8, int.from_bytes(head[:4], "big"), head[4:]
        if kind in _PIXELS or (kind == _POSITION and _is_whole(file, kind, length)):
            kept.append((start, length + 12))
        elif _is_ancillary(kind):
            dropped = True
        else:  # damage: from here on the decoder shall see what is there
            kept.append((start, -1))
            break
        file.seek(start + length + 12)
    return kept, dropped


def _is_ancillary(kind: bytes) -> bool:
    return kind.isalpha() and kind[:1].islower()


def _is_whole(file: IO[bytes], kind: bytes, length: int) -> bool:
    data = file.read(min(length, 1 << 16))
    return len(data) == length and file.read(4) == zlib.crc32(kind + data).to_bytes(4, "big")
