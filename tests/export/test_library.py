"""The models that the Library knows."""

from __future__ import annotations

from pathlib import Path

from ganstudio.cli.main import main
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import Places
from ganstudio.export import library


def test_that_a_model_exported_elsewhere_is_listed_until_it_is_gone(
    places: Places, store: RunStore, tmp_path: Path
) -> None:
    assert main(["train", "--data", "mnist", "--family", "vanilla", "--preset", "sgn", "--steps", "2"]) == 0
    (run,) = store.all()
    inside, outside = places.models / "digits.onnx", tmp_path / "taken" / "digits.onnx"
    for path in (inside, outside):
        assert main(["export", run.id, "--out", str(path)]) == 0
    assert {model.path for model in library.models(places)} == {inside, outside}
    assert {model.source for model in library.models(places)} == {run.id}
    outside.unlink()
    assert {model.path for model in library.models(places)} == {inside}
