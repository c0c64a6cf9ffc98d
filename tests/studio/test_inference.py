"""Colouring beside the window: the newest drawing wins, and what nobody wants any more is not made."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from pytestqt.qtbot import QtBot

from ganstudio.core.controls import Control, ImageInput, Network
from ganstudio.core.errors import StudioError
from ganstudio.export.colouring import ColourParams, shown
from ganstudio.studio.inference import Answer, ColourRequest, Inference
from ganstudio.studio.keeping import Sheet

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
