"""A list beside pictures, taken apart: which column names the pictures, and what each of the others says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, zip_longest

from ganstudio.data.collection import TEST, TRAIN, VALIDATION
from ganstudio.data.files.tree import Entry
from ganstudio.data.findings import Finding, finding
from ganstudio.data.importers import text_tables
from ganstudio.data.importers.names import Names
from ganstudio.data.importers.text_tables import Row

SUFFIXES = (".txt", ".csv", ".tsv", ".json", ".jsonl")
YES_NO, CLASSES, PARTS, NUMBERS, OTHER = "yes or no", "classes", "parts", "numbers", "other"
_YES = frozenset({"1", "1.0", "+1", "true", "yes"})
_NO = frozenset({"0", "0.0", "-1", "-1.0", "false", "no"})
_OPEN = frozenset({"", "?", "na", "n/a", "nan", "null", "unknown"})
_CLASS_NAMES = ("label", "class", "category", "target", "y", "species", "breed", "style", "genre", "artist", "digit")
_PART_NAMES = frozenset({"split", "partition", "set", "subset"})
_PART_VALUES = {
    "train": TRAIN, "training": TRAIN, "val": VALIDATION, "valid": VALIDATION, "validation": VALIDATION,
    "test": TEST, "testing": TEST, "0": TRAIN, "1": VALIDATION, "2": TEST,
}  # fmt: skip
_NAMING = frozenset({"file", "filename", "file_name", "image", "image_id", "img", "name", "path", "picture", "id"})
_COUNTING = frozenset({"", "index", "id", "idx", "no", "nr", "#", "unnamed: 0"})
_LOOKED_AT = 200  # lines that tell which column is which
_MOST_CLASSES = 20_000
_NAMED = 50  # findings of one kind that are named one by one


@dataclass
class Listing:
    """What a list, `called` so, says: `kinds` of its columns, and for each picture (by its number) its cells."""

    entry: Entry
    called: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    said: dict[int, list[str]] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    headed: bool = True  # its first line names the columns
    _columns: list[tuple[str, ...]] = field(default_factory=list)
    _counts: dict[tuple[int, int], Counter[str]] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[int]:
        """The columns of a kind."""
        return [number for number, each in enumerate(self.kinds) if each == kind]

    def class_column(self) -> int | None:
        """The column that says the class: one that is called so, or the only one of words, or the only one at all."""
        whole = [n for n in self.of_kind(YES_NO) if not any(map(is_open, self.different(n)))]  # open is no class
        called = [n for n in (*self.of_kind(CLASSES), *whole) if _calls_class(self.columns[n])]
        words = [n for n in self.of_kind(CLASSES) if not all(_is_number(cell) for cell in self.different(n))]
        for found in (called[:1], words, self.of_kind(CLASSES)):
            if len(found) == 1:
                return found[0]
        return 0 if whole and not self.headed and self.kinds == (YES_NO,) else None

    def cells(self, column: int) -> tuple[str, ...]:
        """A column from above, in the order of `said`."""
        if len(self._columns) != len(self.columns) or (self._columns and len(self._columns[0]) != len(self.said)):
            self._columns = list(zip_longest(*self.said.values(), fillvalue=""))
        return self._columns[column]

    def different(self, column: int) -> Counter[str]:
        """How often each value stands in a column."""
        key = (column, len(self.said))
        if key not in self._counts:
            self._counts[key] = Counter(self.cells(column))
        return self._counts[key]


def flag(cell: str) -> int | None:
    """1 for yes, 0 for no, None for anything else."""
    text = cell.strip().lower()
    return 1 if text in _YES else 0 if text in _NO else None


def is_open(cell: str) -> bool:
    """Whether a cell leaves open what another says."""
    return cell.strip().lower() in _OPEN


def part(cell: str) -> int:
    """The split that a cell names."""
    return _PART_VALUES.get(cell.strip().lower(), TRAIN)


def listing(entry: Entry, names: Names, called: str = "") -> Listing | None:
    """What `entry` says of the pictures in `names`, or None when none of its columns names any.

    Sentences call it `called`, or by its file.
    """
    names = names.seen_from(entry.folder)
    rows = _evened(entry)
    first = list(islice(rows, _LOOKED_AT))
    if not first:
        return None
    column = _name_column(first, names)
    if column is None:
        return None
    header = _header(first, column, names)
    counted = _counted(first, header)
    made = Listing(
        entry, called or entry.file, tuple(_without(header, column)) if header else (), headed=header is not None
    )
    _collect(made, chain(first[(header is not None) + (counted is not None) :], rows), column, names)
    if len(made.said) < 2:
        return None
    if not made.headed:
        width = max(len(cells) for cells in made.said.values())
        made.columns = tuple(f"column {number + 2}" for number in range(width))
    made.kinds = tuple(_kind(made, number) for number in range(len(made.columns)))
    if counted is not None and counted != len(made.said):
        message = f"{made.called} says it has {counted:,} lines, and {len(made.said):,} make sense."
        made.findings.append(finding("label-count", entry.name, message))
    return made


def _evened(entry: Entry) -> Iterator[Row]:
    """Its rows; where spaces separate the cells, those in front are one name."""
    rows = text_tables.rows(entry)
    if text_tables.separator_of(entry) != " ":
        yield from rows
        return
    first = list(islice(rows, _LOOKED_AT))
    width = _width([cells for _, cells in first])
    for number, cells in chain(first, rows):
        if len(cells) > width >= 2 and number > 1:
            cut = len(cells) - width + 1
            yield number, [" ".join(cells[:cut]), *cells[cut:]]
        else:
            yield number, cells


def _width(lines: Sequence[Sequence[str]]) -> int:
    """How many cells the lines have when those of a name are one."""
    is_counted = len(lines) > 1 and len(lines[0]) == 1 and lines[0][0].isdecimal()
    head, body = (lines[1], lines[2:]) if is_counted else (lines[0] if lines else [], lines[1:])
    widths = sorted(map(len, body)) or [len(head)]
    least = widths[len(widths) // 10]  # a line or two may be anything
    if is_counted:
        return len(head) + 1
    if len(head) >= least:
        return least
    return len(head) + (not head or head[0].lower() not in _NAMING)


# -- which column is which --------------------------------------------------------------------------------


def _name_column(rows: Sequence[Row], names: Names) -> int | None:
    """The column in which the most cells are names of pictures."""
    hits: Counter[int] = Counter()
    for _, cells in rows:
        hits.update(number for number, cell in enumerate(cells) if names.meant(cell)[0])
    if not hits:
        return None
    # Plain numbers can be names of files and many other things: a real name counts more.
    return max(hits, key=lambda n: (sum("." in row[n] for _, row in rows if len(row) > n), hits[n], -n))


def _header(rows: Sequence[Row], column: int, names: Names) -> list[str] | None:
    """The names of the columns, that of the pictures included; None when the first line is a line like the others."""
    first = rows[0][1]
    if len(first) == 1 and first[0].isdecimal() and len(rows) > 2:  # CelebA: a count, then names without the first
        second = rows[1][1]
        width = max(len(cells) for _, cells in rows[2:])
        return ["", *second] if len(second) == width - 1 else second
    if len(first) > column and names.meant(first[column])[0]:
        return None
    width = max(len(cells) for _, cells in rows)
    return ["", *first] if len(first) == width - 1 else first


def _counted(rows: Sequence[Row], header: Sequence[str] | None) -> int | None:
    first = rows[0][1]
    return int(first[0][:18]) if header and len(first) == 1 and first[0].isdecimal() and len(header) > 1 else None


def _without(cells: Sequence[str], column: int) -> list[str]:
    return [*cells[:column], *cells[column + 1 :]]


def _kind(made: Listing, column: int) -> str:
    """What a column holds, by its cells."""
    different, total = made.different(column), len(made.said)
    said = sum(number for cell, number in different.items() if not is_open(cell))
    name = made.columns[column].lower()
    if name in _PART_NAMES and {cell.lower() for cell in different} <= _PART_VALUES.keys():
        return PARTS
    if sum(number for cell, number in different.items() if flag(cell) is not None) >= max(1, 0.9 * said):
        return YES_NO
    if name in _COUNTING and len(different) == total and all(cell.isdecimal() for cell in different):
        return NUMBERS
    if any("." in cell and _is_number(cell) for cell in different):
        return NUMBERS
    few = len(different) <= min(_MOST_CLASSES, max(1, 0.5 * total))
    return CLASSES if "" not in different and (few or _calls_class(name)) and len(different) > 1 else OTHER


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _calls_class(name: str) -> bool:
    words = name.lower().replace("-", "_").split("_")
    return any(word.removesuffix("s") in _CLASS_NAMES or word in _CLASS_NAMES for word in words)


# -- what it says -----------------------------------------------------------------------------------------


def _collect(made: Listing, rows: Iterator[Row] | chain[Row], column: int, names: Names) -> None:
    """The cells of every line that means one picture; findings about the others."""
    sure: dict[int, bool] = {}
    against = set[int]()
    missing = 0
    for number, cells in rows:
        if made.headed and len(cells) != len(made.columns) + 1:
            _short(made, number)
            continue
        meant, agrees = names.meant(cells[column]) if len(cells) > column else ([], False)
        if len(meant) != 1:
            missing += not meant
            _odd(made, number, cells, column, meant, missing)
            continue
        picture, rest = meant[0], _without(cells, column)
        if picture in made.said and (sure[picture], made.said[picture]) != (agrees, rest):
            if sure[picture] == agrees:
                against.add(picture)
                _contradicts(made, cells[column], made.lines[picture], number)
            if sure[picture] >= agrees:
                continue
        made.said[picture], sure[picture], made.lines[picture] = rest, agrees, number
    for picture in against:
        made.said.pop(picture, None)
    if missing > _NAMED:
        message = f"{made.called} lists {missing - _NAMED:,} more pictures that are not there."
        made.findings.append(finding("missing", made.entry.name, message))


def _odd(made: Listing, number: int, cells: Sequence[str], column: int, meant: Sequence[int], missing: int) -> None:
    file = made.called
    if len(cells) <= column or not cells[column]:
        _note(made, "label-line", made.entry.name, f"Line {number} of {file} names no picture.")
    elif meant:
        message = f"Line {number} of {file} says {cells[column]}, and there are {len(meant)} pictures of that name."
        _note(made, "same-name", made.entry.name, message)
    elif missing <= _NAMED:
        made.findings.append(finding("missing", cells[column], f"{file} lists {cells[column]}, which is not there."))


def _contradicts(made: Listing, name: str, first: int, second: int) -> None:
    message = f"Lines {first} and {second} of {made.called} say different things of {name}; it is left out."
    _note(made, "label-line", made.entry.name, message)


def _short(made: Listing, number: int) -> None:
    message = f"Line {number} of {made.called} is not a picture and {len(made.columns)} values."
    _note(made, "label-line", made.entry.name, message)


def _note(made: Listing, code: str, file: str, message: str) -> None:
    if sum(each.code == code for each in made.findings) < _NAMED:
        made.findings.append(finding(code, file, message))
