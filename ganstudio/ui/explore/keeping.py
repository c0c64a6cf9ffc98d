"""What Explore shows, kept: as a picture, and what is written as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ganstudio.core import files
from ganstudio.core.pictures import Pixels, write_png
from ganstudio.core.text import counted
from ganstudio.ui.file_dialogs import ask_save


def ask(parent: QWidget, lines: Sequence[str], then: Callable[[Path], object]) -> None:
    """`then` gets the file to write."""
    if lines:
        ask_save(parent, "Save the lines", "Text (*.txt);;PNG picture (*.png)", ".txt", then)
    else:
        ask_save(parent, "Save the picture", "PNG picture (*.png)", ".png", then)


def save(path: Path, sheet: Pixels, lines: Sequence[str]) -> None:
    """Write the sheet; in a .txt file the lines, where there are some. Raises StudioError."""
    if lines and path.suffix.lower() == ".txt":
        files.write_text(path, "".join(f"{line}\n" for line in lines))
    else:
        write_png(path, sheet)


def copy(lines: Sequence[str]) -> str:
    """Put lines onto the clipboard; says so."""
    QGuiApplication.clipboard().setText("\n".join(lines))
    return f"Copied {counted(len(lines), 'line')}."
