"""A small grammar that GANs learn to write: S -> x | S+S | S-S | S*S | S/S (Kusner and Hernandez-Lobato 2016)."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

KEY, TITLE = "expressions", "Expressions"
OPERATORS = "+-*/"
LETTERS = ("x", *OPERATORS)
LONGEST = 15  # letters
COUNT = 6_000  # different lines, of 21,845 that there are
_SENTENCE = re.compile(rf"x(?:[{re.escape(OPERATORS)}]x)*")


def is_sentence(line: str) -> bool:
    """Whether the grammar gives it: an x, then any number of operators, each with another x."""
    return _SENTENCE.fullmatch(line) is not None


def speaks_it(lines: Iterable[str]) -> bool:
    """Whether all lines are of the grammar, so that whatever learns from them can be held to it."""
    return all(map(is_sentence, lines))


def sentences(length: int) -> int:
    """How many there are of so many letters."""
    return len(OPERATORS) ** (length // 2) if length % 2 else 0


def drawn(count: int = COUNT, seed: int = 0) -> list[str]:
    """Different lines: as many operators as chance says, each of them any. All short ones are among them."""
    rng, found = np.random.default_rng(seed), dict[str, None]()
    while len(found) < count:
        operators = rng.choice(list(OPERATORS), rng.integers(LONGEST // 2 + 1))
        found.setdefault("x" + "".join(f"{each}x" for each in operators))
    return list(found)
