"""Names in archives: as they were where they were packed, and as they can be written anywhere."""

from __future__ import annotations

import os
import zipfile

from ganstudio.core.text import decoded, readable

_SAYS_UTF8 = 0x800  # a flag of zip files (APPNOTE 4.4.4)


def tar_name(name: str) -> str:
    """Bytes that are no UTF-8 arrive as surrogates."""
    return name if name.isprintable() else decoded(os.fsencode(name))


def zip_name(info: zipfile.ZipInfo) -> str:
    """Its name as it was: macOS writes UTF-8 and does not say so, Windows what its country writes in."""
    if info.flag_bits & _SAYS_UTF8:
        return info.filename
    try:
        return decoded(info.filename.encode("cp437"))
    except UnicodeEncodeError:  # from a field that says what it is
        return info.filename


def safe(part: str) -> str:
    """A part of a path without what some system forbids in names."""
    cleaned = "".join("_" if c in '<>:"|?*/\\' or not c.isprintable() else c for c in readable(part)).strip(" ")
    encoded = cleaned.encode("utf-8", "replace")[:200].decode("utf-8", "ignore")
    return encoded.lstrip(".") or "_"
