"""The worked example of CONTRIBUTING.md is a real family."""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import Places, Preferences

PAGE = Path(__file__).parents[1] / "CONTRIBUTING.md"


@pytest.fixture
def example_family(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from ganstudio.engine import registry

    registry.families()
    code = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert code is not None
    module = types.ModuleType("ganstudio.families.example")
    monkeypatch.setitem(sys.modules, module.__name__, module)  # dataclasses look their module up
    exec(compile(code.group(1), str(PAGE), "exec"), module.__dict__)
    yield
    registry._families.pop("example")


@pytest.mark.usefixtures("example_family")
def test_that_the_worked_example_trains_and_exports_with_no_edit_elsewhere(places: Places, store: RunStore) -> None:
    from ganstudio import launch
    from ganstudio.core.events import TERMINAL, Finished
    from ganstudio.engine.worker import Worker
    from ganstudio.export.to_onnx import export_run

    recipe = Recipe("example", "", DataChoice("mnist"), settings={"width": 32}, budget=Budget(3, "steps"))
    run = launch.create_run(launch.named(recipe, places), store)
    worker = Worker(run, launch.training(run, places, Preferences()))
    worker.start()
    last = next(event for event in iter(worker.events.get, None) if isinstance(event, TERMINAL))
    worker.join(10)
    assert isinstance(last, Finished), last
    assert export_run(run, places.models / "example.onnx").verification.max_abs_diff < 1e-4
