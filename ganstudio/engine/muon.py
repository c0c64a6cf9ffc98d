"""Muon: steps of matrices are made orthogonal, so that all directions are learned alike (Jordan et al. 2024).

torch has it for matrices alone, in bfloat16, which most processors have to emulate. A convolution counts as the matrix
of its outputs by all that each of them sees, a transposed one of its inputs by all that they paint. Weight decay of
matrices is apart from their slope. What is no matrix learns by Adam in the same optimiser, and so does the
last layer, as the authors advise: ours begin near nothing, and a first full step would be noise all over the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

_QUINTIC = (3.4445, -4.7750, 2.0315)  # carries singular values of (0, 1] to about 1 within five rounds
_ROUNDS, _TINY = 5, 1e-7
_LEAST = 16  # rows and columns of what counts as a matrix: none that ends in logits or in colours
_STEEPER = 20.0  # times the rate of Adam: a step then changes single weights about as much as Adam's


class Muon(torch.optim.Adam):
    """`lr` and `betas` are those of Adam: matrices keep as much momentum as its first beta says."""

    def __init__(self, *given: Any, **settings: Any) -> None:
        super().__init__(*given, **settings)
        self.register_step_pre_hook(_matrices_first)

    def turn(self, weight: Tensor, lr: float, kept: float, decay: float) -> None:
        """One step of a matrix, without gradients being kept."""
        state, slope = self.state[weight], weight.grad
        assert slope is not None
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(weight)
        momentum: Tensor = state["momentum"].lerp_(slope, 1 - kept)
        ahead = slope.lerp(momentum, kept).flatten(1)
        rows, columns = ahead.shape
        turned = orthogonal(ahead) * (slope.norm() > 0)  # a network that waits has slopes of 0
        weight.mul_(1 - lr * decay)
        weight.add_(turned.view_as(weight), alpha=-lr * _STEEPER * max(1.0, rows / columns) ** 0.5)


@torch.no_grad()
def _matrices_first(optimiser: Any, *_given: Any) -> None:
    """Adam then finds no gradient at them. A hook, since a `step` that calls Adam's has all others called twice."""
    for group in optimiser.param_groups:
        for weight in matrices(group["params"]):
            if weight.grad is not None:
                optimiser.turn(weight, group["lr"], group["betas"][0], group["weight_decay"])
                weight.grad = None


def matrices(weights: Sequence[Tensor]) -> list[Tensor]:
    """Those of `weights`, in the order of their layers, that are large enough and not the last."""
    layers = [weight for weight in weights if weight.dim() > 1]
    return [weight for weight in layers[:-1] if min(len(weight), weight[0].numel()) >= _LEAST]


def operations(weights: Sequence[Tensor]) -> float:
    """Floating-point operations of a step beside Adam's, whatever the batch."""
    sides = (sorted((len(weight), weight[0].numel())) for weight in matrices(weights))
    return float(sum(4 * short * short * long + _ROUNDS * 8 * short**3 for short, long in sides))


def orthogonal(matrix: Tensor) -> Tensor:
    """The nearest matrix whose singular values are about 1, by Newton and Schulz' iteration.

    All of its rounds are polynomials of the short side's Gram matrix, so the long side is touched at both ends only.
    """
    a, b, c = _QUINTIC
    is_tall = matrix.shape[0] > matrix.shape[1]
    x: Tensor = (matrix.T if is_tall else matrix).float()
    x = x / (x.norm() + _TINY)
    gram = x @ x.T
    turned = torch.eye(len(x), device=x.device)
    for _ in range(_ROUNDS):
        step = torch.addmm(gram, gram, gram, beta=b, alpha=c)
        step.diagonal().add_(a)
        turned, gram = step @ turned, step @ gram @ step
    found = turned @ x
    return (found.T if is_tall else found).to(matrix.dtype)
