"""What Explore shows, kept: as a picture that says what it was drawn from, as numbers, and as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ganstudio.core import files
from ganstudio.core.pictures import Pixels
from ganstudio.core.text import counted
from ganstudio.export.latent import notes
from ganstudio.export.latent.notes import Origin
from ganstudio.ui.file_dialogs import ask_save

_PICTURES = "PNG picture (*.png);;WebP picture (*.webp);;Numbers it was drawn from (*.npz)"


def ask(parent: QWidget, lines: Sequence[str], then: Callable[[Path], object]) -> None:
    """`then` gets the file to write."""
    if lines:
        ask_save(parent, "Save the lines", f"Text (*.txt);;{_PICTURES}", ".txt", then)
    else:
        ask_save(parent, "Save the picture", _PICTURES, ".png", then)


def save(path: Path, sheet: Pixels, origin: Origin, lines: Sequence[str]) -> None:
    """Write the sheet; in a .txt file the lines, where there are some; in a .npz its inputs. Raises StudioError."""
    if lines and path.suffix.lower() == ".txt":
        files.write_text(path, "".join(f"{line}\n" for line in lines))
    elif path.suffix.lower() == ".npz":
        files.replace_atomically(path, lambda temporary: _write_numbers(temporary, origin))
    else:
        notes.write_picture(path, sheet, origin)


def _write_numbers(path: Path, origin: Origin) -> None:
    with path.open("wb") as file:
        np.savez(file, **origin.inputs)  # type: ignore[arg-type]  # names of inputs, never `allow_pickle`


def copy(lines: Sequence[str]) -> str:
    """Put lines onto the clipboard; says so."""
    QGuiApplication.clipboard().setText("\n".join(lines))
    return f"Copied {counted(len(lines), 'line')}."
