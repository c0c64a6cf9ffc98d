from __future__ import annotations

import queue
import subprocess
import sys
import threading

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio import launch
from ganstudio.core.events import Event, Finished, Sampled, Saved, Started, Stepped, Warned, to_line
from ganstudio.core.history import History
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places, Preferences
from ganstudio.engine.worker import Worker
from ganstudio.studio.pump import EventPump, Tail, queued, replayed

COUNT = 10_000
BEGIN = Started(0, COUNT, 0.0, None, 100, "CPU", "fp32", 1)


def losses(first: int, last: int) -> Stepped:
    return Stepped(first, last, last / 100, 100.0, {"g.total": tuple(float(n) for n in range(first, last + 1))})


def sampled(step: int) -> Sampled:
    return Sampled(step, step / 100, 2, 2, {})


@pytest.fixture
def run(store: RunStore) -> Run:
    return store.create(Recipe("cgan", "quick", DataChoice("mnist")), "A run", "MNIST")


def told_by(pump: EventPump) -> list[tuple[str, object]]:
    told: list[tuple[str, object]] = []
    for name in ("advanced", "sampled", "warned", "saved", "ended"):
        getattr(pump, name).connect(lambda *value, name=name: told.append((name, *value)))
    return told


def test_that_ten_thousand_events_are_one_piece_of_news(app: QApplication) -> None:
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    history = History()
    pump = EventPump(queued(events), history)
    told = told_by(pump)
    events.put(BEGIN)
    for step in range(1, COUNT + 1):
        events.put(losses(step, step))
        if step % 1000 == 0:
            events.put(sampled(step))
    events.put(Finished(COUNT, 100.0, "budget"))
    pump.tick()
    assert told == [("sampled", sampled(COUNT)), ("advanced",), ("ended", Finished(COUNT, 100.0, "budget"))]
    assert np.array_equal(history.curves["g.total"].steps, np.arange(1, COUNT + 1))
    assert np.array_equal(history.curves["g.total"].values, np.arange(1, COUNT + 1))
    assert history.state == "finished"
    pump.tick()
    assert len(told) == 3


def test_that_every_warning_and_save_is_told(app: QApplication) -> None:
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    pump = EventPump(queued(events), History())
    told = told_by(pump)
    for event in (BEGIN, Warned(1, "Careful."), Saved(2, "a"), Warned(3, "Again."), Saved(4, "b")):
        events.put(event)
    pump.tick()
    pump.stop()
    assert [name for name, *_ in told] == ["warned", "saved", "warned", "saved", "advanced"]


def test_that_nothing_new_is_no_news(app: QApplication, qtbot: QtBot) -> None:
    pump = EventPump(queued(queue.SimpleQueue()), History())
    with qtbot.assertNotEmitted(pump.advanced, wait=150):
        pass
    pump.stop()


def test_that_events_from_a_thread_arrive_in_order_and_the_end_comes_last(app: QApplication, qtbot: QtBot) -> None:
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    history = History()
    pump = EventPump(queued(events), history)
    told = told_by(pump)

    def work() -> None:
        events.put(BEGIN)
        for step in range(1, 2001):
            events.put(losses(step, step))
        events.put(Finished(2000, 20.0, "budget"))

    worker = threading.Thread(target=work)
    with qtbot.waitSignal(pump.ended, timeout=10_000):
        worker.start()
    worker.join()
    assert [name for name, *_ in told].count("ended") == 1
    assert told[-1][0] == "ended"
    assert len(history.curves["g.total"]) == 2000


def test_that_a_half_written_line_waits_for_its_end(run: Run) -> None:
    log = run.folder / "events.jsonl"
    line = to_line(losses(1, 3)).encode() + b"\n"
    tail = Tail(run, 0)
    assert list(tail()) == []  # no log yet
    log.write_bytes(line[:20])
    assert list(tail()) == []
    log.write_bytes(line + line[:5])
    assert list(tail()) == [losses(1, 3)]
    assert list(tail()) == []


WRITER = """
import sys, time
from pathlib import Path
from ganstudio.core.events import Finished, Started, Stepped
from ganstudio.core.runs import Run

run = Run(Path(sys.argv[1]))
run.hold()
run.append(Started(0, 40, 0.0, None, 100, "CPU", "fp32", 1))
for step in range(1, 41):
    run.append(Stepped(step, step, step / 100, 100.0, {"g.total": (float(step),)}))
    time.sleep(0.005)
run.append(Finished(40, 0.4, "budget"))
run.release()
"""


def test_that_the_log_of_another_process_is_followed_to_its_end(run: Run, app: QApplication, qtbot: QtBot) -> None:
    history = History()
    pump = EventPump(Tail(run, 0), history, interval=20)
    with (
        qtbot.waitSignal(pump.ended, timeout=20_000),
        subprocess.Popen([sys.executable, "-c", WRITER, str(run.folder)]) as process,
    ):
        pass
    assert process.returncode == 0
    assert history.curves["g.total"].values.tolist() == list(range(1, 41))


def test_that_a_run_replayed_is_the_run_that_was_watched(store: RunStore, places: Places) -> None:
    recipe = Recipe(
        "cgan", "quick", DataChoice("mnist"), {"batch": 8}, Budget(30, "steps"), device="cpu", precision="fp32"
    )
    run = launch.create_run(launch.named(recipe, places), store)
    worker = Worker(run, launch.training(run, places, Preferences(threads=1)))
    worker.start()
    assert worker.join(60)
    live = History()
    for event in queued(worker.events)():
        live.apply(event)
    again, offset = replayed(Run(run.folder))
    assert offset == (run.folder / "events.jsonl").stat().st_size
    assert (
        (again.state, again.step, again.last_saved) == (live.state, live.step, live.last_saved) == ("finished", 30, 30)
    )
    assert [(s.step, s.files) for s in again.samples] == [(s.step, s.files) for s in live.samples]
    assert again.curves.keys() == live.curves.keys()
    for name, curve in live.curves.items():
        assert np.array_equal(again.curves[name].steps, curve.steps)
        assert np.allclose(again.curves[name].values, curve.values, rtol=1e-5, equal_nan=True), name


def test_that_a_run_that_nobody_writes_any_more_is_interrupted(run: Run) -> None:
    run.hold()
    run.append(BEGIN)
    run.append(sampled(0))
    run.update(state="running")
    assert replayed(run)[0].state == "running"
    run.release()
    assert replayed(Run(run.folder))[0].state == "interrupted"


def test_that_a_sample_whose_picture_is_gone_is_not_offered(run: Run) -> None:
    run.hold()
    run.append(BEGIN)
    run.append(Sampled(0, 0.0, 2, 2, {"ema": "step-00000000-ema.png"}))
    run.release()
    assert replayed(run)[0].samples == []
