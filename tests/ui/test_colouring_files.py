"""Drawings saved, found again, and pictures brought in, in the Colour workspace."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from ganstudio.drawing import project
from ganstudio.drawing.marks import LINE, PICTURE
from ganstudio.studio.importing import BELOW, INK, ReadRequest
from ganstudio.ui.colour import exporting
from ganstudio.ui.colour.batch_dialog import BatchDialog
from ganstudio.ui.colour.import_dialog import ImportDialog
from ganstudio.ui.colour.panel import ColourPanel
from ganstudio.ui.colour.recovery_dialog import RecoveryDialog
from tests.painters import Painter
from tests.pen import pull, send
from tests.ui.colouring import BLUE, colour_with, dab, middle
from tests.ui.window import SLOW, Open, Window, close

pytestmark = pytest.mark.usefixtures("at_rest")


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
    panel.desk.importer.take_over(Image.new("RGB", (300, 200), "teal"), ReadRequest(way=BELOW))
    qtbot.waitUntil(lambda: bool(panel.easel.drawing.on(PICTURE)), timeout=SLOW)
    assert len(panel.easel.drawing.on(LINE)) == 1 and window.message == ""


def test_that_a_picture_below_is_seen_and_can_be_taken_away(panel: ColourPanel, qtbot: QtBot) -> None:
    bin_ = panel.inspector.layers.rows[PICTURE].bin
    assert bin_.isHidden()
    panel.desk.importer.take_over(Image.new("RGB", (300, 200), "teal"), ReadRequest(way=BELOW))
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
    dialog.accepted_with.emit(dialog._picture, ReadRequest(way=INK))
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
        sheet = Image.new("L", (128, 128), 255)
        sheet.paste(0, (10, 10, 20, 20))
        sheet.save(drawings / f"{name}.png")
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


# -- what a person hears of files, and what the program remembers of them ------------------------------------------


def save(panel: ColourPanel, path: Path, qtbot: QtBot) -> None:
    pull(panel.left, [(100, 100, 1.0), (300, 300, 1.0)])
    panel.desk.save_to(path)
    qtbot.waitUntil(lambda: panel.bar.saved.text() == "saved", timeout=SLOW)


def test_that_a_saved_file_says_so_every_time(panel: ColourPanel, window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    save(panel, tmp_path / "face.gansketch", qtbot)
    assert window.message == f"Saved face.gansketch in {tmp_path}."
    window.tell("")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)
    QTest.keyClick(panel.left, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.message.startswith("Saved face.gansketch in "), timeout=SLOW)
    assert panel.bar.saved.text() == "saved" and panel.bar.name.text() == "face.gansketch"


def test_that_drawings_of_late_are_in_the_menu_as_long_as_they_are_there(
    panel: ColourPanel, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    panel.bar.fill_recent()
    assert not panel.bar.recent.isEnabled()
    for number in range(12):
        save(panel, tmp_path / f"{number}.gansketch", qtbot)
    panel.bar.fill_recent()
    titles = [action.text().split("\t")[0] for action in panel.bar.recent.actions()]
    assert titles == [f"{number}.gansketch" for number in range(11, 1, -1)]
    (tmp_path / "11.gansketch").unlink()
    panel.bar.fill_recent()
    actions = panel.bar.recent.actions()
    assert [action.text().split("\t")[0] for action in actions] == [
        f"{number}.gansketch" for number in range(10, 1, -1)
    ]
    actions[2].trigger()
    qtbot.waitUntil(lambda: panel.bar.name.text() == "8.gansketch", timeout=SLOW)
    panel.bar.fill_recent()
    assert panel.bar.recent.actions()[0].text().startswith("8.gansketch")


def ways_to_ask(panel: ColourPanel) -> dict[str, Callable[[], object]]:
    desk, menu = panel.desk, panel.inspector.palette_menu
    export = {entry[0].split(",")[0]: entry[2] for entry in desk.export_entries() if entry}
    return {
        "open": desk.choose_project, "save": desk.choose_target, "import": desk.importer.choose_import,
        "export": export["Picture…"], "layers": export["Layers as pictures…"], "ora": export["OpenRaster"],
        "palette in": menu._choose_file, "palette out": menu._choose_target, "palette of": menu._choose_picture,
        "model": desk.choose_model_file,
    }  # fmt: skip


NAMES = {
    "open": "", "save": "Untitled.gansketch", "import": "", "export": "Untitled-coloured.png", "layers": "",
    "ora": "Untitled-drawing.ora", "palette in": "", "palette out": "Skin and hair.gpl", "palette of": "", "model": "",
}  # fmt: skip


@pytest.mark.parametrize("what", NAMES)
def test_that_every_dialog_begins_in_the_last_folder_with_a_name(
    what: str, panel: ColourPanel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    verbs = ("bring", "open", "save_to", "export", "export_layers", "read", "write", "take_from", "open_model")
    for owner in (panel.desk, panel.desk.importer, panel.inspector._palettes, panel):
        for verb in verbs:
            if hasattr(owner, verb) and not (owner is panel and verb == "open"):
                monkeypatch.setattr(owner, verb, lambda *_: None)
    last, name = tmp_path / "last", NAMES[what]
    last.mkdir()

    def dialog() -> QFileDialog:
        ways_to_ask(panel)[what]()
        (found,) = panel.findChildren(QFileDialog)
        return found

    def suggested(of: QFileDialog) -> str:
        return Path(of.selectedFiles()[0]).name if name else ""

    first = dialog()
    assert suggested(first) == name
    if what == "layers":
        panel.desk.folders.keep("exports", last)
    else:
        first.fileSelected.emit(str(last / "some.file"))
    first.done(0)
    QApplication.sendPostedEvents(first, QEvent.Type.DeferredDelete.value)
    (last / (name or "other")).write_text("it is there")
    second = dialog()
    assert Path(second.directory().absolutePath()) == last
    assert suggested(second) == (f"{Path(name).stem} 2{Path(name).suffix}" if name else ""), "nothing is written over"
    second.done(0)
