"""Fidelity and variety apart: precision and recall (Kynkäänniemi et al. 2019, arXiv 1904.06991, section 2), density and
coverage (Naeem et al. 2020, arXiv 2002.09797, section 3).

Each picture has a ball that reaches to its k-th neighbour of its own kind. Precision: samples within some real ball;
recall: real pictures within some ball of samples; density: in how many real balls a sample lies, beside k; coverage:
real balls with a sample in them. Equal numbers of both are compared, as all four follow the number.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

K = 5
_AT_ONCE = 1_000


def compared(real: npt.ArrayLike, made: npt.ArrayLike, k: int = K) -> dict[str, float]:
    """The four figures of N x D and M x D features; empty where there are too few for a k-th neighbour."""
    a, b = (torch.as_tensor(np.asarray(each, np.float32)) for each in (real, made))
    if min(len(a), len(b)) <= k:
        return {}
    reach, reach_made = _reach(a, k), _reach(b, k)
    within, covered, inside = torch.zeros(len(b)), torch.zeros(len(a), dtype=torch.bool), 0
    recalled = torch.zeros(len(a), dtype=torch.bool)
    for at in range(0, len(a), _AT_ONCE):
        part = slice(at, at + _AT_ONCE)
        apart = torch.cdist(a[part], b)
        held = apart <= reach[part, None]
        within += held.sum(0)
        covered[part] = held.any(1)
        inside += int(held.sum())
        recalled[part] = (apart <= reach_made[None]).any(1)
    return {
        "precision": float((within > 0).float().mean()), "recall": float(recalled.float().mean()),
        "density": inside / (k * len(b)), "coverage": float(covered.float().mean()),
    }  # fmt: skip


def _reach(rows: Tensor, k: int) -> Tensor:
    """How far it is to the k-th other row, of each."""
    found = []
    for at in range(0, len(rows), _AT_ONCE):
        apart = torch.cdist(rows[at : at + _AT_ONCE], rows)
        apart.diagonal(at).fill_(0.0)  # rounding: a row is no distance from itself
        found.append(apart.kthvalue(k + 1, dim=1).values)
    return torch.cat(found)
