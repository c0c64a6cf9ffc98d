"""What a generator must be fed to draw a given picture is found without torch, stopped, and said where it cannot be."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.core.randomness import NumpyRandom
from ganstudio.export import library
from ganstudio.export.latent.inverting import InvertingParams, inverted
from ganstudio.export.onnx_session import Model


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(next(each.path for each in library.box() if each.path.stem == "vaegan-faces"))


def own(model: Model, seed: int) -> np.ndarray:
    inputs = {each.name: np.asarray(each.arranged(1, 1, False, NumpyRandom(seed))) for each in model.controls}
    return np.asarray(model.run(inputs)[0])


def test_that_a_picture_of_its_own_is_found_again(model: Model) -> None:
    seen: list[float] = []
    found = inverted(model, own(model, 77), better=lambda each: seen.append(each.error))
    assert found.error < 0.02
    assert found.error < seen[0] / 5
    assert np.abs(model.run(found.inputs)[0] - found.picture).max() < 1e-4
    assert 0.3 < np.abs(found.inputs["z"]).mean() < 1.2  # where the generator has learned to draw


def test_that_a_start_that_is_right_stays(model: Model) -> None:
    z = np.asarray(model.controls[0].arranged(1, 1, False, NumpyRandom(5)))[0]
    target = model.run({"z": z[None]})[0]
    assert inverted(model, target, InvertingParams(starts=8, steps=2, prior=0), start=z).error < 1e-4


def test_that_it_is_the_same_each_time(model: Model) -> None:
    asked = InvertingParams(starts=16, steps=3)
    one, other = (inverted(model, own(model, 3), asked) for _ in range(2))
    assert np.array_equal(one.inputs["z"], other.inputs["z"])


def test_that_it_can_be_stopped(model: Model) -> None:
    answers = iter([False] * 6 + [True] * 1000)
    with pytest.raises(Stopped):
        inverted(model, own(model, 3), cancelled=lambda: next(answers))


def test_that_a_picture_of_another_shape_is_refused(model: Model) -> None:
    with pytest.raises(StudioError, match="32 x 32 px with 1 channels, where 64 x 64 px with 3"):
        inverted(model, np.zeros((1, 32, 32), np.float32), InvertingParams(starts=4))
