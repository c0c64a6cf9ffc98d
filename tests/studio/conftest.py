from __future__ import annotations

from tests.ui.window import *  # noqa: F403
