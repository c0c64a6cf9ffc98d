"""What earlier versions made still opens: runs, models, a drawing and a set, as they wrote them.

`2026-11.tar.xz` was made by the version before families had several generators: three runs of a few steps with their
exports, a drawing, a set on the shelf, and what that version's own losses were when it went on for five steps.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ganstudio import launch
from ganstudio.core.events import Finished, Stepped
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import Preferences
from ganstudio.core.settings import places as current_places
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.store import prepare
from ganstudio.drawing import project
from ganstudio.engine.worker import Worker
from ganstudio.export import library, to_onnx
from ganstudio.export.onnx_session import Model
from ganstudio.export.run_network import RunNetwork
from ganstudio.studio.pump import replayed

ARCHIVE = Path(__file__).parent / "2026-11.tar.xz"
RUNS = ("20261126-090945-dcgan-fashion-mnist", "20261126-090950-cgan-mnist", "20261126-091354-colouring-cartoon-pairs")


@pytest.fixture
def home(home: Path) -> Path:
    """A home folder as that version left it."""
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(home, filter="data")
    shelf = home / "data" / "sets" / "relic.json"
    shelf.write_text(shelf.read_text("utf-8").replace("@HOME@", home.as_posix()), "utf-8")
    return home


@pytest.mark.parametrize("name", RUNS)
def test_that_a_run_of_then_is_shown_and_exported(name: str, home: Path, tmp_path: Path) -> None:
    run = RunStore(home / "runs").find(name)
    history, _ = replayed(run)
    assert history.state == "finished"
    assert len(history.curves["generator.total"]) == history.step
    assert name == RUNS[2] or history.samples[-1].files  # its sheets were too large to keep here
    # The same weights as its own export of then: the same pictures.
    before = next(path for path in (home / "models").iterdir() if Model(path).card["source"] == name)
    model, network = Model(before), RunNetwork(run)
    inputs = {control.name: control.example(3) for control in model.controls}
    assert model.controls == network.controls
    assert np.abs(model.run(inputs) - network.run(inputs)).max() < 1e-4
    if name == RUNS[0]:
        assert to_onnx.export_run(run, tmp_path / "model.onnx").step == history.step
        assert np.abs(model.run(inputs) - Model(tmp_path / "model.onnx").run(inputs)).max() < 1e-4


@pytest.mark.parametrize("name", RUNS[:2])
def test_that_a_run_of_then_goes_on_with_the_losses_of_then(name: str, home: Path) -> None:
    run = RunStore(home / "runs").find(name)
    worker = Worker(run, launch.training(run, current_places(), Preferences(threads=1), 5))
    worker.start()
    worker.join(120)
    events = []
    while not worker.events.empty():
        events.append(worker.events.get())
    assert isinstance(events[-1], Finished), events[-1]
    told: dict[str, list[Any]] = {}
    for event in events:
        for curve, values in (event.values if isinstance(event, Stepped) else {}).items():
            told.setdefault(curve, []).extend(values)
    expected = json.loads((home / "continued.json").read_text("utf-8"))[name]
    assert told.keys() == expected.keys()
    for curve in [name for name in expected if name.endswith(".total")]:
        # Another processor rounds differently, which grows from step to step.
        assert told[curve] == pytest.approx(expected[curve], rel=0.02, abs=0.02), curve


def test_that_models_drawings_and_sets_of_then_open(home: Path) -> None:
    models = library.models(current_places())
    assert sorted(model.family for model in models) == ["cgan", "colouring", "dcgan"]
    assert all(model.size and model.step for model in models)
    assert len(project.open_project(home / "drawing.gansketch").done) > 3
    found = catalogue.find("relic", [current_places().data])
    pictures = prepare(found, 16, 3, current_places().cache)
    assert (pictures.info.kind, pictures.info.classes, len(pictures.pictures)) == ("labelled", ("blue", "red"), 12)
