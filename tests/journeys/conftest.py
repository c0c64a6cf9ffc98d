from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ganstudio.ui.colour.panel import ColourPanel
from tests.ui.window import *  # noqa: F403
from tests.ui.window import SLOW, Window


@pytest.fixture
def panel(window: Window, qtbot: QtBot) -> ColourPanel:
    window.go_to("colour")
    qtbot.waitUntil(lambda: window.colour.colouring.network is not None, timeout=SLOW)
    return window.colour
