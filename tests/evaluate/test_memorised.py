"""Copies are told from new pictures: on digits and on cartoon faces, and in numbers whose answer is known."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from ganstudio.core import resources
from ganstudio.core.interruption import Stopped
from ganstudio.core.pictures import Pixels
from ganstudio.data.faces import writing
from ganstudio.evaluate import memorised, memorised_words
from ganstudio.evaluate.memorised import Judged, Near

LOOKS = memorised.by_pixels()


@cache
def digits() -> tuple[Pixels, np.ndarray]:
    with np.load(resources.path("data", "mnist-10k.npz")) as kept:
        order = np.random.default_rng(0).permutation(10_000)
        return kept["images"][order][:, None], kept["labels"][order].astype(np.int64)


@cache
def faces() -> Pixels:
    return writing.draw("attributes", 0, 360, 24)["pictures"]


def noisy(pictures: Pixels, spread: float = 8.0) -> Pixels:
    noise = np.random.default_rng(1).normal(0, spread, pictures.shape)
    return np.clip(pictures + noise, 0, 255).round().astype(np.uint8)


def judged(samples: Pixels, training: Pixels, held: Pixels | None, mirror: bool = False, **classes: object) -> Judged:
    rows = memorised.rows_of(training, LOOKS)
    near = memorised.nearest(samples, rows, LOOKS, mirror)
    theirs = None if held is None else memorised.nearest(held, rows, LOOKS, mirror)
    return memorised.judged(near, theirs, **classes)  # type: ignore[arg-type]


@pytest.fixture(params=["digits", "faces"])
def parts(request: pytest.FixtureRequest) -> tuple[Pixels, Pixels, Pixels]:
    """Training pictures, held-out ones, and others that nobody saw."""
    if request.param == "faces":
        return faces()[:160], faces()[160:260], faces()[260:]
    pictures = digits()[0]
    return pictures[:4_000], pictures[4_000:4_400], pictures[4_400:4_600]


def test_that_a_generator_of_copies_is_found_out(parts: tuple[Pixels, Pixels, Pixels]) -> None:
    training, held, _ = parts
    found = judged(noisy(training[:100]), training, held)
    assert found.nearer is not None
    assert found.nearer.value > 0.97
    assert found.nearer.low > 0.9
    assert memorised_words.kind(found) == memorised_words.COPIED
    assert "learned pictures by heart" in memorised_words.verdict(found)
    assert (found.near.places[:, 0] == np.arange(100)).all()


def test_that_faces_as_new_as_held_out_ones_are_not() -> None:
    found = judged(faces()[260:], faces()[:160], faces()[160:260])
    assert found.nearer is not None
    assert found.nearer.low < 0.5 < found.nearer.high
    assert memorised_words.kind(found) == memorised_words.FINE
    assert "about half, as it should be" in memorised_words.verdict(found)


def beside_each_other(samples: Pixels, training: Pixels) -> Judged:
    """Where nothing was held back."""
    rows = memorised.rows_of(training, LOOKS)
    near = memorised.nearest(samples, rows, LOOKS)
    chosen = np.arange(0, len(training), max(1, len(training) // 400))
    others = memorised.among(chosen, training, rows, LOOKS, False, lambda: False)
    assert (others.places != chosen[:, None]).all()  # nobody is its own neighbour
    return memorised.judged(near, others)


def test_that_training_pictures_beside_each_other_say_what_is_usual() -> None:
    pictures = digits()[0]
    told = []
    for seed in range(8):
        order = np.random.default_rng(seed).permutation(10_000)[:3_000]
        found = beside_each_other(pictures[order[:200]], pictures[order[200:]])
        assert found.nearer is not None
        told.append(found.nearer.value)
    assert np.mean(told) == pytest.approx(0.5, abs=0.04)
    copies = beside_each_other(noisy(pictures[200:300]), pictures[200:3_000])
    assert memorised_words.kind(copies) == memorised_words.COPIED


def test_that_digits_are_judged_rightly_however_they_are_divided() -> None:
    """In one case of twenty the interval may miss, as it says."""
    told = []
    for seed in range(12):
        pictures = digits()[0][np.random.default_rng(seed).permutation(10_000)[:3_000]]
        found = judged(pictures[:200], pictures[600:], pictures[200:600])
        assert found.nearer is not None
        told.append((found.nearer.value, found.nearer.low < 0.5 < found.nearer.high))
    assert np.mean([value for value, _ in told]) == pytest.approx(0.5, abs=0.03)
    assert sum(holds for _, holds in told) >= 10


def test_that_a_fifth_of_copies_is_noticed_and_comes_first(parts: tuple[Pixels, Pixels, Pixels]) -> None:
    training, held, others = parts
    found = judged(np.concatenate([others[:72], noisy(training[:28])]), training, held)
    assert found.nearer is not None
    assert memorised_words.kind(found) in (memorised_words.SOME, memorised_words.COPIED)
    assert "where about 5 would by chance" in memorised_words.verdict(found) or found.nearer.low > 0.5
    assert np.isin(found.order[:20], np.arange(72, 100)).all()


def test_that_pictures_between_others_are_called_plain_and_not_copied() -> None:
    pictures = digits()[0]
    training, held = pictures[:4_000], pictures[4_000:4_400]
    rows = memorised.rows_of(training, LOOKS)
    around = memorised.nearest(held[:100], rows, LOOKS, k=20).places
    between = training[around].astype(float).mean(1).round().astype(np.uint8)
    found = judged(between, training, held)
    assert memorised_words.kind(found) == memorised_words.PLAIN


def test_that_mirrored_copies_are_found_where_training_mirrored() -> None:
    training, held = faces()[:160], faces()[160:260]
    turned = noisy(training[:60, :, :, ::-1])
    plain, mirrored = judged(turned, training, held), judged(turned, training, held, mirror=True)
    assert plain.nearer is not None
    assert mirrored.nearer is not None
    assert plain.nearer.low < 0.5
    assert mirrored.nearer.value == 1
    assert mirrored.near.mirrored[:, 0].all()
    assert all(len(set(row)) == memorised.K for row in mirrored.near.places.tolist())


def test_that_a_sheet_of_one_class_is_compared_with_its_like() -> None:
    pictures, labels = digits()
    ones = np.flatnonzero(labels[5_000:] == 1)[:150] + 5_000
    training, held = pictures[:4_000], pictures[4_000:5_000]
    blind = judged(pictures[ones], training, held)
    found = judged(pictures[ones], training, held, classes=labels[ones], held_classes=labels[4_000:5_000])
    assert blind.nearer is not None
    assert found.nearer is not None
    assert blind.nearer.low > 0.9  # ones are all alike
    assert found.nearer.low < 0.5 < found.nearer.high


def test_that_held_out_pictures_that_were_learned_from_too_do_not_count() -> None:
    pictures = digits()[0]
    training, held = pictures[:3_000], pictures[3_000:3_200]
    found = judged(noisy(training[:100]), training, np.concatenate([held, training[:30]]))
    assert (found.held, found.twins) == (200, 30)
    assert "30 held-out pictures lie in the training" in memorised_words.basis(found, 3_000, 3_000, "others", "sight")


def test_that_neighbours_are_those_of_a_plain_search() -> None:
    rng = np.random.default_rng(0)
    training, samples = (rng.integers(0, 256, (count, 3, 8, 8), dtype=np.uint8) for count in (300, 150))
    found = memorised.nearest(samples, memorised.rows_of(training, LOOKS), LOOKS)
    apart = np.sqrt(np.square((samples[:, None].astype(float) - training[None]) / 255).mean((2, 3, 4)))
    assert (found.places == np.argsort(apart, axis=1)[:, : memorised.K]).all()
    assert np.allclose(found.apart, np.sort(apart, axis=1)[:, : memorised.K], atol=1e-5)


def cloud(rng: np.random.Generator, count: int) -> Near:
    apart = np.sort(rng.gamma(3, 1, (count, 5)).astype(np.float32), axis=1)
    return Near(np.zeros((count, 5), np.int64), apart, np.zeros((count, 5), bool))


@pytest.mark.parametrize(("samples", "held", "classes"), [(64, 300, 1), (400, 60, 1), (150, 400, 5)])
def test_that_the_interval_holds_the_truth_as_often_as_it_says(samples: int, held: int, classes: int) -> None:
    """95 %, and one false alarm among twenty at most; few held-out pictures are a doubt of their own."""
    rng, told = np.random.default_rng(0), []
    for _ in range(400):
        kinds = {"classes": rng.integers(0, classes, samples), "held_classes": rng.integers(0, classes, held)}
        found = memorised.judged(cloud(rng, samples), cloud(rng, held), **kinds)
        assert found.nearer is not None
        told.append((found.nearer.low < 0.5 < found.nearer.high, memorised_words.kind(found)))
    assert np.mean([holds for holds, _ in told]) > 0.925
    alarms = [kind in (memorised_words.COPIED, memorised_words.PLAIN, memorised_words.SOME) for _, kind in told]
    assert np.mean(alarms) < 0.06


def test_that_what_cannot_be_told_is_said() -> None:
    pictures = digits()[0]
    none = judged(pictures[5_000:5_064], pictures[:1_000], None)
    few_held = judged(pictures[5_000:5_064], pictures[:1_000], pictures[4_000:4_010])
    few = judged(pictures[5_000:5_004], pictures[:1_000], pictures[4_000:4_100])
    one = judged(pictures[5_000:5_001], pictures[:1_000], pictures[4_000:4_100])
    for found in (none, few_held, few, one):
        assert found.nearer is None
        assert memorised_words.kind(found) == memorised_words.UNKNOWN
    assert "No pictures were held back" in memorised_words.verdict(none)
    assert "Fewer than 20" in memorised_words.verdict(few_held)
    assert "10 pictures or more" in memorised_words.verdict(few)
    assert "of 100 held-out pictures lie farther" in memorised_words.verdict(one)
    assert memorised_words.nearness(none, 0) == ""


def test_that_a_small_set_gives_what_it_has_and_a_search_can_be_stopped() -> None:
    pictures = digits()[0]
    found = judged(pictures[10:12], pictures[:3], None)
    assert found.near.places.shape == (2, 3)
    with pytest.raises(Stopped):
        memorised.rows_of(pictures, LOOKS, cancelled=lambda: True)
