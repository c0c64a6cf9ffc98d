"""Every family of this folder from the files on the disk to a model that is opened again, by the paths of all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio import launch
from ganstudio.core.errors import StudioError
from ganstudio.core.events import Event, Finished, Sampled, Stepped
from ganstudio.core.history import History
from ganstudio.core.outputs import Picture
from ganstudio.core.pictures import read_png
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places, Preferences
from ganstudio.engine import registry
from ganstudio.engine.worker import Worker
from ganstudio.export import to_onnx
from ganstudio.export.onnx_session import Model
from ganstudio.export.run_network import RunNetwork
from tests import layouts
from tests.contract.families import OURS
from tests.contract.made import in_memory
from tests.synthetic import example_inputs, session_of

# What a person has on the disk, by the kind of set; points and text have no files yet.
FOLDERS: dict[str, Callable[[Path], object]] = {
    "plain": layouts.flat, "domains": layouts.horses, "attributes": layouts.celeba, "photographs": layouts.div2k,
}  # fmt: skip
OF_FILES = [key for key, kind in OURS.items() if kind.need.kind in FOLDERS]
PREFERENCES = Preferences(threads=1)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    registry.families()
    for key, kind in OURS.items():
        monkeypatch.setitem(registry._families, key, kind)


def recipe_for(key: str, folder: Path, steps: int = 3) -> Recipe:
    kind = OURS[key]
    FOLDERS[kind.need.kind](folder)
    preset = kind.presets[0]
    choice = DataChoice(str(folder), preset.size, kind.channels[-1])
    return Recipe(key, preset.key, choice, {"batch": 4}, Budget(steps, "steps"), device="cpu", precision="fp32")


def trained(run: Run, places: Places, more: int | None = None) -> list[Event]:
    worker = Worker(run, launch.training(run, places, PREFERENCES, more))
    worker.start()
    worker.join(120)
    found = []
    while not worker.events.empty():
        found.append(worker.events.get())
    return found


def losses(events: list[Event]) -> dict[str, list[float | None]]:
    """A number for each step, None where it has none: an event may tell of steps that lack some of them."""
    told: dict[str, list[float | None]] = {}
    total = 0
    for event in events:
        if isinstance(event, Stepped):
            count = max(map(len, event.values.values()), default=0)
            for name in told.keys() | event.values.keys():
                told.setdefault(name, [None] * total).extend(event.values.get(name, (None,) * count))
            total += count
    return told


@pytest.mark.parametrize("key", OF_FILES)
def test_that_a_folder_becomes_a_run_with_its_sheets_and_curves(
    key: str, tmp_path: Path, places: Places, store: RunStore
) -> None:
    run = launch.create_run(launch.named(recipe_for(key, tmp_path / "mine"), places), store)
    events = trained(run, places)
    assert isinstance(events[-1], Finished), events[-1]
    history = History()
    for event in events:
        history.apply(event)
    family = to_onnx.declared_family(run)
    assert {f"{phase.name}.total" for phase in family.phases()} <= set(history.curves)
    (last,) = (event for event in events if isinstance(event, Sampled) and event.step == 3)
    shown = [each for each in family.generators() if each.is_shown]
    for kind, name in last.files.items():
        rows, columns = last.shape_of(kind)
        sheet = read_png(run.samples / name)
        assert sheet.shape[0] // rows == sheet.shape[1] // columns
    words = {family.sheet_title(each) for each in shown}
    several = len(shown) > 1 or bool(shown[0].columns or shown[0].title)
    assert set(last.titles.values()) == (words if several else set())
    for kind in last.files:
        heads = last.heads_of(kind)
        assert not heads or last.shape_of(kind)[1] % len(heads) == 0
        assert bool(heads) == (several and any(family.columns_of(each) for each in shown))


@pytest.mark.parametrize("key", OF_FILES)
def test_that_a_run_goes_on_bit_for_bit(key: str, tmp_path: Path, places: Places, store: RunStore) -> None:
    recipe = recipe_for(key, tmp_path / "mine", 6)
    unbroken = losses(trained(launch.create_run(launch.named(recipe, places), store), places))
    first = recipe.changed(budget=Budget(3, "steps"))
    run = launch.create_run(launch.named(first, places), store)
    told = losses(trained(run, places))
    after = losses(trained(run, places, 3))
    assert {name: told.get(name, [None] * 3) + after.get(name, [None] * 3) for name in unbroken} == unbroken


@pytest.mark.parametrize("key", list(OURS))
def test_that_every_generator_is_exported_and_opened_again(
    key: str, tmp_path: Path, places: Places, store: RunStore
) -> None:
    if key in OF_FILES:
        run = launch.create_run(launch.named(recipe_for(key, tmp_path / "mine", 2), places), store)
        trained(run, places)
    else:
        run = in_memory(key, store)
    for declared in to_onnx.declared_family(run).generators():
        path = tmp_path / f"{declared.name}.onnx"
        done = to_onnx.export_run(run, path, declared.name)
        assert done.verification.max_abs_diff < 1e-3
        model, network = Model(path), RunNetwork(run, generator=declared.name)
        assert model.controls == network.controls == declared.controls
        feeds = {c.name: v.numpy() for c, v in zip(declared.controls, example_inputs(declared, 3, 16), strict=True)}
        assert declared.gives.difference(model.run(feeds), network.run(feeds)).max() < 1e-3
        assert len(model.generate(feeds)) == (1 if declared.gives.together > 1 else 3)
        if isinstance(declared.gives, Picture) and declared.gives.scale > 1:
            assert model.run(feeds).shape[2:] == (16 * declared.gives.scale,) * 2


def test_that_the_command_line_exports_a_generator_by_its_name(tmp_path: Path, places: Places, store: RunStore) -> None:
    from ganstudio.cli.main import main

    run = launch.create_run(launch.named(recipe_for("two-ways", tmp_path / "mine", 1), places), store)
    trained(run, places)
    files = {name: tmp_path / f"model-{name}.onnx" for name in ("", "there", "back")}
    for name, path in files.items():
        chosen = ["--generator", name] if name else []
        assert main(["export", run.id, "--out", str(path), *chosen]) == 0
    picture = {"picture": np.random.default_rng(0).random((1, 3, 32, 32), np.float32)}
    first, there, back = (Model(path).run(picture) for path in files.values())
    assert np.array_equal(first, there)
    assert not np.allclose(there, back)
    with pytest.raises(StudioError, match=r"has no generator 'third'") as refused:
        to_onnx.export_run(run, tmp_path / "third.onnx", "third")
    assert refused.value.hint == "It has: there, back."


def test_that_classes_will_do_for_attributes(tmp_path: Path, places: Places, store: RunStore) -> None:
    layouts.classes(tmp_path / "pets")
    recipe = recipe_for("changing", tmp_path / "unused", 2).changed(data=DataChoice(str(tmp_path / "pets"), 32, 3))
    run = launch.create_run(launch.named(recipe, places), store)
    assert isinstance(trained(run, places)[-1], Finished)
    (_, attributes) = to_onnx.declared_family(run).generators()[0].controls
    assert attributes.to_json()["groups"] == (("cats", "dogs", "owls"),)


def test_that_labels_are_taken_where_there_are_any(tmp_path: Path, places: Places, store: RunStore) -> None:
    layouts.classes(tmp_path / "pets")
    layouts.flat(tmp_path / "plain")
    controls = {}
    for name in ("pets", "plain"):
        recipe = Recipe("frozen", "quick", DataChoice(str(tmp_path / name), 32, 3), {"batch": 4}, Budget(2, "steps"))
        run = launch.create_run(launch.named(recipe, places), store)
        assert isinstance(trained(run, places)[-1], Finished)
        controls[name] = [control.name for control in to_onnx.declared_family(run).generators()[0].controls]
    assert controls == {"pets": ["z", "class_id"], "plain": ["z"]}


def test_that_three_losses_on_one_computation_reach_their_own_networks_alone() -> None:
    """Each phase steps along the gradient of its own loss, as if the others had never gone backward."""
    session, reference = (session_of("three-way", "quick", 5) for _ in range(2))
    batch = reference.source.draw_batch()
    reference.source.draw_batch = lambda: batch  # type: ignore[method-assign]
    before = {name: [p.detach().clone() for p in net.parameters()] for name, net in session.networks.items()}
    norms = {}
    for phase in reference.phases[:1]:  # the encoder goes first, so a fresh computation sees the same weights
        reference.phases = (phase,)
        reference.step(measure=True)
        norms[phase.name] = reference.gradient_norms[phase.name]
    session.source.draw_batch = lambda: batch  # type: ignore[method-assign]
    session.step(measure=True)
    assert torch.equal(session.gradient_norms["encoder"], norms["encoder"])
    assert set(session.gradient_norms) == {"encoder", "decoder", "discriminator"}
    for name, network in session.networks.items():
        moved = [not torch.equal(a, b) for a, b in zip(before[name], network.parameters(), strict=True)]
        assert any(moved), name


def test_that_a_frozen_network_stays_and_is_not_saved(store: RunStore) -> None:
    from ganstudio.engine import checkpoints

    session = session_of("frozen", "quick")
    before = [value.clone() for value in session.networks["features"].state_dict().values()]
    session.step()
    saved = checkpoints.save(store.folder, session, 0.0)
    assert all(
        torch.equal(a, b) for a, b in zip(before, session.networks["features"].state_dict().values(), strict=True)
    )
    _, tensors = checkpoints.read(saved)
    assert not [name for name in tensors if "features" in name]
