"""Models that colour: what they are given and may answer, and that a file colours as its run does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ganstudio.core.controls import ImageInput, Label
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.runs import RunStore
from ganstudio.export.colouring import ColourParams, answered, coloured, shown
from ganstudio.export.onnx_session import Model
from ganstudio.export.run_network import RunNetwork
from tests import models
from tests.export.sketches import PLAIN, no_hints, paper, scribble
from tests.export.test_to_onnx import trained
from tests.painters import (
    EVERYTHING,
    HINTS,
    SKETCH,
    Painter,
    echo,
    labelled,
    one_colour,
)

# -- what they take and give ---------------------------------------------------------------------------------


def test_that_models_without_hints_are_given_none() -> None:
    network = Painter(echo, (ImageInput("sketch", 3, "sketch", 64),), size=4096)
    hints = no_hints(70, 70)
    hints[:] = (255, 0, 0, 255)
    with_them = coloured(network, scribble(70, 70), hints, PLAIN)
    assert np.array_equal(with_them, coloured(network, scribble(70, 70), None, PLAIN))
    assert all(set(feeds) == {"sketch"} for feeds in network.seen)
    feeds = network.seen[0]["sketch"]
    assert feeds.shape == (1, 3, 128, 128)
    assert np.array_equal(feeds[:, 0], feeds[:, 2]), "a grey sketch for networks that want colour"
    assert (shown(network, scribble(70, 70), hints, PLAIN).picture[..., 0] < 255).any(), "what it sees is the sketch"


@pytest.mark.parametrize("act", [coloured, lambda network, *rest: answered(network, shown(network, *rest), rest[-1])])
def test_that_models_without_a_sketch_are_refused_in_one_sentence(act: object) -> None:
    with pytest.raises(StudioError) as told:
        act(labelled(), paper(64, 64), None, PLAIN)  # type: ignore[operator]
    assert "takes no sketch" in told.value.message
    assert told.value.message.count(".") == 1
    assert told.value.hint


def test_that_a_grey_answer_is_a_picture_too() -> None:
    network = Painter(lambda feeds: feeds["sketch"] * 0.5)
    made = coloured(network, paper(50, 50), None, PLAIN)
    assert made.shape == (50, 50, 3)
    assert (made == 128).all()


def test_that_a_class_that_is_asked_for_is_the_first() -> None:
    network = Painter(one_colour(0.2, 0.2, 0.2), (SKETCH, Label("class_id", ("a", "b"))))
    coloured(network, paper(32, 32), None, PLAIN)
    assert network.seen[0]["class_id"].tolist() == [0]


# -- a real model --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, RunNetwork]:
    path, run = models.exported(tmp_path_factory, "colouring", "small")
    return Model(path), RunNetwork(run)


def house(height: int, width: int) -> Pixels:
    image = Image.new("L", (width, height))
    ImageDraw.Draw(image).rectangle((width // 5, height // 5, width * 3 // 4, height * 3 // 4), outline=255, width=3)
    return np.asarray(image)


@pytest.mark.parametrize(("height", "width"), [(37, 61), (1, 1), (300, 170), (600, 129)])
def test_that_a_file_and_its_run_colour_alike_at_any_size(
    height: int, width: int, exported: tuple[Model, RunNetwork]
) -> None:
    model, run = exported
    assert model.controls == run.controls
    assert {type(each) for each in model.controls} == {type(each) for each in EVERYTHING}
    hints = no_hints(height, width)
    hints[: height // 2, : width // 3] = (255, 120, 0, 255)
    params = ColourParams(keep_line=False, variation=3)
    ours, theirs = (coloured(network, house(height, width), hints, params) for network in (model, run))
    assert ours.shape == (height, width, 3)
    assert np.abs(ours.astype(int) - theirs).max() <= 2
    assert height == 1 or ours.std() > 1


def test_that_a_model_refuses_pictures_that_do_not_fit(exported: tuple[Model, RunNetwork]) -> None:
    model, _ = exported
    good = {
        "sketch": np.ones((1, 1, 32, 32), np.float32), "hints": np.zeros((1, 4, 32, 32), np.float32),
        "variation": np.zeros((1, 8), np.float32),
    }  # fmt: skip
    assert model.run(good).shape == (1, 3, 32, 32)
    with pytest.raises(StudioError, match=r"multiples of 32 px, not 1 x 33 x 32"):
        model.run({**good, "sketch": np.ones((1, 1, 33, 32), np.float32)})
    with pytest.raises(StudioError, match="hints of 4 channels"):
        model.run({**good, "hints": np.ones((1, 3, 32, 32), np.float32)})
    with pytest.raises(StudioError, match="cannot work on these inputs"):
        model.run({**good, "hints": np.zeros((1, 4, 64, 32), np.float32)})
    with pytest.raises(StudioError, match="needs the input 'hints'"):
        model.run({"sketch": good["sketch"], "variation": good["variation"]})


def test_that_a_run_that_saved_nothing_cannot_colour(store: RunStore) -> None:
    run = trained(store, "colouring", "small")
    for path in run.checkpoints.iterdir():
        path.unlink()
    with pytest.raises(StudioError, match="has not saved anything yet"):
        RunNetwork(run)


def test_that_the_controls_say_what_they_take(exported: tuple[Model, RunNetwork], tmp_path: Path) -> None:
    model, _ = exported
    assert model.images == {"sketch": SKETCH, "hints": HINTS}
    assert model.noise is not None
    assert model.label is None
    assert model.gives.shape(1, (128, 128)) == (1, 3, 128, 128)
