"""Every family trains with other losses, other precision and few pictures, for as long as it is told to."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from torch import Tensor

from ganstudio.core import params
from ganstudio.core.events import Finished, Stepped
from ganstudio.core.sets import LABELLED
from ganstudio.engine import checkpoints, registry
from ganstudio.engine.registry import family
from ganstudio.engine.steering import Steering
from ganstudio.engine.trainer import Plan, train
from tests.contract.every import every_adversarial_family, every_family, registered
from tests.contract.families import EVERY
from tests.contract.lives import Life, check_resuming
from tests.synthetic import losses_of, session_of

__all__ = ["registered"]


# -- with other settings -------------------------------------------------------------------------------------


@every_adversarial_family
def test_that_k_updates_of_the_discriminator_are_exactly_k(key: str) -> None:
    session = session_of(key, family(key).presets[0].key, k=3)
    counts = dict.fromkeys(session.optimisers, 0)

    def count(name: str) -> None:
        counts[name] += 1

    for name, optimiser in session.optimisers.items():
        optimiser.register_step_post_hook(lambda *_, name=name: count(name))  # type: ignore[misc]
    losses_of(session, 4)
    assert counts == {"discriminator": 12, "generator": 4}


@every_adversarial_family
@pytest.mark.parametrize("loss", ["non_saturating", "saturating", "least_squares", "hinge"])
def test_that_every_loss_trains_every_family(key: str, loss: str) -> None:
    session = session_of(key, registry.quickest(family(key)), loss=loss, r1=1.0, r1_every=2)
    assert all(math.isfinite(value) for told in losses_of(session, 3) for value in told.values())


@pytest.mark.parametrize(("key", "kind"), [
    *((key, kind) for key, each in EVERY.items() if hasattr(each.Params, "augment") for kind in ("diff", "ada")),
    ("r3gan", "rising"),
])  # fmt: skip
def test_that_every_family_of_noise_learns_from_few_pictures(key: str, kind: str, tmp_path: Path) -> None:
    preset = "quick" if any(each.key == "quick" for each in family(key).presets) else family(key).presets[0].key
    check_resuming(Life(key, preset, tmp_path, augment=kind, input_noise=0.1, **_penalised_often(key)))


def _penalised_often(key: str) -> dict[str, int]:
    return {"r1_every": 2} if hasattr(family(key).Params, "r1_every") else {}


CONDITIONAL = [key for key, kind in EVERY.items() if kind.need.kind == LABELLED or kind.need.takes_labels]


@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("classes", ["real", "uniform"])
@pytest.mark.parametrize("key", CONDITIONAL)
def test_that_a_fake_is_judged_with_its_own_label(key: str, classes: str, shared: bool, k: int) -> None:
    settings = {spec.name for spec in params.specs(family(key).Params)}
    changes = {"k": k, "share_fakes": shared, "r1": 0.0, "concatenate": False, "fake_classes": classes}
    session = session_of(key, **{name: value for name, value in changes.items() if name in settings})
    made: dict[int, tuple[Tensor, Tensor]] = {}
    judged: list[tuple[Tensor, Tensor]] = []
    session.networks["generator"].register_forward_hook(
        lambda _module, given, fakes: made.__setitem__(fakes.data_ptr(), (given[1].clone(), fakes))
    )
    session.networks["discriminator"].register_forward_pre_hook(
        lambda _module, given: judged.append((made[given[0].data_ptr()][0], given[1].clone()))
        if given[0].data_ptr() in made else None
    )  # fmt: skip
    for _ in range(3):
        made.clear()
        session.step()
    assert len(judged) == 3 * ((k if "k" in settings else 1) + 1)
    assert all(torch.equal(own, told) for own, told in judged)


# -- in half precision ---------------------------------------------------------------------------------------


def test_that_resuming_continues_the_same_losses_in_half_precision(tmp_path: Path) -> None:
    check_resuming(Life("cgan", "quick", tmp_path, "bf16"))


@every_family
def test_that_it_trains_in_half_precision(key: str) -> None:
    quickest = min(family(key).presets, key=lambda preset: preset.key != "quick")
    told = losses_of(session_of(key, quickest.key, precision="bf16"), 2)
    assert all(math.isfinite(value) for value in told[-1].values()), told


# -- until it ends -------------------------------------------------------------------------------------------


@every_family
def test_that_training_stops_within_one_step(key: str, tmp_path: Path) -> None:
    session = session_of(key, family(key).presets[0].key)
    control = Steering()
    step = session.step

    def stopping_step(measure: bool = False) -> dict[str, Tensor]:
        if session.step_count == 2:
            control.stop()
        return step(measure)

    session.step = stopping_step  # type: ignore[method-assign]
    *_, last = train(session, Plan(tmp_path, total_steps=100), control)
    assert isinstance(last, Finished)
    assert (last.step, last.reason) == (3, "stopped")
    assert [checkpoint.step for checkpoint in checkpoints.listed(tmp_path)] == [3]


@every_family
def test_that_a_plan_in_steps_is_kept_exactly(key: str, tmp_path: Path) -> None:
    session = session_of(key, family(key).presets[0].key)
    events = list(train(session, Plan(tmp_path, total_steps=7), Steering()))
    assert isinstance(events[-1], Finished)
    assert (events[-1].step, events[-1].reason) == (7, "budget")
    told = [step for event in events if isinstance(event, Stepped) for step in range(event.first, event.last + 1)]
    assert told == list(range(1, 8))
