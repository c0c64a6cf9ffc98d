"""The writer of lines, its readers, and what the two ways of learning hand on."""

from __future__ import annotations

import math

import pytest
import torch

from ganstudio.core.outputs import Tokens
from ganstudio.engine import textnets
from ganstudio.engine.schedules import GEOMETRIC, Schedule
from ganstudio.engine.text_params import CURVES
from tests.synthetic import losses_of, session_of

LENGTH, COUNT = 6, 4


@pytest.fixture
def writer() -> textnets.Writer:
    torch.manual_seed(0)
    return textnets.Writer(5, LENGTH, COUNT, 16, padding=0)


def noise(count: int) -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(1)
    return torch.randn(count, 5), torch.rand(count, LENGTH) * 2 - 1


def test_that_what_is_written_is_letters_and_an_ended_line_stays_ended(writer: textnets.Writer) -> None:
    lines = writer(*noise(400))
    assert set(lines.unique().tolist()) == {0.0, 1.0}
    assert torch.equal(lines.sum(-1), torch.ones(400, LENGTH))
    ended = (lines.argmax(-1) == 0).long()
    assert torch.equal(ended.cummax(1).values, ended)
    assert 0 < ended[:, -1].float().mean() < 1


def test_that_letters_are_drawn_as_often_as_the_writer_means(writer: textnets.Writer) -> None:
    z = torch.zeros(20_000, 5)
    torch.manual_seed(2)
    drawn = writer(z, torch.rand(20_000, LENGTH) * 2 - 1)[:, 0].mean(0)
    meant = writer.logits(z[:1], torch.zeros(1, LENGTH, dtype=torch.int64))[0, 0].softmax(0)
    assert torch.allclose(drawn, meant, atol=0.015)


def test_that_soft_lines_are_letters_forward_and_let_a_gradient_pass(writer: textnets.Writer) -> None:
    z, _ = noise(8)
    lines, logits = writer.soft(z, torch.rand(8, LENGTH, COUNT) * 2 - 1, 0.7)
    assert torch.allclose(lines, lines.round(), atol=1e-6)
    (lines[:, :, 1] * torch.arange(LENGTH)).sum().backward()
    assert all(weight.grad is not None and weight.grad.abs().sum() > 0 for weight in writer.parameters())
    assert logits.shape == (8, LENGTH, COUNT)


def test_that_places_behind_the_end_do_not_count() -> None:
    lines = torch.tensor([[1, 2, 0, 0, 0], [1, 1, 1, 1, 1], [0, 0, 0, 0, 0]])
    assert textnets.live(lines, 0).tolist() == [[1, 1, 1, 0, 0], [1, 1, 1, 1, 1], [1, 0, 0, 0, 0]]
    assert textnets.live(lines, None).min() == 1
    assert textnets.averaged(lines.float(), textnets.live(lines, 0)).item() == pytest.approx(8 / 9)


def test_that_a_letter_answers_for_what_comes_after_it() -> None:
    assert textnets.from_here_on(torch.tensor([[0.0, 0.0, 3.0, 1.0]])).tolist() == [
        pytest.approx([1.0, 4 / 3, 2.0, 1.0])
    ]


def test_that_rewards_are_measured_against_what_was_usual() -> None:
    usual = textnets.Usual(2, 0.9)
    for _ in range(200):
        advantage, mean = usual.beyond(torch.tensor([[0.2, 0.6], [0.4, 0.8]]))
    assert mean.item() == pytest.approx(0.3, abs=1e-4)
    assert advantage.flatten().tolist() == pytest.approx([-1, -1, 1, 1], abs=1e-3)


def test_that_unique_and_entropy_and_surprise_are_what_they_are_called() -> None:
    assert textnets.unique(torch.tensor([[1, 2], [1, 2], [2, 1], [0, 0]])).item() == 0.75
    even = torch.zeros(1, 2, COUNT)
    assert textnets.entropy(even).tolist()[0] == pytest.approx([math.log(COUNT)] * 2)
    assert textnets.surprise(even, torch.tensor([[1, 3]])).tolist()[0] == pytest.approx([math.log(COUNT)] * 2)


def test_that_a_geometric_schedule_falls_by_equal_shares() -> None:
    cooling = Schedule(1.0, 0.25, over=100, kind=GEOMETRIC)
    assert [cooling.at(0, pictures) for pictures in (0, 50, 100, 900)] == pytest.approx([1.0, 0.5, 0.25, 0.25])


def test_that_the_likelihood_start_ends_and_stands_beside_what_became_of_it() -> None:
    session = session_of("text", "reinforce", likelihood=8)
    told = losses_of(session, 12)
    assert "likelihood.surprise" in told[7]
    assert "generator.reward" not in told[7]
    assert "likelihood.surprise" not in told[8]
    assert {"generator.reward", "generator.unique", "generator.entropy"} <= told[8].keys()
    ours, begun = (list(session.networks[name].parameters()) for name in ("generator", "likelihood"))
    assert not all(torch.equal(a, b) for a, b in zip(ours, begun, strict=True))
    assert [each.name for each in session.family.generators()] == ["lines", "likelihood"]


@pytest.mark.parametrize("loss", ["relativistic", "non_saturating"])
@pytest.mark.parametrize("r1", [0.0, 1.0])
def test_that_every_loss_trains_it(loss: str, r1: float) -> None:
    told = losses_of(session_of("text", "gumbel", loss=loss, r1=r1, width=8, reader_width=8), 3)
    assert all(math.isfinite(value) for each in told for value in each.values())


def test_that_its_sheets_show_lines_of_letters() -> None:
    session = session_of("text", "gumbel", width=8, reader_width=8)
    assert isinstance(session.family.generators()[0].gives, Tokens)
    sampled = session.sample()
    assert (sampled.rows, sampled.columns) == (4, 2)
    beside = session_of("text", "reinforce").sample()
    assert (beside.rows, beside.columns) == (4, 3)
    assert set(beside.sheets) == {"ema", "raw"}
    assert beside.titles["ema"] == "lines"
    assert beside.heads_of("ema") == ("Real line", "Written line", "Likelihood start")


def test_that_its_charts_name_what_it_logs() -> None:
    named = {line.curve for group in CURVES for line in group.lines}
    told = losses_of(session_of("text", "reinforce", likelihood=2), 4)
    assert named <= {name for each in told for name in each}
