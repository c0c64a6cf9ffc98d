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
