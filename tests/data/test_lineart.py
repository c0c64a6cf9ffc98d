from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from torch import Tensor

from ganstudio.core.interruption import Stopped
from ganstudio.core.params import problems, specs
from ganstudio.data.lines.lineart import augmented, extracted, random_lines, random_params, sketches
from ganstudio.data.lines.lineparams import CANNY, DODGE, SOBEL, XDOG, LineParams

METHODS = (DODGE, XDOG, CANNY, SOBEL)
# Written down a second time.
RANGES = {
    "dodge_gamma": (1, 2),
    "xdog_sigma": (0.3, 0.9),
    "xdog_p": (10, 30),
    "xdog_epsilon": (0.01, 0.6),
    "xdog_phi": (10, 1000),
    "canny_sigma": (0.5, 1.5),
    "canny_spread": (0.2, 0.5),
    "sobel_gamma": (0.5, 1),
    "thickness": (-1, 1),
    "gaps": (0, 5),
    "blur": (0, 0.8),
    "noise": (0, 0.04),
}


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def flat(*colour: float, size: int = 64) -> Tensor:
    return torch.tensor(colour).view(1, -1, 1, 1).expand(1, -1, size, size).clone()


def square_on_white(size: int = 64, tone: float = 0.0) -> Tensor:
    picture = flat(1, 1, 1, size=size)
    picture[..., size // 4 : -size // 4, size // 4 : -size // 4] = tone
    return picture


def scenes(count: int = 4, size: int = 48) -> Tensor:
    """Coloured discs on coloured paper, antialiased, each another."""
    rng = seeded(3)
    rows, columns = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    out = torch.rand(count, 3, 1, 1, generator=rng).expand(count, 3, size, size).clone()
    for picture in out:
        for _ in range(4):
            y, x, radius = (torch.rand(3, generator=rng) * torch.tensor([size, size, size / 3])).tolist()
            inside = (radius - ((rows - y) ** 2 + (columns - x) ** 2).sqrt()).clamp(0, 1)
            picture.lerp_(torch.rand(3, 1, 1, generator=rng).expand(3, size, size), inside)
    return out


def strokes(size: int = 96) -> Tensor:
    """Horizontal lines three pixels wide, a sixth of the paper."""
    lines = torch.ones(1, 1, size, size)
    for row in range(8, size - 8, 16):
        lines[..., row : row + 3, :] = 0
    return lines


def ink(lines: Tensor) -> float:
    return float((1 - lines).mean())


def worn(lines: Tensor, seed: int = 0, **wear: float) -> Tensor:
    return augmented(lines, LineParams(**wear), seeded(seed))  # type: ignore[arg-type]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("channels", "height", "width"), [(3, 28, 28), (1, 40, 33), (3, 300, 280)])
def test_that_lines_keep_the_size_and_lie_between_ink_and_paper(
    method: str, channels: int, height: int, width: int
) -> None:
    pictures = torch.rand(2, channels, height, width, generator=seeded())
    lines = extracted(pictures, LineParams(method))
    assert (lines.shape, lines.dtype) == ((2, 1, height, width), torch.float32)
    assert 0 <= lines.min() < lines.max() <= 1


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("colour", [(1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.8, 0.1, 0.3)])
def test_that_a_picture_of_one_colour_is_empty_paper(method: str, colour: tuple[float, ...]) -> None:
    assert extracted(flat(*colour), LineParams(method)).min() > 0.999


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("size", [28, 64, 256, 600])
def test_that_a_black_square_gets_ink_along_its_border_only(method: str, size: int) -> None:
    lines = extracted(square_on_white(size), LineParams(method))[0, 0]
    quarter, near = size // 4, max(4, size // 24)
    rim = torch.zeros_like(lines, dtype=torch.bool)
    rim[quarter - near : -quarter + near, quarter - near : -quarter + near] = True
    rim[quarter + near : -quarter - near, quarter + near : -quarter - near] = False
    assert lines[~rim].min() > 0.98
    middle = lines[size // 2]
    assert middle[quarter - near : quarter + near].min() < 0.1
    assert middle[-quarter - near : -quarter + near].min() < 0.1


def test_that_filled_ink_makes_dark_areas_black() -> None:
    picture = square_on_white()
    assert extracted(picture, LineParams(XDOG, xdog_fill=True))[0, 0, 32, 32] < 0.1
    assert extracted(picture, LineParams(XDOG))[0, 0, 32, 32] > 0.999


@pytest.mark.parametrize("method", METHODS)
def test_that_a_mirrored_picture_gives_mirrored_lines(method: str) -> None:
    pictures = scenes()
    lines = extracted(pictures, LineParams(method))
    for dimension in (2, 3):
        turned = extracted(pictures.flip(dimension), LineParams(method)).flip(dimension)
        assert (turned - lines).abs().max() < 1e-4


@pytest.mark.parametrize("method", METHODS)
def test_that_colours_of_the_same_brightness_are_parted_by_a_line(method: str) -> None:
    picture = flat(0.299, 0.299, 0.299)
    picture[..., 32:] = torch.tensor([1.0, 0.0, 0.0]).view(3, 1, 1)
    lines = extracted(picture, LineParams(method))[0, 0]
    assert lines[:, 28:36].amin(1).max() < 0.5
    assert lines[:, :20].min() > 0.99


@pytest.mark.parametrize("method", METHODS)
def test_that_each_picture_is_drawn_as_if_it_were_alone(method: str) -> None:
    pictures = scenes()
    together = extracted(pictures, LineParams(method))
    alone = torch.cat([extracted(picture[None], LineParams(method)) for picture in pictures])
    assert torch.allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize(
    ("method", "more_ink"),
    [
        (DODGE, {"dodge_gamma": 2.0}),
        (DODGE, {"dodge_reach": "5"}),
        (DODGE, {"dodge_clean": 0.0}),
        (XDOG, {"xdog_sigma": 0.9}),
        (XDOG, {"xdog_p": 30.0}),
        (XDOG, {"xdog_epsilon": 0.6}),
        (XDOG, {"xdog_hard": True}),
        (CANNY, {"canny_dilate": True}),
        (SOBEL, {"sobel_gamma": 0.5}),
    ],
)
def test_that_settings_do_what_their_help_says(method: str, more_ink: dict[str, float]) -> None:
    pictures = 0.5 + 0.5 * scenes(size=256)
    plain = LineParams(method, dodge_gamma=1.0)
    assert ink(extracted(pictures, dataclasses.replace(plain, **more_ink))) > ink(extracted(pictures, plain))


def test_that_faint_ends_of_an_outline_are_kept_when_they_hang_on_a_strong_one() -> None:
    """Hysteresis: a border that fades along its length is followed, a faint one on its own is not."""
    picture = flat(0.5, 0.5, 0.5, size=96)
    picture[..., 48:, :48] += torch.linspace(0.5, 0.14, 48)
    picture[..., 48:, 60:] += 0.14
    lines = extracted(picture, LineParams(CANNY))[0, 0, 46:50].amin(0)
    assert (lines[:44] == 0).all()
    assert (lines[70:90] == 1).all()


def test_that_the_ranges_are_those_of_the_reference() -> None:
    bounds = {spec.name: (spec.low, spec.high) for spec in specs(LineParams)}
    assert {name: bounds[name] for name in RANGES} == RANGES
    choices = {spec.name: tuple(spec.choices) for spec in specs(LineParams) if spec.choices}
    assert choices["method"] == METHODS
    assert (choices["dodge_reach"], choices["xdog_k"]) == (("3", "5"), ("1.6", "4.5"))
    assert problems(LineParams()) == []


def test_that_without_being_asked_nothing_is_worn() -> None:
    lines = extracted(scenes(), LineParams())
    assert torch.equal(augmented(lines, LineParams(), seeded()), lines)


def test_that_thickness_adds_and_takes_ink() -> None:
    lines = strokes()
    levels = [ink(worn(lines, thickness=amount)) for amount in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    assert levels == sorted(levels)
    assert levels[-1] == pytest.approx(5 / 3 * levels[2])
    assert levels[0] == pytest.approx(1 / 3 * levels[2])


def test_that_the_thinnest_lines_survive_thinning() -> None:
    lines = torch.ones(1, 1, 32, 32)
    lines[..., 16, :] = 0
    assert torch.equal(worn(lines, thickness=-1), lines)


def test_that_gaps_rub_out_about_their_share_of_the_ink() -> None:
    lines = strokes(480)
    left = ink(worn(lines, gaps=5)) / ink(lines)
    assert 0.93 < left < 0.97
    assert (worn(lines, gaps=5) >= lines).all()


def test_that_blur_softens_and_keeps_the_ink() -> None:
    lines = strokes()
    soft = worn(lines, blur=0.8)
    assert ink(soft) == pytest.approx(ink(lines), rel=1e-3)
    assert ((soft > 0.05) & (soft < 0.95)).float().mean() > 0.1


def test_that_less_contrast_makes_grey_ink_on_white_paper() -> None:
    grey = worn(strokes(), contrast=0.7)
    assert (grey.min().item(), grey.max().item()) == pytest.approx((0.3, 1.0))


def test_that_noise_and_shading_reach_the_paper() -> None:
    paper = torch.ones(1, 1, 96, 96)
    grain = worn(paper * 0.5, noise=0.04)
    assert grain.std().item() == pytest.approx(0.04, rel=0.1)
    shadow = worn(paper, shading=0.2)
    assert 0.8 <= shadow.min() < 0.9 < shadow.max() <= 1
    assert (shadow[..., 1:] - shadow[..., :-1]).abs().max() < 0.02


def test_that_black_and_white_leaves_nothing_between() -> None:
    grey = worn(strokes(), blur=0.8, contrast=0.7)
    clean = worn(grey, binarise=True)
    assert set(clean.unique().tolist()) == {0.0, 1.0}
    assert ink(clean) == pytest.approx(ink(strokes()), rel=0.05)


def test_that_random_settings_fit_their_ranges_and_reach_every_method() -> None:
    rng = seeded()
    drawn = [random_params(rng) for _ in range(200)]
    assert {params.method for params in drawn} == set(METHODS)
    assert [problem for params in drawn for problem in problems(params)] == []
    clean = [params for params in drawn if params.noise == 0]
    assert 60 < len(clean) < 140
    assert {random_params(rng, LineParams(CANNY)).method for _ in range(20)} == {CANNY}


def test_that_random_lines_are_a_function_of_the_seed() -> None:
    pictures = scenes(12)
    first, again, other = (random_lines(pictures, seeded(seed)) for seed in (5, 5, 6))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert (first.shape, first.dtype) == ((12, 1, 48, 48), torch.float32)
    assert 0 <= first.min() < first.max() <= 1


def test_that_each_picture_gets_the_lines_of_its_own_settings() -> None:
    picture = scenes(1).expand(24, -1, -1, -1)
    lines = random_lines(picture, seeded())
    assert len({tuple(one.flatten().tolist()) for one in lines}) == 24


def test_that_line_drawings_of_stored_pictures_come_in_parts_with_progress() -> None:
    pictures = (scenes(3, 640) * 255).to(torch.uint8).numpy()
    told: list[tuple[int, int]] = []
    params = LineParams(noise=0.04)
    lines = sketches(pictures, params, 1, lambda done, total: told.append((done, total)))
    assert (lines.shape, lines.dtype) == ((3, 1, 640, 640), np.uint8)
    assert told == [(2, 3), (3, 3)]
    assert np.array_equal(lines, sketches(pictures, params, 1))
    assert not np.array_equal(lines, sketches(pictures, params, 2))


def test_that_stored_pictures_may_each_be_drawn_at_random() -> None:
    pictures = np.repeat((scenes(1) * 255).to(torch.uint8).numpy(), 12, 0)
    lines = sketches(pictures, None, 1)
    assert len({one.tobytes() for one in lines}) == 12
    assert np.array_equal(lines, sketches(pictures, None, 1))


def test_that_drawing_can_be_cancelled() -> None:
    with pytest.raises(Stopped):
        sketches(np.zeros((2, 3, 32, 32), np.uint8), LineParams(), 0, cancelled=lambda: True)
