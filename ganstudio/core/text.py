"""Names of files and sentences as text that every terminal, window and file can take."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable

PARTED = " · "  # between the parts of a caption, of which the first says most


def readable(name: str) -> str:
    """A file name, or a sentence with one, as one line of text, whatever bytes it consists of."""
    if name.isascii() and name.isprintable():
        return name
    if name.isprintable():  # nearly all are; a name that is not UTF-8 has surrogates, which are not printable
        return name
    text = os.fsencode(name).decode("utf-8", "replace")
    return text if text.isprintable() else "".join(c if c.isprintable() else "�" for c in text)


def counted(number: int, noun: str, nouns: str = "") -> str:
    """A number and what is counted: "1 picture", "2,000 pictures"; `nouns` where the plural is no plain s."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def enumerated(names: Iterable[str]) -> str:
    """Titles as they are named within a sentence: "small, SRGAN"."""
    return ", ".join(name.lower() if name[1:].islower() else name for name in names)


def listed(names: Iterable[str]) -> str:
    return ", ".join(map(readable, names))


def shortened(text: str, most: int) -> str:
    """`text` in at most `most` characters, cut behind a word and marked where it is longer."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    if not text[most - 1].isspace() and " " in kept.strip():
        kept = kept[: kept.rstrip().rfind(" ")]
    return kept.rstrip(" ,;:.(") + "…"


def titled(name: str) -> str:
    """The name of a control or an attribute as people write it: "long_hair" becomes "Long hair"."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def first_line(text: str) -> str:
    """The first line of `text` that is not empty, without its full stop: to stand within a sentence."""
    return next((readable(line.strip()).rstrip(".") for line in text.splitlines() if line.strip()), "")


def command(*words: object) -> str:
    """A command as a person types it in this system's terminal: names with spaces are quoted."""
    plain = [str(word) for word in words]
    return subprocess.list2cmdline(plain) if sys.platform == "win32" else shlex.join(plain)


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


def signed(value: float, form: str = "g") -> str:
    """A number with its sign in a format of Python's; zero has none."""
    return f"{value:+{form}}" if value else f"{0:{form}}"
