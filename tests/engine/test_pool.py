"""The pool shows earlier pictures again, repeatably, and comes back from a checkpoint."""

from __future__ import annotations

import torch

from ganstudio.engine.pool import ImagePool


def fakes(first: int, count: int = 4) -> torch.Tensor:
    return torch.arange(first, first + count, dtype=torch.float32)[:, None, None, None].expand(-1, 1, 2, 2)


def numbers(pictures: torch.Tensor) -> list[float]:
    return pictures[:, 0, 0, 0].tolist()


def test_that_everything_passes_until_the_pool_is_full() -> None:
    pool = ImagePool(8)
    assert numbers(pool.mixed(fakes(0), 1)) == [0, 1, 2, 3]
    assert numbers(pool.mixed(fakes(4), 2)) == [4, 5, 6, 7]


def test_that_about_half_come_from_before_once_it_is_full() -> None:
    pool = ImagePool(8)
    older = 0
    for step in range(200):
        shown = numbers(pool.mixed(fakes(4 * step), step))
        older += sum(number < 4 * step for number in shown)
    assert 0.4 < older / (200 * 4) < 0.6


def test_that_a_pool_goes_on_where_it_was_left() -> None:
    pool, other = ImagePool(5), ImagePool(5)
    for step in range(7):
        pool.mixed(fakes(4 * step), step)
    other.load_state_dict(pool.state_dict())
    assert numbers(other.mixed(fakes(900), 77)) == numbers(pool.mixed(fakes(900), 77))
    empty = ImagePool(5)
    empty.load_state_dict({})
    assert numbers(empty.mixed(fakes(0), 0)) == [0, 1, 2, 3]


def test_that_a_pool_of_none_passes_everything_without_gradients() -> None:
    given = fakes(0).clone().requires_grad_(True)
    out = ImagePool(0).mixed(given, 3)
    assert not out.requires_grad
    assert numbers(out) == [0, 1, 2, 3]
