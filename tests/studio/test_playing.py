"""What Explore asks for is a value: it is undone, kept in pictures and bookmarks, and found there again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.export import library
from ganstudio.export.latent import notes
from ganstudio.export.latent.directions import WEIGHTS, Direction
from ganstudio.export.latent.notes import Origin
from ganstudio.export.onnx_session import Model
from ganstudio.studio.consoles import Bookmark, Console, Consoles
from ganstudio.studio.history import History
from ganstudio.studio.playing import STRIP, Base, Request, inputs_of, origin_of, request_of, strip


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(next(each.path for each in library.box() if each.path.stem == "faces"))


def direction(model: Model, at: int = 0, name: str = "") -> Direction:
    assert model.noise is not None
    vector = tuple(float(index == at) for index in range(model.noise.size))
    return Direction(vector, 1.0, 0.1, 0.5, WEIGHTS, name=name)


def asked(model: Model) -> Request:
    glasses = tuple(float(index == 6) for index in range(11))
    return Request(1, 7, None, 0.75, (0.5, -1.25), 4, (("attributes", glasses),), ((direction(model, 3), 1.5),))


def test_that_changes_of_one_gesture_are_one_step() -> None:
    history = History(0)
    for state, gesture in ((1, "drag"), (2, "drag"), (3, "other"), (3, None), (4, None)):
        history.put(state, gesture)
    seen = []
    while history.undo():
        seen.append(history.now)
    assert seen == [3, 2, 0]
    assert history.redo()
    history.put(9)
    assert not history.can_redo


def test_that_a_gesture_after_an_undo_is_a_step_of_its_own() -> None:
    history = History(0)
    history.put(1, "drag")
    history.undo()
    history.put(2, "drag")
    assert history.undo()
    assert history.now == 0


def test_that_a_request_is_found_again_in_its_picture(model: Model, tmp_path: Path) -> None:
    request = asked(model)
    origin = origin_of(model, request)
    notes.write_picture(tmp_path / "face.png", np.zeros((8, 8, 3), np.uint8), origin)
    assert request_of(model, notes.restored(tmp_path / "face.png")) == request


def test_that_a_picture_of_its_own_inputs_is_restored_to_the_bit(model: Model) -> None:
    request = replace(asked(model), base=Base(inputs_of(model, Request(1, 99))), variety=1.0)
    again = request_of(model, notes.from_text(notes.to_text(origin_of(model, request))))
    for name, values in inputs_of(model, request).items():
        assert np.array_equal(inputs_of(model, again)[name], values)
    assert again.moves == request.moves


def test_that_settings_which_lie_are_not_believed(model: Model) -> None:
    origin = origin_of(model, asked(model))
    for settings in ({}, {**origin.settings, "seed": 8}, {**origin.settings, "moves": "nonsense"}):
        restored = request_of(model, Origin(origin.model, origin.digest, origin.inputs, settings))
        assert restored.base is not None
        assert all(np.array_equal(inputs_of(model, restored)[name], origin.inputs[name]) for name in origin.inputs)


def test_that_inputs_of_another_shape_are_refused(model: Model) -> None:
    wrong = Origin("other", "", {"z": np.zeros((1, 3), np.float32)})
    with pytest.raises(StudioError, match="other inputs than faces"):
        request_of(model, wrong)


def test_that_a_strip_has_the_picture_itself_in_its_middle(model: Model) -> None:
    request = replace(asked(model), moves=((direction(model, 3), 1.5), (direction(model, 5), -0.5)))
    drawn = strip(model, request, direction(model, 3))
    rest = inputs_of(model, replace(request, moves=((direction(model, 5), -0.5),)))
    assert model.noise is not None
    noise = drawn[model.noise.name]
    assert np.array_equal(noise[1], rest[model.noise.name][0])
    assert np.allclose((noise - noise[1])[:, 3], STRIP)


def test_that_a_console_is_kept_by_the_content_of_its_model(model: Model, tmp_path: Path) -> None:
    one, other = direction(model, 1, "hair"), direction(model, 2)
    console = Console().with_found([one, other]).moved(other, -1).renamed(other, "skin").hiding(one)
    console = replace(console, bookmarks=(Bookmark("Ann", origin_of(model, asked(model))),))
    Consoles(tmp_path).put("ab" * 32, console)
    again = Consoles(tmp_path).of("ab" * 32)
    assert [each.name for each in again.directions] == ["skin", "hair"]
    assert [each.name for each in again.shown] == ["skin"]
    assert [each.name for each in again.showing_all().shown] == ["skin", "hair"]
    assert request_of(model, again.bookmarks[0].origin) == asked(model)
    assert Consoles(tmp_path).of("cd" * 32) == Console()


def test_that_directions_found_again_keep_their_names(model: Model) -> None:
    named = Console().with_found([direction(model, 1)]).renamed(direction(model, 1), "hair")
    again = named.with_found([direction(model, 1), direction(model, 2)])
    assert [each.name for each in again.directions] == ["hair", ""]


@pytest.mark.parametrize("content", ["", "{}", '{"format": 99}', '{"format": 1, "directions": [1], "bookmarks": []}'])
def test_that_damaged_bookmarks_stay_as_they_are(content: str, tmp_path: Path) -> None:
    consoles = Consoles(tmp_path)
    path = consoles.place("ef" * 32)
    path.write_text(content)
    with pytest.raises(StudioError, match=path.name):
        consoles.of("ef" * 32)
    with pytest.raises(StudioError, match=path.name):
        consoles.put("ef" * 32, Console())
    assert path.read_text() == content


@pytest.mark.parametrize("name", ["faces", "digits", "clothes"])
def test_that_picture_i_of_a_seed_is_the_same_for_every_count(name: str) -> None:
    model = Model(next(each.path for each in library.box() if each.path.stem == name))
    many, one = inputs_of(model, Request(40, 5)), inputs_of(model, Request(1, 5, first=17))
    for control, values in many.items():
        assert np.array_equal(values[17:18], one[control])
