"""Files that are either the old one or the new one, never half of each."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ganstudio.core.errors import StudioError, explaining


def replace_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside `path`, flush it to the disk and rename it into place."""
    with explaining(path, "write"):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Its name has nothing of the file's: that may be as long as names can be.
        handle, name = tempfile.mkstemp(prefix=".ganstudio-", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            write(temporary)
            _flush(temporary)
            temporary.chmod(0o644)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    replace_atomically(path, lambda temporary: temporary.write_bytes(data))


def write_text(path: Path, text: str) -> None:
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """As a person can read it; names that are no UTF-8 are escaped, and come back as they were."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    if not _is_utf8(text):
        text = json.dumps(value, indent=2)
    write_text(path, text + "\n")


def digest(path: Path) -> str:
    """SHA-256 of a file. Raises StudioError where it cannot be read."""
    with explaining(path, "read"), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def expanded(path: Path) -> Path:
    """`path` with its ~ replaced. Raises StudioError where there is no such home."""
    try:
        return path.expanduser()
    except RuntimeError:
        raise StudioError(
            f"There is no home folder for {path}.", "Write the whole path, or set HOME to a folder of yours."
        ) from None


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
