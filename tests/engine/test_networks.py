"""Networks from picture to picture, and those that judge in patches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from ganstudio.engine.patchgan import SpectralPatches, TwoScales, feature_distance, patchgan
from ganstudio.engine.unet import CodeEncoder, ColouringUNet, Pix2PixUNet
from ganstudio.evaluate.texture import lattice
from tests.synthetic import session_of

WIDTHS = (8, 16, 32, 48)


def colouring(code: int = 4, widths: tuple[int, ...] = WIDTHS, seed: int = 0, smooth: bool = False) -> ColouringUNet:
    torch.manual_seed(seed)
    return ColouringUNet(widths, 2, code, smooth).eval()


def seasoned(network: nn.Module) -> nn.Module:
    """With weights as large as after training: fresh ones hardly look beyond their skips."""
    rng = torch.Generator().manual_seed(9)
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.ndim > 1 and parameter.std() < 0.02:
                parameter.copy_(torch.randn(parameter.shape, generator=rng) * 0.05)
    return network


def rand(*shape: int, seed: int = 0) -> Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed))


def given(count: int, height: int, width: int, share: float = 0.1) -> Tensor:
    """Random hints on a share of the pixels."""
    mask = (rand(count, 1, height, width, seed=5) < share).float()
    return torch.cat([rand(count, 3, height, width, seed=6) * mask, mask], dim=1)


@torch.no_grad()
def coloured(network: nn.Module, line: Tensor, hints: Tensor | None = None, code: Tensor | None = None) -> Tensor:
    count, _, height, width = line.shape
    hints = torch.zeros(count, 4, height, width) if hints is None else hints
    out: Tensor = network(line, hints, code)
    return out


# -- the colouring network -----------------------------------------------------------------------------------


@pytest.mark.parametrize("smooth", [False, True])
@pytest.mark.parametrize(("height", "width"), [(32, 32), (64, 32), (96, 160), (32, 224)])
def test_that_colouring_takes_any_multiple_of_32(height: int, width: int, smooth: bool) -> None:
    network = colouring(smooth=smooth)
    assert ColouringUNet.MULTIPLE == 32
    out = coloured(network, rand(2, 1, height, width), given(2, height, width), torch.zeros(2, 4))
    assert out.shape == (2, 3, height, width)
    assert torch.isfinite(out).all()


@pytest.mark.parametrize("width", [8, 9, 12, 13, 100])
def test_that_any_width_that_can_be_set_can_be_built(width: int) -> None:
    network = ColouringUNet(tuple(width * times for times in (1, 2, 4, 6)), 1, 2).eval()
    assert coloured(network, rand(1, 1, 32, 32), None, torch.zeros(1, 2)).shape == (1, 3, 32, 32)


def test_that_a_smooth_end_leaves_no_lattice_where_nothing_is_drawn() -> None:
    plain, target = torch.ones(1, 1, 128, 128), torch.full((1, 3, 128, 128), 0.5)
    shuffled, smooth = (
        lattice(coloured(seasoned(colouring(smooth=smooth)), plain, None, rand(1, 4)) / 2 + 0.5, target)
        for smooth in (False, True)
    )
    assert shuffled > 1
    assert smooth < 0.1 * shuffled


def test_that_colours_never_leave_their_range() -> None:
    network = colouring()
    with torch.no_grad():
        network.out.bias.copy_(torch.linspace(-4, 4, len(network.out.bias)))
    for training in (False, True):
        out = coloured(network.train(training), rand(1, 1, 64, 64), None, torch.zeros(1, 4))
        assert (out.min().item(), out.max().item()) == (-1.0, 1.0)


def test_that_gradients_pass_where_colours_are_cut() -> None:
    network = colouring().train()
    with torch.no_grad():
        network.out.bias.fill_(3.0)
    out = network(rand(1, 1, 32, 32), torch.zeros(1, 4, 32, 32), torch.zeros(1, 4))
    assert (out == 1).all()
    out.sum().backward()
    assert network.out.bias.grad is not None
    assert torch.allclose(network.out.bias.grad, torch.full((48,), 64.0))


def test_that_the_code_shifts_the_colours_and_no_code_is_its_middle() -> None:
    network = colouring()
    line = rand(2, 1, 64, 64)
    middle = coloured(network, line, None, torch.zeros(2, 4))
    assert torch.equal(coloured(network, line), middle)
    codes = torch.tensor([[1.0, 0, 0, 0], [0, 0, 0, 0]])
    shifted = coloured(network, line, None, codes)
    assert (shifted[0] - middle[0]).abs().max() > 1e-4
    assert torch.allclose(shifted[1], middle[1], atol=1e-6), "each picture has a code of its own"
    assert not torch.equal(coloured(network, line[:1], None, -codes[:1]), shifted[:1])


def test_that_without_a_code_there_is_nothing_to_shift() -> None:
    assert colouring(code=0).shift is None
    assert coloured(colouring(code=0), rand(1, 1, 32, 32)).shape == (1, 3, 32, 32)


def test_that_colours_without_a_mask_do_not_count() -> None:
    network = seasoned(colouring())
    line, hints = rand(1, 1, 64, 64), given(1, 64, 64)
    dirty = torch.cat([torch.where(hints[:, 3:] > 0, hints[:, :3], rand(1, 3, 64, 64, seed=8)), hints[:, 3:]], dim=1)
    assert torch.equal(coloured(network, line, dirty), coloured(network, line, hints))


def test_that_a_black_hint_is_not_no_hint() -> None:
    network = seasoned(colouring())
    line = torch.ones(1, 1, 64, 64)
    black = torch.zeros(1, 4, 64, 64)
    black[:, 3, 20:40, 20:40] = 1
    assert (coloured(network, line, black) - coloured(network, line)).abs().max() > 1e-3


def test_that_a_hint_reaches_the_other_end_of_the_picture() -> None:
    """Attention: convolutions alone of this depth do not see 500 pixels far."""
    network = seasoned(colouring())
    line = rand(1, 1, 32, 512)
    hints = torch.zeros(1, 4, 32, 512)
    hints[:, 0, :, :8] = hints[:, 3, :, :8] = 1
    moved = (coloured(network, line, hints) - coloured(network, line)).abs()
    assert moved[..., -16:].max() > 1e-6


def test_that_every_pixel_lies_where_its_line_lies() -> None:
    """No shift, no mirroring: where the line changes, the result changes most."""
    network = seasoned(colouring())
    plain = torch.ones(1, 1, 96, 128)
    for row, column in ((5, 7), (40, 100), (91, 66)):
        dotted = plain.clone()
        dotted[..., row, column] = 0
        moved = (coloured(network, dotted) - coloured(network, plain)).abs().sum(1, keepdim=True)
        around = nn.functional.avg_pool2d(moved, 9, 1, 4, count_include_pad=False)[0, 0]  # it paints in steps of 4
        middle = divmod(int(around.argmax()), 128)
        assert abs(middle[0] - row) <= 8
        assert abs(middle[1] - column) <= 8


def test_that_more_paper_around_a_drawing_does_not_move_it() -> None:
    network = seasoned(colouring())
    line = torch.ones(1, 1, 96, 96)
    line[..., 30:34, 20:70] = line[..., 20:70, 30:34] = 0
    hints = torch.zeros(1, 4, 96, 96)
    hints[:, 2:, 44:50, 44:50] = 1
    wider = torch.nn.functional.pad(line, (0, 32, 0, 64), value=1.0)
    small = coloured(network, line, hints) - coloured(network, torch.ones_like(line))
    large = coloured(network, wider, torch.nn.functional.pad(hints, (0, 32, 0, 64))) - coloured(
        network, torch.ones_like(wider)
    )
    large = large[..., :96, :96]

    def likeness(down: int, right: int) -> float:
        moved = torch.roll(large, (down, right), (2, 3))[..., 16:80, 16:80]
        return float(torch.corrcoef(torch.stack([small[..., 16:80, 16:80].flatten(), moved.flatten()]))[0, 1])

    at_home = likeness(0, 0)
    assert at_home > 0.6
    assert all(likeness(down, right) < at_home for down in (-4, 0, 4) for right in (-4, 0, 4) if down or right)


def test_that_each_picture_is_coloured_as_if_it_were_alone() -> None:
    network = seasoned(colouring())
    line, hints, codes = rand(3, 1, 64, 64), given(3, 64, 64), torch.randn(3, 4)
    together = coloured(network, line, hints, codes)
    alone = torch.cat([coloured(network, *(x[i : i + 1] for x in (line, hints, codes))) for i in range(3)])
    assert torch.allclose(together, alone, atol=1e-5)


def test_that_codes_of_pictures_are_of_bounded_width() -> None:
    torch.manual_seed(0)
    encoder = CodeEncoder(5).eval()
    with torch.no_grad():
        for parameter in encoder.parameters():
            parameter.mul_(20)
        for size in (64, 128, 96):
            mean, log_variance = encoder(rand(3, 3, size, size) * 2 - 1)
            assert mean.shape == log_variance.shape == (3, 5)
            assert -8 <= log_variance.min() <= log_variance.max() <= 4


# -- pix2pix -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [32, 64, 256])
def test_that_the_pix2pix_encoder_ends_at_one_pixel(size: int) -> None:
    network = Pix2PixUNet(1, 3, size, 8).eval()
    inner: list[tuple[int, ...]] = []
    network.down[-1].register_forward_hook(lambda _m, _i, out: inner.append(tuple(out.shape)))
    with torch.no_grad():
        out = network(rand(2, 1, size, size) * 2 - 1)
    assert inner == [(2, 64, 1, 1)]
    assert out.shape == (2, 3, size, size)
    assert out.abs().max() <= 1


def test_that_the_outermost_and_innermost_maps_are_not_normalised() -> None:
    def normed(network: Pix2PixUNet) -> list[bool]:
        return [any(isinstance(m, nn.InstanceNorm2d | nn.BatchNorm2d) for m in block) for block in network.down]

    assert normed(Pix2PixUNet(3, 3, 256, 8)) == [False, *[True] * 6, False]
    assert normed(Pix2PixUNet(3, 3, 256, 8, "batch", norm_innermost=True)) == [False, *[True] * 7]


def test_that_one_picture_still_has_a_content_inside() -> None:
    """Normalising a 1 x 1 map of one picture would leave nothing of it."""
    network = Pix2PixUNet(1, 3, 32, 8, dropout=0.0)
    seen: list[Tensor] = []
    network.down[-1].register_forward_hook(lambda _m, _i, out: seen.append(out))
    network(rand(1, 1, 32, 32))
    assert seen[0].std() > 1e-3


def test_that_dropout_is_noise_in_the_three_innermost_blocks_while_sampling_too() -> None:
    torch.manual_seed(0)
    network = Pix2PixUNet(1, 3, 256, 8, dropout=0.5).eval()
    kinds = [[type(m).__name__ for m in block] for block in network.up]
    assert [("LiveDropout" in kind) for kind in kinds] == [True, True, True, False, False, False, False]
    sketch = rand(1, 1, 256, 256)
    with torch.no_grad():
        assert not torch.equal(network(sketch), network(sketch))
        still = Pix2PixUNet(1, 3, 256, 8, dropout=0.0).eval()
        assert torch.equal(still(sketch), still(sketch))


def test_that_the_outermost_skip_carries_the_sketch_to_its_place() -> None:
    torch.manual_seed(0)
    network = Pix2PixUNet(1, 3, 64, 8, dropout=0.0).eval()
    dotted = torch.ones(1, 1, 64, 64)
    dotted[..., 40, 21] = -1
    with torch.no_grad():
        moved = (network(dotted) - network(torch.ones(1, 1, 64, 64))).abs().sum(1)[0]
    row, column = divmod(int(moved.argmax()), 64)
    assert abs(row - 40) <= 6
    assert abs(column - 21) <= 6


# -- judges --------------------------------------------------------------------------------------------------


def reach_of(judge: Callable[[Tensor], Tensor], size: int = 256, inputs: int = 1) -> tuple[int, int]:
    """Height and width of the part of a picture that the logit in the middle depends on."""
    picture = rand(1, inputs, size, size).requires_grad_(True)
    logits = judge(picture)
    middle = logits.shape[2] // 2
    (slope,) = torch.autograd.grad(logits[0, 0, middle, middle], picture)
    rows, columns = (slope[0].abs().sum(0) > 0).nonzero().T
    return int(rows.max() - rows.min() + 1), int(columns.max() - columns.min() + 1)


def test_that_a_patch_is_70_pixels_wide() -> None:
    torch.manual_seed(0)
    judge = patchgan(1, 8).eval()  # with the statistics of others, so that a norm does not look around
    assert reach_of(judge) == (70, 70)
    assert reach_of(lambda x: SpectralPatches(1, 8).eval()(x)[-1]) == (70, 70)


@pytest.mark.parametrize("size", [64, 128, 256])
def test_that_there_is_a_logit_for_every_eighth_place(size: int) -> None:
    judge = patchgan(6, 8)
    assert judge(rand(2, 6, size, size)).shape == (2, 1, size // 8 - 2, size // 8 - 2)


def test_that_patchgan_norms_are_as_named() -> None:
    for name, kind, other in (
        ("batch", nn.BatchNorm2d, nn.InstanceNorm2d),
        ("instance", nn.InstanceNorm2d, nn.BatchNorm2d),
    ):
        modules = list(patchgan(3, 8, name).modules())
        assert sum(isinstance(m, kind) for m in modules) == 3
        assert not any(isinstance(m, other) for m in modules)


def test_that_the_quirk_leaves_the_first_convolution_bare() -> None:
    assert isinstance(patchgan(3, 8)[1], nn.LeakyReLU)
    assert isinstance(patchgan(3, 8, first_active=False)[1], nn.Conv2d)


def test_that_spectral_judges_have_slopes_of_at_most_one() -> None:
    torch.manual_seed(0)
    judge = SpectralPatches(4, 8)
    for _ in range(20):
        judge(rand(1, 4, 64, 64))  # the norm is found step by step
    judge.eval()
    for layer in [*judge.layers, judge.judge]:
        assert torch.linalg.matrix_norm(layer.weight.flatten(1), 2).item() == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(("coarse", "sides"), [(False, (30, 14)), (True, (14, 6))])
def test_that_two_scales_judge_at_full_and_half_size(coarse: bool, sides: tuple[int, int]) -> None:
    judge = TwoScales(4, 8, coarse)
    scales = judge(rand(1, 4, 256, 256))
    assert tuple(maps[-1].shape[-1] for maps in scales) == sides
    assert [len(maps) for maps in scales] == [5, 5]
    assert not torch.equal(judge.scales[0].judge.weight, judge.scales[1].judge.weight)


def test_that_features_are_compared_without_the_logits_and_only_ours_learn() -> None:
    def maps(value: float) -> list[list[Tensor]]:
        return [
            [torch.full((1, 2, 4, 4), value, requires_grad=True), torch.full((1, 1, 2, 2), 10 * value)]
            for _ in range(2)
        ]  # fmt: skip

    ours, theirs = maps(3.0), maps(1.0)
    distance = feature_distance(ours, theirs)
    assert distance.item() == pytest.approx(2.0)
    distance.backward()
    assert ours[0][0].grad is not None
    assert theirs[0][0].grad is None
    assert feature_distance(theirs, theirs).item() == 0


@pytest.mark.parametrize(("preset", "tells"), [("cs419-mended", True), ("cs419", False)])
def test_that_the_mended_judge_answers_bright_batches_otherwise_than_dark_ones(preset: str, tells: bool) -> None:
    judge, labels = session_of("cgan", preset).networks["discriminator"], torch.arange(8) % 4
    dark = torch.rand(8, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    means = [judge(pictures, labels).mean().item() for pictures in (dark * 0.1, dark)]
    assert (abs(means[0] - means[1]) > 0.01) is tells  # as it was coded, a norm takes the mean from the last layer
