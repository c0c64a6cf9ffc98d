from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganstudio.core.events import (
    Continued,
    Event,
    Failed,
    Finished,
    Measured,
    Paused,
    Sampled,
    Saved,
    Started,
    Stepped,
    Warned,
    from_line,
    to_line,
)

EVERY_KIND: list[Event] = [
    Started(0, 100, 0.0, None, 10, "CPU", "fp32", 1),
    Started(7, None, 1.5, 60.0, 10, "CPU", "bf16", 2, resumed=True),
    Stepped(1, 3, 0.5, 640.0, {"generator.total": (0.5, 0.25, None), "discriminator.r1": (1.0, 2.0, 3.0)}),
    Measured(3, {"generator.gradient norm": 0.125, "memory": 1e6}),
    Sampled(3, 0.5, 2, 3, {"ema": "step-ema.png"}),
    Warned(3, "Something.", "Do this."),
    Saved(3, "step-00000003.safetensors"),
    Paused(3),
    Continued(3),
    Finished(9, 2.5, "budget"),
    Failed(9, "It broke: ä\n\u2028.", "Mend it.", 'Traceback\n"quoted"'),
]


@pytest.mark.parametrize("event", EVERY_KIND, ids=lambda event: type(event).__name__)
def test_that_a_line_and_back_is_the_same_event(event: Event) -> None:
    line = to_line(event)
    assert "\n" not in line
    assert from_line(line) == event


def test_that_what_is_not_a_number_becomes_null() -> None:
    line = to_line(Stepped(1, 2, 0.5, 1.0, {"loss": (math.nan, math.inf)}))
    assert json.loads(line)["values"] == {"loss": [None, None]}
    read = from_line(line)
    assert isinstance(read, Stepped)
    assert read.values == {"loss": (None, None)}


def test_that_pictures_stay_out_of_the_line() -> None:
    sheet = np.zeros((4, 4, 1), dtype=np.uint8)
    event = Sampled(3, 0.5, 1, 1, {"raw": "a.png"}, {"raw": sheet})
    assert "sheets" not in to_line(event)
    assert from_line(to_line(event)) == event


def test_that_words_under_pictures_come_back_and_older_lines_have_none() -> None:
    plain = Sampled(3, 0.5, 1, 2, {"raw": "a.png"})
    event = replace(plain, captions={"raw": ("", "28.1 · 0.83")})
    read = from_line(to_line(event))
    assert isinstance(read, Sampled)
    assert read.captions_of("raw") == ("", "28.1 · 0.83")
    assert "captions" not in to_line(plain)
    assert plain.captions_of("raw") == read.captions_of("ema") == ()


@pytest.mark.parametrize(
    "line",
    [
        "", "{", "[]", "3", "{}", '{"event":"party"}', '{"event":"saved"}',
        '{"event":"saved","step":1,"file":"a","x":1}',
        '{"event":"stepped"}', '{"event":"stepped","values":[]}',
        '{"event":"stepped","values":{"loss":null}}',
        '{"event":["saved"]}',
    ],
)  # fmt: skip
def test_that_anything_else_is_a_value_error(line: str) -> None:
    with pytest.raises(ValueError):
        from_line(line)


@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists),
    st.data(),
)
def test_that_a_line_of_any_json_is_an_event_or_a_value_error(value: object, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([json.loads(to_line(event)) for event in EVERY_KIND]))
    name = data.draw(st.sampled_from(sorted(kind)))
    try:
        from_line(json.dumps({**kind, name: value}))
    except ValueError:
        return
