"""What a discriminator calls real and fake."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from ganstudio.engine.adversarial import D
from ganstudio.engine.registry import families
from ganstudio.engine.session import Session
from ganstudio.evaluate import confusion
from tests.synthetic import losses_of, session_of, set_for

DRAWING = [key for key, kind in families().items()
           if kind.need.kind in ("plain", "labelled", "pairs", "domains")]  # fmt: skip


def pictures_of(session: Session, held: int = 8) -> object:
    family = session.family
    need = family.need_of(family.params)
    whole = set_for(need, family.data.size, family.data.channels, 4, 24)
    return replace(whole, held_back=set_for(need, family.data.size, family.data.channels, 4, held, 1) if held else None)


def preset_of(key: str) -> str:
    presets = [each.key for each in families()[key].presets]
    return next(each for each in ("quick", "small", "stable", *presets) if each in presets)


@pytest.mark.parametrize("key", DRAWING)
def test_that_every_discriminator_over_pictures_has_a_table_and_the_run_stays_as_it_is(key: str) -> None:
    expected = losses_of(session_of(key, preset_of(key)), 3)
    session = session_of(key, preset_of(key))
    losses_of(session, 1)
    table = confusion.confusion(session, pictures_of(session), 20)  # type: ignore[arg-type]
    assert table is not None
    halved = 2 if families()[key].need.kind == "domains" else 1  # real pictures are of the second kind
    for name, count in (("held_out", 8 // halved), ("samples", 20), ("trained_on", min(20, 24 // halved))):
        assert table[name]["pictures"] == count
        assert table[name]["real"] + table[name]["fake"] == pytest.approx(1)
    assert table == confusion.confusion(session, pictures_of(session), 20)  # type: ignore[arg-type]
    assert losses_of(session, 2) == expected[1:]


def test_that_a_judge_which_knows_is_right_and_one_that_guesses_is_not() -> None:
    session = session_of("dcgan", "quick")

    class Bright(torch.nn.Module):
        """Knows real pictures, which are noise here, by how much they vary."""

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x.flatten(1).std(1, keepdim=True) - 0.5

    session.networks[D] = Bright()
    table = confusion.confusion(session, pictures_of(session), 20)  # type: ignore[arg-type]
    assert table is not None
    assert table["held_out"]["real"] == 1
    assert table["samples"]["fake"] == 1
    assert table["right"] == 1
    assert table["border"] == "a logit of 0"
    lines = confusion.rows(table)
    assert lines["D calls held_out real"] == 1
    assert lines["D calls samples fake"] == 1


def test_that_without_held_back_pictures_it_says_so() -> None:
    session = session_of("dcgan", "quick")
    table = confusion.confusion(session, pictures_of(session, 0), 10)  # type: ignore[arg-type]
    assert table is not None
    assert "held_out" not in table
    assert "validation=10%" in table["note"]
    assert "validation=10%" in confusion.rows(table)["D note"]


def test_that_borders_are_said() -> None:
    for key, words in (("wgan", "midway between mean answers"), ("r3gan", "midway between mean answers")):
        session = session_of(key, preset_of(key))
        table = confusion.confusion(session, pictures_of(session), 10)  # type: ignore[arg-type]
        assert table is not None
        assert table["border"] == words
    session = session_of("dcgan", "quick", loss="least_squares")
    table = confusion.confusion(session, pictures_of(session), 10)  # type: ignore[arg-type]
    assert table is not None
    assert "midway between its targets" in table["border"]
