from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.core.events import (
    TERMINAL,
    Continued,
    Event,
    Failed,
    Finished,
    Paused,
    Sampled,
    Saved,
    Started,
    Stepped,
)
from ganstudio.core.garbage import uncollected
from ganstudio.core.recipe import DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.engine import checkpoints, devices
from ganstudio.engine.session import Session
from ganstudio.engine.steering import Steering
from ganstudio.engine.trainer import Plan, train
from ganstudio.engine.worker import Worker
from tests.synthetic import session_of

STARTED = Started(0, 10, 0.0, None, 10, "CPU", "fp32", 1)
CompilerError = type("CompilerError", (RuntimeError,), {"__module__": "torch._dynamo.exc"})
PATIENCE = 60.0  # only a hanging test waits so long


@pytest.fixture
def run(store: RunStore) -> Run:
    return store.create(Recipe("cgan", "quick", DataChoice("mnist")), "Digits", "MNIST")


@pytest.fixture
def work() -> Iterator[Callable[..., Worker]]:
    """Makes workers, and stops them whatever happens to the test."""
    workers: list[Worker] = []

    def make(run: Run, training: Callable[[Steering], Iterator[Event]]) -> Worker:
        workers.append(Worker(run, training))
        workers[-1].start()
        return workers[-1]

    yield make
    for worker in workers:
        worker.control.stop()
        assert worker.join(PATIENCE)


def real_training(run: Run, steps: int | None = 20) -> Callable[[Steering], Iterator[Event]]:
    def events(control: Steering) -> Iterator[Event]:
        session: Session = session_of()
        yield from train(session, Plan(run.checkpoints, total_steps=steps), control)

    return events


def told(worker: Worker) -> list[Event]:
    """Everything that a worker says until it has ended."""
    worker.start()
    assert worker.join(PATIENCE)
    return waiting(worker)


def waiting(worker: Worker) -> list[Event]:
    events = []
    while not worker.events.empty():
        events.append(worker.events.get())
    return events


def until(worker: Worker, kind: type) -> Event:
    while True:
        event = worker.events.get(timeout=PATIENCE)
        if isinstance(event, kind):
            return event
        assert not isinstance(event, TERMINAL), event


def test_that_a_run_folder_holds_everything_that_was_told(run: Run) -> None:
    events = told(Worker(run, real_training(run)))
    assert [type(event) for event, _ in run.events()] == [type(event) for event in events]
    assert isinstance(events[-1], Finished)
    state = run.state()
    assert (state.state, state.step, state.total_steps, state.device) == ("finished", 20, 20, "CPU")
    assert [checkpoint.step for checkpoint in checkpoints.listed(run.checkpoints)] == [20]
    for event in events:
        if isinstance(event, Sampled):
            assert set(event.files) == {"ema", "raw"}
            assert all((run.samples / name).is_file() for name in event.files.values())


@pytest.mark.parametrize("ending", [Finished, Failed])
def test_that_networks_are_gone_when_a_gpu_is_given_back(
    ending: type, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions: list[weakref.ref[Session]] = []
    left: list[int] = []

    def training(control: Steering) -> Iterator[Event]:
        session = session_of()
        sessions.append(weakref.ref(session))
        for count, event in enumerate(train(session, Plan(run.checkpoints, total_steps=3), control)):
            if count == 1 and ending is Failed:
                raise MemoryError
            yield event

    monkeypatch.setattr(devices, "give_back_memory", lambda: left.append(sum(each() is not None for each in sessions)))
    with uncollected():  # as in the window, whose collector runs in its own thread now and then
        events = told(Worker(run, training))
    assert isinstance(events[-1], ending)
    assert left == [0]


def test_that_a_run_is_free_again_when_its_end_is_told(run: Run, work: Callable[..., Worker]) -> None:
    worker = work(run, real_training(run, 2))
    until(worker, Finished)
    assert not Run(run.folder).is_held()
    assert worker.join(PATIENCE)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (StudioError("The pictures are gone.", "Plug in the disk."), "The pictures are gone."),
        (RuntimeError("shapes do not match"), "Training failed: shapes do not match"),
        (
            MemoryError("not enough memory: you tried to allocate 9 bytes"),
            "The device has run out of memory.",
        ),
        (OSError(28, "No space left on device"), "The disk is full."),
        (MemoryError("Unable to allocate 3.0 GiB for an array"), "The device has run out of memory."),
        (RuntimeError("CUDA error: out of memory\nFor debugging ..."), "The device has run out of memory."),
        (RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"), "The device has run out of memory."),
        (
            RuntimeError("CUDA error: misaligned address\nFor debugging ..."),
            "Training failed: CUDA error: misaligned address",
        ),
        (RuntimeError(), "Training failed: RuntimeError"),
        (CompilerError("no Triton"), "The networks could not be compiled on this machine."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_that_an_accident_becomes_one_failed_event(run: Run, error: Exception, message: str) -> None:
    def training(control: Steering) -> Iterator[Event]:
        yield STARTED
        yield Stepped(1, 4, 0.1, 1.0, {"loss": (1.0, 1.0, 1.0, 1.0)})
        raise error

    events = told(Worker(run, training))
    assert [type(event) for event in events] == [Started, Stepped, Failed]
    failed = events[-1]
    assert isinstance(failed, Failed)
    assert (failed.step, failed.message) == (4, message)
    assert failed.hint
    assert (run.state().state, run.state().step, run.state().message) == ("failed", 4, message)
    assert [event for event, _ in run.events()][-1] == failed
    assert not run.is_held()


def ends_twice(control: Steering) -> Iterator[Event]:
    yield STARTED
    yield Finished(1, 0.1, "budget")


def ends_without_a_word(control: Steering) -> Iterator[Event]:
    yield STARTED


def fails_at_once(control: Steering) -> Iterator[Event]:
    raise StudioError("Nothing works.")


@pytest.mark.parametrize("training", [ends_twice, ends_without_a_word, fails_at_once])
def test_that_there_is_exactly_one_last_event(run: Run, training: Callable[[Steering], Iterator[Event]]) -> None:
    events = told(Worker(run, training))
    assert [isinstance(event, TERMINAL) for event in events] == [False] * (len(events) - 1) + [True]


def test_that_a_full_disk_does_not_swallow_the_end(run: Run) -> None:
    def training(control: Steering) -> Iterator[Event]:
        yield STARTED
        run.samples.rmdir()
        run.samples.write_text("in the way")
        yield Sampled(0, 0.0, 1, 1, {}, {"raw": np.zeros((4, 4, 1), dtype=np.uint8)})

    events = told(Worker(run, training))
    assert isinstance(events[-1], Failed)
    assert "Could not write" in events[-1].message
    assert run.state().state == "failed"


def test_that_a_run_can_be_paused_continued_and_stopped(run: Run, work: Callable[..., Worker]) -> None:
    worker = work(run, real_training(run, None))
    until(worker, Stepped)
    worker.control.pause()
    paused = until(worker, Paused)
    assert isinstance(paused, Paused)
    assert run.state().state == "paused"
    assert run.state().step == paused.step
    worker.control.go_on()
    until(worker, Continued)
    until(worker, Stepped)
    worker.control.stop()
    finished = until(worker, Finished)
    assert worker.join(PATIENCE)
    assert isinstance(finished, Finished)
    assert finished.reason == "stopped"
    assert finished.step > paused.step
    assert (run.state().state, run.state().step) == ("stopped", finished.step)
    assert waiting(worker) == []


def test_that_a_sample_and_a_save_can_be_asked_for_while_paused(run: Run, work: Callable[..., Worker]) -> None:
    worker = work(run, real_training(run, None))
    until(worker, Stepped)
    worker.control.pause()
    until(worker, Paused)
    worker.control.sample_now()
    until(worker, Sampled)
    worker.control.save_now()
    until(worker, Saved)
    worker.control.stop()
    until(worker, Finished)
    assert worker.join(PATIENCE)


def test_that_a_run_started_twice_is_refused(run: Run, work: Callable[..., Worker]) -> None:
    worker = work(run, real_training(run, None))
    until(worker, Started)
    with pytest.raises(StudioError, match="open in another program"):
        Worker(Run(run.folder), real_training(run)).start()
    worker.control.stop()
    until(worker, Finished)
    assert worker.join(PATIENCE)
    assert run.state().state == "stopped"


def test_that_old_grids_are_thinned_on_disk(run: Run) -> None:
    sheet = np.zeros((2, 2, 1), dtype=np.uint8)

    def training(control: Steering) -> Iterator[Event]:
        yield STARTED
        for step in range(200):
            yield Sampled(step, float(step), 1, 1, {}, {"raw": sheet})
        yield Finished(200, 200.0, "budget")

    told(Worker(run, training))
    names = sorted(path.name for path in run.samples.iterdir())
    assert len(names) == 160
    assert (names[0], names[-1]) == ("step-00000000-raw.png", "step-00000199-raw.png")
