"""What is done with a result: copied, dragged out, saved, brought to Colour."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QMimeData, QObject, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.studio.file_memory import Folders, free_name
from ganstudio.studio.picture_saving import FORMATS, save_picture
from ganstudio.studio.studio import Studio
from ganstudio.studio.translating import AFTER, Answer
from ganstudio.ui.file_dialogs import ask_save
from ganstudio.ui.workspace import DrawOn

_KINDS = ";;".join(f"{name} picture (*{suffix})" for suffix, name in FORMATS.items())
_GHOST = 128  # px of what hangs at the pointer


class Results(QObject):
    """`answer` is the one in front, None when there is none. `told` as a workspace tells, `asked` a Request."""

    told = Signal(str, str, str)
    failed = Signal(object)
    asked = Signal(object)

    def __init__(self, panel: QWidget, studio: Studio, folders: Folders) -> None:
        super().__init__(panel)
        self._panel, self._studio, self._folders = panel, studio, folders
        self.answer: Answer | None = None

    @property
    def picture(self) -> Image.Image | None:
        return self.answer.result.picture if self.answer is not None and self.answer.result is not None else None

    @property
    def _image(self) -> QImage | None:
        return self.answer.seen[AFTER].image if self.answer is not None and AFTER in self.answer.seen else None

    @property
    def _name(self) -> str:
        return f"{Path(self.answer.request.picture.name).stem} changed" if self.answer is not None else "changed"

    def copy(self) -> None:
        if self._image is not None:
            QApplication.clipboard().setImage(self._image)
            self.told.emit("The result is copied.", "Paste it wherever you like.", "good")

    def choose_save(self) -> None:
        if self.picture is not None:
            save, folder = self._folders.remembering("changed pictures", self.save)
            ask_save(
                self._panel, "Save the result", _KINDS, ".png", save, folder, free_name(folder, f"{self._name}.png")
            )

    def save(self, path: Path) -> None:
        """Write the result to `path` beside the window."""
        picture = self.picture
        if picture is not None:
            self._studio.jobs.in_thread(
                "Saving the picture", lambda: save_picture(path, picture),
                lambda said: self.told.emit(f"Saved {path.name}.", said, "good"),
            )  # fmt: skip

    def send_to_colour(self) -> None:
        self._written(lambda path: self.asked.emit(DrawOn(path)))

    def _written(self, then: Callable[[Path], object]) -> None:
        """`then` gets the result as a file of ours, for a while."""
        picture, path = self.picture, self._place()
        if picture is not None:
            self._studio.jobs.in_thread("Handing the picture on", lambda: save_picture(path, picture),
                                        lambda _none: then(path))  # fmt: skip

    def _place(self) -> Path:
        return self._studio.places.cache / "changed" / f"{self._name}.png"

    def drag(self) -> None:
        data = self.carried()
        if data is not None and self._image is not None:
            drag = QDrag(self._panel)
            drag.setMimeData(data)
            ghost = self._image.scaled(QSize(_GHOST, _GHOST), Qt.AspectRatioMode.KeepAspectRatio)
            drag.setPixmap(QPixmap.fromImage(ghost))
            drag.exec(Qt.DropAction.CopyAction)

    def carried(self) -> QMimeData | None:
        """The result as a picture, and as a file for those who take files."""
        picture, image = self.picture, self._image
        if picture is None or image is None:
            return None
        path, data = self._place(), QMimeData()
        try:
            save_picture(path, picture)
        except StudioError as error:
            self.failed.emit(error)
            return None
        data.setImageData(image)
        data.setUrls([QUrl.fromLocalFile(str(path))])
        return data
