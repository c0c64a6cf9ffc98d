"""Leaving off in the middle of work."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from ganstudio.core import resources
from ganstudio.core.interruption import Stopped, check, interruptible
from ganstudio.export.colouring import ColourParams, answered, shown
from ganstudio.export.onnx_session import Model

SOON = 0.02  # seconds: a fraction of what the drawing below takes


def test_that_nothing_is_interrupted_unasked() -> None:
    check()
    with interruptible():
        check()


def test_that_work_ends_where_it_looks() -> None:
    with interruptible() as interruption:
        interruption.ask()
        with pytest.raises(Stopped):
            check()
    check()  # what comes after is not meant


def test_that_a_library_is_stopped_even_if_it_was_asked_for_before() -> None:
    stopped: list[str] = []
    with interruptible() as interruption:
        interruption.when_asked(lambda: stopped.append("first run"))
        interruption.when_asked(lambda: stopped.append("second run"))
        interruption.ask()
        assert stopped == ["second run"]  # the one that is under way
        interruption.when_asked(lambda: stopped.append("third run"))
    assert stopped == ["second run", "third run"]


def test_that_a_run_of_onnxruntime_ends_at_once_and_the_next_one_is_right() -> None:
    model = Model(next(path for path in resources.models() if path.stem == "cartoon-faces"))
    ink = np.zeros((1024, 1024), np.uint8)
    ink[::40] = 255
    params = ColourParams(detail=4.0)
    drawing = shown(model, ink, None, params)
    begun = time.perf_counter()
    whole = answered(model, drawing, params)
    usual = time.perf_counter() - begun
    with interruptible() as interruption, pytest.raises(Stopped):
        timer = threading.Timer(SOON, interruption.ask)
        timer.start()
        begun = time.perf_counter()
        while time.perf_counter() - begun < 60 * usual:  # however fast the machine, it ends in the middle of one
            answered(model, drawing, params)
    assert np.array_equal(answered(model, drawing, params), whole)
