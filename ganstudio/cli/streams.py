"""Standard output and error that end no command: any encoding, a pipe that was closed, a disk that is full."""

from __future__ import annotations

import codecs
import errno
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

_PLAIN = "ganstudio.plain"  # an error handler: what an encoding lacks is written as what it has
_SPELLED = {"·": "-", "×": "x", "→": "->", "…": "...", "–": "-", "—": "-", "“": '"', "”": '"', "’": "'", "‘": "'"}
_FIRST_BYTE, _LAST_BYTE = 0xDC80, 0xDCFF  # surrogates that stand for the bytes of a name which is no UTF-8


def _plain(error: UnicodeError) -> tuple[str | bytes, int]:
    """One character that an encoding lacks: the byte that it stands for, its plain spelling, or a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    character = error.object[error.start]
    if _FIRST_BYTE <= ord(character) <= _LAST_BYTE and error.encoding.lower().replace("-", "") == "utf8":
        return bytes([ord(character) - 0xDC00]), error.start + 1
    spelled = _SPELLED.get(character) or unicodedata.normalize("NFKD", character)
    return spelled.encode("ascii", "ignore").decode() or "?", error.start + 1


codecs.register_error(_PLAIN, _plain)


class Lasting:
    """A text stream that is written to as long as somebody takes it; `problem` is why nobody does any more."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.problem: OSError | None = None
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_PLAIN)

    def write(self, text: str) -> int:
        self._try(lambda: self._stream.write(text))
        return len(text)

    def flush(self) -> None:
        self._try(self._stream.flush)

    def _try(self, action: Callable[[], object]) -> None:
        if self.problem is not None:
            return
        try:
            action()
        except OSError as error:
            self.problem = error
        except ValueError:  # Python's own word for a stream that was closed
            self.problem = OSError(errno.EPIPE, "closed")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def lasting() -> Iterator[Lasting]:
    """Both streams made lasting for one command; yields standard output."""
    before = sys.stdout, sys.stderr
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        out, complaints = (Lasting(stream or nowhere) for stream in before)
        sys.stdout, sys.stderr = out, complaints
        try:
            yield out
        finally:
            for stream in (out, complaints):
                stream.flush()
                if stream.problem is not None:
                    _let_go(stream)
            sys.stdout, sys.stderr = before


def _let_go(stream: Lasting) -> None:
    """Python flushes once more when it ends, and would complain of what cannot be written then."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
