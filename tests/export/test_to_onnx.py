"""Every kind of generator as a file: the same pictures, described, and nothing of this machine inside."""

from __future__ import annotations

import getpass
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from torch.nn.utils import parametrize

from ganstudio.core import controls, params, sets
from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Picture
from ganstudio.core.randomness import NumpyRandom
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.engine import checkpoints, registry
from ganstudio.engine.family import Preset
from ganstudio.export import to_onnx
from ganstudio.export.onnx_session import METADATA_KEY, Model
from tests.models import exported
from tests.synthetic import example_inputs, session_of, small_changes


def generator_of(key: str, preset: Preset) -> tuple[object, ...]:
    """What decides how a preset's generator is built, as small as tests make it: the same file else comes twice."""
    settings = {**registry.settings_of(registry.family(key), preset.key), **small_changes(key, preset.key)}
    specs = params.specs(registry.family(key).Params)
    names = [spec.name for spec in specs if spec.group == "Generator" and not spec.name.startswith("lr")]
    return key, preset.size, *(settings[name] for name in names)


PRESETS = list({
    generator_of(key, preset): (key, preset.key)
    for key, kind in registry.families().items()
    for index, preset in reversed(list(enumerate(kind.presets)))
    if index == 0 or preset.faithful
}.values())  # fmt: skip


def trained(store: RunStore, family: str, preset: str) -> Run:
    """A run on random pictures until every phase has had its turn, as small as the preset allows."""
    changes = small_changes(family, preset)
    session = session_of(family, preset, **{k: v for k, v in changes.items() if k != "batch"}, batch=4)
    for _ in range(max(phase.every for phase in session.phases)):
        session.step()
    data = session.family.data
    values = {**registry.settings_of(registry.family(family), preset), **changes, "batch": 4}
    recipe = Recipe(family, preset, DataChoice("mnist", data.size, data.channels), values, Budget(1, "steps"))
    run = store.create(recipe, f"Random · {family} {preset}", "random")
    run.update(about=sets.to_json(data), picture=(data.channels, data.size))
    checkpoints.save(run.checkpoints, session, 1.0)
    return run


@pytest.fixture
def model_path(digits_model: Path) -> Path:
    return digits_model


@pytest.mark.parametrize(("family", "preset"), PRESETS, ids=str)
def test_that_the_file_draws_what_the_network_draws(
    family: str, preset: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path, run = exported(tmp_path_factory, family, preset)
    verified = card_of(path)["verified"]
    assert set(verified["batches"]) >= {1, 2, 5}
    assert verified["max_abs_diff"] < 1e-3
    network, generator, _ = to_onnx.trained_generator(run)
    model = Model(path)
    assert model.controls == generator.controls
    if isinstance(model.gives, Picture):
        assert model.gives.shape(1)[1:3] == run.state().picture
    for count in (1, 2, 5):
        inputs = example_inputs(generator, count, model.size // getattr(model.gives, "scale", 1))
        with torch.no_grad():
            expected = to_onnx.Portable(network, generator)(*inputs).numpy()
        feeds = {control.name: value.numpy() for control, value in zip(generator.controls, inputs, strict=True)}
        assert model.gives.difference(model.run(feeds), expected).max() < 1 / 255
        if isinstance(model.gives, Picture):
            pictures = model.generate(feeds)
            assert pictures.shape == model.gives.shape(count)
            assert np.abs(pictures / 255.0 - expected).max() < 1 / 255
    _check_file(path)


def test_that_weights_that_are_worked_out_once_draw_the_same(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    run = trained(store, "sagan", "stable")
    network, generator, _ = to_onnx.trained_generator(run)
    assert not any(parametrize.is_parametrized(module) for module in network.modules())
    monkeypatch.setattr(to_onnx, "_at_rest", lambda network: network)
    as_trained = to_onnx.trained_generator(run)[0]
    assert any(parametrize.is_parametrized(module) for module in as_trained.modules())
    inputs = example_inputs(generator, 2)
    with torch.no_grad():
        assert torch.equal(network(*inputs), as_trained(*inputs))


def _check_file(path: Path) -> None:
    proto = onnx.load(path)
    assert [(opset.domain, opset.version) for opset in proto.opset_import if not opset.domain] == [("", 18)]
    assert proto.ir_version == 8
    for weights in proto.graph.initializer:
        weights.ClearField("raw_data")  # among millions of numbers, any three letters come up by chance
    data = proto.SerializeToString()
    for private in (str(Path.home()), str(Path.cwd()), "/tmp", ".py", "site-packages", f"/{getpass.getuser()}/"):
        assert private.encode() not in data, private


def card_of(path: Path) -> dict[str, Any]:
    texts = {entry.key: entry.value for entry in onnx.load(path).metadata_props}
    card: dict[str, Any] = json.loads(texts[METADATA_KEY])
    return card


def test_that_an_export_disturbs_no_training_and_says_how_it_went(store: RunStore, tmp_path: Path) -> None:
    run = trained(store, "vanilla", "sgn")
    state = torch.random.get_rng_state()
    done = to_onnx.export_run(run, tmp_path / "model.onnx")
    assert torch.equal(torch.random.get_rng_state(), state)
    assert (done.step, list(done.verification.batches)) == (1, card_of(done.path)["verified"]["batches"])
    assert done.verification.max_abs_diff == card_of(done.path)["verified"]["max_abs_diff"] < 1e-3


def test_that_the_file_describes_itself(model_path: Path) -> None:
    card = card_of(model_path)
    assert [controls.from_json(item) for item in card["inputs"]] == list(Model(model_path).controls)
    assert (card["task"], card["n_classes"], card["family"], card["step"]) == ("class_latent", 4, "cgan", 1)
    assert card["verified"]["max_abs_diff"] < 1e-3
    assert card["outputs"][0]["range"] == [0.0, 1.0]


@pytest.mark.parametrize("number", [-1, 4, 2**40])
def test_that_a_class_that_is_not_there_is_refused(number: int, model_path: Path) -> None:
    model = Model(model_path)
    assert model.noise is not None
    assert model.label is not None
    noise = np.asarray(model.noise.drawn(1, NumpyRandom(0)))
    with pytest.raises(StudioError, match="knows the classes 0 to 3"):
        model.generate({model.noise.name: noise, model.label.name: np.array([number])})


@pytest.mark.parametrize("noise", [np.zeros((1, 3)), np.zeros(64), None])
def test_that_noise_of_another_shape_is_refused(noise: object, model_path: Path) -> None:
    model = Model(model_path)
    assert model.label is not None
    inputs = {model.label.name: np.array([0])} | ({} if noise is None else {"z": noise})
    with pytest.raises(StudioError, match=r"latent numbers|needs the input"):
        model.generate(inputs)


def test_that_a_failed_export_leaves_the_old_file(
    store: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = trained(store, "cgan", "quick")
    path = tmp_path / "model.onnx"
    path.write_bytes(b"the old one")

    def differs(*_arguments: object) -> None:
        raise StudioError("The exported file differs from the network.")

    monkeypatch.setattr(to_onnx, "verified", differs)
    with pytest.raises(StudioError, match="differs"):
        to_onnx.export_run(run, path)
    assert path.read_bytes() == b"the old one"
    assert [entry.name for entry in tmp_path.iterdir() if "onnx" in entry.name] == ["model.onnx"]


def test_that_a_run_that_saved_nothing_cannot_be_exported(store: RunStore, tmp_path: Path) -> None:
    run = store.create(Recipe("cgan", "quick", DataChoice("mnist", 28, 1)), "New", "MNIST")
    with pytest.raises(StudioError, match="has not saved anything yet"):
        to_onnx.export_run(run, tmp_path / "model.onnx")


def test_that_another_ending_is_refused(store: RunStore, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"should end in \.onnx"):
        to_onnx.export_run(trained(store, "cgan", "quick"), tmp_path / "model.pt")


def test_that_a_model_is_opened_without_torch(model_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from ganstudio.export.onnx_session import Model;"
        f"Model(Path({str(model_path)!r})); import ganstudio.studio.generation;"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_that_the_same_seed_gives_the_same_first_pictures_in_any_number() -> None:
    latent = controls.Latent("z", 8)
    assert np.array_equal(latent.drawn(100, NumpyRandom(5))[:3], latent.drawn(3, NumpyRandom(5)))
    assert np.abs(controls.Latent("z", 8, "uniform").drawn(100, NumpyRandom(5))).max() <= 1.0


def test_that_where_each_place_looks_is_exported_beside_the_picture(tmp_path_factory: pytest.TempPathFactory) -> None:
    from ganstudio.engine import attention

    path, run = exported(tmp_path_factory, "sagan", "stable")
    model, (network, generator, _) = Model(path), to_onnx.trained_generator(run)
    assert model.attends
    inputs = {control.name: control.example(1) for control in model.controls}
    rows = model.attention(inputs)
    np.testing.assert_allclose(rows.sum(1), 1, atol=1e-4)
    given = [torch.from_numpy(np.ascontiguousarray(inputs[control.name])) for control in generator.controls]
    with torch.no_grad():
        np.testing.assert_allclose(rows, attention.looking(network, given)[1][0].numpy(), atol=1e-4)
    assert [output["name"] for output in model.card["outputs"]] == ["image", "attention"]


def test_that_all_generators_are_exported_side_by_side(store: RunStore, tmp_path: Path) -> None:
    from ganstudio.cli.main import main

    run = trained(store, "vaegan", "quick")
    assert main(["export", str(run.folder), "--out", str(tmp_path / "digits.onnx"), "--all"]) == 0
    assert {path.name: Model(path).card["generator"] for path in tmp_path.glob("*.onnx")} == {
        "digits.onnx": "pictures", "digits-encoder.onnx": "encoder",
    }  # fmt: skip
