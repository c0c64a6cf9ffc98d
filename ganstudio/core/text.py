"""Names of files as text that every terminal, window and file can take."""

from __future__ import annotations

import os
import re


def readable(name: str) -> str:
    """A file name, or a sentence with one, as one line of text, whatever bytes it consists of."""
    if name.isascii() and name.isprintable():
        return name
    if name.isprintable():  # nearly all are; a name that is not UTF-8 has surrogates, which are not printable
        return name
    text = os.fsencode(name).decode("utf-8", "replace")
    return text if text.isprintable() else "".join(c if c.isprintable() else "�" for c in text)


def decoded(data: bytes) -> str:
    """Text of an encoding that nobody wrote down: Unicode, else Japanese where that makes sense, else Western."""
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


_JAPANESE = "\u3040-\u30ff\u4e00-\u9fff"  # kana (not of half width, which Western bytes become) and kanji
_ALONE = re.compile(rf"[A-Za-z][{_JAPANESE}](?![{_JAPANESE}])|(?<![{_JAPANESE}])[{_JAPANESE}][A-Za-z]")


def _is_japanese(text: str) -> bool:
    """Whether its foreign letters are Japanese, and none stands alone in a Western word, as an umlaut would."""
    foreign = [c for c in text if not c.isascii()]
    return 2 * len(re.findall(f"[{_JAPANESE}]", text)) > len(foreign) and not _ALONE.search(text)
