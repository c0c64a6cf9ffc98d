"""Second heads: what a code is read from, what is counted, and how a sheet lays codes out."""

from __future__ import annotations

import math

import pytest
import torch

from ganstudio.engine import heads
from ganstudio.engine.sampling import TorchRandom
from tests.synthetic import declared_family, losses_of, session_of


def test_that_a_warp_by_nothing_changes_nothing() -> None:
    pictures = torch.rand(3, 1, 28, 28)
    assert torch.allclose(heads.warped(pictures, torch.zeros(3, 5)), pictures, atol=1e-5)


@pytest.mark.parametrize(("number", "moved"), [(3, (0, -2)), (4, (-2, 0))])
def test_that_a_warp_moves_by_two_of_28_pixels_at_most(number: int, moved: tuple[int, int]) -> None:
    numbers = torch.zeros(1, 5)
    numbers[0, number] = 1.0
    pictures = torch.rand(1, 1, 28, 28)
    inner = (..., slice(4, 24), slice(4, 24))
    expected = torch.roll(pictures, moved, (2, 3))
    assert torch.allclose(heads.warped(pictures, numbers)[inner], expected[inner], atol=1e-4)


def test_that_a_warp_keeps_black_paper_black_and_gives_gradients() -> None:
    black = torch.full((4, 1, 28, 28), -1.0, requires_grad=True)
    warped = heads.warped(black, torch.rand(4, 5) * 2 - 1)
    assert torch.allclose(warped, torch.full_like(warped, -1.0), atol=1e-5)
    warped.sum().backward()
    assert black.grad is not None


def test_that_columns_are_categories_and_rows_sweep_one_code_after_the_other() -> None:
    kind = declared_family("infogan", "quick")
    generator = kind.generator()
    rows, columns = kind.grid(generator)
    assert (rows, columns) == (10, 10)
    random = TorchRandom(torch.Generator().manual_seed(0))
    z, category, codes = kind.fixed_inputs(generator, rows, columns, random)
    assert (z == z[0]).all()
    assert category.argmax(1).reshape(rows, columns).tolist() == [list(range(10))] * 10
    down = codes.reshape(rows, columns, 2)[:, 0]
    assert down[:5].tolist() == [[amount, 0] for amount in (-2, -1, 0, 1, 2)]
    assert down[5:].tolist() == [[0, amount] for amount in (-2, -1, 0, 1, 2)]


@pytest.mark.parametrize("preset", ["quick", "study"])
def test_that_information_is_none_at_first_and_its_logits_count_once(preset: str) -> None:
    told = losses_of(session_of("infogan", preset), 1)[0]
    (information,) = (value for name, value in told.items() if name.endswith(".information"))
    assert information == pytest.approx(0.0, abs=0.3)
    assert information <= math.log(10)


def test_that_the_category_is_learned() -> None:
    told = losses_of(session_of("infogan", "quick", batch=32), 60)
    assert told[-1]["generator.information"] > 1.0


def test_that_weights_of_nothing_leave_the_code_unread() -> None:
    told = losses_of(session_of("infogan", "quick", batch=32, category_weight=0.0, code_weight=0.0), 60)
    assert told[-1]["generator.information"] < 0.5


def test_that_a_classifier_answers_logit_error_and_hit() -> None:
    judge = heads.AuxiliaryClassifier(torch.nn.Flatten(), 4, 3)
    pictures, labels = torch.rand(5, 1, 2, 2), torch.tensor([0, 1, 2, 0, 1])
    answers = judge(pictures, labels)
    logits = judge.classes(pictures.flatten(1))
    assert torch.allclose(answers[:, 1], -logits.log_softmax(1)[torch.arange(5), labels])
    assert answers[:, 2].tolist() == (logits.argmax(1) == labels).float().tolist()


def test_that_two_softmaxes_leave_an_error_that_cannot_vanish() -> None:
    judge = heads.AuxiliaryClassifier(torch.nn.Identity(), 3, 3, double_softmax=True)
    judge.classes.weight.data = torch.eye(3) * 100
    error = judge(torch.eye(3), torch.arange(3))[:, 1]
    assert (error > 0.5).all()


def test_that_fixed_labels_are_kept_but_not_learned() -> None:
    fixed, learned = (heads.TimesLabel(4, 8, torch.nn.Identity(), learned) for learned in (False, True))
    assert [len(list(each.parameters())) for each in (fixed, learned)] == [0, 1]
    assert "table" in fixed.state_dict()
