from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio.core.errors import StudioError
from ganstudio.core.sets import DataInfo
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.store import PictureSet, prepare
from ganstudio.evaluate import classifier as judges
from ganstudio.evaluate.classifier import Classifier
from tests.synthetic import picture_set


def part(pictures: PictureSet, start: int, end: int) -> PictureSet:
    assert pictures.labels is not None
    info = dataclasses.replace(pictures.info, count=end - start, fingerprint=f"{start} to {end}")
    return PictureSet(info, pictures.pictures[start:end], pictures.labels[start:end])


@pytest.fixture(scope="module")
def digits() -> PictureSet:
    return prepare(catalogue.find("mnist"), 28, 1, Path())


@pytest.fixture(scope="module")
def judge(digits: PictureSet) -> Classifier:
    torch.set_num_threads(1)
    return judges.train_classifier(part(digits, 0, 2000), epochs=2)


def untrained(channels: int = 1, size: int = 28, fingerprint: str = "abc") -> Classifier:
    info = DataInfo("random", 0, channels, size, ("a", "b", "c"), fingerprint)
    return Classifier(judges.JudgeNetwork(channels, size, 3), info, 0.5)


def test_that_two_epochs_on_2000_digits_are_enough_to_judge_others(digits: PictureSet, judge: Classifier) -> None:
    others = part(digits, 2000, 4000)
    assert others.labels is not None
    assert judges.conditional_accuracy(judge, others.pictures, others.labels) > 0.9
    assert judge.accuracy > 0.9
    assert judge.info.classes == tuple("0123456789")


def test_that_a_condition_nobody_kept_to_is_seen(digits: PictureSet, judge: Classifier) -> None:
    labels = np.random.default_rng(0).integers(0, 10, 1000)
    assert judges.conditional_accuracy(judge, digits.pictures[2000:3000], labels) < 0.2


def test_that_the_same_seed_trains_the_same_judge_and_disturbs_nobody() -> None:
    pictures = picture_set(64)
    before = torch.get_rng_state()
    first, second = (judges.train_classifier(pictures, epochs=1, seed=3) for _ in range(2))
    assert torch.equal(torch.get_rng_state(), before)
    np.testing.assert_array_equal(first.features(pictures.pictures), second.features(pictures.pictures))


@pytest.mark.parametrize(("channels", "size"), [(1, 28), (3, 28), (1, 32), (3, 32)])
def test_that_grey_and_colour_pictures_of_both_sizes_are_judged(channels: int, size: int) -> None:
    judge, pictures = untrained(channels, size), picture_set(5, channels, size).pictures
    assert judge.predict(pictures).dtype == np.int64 and judge.predict(pictures).shape == (5,)
    assert judge.features(pictures).dtype == np.float32 and judge.features(pictures).shape == (5, 128)
    np.testing.assert_allclose(judge.probabilities(pictures).sum(1), 1.0, rtol=1e-5)
    assert judge.features(pictures[:0]).shape == (0, 128)
    assert 300_000 < sum(p.numel() for p in judge.network.parameters()) < 1_000_000


def test_that_pictures_of_another_shape_are_refused() -> None:
    with pytest.raises(StudioError, match="1 x 28 x 28, not at uint8 of 3 x 28 x 28"):
        untrained().predict(picture_set(2, channels=3).pictures)
    with pytest.raises(StudioError, match="not at float32"):
        untrained().predict(picture_set(2).pictures.astype(np.float32))


def test_that_pictures_without_labels_cannot_teach_a_judge() -> None:
    with pytest.raises(StudioError, match="cannot teach a judge"):
        judges.train_classifier(picture_set(classes=0))


def test_that_a_kept_judge_says_the_same(judge: Classifier, digits: PictureSet, tmp_path: Path) -> None:
    again = judges.load_classifier(judges.save_classifier(judge, tmp_path))
    pictures = digits.pictures[3000:3200]
    np.testing.assert_array_equal(again.predict(pictures), judge.predict(pictures))
    np.testing.assert_allclose(again.features(pictures), judge.features(pictures), rtol=1e-5, atol=1e-5)
    assert (again.info, again.accuracy) == (judge.info, judge.accuracy)


def test_that_a_judge_is_trained_once_for_a_set_and_again_when_its_file_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[str] = []
    train = judges.train_classifier

    def counting(pictures: PictureSet, epochs: int, seed: int) -> Classifier:
        trained.append(pictures.info.fingerprint)
        return train(pictures, epochs, seed)

    monkeypatch.setattr(judges, "train_classifier", counting)
    for seed in (0, 0, 1):
        judges.classifier_for(picture_set(seed=seed), tmp_path, epochs=1)
    assert trained == ["random 0", "random 1"]
    next(tmp_path.glob("judge-random 0.safetensors")).write_bytes(b"")
    judges.classifier_for(picture_set(seed=0), tmp_path, epochs=1)
    assert trained == ["random 0", "random 1", "random 0"]


@pytest.mark.parametrize("damage", ["cut", "changed", "no json", "json cut", "other network", "missing"])
def test_that_a_damaged_judge_is_named(damage: str, tmp_path: Path) -> None:
    path = judges.save_classifier(untrained(), tmp_path)
    note, data = path.with_suffix(".json"), bytearray(path.read_bytes())
    match damage:
        case "cut":
            path.write_bytes(data[: len(data) // 2])
        case "changed":
            data[-1] ^= 0xFF
            path.write_bytes(data)
        case "no json":
            note.unlink()
        case "json cut":
            note.write_text(note.read_text()[:40])
        case "other network":
            note.write_text(json.dumps({**json.loads(note.read_text()), "classes": ["a", "b"]}))
        case "missing":
            path.unlink()
    with pytest.raises(StudioError, match=r"judge-abc\.json" if damage == "no json" else r"judge-abc\.safetensors"):
        judges.load_classifier(path)


def test_that_a_judge_from_the_future_is_not_read(tmp_path: Path) -> None:
    path = judges.save_classifier(untrained(), tmp_path)
    note = path.with_suffix(".json")
    note.write_text(json.dumps({**json.loads(note.read_text()), "format": 99}))
    with pytest.raises(StudioError, match="newer GAN Studio"):
        judges.load_classifier(path)


def test_that_a_set_without_fingerprint_is_not_mistaken_for_another(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="no fingerprint"):
        judges.save_classifier(untrained(fingerprint=""), tmp_path)
