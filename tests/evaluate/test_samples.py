"""How good samples are: figures that every family of noise has, and those of its own."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from ganstudio.core.controls import images
from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Picture
from ganstudio.core.sets import ATTRIBUTES, LABELLED, PLAIN
from ganstudio.data.sets.store import PictureSet
from ganstudio.engine import devices, heads
from ganstudio.engine.registry import families
from ganstudio.engine.session import Session
from ganstudio.evaluate import classifier as judges
from ganstudio.evaluate import samples
from ganstudio.evaluate.classifier import Classifier
from tests.synthetic import attributes_set, declared_family, losses_of, picture_set, session_of, source_of

OF_NOISE = [key for key, kind in families().items() if kind.need.kind in (PLAIN, LABELLED)]
OWN = {
    "infogan": {"mutual_information", "code_correlation", "purity"},
    "acgan": {"auxiliary_accuracy_real", "auxiliary_accuracy_generated"},
    "vaegan": {"reconstruction_agreement", "kl", "reconstruction_error", "reconstruction_error_of_mean_picture"},
    "sagan": {"gamma", "largest_singular_value"},
    "wgan": {"distance"},
}


def pictures_of(session: Session) -> PictureSet:
    """Pictures like those that it learns from."""
    return picture_set(64, session.family.data.channels, session.family.data.size)


def judge_of(pictures: PictureSet) -> Classifier:
    """One that has not learned anything: what it says means nothing, and is said."""
    with torch.random.fork_rng(devices=[]):  # some families draw from the global generator while they learn
        torch.manual_seed(0)
        return Classifier(judges.JudgeNetwork(pictures.info.channels, pictures.info.size, 4), pictures.info, 0.25)


@pytest.mark.parametrize("key", OF_NOISE)
def test_that_every_family_of_noise_is_measured_without_being_changed(key: str) -> None:
    preset = next((each.key for each in families()[key].presets if each.key == "quick"), "stable")
    expected = losses_of(session_of(key, preset), 3)
    measured = session_of(key, preset)
    pictures = pictures_of(measured)
    judge = judge_of(pictures)
    losses_of(measured, 1)
    told = samples.measured(measured, pictures, judge, 30)
    assert told == samples.measured(measured, pictures, judge, 30)
    assert told["protocol"] == "samples-1"
    assert told["frechet"] > 0
    assert 0 <= told["classes_covered"] <= told["classes"] == 4
    assert ("conditional_accuracy" in told) == measured.family.conditional
    assert OWN.get(key, set()) <= set(told)
    assert all(math.isfinite(value) for value in told.values() if isinstance(value, float))
    assert losses_of(measured, 2) == expected[1:]


def test_that_samples_without_a_judge_have_the_familys_own_figures_only() -> None:
    told = samples.measured(session_of("vaegan", "quick"), picture_set(64), None, 30)
    assert "frechet" not in told
    assert "reconstruction_agreement" not in told
    assert told["kl"] > 0


def test_that_reconstructions_are_compared_attribute_by_attribute_where_there_are_no_classes() -> None:
    faces = attributes_set(96, 64)
    kind = declared_family("vaegan", "quick", faces.info, changes={"batch": 8})
    session = Session(kind, source_of(kind, faces), devices.choose("cpu", "fp32", 1), 0)
    network = judges.JudgeNetwork(3, 64, len(faces.info.attributes))
    told = samples.measured(session, faces, Classifier(network, faces.info, 0.5), 30)
    assert 0 <= told["reconstruction_agreement"] <= 1


def test_that_families_which_change_pictures_have_no_such_figures() -> None:
    other = next(key for key, kind in families().items() if kind.need.partner)
    session = session_of(other, families()[other].presets[0].key)
    assert images(session.family.generators()[0].controls)
    assert isinstance(session.family.generators()[0].gives, Picture)
    with pytest.raises(StudioError, match="does not draw pictures from noise"):
        samples.measured(session, pictures_of(session), None, 30)


def test_that_real_pictures_are_no_distance_from_themselves() -> None:
    features = np.random.default_rng(0).normal(size=(200, 5)) * [1, 10, 0, 3, 5]
    assert samples.standardised_distance(features, features) == pytest.approx(0, abs=1e-6)
    assert samples.standardised_distance(features, features + np.array([1, 10, 0, 3, 5])) == pytest.approx(4, rel=0.1)


def test_that_a_class_counts_once_it_comes_a_quarter_as_often() -> None:
    labels = np.repeat(np.arange(4), 25)
    assert samples.covered(np.array([0] * 50 + [1] * 42 + [2] * 7 + [3]), labels) == 3
    assert samples.covered(np.zeros(100, int), labels) == 1


def test_that_purity_finds_which_category_stands_for_which_kind() -> None:
    kinds = torch.arange(4).repeat(25)
    assert heads.purity((kinds + 1) % 4, kinds) == 1.0
    assert heads.purity(torch.zeros(100, dtype=torch.long), kinds) == 0.25  # a category for each kind, not for all


def test_that_a_code_read_upside_down_is_read() -> None:
    codes = torch.linspace(-1, 1, 50)
    assert heads.correlation(codes, -3 * codes + 1) == pytest.approx(1.0)


def test_that_attributes_are_judged_where_there_are_no_classes() -> None:
    faces = attributes_set(96)
    judge = judges.train_classifier(faces, epochs=4)
    assert not judge.by_class
    named = judge.predict(np.asarray(faces.pictures))
    assert named.shape == faces.flags.shape  # type: ignore[union-attr]
    assert judges.conditional_accuracy(judge, np.asarray(faces.pictures), named) == 1.0
    assert faces.info.kind == ATTRIBUTES


def test_that_a_judge_of_attributes_is_kept_and_read_again(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    faces = attributes_set(48)
    faces = replace(faces, info=replace(faces.info, fingerprint="faces"))
    first, again = (judges.classifier_for(faces, folder, epochs=1) for _ in range(2))
    assert first.accuracy == again.accuracy
    shown = np.asarray(faces.pictures)
    np.testing.assert_array_equal(first.predict(shown), again.predict(shown))
