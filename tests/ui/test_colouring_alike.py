"""The next drawing of a figure, coloured like the one before, in the window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import HINTS, JOIN, LINE, LOCK, REGIONS, SPREAD, Ruling, Stroke
from ganstudio.ui.colour.batch_dialog import BatchDialog
from ganstudio.ui.colour.panel import ColourPanel
from tests.drawing.test_alike import BLUE, COAT, DOTS, EYES, GOLD, GREEN, HEAD, POCKET, RED, SIDE, figure
from tests.pen import tap
from tests.ui.colouring import settled
from tests.ui.window import SLOW

pytestmark = pytest.mark.usefixtures("at_rest")


def written(path: Path, **change: object) -> Path:
    Image.fromarray(255 - figure(**change)).save(path)  # type: ignore[arg-type]
    return path


@pytest.fixture
def first(panel: ColourPanel, qtbot: QtBot, tmp_path: Path) -> Drawing:
    """A figure on the sheet, coloured by its dots."""
    panel.desk.open_fresh(written(tmp_path / "first.png"), lambda: None)
    qtbot.waitUntil(lambda: bool(panel.easel.drawing.on(LINE)), timeout=SLOW)
    drawing = panel.easel.drawing
    scale = drawing.width / SIDE
    panel.colouring.set("way", 0.0)
    drawing.do(*(
        Stroke(HINTS, np.array([[dot.place[0] * scale, dot.place[1] * scale, 1]], np.float32), 12, dot.colour)
        for dot in DOTS
    ))  # fmt: skip
    settled(panel, qtbot)
    return drawing


def carried(panel: ColourPanel, qtbot: QtBot, path: Path, first: Drawing) -> list[Stroke]:
    panel.desk.next_chosen.emit(path)
    qtbot.waitUntil(lambda: panel.easel.drawing is not first and bool(panel.offer.words), timeout=SLOW)
    return [mark for mark in panel.easel.drawing.on(HINTS) if isinstance(mark, Stroke)]


def test_that_the_next_drawing_gets_the_colours_of_the_one_before(
    panel: ColourPanel, first: Drawing, qtbot: QtBot, tmp_path: Path
) -> None:
    dots = carried(panel, qtbot, written(tmp_path / "second.png", turn=10, right=12), first)
    assert {mark.colour for mark in dots} == {GOLD, BLUE, RED, GREEN}
    assert panel.offer.isVisible() and "carried over" in panel.offer.words and "steady" in panel.offer.words
    assert panel.colouring.params.way == 0.0, "and the way of colouring"
    panel.easel.undo()
    assert panel.easel.drawing.on(HINTS) == [] and panel.easel.drawing.on(LINE)
    panel.easel.redo()
    shown = settled(panel, qtbot)
    coat = (shown.reshape(-1, 3) == RED).all(axis=1).mean()
    assert coat > 0.02


def test_that_what_is_not_sure_is_marked_until_it_is_changed(
    panel: ColourPanel, first: Drawing, qtbot: QtBot, tmp_path: Path
) -> None:
    carried(panel, qtbot, written(tmp_path / "second.png", right=6, more="hat"), first)
    unsure = panel.next_alike.unsure
    marked = panel.left.grab().toImage()
    dots = [mark for mark in panel.easel.drawing.on(HINTS) if isinstance(mark, Stroke)]
    if not unsure:  # the hat got no guess at all, which is as good
        assert len(dots) == len(DOTS)
        return
    assert "look" in panel.offer.words
    panel.toolbox.tools["unhint"].click()
    for mark in unsure.values():
        tap(panel.left, float(mark.points[0, 0]), float(mark.points[0, 1]))
    assert panel.left.grab().toImage() != marked


def test_that_what_was_said_of_regions_comes_along_in_the_same_step(
    panel: ColourPanel, first: Drawing, qtbot: QtBot, tmp_path: Path
) -> None:
    scale = first.width / SIDE
    at = [tuple(scale * each for each in place) for place in (COAT, POCKET, HEAD, EYES[0])]
    first.do(Ruling(JOIN, (at[0], at[1])), Ruling(LOCK, (at[2],), GOLD), Ruling(SPREAD, (at[3],)))  # type: ignore[arg-type]
    settled(panel, qtbot)
    dots = carried(panel, qtbot, written(tmp_path / "second.png", turn=8, right=12), first)
    drawing = panel.easel.drawing
    told = [mark for mark in drawing.on(REGIONS) if isinstance(mark, Ruling)]
    assert sorted(mark.what for mark in told) == [JOIN, LOCK, SPREAD]
    assert GOLD not in {mark.colour for mark in dots}, "what is locked needs no dot"
    assert "3 rulings of regions came along" in panel.offer.words
    shown = settled(panel, qtbot)
    lock = next(mark for mark in told if mark.what == LOCK)
    x, y = (round(each * shown.shape[1] / drawing.width) for each in lock.places[0])
    assert shown[y, x].tolist() == list(GOLD)
    panel.easel.undo()
    assert drawing.on(REGIONS) == [] and drawing.on(HINTS) == [] and drawing.on(LINE)


def test_that_a_ruling_that_is_not_sure_is_marked(
    panel: ColourPanel, first: Drawing, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scale = first.width / SIDE
    first.do(Ruling(JOIN, (tuple(scale * each for each in COAT), tuple(scale * each for each in POCKET))))  # type: ignore[arg-type]
    settled(panel, qtbot)
    monkeypatch.setattr("ganstudio.drawing.rulings_alike.SURE", 1.1)
    carried(panel, qtbot, written(tmp_path / "second.png", right=6), first)
    qtbot.waitUntil(lambda: "look" in panel.offer.words, timeout=SLOW)
    (ruling,) = panel.easel.drawing.on(REGIONS)
    assert id(ruling) in panel.next_alike.unsure
    marked = panel.left.grab().toImage()
    panel.easel.undo()
    panel.left.repaint()
    assert panel.left.grab().toImage() != marked


def test_that_a_drawing_without_colours_says_so(panel: ColourPanel, qtbot: QtBot, tmp_path: Path) -> None:
    told: list[tuple[str, ...]] = []
    panel.told.connect(lambda *words: told.append(words))
    panel.desk.next_chosen.emit(written(tmp_path / "second.png"))
    assert told and "no colours" in told[-1][0]
    assert panel.easel.drawing.empty


def test_that_a_file_that_is_no_picture_leaves_everything_as_it_is(
    panel: ColourPanel, first: Drawing, qtbot: QtBot, tmp_path: Path
) -> None:
    failed: list[object] = []
    panel.failed.connect(failed.append)
    (tmp_path / "broken.png").write_bytes(b"no picture")
    panel.desk.next_chosen.emit(tmp_path / "broken.png")
    qtbot.waitUntil(lambda: not panel._studio.jobs.busy, timeout=SLOW)
    assert panel.easel.drawing is first


def test_that_a_folder_of_frames_is_coloured_like_the_drawing_here(
    panel: ColourPanel, first: Drawing, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "frames").mkdir()
    for number, turn in enumerate((4, 9, 15)):
        written(tmp_path / "frames" / f"frame-{number}.png", turn=turn)
    panel.desk.open_batch()
    (dialog,) = panel.findChildren(BatchDialog)
    dialog.by.chips["alike"].click()
    dialog.set_source(tmp_path / "frames")
    dialog.run()
    qtbot.waitUntil(lambda: "Coloured 3 drawings" in dialog.words.text(), timeout=SLOW)
    assert "steady" in dialog.words.text()
    made = np.asarray(Image.open(tmp_path / "frames coloured" / "frame-2.png").convert("RGB"))
    for colour in (GOLD, RED, GREEN, BLUE):
        assert (made.reshape(-1, 3) == colour).all(axis=1).mean() > 0.003
    dialog.close()
