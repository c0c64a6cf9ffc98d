from __future__ import annotations

import pytest
import torch
from torch import Tensor

from ganstudio.evaluate.lab import difference, lab

# sRGB under D65, as tables of colour give it.
KNOWN = {
    (255, 255, 255): (100.0, 0.0, 0.0),
    (0, 0, 0): (0.0, 0.0, 0.0),
    (255, 0, 0): (53.24, 80.09, 67.20),
    (0, 255, 0): (87.73, -86.18, 83.18),
    (0, 0, 255): (32.30, 79.19, -107.86),
    (255, 255, 0): (97.14, -21.55, 94.48),
    (128, 128, 128): (53.59, 0.0, 0.0),
    (1, 1, 1): (0.274, 0.0, 0.0),
    (200, 150, 120): (66.10, 14.85, 23.13),
}


def picture(*colour: int) -> Tensor:
    return torch.tensor(colour).view(1, 3, 1, 1).expand(1, 3, 2, 2) / 255


@pytest.mark.parametrize(("colour", "expected"), KNOWN.items(), ids=str)
def test_that_known_colours_have_their_known_places(
    colour: tuple[int, int, int], expected: tuple[float, float, float]
) -> None:
    found = lab(picture(*colour))
    assert found.shape == (1, 3, 2, 2)
    assert found[0, :, 1, 1].tolist() == pytest.approx(expected, abs=0.05)


def test_that_a_difference_is_the_distance_in_lab() -> None:
    apart = difference(picture(255, 0, 0), picture(0, 0, 255))
    assert apart.shape == (1, 2, 2)
    assert apart[0, 0, 0].item() == pytest.approx(176.3, abs=0.1)
    assert difference(picture(0, 0, 0), picture(255, 255, 255)).max().item() == pytest.approx(100, abs=0.01)
    assert difference(picture(9, 99, 199), picture(9, 99, 199)).max().item() == 0


def test_that_each_pixel_is_measured_by_itself() -> None:
    ours = torch.rand(3, 3, 5, 4, generator=torch.Generator().manual_seed(0))
    theirs = ours.clone()
    theirs[1, :, 2, 3] = 1 - theirs[1, :, 2, 3]
    apart = difference(ours, theirs)
    assert (apart > 0).nonzero().tolist() == [[1, 2, 3]]
    assert torch.equal(apart, difference(theirs, ours))


def test_that_values_beyond_the_range_stay_finite() -> None:
    wild = torch.tensor([-0.2, 1.3, 0.5]).view(1, 3, 1, 1)
    assert torch.isfinite(lab(wild)).all()
