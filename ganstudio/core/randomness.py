"""Random numbers by one set of names, whoever draws them: numpy here, torch in `engine.sampling`."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np


class Random(Protocol):
    """Draws arrays of its own library; equal seeds draw the same."""

    def normal(self, count: int, size: int) -> Any:
        """count x size float32 from N(0, 1)."""

    def uniform(self, *shape: int) -> Any:
        """Numbers from [0, 1)."""

    def integers(self, below: int, count: int) -> Any:
        """`count` int64 from 0 to below - 1."""

    def one_hot(self, numbers: Any, classes: int) -> Any:
        """N int64 as N x classes float32."""

    def counted(self, count: int) -> Any:
        """0 to count - 1 as int64."""


class NumpyRandom:
    """`Random` with numpy."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng(seed)

    def normal(self, count: int, size: int) -> Any:
        return self._generator.standard_normal((count, size)).astype(np.float32)

    def uniform(self, *shape: int) -> Any:
        return self._generator.random(shape)

    def integers(self, below: int, count: int) -> Any:
        return self._generator.integers(below, size=count)

    def one_hot(self, numbers: Any, classes: int) -> Any:
        return np.eye(classes, dtype=np.float32)[numbers]

    def counted(self, count: int) -> Any:
        return np.arange(count)


def as_float32(values: Any) -> Any:
    """The same numbers in the precision that networks take, of whichever library they are."""
    return values.astype(np.float32) if isinstance(values, np.ndarray) else values.float()


def repeated(values: Any, times: int) -> Any:
    """All rows of `values` again and again, of whichever library they are."""
    ones = (1,) * (values.ndim - 1)
    return np.tile(values, (times, *ones)) if isinstance(values, np.ndarray) else values.repeat(times, *ones)
