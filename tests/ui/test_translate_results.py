"""Translate: results are taken away, one by one, by the folder and as a set of pairs."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from ganstudio.core.sets import PAIRS
from ganstudio.data.files.tree import walk
from ganstudio.data.preparation import Preparation
from ganstudio.data.recognition import recognised
from ganstudio.ui.translate.batch_dialog import BatchDialog
from ganstudio.ui.translate.panel import TranslatePanel
from ganstudio.ui.workspace import DrawOn
from tests.ui.translating import Until, models, opened, panel, pictures, until
from tests.ui.window import Window

__all__ = ["models", "opened", "panel", "pictures", "until"]

pytestmark = pytest.mark.usefixtures("at_rest")


def test_that_the_result_is_copied_dragged_saved_and_handed_on(
    opened: TranslatePanel, tmp_path: Path, until: Until
) -> None:
    asked: list[object] = []
    opened.asked.connect(asked.append)
    opened.results.copy()
    assert QApplication.clipboard().image().size().toTuple() == (40, 32)
    data = opened.results.carried()
    assert data is not None
    assert data.hasImage()
    assert Path(data.urls()[0].toLocalFile()).name == "photo 1 changed.png"
    opened.results.send_to_colour()
    until(lambda: bool(asked))
    (request,) = asked
    assert isinstance(request, DrawOn)
    assert request.path.is_file()
    for suffix in (".png", ".webp", ".jpg"):
        path = tmp_path / "out" / f"mine{suffix}"
        opened.results.save(path)
        until(path.exists)
        with Image.open(path) as image:
            assert image.size == (40, 32)
    until(lambda: not opened._studio.jobs.busy)


def run_batch(dialog: BatchDialog, until: Until) -> str:
    dialog.run()
    until(lambda: not dialog._running)
    return dialog.words.text()


def test_that_a_folder_is_changed_and_a_broken_file_costs_itself(
    opened: TranslatePanel, pictures: Path, tmp_path: Path, until: Until
) -> None:
    (pictures / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0nothing")
    dialog = opened.open_batch()
    dialog.set_source(pictures)
    assert dialog._target == pictures.with_name("pictures changed")
    dialog.set_out(tmp_path / "out")
    dialog.formats.chips[".webp"].click()
    assert run_batch(dialog, until) == "Changed 2 pictures. 1 could not be changed:"
    assert len(dialog.troubles.sentences) == 1
    assert "broken.jpg" in dialog.troubles.sentences[0]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["photo 1.webp", "photo 2.webp"]
    assert dialog.show_folder.isVisible()
    assert "2 were there already" in run_batch(dialog, until)
    dialog.set_out(pictures)
    assert "among the pictures" in run_batch(dialog, until)
    dialog.reject()


def test_that_open_pictures_become_a_set_of_pairs(
    opened: TranslatePanel, window: Window, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    added: list[Path] = []
    monkeypatch.setattr(window.studio.pictures, "add", added.extend)
    dialog = opened.open_batch(pairs=True)
    dialog.set_out(tmp_path / "pairs")
    run_batch(dialog, until)
    dialog.use_set.click()
    assert window.workspace == "data"
    assert added == [tmp_path / "pairs"]
    found = recognised(walk(added), Preparation())
    assert (found.kind, len(found.records)) == (PAIRS, 2)
