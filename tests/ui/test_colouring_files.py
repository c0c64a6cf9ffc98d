"""Drawings saved, found again, and pictures brought in, in the Colour workspace."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ganstudio.drawing import project
from ganstudio.drawing.marks import LINE, PICTURE
from ganstudio.studio.importing import BELOW, INK, Wish
from ganstudio.ui.colour import exporting
from ganstudio.ui.colour.batch_dialog import BatchDialog
from ganstudio.ui.colour.import_dialog import ImportDialog
from ganstudio.ui.colour.panel import ColourPanel
from ganstudio.ui.colour.recovery_dialog import RecoveryDialog
from ganstudio.ui.window import Window
from tests.painters import Painter
from tests.pen import pull, send
from tests.ui.colouring import BLUE, colour_with, dab, middle
from tests.ui.window import SLOW, Open, close


def test_that_the_last_of_two_quick_saves_is_what_lies_on_the_disk(
    panel: ColourPanel, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, slow = exporting.export_project, [0.6, 0.0]

    def late(path: Path, taken: exporting.Taken) -> None:
        time.sleep(slow.pop(0))
        write(path, taken)

    monkeypatch.setattr(exporting, "export_project", late)
    path = tmp_path / "face.gansketch"
    for step in range(2):
        pull(panel.left, [(100, 100 + 50 * step, 1.0), (300, 300, 1.0)])
        panel.desk.save_to(path)
    qtbot.waitUntil(lambda: panel.bar.saved.text() == "saved" and not slow, timeout=SLOW)
    assert len(project.open_project(path).done) == 2


def test_that_saves_to_different_files_are_all_written(
    panel: ColourPanel, window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = exporting.export_project

    def late(path: Path, taken: exporting.Taken) -> None:
        time.sleep(0.3)
        write(path, taken)

    monkeypatch.setattr(exporting, "export_project", late)
    for count, name in enumerate("abc", 1):
        for step in range(count):
            pull(panel.left, [(100, 100 + 50 * step, 1.0), (300, 300, 1.0)])
        panel.desk.save_to(tmp_path / f"{name}.gansketch")
        panel.desk.new()
    qtbot.waitUntil(lambda: not window.studio.jobs.busy, timeout=SLOW)
    counts = [len(project.open_project(tmp_path / f"{name}.gansketch").done) for name in "abc"]
    assert counts == [1, 2, 3]
    assert panel.colouring.book.abandoned() == [] and "kept" not in window.message


def test_that_a_save_that_fails_says_so_and_the_next_one_works(
    panel: ColourPanel, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    pull(panel.left, [(100, 100, 1.0), (300, 300, 1.0)])
    (tmp_path / "file").write_text("")
    panel.desk.save_to(tmp_path / "file" / "face.gansketch")
    qtbot.waitUntil(lambda: "face.gansketch" in window.message, timeout=SLOW)
    assert panel.bar.saved.text() == "autosaved, not in a file"
    panel.desk.save_to(tmp_path / "face.gansketch")
    qtbot.waitUntil(lambda: panel.bar.saved.text() == "saved", timeout=SLOW)


def test_that_a_drawing_remembers_its_model_and_tells_when_it_is_gone(
    panel: ColourPanel, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    pull(panel.left, [(100, 100, 1.0), (300, 300, 1.0)])
    path = tmp_path / "face.gansketch"
    panel.desk.save_to(path)
    qtbot.waitUntil(lambda: panel.bar.saved.text() == "saved", timeout=SLOW)
    assert project.open_project(path).settings["model"] == "painter"
    window.take(path)
    qtbot.waitUntil(lambda: "not here any more: painter" in window.message, timeout=SLOW)
    window.tell("")
    panel.desk.new()
    assert window.message == "", "an empty sheet misses no model"


def test_that_a_stroke_belongs_to_the_drawing_it_was_begun_on(
    panel: ColourPanel, qtbot: QtBot, open_window: Open, window: Window
) -> None:
    send(panel.left, QEvent.Type.TabletPress, 100, 100, 1.0)
    for step in range(10):
        send(panel.left, QEvent.Type.TabletMove, 100 + 20 * step, 100, 1.0)
    first = panel.easel.drawing
    panel.desk.new()
    send(panel.left, QEvent.Type.TabletMove, 400, 400, 1.0)
    send(panel.left, QEvent.Type.TabletRelease, 400, 400, 0.0)
    assert len(first.done) == 1 and panel.easel.drawing.empty
    (found,) = panel.colouring.book.abandoned()
    assert found.marks == 1


def test_that_every_drawing_that_was_not_saved_can_be_taken_up_or_deleted(
    panel: ColourPanel, window: Window, network: Painter, qtbot: QtBot, open_window: Open
) -> None:
    for count in (1, 2):
        for step in range(count):
            pull(panel.left, [(100, 100 + 40 * step, 1.0), (300, 300, 1.0)])
        panel.desk.new()
    assert "kept" in window.message
    close(window)
    again = open_window()
    fresh = colour_with(again, network, qtbot)
    qtbot.waitUntil(fresh.offer.isVisible, timeout=SLOW)
    fresh.desk.show_recoveries()
    qtbot.waitUntil(lambda: bool(fresh.findChildren(RecoveryDialog)), timeout=SLOW)
    (dialog,) = fresh.findChildren(RecoveryDialog)
    found = {each.marks: each for each in fresh.colouring.book.abandoned()}
    assert sorted(found) == [1, 2] and len(dialog.rows) == 2
    dialog.unwanted.emit(found[2])
    assert not fresh.offer.isVisible()
    dialog.wanted.emit(found[1])
    dialog.accept()
    qtbot.waitUntil(lambda: len(fresh.easel.drawing.on(LINE)) == 1, timeout=SLOW)
    qtbot.waitUntil(lambda: not again.studio.jobs.busy, timeout=SLOW)
    assert fresh.colouring.book.abandoned() == []


def test_that_two_searches_at_once_find_the_same(panel: ColourPanel, qtbot: QtBot) -> None:
    for _ in range(3):
        pull(panel.left, [(100, 100, 1.0), (300, 300, 1.0)])
        panel.desk.new()
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(panel.colouring.book.abandoned()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3] * 4


def test_that_a_picture_that_comes_during_a_stroke_lies_beside_it(
    panel: ColourPanel, window: Window, qtbot: QtBot
) -> None:
    send(panel.left, QEvent.Type.TabletPress, 100, 100, 1.0)
    send(panel.left, QEvent.Type.TabletMove, 300, 100, 1.0)
    panel.desk.importer.take_over(Image.new("RGB", (300, 200), "teal"), Wish(way=BELOW))
    qtbot.waitUntil(lambda: bool(panel.easel.drawing.on(PICTURE)), timeout=SLOW)
    assert len(panel.easel.drawing.on(LINE)) == 1 and window.message == ""


def test_that_a_picture_below_is_seen_and_can_be_taken_away(panel: ColourPanel, qtbot: QtBot) -> None:
    bin_ = panel.inspector.layers.rows[PICTURE].bin
    assert bin_.isHidden()
    panel.desk.importer.take_over(Image.new("RGB", (300, 200), "teal"), Wish(way=BELOW))
    qtbot.waitUntil(lambda: bool(panel.easel.drawing.on(PICTURE)), timeout=SLOW)
    assert (panel.easel.drawing.width, panel.easel.drawing.height) == (300, 200)
    qtbot.waitUntil(lambda: not bin_.isHidden(), timeout=SLOW)
    bin_.click()
    assert panel.easel.drawing.on(PICTURE) == []
    panel.easel.undo()
    assert len(panel.easel.drawing.on(PICTURE)) == 1


@pytest.mark.parametrize("kind", ["transparent", "cmyk", "huge"])
def test_that_awkward_pictures_become_ink(
    kind: str, panel: ColourPanel, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / f"{kind}.{'jpg' if kind == 'cmyk' else 'png'}"
    if kind == "transparent":
        picture = Image.new("RGBA", (200, 200))
        picture.paste((0, 0, 0, 255), (50, 50, 80, 150))
    elif kind == "cmyk":
        picture = Image.new("CMYK", (200, 200))
        picture.paste((0, 0, 0, 255), (50, 50, 80, 150))
    else:
        picture = Image.new("L", (20_000, 20_000), 255)
        picture.paste(0, (5_000, 5_000, 8_000, 15_000))
    picture.save(path)
    window.take(path)
    qtbot.waitUntil(lambda: bool(panel.findChildren(ImportDialog)), timeout=SLOW)
    (dialog,) = panel.findChildren(ImportDialog)
    dialog.accepted_with.emit(dialog._picture, Wish(way=INK))
    dialog.accept()
    qtbot.waitUntil(lambda: len(panel.easel.drawing.on(LINE)) == 1, timeout=SLOW)
    ink = panel.easel.painter.pixels(LINE)[..., 3] > 128
    assert max(ink.shape) <= 2048
    assert ink.mean() == pytest.approx(0.15 * 0.5, abs=0.01)
    assert window.message == ""


@pytest.mark.parametrize("kind", ["import", "batch"])
def test_that_a_dialog_that_is_closed_while_it_works_is_no_error(
    kind: str, panel: ColourPanel, network: Painter, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    drawings = tmp_path / "drawings"
    drawings.mkdir()
    Image.new("L", (400, 400), 255).save(drawings / "one.png")
    dialog: QDialog
    if kind == "import":
        dialog = ImportDialog(panel, window.studio.jobs, drawings / "one.png", Image.open(drawings / "one.png"))
    else:
        network.gate = threading.Event()
        batch = dialog = BatchDialog(panel, window.studio, np.zeros((64, 64, 4), np.uint8), panel.desk.folders)
        batch.set_source(drawings)
        batch.run()
    dialog.open()
    dialog.reject()
    qtbot.waitUntil(lambda: not panel.findChildren(type(dialog)), timeout=SLOW)
    if network.gate is not None:
        network.gate.set()
    qtbot.waitUntil(lambda: not window.studio.jobs.busy, timeout=SLOW)
    assert window.message == ""


def test_that_a_folder_is_coloured_with_the_dots_of_the_canvas(
    panel: ColourPanel, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    drawings = tmp_path / "drawings"
    drawings.mkdir()
    for name in ("one", "two"):
        Image.new("L", (128, 128), 255).save(drawings / f"{name}.png")
    (drawings / "three.png").write_text("no picture")
    dab(panel, BLUE)
    panel.desk.open_batch()
    (dialog,) = panel.findChildren(BatchDialog)
    dialog.set_source(drawings)
    assert dialog.out == tmp_path / "drawings coloured"
    dialog.run()
    qtbot.waitUntil(lambda: "Coloured 2 drawings" in dialog.words.text(), timeout=SLOW)
    assert "three.png" in dialog.words.text()
    for name in ("one", "two"):
        made = np.asarray(Image.open(tmp_path / "drawings coloured" / f"{name}.png"))
        assert np.abs(np.array(middle(made)) - BLUE).max() < 12
    dialog.reject()
