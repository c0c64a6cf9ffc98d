"""How a phase turns gradients into steps: declared as data, built for a session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ganstudio.core.errors import StudioError
from ganstudio.engine.later import muon, nn, torch
from ganstudio.engine.schedules import Number, Schedule, at

if TYPE_CHECKING:
    from torch import Tensor

ADAM, ADAMW, RMSPROP, SGD, MUON = "adam", "adamw", "rmsprop", "sgd", "muon"
NORM, VALUE = "norm", "value"
_BUILD: dict[str, Callable[[Optimiser, Any, bool], Any]] = {
    ADAM: lambda o, weights, fused: torch.optim.Adam(
        weights, betas=o.betas_now(), eps=o.eps, weight_decay=o.weight_decay, fused=fused
    ),
    ADAMW: lambda o, weights, fused: torch.optim.AdamW(
        weights, betas=o.betas_now(), eps=o.eps, weight_decay=o.weight_decay, fused=fused
    ),
    RMSPROP: lambda o, weights, _fused: torch.optim.RMSprop(
        weights, alpha=o.alpha, eps=o.eps, weight_decay=o.weight_decay, momentum=o.momentum
    ),
    SGD: lambda o, weights, _fused: torch.optim.SGD(
        weights, lr=at(o.lr, 0, 0), momentum=o.momentum, weight_decay=o.weight_decay
    ),
    MUON: lambda o, weights, fused: muon.Muon(
        weights, betas=o.betas_now(), eps=o.eps, weight_decay=o.weight_decay, fused=fused
    ),
}


@dataclass(frozen=True)
class Optimiser:
    """How a phase updates its networks; learning rate and betas may be schedules.

    `clip` is the largest gradient that counts, by its norm over all weights or by each value; 0: any.
    Raises StudioError for a kind that does not exist.
    """

    kind: str
    lr: Number
    betas: tuple[Number, Number] = (0.5, 0.999)
    momentum: float = 0.0
    weight_decay: float = 0.0
    clip: float = 0.0
    clip_by: str = NORM
    alpha: float = 0.99  # of RMSprop
    eps: float = 1e-8

    def __post_init__(self) -> None:
        if self.kind not in _BUILD:
            raise StudioError(f"There is no optimiser called {self.kind!r}.", f"Choose {', '.join(_BUILD)}.")
        if self.clip_by not in (NORM, VALUE):
            raise StudioError(f"Gradients are clipped by {NORM} or {VALUE}, not by {self.clip_by!r}.")

    def betas_now(self, step: int = 0, pictures: int = 0) -> tuple[float, float]:
        return at(self.betas[0], step, pictures), at(self.betas[1], step, pictures)

    @property
    def changes(self) -> bool:
        """Whether anything of it changes while the run goes on."""
        return any(isinstance(number, Schedule) for number in (self.lr, *self.betas))


def built(declared: Optimiser, weights: Sequence[Tensor], fused: bool) -> torch.optim.Optimizer:
    """The torch optimiser of `weights`; `fused` where the device has such kernels."""
    groups = [{"params": list(weights), "lr": at(declared.lr, 0, 0)}]
    made: torch.optim.Optimizer = _BUILD[declared.kind](declared, groups, fused)
    return made


def follow(optimiser: torch.optim.Optimizer, declared: Optimiser, step: int, pictures: int) -> None:
    """Set what is scheduled to its value of now."""
    for group in optimiser.param_groups:
        group["lr"] = at(declared.lr, step, pictures)
        if "betas" in group:
            group["betas"] = declared.betas_now(step, pictures)


def clip(declared: Optimiser, weights: Sequence[Tensor]) -> None:
    """Hold the gradients of `weights` back."""
    if declared.clip_by == VALUE:
        nn.utils.clip_grad_value_(weights, declared.clip)
    else:
        nn.utils.clip_grad_norm_(weights, declared.clip)
