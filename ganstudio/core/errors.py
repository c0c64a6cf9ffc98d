"""The one exception that a person may see without a traceback."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StudioError(Exception):
    """What happened, in one sentence that names the file or setting; `hint` says what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        # Names of files need not be valid text, and every window and terminal must be able to show them.
        message, hint = (text.encode("utf-8", "replace").decode("utf-8") for text in (message, hint))
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


@contextmanager
def explaining(path: Path | str, action: str) -> Iterator[None]:
    """Turn an OSError on `path` into a StudioError; `action` completes "could not ..." ."""
    try:
        yield
    except OSError as error:
        raise StudioError(f"Could not {action} {path}: {_reason(error)}.", _remedy(error)) from error


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).rstrip(".").lower()


def _remedy(error: OSError) -> str:
    remedies = {
        errno.ENOSPC: "Free some disk space, or choose another folder; nothing already saved is lost.",
        errno.EDQUOT: "Your disk quota is used up: free some space, or choose another folder.",
        errno.EACCES: "Check the permissions of this file and its folder.",
        errno.EPERM: "Check the permissions of this file and its folder.",
        errno.EROFS: "This disk is read-only: choose another folder.",
        errno.ENOENT: "Check the spelling, and that the disk is connected.",
    }
    return remedies.get(error.errno or 0, "Check the file and try again.")
