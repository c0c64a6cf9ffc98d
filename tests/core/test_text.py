from __future__ import annotations

import shlex
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganstudio.core.text import command, counted, first_line, shortened


@pytest.mark.parametrize(("number", "words"), [
    (0, "0 pictures"), (1, "1 picture"), (2, "2 pictures"), (12_000, "12,000 pictures"),
])  # fmt: skip
def test_that_one_is_no_plural(number: int, words: str) -> None:
    assert counted(number, "picture") == words
    assert counted(number, "class", "classes").endswith("class" if number == 1 else "classes")


def test_that_a_sentence_is_cut_behind_a_word_and_marked() -> None:
    assert shortened("a node, which fails", 100) == "a node, which fails"
    assert shortened("a node, which fails", 12) == "a node…"
    assert shortened("a node, which fails", 14) == "a node, which…"
    assert shortened("unbroken" * 10, 12) == "unbrokenunb…"


@given(st.text(), st.integers(1, 50))
def test_that_a_shortened_text_fits(text: str, most: int) -> None:
    assert len(shortened(text, most)) <= most
    assert shortened(text, most) == text or shortened(text, most).endswith("…")


@given(st.lists(st.text(st.characters(exclude_characters="\0"), min_size=1), min_size=1))
@pytest.mark.skipif(sys.platform == "win32", reason="other rules of quoting")
def test_that_a_command_is_read_back_as_it_was_meant(words: list[str]) -> None:
    assert shlex.split(command(*words)) == words


@pytest.mark.parametrize(("text", "line"), [("", ""), ("\n  first.\nsecond", "first"), ("one", "one")])
def test_that_the_first_line_stands_within_a_sentence(text: str, line: str) -> None:
    assert first_line(text) == line
