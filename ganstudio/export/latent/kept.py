"""Directions kept in the cache by the content of the file they belong to, so that each file is searched once."""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

from ganstudio.core import files, params
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.interruption import Cancelled, Progress
from ganstudio.core.player import Player
from ganstudio.export.latent import directions, finding
from ganstudio.export.latent.directions import Direction
from ganstudio.export.latent.finding import FindingParams

FORMAT = 1


def directions_of(
    model: Player, cache: Path, asked: FindingParams | None = None, progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> list[Direction]:  # fmt: skip
    """What `finding.found` finds, or found the last time. A cache that cannot be read or written costs time only.

    Raises StudioError for a model without a latent space, and Stopped once `cancelled` says so.
    """
    asked = asked or FindingParams()
    mark = model.mark if model.path.is_file() else f"{model.mark} {model.card.get('step')}"  # a run changes
    path = place(mark, asked, cache)
    kept = _read(path, mark)
    if kept is not None:
        return kept
    found = finding.found(model, asked, progress, cancelled)
    with contextlib.suppress(StudioError):
        files.write_json(path, written(found, mark))
    return found


def written(found: list[Direction], mark: str) -> dict[str, Any]:
    """Directions with the digest of their model, as JSON."""
    return {"format": FORMAT, "model": mark, "directions": [each.to_json() for each in found]}


def read(path: Path) -> tuple[list[Direction], str]:
    """The directions in a file, and the digest of their model. Raises StudioError where it holds none."""
    with explaining(path, "read"):
        text = path.read_bytes()
    try:
        value = json.loads(text)
        if int(value["format"]) > FORMAT:
            raise StudioError(f"{path.name} was written by a newer GAN Studio.", "Update the program.")
        return [directions.from_json(each) for each in value["directions"]], str(value["model"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StudioError(f"{path.name} holds no directions, or is damaged.", "Look for them again.") from None


def place(mark: str, asked: FindingParams, cache: Path) -> Path:
    """Where directions of a model lie, found with these settings."""
    told = json.dumps([FORMAT, mark, params.to_mapping(asked)], sort_keys=True)
    return cache / f"directions-{hashlib.sha256(told.encode()).hexdigest()[:24]}.json"


def _read(path: Path, mark: str) -> list[Direction] | None:
    try:
        found, owner = read(path)
    except StudioError:
        return None
    return found if owner == mark else None
