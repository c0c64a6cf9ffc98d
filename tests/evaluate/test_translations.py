"""Figures of changed and enlarged pictures: exact where the answer is known, and beside doing nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ganstudio.core.sets import PHOTOGRAPHS
from ganstudio.engine import devices
from ganstudio.engine.needs import Need
from ganstudio.engine.session import Session
from ganstudio.evaluate import enlargements, translations
from tests.synthetic import attributes_set, declared_family, domains_set, session_of, set_for, source_of


class Nothing(nn.Module):
    """Changes no picture."""

    def forward(self, pictures: Tensor) -> Tensor:
        return pictures * 2 - 1


def test_that_doing_nothing_is_as_far_from_the_truth_as_a_copy() -> None:
    session = session_of("cyclegan", "quick", ema_half_life=0)
    session.networks |= {"there": Nothing(), "back": Nothing()}
    told = translations.measured(session, domains_set(8, 32), None, "cartoon-glasses", count=2)
    first, second = domains_set(8, 32).info.classes
    for way in (f"{first} to {second}", f"{second} to {first}"):
        assert told[f"{way}: l1_to_target"] == told[f"{way}: l1_of_copy"] > 0
        assert told[f"{way}: identity_l1"] == told[f"{way}: cycle_l1"] == 0
        assert told[f"{way}: output_diversity"] == pytest.approx(1)
    assert told["protocol"] == translations.PROTOCOL


def test_that_without_a_truth_only_what_is_known_is_told() -> None:
    told = translations.measured(session_of("cyclegan", "quick"), domains_set(8, 32), None, "mine", count=3)
    assert any(name.endswith("cycle_l1") for name in told)
    assert not any("target" in name for name in told)


def test_that_chosen_attributes_of_drawn_faces_are_measured() -> None:
    faces = attributes_set(8, 32)
    info = replace(faces.info, attributes=("glasses", "smile"), groups=())
    kind = declared_family("stargan", "quick", info, changes={"batch": 2, "width": 8, "blocks": 1})
    chosen = replace(faces, info=info, flags=np.asarray(faces.flags)[:, :2])
    session = Session(kind, source_of(kind, chosen), devices.choose("cpu", "fp32", 1), 0)
    told = translations.measured(session, chosen, None, "cartoon-faces", count=4)
    assert {"glasses: l1_to_target", "smile: l1_to_target"} <= set(told)


def test_that_l1_is_taken_on_minus_one_to_one() -> None:
    black, white = np.zeros((1, 3, 4, 4), np.uint8), np.full((1, 3, 4, 4), 255, np.uint8)
    assert translations.l1(black, white) == 2
    assert translations.l1(white, white) == 0


def test_that_an_untrained_enlarger_measures_like_bicubic() -> None:
    session = session_of("srgan", "quick")
    pictures = set_for(Need(PHOTOGRAPHS, scale=4), session.family.data.size, 3, 0, 4)
    torch.manual_seed(0)
    told = enlargements.measured(session, pictures, count=2)
    assert told["srresnet: psnr"] == pytest.approx(told["bicubic: psnr"], abs=0.5)
    assert told["srgan: psnr"] == told["srresnet: psnr"]
    assert 0 < told["bicubic: sharpness"] < 1
    assert told["unseen"] is False
