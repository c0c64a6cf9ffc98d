"""Several models that draw what is asked of one: the same noise, the same class by its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.core.errors import StudioError
from ganstudio.export import library
from ganstudio.export.onnx_session import Model
from ganstudio.studio.drawn import Beside, drawn
from ganstudio.studio.generation import Generation
from ganstudio.studio.playing import Base, Request, inputs_beside, inputs_of
from tests import foreign
from tests.ui.window import SLOW


def in_box(name: str) -> Path:
    return next(each.path for each in library.box() if each.path.stem == name)


def test_that_the_same_model_beside_itself_draws_the_same() -> None:
    one, two = Model(in_box("digits")), Model(in_box("digits"))
    for asked in (Request(12, seed=3), Request(4, 2, label=7, variety=0.5, offsets=(1.0,)), Request(3, first=5)):
        found = drawn(one, asked, [Beside("", "", two)], lambda: False, lambda *_: None)
        assert found is not None
        assert np.array_equal(found.beside[0][1], found.pictures)


def test_that_classes_are_met_by_name_and_else_by_number() -> None:
    digits, clothes = Model(in_box("digits")), Model(in_box("clothes"))
    inputs = inputs_beside(digits, Request(20, seed=1), clothes)
    assert (inputs["class_id"] == np.arange(20) % 10).all()
    assert (inputs_beside(digits, Request(2, label=4), clothes)["class_id"] == 4).all()


def test_that_noise_of_another_length_is_drawn_from_the_same_seed() -> None:
    digits, faces = Model(in_box("digits")), Model(in_box("faces"))
    inputs = inputs_beside(digits, Request(3, seed=9, offsets=(2.0,)), faces)
    own = inputs_of(faces, Request(3, seed=9, offsets=(2.0,)))
    assert np.array_equal(inputs["z"], own["z"])


def test_that_a_picture_that_was_opened_is_shown_by_both() -> None:
    one, two = Model(in_box("faces")), Model(in_box("faces"))
    base = Base({name: values[2:3] for name, values in inputs_of(one, Request(4, seed=5)).items()})
    found = drawn(one, Request(base=base), [Beside("", "", two)], lambda: False, lambda *_: None)
    assert found is not None
    assert np.array_equal(found.beside[0][1], found.pictures)


def test_that_the_class_of_what_was_opened_and_mixtures_stand_beside_too() -> None:
    one, two = Model(in_box("digits")), Model(in_box("digits"))
    base = Base(inputs_of(one, Request(seed=4, label=7)))
    for asked in (Request(base=base), Request(seed=2, label=1, mix=(7, 0.5))):
        found = drawn(one, asked, [Beside("", "", two)], lambda: False, lambda *_: None)
        assert found is not None
        assert np.array_equal(found.beside[0][1], found.pictures)


def test_that_one_that_fails_takes_no_picture_from_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = Model(in_box("digits")), Model(in_box("clothes"))
    monkeypatch.setattr(two, "generate", lambda _inputs: (_ for _ in ()).throw(StudioError("broken")))
    found = drawn(one, Request(3), [Beside("", "", two)], lambda: False, lambda *_: None)
    assert found is not None
    assert len(found.pictures) == 3
    assert found.beside == ()


@pytest.fixture
def generation(app: QApplication, qtbot: QtBot) -> Iterator[Generation]:
    made = Generation()
    with qtbot.waitSignal(made.opened, timeout=SLOW):
        made.open(in_box("digits"))
    yield made
    made.shut_down()


def test_that_models_join_and_leave(generation: Generation, qtbot: QtBot) -> None:
    for key, name in (("a", "clothes"), ("b", "faces")):
        with qtbot.waitSignal(generation.joined, timeout=SLOW):
            generation.put_beside(key, name, lambda name=name: Model(in_box(name)))  # type: ignore[misc]
    with qtbot.waitSignal(generation.drawn, timeout=SLOW) as told:
        generation.request(Request(5))
    assert [(each.title, pictures.shape[1:]) for each, pictures in told.args[0].beside] == [
        ("clothes", (1, 28, 28)), ("faces", (3, 64, 64)),
    ]  # fmt: skip
    generation.leave_beside("a")
    with qtbot.waitSignal(generation.drawn, timeout=SLOW) as told:
        generation.request(Request(5, seed=1))
    assert [each.title for each, _ in told.args[0].beside] == ["faces"]


def test_that_what_cannot_stand_beside_is_refused(generation: Generation, qtbot: QtBot, tmp_path: Path) -> None:
    glasses = next(path for path in in_box("digits").parent.glob("glasses-on.onnx"))
    for load in (lambda: Model(glasses), lambda: Model(foreign.written("numbers", tmp_path))):
        with qtbot.waitSignal(generation.failed, timeout=SLOW) as told:
            generation.put_beside("x", "x", load)
        assert isinstance(told.args[0], StudioError)
    assert generation.beside == ()
