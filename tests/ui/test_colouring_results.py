"""The result in the Colour workspace: always that of the drawing as it is."""

from __future__ import annotations

import math
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ganstudio.core.errors import StudioError
from ganstudio.drawing.marks import LINE, Stroke
from ganstudio.export.colour_params import FREE
from ganstudio.studio.colour_models import Choice
from ganstudio.ui.colour import exporting
from ganstudio.ui.colour.panel import ColourPanel
from ganstudio.ui.surface.painting import to_pixels
from tests.painters import CODE, SKETCH, Feeds, Painter, obedient, one_colour
from tests.pen import pull, send
from tests.ui.colouring import BLUE, RED, choice_of, colour_with, dab, middle, settled
from tests.ui.window import SLOW, Window

pytestmark = pytest.mark.usefixtures("at_rest")


def test_that_more_detail_counts_at_once(panel: ColourPanel, network: Painter, qtbot: QtBot) -> None:
    panel.colouring.set("way", FREE)
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
    panel.colouring.set("way", FREE)  # kept in, one dab colours all of an empty sheet
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


def test_that_the_three_ways_are_chosen_by_chips(panel: ColourPanel, qtbot: QtBot) -> None:
    chips = panel.inspector.ways.chips
    assert [each.isChecked() for each in chips.values()] == [False, True, False]
    chips["free"].click()
    assert panel.colouring.params.way == FREE
    assert panel.inspector.way.value == FREE and not panel.inspector.gaps.isEnabled()
    panel.colouring.set("way", 0.5)
    assert not any(each.isChecked() for each in chips.values())
    panel.colouring.set("keep_line", False)
    assert not chips["flat"].isEnabled()


def test_that_a_dab_fills_its_region_to_the_line_and_no_further(panel: ColourPanel, qtbot: QtBot) -> None:
    side = panel.easel.drawing.width
    ring = [(side * (0.5 + 0.3 * math.cos(a / 30 * math.tau)), side * (0.5 + 0.3 * math.sin(a / 30 * math.tau)), 1.0)
            for a in range(31)]  # fmt: skip
    panel.easel.drawing.do(Stroke(LINE, np.array(ring, np.float32), side / 60, (0, 0, 0)))
    dab(panel, RED, side // 2, side // 2)
    shown = settled(panel, qtbot)
    height = len(shown)
    assert shown[height // 2, height // 2].tolist() == list(RED)
    assert shown[height // 2, round(height * 0.75)].tolist() == list(RED)
    assert shown[height // 20, height // 20].tolist() == [255, 255, 255]


def test_that_regions_can_be_looked_at(panel: ColourPanel, qtbot: QtBot) -> None:
    dab(panel, RED)
    settled(panel, qtbot)
    panel.live.show_regions(True)
    answer = panel.live.answer
    assert answer is not None and answer.regions is not None
    assert panel.easel.result is not None
    assert panel.easel.result.width() == answer.regions.labels.shape[1]


@pytest.mark.parametrize("ending", [".ora", ".psd"])
def test_that_flats_shading_and_lines_are_layers(panel: ColourPanel, qtbot: QtBot, tmp_path: Path, ending: str) -> None:
    dab(panel, RED)
    settled(panel, qtbot)
    path = tmp_path / f"layers{ending}"
    panel.desk.export(path, exporting.export_flats)
    qtbot.waitUntil(path.exists, timeout=SLOW)
    qtbot.waitUntil(lambda: "Exported" in panel.window().message, timeout=SLOW)  # type: ignore[attr-defined]
    start = path.read_bytes()[:4]
    assert start == (b"PK\x03\x04" if ending == ".ora" else b"8BPS")
