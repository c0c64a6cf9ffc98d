"""Lines to learn from: those of a grammar, and those of files as people have them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.data.lab import grammar, sets, text
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.store import prepare

NAMES = [f"name {first}{second}" for first in "abcdefghijklmnopqrstuvwxyz" for second in "abcdefghij"]


def written(folder: Path, content: str | bytes, name: str = "names.txt") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines_of(path: Path) -> list[str]:
    found = sets.prepared(sets.from_file(path))
    assert found.held_back is not None
    every = [np.asarray(each.pictures) for each in (found, found.held_back)]
    return sorted(text.spelled(np.concatenate(every), found.info.vocabulary))


@pytest.mark.parametrize("line", ["x", "x+x", "x*x-x/x"])
def test_that_the_grammar_knows_its_sentences(line: str) -> None:
    assert grammar.is_sentence(line)


@pytest.mark.parametrize("line", ["", "+", "xx", "x+", "+x", "x++x", "x+x\n", "x+y"])
def test_that_the_grammar_knows_what_is_none(line: str) -> None:
    assert not grammar.is_sentence(line)


def test_that_expressions_are_different_and_grammatical_and_a_tenth_is_held_back(tmp_path: Path) -> None:
    pictures = prepare(catalogue.find("expressions"), 15, 1, tmp_path)
    assert pictures.held_back is not None
    seen, held = (text.spelled(np.asarray(each.pictures), pictures.info.vocabulary)
                  for each in (pictures, pictures.held_back))  # fmt: skip
    assert (len(seen), len(held), pictures.info.count) == (5400, 600, 5400)
    assert len({*seen, *held}) == 6000
    assert grammar.speaks_it([*seen, *held])
    assert prepare(catalogue.find("expressions"), 15, 1, tmp_path).info == pictures.info


def test_that_sentences_are_counted() -> None:
    assert [grammar.sentences(length) for length in (1, 2, 3, 15)] == [1, 0, 4, 4**7]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_that_a_file_is_read_in_any_encoding_with_any_ends(tmp_path: Path, encoding: str, end: str) -> None:
    content = end.join(["", "é umlaut ü", *NAMES, "", NAMES[0], "  two   spaces\t"]).encode(encoding)
    assert lines_of(written(tmp_path, content)) == sorted(["é umlaut ü", *NAMES, "two spaces"])


def test_that_long_lines_are_broken_at_spaces_and_it_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "\n".join([*NAMES, "word " * 20, "y" * 70]))
    found = sets.from_file(path)
    assert "2 longer lines were broken at spaces." in found.summary
    assert found.size == text.LONGEST
    assert {"word word word word word word", "y" * 32, "y" * 6} <= set(lines_of(path))


def test_that_a_huge_file_is_read_as_far_as_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MOST", 240)
    found = sets.from_file(written(tmp_path, "\n".join(NAMES)))
    assert (found.count, "240 different lines" in found.summary) == (216, True)
    assert "The rest of the file is not used." in found.summary


def test_that_rare_letters_give_way_and_it_is_said(tmp_path: Path) -> None:
    rare = [f"{chr(0x4E00 + n)} rare" for n in range(200)]
    found = sets.from_file(written(tmp_path, "\n".join([*NAMES, *rare])))
    assert len(found.vocabulary) == text.LETTERS
    assert "rare letters became “?”." in found.summary


@pytest.mark.parametrize(("content", "why"), [
    (bytes(range(256)) * 40, "binary"), (b"\x89PNG\r\n\x1a\n" + bytes(300), "is no text"), (b"", "0 different lines"),
    (b"one line\n" * 500, "1 different line"), (b"%PDF-1.7 \n" + b"a\n" * 500, "PDF document"),
])  # fmt: skip
def test_that_what_is_no_text_or_too_little_is_refused_by_name(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(StudioError, match=why) as refused:
        catalogue.find(str(written(tmp_path, content)))
    assert "names.txt" in str(refused.value)
    assert refused.value.hint


def test_that_a_changed_file_is_another_set(tmp_path: Path) -> None:
    path = written(tmp_path, "\n".join(NAMES))
    before = sets.prepared(sets.from_file(path)).info.fingerprint
    written(tmp_path, "\n".join([*NAMES, "more"]))
    assert sets.prepared(sets.from_file(path)).info.fingerprint != before


def test_that_text_is_not_added_to_the_sets_of_pictures(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="text is learned in Train") as refused:
        catalogue.from_paths([written(tmp_path, "\n".join(NAMES))])
    assert "Drop it" in refused.value.hint


def test_that_a_face_shows_lines() -> None:
    face = sets.face(catalogue.find("expressions"), 4)
    assert face.ndim == 4
    assert face.dtype == np.uint8
    assert len(np.unique(face)) > 2
