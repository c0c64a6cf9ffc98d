"""Text in the real window: a dropped file is learned from, and what a model writes can be taken along."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ganstudio.core.controls import Latent
from ganstudio.core.errors import StudioError
from ganstudio.core.priors import UNIFORM
from ganstudio.core.sets import TEXT
from ganstudio.export import library
from ganstudio.ui.explore.editors import editors_of
from tests.models import exported
from tests.ui.window import SLOW, Window

pytestmark = pytest.mark.usefixtures("at_rest")


def test_that_a_dropped_text_is_chosen_with_the_family_that_writes(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text("\n".join(f"name {number}" for number in range(300)))
    window.take(path)
    draft = window.studio.draft
    assert window.train.isVisible()
    assert (draft.recipe.family, draft.data.key, draft.data.kind) == ("text", str(path), TEXT)
    assert not [problem for problem in draft.problems() if problem.serious]
    assert not window.train.inspector.sizes.isVisibleTo(window)


def test_that_a_dropped_file_that_is_no_text_is_refused_in_a_sentence(window: Window, tmp_path: Path) -> None:
    path, said, family = tmp_path / "noise.txt", list[StudioError](), window.studio.draft.recipe.family
    path.write_bytes(bytes(range(256)) * 20)
    window.train.failed.connect(said.append)
    window.take(path)
    assert "noise.txt is no text" in str(said[0])
    assert window.studio.draft.recipe.family == family


def test_that_a_preview_shows_real_lines(window: Window, qtbot: QtBot) -> None:
    window.studio.draft.choose_family("text")
    window.go_to("train")
    qtbot.waitUntil(lambda: bool(window.train.stage.view.sheets), timeout=SLOW)
    qtbot.waitUntil(lambda: window.train.stage.view.sheets[0].image.height() > 100, timeout=SLOW)


def test_that_written_lines_are_shown_copied_and_saved(
    window: Window, qtbot: QtBot, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    explore = window.explore
    explore.open(exported(tmp_path_factory, "text", "gumbel")[0])
    window.go_to("explore")
    qtbot.waitUntil(lambda: bool(explore.view.sheets), timeout=SLOW)
    lines = window.workspaces["explore"].lines
    assert len(lines) == 32
    assert set("".join(lines)) <= set("abc")
    assert explore.view.sheets[0].tips == lines
    assert explore.stage.copy.isVisible()
    explore.stage.copy.click()
    assert QGuiApplication.clipboard().text() == "\n".join(lines)
    explore.save_picture(tmp_path / "lines.txt")
    assert (tmp_path / "lines.txt").read_text() == "".join(f"{line}\n" for line in lines)


def test_that_a_long_code_gets_no_sliders() -> None:
    assert not editors_of([Latent("luck", 15, UNIFORM)], None)
    assert len(editors_of([Latent("luck", 4, UNIFORM)], None)) == 1


def test_that_a_model_that_writes_is_in_the_library(tmp_path_factory: pytest.TempPathFactory) -> None:
    model = library.entry(exported(tmp_path_factory, "text", "gumbel")[0])
    assert (model.family, model.extent) == ("text", "4 letters")
