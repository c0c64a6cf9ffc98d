from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.export.onnx_session import Model
from ganstudio.studio.generation import Generation, contact_sheet
from ganstudio.studio.playing import Request, inputs_of
from tests.ui.window import SLOW


@pytest.fixture
def model_path(digits_model: Path) -> Path:
    return digits_model


@pytest.fixture
def generation(app: QApplication) -> Iterator[Generation]:
    made = Generation()
    yield made
    made.shut_down()


@pytest.fixture
def opened(generation: Generation, model_path: Path, qtbot: QtBot) -> Generation:
    with qtbot.waitSignal(generation.opened, timeout=SLOW):
        generation.open(model_path)
    return generation


def drawn(generation: Generation, request: Request, qtbot: QtBot) -> np.ndarray:
    with qtbot.waitSignal(generation.drawn, timeout=SLOW) as told:
        generation.request(request)
    assert told.args[0].request == request
    return np.asarray(told.args[0].pictures)


def test_that_it_draws_what_was_asked_for(opened: Generation, qtbot: QtBot) -> None:
    pictures = drawn(opened, Request(5, seed=3), qtbot)
    assert pictures.shape == (5, 1, 28, 28)
    assert np.array_equal(drawn(opened, Request(5, seed=3), qtbot), pictures)


@pytest.mark.parametrize("change", [
    {"seed": 4}, {"label": 1}, {"variety": 0.5}, {"offsets": (2.0,)}, {"offsets": (0.0, -2.0)},
])  # fmt: skip
def test_that_each_control_changes_the_picture(change: dict[str, Any], opened: Generation, qtbot: QtBot) -> None:
    before = drawn(opened, Request(1, seed=3, label=0), qtbot)
    after = drawn(opened, Request(**{"count": 1, "seed": 3, "label": 0, **change}), qtbot)
    assert not np.array_equal(before, after)


def test_that_another_model_comes_while_somebody_drags(
    opened: Generation, digits_model: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    """Requests that never end do not keep it waiting."""
    other = tmp_path / "other.onnx"
    other.write_bytes(digits_model.read_bytes())
    seeds = iter(range(1, 1_000_000))
    dragging = QTimer(interval=0)
    dragging.timeout.connect(lambda: opened.request(Request(64, seed=next(seeds))))
    dragging.start()
    qtbot.wait(100)
    with qtbot.waitSignal(opened.opened, timeout=SLOW) as told:
        opened.open(other)
    assert told.args[0].path == other
    with qtbot.waitSignal(opened.drawn, timeout=SLOW) as shown:
        pass
    assert shown.args[0].model.path == other
    dragging.stop()


def test_that_whatever_cannot_be_opened_is_said_and_the_model_stays(opened: Generation, qtbot: QtBot) -> None:
    before = opened.model
    with qtbot.waitSignal(opened.failed, timeout=SLOW):
        opened.open(lambda: {}["nothing"])  # type: ignore[arg-type, return-value]
    assert opened.model is before
    assert len(drawn(opened, Request(2, seed=1), qtbot)) == 2


def test_that_the_newest_request_wins(opened: Generation, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    model = opened.model
    assert model is not None
    may_go, begun = threading.Event(), threading.Event()
    real = model.generate

    def slow(inputs: Any) -> Any:
        begun.set()
        assert may_go.wait(10)
        return real(inputs)

    monkeypatch.setattr(model, "generate", slow)
    answers: list[int] = []
    opened.drawn.connect(lambda found: answers.append(found.request.seed))
    opened.request(Request(seed=0))
    assert begun.wait(10)
    for seed in range(1, 50):
        opened.request(Request(seed=seed))
    may_go.set()
    qtbot.waitUntil(lambda: 49 in answers, timeout=SLOW)
    assert answers == [0, 49]


@pytest.mark.parametrize("content", [None, b"", b"garbage" * 100])
def test_that_a_file_that_is_no_model_is_said(
    content: bytes | None, generation: Generation, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "garbage.onnx"
    if content is not None:
        path.write_bytes(content)
    with qtbot.waitSignal(generation.failed, timeout=SLOW) as told:
        generation.open(path)
    assert "garbage.onnx" in told.args[0].message
    assert generation.model is None


def test_that_a_model_stays_open_when_the_next_one_cannot_be(opened: Generation, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(opened.failed, timeout=SLOW):
        opened.open(tmp_path / "nowhere.onnx")
    assert drawn(opened, Request(1), qtbot).shape == (1, 1, 28, 28)


def test_that_a_request_nobody_can_fulfil_is_said(opened: Generation, qtbot: QtBot) -> None:
    with qtbot.waitSignal(opened.failed, timeout=SLOW) as told:
        opened.request(Request(1, label=99))
    assert "knows the classes" in told.args[0].message
    assert drawn(opened, Request(1), qtbot).shape == (1, 1, 28, 28)


def test_that_offsets_move_only_the_numbers_they_name(model_path: Path) -> None:
    model = Model(model_path)
    plain = inputs_of(model, Request(2, seed=1))["z"]
    moved = inputs_of(model, Request(2, seed=1, offsets=(1.0, 0.0, -2.0)))["z"]
    assert np.allclose((moved - plain)[:, :3], [[1.0, 0.0, -2.0]] * 2)
    assert np.array_equal(moved[:, 3:], plain[:, 3:])
    assert np.allclose(inputs_of(model, Request(2, seed=1, variety=0.0))["z"], 0.0)


def test_that_a_sheet_has_one_row_for_each_class(model_path: Path) -> None:
    assert contact_sheet(Model(model_path), 4, 6).shape == (24, 1, 28, 28)
