from __future__ import annotations

from tests.ui.colouring import network, panel
from tests.ui.surface import surface
from tests.ui.window import (
    app,
    at_rest,
    dressed,
    faces_drawn_once,
    few_faces,
    jobs_loop,
    open_window,
    settings,
    studio,
    window,
)

__all__ = [
    "app", "at_rest", "dressed", "faces_drawn_once", "few_faces", "jobs_loop", "network",
    "open_window", "panel", "settings", "studio",
    "surface", "window",
]  # fmt: skip
