"""Sets of lines of text: the expressions of a small grammar, and any file of text, cut into short lines.

A line is a row of numbers, each the place of a letter in the vocabulary; number 0 is no letter and fills lines up.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.sets import TEXT, DataInfo
from ganstudio.core.text import counted, decoded, readable
from ganstudio.data.files import kinds
from ganstudio.data.lab import grammar
from ganstudio.data.picture_set import PictureSet
from ganstudio.data.sets.dataset import BUILT_IN, LAB, OWN, DataSet

SUFFIXES = (".txt", ".text")
SHORTEST, LONGEST = 4, 32  # letters that lines of a file are given room for
FEWEST = 200  # lines that are worth learning from
MOST = 100_000  # lines that are used
LETTERS = 128  # that are told apart
RARE = "?"  # stands for all others
_LARGEST = 16 * 1024**2  # bytes that are read
_HELD_BACK = 10  # one line in so many is held back
_STRAY = 0.02  # share of control characters from which a file is no text
_PADDING = ""


@dataclass(frozen=True)
class Lines:
    """Different lines, and what was done to get them, a sentence each."""

    lines: tuple[str, ...]
    said: tuple[str, ...] = ()

    @property
    def longest(self) -> int:
        return max(SHORTEST, *map(len, self.lines))

    @property
    def vocabulary(self) -> tuple[str, ...]:
        return _PADDING, *sorted(set().union(*self.lines))


def sets() -> list[DataSet]:
    """What comes with the program."""
    summary = f"Lines such as x+x*x-x, of at most {grammar.LONGEST} letters: words are hard, even these."
    return [_described(grammar.KEY, grammar.TITLE, summary, _expressions(), BUILT_IN)]


def is_one(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def from_file(path: Path) -> DataSet:
    """The lines of a file of text. Raises StudioError naming it."""
    found = _read(path)
    words = f"{counted(len(found.lines), 'different line')} of at most {found.longest} letters."
    return _described(str(path), readable(path.stem), " ".join((words, *found.said)), found, OWN)


def prepared(data: DataSet) -> PictureSet:
    """Its rows, int64 N x L, always the same ones; a tenth of the lines is held back. Raises StudioError."""
    found = _expressions() if data.key == grammar.KEY else _read(Path(data.key))
    rows, vocabulary = numbered(found.lines, found.vocabulary, found.longest), found.vocabulary
    order = np.random.default_rng(0).permutation(len(rows))
    held, seen = np.sort(order[: len(rows) // _HELD_BACK]), np.sort(order[len(rows) // _HELD_BACK :])
    mark = hashlib.sha256(repr((vocabulary, found.lines)).encode("utf-8", "replace")).hexdigest()[:20]
    info = DataInfo(data.title, len(seen), 1, found.longest, (), mark, data.licence, TEXT, vocabulary=vocabulary)
    kept = PictureSet(replace(info, count=len(held)), _as_pictures(rows[held]), None)
    return PictureSet(info, _as_pictures(rows[seen]), None, held_back=kept)


def numbered(lines: Sequence[str], vocabulary: Sequence[str], length: int) -> npt.NDArray[np.int64]:
    """Lines as rows N x `length` of places in the vocabulary."""
    places = {letter: place for place, letter in enumerate(vocabulary)}
    rows = np.zeros((len(lines), length), np.int64)
    for row, line in zip(rows, lines, strict=True):
        row[: len(line)] = [places[letter] for letter in line]
    return rows


def spelled(rows: npt.ArrayLike, vocabulary: Sequence[str]) -> list[str]:
    """Rows as lines."""
    return ["".join(vocabulary[number] for number in row) for row in np.asarray(rows).tolist()]


def _described(key: str, title: str, summary: str, found: Lines, source: str) -> DataSet:
    return DataSet(
        key, title, summary, TEXT, (), len(found.lines) - len(found.lines) // _HELD_BACK, found.longest, 1,
        licence="public domain" if source == BUILT_IN else "your own", form=LAB, in_memory=True, source=source,
        vocabulary=found.vocabulary,
    )  # fmt: skip


def _as_pictures(rows: Any) -> Any:
    """Lines are no pixels, yet they are batched like these."""
    return rows


@lru_cache(1)
def _expressions() -> Lines:
    return Lines(tuple(grammar.drawn()))


# -- files ------------------------------------------------------------------------------------------------


def _read(path: Path) -> Lines:
    with explaining(path, "read"):
        state = path.stat()
    return _read_once(path, state.st_mtime_ns, state.st_size)


@lru_cache(2)
def _read_once(path: Path, _changed: int, size: int) -> Lines:
    with explaining(path, "read"), path.open("rb") as file:
        data = file.read(_LARGEST)
    return lines_of(_text(path, data), path.name, size > _LARGEST)


def _text(path: Path, data: bytes) -> str:
    """A file's text, whatever its encoding. Raises StudioError for one that is none."""
    kind = kinds.by_start(data[: kinds.START])
    text = decoded(data).removeprefix("\ufeff")
    stray = sum(unicodedata.category(letter) == "Cc" and not letter.isspace() for letter in text[:10_000])
    if kind is not None or stray > _STRAY * len(text[:10_000]):
        what = f"It is a {kind.words}." if kind else "It is binary."
        raise StudioError(f"{readable(path.name)} is no text, whatever it is called. {what}", "Choose a file of text.")
    return text


def lines_of(text: str, name: str, cut: bool = False) -> Lines:
    """The different short lines of a text. Raises StudioError where there are too few."""
    short, long, all_used = _short(text)
    if len(short) < FEWEST:
        raise StudioError(f"{readable(name)} has {counted(len(short), 'different line')}, and {FEWEST} are the fewest "
                          "to learn from.", "Choose a longer text.")  # fmt: skip
    lines, rare = _common(short)
    said = [f"{counted(long, 'longer line was', 'longer lines were')} broken at spaces."] if long else []
    said += [f"{counted(rare, 'rare letter')} became “{RARE}”."] if rare else []
    said += ["The rest of the file is not used."] if cut or not all_used else []
    return Lines(lines, tuple(said))


def _short(text: str) -> tuple[list[str], int, bool]:
    """Different lines as long as they may be, how many were longer, and whether these are all."""
    found, long = dict[str, None](), 0
    for line in unicodedata.normalize("NFC", text).splitlines():
        parts = _parts(_plain(line).split())
        long += len(parts) > 1
        found.update(dict.fromkeys(parts))
        if len(found) >= MOST:
            return [*found][:MOST], long, False
    return list(found), long, True


def _plain(line: str) -> str:
    """Without what cannot be seen."""
    return line if line.isprintable() else "".join(letter if letter.isprintable() else " " for letter in line)


def _parts(words: Sequence[str]) -> list[str]:
    """Words in lines as long as they may be; only a word that is longer itself is cut."""
    parts: list[str] = []
    for word in words:
        if parts and len(parts[-1]) + 1 + len(word) <= LONGEST:
            parts[-1] += f" {word}"
        else:
            parts += [word[at : at + LONGEST] for at in range(0, len(word), LONGEST)]
    return parts


def _common(lines: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """The lines with the most frequent letters alone, and how many kinds of others there were."""
    counts = Counter("".join(lines))
    kept = {letter for letter, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: LETTERS - 2]}
    rare = counts.keys() - kept
    if not rare:
        return tuple(lines), 0
    table = str.maketrans(dict.fromkeys(rare, RARE))
    return tuple(dict.fromkeys(line.translate(table) for line in lines)), len(rare)
