from __future__ import annotations

import json

import pytest

from ganstudio.core.controls import Control, Label, Latent, from_json, to_json
from ganstudio.core.errors import StudioError


@pytest.mark.parametrize(
    "control", [Latent("z", 64), Latent("z", 8, "uniform"), Label("class_id", ("cat", "Hund", "猫"))]
)
def test_that_json_and_back_is_the_same_control(control: Control) -> None:
    assert from_json(json.loads(json.dumps(to_json(control)))) == control


def test_that_a_newer_controls_extra_fields_are_passed_over() -> None:
    assert from_json({"kind": "latent", "name": "z", "size": 4, "shape": [2, 2]}) == Latent("z", 4)


@pytest.mark.parametrize("value", [{}, {"kind": "brush", "name": "x"}, {"kind": None}])
def test_that_an_unknown_kind_is_explained(value: dict[str, object]) -> None:
    with pytest.raises(StudioError, match="newer GAN Studio"):
        from_json(value)
