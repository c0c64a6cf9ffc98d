from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ganstudio.core.errors import StudioError
from ganstudio.studio.jobs import Jobs, command


@pytest.fixture
def jobs(jobs_loop: object) -> Jobs:
    return Jobs()


def test_that_a_result_arrives_in_the_gui_thread(jobs: Jobs, qtbot: QtBot) -> None:
    places: list[threading.Thread] = []
    results: list[int] = []

    def work() -> int:
        places.append(threading.current_thread())
        return 42

    with qtbot.waitSignals([jobs.started, jobs.finished], timeout=10_000):
        jobs.in_thread("Counting", work, lambda n: (results.append(n), places.append(threading.current_thread())))
    assert results == [42]
    assert places[0] is not threading.main_thread()
    assert places[1] is threading.main_thread()
    qtbot.waitUntil(lambda: not jobs.busy)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (StudioError("The disk is full.", "Free some."), "The disk is full."),
        (ValueError("odd"), "Counting failed: odd"),
    ],
)
def test_that_an_error_becomes_a_message(error: Exception, message: str, jobs: Jobs, qtbot: QtBot) -> None:
    def work() -> None:
        raise error

    with qtbot.waitSignal(jobs.finished, timeout=10_000), qtbot.waitSignal(jobs.failed, timeout=10_000) as told:
        jobs.in_thread("Counting", work, lambda _: pytest.fail("there is no result"))
    assert told.args[0].message == message
    qtbot.waitUntil(lambda: not jobs.busy)


def test_that_an_error_in_what_follows_becomes_a_message_too(jobs: Jobs, qtbot: QtBot) -> None:
    def done(_result: object) -> None:
        raise StudioError("It cannot be shown.")

    with qtbot.waitSignal(jobs.failed, timeout=10_000) as told:
        jobs.in_thread("Counting", lambda: 1, done)
    assert told.args[0].message == "It cannot be shown."


def test_that_a_command_returns_what_it_prints(jobs: Jobs, qtbot: QtBot) -> None:
    printed: list[str] = []
    jobs.run("Asking", command("list", "data", "--json"), printed.append)
    qtbot.waitUntil(lambda: bool(printed), timeout=30_000)
    assert '"fashion-mnist"' in printed[0]


def test_that_a_refused_command_is_a_message_with_its_hint(jobs: Jobs, qtbot: QtBot) -> None:
    with qtbot.waitSignal(jobs.failed, timeout=30_000) as told:
        jobs.run("Exporting", command("export", "nowhere", "--out", "x.onnx"), lambda _: None)
    assert told.args[0].message == "There is no run called 'nowhere'."
    assert "list runs" in told.args[0].hint


def test_that_a_cancelled_job_ends_and_says_nothing(jobs: Jobs, qtbot: QtBot) -> None:
    async def forever() -> None:
        await asyncio.sleep(60)

    with qtbot.waitSignal(jobs.started):
        jobs.run("Waiting", forever(), lambda _: None)
    with qtbot.assertNotEmitted(jobs.failed), qtbot.assertNotEmitted(jobs.finished):
        jobs.cancel()
        qtbot.waitUntil(lambda: not jobs.busy)


def test_that_a_job_cancelled_before_it_begins_is_forgotten(jobs: Jobs, qtbot: QtBot) -> None:
    done: list[Any] = []
    jobs.in_thread("Counting", lambda: 1, done.append)
    jobs.cancel()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert done == []


def test_that_nothing_is_begun_after_the_end(jobs: Jobs, qtbot: QtBot) -> None:
    jobs.cancel()
    done: list[Any] = []
    jobs.in_thread("Counting", lambda: 1, done.append)
    qtbot.wait(200)
    assert done == []
