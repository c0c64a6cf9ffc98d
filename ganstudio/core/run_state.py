"""What `run.json` says about a run."""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ganstudio.core.errors import StudioError, explaining

FORMAT = 1
ACTIVE = ("running", "paused")
STATE_FILE = "run.json"


@dataclass(frozen=True)
class RunState:
    """What `run.json` says."""

    title: str
    family: str
    data: str
    preset: str = ""
    state: str = "created"
    step: int = 0
    total_steps: int | None = None
    seconds: float = 0.0
    created: float = 0.0
    updated: float = 0.0
    device: str = ""
    precision: str = ""
    threads: int = 0
    classes: tuple[str, ...] = ()
    picture: tuple[int, int] = (0, 0)  # channels, size
    about: dict[str, Any] = field(default_factory=dict)  # the whole description of the data, `core.sets.to_json`
    message: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    data_fingerprint: str = ""
    recipe_digest: str = ""
    format: int = FORMAT


FIELDS = tuple(field.name for field in dataclasses.fields(RunState))


def read_state(folder: Path | str) -> RunState:
    """The state that is written in a run's folder. Raises StudioError when it cannot be read."""
    path = os.path.join(folder, STATE_FILE)  # noqa: PTH118 - of ten thousand runs; a Path takes longer to make
    with explaining(path, "read"), open(path, "rb") as file:  # noqa: PTH123
        written = file.read()
    try:
        values = json.loads(written.decode("utf-8"))
        values = {name: values[name] for name in FIELDS if name in values}
        values["classes"] = tuple(values.get("classes", ()))
        channels, size, *_ = values.get("picture", (0, 0))
        return RunState(**{**values, "picture": (channels, size)})
    except (ValueError, TypeError, AttributeError, KeyError):
        raise StudioError(f"{path} is damaged.", "The pictures and checkpoints beside it are intact.") from None
