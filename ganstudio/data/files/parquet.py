"""Pictures in a parquet table, as Hugging Face keeps them: encoded bytes in a column, perhaps a class beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from ganstudio.core.errors import StudioError
from ganstudio.data.files import kinds

_LABELS = ("label", "labels", "class", "fine_label", "category", "species", "breed", "style", "genre", "target")
_ROWS = 256  # that are in memory at a time
_STARTS = {b"\xff\xd8": ".jpg", b"RIFF": ".webp", b"GIF8": ".gif", b"BM": ".bmp", b"II*\0": ".tif", b"MM\0*": ".tif"}


class Packed(NamedTuple):
    """One picture: the folders and the file it would be, its bytes, and how many rows of how many are read."""

    folders: tuple[str, ...]
    file: str
    data: bytes
    done: int
    total: int


def packed_pictures(path: Path, say: Callable[[str], object] = lambda sentence: None) -> Iterator[Packed]:
    """Every picture of every column; `say` is told which column is taken for the class.

    Raises StudioError when there is no column of pictures, or what pyarrow raises.
    """
    from pyarrow import parquet

    with parquet.ParquetFile(path) as table:
        columns = _picture_columns(table)
        if not columns:
            raise StudioError(f"{path} has no column of pictures.", "It needs one with image bytes.")
        label, classes = _label_column(table, columns)
        _tell(path.name, table, label, columns, say)
        wanted, done = [*columns, *([label] if label else [])], 0
        for batch in table.iter_batches(batch_size=_ROWS, columns=wanted):
            for row in batch.to_pylist():
                done += 1
                yield from _row(row, columns, _class_of(row, label, classes), done, table.metadata.num_rows)


def _tell(name: str, table: Any, label: str, columns: Sequence[str], say: Callable[[str], object]) -> None:
    """Which column is used, where it is not plain from its name or there are others."""
    others = [each for each in _possible_labels(table.schema_arrow, columns) if each != label]
    if label and (others or label not in ("label", "class")):
        unused = f", {', '.join(others)} {'is' if len(others) == 1 else 'are'} not used" if others else ""
        say(f"{name}: {label} says the class{unused}.")


def _row(row: dict[str, Any], columns: Sequence[str], name: str, done: int, total: int) -> Iterator[Packed]:
    for column in columns:
        data = _bytes(row[column])
        folders = (*([column] if len(columns) > 1 else []), *([name] if name else []))
        yield Packed(folders, f"{done:07d}{_ending(data)}", data, done, total)


def _class_of(row: dict[str, Any], label: str, classes: Sequence[str]) -> str:
    """The name of the class of a row; empty without a column of classes."""
    if not label:
        return ""
    value = row.get(label)
    return classes[value] if isinstance(value, int) and 0 <= value < len(classes) else str(value)


def _picture_columns(table: Any) -> list[str]:
    """Columns of encoded pictures: plain bytes, or a struct with bytes in it. Sounds and vectors are none."""
    found = []
    for column in table.schema_arrow:
        kind = str(column.type)
        if kind in ("binary", "large_binary") or (kind.startswith("struct<") and "bytes: " in kind):
            found.append(column.name)
    return [name for name in found if _begin_like_pictures(table, name)]


def _begin_like_pictures(table: Any, column: str) -> bool:
    """Whether any of its first values is a picture, or nothing at all is in them to tell."""
    values = [_bytes(row[column]) for batch in islice(table.iter_batches(batch_size=16, columns=[column]), 4)
              for row in batch.to_pylist()]  # fmt: skip
    known = [kinds.by_start(value[: kinds.START]) for value in values if value]
    return not known or any(kind is not None and kind is not kinds.ARCHIVE for kind in known)


def _bytes(value: Any) -> bytes:
    data = value.get("bytes") if isinstance(value, dict) else value
    return data if isinstance(data, bytes) else b""


def _label_column(table: Any, columns: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The column of classes and their names: one that is called so, or that its author declared to be one."""
    possible = _possible_labels(table.schema_arrow, columns)
    name = next((name for known in _LABELS for name in possible if name.lower() == known), "")
    name = name or (possible[0] if possible else "")
    names = _features(table.schema_arrow).get(name, {}).get("names")
    return name, tuple(map(str, names)) if isinstance(names, list) else ()


def _possible_labels(schema: Any, columns: Sequence[str]) -> list[str]:
    declared = {name for name, feature in _features(schema).items() if feature.get("_type") == "ClassLabel"}
    simple = [column.name for column in schema if _is_simple(str(column.type)) and column.name not in columns]
    return [name for name in simple if name in declared or name.lower() in _LABELS or name.lower().endswith("_label")]


def _is_simple(kind: str) -> bool:
    return kind in ("string", "large_string", "bool") or kind.startswith(("int", "uint", "dictionary"))


def _features(schema: Any) -> dict[str, dict[str, Any]]:
    """What Hugging Face's tools write down about the columns."""
    try:
        found = json.loads((schema.metadata or {})[b"huggingface"])["info"]["features"]
        return {name: feature for name, feature in found.items() if isinstance(feature, dict)}
    except (KeyError, ValueError, TypeError, AttributeError):
        return {}


def _ending(data: bytes) -> str:
    return next((ending for start, ending in _STARTS.items() if data.startswith(start)), ".png")
