"""What a generator gives knows its shape, comes back from its description, and can be looked at."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Numbers, Output, Picture, Points, Tokens, from_json

EVERY: list[Output] = [Picture(3, 32), Picture(1, 64, (0.0, 1.0), 4), Numbers(7), Points(2), Points(1),
                       Tokens(5, ("a", "b"))]  # fmt: skip


@pytest.mark.parametrize("gives", EVERY, ids=str)
def test_that_an_output_survives_the_card(gives: Output) -> None:
    back = from_json(gives.described())
    if isinstance(gives, Picture):  # a file always answers in [0, 1], whatever the network does
        assert back == Picture(gives.channels, gives.size, (0.0, 1.0), gives.scale)
    else:
        assert back == gives


def test_that_a_card_of_an_earlier_version_is_a_picture() -> None:
    assert from_json({"name": "image", "range": [0, 1], "channels": 3, "size": 28}) == Picture(3, 28, (0.0, 1.0))


def test_that_an_enlarging_generator_answers_larger_than_it_was_asked() -> None:
    assert Picture(3, 64, scale=4).shape(2, (16, 8)) == (2, 3, 64, 32)


@pytest.mark.parametrize("gives", EVERY, ids=str)
def test_that_every_answer_can_be_looked_at(gives: Output) -> None:
    rng = np.random.default_rng(0)
    shape = gives.shape(6, (8, 8))
    answer = rng.integers(0, 2, shape) if isinstance(gives, Tokens) else rng.random(shape).astype(np.float32)
    pictures = gives.pixels(answer)
    assert pictures.dtype == np.uint8
    assert pictures.ndim == 4
    assert len(np.unique(pictures)) > 1
    assert float(gives.difference(answer, answer).max()) == 0.0


def test_that_tokens_are_lines() -> None:
    assert Tokens(3, ("a", "b", " ")).lines(np.array([[0, 1, 2], [1, 1, 0]])) == ["ab ", "bba"]


def test_that_an_unknown_output_names_itself() -> None:
    with pytest.raises(StudioError, match="gives 'sound'"):
        from_json({"kind": "sound"})
    with pytest.raises(ValueError, match="impossible"):
        from_json({"kind": "numbers", "size": 0})
