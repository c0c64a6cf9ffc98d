"""A conditional GAN is told classes, or attributes where pictures have those instead."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from ganstudio.core import params
from ganstudio.core.controls import Attributes, Label, first_of
from ganstudio.core.errors import StudioError
from ganstudio.core.sets import DataInfo
from ganstudio.engine import checkpoints, devices
from ganstudio.engine.registry import family
from ganstudio.engine.session import Session
from tests.synthetic import attributes_set, losses_of, source_of


def session_on_attributes(seed: int = 0, **changes: object) -> Session:
    kind, pictures = family("cgan"), attributes_set()
    made = kind(
        params.from_mapping(kind.Params, {**kind.preset("quick").changes, "batch": 8, **changes}), pictures.info
    )
    hardware = devices.choose("cpu", "fp32", 1)
    return Session(made, source_of(made, pictures, seed), hardware, seed)


@pytest.mark.parametrize("changes", [{}, {"share_fakes": False, "k": 2}, {"fake_classes": "uniform"}, {"san": True}])
def test_that_a_fake_is_judged_with_its_own_attributes(changes: dict[str, object]) -> None:
    session = session_on_attributes(**changes, augment="none", r1=0.0, concatenate=False)
    made: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}
    judged: list[bool] = []
    session.networks["generator"].register_forward_hook(
        lambda _m, given, out: made.__setitem__(out.data_ptr(), (given[1].clone(), out))
    )
    session.networks["discriminator"].register_forward_pre_hook(
        lambda _m, given: judged.append(torch.equal(made[given[0].data_ptr()][0], given[1]))
        if given[0].data_ptr() in made else None
    )  # fmt: skip
    session.step()
    assert judged == [True] * (session.family.params.k + 1)


def test_that_attributes_can_be_asked_for_and_resuming_is_exact(tmp_path: Path) -> None:
    unbroken, first = session_on_attributes(), session_on_attributes()
    (generator,) = first.family.generators()
    asked = first_of(Attributes, generator.controls)
    assert asked is not None
    assert asked.groups == (("red", "green", "blue"),)
    expected, told = losses_of(unbroken, 6), losses_of(first, 3)
    second = session_on_attributes(9)
    second.source = session_on_attributes().source
    checkpoints.load(checkpoints.save(tmp_path, first, 1.0), second)
    assert told + losses_of(second, 3) == expected
    assert first.sample().sheets


def test_that_classes_come_first_and_attributes_need_the_compact_networks() -> None:
    kind = family("cgan")
    both = DataInfo("both", 99, 1, 28, ("a", "b"), attributes=("dark",))
    made = kind(params.from_mapping(kind.Params, {}), both)
    assert first_of(Label, made.generators()[0].controls) is not None
    alone = DataInfo("faces", 99, 1, 28, attributes=("dark",))
    with pytest.raises(StudioError, match="told classes, and faces has attributes") as refused:
        kind(params.from_mapping(kind.Params, kind.preset("team24").changes), alone)
    assert "compact" in refused.value.hint
    with pytest.raises(StudioError, match="needs pictures with classes or attributes, and plain has none"):
        kind(params.from_mapping(kind.Params, {}), DataInfo("plain", 99, 1, 28))
