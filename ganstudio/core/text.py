"""Names of files as text that every terminal, window and file can take."""

from __future__ import annotations

import os


def readable(name: str) -> str:
    """A file name, or a sentence with one, as one line of text, whatever bytes it consists of."""
    if name.isascii() and name.isprintable():
        return name
    if name.isprintable():  # nearly all are; a name that is not UTF-8 has surrogates, which are not printable
        return name
    text = os.fsencode(name).decode("utf-8", "replace")
    return text if text.isprintable() else "".join(c if c.isprintable() else "�" for c in text)


def decoded(data: bytes) -> str:
    """Text of an encoding that nobody wrote down: Unicode, else Japanese where that makes kana or kanji, else Western."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp932" or _is_japanese(text):
            return text
    return data.decode("cp1252", "replace")


def _is_japanese(text: str) -> bool:
    """Whether most of its foreign letters are kana (not of half width, which Western bytes become) or kanji."""
    foreign = [c for c in text if not c.isascii()]
    return 2 * sum("\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" for c in foreign) > len(foreign)
