"""FastGAN's gates, decoders and comparison are those of the paper, and a code is one picture at rest."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import nn
from torchmetrics.functional.image import structural_similarity_index_measure as ssim

from ganstudio.engine import fastnets, likeness, losses
from ganstudio.engine.iteration import RunningIteration
from tests.synthetic import losses_of, session_of


def test_that_a_gate_weighs_whole_channels_between_0_and_1() -> None:
    gate = fastnets.Gate(12, 6)
    fine, coarse = torch.randn(3, 6, 32, 32), torch.randn(3, 12, 8, 8)
    weights = gate.weights(coarse)
    assert weights.shape == (3, 6, 1, 1)
    assert 0 < weights.min() <= weights.max() < 1
    assert torch.allclose(gate(coarse, fine), fine * weights)
    assert fastnets.Gate(12, 6)(torch.randn(3, 12, 4, 4), fine).shape == fine.shape


@pytest.mark.parametrize(("size", "made", "judged"), [
    (64, {"64"}, {"8"}), (128, {"64", "128"}, {"8", "16"}), (256, {"64", "128", "256"}, {"8", "16", "32"}),
])  # fmt: skip
def test_that_distant_scales_are_joined(size: int, made: set[str], judged: set[str]) -> None:
    with torch.device("meta"):
        assert set(fastnets.Maker(16, 3, size, 16).gates) == made
        assert set(fastnets.Judge(3, size, 16).gates) == judged


@pytest.mark.parametrize("size", [64, 128, 256])
def test_that_pictures_come_in_two_sizes_and_are_judged_in_5_by_5_places(size: int) -> None:
    with torch.device("meta"), torch.no_grad():
        maker, judge = fastnets.both(16, 3, size, 16)
        full, small = maker(torch.randn(2, 16), True)
        assert (full.shape, small.shape) == ((2, 3, size, size), (2, 3, size // 2, size // 2))
        assert judge(full, small).shape == (2, 50)
        _, drawn = judge(full, small, 0)
        assert [each.shape[-1] for each in drawn] == [min(128, size), min(128, size // 2), min(128, size // 2)]


def test_that_a_quadrant_of_features_is_that_of_the_picture() -> None:
    """A bright quarter of the picture brightens the features that are drawn again as that quarter, and no others."""
    features = nn.AvgPool2d(4)
    for quadrant in range(4):
        picture = torch.zeros(1, 1, 64, 64)
        fastnets.quarter(picture, quadrant).fill_(1.0)
        assert [fastnets.quarter(features(picture), each).mean().item() for each in range(4)] == [
            float(each == quadrant) for each in range(4)
        ]
    assert picture[0, 0, -1, -1] == 1  # the last one is below on the right


def test_that_the_decoder_of_a_quadrant_sees_that_quadrant_alone() -> None:
    torch.manual_seed(0)
    judge = fastnets.Judge(1, 64, 8).eval()
    given: list[torch.Tensor] = []
    judge.quarter.register_forward_pre_hook(lambda _module, inputs: given.append(inputs[0]))
    seen: list[torch.Tensor] = []
    judge.stages[1].register_forward_hook(lambda _module, _inputs, out: seen.append(out))
    picture = torch.randn(2, 1, 64, 64)
    for quadrant, where in enumerate((slice(0, 8), slice(8, 16)) * 2):
        judge(picture, fastnets.resized(picture, 32), quadrant)
        assert torch.equal(given[-1], seen[-1][:, :, 8 * (quadrant // 2) : 8 * (quadrant // 2) + 8, where])


def test_that_noise_is_learned_and_absent_at_rest() -> None:
    layer, x = fastnets.Noise(), torch.zeros(2, 3, 8, 8)
    assert torch.equal(layer(x), x)  # it begins with none
    nn.init.ones_(layer.strength)
    noisy = layer(x)
    assert noisy.std() > 0.5
    assert torch.equal(noisy[:, 0], noisy[:, 1])
    assert torch.equal(layer.eval()(x), x)


def test_that_structure_is_measured_as_elsewhere() -> None:
    rng = torch.Generator().manual_seed(0)
    ours, theirs = (torch.rand(2, 3, 20, 20, generator=rng) * 2 - 1 for _ in range(2))
    theirs = 0.7 * ours + 0.3 * theirs
    _, expected = ssim(theirs, ours, data_range=2.0, return_full_image=True)  # with padded edges
    _, whole = likeness._compared(ours, theirs)
    assert torch.allclose(whole, expected[..., 5:-5, 5:-5], atol=1e-5)


@pytest.mark.parametrize("channels", [1, 3])
def test_that_each_picture_is_as_alike_as_torchmetrics_finds_it(channels: int) -> None:
    rng = torch.Generator().manual_seed(0)
    ours, noise = (torch.rand(4, channels, 24, 40, generator=rng) for _ in range(2))
    theirs = 0.7 * ours + 0.3 * noise
    expected = ssim(ours, theirs, data_range=1.0, reduction="none")
    assert torch.allclose(likeness.ssim(ours, theirs, 1.0), expected, atol=1e-5)


@pytest.mark.parametrize("side", [16, 32, 64, 128])
def test_that_equal_pictures_differ_by_nothing_and_others_by_more_the_less_alike(side: int) -> None:
    rng = torch.Generator().manual_seed(0)
    picture = nn.functional.interpolate(torch.rand(2, 3, side // 8, side // 8, generator=rng), size=side) * 2 - 1
    noise = torch.rand(2, 3, side, side, generator=rng) * 2 - 1
    told = [likeness.difference(picture, (1 - share) * picture + share * noise).item() for share in (0, 0.1, 0.5, 1)]
    assert told[0] == pytest.approx(0, abs=1e-6)
    assert told == sorted(told)


def test_that_a_slope_reaches_pictures_that_are_nothing_alike() -> None:
    ours, theirs = torch.rand(2, 1, 32, 32).requires_grad_(True), -torch.rand(2, 1, 32, 32)
    likeness.difference(ours, theirs).backward()
    assert ours.grad is not None
    assert torch.isfinite(ours.grad).all()
    assert ours.grad.abs().max() > 0


def test_that_the_hinge_wavers_between_its_bounds() -> None:
    logits = torch.zeros(1000, 50)
    for sign in (1.0, -1.0):
        assert losses.wavering_hinge(logits, sign, 3).item() == pytest.approx(0.9, abs=0.01)
        assert losses.wavering_hinge(logits + 1.0001 * sign, sign, 3).item() == 0
        assert losses.wavering_hinge(logits + 0.7999 * sign, sign, 3).item() > 0
    assert losses.wavering_hinge(logits, 1.0, 3) == losses.wavering_hinge(logits, 1.0, 3)
    assert losses.wavering_hinge(logits, 1.0, 3) != losses.wavering_hinge(logits, 1.0, 4)


def test_that_redrawing_teaches_the_discriminator_and_is_of_real_pictures() -> None:
    session = session_of("fastgan", "quick", redrawing=2.0)
    told = losses_of(session, 12)
    assert told[0]["discriminator.total"] == pytest.approx(
        told[0]["discriminator.hinge"] + 2 * sum(told[0][f"discriminator.{n}"] for n in ("whole", "small", "quarter")),
        rel=1e-4,
    )
    judge = session.networks["discriminator"]
    calls: list[int] = []
    judge.whole.register_forward_pre_hook(lambda _module, given: calls.append(len(given[0])))  # type: ignore[operator]
    session.step()
    assert calls == [session.family.batch]


@pytest.mark.parametrize(("key", "expected"), [("fastgan", 5), ("r3gan", 4)])
def test_that_all_that_is_judged_is_shown_as_seen(key: str, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real pictures, and fakes of all sizes, in both steps."""
    session = session_of(key, "quick")
    shown: list[torch.Tensor] = []

    def seen(_iteration: object, pictures: torch.Tensor) -> torch.Tensor:
        shown.append(pictures)
        return pictures

    monkeypatch.setattr(session.family, "seen", seen)
    iteration = RunningIteration(session)
    iteration.shared = session.family.forward(iteration)
    for phase in session.phases:
        phase.loss(iteration)
    assert len(shown) == expected


def test_that_flat_pictures_are_compared_in_half_precision_too() -> None:
    """Structure is a difference of squares: computed with few digits it made losses that are no numbers."""
    session = session_of("fastgan", "quick", precision="bf16", lr=1e-3)
    kind = session.source.draw_batch
    session.source.draw_batch = lambda: replace(kind(), pictures=torch.ones(8, 1, 64, 64))  # type: ignore[method-assign, type-var]
    assert all(math.isfinite(value) for told in losses_of(session, 12) for value in told.values())
