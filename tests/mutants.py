"""Damaged copies of real files: bytes flipped, cut, doubled and blanked, the same ones in every run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def mutants(data: bytes, count: int, seed: int = 0) -> Iterator[bytes]:
    """`count` damaged copies of `data`; headers, where most of the meaning is, are hit as often as the rest."""
    rng = np.random.default_rng([seed, len(data)])
    for _ in range(count):
        yield _damaged(data, rng)


def _damaged(data: bytes, rng: np.random.Generator) -> bytes:
    damaged = bytearray(data)
    for _ in range(int(rng.integers(1, 4))):
        reach = len(damaged) if rng.random() < 0.5 else min(len(damaged), 128)
        at = int(rng.integers(0, max(1, reach)))
        _hurt(damaged, at, rng)
    return bytes(damaged)


def _hurt(data: bytearray, at: int, rng: np.random.Generator) -> None:
    span = int(rng.integers(1, 9))
    match int(rng.integers(0, 8)):
        case 0:
            del data[at:]
        case 1:
            data[at : at + span] = b""
        case 2:
            data[at:at] = rng.bytes(span)
        case 3:
            data[at : at + span] = b"\xff" * span
        case 4:
            data[at : at + span] = bytes(span)
        case 5:
            data[at:at] = data[at : at + 64]
        case _:
            for place in range(at, min(len(data), at + span)):
                data[place] ^= 1 << int(rng.integers(0, 8))
