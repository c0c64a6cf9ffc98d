"""Files as other people have them, dropped on the real window."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from ganstudio.drawing.marks import LINE
from ganstudio.studio.importing import INK, SCAN
from ganstudio.ui.colour.import_dialog import ImportDialog
from ganstudio.ui.colour.panel import ColourPanel
from tests.drawings import drawing, numbers_of
from tests.layouts import flat
from tests.ui.window import SLOW, Window, drop

pytestmark = pytest.mark.usefixtures("at_rest")


@pytest.fixture
def dialog_for(panel: ColourPanel, window: Window, qtbot: QtBot):  # type: ignore[no-untyped-def]
    def ask(path: Path) -> ImportDialog:
        drop(window, os.fsencode(path))
        qtbot.waitUntil(lambda: bool(panel.findChildren(ImportDialog)), timeout=SLOW)
        (dialog,) = panel.findChildren(ImportDialog)
        qtbot.waitUntil(lambda: not dialog._busy, timeout=SLOW)
        return dialog

    return ask


def lines(paper: int, ink: int) -> Image.Image:
    image = Image.new("L", (200, 200), paper)
    image.paste(ink, (50, 50, 150, 56))
    return image


def test_that_a_folder_whose_name_is_no_text_can_be_dropped(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/caf\xe9 100% #1"
    flat(Path(os.fsdecode(folder)))
    drop(window, folder)
    qtbot.waitUntil(lambda: window.studio.pictures.look is not None, timeout=SLOW)
    look = window.studio.pictures.look
    assert look is not None
    assert sorted(numbers_of(look.pictures.pictures)) == [*range(30)]
    assert window.message == ""


@pytest.mark.parametrize(("workspace", "words"), [("data", "JPEG XL picture; export it as PNG"), ("colour", "JPEG XL")])
def test_that_a_picture_that_is_not_read_is_named(
    workspace: str, words: str, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    for name in ("a.jxl", "b.png", "noending"):
        window.go_to(workspace)
        (tmp_path / name).write_bytes(b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(30))
        drop(window, os.fsencode(tmp_path / name))
        qtbot.waitUntil(lambda name=name: name in window.message, timeout=SLOW)
        assert words in window.message


@pytest.mark.parametrize("name", ["x.jpe", "x.jfif", "noending", "photo.jpg_large"])
def test_that_the_canvas_takes_the_same_kinds_as_sets(name: str, dialog_for, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    lines(255, 0).save(tmp_path / name, "JPEG", quality=95)
    dialog_for(tmp_path / name).reject()


@pytest.mark.parametrize("way", [INK, SCAN])
def test_that_white_on_black_is_turned_and_said(
    way: str, dialog_for, panel: ColourPanel, qtbot: QtBot, tmp_path: Path  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    lines(0, 255).save(tmp_path / "night.png")
    dialog = dialog_for(tmp_path / "night.png")
    dialog._choose(way)
    qtbot.waitUntil(lambda: not dialog._busy and "White lines on black" in dialog.notice.text(), timeout=SLOW)
    dialog._accept()
    qtbot.waitUntil(lambda: len(panel.easel.drawing.on(LINE)) == 1, timeout=SLOW)
    assert (panel.easel.painter.pixels(LINE)[..., 3] > 128).mean() == pytest.approx(0.015, abs=0.01)


def test_that_light_lines_on_nothing_are_ink(dialog_for, panel: ColourPanel, qtbot: QtBot, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    picture = Image.new("RGBA", (200, 200))
    picture.paste((255, 255, 255, 255), (50, 50, 150, 56))
    picture.save(tmp_path / "light.png")
    dialog = dialog_for(tmp_path / "light.png")
    assert (dialog.request.way, "White lines on black" in dialog.notice.text()) == (INK, True)
    dialog._accept()
    qtbot.waitUntil(lambda: len(panel.easel.drawing.on(LINE)) == 1, timeout=SLOW)
    assert (panel.easel.painter.pixels(LINE)[..., 3] > 128).mean() == pytest.approx(0.015, abs=0.01)


def test_that_an_empty_sheet_is_said(dialog_for, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    Image.new("L", (200, 200), 250).save(tmp_path / "blank.png")
    assert "the sheet would stay empty" in dialog_for(tmp_path / "blank.png").notice.text()


def test_that_pages_are_counted(dialog_for, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    pages = [drawing(number, (64, 64)) for number in range(3)]
    pages[0].save(tmp_path / "pages.tif", save_all=True, append_images=pages[1:])
    assert "has 3 pages or frames; this is the first" in dialog_for(tmp_path / "pages.tif").notice.text()


def test_that_twelve_bits_are_not_a_black_sheet(dialog_for, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    Image.fromarray(np.asarray(lines(255, 0), np.uint16) * 16).save(tmp_path / "deep.png")
    dialog = dialog_for(tmp_path / "deep.png")
    assert dialog.notice.text() == ""
    assert np.asarray(dialog._picture.convert("L")).max() > 250
