"""What is said about a training, by numbers and samples whose meaning is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ganstudio.core.events import Failed, Started, Stepped
from ganstudio.core.history import History
from ganstudio.evaluate.doctor import BAD, CAUTION, GOOD, Floats, Look, diagnosed, nearness, separation, small, variety
from tests.drawings import GREY, pixels_of

CLASSES = 8


def history(steps: int = 1000, **values: float) -> History:
    """A run of so many steps whose curves stay at `values`; those that are not given are healthy."""
    curves = {
        "discriminator.total": 1.2, "generator.total": 0.9, "discriminator.D(x)": 0.6, "discriminator.D(G(z))": 0.4,
        "generator.gradient norm": 0.5, **{name.replace("__", ".").replace("_", " "): v for name, v in values.items()},
    }  # fmt: skip
    found = History()
    found.apply(Started(0, None, 0.0, 600.0, 100, "CPU", "fp32", 1))
    found.apply(Stepped(1, steps, 30.0, 500.0, {name: (value,) * steps for name, value in curves.items()}))
    return found


def grid(seed: int, classes: int = CLASSES, columns: int = 12, noise: float = 0.2, apart: float = 1.0) -> Floats:
    """A sheet with one kind of picture in each row, as the doctor sees it."""
    rng = np.random.default_rng(seed)
    kinds = np.stack([pixels_of(n, 28, GREY) for n in range(classes)]).astype(np.float64) / 255
    kinds = kinds.mean(0) + apart * (kinds - kinds.mean(0))
    pictures = np.repeat(kinds, columns, 0) + noise * rng.standard_normal((classes * columns, 28, 28))
    rows = (pictures.clip(0, 1) * 255).astype(np.uint8).reshape(classes, columns, 28, 28)
    return small(rows.transpose(0, 2, 1, 3).reshape(classes * 28, columns * 28, 1), classes, columns)


REAL = grid(0)


def look(found: History, samples: list[Floats] | None = None, **more: object) -> Look:
    shown = samples if samples is not None else [grid(1), grid(2)]
    steps = [found.step * (n + 1) // len(shown) for n in range(len(shown))]
    return Look(found, shown, steps, REAL, CLASSES, **more)  # type: ignore[arg-type]


def test_that_a_healthy_training_is_said_to_learn_with_its_numbers() -> None:
    found = diagnosed(look(history()))
    assert (found.code, found.tone, found.advice) == ("learning", GOOD, "")
    assert "takes 60% of real pictures and 40% of fakes for real" in found.words


def test_that_nothing_is_judged_in_the_first_steps() -> None:
    blank = [np.zeros_like(REAL), np.zeros_like(REAL)]
    assert diagnosed(look(history(50), blank)).code == "young"
    assert diagnosed(Look(History())).code == "waiting"


CASES: dict[str, tuple[Callable[[], Look], str, str]] = {
    "collapse": (lambda: look(history(), [grid(1, noise=0.01), grid(2, noise=0.01)]), BAD, "look all alike"),
    "exploding": (lambda: look(history(discriminator__total=3e6)), BAD, "run away"),
    "d-won": (
        lambda: look(history(**{
            "discriminator__total": 1e-3, "discriminator__D(x)": 0.999, "discriminator__D(G(z))": 1e-4,
            "generator__gradient_norm": 1e-6,
        })), BAD, "tells the generator nothing any more",
    ),
    "frozen": (lambda: look(history(**{"discriminator__D(G(z))": 0.1}), [grid(3)] * 4), BAD, "stands still"),
    "classes": (lambda: look(history(), [grid(4, apart=0.0), grid(5, apart=0.0)]), CAUTION, "ignores the class"),
    "plateau": (lambda: look(history(2000, generator__l1=0.2), makes_pairs=True), CAUTION, "No longer improving"),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_that_trouble_is_named_with_what_to_do(code: str) -> None:
    make, tone, words = CASES[code]
    found = diagnosed(make())
    assert (found.code, found.tone) == (code, tone)
    assert words in found.words
    assert found.advice.endswith(".")


def test_that_one_sheet_of_equal_pictures_after_varied_ones_waits_for_the_next() -> None:
    assert diagnosed(look(history(), [grid(1), grid(2, noise=0.01)])).code == "learning"


def test_that_mixed_up_labels_are_seen_on_the_real_pictures() -> None:
    mixed = np.random.default_rng(0).permutation(REAL)
    found = diagnosed(Look(history(), [grid(1)], [1000], mixed, CLASSES))
    assert (found.code, found.tone) == ("labels", CAUTION)


def test_that_the_end_of_a_failed_run_is_told_in_its_own_words() -> None:
    broken = history()
    broken.apply(Failed(900, "The discriminator's losses became infinite before step 900.", "Lower it."))
    found = diagnosed(look(broken))
    assert (found.code, found.words, found.advice) == ("failed", broken.message, "Lower it.")


def near(*values: float) -> list[tuple[int, float]]:
    return [(200 * (n + 1), value) for n, value in enumerate(values)]


def test_that_a_training_that_comes_no_nearer_is_said_to_stand() -> None:
    falling, standing = near(*np.linspace(0.3, 0.2, 10)), near(0.3, 0.25, 0.21, 0.2, *[0.2] * 6)
    assert diagnosed(look(history(2000), nearness=falling)).code == "learning"
    found = diagnosed(look(history(2000), nearness=standing))
    assert (found.code, found.words) == (
        "plateau", "Hardly improving since step 1,000, as far as a simple look at the samples tells.",
    )  # fmt: skip
    assert diagnosed(look(history(1000), nearness=standing)).code == "learning"


def test_that_nearness_sees_missing_kinds_and_blur() -> None:
    whole = nearness(grid(1), REAL)
    blurred = np.stack([grid(1).mean(0)] * len(REAL))
    one_kind = np.tile(grid(1)[:12], (8, 1, 1, 1))
    assert whole < nearness(one_kind, REAL)
    assert whole < nearness(blurred, REAL)
    assert nearness(REAL, REAL) < 1e-3


def test_that_variety_and_separation_are_what_they_say() -> None:
    assert variety(np.ones((96, 16, 16, 1), np.float32), CLASSES) == 0
    assert variety(grid(1, noise=0.3), CLASSES) > 1.2 * variety(grid(1, noise=0.1), CLASSES)
    assert separation(grid(1, apart=0.0), CLASSES) == pytest.approx(1, abs=0.35)
    assert separation(REAL, CLASSES) > 5


def test_that_a_sheet_is_cut_at_its_pictures() -> None:
    sheet = np.arange(6, dtype=np.uint8).repeat(100).reshape(2, 3, 10, 10).transpose(0, 2, 1, 3).reshape(20, 30, 1)
    assert (small(sheet, 2, 3) * 255).round().reshape(6, -1)[:, 0].tolist() == [0, 1, 2, 3, 4, 5]


def test_that_a_writer_that_repeats_itself_is_found() -> None:
    found = diagnosed(Look(history(generator__unique=0.2, generator__real_unique=1.0)))
    assert (found.code, found.tone) == ("repeats", BAD)
    assert "20% of the lines" in found.words
    assert diagnosed(Look(history(generator__unique=0.9, generator__real_unique=1.0))).code == "learning"
