"""The lattice of a network: known ones are found, all else is none."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from ganstudio.evaluate.texture import lattice

EVEN = torch.full((2, 3, 64, 64), 0.5)


def tiled(period: int) -> Tensor:
    """A pattern of mean 0 and root mean square 1 that repeats every `period` px."""
    tile = torch.randn(period, period, generator=torch.Generator().manual_seed(period))
    tile = (tile - tile.mean()) / tile.std(correction=0)
    return tile.repeat(64 // period + 1, 64 // period + 1)[:64, :64].expand(2, 3, 64, 64)


def test_that_a_lattice_is_found_as_large_as_it_is() -> None:
    assert lattice(EVEN + tiled(4) * 2 / 255, EVEN) == pytest.approx(2, rel=0.15)
    assert lattice(EVEN + tiled(5) * 2 / 255, EVEN, period=5) == pytest.approx(2, rel=0.15)


def test_that_other_differences_are_no_lattice() -> None:
    slope = torch.linspace(0, 0.3, 64).expand(2, 3, 64, 64)
    assert lattice(EVEN + 0.2, EVEN) == pytest.approx(0, abs=1e-3)
    assert lattice(EVEN + slope, EVEN) < 0.2, "of more than a level per pixel, and only at the edges"
    assert lattice(EVEN + tiled(5) * 2 / 255, EVEN) < 0.6, "it has another period"


def test_that_only_even_areas_are_looked_at() -> None:
    target = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    assert lattice(target + tiled(4), target) == 0
