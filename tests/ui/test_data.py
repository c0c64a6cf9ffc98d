"""The Data workspace in the real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ganstudio.core.settings import Places
from ganstudio.data.findings import RULES
from ganstudio.data.sets import shelf
from ganstudio.data.sets.store import Look
from ganstudio.ui.data.downloads_dialog import DownloadsDialog
from tests.layouts import LAYOUTS
from tests.sick import sick_folder
from tests.synthetic import write_pictures
from tests.ui.window import SLOW, Open, Window, close

pytestmark = pytest.mark.usefixtures("at_rest")

Looked = Callable[..., Look]


@pytest.fixture
def looked(window: Window, qtbot: QtBot) -> Looked:
    """Drop something on the window, or choose a set by its key, and wait for its x-ray."""

    def look(*what: Path | str) -> Look:
        pictures = window.studio.pictures
        with qtbot.waitSignal(pictures.looked, timeout=SLOW):
            if isinstance(what[0], str):
                pictures.refresh()
                window.go_to("data")
                window.data.sets.cards[what[0]].click()
            else:
                window.take(*[path for path in what if isinstance(path, Path)])
        qtbot.waitUntil(lambda: pictures.work is None, timeout=SLOW)
        assert pictures.look is not None
        return pictures.look

    return look


def again(window: Window, qtbot: QtBot, act: Callable[[], object]) -> Look:
    """Do something that has the set looked at again."""
    with qtbot.waitSignal(window.studio.pictures.looked, timeout=SLOW):
        act()
    qtbot.waitUntil(lambda: window.studio.pictures.work is None, timeout=SLOW)
    look = window.studio.pictures.look
    assert look is not None
    return look


def pets(folder: Path, cats: int = 30, dogs: int = 12) -> Path:
    write_pictures(folder / "cats", cats, 1, 40)
    write_pictures(folder / "dogs", dogs, 2, 40)
    return folder


@pytest.mark.timeout(280)
def test_that_every_layout_opens_when_it_is_dropped(looked: Looked, window: Window, tmp_path: Path) -> None:
    for index, (name, layout) in enumerate(LAYOUTS.items()):
        made = layout.make(tmp_path / str(index))
        look = looked(*(made if isinstance(made, list) else [made]))
        assert window.workspace == "data"
        assert (look.data.kind, look.report.count) == (layout.kind, layout.count), name
        assert look.data.classes == layout.classes, name
        assert window.data.stage.view.sheets, name
        assert window.data.stage.train.isEnabled(), name


def test_that_a_set_shows_its_pictures_classes_and_numbers(looked: Looked, window: Window, tmp_path: Path) -> None:
    looked(pets(tmp_path / "pets"))
    stage = window.data.stage
    assert stage.title.text() == "pets"
    assert "42 pictures" in stage.facts.text()
    assert stage.view.sheets[0].names == ("cats", "dogs")
    assert stage.bars.isVisible()
    assert "dogs 12" in stage.bars.accessibleDescription()
    assert window.data.sets.cards["pets"].isChecked()


def test_that_pairs_are_shown_side_by_side_and_can_be_swapped(
    looked: Looked, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    layout = LAYOUTS["pairs with the sketch left"]
    made = layout.make(tmp_path / "theirs")
    look = looked(made)  # type: ignore[arg-type]
    titles = [sheet.title for sheet in window.data.stage.view.sheets]
    assert [title.split(":")[0] for title in titles] == ["Sketch", "Colour"]
    before = np.asarray(look.pictures.partners["sketch"][0])
    window.data.tabs.chips["setup"].click()
    sketch = window.data.setup.sketch
    assert sketch.chips["first"].isChecked()
    swapped = again(window, qtbot, sketch.chips["second"].click)
    assert sketch.chips["second"].isChecked()
    assert not np.array_equal(np.asarray(swapped.pictures.partners["sketch"][0]), before)
    assert swapped.data.preparation.sketch == "second"


def test_that_attributes_to_learn_are_chosen_by_chips(
    looked: Looked, window: Window, qtbot: QtBot, few_faces: int
) -> None:
    looked("cartoon-faces")
    chips = window.data.setup.attributes.chips
    assert all(each.isChecked() for each in chips.values())
    for name in [each for each in chips if each not in ("glasses", "beard")]:
        again(window, qtbot, chips[name].click)
    data = window.studio.pictures.data
    assert data is not None
    assert data.learned == ("glasses", "beard")
    chips["beard"].click()
    chips["glasses"].click()  # one has to stay
    assert chips["glasses"].isChecked()


def test_that_a_bar_shows_only_its_pictures(few_faces: int, looked: Looked, window: Window, qtbot: QtBot) -> None:
    look = looked("cartoon-faces")
    bars, view = window.data.stage.bars, window.data.stage.view
    every = view.sheets[0].image
    index = look.data.attributes.index("glasses")
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars._place(index).center().toPoint())
    assert bars.current == index
    assert view.sheets[0].image != every
    qtbot.keyClick(bars, Qt.Key.Key_Escape)
    assert bars.current == -1


def test_that_the_xray_names_what_is_wrong(looked: Looked, window: Window, tmp_path: Path) -> None:
    codes = sick_folder(tmp_path / "sick")
    looked(tmp_path / "sick")
    groups = window.data.xray.groups
    assert set(codes) <= set(groups)
    group = groups["empty"]
    assert group.body.isHidden()
    group.toggle()
    assert not group.body.isHidden()
    assert next(iter(codes["empty"])).rpartition("/")[2] in group.text


def test_that_a_fix_does_what_it_says_and_can_be_taken_back(
    looked: Looked, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = pets(tmp_path / "pets", 60, 12)
    Image.new("RGB", (40, 40), "red").save(folder / "dogs" / "blank.png")
    (folder / "cats" / "copy.png").write_bytes((folder / "cats" / "000.png").read_bytes())
    assert looked(folder).report.count == 74
    for code, count in (("blank", 73), ("duplicate", 72)):
        assert RULES[code].fix
        fix = window.data.xray.groups[code].fix
        assert fix is not None
        assert again(window, qtbot, fix.click).report.count == count
    fix = window.data.xray.groups["blank"].fix
    assert fix is not None
    assert fix.text() == "Use them again"
    assert again(window, qtbot, fix.click).report.count == 73
    fix = window.data.xray.groups["no-validation"].fix
    assert fix is not None
    assert len(again(window, qtbot, fix.click).report.selection.held_back) > 0


def test_that_size_colour_and_shape_are_what_the_network_gets(
    looked: Looked, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    looked(pets(tmp_path / "pets"))
    setup = window.data.setup
    window.data.tabs.chips["setup"].click()
    look = again(window, qtbot, setup.sizes.chips["32"].click)
    assert look.pictures.pictures.shape[1:] == (3, 32, 32)
    look = again(window, qtbot, setup.colours.chips["1"].click)
    assert look.pictures.pictures.shape[1:] == (1, 32, 32)
    look = again(window, qtbot, lambda: setup.form.edited.emit("fit", "letterbox"))
    assert look.data.preparation.fit == "letterbox"
    assert setup.form.fields["fit"]._reset.isVisible()


def test_that_sketches_are_made_and_follow_the_sliders(
    looked: Looked, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    looked(pets(tmp_path / "pets"))
    window.data.tabs.chips["setup"].click()
    lines = window.data.setup.lines
    look = again(window, qtbot, lines.switch.click)
    assert look.data.kind == "pairs"
    sheets = window.data.stage.view.sheets
    assert len(sheets) == 2
    again(window, qtbot, lines.methods.chips["sobel"].click)
    assert window.data.stage.view.sheets[0].image != sheets[0].image
    before = window.data.stage.view.sheets[0].image
    slider = lines.sliders["sobel_gamma"]
    again(window, qtbot, lambda: slider._slider.setValue(0))  # type: ignore[union-attr]
    assert window.data.stage.view.sheets[0].image != before
    assert again(window, qtbot, lines.switch.click).data.kind == "labelled"


def test_that_train_on_these_brings_them_to_train(looked: Looked, window: Window, tmp_path: Path) -> None:
    looked(pets(tmp_path / "pets"))
    window.data.stage.train.click()
    assert window.workspace == "train"
    draft = window.studio.draft
    assert (draft.recipe.data.source, draft.info().classes) == ("pets", ("cats", "dogs"))
    assert not [problem for problem in draft.problems() if problem.code == "labels"]


def test_that_a_set_is_there_again_and_goes_when_it_is_removed(
    open_window: Open, qtbot: QtBot, places: Places, tmp_path: Path
) -> None:
    window = open_window()
    folder = pets(tmp_path / "pets")
    with qtbot.waitSignal(window.studio.pictures.looked, timeout=SLOW):
        window.take(folder)
    close(window)
    window = open_window()
    assert window.workspace == "data"
    assert "pets" in window.data.sets.cards
    with qtbot.waitSignal(window.studio.pictures.looked, timeout=SLOW):
        window.data.sets.cards["pets"].click()
    window.data.stage.forget.click()
    assert "pets" not in window.data.sets.cards
    assert "no longer listed" in window.message
    assert shelf.sets(places.data) == []
    assert len(list(folder.rglob("*.png"))) == 42


def test_that_pictures_that_moved_away_are_explained(
    looked: Looked, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = pets(tmp_path / "pets")
    looked(folder)
    folder.rename(tmp_path / "elsewhere")
    window.data.stage.again.click()
    qtbot.waitUntil(lambda: "no longer at" in window.message, timeout=SLOW)
    assert "Connect the disk" in window.message
    (tmp_path / "elsewhere").rename(folder)
    again(window, qtbot, window.data.stage.again.click)


def test_that_reading_can_be_cancelled(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    write_pictures(tmp_path / "many", 1500, size=64)
    window.take(tmp_path / "many")
    pictures = window.studio.pictures
    qtbot.waitUntil(lambda: pictures.work is not None and pictures.work.title == "Reading pictures", timeout=SLOW)
    assert window.data.stage.progress.isVisible()
    assert "Reading pictures" in window.data.stage.progress.text
    window.data.stage.progress.stop.click()
    qtbot.waitUntil(lambda: pictures.work is None, timeout=SLOW)
    assert pictures.look is None
    assert not window.data.stage.progress.isVisible()
    assert "many" in window.data.sets.cards
    again(window, qtbot, window.data.stage.again.click)


def test_that_known_sets_say_how_to_get_them(window: Window) -> None:
    window.go_to("data")
    window.data.open_downloads()
    dialog = window.findChild(DownloadsDialog)
    assert dialog is not None
    assert {"mnist", "cifar-10", "celeba", "wikiart", "horse2zebra"} <= set(dialog.rows)
    dialog.reject()
