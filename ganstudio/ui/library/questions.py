"""What the Library asks before it renames or throws away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget


def ask_name(parent: QWidget, present: str, then: Callable[[str], object]) -> None:
    """`then` gets another name."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle("Rename")
    dialog.setLabelText("Name")
    dialog.setTextValue(present)
    dialog.textValueSelected.connect(then)
    dialog.open()


def ask_trash(parent: QWidget, named: str, several: bool, then: Callable[[], object]) -> None:
    """`then` once somebody says yes."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setText(f"Move {named} to the trash?")
    box.setInformativeText(f"{'They' if several else 'It'} can be restored from there.")
    box.setStandardButtons(QMessageBox.StandardButton.Cancel)
    yes = box.addButton("Move to trash", QMessageBox.ButtonRole.AcceptRole)
    yes.clicked.connect(lambda _on=False: then())
    box.open()
