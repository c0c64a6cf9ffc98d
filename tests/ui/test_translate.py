"""Translate in the real window: choose a model, drop pictures, see what becomes of them, take them away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.core import resources
from ganstudio.core.sets import PAIRS
from ganstudio.core.settings import Places
from ganstudio.data.files.tree import walk
from ganstudio.data.preparation import Preparation
from ganstudio.data.recognition import recognised
from ganstudio.studio.translating import AFTER, AGAIN, BEFORE, CHANGED, Answer
from ganstudio.ui.translate import placing
from ganstudio.ui.translate.batch_dialog import BatchDialog
from ganstudio.ui.translate.panel import TranslatePanel
from ganstudio.ui.workspace import Claim, DrawOn, ShowDraft
from tests.inverters import HAIR, write_attributes, write_ways
from tests.ui.test_drops import drop
from tests.ui.window import SLOW, Window

pytestmark = pytest.mark.usefixtures("at_rest")

LEFT = Qt.MouseButton.LeftButton
Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def models(places: Places) -> Path:
    """Two directions of one run, and one network with attributes."""
    write_ways(places.models)
    write_attributes(places.models)
    return places.models


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, size in enumerate(((40, 32), (64, 48)), 1):
        pixels = np.random.default_rng(number).integers(0, 255, (size[1], size[0], 3), np.uint8)
        Image.fromarray(pixels).save(folder / f"photo {number}.png")
    return folder


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    return lambda holds: qtbot.waitUntil(holds, timeout=SLOW)


@pytest.fixture
def panel(window: Window, models: Path, until: Until) -> TranslatePanel:
    """In front, with the model of two directions."""
    window.go_to("translate")
    window.take(models / "ways.onnx")
    until(lambda: way_of(window.translate) == "ways")
    return window.translate


def way_of(panel: TranslatePanel) -> str:
    """The direction that is open, by the name of its file."""
    ready = panel.translating.ready
    return ready.way.path.stem if ready is not None else ""


def answer_of(panel: TranslatePanel) -> Answer:
    """The answer to what is wished now."""
    found = panel.results.answer
    assert found is not None
    return found


def is_done(panel: TranslatePanel) -> bool:
    """Whether what is shown is what is wished."""
    found = panel.results.answer
    return found is not None and found.result is not None and panel.translating.is_newest(found.request)


@pytest.fixture
def opened(panel: TranslatePanel, window: Window, pictures: Path, until: Until) -> TranslatePanel:
    """With both pictures dropped, and the first one changed."""
    drop(window, *(bytes(path) for path in sorted(pictures.iterdir())))
    until(lambda: is_done(panel))
    return panel


def result_of(panel: TranslatePanel) -> np.ndarray:
    result = answer_of(panel).result
    assert result is not None
    return np.asarray(result.picture.convert("RGB"), np.int64)


def differ(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.abs(first - second).mean())


# -- choosing and dropping ------------------------------------------------------------------------------------


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


def test_that_direction_and_strength_count_at_once(
    opened: TranslatePanel, models: Path, pictures: Path, until: Until
) -> None:
    panel = opened
    panel.models.open_below(panel.inspector.model)
    own = [key for key in panel.models.gallery.entries if Path(key).parent == models]
    assert len(own) == 2  # the run of attributes has its own
    panel.models.gallery.hide()
    there, back = panel.inspector.ways.chips.values()
    assert there.isChecked()
    back.click()
    until(lambda: way_of(panel) == "ways-back")
    assert back.isChecked()
    assert not there.isChecked()
    until(lambda: is_done(opened))
    full = result_of(opened)
    for strength in (0.7, 0.4, 0.0):  # the newest wish wins
        opened.inspector.strength.set_value(strength)
        opened.inspector.strength.moved.emit(strength)
    until(lambda: is_done(opened))
    given = np.asarray(Image.open(pictures / "photo 1.png"), np.int64)
    assert differ(result_of(opened), given) < 0.6
    assert differ(full, given) > 1
    opened.inspector.strength.reset()
    until(lambda: is_done(opened))
    assert differ(result_of(opened), full) == 0


def test_that_detail_has_the_model_work_at_a_larger_size(
    panel: TranslatePanel, window: Window, tmp_path: Path, until: Until
) -> None:
    pixels = np.random.default_rng(3).integers(0, 255, (160, 200, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "large.png")
    drop(window, bytes(tmp_path / "large.png"))
    until(lambda: is_done(panel))
    soft = result_of(panel)
    panel.inspector.detail.set_value(3.0)
    panel.inspector.detail.moved.emit(3.0)
    until(lambda: is_done(panel))
    assert answer_of(panel).request.wishes.detail == 3.0
    assert differ(result_of(panel), soft) > 0.5
    panel.inspector.detail.reset()
    until(lambda: is_done(panel))
    assert differ(result_of(panel), soft) == 0


@pytest.fixture
def many(opened: TranslatePanel, models: Path, until: Until) -> TranslatePanel:
    """With the model of attributes."""
    opened.open_model(models / "many.onnx")
    until(lambda: way_of(opened) == "many" and is_done(opened))
    return opened


def test_that_attributes_are_on_off_or_as_they_are_and_hair_has_one_colour(many: TranslatePanel, until: Until) -> None:
    chips = many.inspector.attributes.chips
    chips[HAIR[0]].click()
    assert chips[HAIR[0]].state is True
    chips[HAIR[1]].click()
    assert (chips[HAIR[0]].state, chips[HAIR[1]].state) == (None, True)
    assert many.translating.wishes.attributes == {HAIR[1]: True}
    chips[HAIR[1]].click()  # of a group none is asked to be off
    assert many.translating.wishes.attributes == {}
    assert chips[HAIR[1]].state is None
    until(lambda: is_done(many))
    chip, seen, brightness = many.inspector.attributes.chips["glasses"], [], [result_of(many).mean()]
    for _ in range(3):
        chip.click()
        until(lambda: is_done(many))
        seen.append((chip.state, chip.accessibleName()))
        brightness.append(result_of(many).mean())
    assert seen == [(True, "Glasses: on"), (False, "Glasses: off"), (None, "Glasses: as it is")]
    rest, on, off, again = brightness
    assert off < rest < on
    assert again == rest
    chip.click()
    many.inspector._reset.click()
    assert chip.state is None


def test_that_a_model_without_as_it_is_says_off(panel: TranslatePanel, tmp_path: Path, until: Until) -> None:
    panel.open_model(write_attributes(tmp_path / "others", signed=False))
    until(lambda: way_of(panel) == "many")
    chip = panel.inspector.attributes.chips["glasses"]
    assert chip.accessibleName() == "Glasses: off"
    chip.click()
    chip.click()
    assert (chip.state, chip.accessibleName()) == (None, "Glasses: off")


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


# -- looking --------------------------------------------------------------------------------------------------


def test_that_handle_zoom_and_loupe_follow_pointer_and_keys(opened: TranslatePanel, qtbot: QtBot, until: Until) -> None:
    view = opened.view
    over = view._visible(view._pane())
    at, to = QPoint(round(view.handle_x()), round(over.center().y())), QPoint(round(over.left() + over.width() / 4), 90)
    qtbot.mousePress(view, LEFT, pos=at)
    qtbot.mouseMove(view, to)
    qtbot.mouseRelease(view, LEFT, pos=to)
    assert view.split == pytest.approx(0.25, abs=0.01)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.split == pytest.approx(0.27, abs=0.01)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.look.zoom > 0
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert view.look.zoom == 0
    opened.bar.beside.click()
    opened.bar.map.click()
    opened.bar.again.click()
    until(lambda: is_done(opened))
    assert opened.view.shown == [BEFORE, AFTER, CHANGED, AGAIN]
    result = answer_of(opened).result
    assert result is not None
    assert result.again is not None
    given = np.asarray(answer_of(opened).request.picture.load(), np.int64)
    assert differ(np.asarray(result.again, np.int64), given) < 1
    opened.bar.loupe.click()
    place = QPointF(0.3, 0.6)
    points = opened.view._places_of(place)
    assert len(points) == 4
    for point in points:
        found = opened.view._place(point)
        assert found is not None
        assert (found - place).manhattanLength() < 1e-6
    opened.view._pointer = points[0]
    opened.view.grab()
    opened.bar.split.click()
    assert opened.view.shown == [BEFORE, AGAIN]


def test_that_zooming_leaves_what_is_below_the_pointer() -> None:
    pane, picture, at = QRectF(10, 10, 400, 300), QSizeF(600, 500), QPointF(150, 200)
    before = placing.target(placing.Look(), pane, picture)
    near = placing.zoomed(before, 4.0, at, pane, picture)
    after = placing.target(near, pane, picture)
    assert (at.x() - before.x()) / before.width() == pytest.approx((at.x() - after.x()) / after.width())
    assert (at.y() - before.y()) / before.height() == pytest.approx((at.y() - after.y()) / after.height())
    assert placing.zoomed(after, 1e-6, at, pane, picture).zoom == pytest.approx(placing.fitting(pane, picture))


# -- taking away ----------------------------------------------------------------------------------------------


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


# -- nothing yet ----------------------------------------------------------------------------------------------


def test_that_a_newcomer_begins_with_a_model_for_the_examples(window: Window, until: Until) -> None:
    window.go_to("translate")
    until(lambda: way_of(window.translate) != "")
    assert window.translate.translating.ready is not None
    assert window.translate.translating.ready.translator.scale == 1


def test_that_who_has_no_model_is_offered_to_train_one(
    window: Window, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "generators", list)  # an empty box
    window.go_to("translate")
    panel = window.translate
    until(lambda: not panel.translating.looking)
    until(panel.welcome.train.isVisible)
    asked: list[object] = []
    panel.asked.disconnect()  # Train would begin to work out how long that takes
    panel.asked.connect(asked.append)
    panel.welcome.train.click()
    assert asked == [ShowDraft()]
    recipe = window.studio.draft.recipe
    assert (recipe.family, recipe.preset, recipe.data.source) == ("cyclegan", "quick", "cartoon-glasses")
