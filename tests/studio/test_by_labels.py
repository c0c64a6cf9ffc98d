"""Directions that bear the names of what pictures were told to be: believed only where the answers follow them."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped, interruptible
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import Places
from ganstudio.evaluate.classifier import train_classifier
from ganstudio.export import library
from ganstudio.export.latent import directions, measuring
from ganstudio.export.onnx_session import Model
from ganstudio.launch import by_labels
from ganstudio.studio.consoles import Consoles
from ganstudio.studio.directions import Directions
from tests import foreign
from tests.synthetic import picture_set
from tests.ui.window import SLOW


class Eye:
    """Judges what anybody can see, in the place of a classifier that takes minutes to learn."""

    by_class = False
    info = SimpleNamespace(attributes=("dark", "lucky", "lit_from_left"), classes=())

    def __init__(self) -> None:
        self._luck = np.random.default_rng(0)

    def probabilities(self, pictures: np.ndarray) -> np.ndarray:
        seen = pictures.astype(np.float32) / 255
        half = pictures.shape[3] // 2
        dark = 0.8 - seen.mean((1, 2, 3))
        left = seen[..., :half].mean((1, 2, 3)) - seen[..., half:].mean((1, 2, 3))
        luck = self._luck.random(len(pictures)) - 0.5
        return np.stack([1 / (1 + np.exp(-20 * each)) for each in (dark, luck, left)], axis=1).astype(np.float32)


@pytest.fixture
def model() -> Model:
    return Model(next(each.path for each in library.box() if each.path.stem == "vaegan-faces"))


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_labels, "judge_of", lambda *_: Eye())


@pytest.mark.usefixtures("judged")
def test_that_names_go_to_directions_that_the_answers_follow(model: Model, store: RunStore, places: Places) -> None:
    found = {each.direction.name: each for each in by_labels.named(model, store, places)}
    assert "Dark" in found
    assert "Lucky" not in found  # follows nothing
    dark = found["Dark"]
    assert dark.change > 2 * dark.chance
    base = measuring.scene(model, 48, 4, 999)  # pictures that it was not found with
    ends = [model.run(base.inputs(directions.moved(base.latents, dark.direction, sigmas, base.control))).mean()
            for sigmas in (-2.0, 2.0)]  # fmt: skip
    assert ends[1] < ends[0] - 0.05


@pytest.mark.usefixtures("judged")
def test_that_the_search_can_be_stopped(model: Model, store: RunStore, places: Places) -> None:
    done: list[int] = []
    with interruptible() as interruption, pytest.raises(Stopped):

        def progress(at: int, _total: int) -> None:
            done.append(at)
            if len(done) == 3:
                interruption.ask()

        by_labels.named(model, store, places, progress)
    assert len(done) == 3


def test_that_a_classifier_that_still_learns_is_stopped_too(
    model: Model, store: RunStore, places: Places, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learning, left = threading.Event(), threading.Event()

    def judge_of(*_given: object) -> object:
        pictures = picture_set(classes=2, count=512)
        learning.set()
        try:
            return train_classifier(pictures, epochs=100_000)
        except Stopped:
            left.set()
            raise

    monkeypatch.setattr(by_labels, "judge_of", judge_of)
    made = Directions(Consoles(tmp_path / "consoles"), tmp_path / "cache")
    made.failed.connect(lambda error: pytest.fail(str(error)))
    made.look_by_labels(model, store, places)
    qtbot.waitUntil(learning.is_set, timeout=SLOW)
    made.stop()
    qtbot.waitUntil(left.is_set, timeout=SLOW)
    assert not made.looking
    made.shut_down()


def test_that_a_model_without_known_pictures_is_told_so(store: RunStore, places: Places, tmp_path: Path) -> None:
    path = foreign.written("tutorial", tmp_path)
    from ganstudio.export.foreign.probing import probed

    with pytest.raises(StudioError, match="which pictures it learned from"):
        by_labels.named(Model(path, card=probed(path).card(path)), store, places)


@pytest.mark.usefixtures("judged")
def test_that_found_names_come_first_and_once(
    model: Model, store: RunStore, places: Places, app: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    made = Directions(Consoles(tmp_path / "consoles"), tmp_path / "cache")
    with qtbot.waitSignal(made.changed, timeout=SLOW, check_params_cb=lambda: bool(made.mark)):
        made.open(model, look=False)
    for _ in range(2):
        with qtbot.waitSignal(made.told, timeout=SLOW) as told:
            made.look_by_labels(model, store, places)
        assert "Dark" in told.args[0]
    names = [each.name for each in made.console.directions]
    assert names.count("Dark") == 1
    made.shut_down()
