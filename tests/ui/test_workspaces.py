"""Workspaces are a list: the window knows none of them, and they know nothing of each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ganstudio.core.runs import Run
from ganstudio.studio.studio import Studio
from ganstudio.ui import window as windows
from ganstudio.ui.workspace import Claim, DrawWith, OpenFile, Request, ShowDraft, Workspace
from ganstudio.ui.workspaces import PLACES, Place
from tests.ui.window import Open, Window, close


class Notebook(Workspace):
    """Opens notes, and writes down what happens to it."""

    def __init__(self, _studio: Studio) -> None:
        super().__init__()
        self.happened: list[object] = []

    def begin(self) -> None:
        self.happened.append("begin")

    def enter(self) -> None:
        self.happened.append("enter")

    def leave(self) -> None:
        self.happened.append("leave")

    def claim(self, paths: Sequence[Path]) -> Claim:
        return {".note": Claim.SURELY, ".onnx": Claim.PERHAPS}.get(paths[0].suffix, Claim.NONE)

    def take(self, paths: Sequence[Path]) -> None:
        self.happened.append([path.name for path in paths])

    def answer(self, request: Request) -> bool:
        if isinstance(request, DrawWith):
            self.happened.append(request)
        return isinstance(request, DrawWith)

    def restyle(self) -> None:
        self.happened.append("restyle")

    def finish(self) -> None:
        self.happened.append("finish")

    def shut_down(self) -> None:
        self.happened.append("shut down")


@pytest.fixture
def notebook(open_window: Open, monkeypatch: pytest.MonkeyPatch) -> tuple[Window, Notebook]:
    monkeypatch.setattr(windows, "PLACES", (Place("dice", "Notes", Notebook, "N writes"), *PLACES))
    window = open_window()
    made = window.workspaces["dice"]
    assert isinstance(made, Notebook)
    window.go_to("train")
    made.happened.clear()
    return window, made


def test_that_a_line_in_the_list_is_a_whole_workspace(notebook: tuple[Window, Notebook], tmp_path: Path) -> None:
    window, notes = notebook
    window._rail._tools["dice"].click()
    assert (window.workspace, notes.happened) == ("dice", ["enter"])
    assert window._status._keys.text() == "N writes"
    window.go_to("library")
    assert notes.happened.pop() == "leave"
    window.set_theme("light")
    assert notes.happened.pop() == "restyle"
    notes.told.emit("Written.", "Read it.", "good")
    assert window.message == "Written. Read it."
    close(window)
    assert notes.happened[-2:] == ["finish", "shut down"]


def test_that_files_go_to_whoever_claims_them_most_surely(notebook: tuple[Window, Notebook], tmp_path: Path) -> None:
    window, notes = notebook
    window.take(tmp_path / "a.note", tmp_path / "b.note")
    assert (window.workspace, notes.happened) == ("dice", [["a.note", "b.note"], "enter"])
    window.take(tmp_path / "gone.onnx")
    assert window.workspace == "explore"


def test_that_a_request_is_answered_by_whoever_can(notebook: tuple[Window, Notebook], tmp_path: Path) -> None:
    window, notes = notebook
    request = DrawWith(Run(tmp_path))
    window.library.asked.emit(request)
    assert (window.workspace, notes.happened) == ("dice", [request, "enter"])
    window.library.asked.emit(ShowDraft())
    assert window.workspace == "train"
    window.library.asked.emit(OpenFile(tmp_path / "c.note"))
    assert window.workspace == "dice"
    notes.asked.emit(Request())  # nobody knows it
    assert window.workspace == "dice"
