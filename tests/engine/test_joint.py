"""StarGAN on joint sets: it learns from what is known of each picture, and looks at nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ganstudio.core import sets
from ganstudio.core.controls import Attributes, first_of
from ganstudio.data.picture_set import PictureSet
from ganstudio.engine import checkpoints, devices
from ganstudio.engine.estimate import estimated
from ganstudio.engine.session import Session
from ganstudio.evaluate import classifier as judges
from tests.synthetic import attributes_set, declared_family, joint_set, losses_of, source_of

NETWORKS = {"quick": 32, "paper": 64}


def session_on(pictures: PictureSet, preset: str, seed: int = 0, **changes: Any) -> Session:
    small = {"batch": 4, "width": 8, "blocks": 1, "k": 2, **changes}
    made = declared_family("stargan", preset, pictures.info, changes=small)
    source = source_of(made, pictures, seed)
    hardware = devices.choose("cpu", "fp32", 1)
    devices.prepare(hardware)
    return Session(made, source, hardware, seed, False, source.examples(4))


@pytest.mark.parametrize("preset", NETWORKS)
def test_that_it_learns_and_resuming_is_exact(preset: str, tmp_path: Path) -> None:
    pictures = joint_set(size=NETWORKS[preset])
    unbroken, first, second = (session_on(pictures, preset, seed) for seed in (0, 0, 9))
    expected, told = losses_of(unbroken, 6), losses_of(first, 3)
    second.source = session_on(pictures, preset).source
    checkpoints.load(checkpoints.save(tmp_path, first, 1.0), second)
    assert told + losses_of(second, 3) == expected
    assert all(np.isfinite(value) for losses in expected for value in losses.values())
    assert first.sample().sheets


@pytest.mark.parametrize("preset", NETWORKS)
def test_that_what_is_unknown_is_not_looked_at(preset: str) -> None:
    size = NETWORKS[preset]
    told = [losses_of(session_on(joint_set(size=size, unknown=unknown), preset), 3) for unknown in (0, 1)]
    assert told[0] == told[1]


@pytest.mark.parametrize("preset", NETWORKS)
def test_that_a_set_of_which_nothing_is_open_is_learned_as_ever(preset: str) -> None:
    whole = attributes_set(size=NETWORKS[preset])
    assert whole.flags is not None
    marked = replace(whole, known=np.ones_like(whole.flags))
    assert losses_of(session_on(whole, preset), 3) == losses_of(session_on(marked, preset), 3)


def test_that_pictures_of_which_nothing_is_known_are_learned_from_too() -> None:
    pictures = joint_set()
    assert pictures.known is not None
    for preset, size in NETWORKS.items():
        made = joint_set(size=size)
        nothing = replace(made, known=np.zeros_like(pictures.known))
        losses = losses_of(session_on(nothing, preset), 2)
        assert all(np.isfinite(value) for each in losses for value in each.values())


def test_that_the_papers_generator_is_told_signs_only_where_something_is_open() -> None:
    for pictures, is_signed in ((attributes_set(size=64), False), (joint_set(size=64), True)):
        made = declared_family("stargan", "paper", pictures.info)
        asked = first_of(Attributes, made.generators()[0].controls)
        assert asked is not None
        assert asked.signed is is_signed
    sizes = [sum(weight.numel() for network in declared_family("stargan", "paper", info).networks().values()
                 for weight in network.parameters())
             for info in (attributes_set(size=64).info, joint_set(size=64).info)]  # fmt: skip
    assert sizes[0] == sizes[1]


def test_that_the_papers_generator_is_told_what_is_known_of_whom_it_borrows_from() -> None:
    session = session_on(joint_set(size=64), "paper")
    heard: list[torch.Tensor] = []
    session.networks["generator"].register_forward_pre_hook(lambda _m, given: heard.append(given[1].clone()))
    losses_of(session, 3)
    kinds = {("colour" if row[2:].abs().sum() else "") + ("rest" if row[:2].abs().sum() else "")
             for each in heard for row in each}  # fmt: skip
    assert kinds == {"colour", "rest"}
    assert {float(value) for each in heard for value in each.flatten()} == {-1.0, 0.0, 1.0}


def test_that_joint_sets_are_remembered_and_older_descriptions_are_read() -> None:
    info = joint_set().info
    written = sets.to_json(info)
    assert sets.from_json(written) == info
    del written["joint"]
    assert sets.from_json(written) == replace(info, joint=False)


@pytest.mark.parametrize("preset", NETWORKS)
def test_that_what_a_joint_set_costs_can_be_estimated(preset: str) -> None:
    made = declared_family("stargan", preset, joint_set(size=NETWORKS[preset]).info, changes={"width": 8, "blocks": 1})
    assert estimated(made) is not None


# -- the judge --------------------------------------------------------------------------------------------


def test_that_a_judge_learns_from_what_is_known_alone() -> None:
    first, second = (judges.train_classifier(joint_set(64, unknown=unknown), epochs=2) for unknown in (0, 1))
    pictures = np.asarray(joint_set(64).pictures)
    np.testing.assert_array_equal(first.probabilities(pictures), second.probabilities(pictures))
    assert first.accuracy == second.accuracy


def test_that_accuracy_leaves_out_what_is_unknown() -> None:
    faces = attributes_set(64)
    judge = judges.train_classifier(faces, epochs=1)
    named = judge.predict(np.asarray(faces.pictures))
    asked = np.where(np.arange(5) < 2, named, judges.UNKNOWN)
    assert judges.conditional_accuracy(judge, np.asarray(faces.pictures), asked) == 1.0
    asked[:, 0] = 1 - named[:, 0]
    assert judges.conditional_accuracy(judge, np.asarray(faces.pictures), asked) == 0.5
    assert judges.conditional_accuracy(judge, np.asarray(faces.pictures), np.full_like(named, -1)) == 0.0
