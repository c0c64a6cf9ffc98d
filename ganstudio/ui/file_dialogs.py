"""Questions for files and folders, beside the window and gone when they are answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

PICTURES = "Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.gif)"
Then = Callable[[Path], object]


def ask_open(parent: QWidget, title: str, kinds: str, then: Then, folder: str = "") -> None:
    """`then` gets a file of `kinds` that exists."""
    dialog = _dialog(parent, title, then, folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
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
