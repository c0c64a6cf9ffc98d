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
    told = {**card, "file": files.digest(path)}
    try:
        files.write_json(beside(path), told)
        return beside(path)
    except (StudioError, OSError):
        elsewhere = _elsewhere(path)
        elsewhere.parent.mkdir(parents=True, exist_ok=True)
        files.write_json(elsewhere, told)
        return elsewhere


def text_of(path: Path) -> str:
    """What is kept of the model at `path`; "" where nothing is."""
    for place in (beside, _elsewhere):
        if place is _elsewhere and not _folder().is_dir():
            return ""
        try:
            text = place(path).read_text("utf-8") if place(path).stat().st_size < _MOST else ""
        except (StudioError, OSError, UnicodeDecodeError):
            continue
        return text if _says_so(text, path) else ""
    return ""


def _elsewhere(path: Path) -> Path:
    return _folder() / f"{files.digest(path)[:24]}.json"


def _folder() -> Path:
    return places().models / _FOLDER


def _says_so(text: str, path: Path) -> bool:
    """Whether it was written here, and of this very file: another one of the name is asked about anew."""
    try:
        told = json.loads(text)
        return bool(told.get("foreign")) and told.get("file", "") in ("", files.digest(path))
    except (ValueError, AttributeError, RecursionError):
        return False
