"""Tables of text as rows of cells: commas, semicolons, tabs or spaces, packed or not, in any encoding, and JSON."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any

from ganstudio.core.text import decoded
from ganstudio.data.files.tree import Entry

LARGEST = 512 * 1024**2  # bytes of a list; CelebA's has 25 million
_LINE = 1 << 20  # characters
_LOOKED_AT = 20  # lines that tell what separates the cells
_BLOCK = 1 << 16  # bytes that tell the encoding
_SEPARATORS = ";\t|,"  # the comma last: where others part the cells, it is a decimal point
_JSON = (".json", ".jsonl")
Row = tuple[int, list[str]]  # the number of the line, and its cells


def endings_of(name: str) -> str:
    """The ending, ".csv" for "a.csv.gz" too."""
    return "." + name.lower().removesuffix(".gz").rpartition(".")[2]


def rows(entry: Entry) -> Iterator[Row]:
    """Every line that is not empty; nothing of a file that cannot be read, or is far too large for a list."""
    if entry.bytes > LARGEST:
        return
    if endings_of(entry.name) in _JSON:
        yield from _of_json(entry)
        return
    separator = separator_of(entry)
    for number, line in enumerate(_lines(entry), 1):
        cells = line.split() if separator == " " else [cell.strip() for cell in cells_of(line, separator)]
        if any(cells):
            yield number, cells


def separator_of(entry: Entry) -> str:
    """What stands between the cells: the sign that cuts the most lines alike, else spaces."""
    lines = [line for line in islice(_lines(entry), _LOOKED_AT) if line.strip()]
    best, most = " ", 1
    for separator in _SEPARATORS:
        widths = [len(cells_of(line, separator)) for line in lines]
        usual = max(set(widths), key=widths.count, default=0)
        if usual > most and widths.count(usual) >= 0.8 * len(widths):
            best, most = separator, usual
    if best == " " and endings_of(entry.name) == ".csv":
        return ","  # names with spaces, in one column
    return best


def cells_of(line: str, separator: str) -> list[str]:
    """The cells of one line; one that cannot be taken apart is one cell."""
    try:
        return next(csv.reader([line.strip("\r\n\0 ").replace("\0", "")], delimiter=separator), [])
    except csv.Error:
        return [line]


def _lines(entry: Entry) -> Iterator[str]:
    left = LARGEST  # characters: a packed file may be a bomb
    try:
        with _opened(entry) as file:
            while left > 0 and (line := file.readline(_LINE)):
                yield line
                left -= len(line)
    except (OSError, EOFError, zlib.error):
        return


def _opened(entry: Entry) -> IO[str]:
    """As text: Unicode, or line by line in whatever encoding makes sense of the first block."""
    packed = entry.name.lower().endswith(".gz") and _is_packed(entry)
    raw: Any = gzip.open(entry.path) if packed else entry.path.open("rb")  # noqa: SIM115  closed with the text
    try:
        start = raw.read(_BLOCK)
        raw.seek(0)
    except BaseException:
        raw.close()
        raise
    return io.TextIOWrapper(raw, encoding_of(start), "replace")


def is_whole(entry: Entry) -> bool:
    """Whether a packed file can be read to its end; any other is taken for whole."""
    if not entry.name.lower().endswith(".gz") or not _is_packed(entry):
        return True
    try:
        with gzip.open(entry.path) as file:
            for _ in range(LARGEST // _BLOCK):
                if not file.read(_BLOCK):
                    return True
    except (OSError, EOFError, zlib.error):
        return False
    return True


def _is_packed(entry: Entry) -> bool:
    with entry.path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def encoding_of(start: bytes) -> str:
    """The encoding that makes sense of the first bytes of a text."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    whole = start[: start.rfind(b"\n") + 1] or start  # a letter of several bytes may be cut
    text = decoded(whole)
    return next((name for name in ("utf-8-sig", "cp932") if _encodes(text, name, whole)), "cp1252")


def _encodes(text: str, name: str, data: bytes) -> bool:
    try:
        return text.encode("utf-8" if name == "utf-8-sig" else name) == data.removeprefix(b"\xef\xbb\xbf")
    except UnicodeEncodeError:
        return False


# -- JSON -------------------------------------------------------------------------------------------------


def _of_json(entry: Entry) -> Iterator[Row]:
    """What JSON says of pictures, as a table: StyleGAN's dataset.json, metadata.jsonl, names with labels."""
    try:
        with _opened(entry) as file:
            text = file.read(LARGEST)
        lines = text.splitlines() if _is_lines(entry) else [text]
        read = [json.loads(line) for line in lines if line.strip()]
    except (OSError, EOFError, zlib.error, ValueError, RecursionError):
        return
    table = list(_records(read if _is_lines(entry) else next(iter(read), None)))
    names = list(dict.fromkeys(name for record in table for name in record))
    if table:
        yield 1, names
    for number, record in enumerate(table, 2):
        yield number, [_cell(record.get(name, "")) for name in names]


def _is_lines(entry: Entry) -> bool:
    return endings_of(entry.name) == ".jsonl"


def _records(read: Any) -> Iterator[dict[str, Any]]:
    """One dictionary per picture; nothing when it is built in another way."""
    if isinstance(read, dict) and isinstance(read.get("labels"), (list, dict)):
        read = read["labels"]  # as StyleGAN's tools write it
    if isinstance(read, dict):
        read = list(read.items())
    for each in read if isinstance(read, list) else ():
        if isinstance(each, dict):
            yield _flat(each)
        elif isinstance(each, (list, tuple)) and len(each) == 2:
            yield _flat({"file": each[0], "label": each[1]})


def _flat(record: dict[Any, Any]) -> dict[str, Any]:
    """Lists of numbers become columns of their own."""
    made: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            made |= {str(inner): cell for inner, cell in value.items()}
        elif isinstance(value, list):
            made |= {f"{key} {index}": cell for index, cell in enumerate(value)}
        else:
            made[str(key)] = value
    return made


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return "" if value is None else str(value)


def widths(table: Iterable[Row]) -> Sequence[int]:
    """How many cells the first lines have."""
    return [len(cells) for _, cells in islice(table, _LOOKED_AT)]
