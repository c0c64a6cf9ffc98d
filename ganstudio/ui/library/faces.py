"""Sheets of exported models for their cards, each drawn once, beside the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QImage

from ganstudio.core.pictures import tile
from ganstudio.export.library import ModelEntry
from ganstudio.export.onnx_session import Model
from ganstudio.studio import colour_models, translation_models
from ganstudio.studio.generation import contact_sheet
from ganstudio.studio.jobs import Jobs
from ganstudio.ui.grid import to_image


class ModelFaces:
    """`drawn` is called when a sheet that was asked for is there."""

    def __init__(self, jobs: Jobs, drawn: Callable[[], object]) -> None:
        self._jobs, self._drawn = jobs, drawn
        self._faces: dict[Path, QImage | None] = {}

    def of(self, model: ModelEntry) -> QImage | None:
        """None until it is drawn."""
        if model.path not in self._faces:
            self._faces[model.path] = None
            self._jobs.in_thread("Drawing a preview", lambda: _sheet(model), lambda image: self._show(model, image))
        return self._faces[model.path]

    def _show(self, model: ModelEntry, image: QImage) -> None:
        self._faces[model.path] = image
        self._drawn()


def _sheet(model: ModelEntry) -> QImage:
    rows, columns = (model.classes, 8) if 2 <= model.classes <= 16 else (8, 8)
    if model.task in colour_models.TASKS:
        rows, columns = 3, 3  # whole drawings take longer
    if model.task in translation_models.TASKS:
        rows, columns = 4, 4  # each picture before and after
    return to_image(tile(contact_sheet(Model(model.path), rows, columns), rows, columns))
