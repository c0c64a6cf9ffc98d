"""The Colour workspace with networks whose answers are known beforehand."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.drawing import project
from ganstudio.drawing.marks import HINTS, LINE, PICTURE, Fill, Stroke
from ganstudio.studio.colour_models import Choice
from ganstudio.studio.importing import BELOW, INK, Wish
from ganstudio.ui.colour import exporting
from ganstudio.ui.colour.batch_dialog import BatchDialog
from ganstudio.ui.colour.import_dialog import ImportDialog
from ganstudio.ui.colour.painting import to_pixels
from ganstudio.ui.colour.panel import ColourPanel
from ganstudio.ui.colour.recovery_dialog import RecoveryDialog
from ganstudio.ui.window import Window
from tests.painters import CODE, SKETCH, Feeds, Painter, obedient, one_colour
from tests.pen import pull, send, tap
from tests.ui.window import SLOW, Open, close

RED, BLUE = (230, 20, 20), (20, 20, 230)


def choice_of(network: Painter, key: str = "painter") -> Choice:
    return Choice(key, key.capitalize(), "for tests", "yours", lambda: network)


def colour_with(window: Window, network: Painter, qtbot: QtBot, key: str = "painter") -> ColourPanel:
    panel = window.colour
    panel.colouring.choose(choice_of(network, key))
    window.go_to("colour")
    qtbot.waitUntil(lambda: panel.colouring.network is network, timeout=SLOW)
    return panel


@pytest.fixture
def network() -> Painter:
    return Painter(obedient)


@pytest.fixture
def panel(window: Window, network: Painter, qtbot: QtBot) -> ColourPanel:
    return colour_with(window, network, qtbot)


def settled(panel: ColourPanel, qtbot: QtBot) -> Pixels:
    qtbot.waitUntil(lambda: panel.live.answer is not None and panel.live.is_settled, timeout=SLOW)
    assert panel.live.answer is not None
    return panel.live.answer.colours


def dab(panel: ColourPanel, colour: tuple[int, int, int], x: float = 500, y: float = 500) -> None:
    panel.inspector.take_colour(colour)
    panel.easel.hand.set_tool("dab")
    panel.easel.hand.set_size(200)
    tap(panel.left, x, y)


def middle(pixels: Pixels) -> list[int]:
    return [int(value) for value in pixels[pixels.shape[0] * 500 // 1024, pixels.shape[1] * 500 // 1024, :3]]


# -- the result --------------------------------------------------------------------------------------------


def test_that_more_detail_counts_at_once(panel: ColourPanel, network: Painter, qtbot: QtBot) -> None:
    dab(panel, RED)
    assert settled(panel, qtbot).shape == (64, 64, 3)
    panel.colouring.set("detail", 2.0)
    qtbot.waitUntil(lambda: settled(panel, qtbot).shape == (128, 128, 3), timeout=SLOW)


def test_that_an_export_waits_for_the_newest_result(
    panel: ColourPanel, network: Painter, qtbot: QtBot, tmp_path: Path
) -> None:
    dab(panel, RED)
    assert middle(settled(panel, qtbot)) == list(RED)
    network.gate = threading.Event()
    dab(panel, BLUE)
    path = tmp_path / "now.png"
    panel.desk.export(path, exporting.export_colours)
    qtbot.wait(100)
    assert not path.exists()
    network.gate.set()
    qtbot.waitUntil(path.exists, timeout=SLOW)
    assert middle(np.asarray(Image.open(path))) == list(BLUE)


def raising(_feeds: Feeds) -> np.ndarray:
    raise RuntimeError("out of memory")


def test_that_exports_never_wait_for_what_will_not_come(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    broken = Painter(raising)
    panel = colour_with(window, broken, qtbot)
    dab(panel, RED)
    qtbot.waitUntil(lambda: "out of memory" in window.message, timeout=SLOW)
    panel.desk.export(tmp_path / "failed.png", exporting.export_picture)
    qtbot.waitUntil((tmp_path / "failed.png").exists, timeout=SLOW)
    slow = Painter(obedient)
    slow.gate = threading.Event()
    colour_with(window, slow, qtbot, "slow")
    dab(panel, RED, 300, 300)
    panel.desk.export(tmp_path / "undone.png", exporting.export_picture)
    assert not (tmp_path / "undone.png").exists()
    for _ in range(2):
        panel.easel.undo()
    slow.gate.set()
    qtbot.waitUntil((tmp_path / "undone.png").exists, timeout=SLOW)


def test_that_an_export_waits_for_a_model_that_is_loading(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    panel, gate = window.colour, threading.Event()

    def load() -> Painter:
        assert gate.wait(20)
        return Painter(obedient)

    panel.colouring.choose(Choice("slow", "Slow", "", "yours", load))
    window.go_to("colour")
    dab(panel, RED)
    panel.desk.export(tmp_path / "red.png", exporting.export_colours)
    qtbot.wait(100)
    assert not (tmp_path / "red.png").exists()
    gate.set()
    qtbot.waitUntil((tmp_path / "red.png").exists, timeout=SLOW)
    assert middle(np.asarray(Image.open(tmp_path / "red.png"))) == list(RED)


def test_that_trouble_elsewhere_does_not_hurry_an_export(
    panel: ColourPanel, network: Painter, qtbot: QtBot, tmp_path: Path
) -> None:
    dab(panel, RED)
    settled(panel, qtbot)
    network.gate = threading.Event()
    dab(panel, BLUE)
    panel.desk.export(tmp_path / "blue.png", exporting.export_colours)
    panel.colouring.book.failed.emit(StudioError("The disk is full."))
    qtbot.wait(100)
    assert not (tmp_path / "blue.png").exists()
    network.gate.set()
    qtbot.waitUntil((tmp_path / "blue.png").exists, timeout=SLOW)
    assert middle(np.asarray(Image.open(tmp_path / "blue.png"))) == list(BLUE)


def test_that_a_stroke_that_was_given_up_is_not_coloured_any_more(panel: ColourPanel, qtbot: QtBot) -> None:
    dab(panel, BLUE, 100, 100)
    panel.inspector.take_colour(RED)
    send(panel.left, QEvent.Type.TabletPress, 500, 500, 1.0)
    qtbot.waitUntil(lambda: middle(settled(panel, qtbot)) == list(RED), timeout=SLOW)
    QTest.keyClick(panel.left, Qt.Key.Key_Escape)
    assert not panel.live.is_settled
    assert middle(settled(panel, qtbot)) == [255, 255, 255]


def test_that_what_changes_no_colour_holds_no_export_up(panel: ColourPanel, qtbot: QtBot, tmp_path: Path) -> None:
    dab(panel, RED)
    settled(panel, qtbot)
    panel.inspector.layers.rows[LINE].opacity.setValue(40)
    panel.desk.export(tmp_path / "now.png", exporting.export_picture)
    qtbot.waitUntil((tmp_path / "now.png").exists, timeout=SLOW)


def test_that_the_result_of_one_drawing_is_never_that_of_the_next(
    panel: ColourPanel, window: Window, network: Painter, qtbot: QtBot, tmp_path: Path
) -> None:
    dab(panel, RED)
    settled(panel, qtbot)
    network.gate = threading.Event()
    network.begun.clear()
    dab(panel, BLUE)
    qtbot.waitUntil(network.begun.is_set, timeout=SLOW)
    panel.desk.new()
    dab(panel, RED)
    assert panel.live.answer is None
    network.gate.set()
    assert middle(settled(panel, qtbot)) == list(RED), "the answer that was under way is dropped"
    assert "Not saved drawings" in " ".join(entry[0] for entry in panel.desk.file_entries() if entry)


def test_that_other_models_get_hints_when_this_one_takes_none(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, hinted = Painter(one_colour(0.5, 0.5, 0.5), (SKETCH,)), Painter(obedient)
    panel = colour_with(window, plain, qtbot)
    choices = [choice_of(plain), choice_of(hinted, "other")]
    monkeypatch.setattr(panel.colouring, "choices", lambda: choices)
    dab(panel, RED)
    settled(panel, qtbot)
    panel.compare(True)
    qtbot.waitUntil(lambda: bool(hinted.seen) and hinted.seen[-1]["hints"].any(), timeout=SLOW)
    assert list(panel.compare_strip.cards) == ["other"]
    panel.compare_strip.cards["other"].click()
    qtbot.waitUntil(lambda: panel.colouring.network is hinted, timeout=SLOW)


def test_that_the_uncovered_part_shows_the_line_whatever_lies_over_the_result(panel: ColourPanel, qtbot: QtBot) -> None:
    pull(panel.left, [(100, 512, 1.0), (900, 512, 1.0)])
    settled(panel, qtbot)
    panel.colouring.set("keep_line", False)
    settled(panel, qtbot)

    def ink() -> tuple[float, float]:
        """The shares of the sheet's width between which there is ink."""
        sheet = panel.right.place().mapRect(QRectF(*panel.easel.everything)).toRect().adjusted(3, 3, -3, -3)
        dark = to_pixels(panel.right.grab(sheet).toImage())[..., :3].max(axis=2) < 80
        across = np.flatnonzero(dark.any(axis=0)) / dark.shape[1]
        return (across.min(), across.max()) if across.size else (0.0, 0.0)

    whole = ink()
    panel.easel.set_split(0.5)
    half = ink()
    assert whole == (0, 0)
    assert half == (pytest.approx(0.1, abs=0.03), pytest.approx(0.5, abs=0.03))


def test_that_a_variation_is_offered_only_where_the_model_has_one(window: Window, qtbot: QtBot) -> None:
    panel = colour_with(window, Painter(obedient), qtbot)
    assert panel.inspector.shuffle.isEnabled()
    colour_with(window, Painter(one_colour(0.2, 0.2, 0.2), (SKETCH,)), qtbot, "plain")
    assert not panel.inspector.shuffle.isEnabled()


def test_that_shuffling_changes_the_code_and_calm_brings_it_back(window: Window, qtbot: QtBot) -> None:
    network = Painter(obedient)
    panel = colour_with(window, network, qtbot)
    dab(panel, RED)
    settled(panel, qtbot)

    def varied() -> bool:
        return bool(network.seen[-1][CODE.name].any())

    assert not varied()
    panel.inspector.shuffle.click()
    qtbot.waitUntil(varied, timeout=SLOW)
    panel.inspector.calm.click()
    qtbot.waitUntil(lambda: not varied(), timeout=SLOW)


# -- files -------------------------------------------------------------------------------------------------


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


# -- pictures brought in -----------------------------------------------------------------------------------


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
        batch = dialog = BatchDialog(panel, window.studio, np.zeros((64, 64, 4), np.uint8))
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


# -- tools -------------------------------------------------------------------------------------------------


def test_that_a_fill_can_be_ink(panel: ColourPanel) -> None:
    pull(panel.left, [(200, 200, 1), (600, 200, 1), (600, 600, 1), (200, 600, 1), (200, 200, 1)])
    panel.toolbox.tools["fill"].click()
    assert not panel.inspector.gap.isHidden() and panel.inspector.brush_size.isHidden()
    tap(panel.left, 400, 400)
    panel.inspector.ink_fill.click()
    tap(panel.left, 400, 400)
    kinds = [(type(step[0]), getattr(step[0], "layer", "")) for step in panel.easel.drawing.done]
    assert kinds == [(Stroke, LINE), (Fill, HINTS), (Fill, LINE)]


def test_that_the_ruler_goes_through_its_axes(panel: ColourPanel) -> None:
    copies = []
    for _ in range(4):
        panel.toolbox.symmetry.click()
        copies.append(panel.easel.hand.symmetry.copies())
    assert [len(each) for each in copies] == [2, 2, 4, 1]
    panel.toolbox.symmetry.click()
    panel.desk.new(400, 300)
    assert panel.easel.hand.symmetry.x == 200, "it moves to the middle of the next sheet"


def test_that_tab_leaves_the_inspector_and_switches_canvases_on_them(
    panel: ColourPanel, window: Window, qtbot: QtBot
) -> None:
    window.activateWindow()
    panel.left.setFocus()
    QTest.keyClick(panel.left, Qt.Key.Key_Tab)
    assert panel.bar.one.isChecked()
    QTest.keyClick(panel.right, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert panel.bar.one.isChecked()
    panel.inspector.palette_view.setFocus()
    QTest.keyClick(panel.inspector.palette_view, Qt.Key.Key_Tab)
    assert panel.bar.one.isChecked() and not panel.inspector.palette_view.hasFocus()


def test_that_dots_on_the_result_are_seen_while_they_are_made(panel: ColourPanel) -> None:
    assert HINTS not in panel.right.shows
    panel.easel.hand.set_tool("dab")
    seen: list[tuple[str, ...]] = []
    panel.easel.live_changed.connect(lambda: seen.append(panel.right.shows))
    tap(panel.right, 500, 500)
    assert seen and HINTS in seen[-1] and HINTS not in panel.right.shows


def test_that_a_busy_model_shows_a_quiet_sign(panel: ColourPanel, network: Painter, qtbot: QtBot) -> None:
    network.gate = threading.Event()
    dab(panel, RED)
    qtbot.waitUntil(lambda: "working" in panel._state.text(), timeout=SLOW)
    network.gate.set()
    qtbot.waitUntil(lambda: "live" in panel._state.text(), timeout=SLOW)


def test_that_colouring_can_be_switched_off_and_on(
    panel: ColourPanel, network: Painter, qtbot: QtBot, tmp_path: Path
) -> None:
    dab(panel, RED)
    settled(panel, qtbot)
    panel.inspector.live.click()
    asked = len(network.seen)
    dab(panel, BLUE)
    qtbot.wait(200)
    assert len(network.seen) == asked and "off" in panel._state.text()
    panel.desk.export(tmp_path / "off.png", exporting.export_colours)
    qtbot.waitUntil((tmp_path / "off.png").exists, timeout=SLOW)
    panel.inspector.live.click()
    qtbot.waitUntil(lambda: middle(settled(panel, qtbot)) == list(BLUE), timeout=SLOW)


def test_that_the_size_and_zoom_are_in_sight(panel: ColourPanel) -> None:
    panel.easel.view.set_zoom(2.0)
    panel.easel.view.set_angle(15)
    assert panel._view.text() == "1024 × 1024 · 200% · 15°"
