"""What a discriminator is shown instead of the pictures: changes, noise, and their strength."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from ganstudio.core.priors import SPHERE, draw_prior
from ganstudio.engine import augmenting, disguise, warping
from ganstudio.engine.sampling import TorchRandom
from tests.synthetic import declared_family, losses_of, session_of

DIFF, ADA, AUTO = disguise.DIFF, disguise.ADA, disguise.AUTO


def pictures_of(count: int = 4, channels: int = 3, size: int = 16) -> Tensor:
    return torch.rand(count, channels, size, size, generator=torch.Generator().manual_seed(count)) * 2 - 1


def numbers_of(count: int = 4, seed: int = 1) -> Tensor:
    return torch.rand(count, augmenting.NUMBERS, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def test_that_few_pictures_are_always_changed_and_some_when_they_are_known_by_heart() -> None:
    assert [disguise.chosen(AUTO, count) for count in (12, 999, 1000, 9999, 10_000)] == [DIFF, DIFF, ADA, ADA, "none"]
    assert disguise.chosen(DIFF, 60_000) == DIFF
    assert disguise.chosen("none", 12) == "none"


@pytest.mark.parametrize("beyond", [warping.ZEROS, warping.BORDER, warping.REFLECTION])
def test_that_warped_pictures_can_be_differentiated_twice(beyond: int) -> None:
    pictures = pictures_of(2, 1, 5).double().requires_grad_(True)
    matrices = torch.tensor([[0.9, 0.2, 0.1], [-0.3, 1.1, -0.2]], dtype=torch.float64).repeat(2, 1, 1)
    grid = torch.nn.functional.affine_grid(matrices, [2, 1, 5, 5], align_corners=False)
    assert torch.autograd.gradcheck(lambda x: warping.sampled(x, grid, beyond), pictures)
    assert torch.autograd.gradgradcheck(lambda x: warping.sampled(x, grid, beyond), pictures)


@pytest.mark.parametrize("beyond", [warping.ZEROS, warping.BORDER, warping.REFLECTION])
def test_that_the_way_back_of_a_gpu_gives_the_numbers_of_a_processor(beyond: int) -> None:
    rng = torch.Generator().manual_seed(5)
    gradient = torch.randn(3, 2, 9, 7, generator=rng, dtype=torch.float64)
    grid = torch.randn(3, 9, 7, 2, generator=rng, dtype=torch.float64) * 3  # far beyond the edges too
    grid[:, 0, 0], grid[:, 0, 1] = -1.0, 1.0
    given = (gradient, grid, torch.Size((3, 2, 6, 8)), beyond)
    torch.testing.assert_close(warping.spread_in_order(*given), warping.spread(*given))


def test_that_pictures_are_warped_in_full_precision_whatever_layers_compute_in() -> None:
    pictures = pictures_of().requires_grad_(True)
    matrices = torch.tensor([[0.9, 0.2, 0.1], [-0.3, 1.1, -0.2]]).repeat(4, 1, 1)
    plain = warping.warped(pictures, matrices)
    with torch.autocast("cpu", torch.bfloat16):
        warped = warping.warped(pictures, matrices)
        (slope,) = torch.autograd.grad(warped.sum(), pictures)
    assert torch.equal(warped, plain)
    assert slope.dtype == torch.float32


def test_that_infogan_reads_warped_pictures_in_bf16() -> None:
    assert losses_of(session_of("infogan", "quick", precision="bf16"), 2)


def test_that_no_change_is_made_to_a_share_of_none() -> None:
    pictures = pictures_of()
    torch.testing.assert_close(
        augmenting.adaptively_changed(pictures, numbers_of(), numbers_of(seed=2), 0.0), pictures, atol=1e-5, rtol=0
    )


def test_that_a_change_moves_no_more_than_an_eighth_and_cuts_a_quarter() -> None:
    flat = torch.ones(64, 1, 16, 16)
    changed = augmenting.diff_augmented(flat, numbers_of(64))
    missing = (changed == 0).float().mean((1, 2, 3))
    assert 0.2 < missing.max() <= 0.25 + 2 * 2 / 16
    numbers = torch.zeros(1, augmenting.NUMBERS)
    numbers[0, 3] = 1.0  # to the left: each place is taken from further right
    numbers[0, 5:7] = -1.0  # the cut in a corner
    pictures = pictures_of(1, 1)
    torch.testing.assert_close(augmenting.diff_augmented(pictures, numbers)[..., 4:, :14], pictures[..., 4:, 2:])


def test_that_grey_pictures_keep_their_greys() -> None:
    values = augmenting.diff_augmented(torch.ones(32, 1, 16, 16), numbers_of(32)).unique()
    assert set(values.tolist()) <= {0.0, 1.0}


def test_that_hue_is_turned_without_changing_the_mean_of_the_colours() -> None:
    pictures, numbers = pictures_of(8), torch.zeros(8, augmenting.NUMBERS)
    numbers[:, 12] = 0.4
    changed = augmenting.adaptively_changed(pictures, numbers, -torch.ones(8, augmenting.NUMBERS), 1.0)
    torch.testing.assert_close(changed.mean(1), pictures.mean(1), atol=1e-5, rtol=0)
    assert (changed - pictures).abs().mean() > 0.1


def test_that_changes_grow_while_the_discriminator_is_sure_and_shrink_again() -> None:
    adaptive = augmenting.Adaptive()
    for _ in range(8):
        adaptive.follow(torch.ones(32, 1))
    assert adaptive.share == pytest.approx(2 * 32 * 4 / 500_000)
    for _ in range(40):
        adaptive.follow(-torch.ones(32, 1))
    assert adaptive.share == 0.0


def test_that_it_is_remembered_in_the_middle_of_four_updates() -> None:
    one, other = augmenting.Adaptive(), augmenting.Adaptive()
    for sign in (1, 1, 1, -1, 1, 1):
        one.follow(torch.full((32, 1), float(sign)))
    other.load_state_dict(one.state_dict())
    for each in (one, other):
        each.follow(torch.ones(32, 1))
        each.follow(torch.ones(32, 1))
    assert one.share == other.share


@pytest.mark.parametrize("kind", [DIFF, ADA])
def test_that_real_and_generated_pictures_are_changed_in_both_steps(kind: str) -> None:
    session = session_of("dcgan", "quick", augment=kind, share_fakes=True, concatenate=False, r1=0.0)
    if kind == ADA:
        session.memory["augmentation"].share = 1.0
    seen: list[Tensor] = []
    drawn: list[Tensor] = []
    session.networks["generator"].register_forward_hook(lambda _m, _i, out: drawn.append(out.detach().clone()))
    session.networks["discriminator"].register_forward_pre_hook(lambda _m, given: seen.append(given[0].detach()))
    session.step()
    _, fake, again = seen  # real and fake in its own step, fake in the generator's
    assert all((each - drawn[0]).abs().mean() > 0.01 for each in (fake, again))
    assert (fake - again).abs().mean() > 0.01


def test_that_planned_changes_rise_over_the_horizon_and_stay() -> None:
    session = session_of("r3gan", "quick", augment=disguise.RISING, changed_share=1.0, horizon=48, share_fakes=True)
    seen: list[Tensor] = []
    drawn: list[Tensor] = []
    session.networks["generator"].register_forward_hook(lambda _m, _i, out: drawn.append(out.detach().clone()))
    session.networks["discriminator"].register_forward_pre_hook(lambda _m, given: seen.append(given[0].detach()))
    losses_of(session, 10)  # batches of 8: they have risen at the seventh step
    told_fakes = seen[1::4]  # after the real ones; then come both again, for the generator
    steps = zip(drawn, told_fakes, strict=True)
    changed = [int(((before - after).abs().mean((1, 2, 3)) > 0.01).sum()) for before, after in steps]
    assert changed[0] == 0
    assert 0 < sum(changed[1:3]) < 16  # 7 and 25 % of each of a dozen changes
    assert changed[6:] == [8] * 4


def test_that_planned_changes_without_a_horizon_are_made_from_the_first_step() -> None:
    session = session_of("r3gan", "quick", augment=disguise.RISING, changed_share=1.0, horizon=0)
    seen: list[Tensor] = []
    session.networks["discriminator"].register_forward_pre_hook(lambda _m, given: seen.append(given[0].detach()))
    session.step()
    assert (seen[0] - seen[2]).abs().mean() > 0.01  # the real pictures, for either network


@pytest.mark.parametrize(
    ("preset", "share"),
    [("cifar10", 0.55), ("ffhq-64", 0.3), ("ffhq-256", 0.3), ("imagenet-32", 0.5), ("imagenet-64", 0.4)],
)
def test_that_r3gan_as_published_changes_as_many_as_its_authors(preset: str, share: float) -> None:
    declared = declared_family("r3gan", preset, channels=3).params
    assert (declared.augment, declared.changed_share) == (disguise.RISING, share)


def test_that_squares_are_cut_out_of_a_share() -> None:
    pictures, numbers = (
        torch.ones(400, 1, 16, 16),
        torch.rand(400, 3, generator=torch.Generator().manual_seed(2)) * 2 - 1,
    )
    left = augmenting.cut_out(pictures, numbers, 0.3).mean((1, 2, 3))
    assert 0.2 < (left < 1).float().mean() < 0.4
    assert left.min() == 0.75
    assert torch.equal(augmenting.cut_out(pictures, numbers, 0.0), pictures)


def test_that_changes_of_colour_can_be_rarer_than_those_of_place() -> None:
    pictures, numbers = torch.ones(8, 3, 16, 16), numbers_of(8)
    changed = augmenting.adaptively_changed(pictures, numbers, -torch.ones(8, augmenting.NUMBERS), 1.0, of_colour=0.0)
    torch.testing.assert_close(changed, pictures)  # white on white wherever it moved, and still white


def test_that_they_are_off_unless_a_preset_says_so() -> None:
    session = session_of("dcgan", "team24")
    shown: list[Tensor] = []
    session.networks["discriminator"].register_forward_pre_hook(lambda _m, given: shown.append(given[0].detach()))
    drawn: list[Tensor] = []
    session.networks["generator"].register_forward_hook(lambda _m, _i, out: drawn.append(out.detach()))
    session.step()
    assert any(torch.equal(each, drawn[0]) for each in shown)
    assert session.memory == {}


@pytest.mark.parametrize(
    "tricks",
    [
        {"flipped_labels": 0.1, "optimiser_d": "sgd", "prior": "sphere"},
        {"input_noise": 0.1, "input_noise_over": 1000, "optimiser": "rmsprop"},
        {"spectral_norm": "both", "loss": "hinge"},
        {"minibatch_std": True, "san": True},
    ],
    ids=lambda tricks: next(iter(tricks)),
)
@pytest.mark.parametrize("key", ["dcgan", "cgan"])
def test_that_every_trick_trains(key: str, tricks: dict[str, object]) -> None:
    session = session_of(key, "quick", **tricks, r1=1.0, r1_every=2)
    told = losses_of(session, 4)
    assert all(abs(value) < 100 for each in told for value in each.values())
    assert session.sample().sheets


def test_that_input_noise_fades() -> None:
    session = session_of("dcgan", "quick", augment="none", input_noise=0.5, input_noise_over=40, r1=0.0)
    seen: list[Tensor] = []
    session.networks["discriminator"].register_forward_pre_hook(lambda _m, given: seen.append(given[0].detach()))
    losses_of(session, 6)  # batches of 8: it has gone at the sixth step
    spread = [float((each.abs() - 1).clamp(min=0).mean()) for each in seen[::2]]
    assert spread[0] > spread[2] > spread[-1] == 0


def test_that_the_direction_of_a_sliced_layer_learns_from_its_slice_alone() -> None:
    from ganstudio.engine.layers import Sliced

    layer, features = Sliced(6), torch.randn(4, 6, requires_grad=True)
    weight = layer.linear.weight
    of_logit, of_slice = (
        [float(each.abs().sum()) for each in torch.autograd.grad(column.sum(), (features, weight), retain_graph=True)]
        for column in layer(features).unbind(1)
    )
    assert of_logit[0] > 0
    assert of_logit[1] == 0
    assert of_slice[0] == 0
    assert of_slice[1] > 0


def test_that_the_deviation_is_that_of_neighbours() -> None:
    from ganstudio.engine.layers import Spread

    alike, different = torch.ones(4, 3), torch.randn(4, 3)
    told = Spread()(torch.cat([alike, different]))[:, -1]
    assert told[:4].max() < 1e-3
    assert told[4:].min() > 0.2


def test_that_noise_on_a_sphere_has_one_length() -> None:
    numbers = draw_prior(SPHERE, 5, 64, TorchRandom(torch.Generator().manual_seed(0)))
    torch.testing.assert_close(numbers.norm(dim=1), torch.full((5,), 8.0))
