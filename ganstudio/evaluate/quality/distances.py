"""Fréchet distance, kernel distance and classifier score of features, by torchmetrics."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torchmetrics.image.fid import FrechetInceptionDistance
from torchmetrics.image.inception import InceptionScore
from torchmetrics.image.kid import KernelInceptionDistance

from ganstudio.evaluate.frechet import frechet_distance
from ganstudio.evaluate.quality.early import Score

SUBSETS, SUBSET = 100, 1_000  # as torchmetrics and the paper have them (Binkowski et al. 2018)
_BLOCKS, _SMALLEST = 20, 50
_SPLITS = 10
_WIDE = 1.96
Rows = npt.NDArray[np.float32]


class _AsItIs(nn.Module):
    """Features in, features out: what torchmetrics takes for a network."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.num_features = width

    def forward(self, features: Tensor) -> Tensor:
        return features


def frechet(real: Rows, made: Rows) -> float:
    """By torchmetrics, in float64; by our own formula where there are fewer pictures than numbers.

    There the covariances are singular, and the eigenvalues of their product may turn complex.
    """
    if min(len(real), len(made)) <= 2 * real.shape[1]:
        return frechet_distance(real, made)
    with _quietly():
        metric = FrechetInceptionDistance(_AsItIs(real.shape[1])).set_dtype(torch.float64)
        metric.update(torch.from_numpy(real).double(), real=True)
        metric.update(torch.from_numpy(made).double(), real=False)
        return max(0.0, float(metric.compute()))


def kernel(real: Rows, made: Rows, seed: int = 0) -> float:
    """The kernel distance: mean over 100 subsets of at most 1,000 pictures, unbiased, so it may be below 0."""
    size = min(SUBSET, len(real), len(made))
    with _quietly(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        metric = KernelInceptionDistance(_AsItIs(real.shape[1]), subsets=SUBSETS, subset_size=size)
        metric.update(torch.from_numpy(real), real=True)
        metric.update(torch.from_numpy(made), real=False)
        return float(metric.compute()[0])


def kernel_score(real: Rows, made: Rows, seed: int = 0) -> Score:
    """The same with a 95 % interval.

    torchmetrics' deviation is of subsets that overlap, so it is none: here it comes from disjoint blocks, each an
    unbiased estimate. Blocks use fewer pairs than the whole, so the interval is rather too wide.
    """
    count = min(len(real), len(made))
    value, spread = kernel(real, made, seed), math.inf
    blocks = min(_BLOCKS, count // _SMALLEST)
    if blocks > 1:
        # In an order of chance: samples often come class by class.
        mixed = np.random.default_rng(seed).permutation(count)
        parts = [_unbiased(real[rows], made[rows]) for rows in np.array_split(mixed, blocks)]
        spread = float(np.std(parts, ddof=1)) / math.sqrt(blocks)
    return Score(value, value - _WIDE * spread, value + _WIDE * spread, count)


def _unbiased(a: Rows, b: Rows) -> float:
    """MMD^2 with (x y / d + 1)^3."""
    x, y = (np.asarray(each, np.float64) for each in (a, b))
    within = [_sum_beside(each) / (len(each) * (len(each) - 1)) for each in (x, y)]
    between = ((x @ y.T / x.shape[1] + 1) ** 3).mean()
    return float(sum(within) - 2 * between)


def _sum_beside(rows: Any) -> Any:
    alike = (rows @ rows.T / rows.shape[1] + 1) ** 3
    return alike.sum() - np.trace(alike)


def classifier_score(probabilities: Rows, seed: int = 0) -> tuple[float, float]:
    """exp of how much a picture says about its class, mean and deviation over ten splits (Salimans et al. 2016)."""
    splits = max(1, min(_SPLITS, len(probabilities) // 2))
    with _quietly(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        metric = InceptionScore(_AsItIs(probabilities.shape[1]), splits=splits)
        metric.update(torch.from_numpy(probabilities).double().clamp_min(1e-12).log())
        mean, deviation = metric.compute()
    return float(mean), float(deviation) if splits > 1 else 0.0


@contextmanager
def _quietly() -> Iterator[None]:
    """torchmetrics warns of memory, which thousands of short rows do not need."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield
