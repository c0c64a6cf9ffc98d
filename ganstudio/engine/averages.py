"""The exponential moving average of a generator: what is shown and exported."""

from __future__ import annotations

import torch
from torch import nn

from ganstudio.engine.schedules import Number, at

_CAP = 0.05  # share of the pictures seen so far that the half-life may reach: makes early previews good


class Average:
    """`module` follows a network: w <- d w + (1 - d) live, d = 0.5^(batch / half-life), buffers too."""

    def __init__(self, live: nn.Module, module: nn.Module, half_life: Number) -> None:
        self.module = module.eval().requires_grad_(False)
        self._half_life = half_life
        self._pairs = _float_tensors(module), _float_tensors(live)
        self._copies = _other_tensors(module), _other_tensors(live)
        module.load_state_dict(live.state_dict())

    @torch.no_grad()
    def update(self, batch: int, pictures: int, step: int = 0) -> None:
        """Take the live weights after `pictures` in all, `batch` of them new, and `step` steps."""
        half_life = min(at(self._half_life, step, pictures), _CAP * pictures)
        weight = 1.0 - 0.5 ** (batch / half_life) if half_life > 0 else 1.0
        torch._foreach_lerp_(*self._pairs, weight)
        for mine, live in zip(*self._copies, strict=True):
            mine.copy_(live)


def _float_tensors(module: nn.Module) -> list[torch.Tensor]:
    tensors = [*module.parameters(), *module.buffers()]
    return [tensor.detach() for tensor in tensors if tensor.is_floating_point()]


def _other_tensors(module: nn.Module) -> list[torch.Tensor]:
    return [buffer for buffer in module.buffers() if not buffer.is_floating_point()]
