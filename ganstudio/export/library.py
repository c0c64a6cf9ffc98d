"""The models on disk: every self-describing `.onnx` file in the models folder, and those exported elsewhere."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganstudio.core import files, resources
from ganstudio.core.errors import StudioError
from ganstudio.core.settings import Places
from ganstudio.export.onnx_session import read_card


@dataclass(frozen=True)
class ModelEntry:
    """One model: `source` is the run it came from."""

    name: str
    path: Path
    task: str
    source: str
    step: int
    family: str
    data: str
    size: int
    classes: int
    modified: float
    unit: str = "px"

    @property
    def extent(self) -> str:
        """How large what it makes is, in words."""
        return f"{self.size} {self.unit}"


_UNITS = {"tokens": "letters", "points": "coordinates", "numbers": "numbers"}
_DRAWS = ("class_latent", "latent")  # tasks that start from noise
_FIRST = ("faces", "digits")
_ELSEWHERE = "elsewhere.json"
_cards: dict[tuple[Path, int, int], dict[str, Any]] = {}


def models(places: Places) -> list[ModelEntry]:
    """The readable models, newest first."""
    found = []
    inside = set(places.models.glob("*.onnx")) if places.models.is_dir() else set()
    for path in sorted(inside | set(_elsewhere(places))):
        try:
            found.append(entry(path))
        except (StudioError, OSError):
            continue
    return sorted(found, key=lambda model: model.modified, reverse=True)


def box() -> list[ModelEntry]:
    """The models in the box that draw by themselves."""
    return [found for path in resources.generators() if (found := entry(path)).task in _DRAWS]


def first_of_box() -> Path | None:
    """The one that a newcomer plays with."""
    paths = {model.path.stem: model.path for model in box()}
    return next((paths[name] for name in _FIRST if name in paths), next(iter(paths.values()), None))


def remember(places: Places, path: Path) -> None:
    """Keep a model that was exported to another folder in the library, as long as it stays there."""
    path = path.resolve()
    known = _elsewhere(places)
    if path.parent != places.models.resolve() and path not in known:
        files.write_json(places.models / _ELSEWHERE, [str(each) for each in [*known, path]])


def _elsewhere(places: Places) -> list[Path]:
    """Models outside the folder that are still where they were exported to."""
    try:
        paths = [Path(text) for text in json.loads((places.models / _ELSEWHERE).read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return []
    return [path for path in paths if path.is_file()]


def entry(path: Path) -> ModelEntry:
    """The model at `path`. Raises StudioError when it is not one of ours."""
    stat, card = path.stat(), card_of(path)
    try:
        gives = card["outputs"][0]
        return ModelEntry(
            str(card["name"]), path, str(card["task"]), str(card.get("source", "")), int(card.get("step", 0)),
            str(card.get("family", "")), str(card.get("dataset", {}).get("name", "")),
            int(gives["length"] if "length" in gives else gives["size"]), int(card.get("n_classes", 0)), stat.st_mtime,
            _UNITS.get(gives.get("kind", ""), "px"),
        )  # fmt: skip
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        raise StudioError(f"{path.name} has a damaged description.", "Export it again.") from None


def card_of(path: Path) -> dict[str, Any]:
    """What the file at `path` says of itself, read once. Raises StudioError when it is not one of ours."""
    stat = path.stat()
    key = (path, stat.st_mtime_ns, stat.st_size)
    if key not in _cards:
        _cards[key] = read_card(path)
    return _cards[key]


def free_path(places: Places, title: str) -> Path:
    """A name in the models folder that is not taken."""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-").lower() or "model"
    path, number = places.models / f"{stem}.onnx", 2
    while path.exists():
        path, number = places.models / f"{stem}-{number}.onnx", number + 1
    return path
