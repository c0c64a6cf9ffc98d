"""Figures of written lines whose answer is known, and that a training reaches those that it must."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio.data.batches import Batches
from ganstudio.data.lab import sets, text
from ganstudio.data.picture_set import PictureSet
from ganstudio.data.sets import catalogue
from ganstudio.engine import devices
from ganstudio.engine.session import Session
from ganstudio.evaluate import texts
from tests.synthetic import declared_family


@pytest.fixture(scope="module")
def expressions() -> PictureSet:
    return sets.prepared(catalogue.find("expressions"))


def begun(data: PictureSet, preset: str, seed: int = 0, **changes: object) -> Session:
    hardware = devices.choose("cpu", "fp32", 1)
    devices.prepare(hardware)
    kind = declared_family("text", preset, data.info, changes=changes)
    source = Batches(data, kind.batch, seed, torch.device("cpu"), kind.value_range)
    return Session(kind, source, hardware, seed, False, source.examples(4))


def test_that_real_lines_are_copies_and_held_out_ones_are_new(expressions: PictureSet) -> None:
    real = texts.real_lines(expressions)
    assert expressions.held_back is not None
    seen, held = texts.judged(real, expressions), texts.judged(texts.real_lines(expressions.held_back), expressions)
    assert (seen["grammatical"], seen["copied"], seen["novel"], seen["unique"]) == (1, 1, 0, 1)
    assert (held["grammatical"], held["copied"], held["novel"], held["unique"]) == (1, 0, 1, 1)
    assert seen["copied_by_chance"] < 1


def test_that_one_line_again_and_again_is_a_collapse(expressions: PictureSet) -> None:
    found = texts.judged(["x+x"] * 99 + ["++"], expressions)
    assert found["collapsed"]
    assert (found["unique"], found["most_frequent"], found["grammatical"]) == (0.02, 0.99, 0.99)
    assert found["real_trigrams"] == 1


def test_that_the_unigram_baseline_hardly_speaks_the_grammar(expressions: PictureSet) -> None:
    beside = texts.beside(expressions, 2_000, 0)
    assert beside["unigram_grammatical"] < 0.1
    assert beside["unigram_real_trigrams"] < 0.5 < beside["heldout_real_trigrams"]


def test_that_other_text_has_no_grammar_and_its_trigrams(tmp_path: Path) -> None:
    names = [f"{a}{b}{c}" for a in "abcdefgh" for b in "xyz" for c in "abcdefghijklm"]
    (tmp_path / "names.txt").write_text("\n".join(names))
    data = sets.prepared(sets.from_file(tmp_path / "names.txt"))
    found = {**texts.judged(["axa", "qqq"], data), **texts.beside(data, 500, 0)}
    assert "grammatical" not in found
    assert "unigram_grammatical" not in found
    assert found["real_trigrams"] in (0.0, 0.5)  # axa may have been held back
    assert 0 < found["unigram_real_trigrams"] < 1


def test_that_measuring_changes_nothing_and_says_how_it_was_done(expressions: PictureSet) -> None:
    session = begun(expressions, "reinforce", batch=8, width=8, reader_width=8, likelihood=2)
    for _ in range(4):
        session.step()
    before, state = torch.get_rng_state(), session.rng.get_state()
    found, again = texts.measured(session, expressions, 50), texts.measured(session, expressions, 50)
    assert found == again
    assert torch.equal(before, torch.get_rng_state())
    assert torch.equal(state, session.rng.get_state())
    assert found["protocol"] == "text-1"
    assert "Language models" in found["note"]
    assert {"nll_heldout", "likelihood_nll_heldout", "likelihood_grammatical", "unigram_grammatical"} <= found.keys()
    assert 0 < found["nll_heldout"] < np.log(len(expressions.info.vocabulary)) + 0.2


def test_that_lines_are_spelled_as_they_were_numbered() -> None:
    vocabulary = ("", "a", "b")
    rows = text.numbered(["ab", "", "bba"], vocabulary, 4)
    assert rows.tolist() == [[1, 2, 0, 0], [0, 0, 0, 0], [2, 2, 1, 0]]
    assert text.spelled(rows, vocabulary) == ["ab", "", "bba"]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("preset", ["gumbel", "reinforce"])
def test_that_a_minute_of_training_writes_grammar(expressions: PictureSet, preset: str, seed: int) -> None:
    session = begun(expressions, preset, seed)
    for _ in range(1_200):
        session.step()
    found = texts.measured(session, expressions)
    assert found["grammatical"] >= 0.7 > 0.1 > found["unigram_grammatical"]
    assert found["unique"] >= 0.5
    assert not found["collapsed"]
