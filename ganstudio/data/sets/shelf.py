"""The sets that a person has added: a small file each, naming where the pictures are and how to prepare them.

The pictures themselves are never moved, copied over or changed. A set that was removed leaves its small file in a
folder of its own, so that removing can be undone, and adding the same pictures again remembers what was decided.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ganstudio.core import params
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.files import write_text
from ganstudio.core.sets import KINDS
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets.dataset import DataSet

FORMAT = 1
_FOLDER, _REMOVED = "sets", "removed"
_REMEMBERED = 100  # removed sets, the newest


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
    for path in _newest(place / _FOLDER):
        try:
            found.append(_read(path))
        except StudioError:
            continue
    return found


def get(place: Path, key: str) -> DataSet | None:
    """The set with this key, if there is one. Raises StudioError when its file is damaged."""
    if not re.fullmatch(r"[a-z0-9-]{1,60}", key):
        return None
    path = _file(place, key)
    return _read(path) if path.exists() else None


def put(place: Path, data: DataSet) -> DataSet:
    """Write `data` down, or what was changed about it."""
    # In ASCII: a path need not be valid text, and survives as the escapes of its surrogates.
    write_text(_file(place, data.key), json.dumps(_to_mapping(data), indent=2) + "\n")
    return data


def remove(place: Path, cache: Path, key: str, remember: bool = True) -> None:
    """Take the set from the list, with what was made from it. The original pictures stay untouched.

    Its decisions are remembered unless somebody says otherwise. Raises StudioError.
    """
    path = _file(place, key)
    if not re.fullmatch(r"[a-z0-9-]+", key) or not path.exists():
        raise StudioError(f"There is no set of your own called {key!r}.", "See `ganstudio data list`.")
    with explaining(path, "remove"):
        if remember:
            _removed(place, key).parent.mkdir(exist_ok=True)
            path.replace(_removed(place, key))
            _forget_old(place)
        else:
            path.unlink()
    shutil.rmtree(cache_of(cache, key), ignore_errors=True)


def restore(place: Path, key: str) -> DataSet:
    """Undo `remove`: the entry is exactly what it was. Raises StudioError when it is gone or its name is taken."""
    removed, path = _removed(place, key), _file(place, key)
    if path.exists() or not removed.exists():
        raise StudioError(f"The set {key!r} cannot be brought back.", "Add its pictures again.")
    with explaining(path, "write"):
        removed.replace(path)  # its time too, so that it is in its old place of the list
    return _read(path)


def remembered(place: Path, origins: Sequence[Path]) -> DataSet | None:
    """The set that was made of the same files or folders and removed last, if there was one."""
    wanted = [os.path.realpath(path) for path in origins]
    for path in _newest(place / _FOLDER / _REMOVED):
        try:
            data = _read(path)
        except StudioError:
            continue
        if [os.path.realpath(origin) for origin in data.origin] == wanted:
            return data
    return None


def _newest(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"), key=_written, reverse=True)


def _forget_old(place: Path) -> None:
    for path in _newest(place / _FOLDER / _REMOVED)[_REMEMBERED:]:
        path.unlink(missing_ok=True)


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


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # gone since it was listed
        return 0


def _file(place: Path, key: str) -> Path:
    return place / _FOLDER / f"{key}.json"


def _removed(place: Path, key: str) -> Path:
    return place / _FOLDER / _REMOVED / f"{key}.json"


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
        if not isinstance(mapping["origin"], list):
            raise TypeError("not a list of places")
        values["origin"] = tuple(Path(each) for each in mapping["origin"])
        values["preparation"] = params.from_mapping(Preparation, mapping.get("preparation", {}))
        values["lines"] = dict(mapping.get("lines") or {})
        data = DataSet(**values)
        _check_kinds(data, path)
        return data
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise StudioError(f"{path} is damaged.", "Remove the set and add it again; its pictures are safe.") from None


def _check_kinds(data: DataSet, path: Path) -> None:
    """Raise TypeError when somebody has written other things into the file than belong there."""
    texts = (data.key, data.title, data.summary, data.kind, data.licence, data.form, data.layout, data.source)
    numbers = (data.count, data.size, data.channels, *data.counts, *data.sizes)
    names = (*data.classes, *data.attributes, *data.variants, *data.sides)
    good = all(isinstance(each, str) for each in (*texts, *names)) and all(isinstance(n, int) for n in numbers)
    if not good or data.key != path.stem or data.kind not in KINDS or not isinstance(data.classes, tuple):
        raise TypeError("not a set")


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
