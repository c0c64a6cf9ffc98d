from __future__ import annotations

from tests.ui.colouring import network, panel
from tests.ui.surface import surface
from tests.ui.window import *  # noqa: F403

__all__ = ["network", "panel", "surface"]
