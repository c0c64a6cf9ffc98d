"""What the program remembers between sessions, and where its folders are."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from ganstudio.core import files, params
from ganstudio.core.errors import StudioError
from ganstudio.core.params import param

EARLY, FRECHET, NOTHING = "early", "frechet", "nothing"  # what quality is measured by while something trains
_XDG = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")  # what stands in for a home on Unix


@dataclass(frozen=True)
class Places:
    """The program's folders. `home` set (GANSTUDIO_HOME): everything lies below it."""

    settings: Path
    runs: Path
    models: Path
    data: Path
    cache: Path


def places() -> Places:
    """Where everything lies. Raises StudioError for an account that has no home."""
    chosen = os.environ.get("GANSTUDIO_HOME")
    if chosen:
        base = files.expanded(Path(chosen)).absolute()
        return Places(base / "settings.json", base / "runs", base / "models", base / "data", base / "cache")
    if home() is None and not all(os.environ.get(name) for name in _XDG):
        raise StudioError(
            "This account has no home folder to keep runs, models and settings in.",
            "Set HOME, or GANSTUDIO_HOME, to a folder that you may write to.",
        )
    dirs = platformdirs.PlatformDirs("ganstudio", appauthor=False)
    documents = Path(dirs.user_data_dir)
    config = Path(dirs.user_config_dir) / "settings.json"
    return Places(config, documents / "runs", documents / "models", documents / "data", Path(dirs.user_cache_dir))


def home() -> Path | None:
    """The home folder of this account, if it has one."""
    try:
        return Path.home()
    except RuntimeError:
        return None


@dataclass(frozen=True)
class Preferences:
    """What a person can choose about the program itself."""

    theme: str = param(
        "system", "Appearance", "Colours of the window.", group="Window",
        choices={"system": "Follow the system", "dark": "Dark", "light": "Light"},
    )  # fmt: skip
    threads: int = param(
        0, "Processor threads",
        "Threads that training uses on a processor; 0 takes all idle cores at its start, but one for the window.",
        group="Training", low=0, high=256,
    )  # fmt: skip
    checkpoint_seconds: int = param(
        30, "Save every", "How often a run is saved while it trains.", group="Training", low=5, high=3600, unit="s",
    )  # fmt: skip
    compile_on_cuda: bool = param(
        False, "Compile networks", "Lets torch.compile speed up long runs on an NVIDIA GPU; the start takes a minute.",
        group="Training",
    )  # fmt: skip
    quality: str = param(
        EARLY, "Measure while training", "How near samples come to real pictures, for at most 3 % of the time; the "
        "best moment by it is kept. The Fréchet distance needs a set whose classifier has been trained by a "
        "measurement; else it is the early score.", group="Measuring",
        choices={EARLY: "Early score", FRECHET: "Fréchet distance", NOTHING: "Nothing"},
    )  # fmt: skip
    inception: str = param(
        "", "FID’s Inception file", "Where pt_inception-2015-12-05-6726825d.pth lies; needs ganstudio[fid]. With it, "
        "figures are FID, KID and IS as in papers.", group="Measuring",
    )  # fmt: skip


class Settings:
    """The settings file. A damaged one is set aside and the defaults are used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values: dict[str, Any] = _read(path)
        self.preferences = _preferences(self._values.get("preferences", {}))

    def get(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Remember a JSON value. A disk that cannot be written costs the memory, never the work."""
        if self._values.get(key) != value:
            self._values[key] = value
            self._save()

    def change_preferences(self, preferences: Preferences) -> None:
        self.preferences = preferences
        self.put("preferences", params.to_mapping(preferences))

    def _save(self) -> None:
        try:
            files.write_json(self._path, self._values)
        except StudioError:
            return


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text("utf-8"))
        return values if isinstance(values, dict) else {}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        _set_aside(path)
        return {}


def _set_aside(path: Path) -> None:
    try:
        path.replace(path.with_suffix(".damaged.json"))
    except OSError:
        return


def _preferences(values: Mapping[str, Any]) -> Preferences:
    good: dict[str, Any] = {}
    if not isinstance(values, Mapping):
        return Preferences()
    for spec in params.specs(Preferences):
        if spec.name in values and not spec.problem(values[spec.name]):
            good[spec.name] = values[spec.name]
    return Preferences(**good)
