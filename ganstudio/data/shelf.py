"""The sets that a person has added: a small file each, naming where the pictures are and how to prepare them.

The pictures themselves are never moved, copied over or changed.
"""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import time
import unicodedata
from pathlib import Path
from typing import Any

from ganstudio.core import params
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.files import write_json
from ganstudio.data.dataset import DataSet
from ganstudio.data.preparation import Preparation

FORMAT = 1
_FOLDER = "sets"


def key_for(name: str) -> str:
    """A short name for commands and files: "My Cats!" becomes "my-cats". Raises StudioError when nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-")
    if not key and any(c.isalnum() for c in name):
        key = "set-" + "".join(f"{ord(c):x}" for c in name if c.isalnum())[:24]  # a name in another script
    if not key:
        raise StudioError(f"{name!r} is no name for a set of pictures.", "Give it a word or two.")
    return key


def free_name(place: Path, wanted: str) -> str:
    """`wanted`, or with the first number that makes it new."""
    candidates = (wanted, *(f"{wanted} {number}" for number in range(2, 10_000)))
    return next(name for name in candidates if not _file(place, key_for(name)).exists())


def sets(place: Path) -> list[DataSet]:
    """Every set on the shelf in `place`, newest first. Damaged entries are passed over."""
    found = []
    for path in sorted((place / _FOLDER).glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True):
        try:
            found.append(_read(path))
        except StudioError:
            continue
    return found


def get(place: Path, key: str) -> DataSet | None:
    """The set with this key, if there is one. Raises StudioError when its file is damaged."""
    path = _file(place, key)
    return _read(path) if re.fullmatch(r"[a-z0-9-]+", key) and path.exists() else None


def put(place: Path, data: DataSet) -> DataSet:
    """Write `data` down, or what was changed about it."""
    write_json(_file(place, data.key), _to_mapping(data))
    return data


def remove(place: Path, cache: Path, key: str) -> None:
    """Forget the set and what was made from it. The original pictures stay untouched. Raises StudioError."""
    path = _file(place, key)
    if not re.fullmatch(r"[a-z0-9-]+", key) or not path.exists():
        raise StudioError(f"There is no set of your own called {key!r}.", "See `ganstudio data list`.")
    with explaining(path, "remove"):
        path.unlink()
    shutil.rmtree(cache_of(cache, key), ignore_errors=True)


def cache_of(cache: Path, key: str) -> Path:
    """Where everything made from a set lies, so that it can be removed with it."""
    return cache / "sets" / key


def check_there(data: DataSet) -> None:
    """Raise StudioError when the pictures of `data` are no longer where they were."""
    for origin in data.origin:
        if not origin.exists():
            raise StudioError(
                f"The pictures of {data.title} are no longer at {origin}.",
                "Connect the disk, or remove the set and add it again from its new place.",
            )


def _file(place: Path, key: str) -> Path:
    return place / _FOLDER / f"{key}.json"


def _to_mapping(data: DataSet) -> dict[str, Any]:
    mapping = dataclasses.asdict(data)
    mapping["origin"] = [str(path) for path in data.origin]
    mapping["preparation"] = changed(data.preparation)
    return {"format": FORMAT, "written": round(time.time()), **mapping}


def changed(preparation: Preparation) -> dict[str, Any]:
    """The settings that differ from their defaults."""
    standard = params.to_mapping(Preparation())
    return {name: value for name, value in params.to_mapping(preparation).items() if value != standard[name]}


def _read(path: Path) -> DataSet:
    try:
        mapping: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if int(mapping["format"]) > FORMAT:
            raise StudioError(f"{path} was written by a newer GAN Studio.", "Update the program to open it.")
        known = {field.name for field in dataclasses.fields(DataSet)}
        values = {name: _frozen(value) for name, value in mapping.items() if name in known}
        values["origin"] = tuple(Path(each) for each in mapping["origin"])
        values["preparation"] = params.from_mapping(Preparation, mapping.get("preparation", {}))
        values["lines"] = dict(mapping.get("lines") or {})
        return DataSet(**values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise StudioError(f"{path} is damaged.", "Remove the set and add it again; its pictures are safe.") from None


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
