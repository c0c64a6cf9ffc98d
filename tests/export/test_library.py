"""The models that the Library knows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ganstudio.cli.main import main
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places
from ganstudio.export import library
from tests.models import exported


def test_that_a_model_exported_elsewhere_is_listed_until_it_is_gone(
    places: Places, store: RunStore, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    model, made = exported(tmp_path_factory, "cgan", "quick")
    run = Run(Path(shutil.copytree(made.folder, store.folder / made.id)))
    inside, outside = places.models / "digits.onnx", tmp_path / "taken" / "digits.onnx"
    places.models.mkdir()
    shutil.copy(model, inside)
    assert main(["export", run.id, "--out", str(outside)]) == 0
    assert {model.path for model in library.models(places)} == {inside, outside}
    assert {model.source for model in library.models(places)} == {run.id}
    outside.unlink()
    assert {model.path for model in library.models(places)} == {inside}
