"""Questions for files and folders, beside the window and gone when they are answered."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from ganstudio.data.files.kinds import SUFFIXES

PICTURES = f"Pictures ({' '.join(sorted(f'*{suffix}' for suffix in SUFFIXES))})"
_ENCODED = QUrl.ComponentFormattingOption.FullyEncoded
Then = Callable[[Path], object]


def welcome(event: QDragEnterEvent) -> None:
    """Let files be dropped, and nothing else."""
    if any(url.isLocalFile() for url in event.mimeData().urls()):
        event.acceptProposedAction()


def taken(event: QDropEvent) -> list[Path]:
    """The files of a drop, which is accepted when there are some."""
    paths = dropped(event.mimeData())
    if paths:
        event.acceptProposedAction()
    return paths


def dropped(data: QMimeData) -> list[Path]:
    """The files and folders in what was dropped, byte for byte: names need not be text."""
    return [Path(os.fsdecode(unquote_to_bytes(bytes(url.path(_ENCODED).encode())))) if os.name != "nt"
            else Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]  # fmt: skip


def ask_open(parent: QWidget, title: str, kinds: str, then: Then, folder: str = "") -> None:
    """`then` gets a file of `kinds` that exists."""
    dialog = _dialog(parent, title, then, folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()


def ask_several(parent: QWidget, title: str, then: Callable[[list[Path]], object]) -> None:
    """`then` gets all the files that were chosen."""
    dialog = _dialog(parent, title, lambda _first: None, "", "")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    dialog.open()


def ask_save(
    parent: QWidget, title: str, kinds: str, suffix: str, then: Then, folder: str = "", name: str = ""
) -> None:
    """`then` gets a file to write; `suffix` (with its dot) is added where none was typed."""
    dialog = _dialog(parent, title, then, folder, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix.removeprefix("."))
    if name:
        dialog.selectFile(name)
    dialog.open()


def ask_folder(parent: QWidget, title: str, then: Then, folder: str = "") -> None:
    dialog = _dialog(parent, title, then, folder, "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.open()


def _dialog(parent: QWidget, title: str, then: Then, folder: str, kinds: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, folder, kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    return dialog
