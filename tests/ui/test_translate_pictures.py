"""Translate: pictures are dropped, pasted and opened by the folder, and are changed and shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ganstudio.studio.translating import AFTER, BEFORE, CHANGED
from ganstudio.ui.translate.panel import TranslatePanel
from ganstudio.ui.workspace import Claim
from tests.ui.translating import Until, answer_of, differ, is_done, models, opened, panel, pictures, result_of, until
from tests.ui.window import Window

__all__ = ["models", "opened", "panel", "pictures", "until"]

pytestmark = pytest.mark.usefixtures("at_rest")


def test_that_dropped_pictures_are_changed_and_shown(opened: TranslatePanel, pictures: Path, until: Until) -> None:
    assert [each.name for each in opened.pictures.pictures] == ["photo 1.png", "photo 2.png"]
    assert set(opened.view.parts) == {BEFORE, AFTER, CHANGED}
    assert opened.view.picture.toSize().toTuple() == (40, 32)
    assert differ(result_of(opened), np.asarray(Image.open(pictures / "photo 1.png"), np.int64)) > 1
    until(lambda: len(opened.pictures.thumbs) == 2)
    opened.strip.list.setCurrentRow(1)
    until(lambda: is_done(opened))
    assert answer_of(opened).request.picture.name == "photo 2.png"
    opened.view.setFocus()
    opened.view.stepped.emit(1)
    assert opened.pictures.current is opened.pictures.pictures[0]


def test_that_pictures_are_for_here_only_while_it_is_in_front(
    window: Window, panel: TranslatePanel, models: Path, pictures: Path
) -> None:
    photo = pictures / "photo 1.png"
    assert panel.claim([photo]) == panel.claim([pictures]) == Claim.EXACTLY
    run = pictures / "run"
    run.mkdir()
    (run / "run.json").write_text("{}")
    assert panel.claim([run]) == Claim.NONE  # Train shows it
    window.go_to("colour")
    assert panel.claim([photo]) == panel.claim([pictures]) == Claim.NONE
    assert panel.claim([models / "many.onnx"]) == Claim.EXACTLY
    window.take(models / "many.onnx")
    assert window.workspace == "translate"


def test_that_a_folder_and_what_was_pasted_are_opened(
    panel: TranslatePanel, window: Window, pictures: Path, until: Until
) -> None:
    (pictures / "more").mkdir()
    (pictures / "more" / "photo 10.png").write_bytes((pictures / "photo 1.png").read_bytes())
    window.take(pictures)
    until(lambda: len(panel.pictures) == 3)
    assert panel.pictures.pictures[0].place == "more"
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QApplication.clipboard().setImage(image)
    panel.paste()
    assert panel.pictures.current is not None
    assert panel.pictures.current.load().getpixel((3, 3)) == (255, 0, 0)
    until(lambda: is_done(panel))


def test_that_an_unreadable_picture_says_so_and_the_rest_goes_on(
    opened: TranslatePanel, tmp_path: Path, until: Until
) -> None:
    (tmp_path / "odd.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    opened.take([tmp_path / "odd.png"])
    until(lambda: bool(opened.view.problem))
    assert "odd.png" in opened.view.problem
    assert not opened.bar.save.isEnabled()
    opened.pictures.step(1)
    until(lambda: is_done(opened))
    assert not opened.view.problem
    answer = answer_of(opened)
    other = replace(answer, request=replace(answer.request, picture=opened.pictures.pictures[1]))
    opened._show(other)
    assert opened.results.answer is answer
