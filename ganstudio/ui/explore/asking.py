"""What the stage asks for, of the state of the controls."""

from __future__ import annotations

from dataclasses import replace

from ganstudio.core.player import Player
from ganstudio.studio.playing import Request
from ganstudio.ui.explore.stage import Stage


def asked_of(model: Player, state: Request, shape: tuple[int, int], stage: Stage) -> Request:
    """One picture, or a sheet of rows and columns; a sheet of many has its order."""
    rows, columns = shape
    if not stage.alone:
        many = stage.wanted
        order = (str(stage.order.currentData()), state.first) if many else ("", 0)
        state = replace(state, first=0, columns=columns if many else 0, order=order)
    return replace(state, count=rows * columns * model.gives.together)
