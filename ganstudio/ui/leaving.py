"""Closing the window while something is being trained: asked first, and possible without ending it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QSystemTrayIcon, QWidget

from ganstudio.studio.training import Training


class Leaving(QObject):
    """Decides whether `window` may close. `close` saves everything and ends the program."""

    def __init__(self, window: QWidget, training: Training, close: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._training, self._close = window, training, close
        self.is_sure = False
        self.box: QMessageBox | None = None
        self._tray: QSystemTrayIcon | None = None
        training.state_changed.connect(self._tell_end)

    def may_close(self) -> bool:
        """False while a question is open about the training that runs."""
        if self.is_sure or not self._training.is_mine:
            return True
        if self.box is None:
            self._ask()
        return False

    def _ask(self) -> None:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setText("A training is running.")
        box.setInformativeText("Saved, it goes on later exactly where it stopped.")
        background = box.addButton("Go on in the background", QMessageBox.ButtonRole.ActionRole)
        save = box.addButton("Save and close", QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.setEscapeButton(cancel)
        background.clicked.connect(self.go_to_background)
        save.clicked.connect(self.close)
        box.finished.connect(self._answered)
        self.box = box
        box.open()

    def _answered(self) -> None:
        if self.box is not None:
            self.box.deleteLater()
        self.box = None

    def close(self) -> None:
        """Save the training and close, without a question."""
        self.is_sure = True
        self._close()

    # -- in the background -------------------------------------------------------------------------------

    def go_to_background(self) -> None:
        """Hide the window, or make it small where there is no tray to bring it back from."""
        if not QSystemTrayIcon.isSystemTrayAvailable():
            self._window.showMinimized()
            return
        self._made_tray().show()
        self._window.hide()
        self._made_tray().showMessage("GAN Studio trains on", "Click here to see it.", self._icon(), 4000)

    def come_back(self) -> None:
        """Show the window again."""
        if self._tray is not None:
            self._tray.hide()
        self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()

    def _made_tray(self) -> QSystemTrayIcon:
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._icon(), self)
            self._tray.setToolTip("GAN Studio is training")
            menu = QMenu(self._window)
            menu.addAction("Open GAN Studio", self.come_back)
            menu.addAction("Save and close", self.close)
            self._tray.setContextMenu(menu)
            self._tray.activated.connect(lambda _reason: self.come_back())
            self._tray.messageClicked.connect(self.come_back)
        return self._tray

    def _icon(self) -> QIcon:
        return QApplication.windowIcon()

    def _tell_end(self) -> None:
        """The end of a training that nobody sees is told where it can be seen."""
        if self._tray is None or not self._tray.isVisible() or self._training.is_mine:
            return
        self._tray.setToolTip("GAN Studio")
        words = self._training.history.message or "Its pictures are in the Library."
        self._tray.showMessage("The training has ended", words, self._icon(), 10_000)
