"""Someone draws a face, dabs colours on it, and takes the picture away: through the real window with a pen."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ganstudio.core.pictures import Pixels
from ganstudio.drawing.marks import HINTS, LINE
from ganstudio.ui.colour import exporting
from ganstudio.ui.colour.panel import ColourPanel
from tests.pen import pull, tap
from tests.ui.window import SLOW, Open, Window, close

pytestmark = pytest.mark.usefixtures("at_rest")

PINK, SKIN = (236, 86, 128), (250, 214, 190)


def arc(x: float, y: float, across: float, down: float, begin: float = 0.0, end: float = 360.0, steps: int = 48):  # type: ignore[no-untyped-def]
    """Points of an ellipse, pressed harder in the middle of the stroke."""
    turns = np.radians(np.linspace(begin, end, steps))
    pressures = 0.5 + 0.4 * np.sin(np.linspace(0, math.pi, steps))
    return [
        (x + across * math.cos(turn), y + down * math.sin(turn), float(press))
        for turn, press in zip(turns, pressures, strict=True)
    ]


def answered(panel: ColourPanel, qtbot: QtBot) -> Pixels:
    """What the network makes of the drawing as it is now."""
    qtbot.waitUntil(lambda: panel.live.answer is not None and panel.live.is_settled, timeout=SLOW)
    assert panel.live.answer is not None
    return panel.live.answer.colours


def colour_at(colours: Pixels, x: float, y: float) -> np.ndarray:
    """The middle colour around a place of a 1024 px drawing."""
    row, column = (int(value / 1024 * side) for value, side in ((y, colours.shape[0]), (x, colours.shape[1])))
    return np.median(colours[row - 2 : row + 3, column - 2 : column + 3].reshape(-1, 3), axis=0)


def draw_a_face(panel: ColourPanel) -> None:
    canvas = panel.left
    pull(canvas, arc(512, 560, 250, 300))  # the head
    pull(canvas, arc(512, 470, 330, 380, 180, 360))  # hair
    pull(canvas, [(182, 470, 0.6), (190, 640, 0.8), (240, 800, 0.6)])
    pull(canvas, [(842, 470, 0.6), (834, 640, 0.8), (784, 800, 0.6)])
    pull(canvas, arc(410, 540, 34, 20))
    pull(canvas, arc(614, 540, 34, 20))
    pull(canvas, arc(512, 690, 90, 50, 20, 160))


def test_that_a_drawing_is_coloured_saved_opened_again_and_exported(
    panel: ColourPanel, window: Window, qtbot: QtBot, tmp_path: Path, open_window: Open
) -> None:
    draw_a_face(panel)
    assert len(panel.easel.drawing.on(LINE)) == 7
    plain = answered(panel, qtbot)
    assert plain.std() > 10, "something was coloured"

    panel.easel.hand.set_tool("dab")
    panel.inspector.take_colour(PINK)
    tap(panel.left, 512, 160)
    hinted = answered(panel, qtbot)
    before, after = (np.abs(colour_at(each, 512, 160) - PINK).mean() for each in (plain, hinted))
    assert after < 30 < before, "the colour under the dot follows it"

    QTest.keyClick(panel.left, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.easel.drawing.on(HINTS) == []
    assert np.abs(answered(panel, qtbot).astype(int) - plain).mean() < 1, "undo brings the old colours back"
    QTest.keyClick(panel.left, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    panel.inspector.take_colour(SKIN)
    tap(panel.left, 512, 620)
    final = answered(panel, qtbot)

    project = tmp_path / "heroine.gansketch"
    panel.desk.save_to(project)
    qtbot.waitUntil(lambda: (panel.bar.name.text(), panel.bar.saved.text()) == ("heroine.gansketch", "saved"))
    assert window.message == f"Saved heroine.gansketch in {tmp_path}."
    export_all(panel, window, qtbot, tmp_path)
    check_exports(tmp_path)
    seen = panel.easel.painter.pixels(LINE).copy()
    close(window)

    again = open_window()
    again.go_to("colour")
    again.take(project)
    qtbot.waitUntil(lambda: again.colour.colouring.network is not None, timeout=SLOW)
    qtbot.waitUntil(lambda: again.colour.bar.name.text() == "heroine.gansketch", timeout=SLOW)
    assert np.array_equal(again.colour.easel.painter.pixels(LINE), seen)
    assert np.array_equal(answered(again.colour, qtbot), final)


def export_all(panel: ColourPanel, window: Window, qtbot: QtBot, folder: Path) -> None:
    panel.desk.export(folder / "picture.png", exporting.export_picture)
    panel.desk.export(folder / "large.png", exporting.export_large)
    panel.desk.export(folder / "colours.png", exporting.export_colours)
    panel.desk.export_layers(folder)
    panel.desk.export(folder / "heroine.ora", exporting.export_ora)
    qtbot.waitUntil(lambda: not window.studio.jobs.busy, timeout=SLOW)


def check_exports(folder: Path) -> None:
    picture, large, colours = (
        np.asarray(Image.open(folder / f"{name}.png").convert("RGB"), np.int16)
        for name in ("picture", "large", "colours")
    )
    assert (picture.shape, large.shape, colours.shape) == ((1024, 1024, 3), (2048, 2048, 3), (1024, 1024, 3))
    line = np.asarray(Image.open(folder / "heroine-line.png"))
    ink = line[..., 3] > 250
    assert picture[ink].max() < 60, "lines lie over the colours"
    assert np.abs(picture - colours)[line[..., 3] == 0].max() == 0
    with zipfile.ZipFile(folder / "heroine.ora") as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.read("mimetype") == b"image/openraster"
        stack = ElementTree.fromstring(archive.read("stack.xml"))
        names = [layer.get("name") for layer in stack.iter("layer")]
        assert names == ["Line", "Colour dots", "Result", "Picture", "Background"]
        with archive.open("mergedimage.png") as file:
            merged = np.asarray(Image.open(file).convert("RGB"), np.int16)
    assert np.abs(merged - picture).max() <= 1


def test_that_a_killed_program_offers_the_drawing_again(
    panel: ColourPanel, window: Window, qtbot: QtBot, open_window: Open
) -> None:
    draw_a_face(panel)
    count = len(panel.easel.drawing.on(LINE))
    close(window)  # without saving: the journal stays, as after a crash
    again = open_window()
    again.go_to("colour")
    qtbot.waitUntil(again.colour.offer.isVisible, timeout=SLOW)
    again.colour.offer.buttons[0].click()
    qtbot.waitUntil(lambda: len(again.colour.easel.drawing.on(LINE)) == count, timeout=SLOW)
    assert not again.colour.offer.isVisible()
    assert again.colour.bar.saved.text() == "autosaved, not in a file"


def test_that_broken_files_say_so_and_leave_the_drawing(
    panel: ColourPanel, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    draw_a_face(panel)
    marks = panel.easel.drawing.on(LINE)
    whole = tmp_path / "whole.gansketch"
    panel.desk.save_to(whole)
    qtbot.waitUntil(lambda: panel.bar.saved.text() == "saved", timeout=SLOW)
    half = tmp_path / "half.gansketch"
    half.write_bytes(whole.read_bytes()[:700])
    for path, words in ((half, "half.gansketch"), (tmp_path / "missing.gansketch", "missing.gansketch")):
        window.take(path)
        qtbot.waitUntil(lambda: words in window.message, timeout=SLOW)  # noqa: B023
        assert panel.easel.drawing.on(LINE) == marks
    text = tmp_path / "text.png"
    text.write_text("no picture")
    window.take(text)
    qtbot.waitUntil(lambda: "text.png" in window.message, timeout=SLOW)
    model = tmp_path / "other.onnx"
    model.write_bytes(b"nonsense")
    panel.open_model(model)
    assert "other.onnx" in window.message
    assert panel.colouring.network is not None
