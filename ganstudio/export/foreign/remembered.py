"""What a person has said of a model of another program: beside the file, or where that cannot be, with our models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ganstudio.core import files
from ganstudio.core.errors import StudioError
from ganstudio.core.settings import places

ENDING = ".ganstudio.json"
_FOLDER = "foreign"
_MOST = 1 << 20  # bytes that may be said of a model


def beside(path: Path) -> Path:
    """faces.onnx -> faces.ganstudio.json"""
    return path.with_suffix(ENDING)


def remember(path: Path, card: dict[str, Any]) -> Path:
    """Keep `card` for the model at `path`, and say where. Raises StudioError where it can be written nowhere."""
    try:
        files.write_json(beside(path), card)
        return beside(path)
    except (StudioError, OSError):
        elsewhere = _elsewhere(path)
        elsewhere.parent.mkdir(parents=True, exist_ok=True)
        files.write_json(elsewhere, card)
        return elsewhere


def text_of(path: Path) -> str:
    """What is kept of the model at `path`; "" where nothing is."""
    for place in (beside, _elsewhere):
        try:
            text = place(path).read_text("utf-8") if place(path).stat().st_size < _MOST else ""
        except (StudioError, OSError, UnicodeDecodeError):
            continue
        return text if _says_so(text) else ""
    return ""


def _elsewhere(path: Path) -> Path:
    return places().models / _FOLDER / f"{files.digest(path)[:24]}.json"


def _says_so(text: str) -> bool:
    """Whether it was written here."""
    try:
        return bool(json.loads(text).get("foreign"))
    except (ValueError, AttributeError, RecursionError):
        return False
