"""Translate in the real window for tests: models, pictures, the panel with them, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from ganstudio.core.settings import Places
from ganstudio.studio.translating import Answer
from ganstudio.ui.translate.panel import TranslatePanel
from tests.inverters import write_attributes, write_ways
from tests.ui.window import SLOW, Window, drop

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def models(places: Places) -> Path:
    """Two directions of one run, and one network with attributes."""
    write_ways(places.models)
    write_attributes(places.models)
    return places.models


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, size in enumerate(((40, 32), (64, 48)), 1):
        pixels = np.random.default_rng(number).integers(0, 255, (size[1], size[0], 3), np.uint8)
        Image.fromarray(pixels).save(folder / f"photo {number}.png")
    return folder


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    return lambda holds: qtbot.waitUntil(holds, timeout=SLOW)


@pytest.fixture
def panel(window: Window, models: Path, until: Until) -> TranslatePanel:
    """In front, with the model of two directions."""
    window.go_to("translate")
    window.take(models / "ways.onnx")
    until(lambda: way_of(window.translate) == "ways")
    return window.translate


def way_of(panel: TranslatePanel) -> str:
    """The direction that is open, by the name of its file."""
    ready = panel.translating.ready
    return ready.way.path.stem if ready is not None else ""


def answer_of(panel: TranslatePanel) -> Answer:
    """The answer to what is wished now."""
    found = panel.results.answer
    assert found is not None
    return found


def is_done(panel: TranslatePanel) -> bool:
    """Whether what is shown is what is wished."""
    found = panel.results.answer
    return found is not None and found.result is not None and panel.translating.is_newest(found.request)


@pytest.fixture
def opened(panel: TranslatePanel, window: Window, pictures: Path, until: Until) -> TranslatePanel:
    """With both pictures dropped, and the first one changed."""
    drop(window, *(bytes(path) for path in sorted(pictures.iterdir())))
    until(lambda: is_done(panel))
    return panel


def result_of(panel: TranslatePanel) -> np.ndarray:
    result = answer_of(panel).result
    assert result is not None
    return np.asarray(result.picture.convert("RGB"), np.int64)


def differ(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.abs(first - second).mean())
