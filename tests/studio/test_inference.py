"""Colouring beside the window: the newest drawing wins, and what nobody wants any more is not made."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ganstudio.core.controls import Control, ImageInput, Network
from ganstudio.core.errors import StudioError
from ganstudio.drawing.adjustments import NONE, Adjustments, Lock
from ganstudio.export.colouring import ColourParams, shown
from ganstudio.studio.inference import Answer, ColourRequest, Inference
from ganstudio.studio.keeping import Keeper, Sheet

WAIT = 10_000


class Gated:
    """A network that answers in the grey of its paper, each time only when it is let."""

    size = 32
    controls: tuple[Control, ...] = (ImageInput("sketch", 1, "sketch", 32),)

    def __init__(self) -> None:
        self.begun, self.let = threading.Semaphore(0), threading.Semaphore(0)

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]:
        self.begun.release()
        assert self.let.acquire(timeout=WAIT / 1000)
        line: npt.NDArray[np.float32] = inputs["sketch"]
        return np.repeat(line, 3, axis=1)


def asked(name: str, network: Network, serial: int, passing: bool = False) -> ColourRequest:
    drawing = shown(network, np.zeros((32, 32), np.uint8), None, ColourParams())
    sheet = Sheet(np.zeros((32, 32), np.uint8), None)
    return ColourRequest(name, network, drawing, ColourParams(), serial, sheet, passing)


@pytest.fixture
def inference(app: object) -> Iterator[Inference]:
    made = Inference()
    yield made
    made.shut_down()


def test_that_the_newest_drawing_wins(inference: Inference, qtbot: QtBot) -> None:
    network = Gated()
    answers: list[Answer] = []
    inference.answered.connect(answers.append)
    for serial in range(5):
        inference.request(asked("main", network, serial))
        if serial == 0:
            assert network.begun.acquire(timeout=WAIT / 1000)
    inference.request(asked("other", network, 7))
    network.let.release(10)
    qtbot.waitUntil(lambda: len(answers) == 3, timeout=WAIT)
    assert [(each.request.name, each.request.serial) for each in answers] == [("main", 0), ("main", 4), ("other", 7)]


def test_that_forgotten_requests_are_not_answered(inference: Inference, qtbot: QtBot) -> None:
    network = Gated()
    answers: list[Answer] = []
    busy: list[bool] = []
    inference.answered.connect(answers.append)
    inference.busy_changed.connect(busy.append)
    inference.request(asked("main", network, 0))
    assert network.begun.acquire(timeout=WAIT / 1000)
    inference.request(asked("main", network, 1))
    inference.forget()
    network.let.release(10)
    qtbot.waitUntil(lambda: busy == [True, False], timeout=WAIT)
    assert [each.request.serial for each in answers] == [0]


def test_that_a_growing_stroke_gives_way_to_the_finished_one(inference: Inference, qtbot: QtBot) -> None:
    network = Gated()
    answers: list[Answer] = []
    left: list[ColourRequest] = []
    inference.answered.connect(answers.append)
    inference.unanswered.connect(left.append)
    inference.failed.connect(lambda error: pytest.fail(str(error)))
    inference.request(asked("main", network, 0, passing=True))
    assert network.begun.acquire(timeout=WAIT / 1000)
    inference.request(asked("other", network, 1))  # of another model: it waits its turn
    inference.request(asked("main", network, 2))
    network.let.release(10)
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=WAIT)
    assert sorted((each.request.name, each.request.serial) for each in answers) == [("main", 2), ("other", 1)]
    assert [each.serial for each in left] == [0]


@pytest.mark.parametrize("passing", [(False, False), (True, True), (False, True)])
def test_that_others_are_answered_to_the_end(passing: tuple[bool, bool], inference: Inference, qtbot: QtBot) -> None:
    """So that colours follow a slider that is moved all the time, and a long stroke."""
    network = Gated()
    answers: list[Answer] = []
    inference.answered.connect(answers.append)
    inference.request(asked("main", network, 0, passing[0]))
    assert network.begun.acquire(timeout=WAIT / 1000)
    inference.request(asked("main", network, 1, passing[1]))
    network.let.release(10)
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=WAIT)


# -- kept in the lines: soon, then finer --------------------------------------------------------------------


def large(serial: int, network: Network, name: str = "main", passing: bool = False) -> ColourRequest:
    """A disc on a sheet of 768 px, as large as one is looked at."""
    rows, columns = np.mgrid[:768, :768]
    far = np.hypot(columns - 384, rows - 384)
    ink = ((far > 250) & (far < 258)).astype(np.uint8) * 255
    hints = np.zeros((768, 768, 4), np.uint8)
    hints[far < 6] = (200, 40, 30, 255)
    adjustments = Adjustments(locks=(Lock((20, 30), (10, 90, 200)),))
    drawing = shown(network, ink, hints, ColourParams())
    return ColourRequest(name, network, drawing, ColourParams(), serial, Sheet(ink, hints, 1.0, adjustments), passing)


def heard(inference: Inference) -> tuple[list[tuple[str, int, int, bool]], list[int]]:
    """Name, serial, width and lastness of each answer, and the serials that came to nothing."""
    answers: list[tuple[str, int, int, bool]] = []
    left: list[int] = []
    inference.answered.connect(lambda each: answers.append(
        (each.request.name, each.request.serial, each.colours.shape[1], each.kept.is_last)
    ), Qt.ConnectionType.DirectConnection)  # fmt: skip
    inference.unanswered.connect(lambda each: left.append(each.serial))
    inference.failed.connect(lambda error: pytest.fail(str(error)))
    return answers, left


def test_that_colours_come_soon_and_then_finer(inference: Inference, qtbot: QtBot) -> None:
    network = Gated()
    answers, _ = heard(inference)
    seen: list[Answer] = []
    inference.answered.connect(seen.append)
    network.let.release()  # one answer of the network is enough for both
    inference.request(large(0, network))
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=WAIT)
    assert answers == [("main", 0, 512, False), ("main", 0, 768, True)]
    for each in seen:
        assert each.sheet is not None and each.regions is not None and each.sheet.ink.shape == each.regions.labels.shape
        side = len(each.colours)
        assert each.colours[side // 2, side // 2].tolist() == [200, 40, 30]
        assert each.colours[side // 30, side // 30].tolist() == [10, 90, 200]  # locked
    assert seen[0].milliseconds == seen[1].milliseconds, "what counts is when there were colours"


def test_that_a_growing_stroke_gets_no_finer_colours(inference: Inference, qtbot: QtBot) -> None:
    network = Gated()
    answers, _ = heard(inference)
    network.let.release(2)
    inference.request(large(0, network, passing=True))
    qtbot.waitUntil(lambda: not inference.busy, timeout=WAIT)
    assert answers == [("main", 0, 512, True)]


@pytest.mark.parametrize("passing", [False, True])
def test_that_finer_colours_give_way_to_whatever_is_drawn_next(
    inference: Inference, qtbot: QtBot, passing: bool
) -> None:
    network = Gated()

    def draw_on(answer: Answer) -> None:
        if answer.request.serial == 0:
            inference.request(large(1, network, passing=passing))

    inference.answered.connect(draw_on, Qt.ConnectionType.DirectConnection)
    answers, left = heard(inference)
    network.let.release(9)
    inference.request(large(0, network))
    qtbot.waitUntil(lambda: answers[-1:] != [] and answers[-1][1] == 1 and answers[-1][3], timeout=WAIT)
    assert [each[1:3] for each in answers] == [(0, 512), (1, 512), *([] if passing else [(1, 768)])]
    qtbot.waitUntil(lambda: left == [0], timeout=WAIT)


def test_that_finer_colours_do_not_give_way_to_another_model(inference: Inference, qtbot: QtBot) -> None:
    """Nobody would ask for them again."""
    network = Gated()
    answers, left = heard(inference)
    network.let.release(9)
    inference.request(large(0, network))
    inference.request(large(0, network, "other"))
    qtbot.waitUntil(lambda: len(answers) == 4, timeout=WAIT)
    assert sorted(each[0] for each in answers if each[2] == 768) == ["main", "other"] and not left


@pytest.mark.parametrize("line", [0, 1, 2])
def test_that_thin_hints_are_in_smaller_sheets_too(line: int) -> None:
    hints = np.zeros((768, 768, 4), np.uint8)
    hints[300 + line, 100:600] = (10, 20, 200, 255)
    hints[500:600, 200 + line] = (200, 20, 10, 120)
    made = Sheet(np.zeros((768, 768), np.uint8), hints).reduced(512).hints
    assert made is not None and made.shape == (512, 512, 4)
    assert {tuple(each) for each in np.unique(made.reshape(-1, 4), axis=0).tolist()} == {
        (0, 0, 0, 0), (10, 20, 200, 255), (200, 20, 10, 120),
    }  # fmt: skip
    assert made[..., 3].any(axis=0).sum() >= 333 and made[..., 3].any(axis=1).sum() >= 66


@pytest.mark.parametrize(("cores", "passing", "is_beside"), [(2, True, False), (2, False, True), (4, True, True)])
def test_that_the_pen_keeps_a_core_while_it_moves(cores: int, passing: bool, is_beside: bool, qtbot: QtBot) -> None:
    keeper = Keeper(_cores=cores)

    class Watching(Gated):
        def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]:
            if is_beside:
                qtbot.waitUntil(lambda: bool(keeper._known), timeout=WAIT)  # divided while this works
            assert bool(keeper._known) is is_beside
            return np.repeat(inputs["sketch"], 3, axis=1)

    request = replace(large(0, Watching()), passing=passing)
    assert request.sheet is not None
    sheet = replace(request.sheet, adjustments=NONE)
    *_, last = keeper.answers(request.network, request.drawing, sheet, request.params, passing)
    assert last.regions is not None and last.regions.count == 2
    keeper.shut_down()


def test_that_models_of_one_key_are_not_loaded_in_vain(inference: Inference, qtbot: QtBot) -> None:
    gate, loaded = threading.Event(), []

    def loading(number: int) -> Network:
        assert gate.wait(WAIT / 1000)
        loaded.append(number)
        return Gated()

    inference.load("first", lambda: loading(0))
    for number in range(1, 20):  # a slider that is pulled along
        inference.load("run", lambda number=number: loading(number))  # type: ignore[misc]
    with qtbot.waitSignals([inference.loaded] * 2, timeout=WAIT):
        gate.set()
    assert loaded == [0, 19]


def test_that_a_model_that_fails_says_so_and_others_still_load(inference: Inference, qtbot: QtBot) -> None:
    def broken() -> Network:
        raise OSError("gone")

    with qtbot.waitSignal(inference.not_loaded, timeout=WAIT) as told:
        inference.load("broken", broken)
    assert isinstance(told.args[1], StudioError) and "gone" in str(told.args[1])
    with qtbot.waitSignal(inference.loaded, timeout=WAIT):
        inference.load("whole", Gated)
