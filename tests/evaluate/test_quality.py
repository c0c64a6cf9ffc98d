"""Distances between sets of pictures: what must hold of any measure, and in which words figures come."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageFilter

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.data.sets.store import PictureSet
from ganstudio.engine import devices, lite0
from ganstudio.engine.session import Session
from ganstudio.evaluate import samples
from ganstudio.evaluate.quality import distances, early, extractors, figures, inception, kept, neighbours, targets
from ganstudio.evaluate.quality.extractors import Extractor, Seen
from tests.synthetic import declared_family, picture_set, source_of

BLURS = (0.4, 0.7, 1.0, 1.6)


@cache
def clothes() -> Pixels:
    """Real pictures: 1,200 of the built-in Fashion-MNIST, in an order of chance."""
    import tempfile

    from ganstudio.data.sets import catalogue
    from ganstudio.data.sets.store import prepare

    with tempfile.TemporaryDirectory() as folder:
        return kept.chosen(prepare(catalogue.find("fashion-mnist"), 28, 1, Path(folder)), 1_200)


def blurred(pictures: Pixels, radius: float) -> Pixels:
    soft = [np.asarray(Image.fromarray(each[0]).filter(ImageFilter.GaussianBlur(radius))) for each in pictures]
    return np.stack(soft)[:, None]


def noise_like(pictures: Pixels) -> Pixels:
    return np.random.default_rng(0).integers(0, 256, pictures.shape, dtype=np.uint8)


def all_distances(real: Pixels, made: Pixels) -> dict[str, float]:
    extractor = extractors.of_pyramid()
    seen, theirs = extractor.look(real), extractor.look(made)
    ours, others = (extractors.scaled(extractor, seen.features, each.features) for each in (seen, theirs))
    return {
        "frechet": distances.frechet(ours, others), "kernel": distances.kernel(ours, others),
        "early": early.distance(ours, others),
    }  # fmt: skip


def test_that_the_frechet_distance_of_two_normal_clouds_is_that_of_the_formula() -> None:
    rng = np.random.default_rng(0)
    a = rng.normal(size=(40_000, 3)).astype(np.float32)
    b = (2 * rng.normal(size=(40_000, 3)) + [1, 0, -1]).astype(np.float32)
    assert distances.frechet(a, b) == pytest.approx(2 + 3 * (1 - 2) ** 2, rel=0.03)


def test_that_no_set_lies_apart_from_itself() -> None:
    rows = np.random.default_rng(0).normal(size=(600, 8)).astype(np.float32)
    assert distances.frechet(rows, rows) == pytest.approx(0, abs=1e-3)
    assert early.score(rows, rows).value == pytest.approx(0, abs=1e-6)
    told = neighbours.compared(rows, rows)
    assert (told["precision"], told["recall"], told["coverage"]) == (1, 1, 1)
    assert 1 <= told["density"] < 1.4  # k balls around each and its own


def test_that_halves_of_real_pictures_lie_near_and_noise_far_away() -> None:
    real = clothes()
    halves, noise = all_distances(real[:600], real[600:]), all_distances(real[:600], noise_like(real[600:]))
    for name, value in halves.items():
        assert value < 0.1 * noise[name], name


def test_that_growing_blur_makes_every_distance_grow() -> None:
    real = clothes()
    told = [all_distances(real[:600], blurred(real[600:], radius)) for radius in BLURS]
    for name in told[0]:
        values = [each[name] for each in told]
        assert values == sorted(values), (name, values)
        assert values[0] < values[-1] / 3


def test_that_the_kernels_interval_holds_zero_for_two_halves_and_not_for_blur() -> None:
    real, extractor = clothes(), extractors.of_pyramid()
    rows = extractors.scaled(extractor, extractor.features(real), extractor.features(real))
    soft = extractors.scaled(extractor, extractor.features(real), extractor.features(blurred(real[600:], 1.6)))
    alike, apart = distances.kernel_score(rows[:600], rows[600:]), distances.kernel_score(rows[:600], soft)
    assert alike.low < 0 < alike.high
    assert apart.low > alike.high
    assert not apart.overlaps(alike)


def test_that_variety_and_fidelity_are_told_apart() -> None:
    rng = np.random.default_rng(0)
    real = np.concatenate([rng.normal(size=(300, 2)), rng.normal(size=(300, 2)) + 20]).astype(np.float32)
    half = rng.normal(size=(600, 2)).astype(np.float32)
    told = neighbours.compared(real, half)  # one of two heaps: faithful, and half of it missing
    assert told["precision"] > 0.9
    assert 0.4 < told["recall"] < 0.6
    assert told["coverage"] < 0.6
    astray = neighbours.compared(real, np.concatenate([half[:300], half[:300] + 500]))
    assert astray["precision"] < 0.6
    assert neighbours.compared(real[:4], real[:4]) == {}


def test_that_the_early_score_says_how_sure_it_is_and_sees_a_shift() -> None:
    rng = np.random.default_rng(0)
    a, b = (rng.normal(size=(1_000, 16)).astype(np.float32) for _ in range(2))
    near, far = early.score(a, b), early.score(a, b + 0.3)
    assert near.low <= near.value <= near.high
    assert near.value < 0.1
    assert far.low > near.high
    assert far.count == 1_000
    state = torch.get_rng_state()
    assert early.score(a, b) == near
    distances.kernel(a, b)
    assert torch.equal(state, torch.get_rng_state())  # a training beside it notices nothing


def test_that_a_classifier_score_is_one_without_classes_and_their_number_when_all_come_surely() -> None:
    assert distances.classifier_score(np.full((200, 4), 0.25, np.float32))[0] == pytest.approx(1)
    sure = np.eye(4, dtype=np.float32)[np.arange(4_000) % 4]
    assert distances.classifier_score(sure)[0] == pytest.approx(4, rel=0.02)


def test_that_a_number_that_is_silent_about_real_pictures_drowns_no_other() -> None:
    rng = np.random.default_rng(0)
    real, made = (rng.normal(size=(500, 10)).astype(np.float32) for _ in range(2))
    real[:, 0] = 0
    made[:, 0] = 1
    shown = extractors.levelled(real, made)
    assert abs(shown[:, 0]).max() < 2.2
    assert shown[:, 1:].std() == pytest.approx(1, abs=0.05)
    assert early.distance(extractors.levelled(real, real), shown) < 0.7


# -- pictures with a target -------------------------------------------------------------------------------


def test_that_a_picture_is_itself() -> None:
    whole = np.random.default_rng(0).integers(0, 256, (3, 180, 200), dtype=np.uint8)
    told = targets.compared([(whole, whole)])
    assert told["ssim"] == pytest.approx(1, abs=1e-3)
    assert told["ms_ssim"] == pytest.approx(1, abs=1e-3)
    assert told["psnr"] == targets.BEST


def test_that_psnr_is_that_of_the_formula_and_small_pictures_have_no_ms_ssim() -> None:
    grey = np.full((1, 32, 32), 100, np.uint8)
    told = targets.compared([(grey, grey + np.uint8(10))])
    assert told["psnr"] == pytest.approx(20 * np.log10(255 / 10), abs=1e-3)
    assert set(told) == {"psnr", "ssim"}


# -- features ---------------------------------------------------------------------------------------------


def test_that_without_labels_and_packages_the_fallback_says_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lite0, "weights_file", lambda: None)
    found = extractors.chosen("auto", lambda: None, None)
    assert found.key == "pyramid"
    assert "no network" in found.words
    with pytest.raises(StudioError, match="not installed") as caught:
        extractors.chosen("lite0", lambda: None, None)
    assert "ganstudio[features]" in caught.value.hint
    with pytest.raises(StudioError, match="neither classes nor attributes"):
        extractors.chosen("judge", lambda: None, None)


def test_that_fids_network_must_be_its_own_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(inception, "_is_installed", lambda: True)
    other = tmp_path / "inception.pth"
    other.write_bytes(b"something else")
    with pytest.raises(StudioError, match="not the file that FIDs are taken with"):
        extractors.chosen("inception", lambda: None, other)
    with pytest.raises(StudioError, match="There is no file") as caught:
        extractors.chosen("inception", lambda: None, tmp_path / "gone.pth")
    assert inception.VARIABLE in caught.value.hint
    monkeypatch.setattr(inception, "_is_installed", lambda: False)
    monkeypatch.setenv(inception.VARIABLE, str(other))
    with pytest.raises(StudioError, match="torch-fidelity") as caught:
        extractors.chosen("auto", lambda: None, None)
    assert "ganstudio[fid]" in caught.value.hint


def fake(key: str, extra: bool = False) -> Extractor:
    """Features by hand: the mean of each picture's rows."""

    def look(pictures: Pixels) -> Seen:
        rows = pictures.astype(np.float32).mean(3).reshape(len(pictures), -1)
        return Seen(rows, np.full((len(pictures), 3), 1 / 3, np.float32) if extra else None)

    return Extractor(key, f"rows of {key}", look, scaled=key != "inception")


def test_that_only_inception_gives_an_fid(tmp_path: Path) -> None:
    pictures = picture_set(120)
    made = np.asarray(picture_set(60, seed=1).pictures)
    told = figures.against_set(fake("inception", extra=True), pictures, made, tmp_path)
    assert {"fid", "kid", "inception_score", "fid_of_real"} <= set(told)
    assert not [name for name in told if "frechet" in name or "classifier" in name or "kernel" in name]
    other = figures.against_set(fake("judge", extra=True), pictures, made, tmp_path)
    assert {"frechet_distance", "kernel_distance", "classifier_score", "early_score", "coverage"} <= set(other)
    assert not [name for name in other if "fid" in name or "kid" in name or "inception" in name]
    assert "kernel_distance_low" not in other  # 60 pictures are too few for blocks
    json.dumps(other, allow_nan=False)
    for words in ("rows of judge", "60 samples", "60 real", "halves of 60"):
        assert words in other["quality_protocol"]


def test_that_what_is_known_of_real_pictures_is_kept_by_fingerprint_and_protocol(tmp_path: Path) -> None:
    pictures, looks = picture_set(40), []

    def counting(shown: Pixels) -> Seen:
        looks.append(len(shown))
        return fake("judge").look(shown)

    extractor = replace(fake("judge"), look=counting)
    first, again = (kept.seen_of(pictures, extractor, 30, tmp_path) for _ in range(2))
    np.testing.assert_array_equal(first.features, again.features)
    assert looks == [30]
    kept.seen_of(pictures, replace(extractor, words="another size"), 30, tmp_path)
    other = replace(pictures, info=replace(pictures.info, fingerprint="other"))
    kept.seen_of(other, extractor, 30, tmp_path)
    assert len(looks) == 3
    for path in tmp_path.glob("features-*.safetensors"):
        path.write_bytes(b"half")
    np.testing.assert_array_equal(kept.seen_of(pictures, extractor, 30, tmp_path).features, first.features)
    assert not [path for path in tmp_path.iterdir() if path.suffix != ".safetensors"]


@pytest.mark.skipif(lite0.weights_file() is None, reason="the extra `features` is not installed")
def test_that_lite0_sees_pictures_of_any_size_and_colour() -> None:
    extractor = extractors.of_lite0()
    for channels, size in ((1, 28), (3, 64)):
        seen = extractor.look(np.asarray(picture_set(3, channels, size).pictures))
        assert seen.features.shape == (3, 1280)
        assert seen.probabilities is not None
        assert seen.probabilities.sum(1) == pytest.approx(1, abs=1e-4)
    with pytest.raises(StudioError, match="no pictures"):
        extractor.look(np.empty((0, 3, 8, 8), np.uint8))


def test_that_a_set_that_was_held_in_memory_and_one_on_disk_are_chosen_alike() -> None:
    pictures: PictureSet = picture_set(30)
    chosen = kept.chosen(pictures, 10)
    assert chosen.shape == (10, 1, 28, 28)
    np.testing.assert_array_equal(chosen, kept.chosen(pictures, 20)[:10])


# -- moments of a run -------------------------------------------------------------------------------------


def test_that_soon_and_full_measures_order_the_moments_of_a_run_alike() -> None:
    """Where intervals overlap nothing is claimed. `tests/benchmarks/early_score.py` does it at full length."""
    shown = clothes()
    info = replace(picture_set(4, classes=0).info, count=len(shown))
    pictures = PictureSet(info, shown, None)
    kind = declared_family("vanilla", "stable", info)
    session = Session(kind, source_of(kind, pictures), devices.choose("cpu", "fp32", 1), 0)
    extractor = extractors.of_pyramid()
    real = extractor.features(shown)
    theirs, told = extractors.scaled(extractor, real, real), []
    for step in (1, 40, 150):
        while session.step_count < step:
            session.step()
        ours = extractors.scaled(extractor, real, extractor.features(samples.drawn_of(session, pictures, 600)))
        soon, kernel = (measure(theirs[:500], ours[:500]) for measure in (early.score, distances.kernel_score))
        told.append((soon, kernel, distances.frechet(theirs, ours)))
    sure = 0
    for place, one in enumerate(told):
        for other in told[place + 1 :]:
            for measure in (0, 1):
                if not one[measure].overlaps(other[measure]):  # type: ignore[union-attr]
                    sure += 1
                    assert (one[measure].value < other[measure].value) == (one[2] < other[2])  # type: ignore[union-attr]
    assert sure >= 4  # of 6
