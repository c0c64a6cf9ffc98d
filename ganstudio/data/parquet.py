"""Pictures in a parquet table, as Hugging Face keeps them: encoded bytes in a column, perhaps a class beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ganstudio.core.errors import StudioError

_LABELS = ("label", "labels", "class", "style")
_ROWS = 256  # that are in memory at a time
_STARTS = {b"\xff\xd8": ".jpg", b"RIFF": ".webp", b"GIF8": ".gif", b"BM": ".bmp", b"II*\0": ".tif", b"MM\0*": ".tif"}


class Packed(NamedTuple):
    """One picture: the folders and the file it would be, its bytes, and how many rows of how many are read."""

    folders: tuple[str, ...]
    file: str
    data: bytes
    done: int
    total: int


def packed_pictures(path: Path) -> Iterator[Packed]:
    """Every picture of every column. Raises StudioError when there is no column of them, or what pyarrow raises."""
    from pyarrow import parquet

    with parquet.ParquetFile(path) as table:
        columns = _picture_columns(table.schema_arrow)
        if not columns:
            raise StudioError(f"{path} has no column of pictures.", "It needs one with image bytes.")
        label, classes = _label_column(table.schema_arrow)
        wanted, done = [*columns, *([label] if label else [])], 0
        for batch in table.iter_batches(batch_size=_ROWS, columns=wanted):
            for row in batch.to_pylist():
                done += 1
                yield from _row(row, columns, _class_of(row, label, classes), done, table.metadata.num_rows)


def _row(row: dict[str, Any], columns: Sequence[str], name: str, done: int, total: int) -> Iterator[Packed]:
    for column in columns:
        data = row[column]["bytes"] if isinstance(row[column], dict) else row[column]
        folders = (*([column] if len(columns) > 1 else []), *([name] if name else []))
        yield Packed(folders, f"{done:07d}{_ending(data or b'')}", data or b"", done, total)


def _class_of(row: dict[str, Any], label: str, classes: Sequence[str]) -> str:
    """The name of the class of a row; empty without a column of classes."""
    if not label:
        return ""
    value = row.get(label)
    return classes[value] if isinstance(value, int) and 0 <= value < len(classes) else str(value)


def _picture_columns(schema: Any) -> list[str]:
    """Columns of encoded pictures: plain bytes, or a struct with bytes in it."""
    found = []
    for column in schema:
        kind = str(column.type)
        if kind in ("binary", "large_binary") or (kind.startswith("struct<") and "bytes: " in kind):
            found.append(column.name)
    return found


def _label_column(schema: Any) -> tuple[str, tuple[str, ...]]:
    """The column of classes and their names."""
    name = next((column.name for column in schema if column.name.lower() in _LABELS), "")
    try:
        features = json.loads((schema.metadata or {})[b"huggingface"])["info"]["features"]
        return name, tuple(map(str, features[name]["names"]))
    except (KeyError, ValueError, TypeError):
        return name, ()


def _ending(data: bytes) -> str:
    return next((ending for start, ending in _STARTS.items() if data.startswith(start)), ".png")
