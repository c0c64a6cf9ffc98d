"""Models of other programs: what is found out of them, what a person says, and where that is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from ganstudio.core.controls import Label, Latent, Scalar
from ganstudio.core.errors import StudioError
from ganstudio.core.settings import places
from ganstudio.export import library
from ganstudio.export.class_rows import classes_of
from ganstudio.export.foreign import remembered
from ganstudio.export.foreign.guess import BGR, CLASS, LATENT, NUMBER, PICTURE, Guess
from ganstudio.export.foreign.probing import probed
from ganstudio.export.onnx_session import ForeignModelError, Model
from tests import foreign
from tests.sharing import made_once


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        for name in foreign.NAMES:
            foreign.written(name, folder)

    return made_once(tmp_path_factory, "foreign", make)


EXPECTED = {
    "tutorial": ([(LATENT, 100)], 3, 16, (-1.0, 1.0), "latent"),
    "conditional": ([(LATENT, 100), (CLASS, 7)], 3, 16, (-1.0, 1.0), "class_latent"),
    "one-hot": ([(LATENT, 64), (CLASS, 10)], 1, 28, (0.0, 1.0), "class_latent"),
    "channels-last": ([(LATENT, 32)], 3, 16, (0.0, 255.0), "latent"),
    "style": ([(LATENT, 64), (NUMBER, 1)], 3, 16, (-1.0, 1.0), "latent"),
    "changer": ([(PICTURE, 3)], 3, 64, (-1.0, 1.0), "change"),
    "enlarger": ([(PICTURE, 3)], 3, 128, (-1.0, 1.0), "enlarge"),
    "many-numbers": ([(LATENT, 2000)], 3, 16, (-1.0, 1.0), "latent"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_that_a_foreign_file_is_understood(name: str, files: Path) -> None:
    guess = probed(files / f"{name}.onnx")
    roles, channels, size, span, task = EXPECTED[name]
    assert [(each.role, each.size) for each in guess.inputs] == roles
    assert (guess.channels, guess.size, guess.span, guess.task) == (channels, size, span, task)


@pytest.mark.parametrize("name", ["tutorial", "conditional", "one-hot", "channels-last", "style"])
def test_that_it_draws_what_the_file_itself_gives(name: str, files: Path) -> None:
    """Against onnxruntime, fed and read by hand."""
    path = files / f"{name}.onnx"
    guess = probed(path)
    model = Model(path, card=guess.card(path))
    rng = np.random.default_rng(1)
    z = rng.standard_normal((1, guess.inputs[0].size)).astype(np.float32)
    ours: dict[str, np.ndarray] = {guess.inputs[0].port: z}
    theirs: dict[str, np.ndarray] = {guess.inputs[0].port: z[:, :, None, None] if name == "tutorial" else z}
    if name == "conditional":
        ours["y"], theirs["y"] = np.array([5]), np.array([5])
    if name == "one-hot":
        ours["label"], theirs["label"] = np.array([3]), np.eye(10, dtype=np.float32)[[3]]
    if name == "style":
        ours["truncation_psi"], theirs["truncation_psi"] = np.full((1, 1), 0.5, np.float32), np.float32(0.5)
    (answer,) = onnxruntime.InferenceSession(path).run(None, {key: np.asarray(each) for key, each in theirs.items()})
    low, high = guess.span
    wanted = ((np.asarray(answer) - low) / (high - low)).clip(0, 1)
    wanted = wanted.transpose(0, 3, 1, 2) if name == "channels-last" else wanted
    assert np.allclose(model.run(ours), wanted.reshape(1, guess.channels, guess.size, guess.size), atol=1e-6)


def test_that_many_are_drawn_whatever_batch_the_file_insists_on(files: Path) -> None:
    path = files / "channels-last.onnx"
    model = Model(path, card=probed(path).card(path))
    assert model.generate({"dense_input": np.random.default_rng(0).standard_normal((5, 32), np.float32)}).shape[0] == 5


def test_that_controls_follow_what_is_said(files: Path) -> None:
    path = files / "conditional.onnx"
    guess = probed(path)
    named = replace(guess, inputs=(guess.inputs[0], guess.inputs[1].named("a, b, c, d, e, f, g")))
    noise, label = Model(path, card=named.card(path)).controls
    assert isinstance(noise, Latent)
    assert noise.size == 100
    assert isinstance(label, Label)
    assert label.classes == ("a", "b", "c", "d", "e", "f", "g")
    assert guess.inputs[1].named("a, b").names == ()  # not as many as there are
    style = files / "style.onnx"
    sliders = [each for each in Model(style, card=probed(style).card(style)).controls if isinstance(each, Scalar)]
    assert [each.rest for each in sliders] == [1.0]


def test_that_one_number_for_all_is_each_pictures_own(files: Path) -> None:
    """A file that takes one truncation for a whole call is called once for each."""
    path = files / "style.onnx"
    model = Model(path, card=probed(path).card(path))
    z = np.repeat(np.random.default_rng(0).standard_normal((1, 64), np.float32), 4, axis=0)
    psi = np.array([[0.1], [0.1], [0.5], [1.0]], np.float32)
    together = model.run({"z": z, "truncation_psi": psi})
    alone = [model.run({"z": z[:1], "truncation_psi": each[None]})[0] for each in psi]
    assert np.allclose(together, np.stack(alone), atol=1e-6)
    assert not np.allclose(together[1], together[2])


def test_that_blue_first_is_turned(files: Path) -> None:
    path = files / "tutorial.onnx"
    guess = probed(path)
    z = {"input": np.random.default_rng(0).standard_normal((2, 100), np.float32)}
    plain = Model(path, card=guess.card(path)).generate(z)
    assert np.array_equal(Model(path, card=replace(guess, order=BGR).card(path)).generate(z), plain[:, ::-1])


# -- what cannot be used ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "words"), [
    ("not-finite", "not finite"), ("huge", "no colours"), ("numbers", "gives no picture"), ("sound", "3 dimensions"),
])  # fmt: skip
def test_that_what_is_no_generator_is_refused_in_a_sentence(name: str, words: str, files: Path) -> None:
    with pytest.raises(StudioError, match=words) as told:
        probed(files / f"{name}.onnx")
    assert f"{name}.onnx" in str(told.value)
    assert told.value.hint


def test_that_what_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "noise.onnx"
    path.write_bytes(bytes(range(256)) * 8)
    with pytest.raises(StudioError, match=r"noise\.onnx"):
        probed(path)


# -- what is remembered -----------------------------------------------------------------------------------


def copied(files: Path, name: str, folder: Path) -> tuple[Path, Guess]:
    path = folder / f"{name}.onnx"
    path.write_bytes((files / f"{name}.onnx").read_bytes())
    return path, probed(path)


def test_that_what_was_said_is_kept_beside_the_file(files: Path, tmp_path: Path) -> None:
    path, guess = copied(files, "conditional", tmp_path)
    with pytest.raises(ForeignModelError):
        Model(path)
    assert remembered.remember(path, guess.card(path)) == tmp_path / "conditional.ganstudio.json"
    assert Model(path).label is not None
    assert library.entry(path).task == "class_latent"


def test_that_it_is_kept_elsewhere_where_it_cannot_be_beside(files: Path, tmp_path: Path) -> None:
    path, guess = copied(files, "tutorial", tmp_path)
    remembered.beside(path).mkdir()  # so nothing can be written there, whoever one is
    place = remembered.remember(path, guess.card(path))
    assert places().models in place.parents
    moved = tmp_path / "elsewhere" / "other name.onnx"
    moved.parent.mkdir()
    path.rename(moved)
    assert Model(moved).size == 16


DAMAGED = ("", "[" * 100_000, " " * (1 << 21), "{", "[]", '{"foreign": false}', '{"foreign": true}')


@pytest.mark.parametrize("text", [*DAMAGED, '{"foreign": true, "schema": 1}'], ids=range(len(DAMAGED) + 1))
def test_that_a_damaged_note_is_no_trap(text: str, files: Path, tmp_path: Path) -> None:
    path, _ = copied(files, "tutorial", tmp_path)
    remembered.beside(path).write_text(text)
    with pytest.raises(StudioError):
        Model(path)


def test_that_hostile_notes_do_not_take_the_library_down(files: Path) -> None:
    folder = places().models
    folder.mkdir(parents=True)
    for name, text in (("huge", '{"foreign": true, "schema": 1e999}'), ("deep", "[" * 100_000)):
        path = folder / f"{name}.onnx"
        path.write_bytes((files / "tutorial.onnx").read_bytes())
        remembered.beside(path).write_text(text)
    good, guess = copied(files, "conditional", folder)
    remembered.remember(good, guess.card(good))
    assert [each.path for each in library.models(places())] == [good]


def test_that_another_file_of_the_name_is_asked_about_anew(files: Path, tmp_path: Path) -> None:
    path, guess = copied(files, "tutorial", tmp_path)
    remembered.remember(path, guess.card(path))
    assert Model(path).size == 16
    path.write_bytes((files / "conditional.onnx").read_bytes())
    with pytest.raises(ForeignModelError):
        Model(path)


def test_that_a_note_that_lies_is_refused(files: Path, tmp_path: Path) -> None:
    path, guess = copied(files, "conditional", tmp_path)
    card = guess.card(path)
    card["inputs"][0]["size"] = 99
    remembered.beside(path).write_text(json.dumps(card))
    with pytest.raises(StudioError, match=r"conditional\.onnx"):
        Model(path)


@pytest.mark.parametrize(("name", "port", "count"), [("digits", "class_id", 10), ("conditional", "y", 7)])
def test_that_the_number_of_classes_is_read_from_the_graph(name: str, port: str, count: int, files: Path) -> None:
    """Of a one-hot row as torch's new exporter writes it, and of a table as its old one does."""
    boxed = {each.path.stem: each.path for each in library.box()}
    assert classes_of(boxed.get(name, files / f"{name}.onnx"), port) == count


def test_that_files_that_came_with_onnx_are_understood_or_refused_in_a_sentence() -> None:
    """Written by many tools, none of them for this: nothing but a sentence may come of them."""
    folder = Path(onnx.__file__).parent / "backend" / "test" / "data"
    found = sorted(folder.glob("pytorch-*/*/model.onnx"))
    assert len(found) > 20
    for path in found:
        try:
            probed(path)
        except StudioError as error:
            assert "model.onnx" in str(error)
