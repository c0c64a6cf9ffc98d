"""The pictures that Explore shows beside the set that their model has learned from."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ganstudio.core import resources
from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import Places
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.dataset import DataSet
from ganstudio.export.onnx_session import Model
from ganstudio.launch import origins
from ganstudio.launch.memorised import CHANGED, Samples
from ganstudio.launch.memorised import checked as compared
from ganstudio.studio import memorised
from ganstudio.studio.playing import Request


def boxed(name: str) -> Model:
    return Model(next(path for path in resources.generators() if path.stem == name))


def held_back(key: str, share: float = 0.1) -> DataSet:
    return replace(catalogue.find(key), preparation=Preparation(validation=share))


def test_that_a_model_in_the_box_is_compared_with_what_its_recipe_names(store: RunStore, places: Places) -> None:
    found = memorised.checked(boxed("digits"), Request(12), None, store, places)
    assert found.title == "MNIST digits"
    assert found.judged.nearer is not None  # none was held back: training pictures beside each other say what is usual
    assert "training pictures usually lie to each other" in found.verdict
    assert "beside the others as none was held back" in found.words
    assert found.neighbours.shape == (12, 5, 1, 28, 28)
    assert found.note == ""  # they are the very pictures that its file names


def test_that_a_sheet_has_a_share_where_pictures_were_held_back(store: RunStore, places: Places) -> None:
    told: list[float] = []
    found = memorised.checked(
        boxed("digits"),
        Request(100, columns=10),
        held_back("mnist"),
        store,
        places,
        lambda share, _: told.append(share),
    )
    assert found.judged.nearer is not None
    assert found.judged.nearer.of == 100
    assert found.by_class
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_that_one_picture_has_its_neighbours_and_no_share(store: RunStore, places: Places) -> None:
    found = memorised.checked(boxed("digits"), Request(1, seed=3), held_back("mnist"), store, places)
    assert found.judged.nearer is None
    assert "held-out pictures lie farther" in found.verdict
    apart, near = found.said(0)
    assert apart.endswith("% apart")
    assert near


@pytest.mark.parametrize("changes", [{"variety": 0.5}, {"offsets": (1.0, 0.0)}])
def test_that_a_sheet_that_leans_says_so(changes: dict[str, object], store: RunStore, places: Places) -> None:
    data = held_back("mnist")
    plain = memorised.checked(boxed("digits"), Request(20), data, store, places)
    leaning = memorised.checked(boxed("digits"), Request(20, **changes), data, store, places)  # type: ignore[arg-type]
    assert memorised.LEANING not in plain.note
    assert memorised.LEANING in leaning.note


def test_that_faces_are_drawn_anew_to_compare_with(
    places: Places, few_faces: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = catalogue.find("cartoon-faces")
    learned = np.asarray(_pictures(data, places))[:30]
    found = compared(Samples(learned), data, places)
    assert found.judged.nearer is not None
    assert found.judged.nearer.value == 1
    assert "drawn anew" in found.words
    assert (found.judged.near.places[:, 0] == np.arange(30)).all()
    again = compared(Samples(learned), data, places)  # from the cache
    assert np.array_equal(again.judged.farther, found.judged.farther)


def _pictures(data: DataSet, places: Places) -> np.ndarray:
    from ganstudio.data.sets.store import prepare

    return np.asarray(prepare(data, 32, 3, places.cache).pictures)


def test_that_neighbours_of_a_mirrored_set_are_shown_turned(places: Places) -> None:
    data = replace(catalogue.find("fashion-mnist"), preparation=Preparation(flip=True))
    with np.load(resources.path("data", "fashion-mnist-10k.npz")) as kept:
        turned = np.ascontiguousarray(kept["images"][:6, None, :, ::-1])
    found = compared(Samples(turned), data, places)
    for row, number in enumerate(found.rows):
        assert np.array_equal(found.neighbours[row, 0], turned[number])


def test_that_a_model_whose_run_is_gone_says_so_and_takes_another_set(
    digits_model: Path, tmp_path: Path, store: RunStore, places: Places
) -> None:
    lost = tmp_path / "lost.onnx"
    shutil.copy(digits_model, lost)
    with pytest.raises(StudioError) as said:
        memorised.checked(Model(lost), Request(4), None, store, places)
    assert "so nobody knows its pictures" in said.value.message
    assert said.value.hint == origins.CHOOSE
    found = memorised.checked(Model(lost), Request(4), catalogue.find("mnist"), store, places)
    assert found.neighbours.shape[:2] == (4, 5)


def test_that_a_recipe_beside_a_model_names_its_pictures(
    digits_model: Path, tmp_path: Path, store: RunStore, places: Places
) -> None:
    shutil.copy(digits_model, tmp_path / "mine.onnx")
    recipe = next(path for path in resources.generators() if path.stem == "clothes").with_suffix(".toml")
    shutil.copy(recipe, tmp_path / "mine.toml")
    model = Model(tmp_path / "mine.onnx")
    assert origins.set_of(model, store, places).key == "fashion-mnist"
    text = (tmp_path / "mine.toml").read_text("utf-8").replace("fashion-mnist", "/gone/away")
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    with pytest.raises(StudioError, match="are not here"):
        origins.set_of(model, store, places)


def test_that_a_set_that_has_changed_since_is_named_as_such(places: Places) -> None:
    with np.load(resources.path("data", "mnist-10k.npz")) as kept:
        samples = Samples(kept["images"][:2, None])
    assert compared(samples, catalogue.find("mnist"), places, "another").note == CHANGED


def test_that_what_draws_no_pictures_is_refused_and_a_look_can_be_stopped(store: RunStore, places: Places) -> None:
    with pytest.raises(StudioError, match="draws no pictures"):
        memorised.checked(boxed("photo-x2"), Request(1), None, store, places)
    with pytest.raises(Stopped):
        memorised.checked(boxed("digits"), Request(1), None, store, places, cancelled=lambda: True)


def test_that_sets_without_pictures_are_not_offered() -> None:
    every = [*catalogue.built_in(), *catalogue.without_pictures()]
    assert {data.key for data in memorised.suited(every)} == {data.key for data in catalogue.built_in()}
