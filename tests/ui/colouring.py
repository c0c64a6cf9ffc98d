"""The Colour workspace for tests: networks whose answers are known, dabs, and the result when it is there."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ganstudio.core.pictures import Pixels
from ganstudio.studio.colour_models import Choice
from ganstudio.ui.colour.panel import ColourPanel
from tests.painters import Painter, obedient
from tests.pen import tap
from tests.ui.window import SLOW, Window

RED, BLUE = (230, 20, 20), (20, 20, 230)


def choice_of(network: Painter, key: str = "painter") -> Choice:
    return Choice(key, key.capitalize(), "for tests", "yours", lambda: network)


def colour_with(window: Window, network: Painter, qtbot: QtBot, key: str = "painter") -> ColourPanel:
    panel = window.colour
    panel.colouring.choose(choice_of(network, key))
    window.go_to("colour")
    qtbot.waitUntil(lambda: panel.colouring.network is network, timeout=SLOW)
    return panel


@pytest.fixture
def network() -> Painter:
    return Painter(obedient)


@pytest.fixture
def panel(window: Window, network: Painter, qtbot: QtBot) -> ColourPanel:
    return colour_with(window, network, qtbot)


def settled(panel: ColourPanel, qtbot: QtBot) -> Pixels:
    qtbot.waitUntil(lambda: panel.live.answer is not None and panel.live.is_settled, timeout=SLOW)
    assert panel.live.answer is not None
    return panel.live.answer.colours


def dab(panel: ColourPanel, colour: tuple[int, int, int], x: float = 500, y: float = 500) -> None:
    panel.inspector.take_colour(colour)
    panel.easel.hand.set_tool("dab")
    panel.easel.hand.set_size(200)
    tap(panel.left, x, y)


def middle(pixels: Pixels) -> list[int]:
    return [int(value) for value in pixels[pixels.shape[0] * 500 // 1024, pixels.shape[1] * 500 // 1024, :3]]
