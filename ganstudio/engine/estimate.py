"""How much memory and time a run will take, from its networks alone."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ganstudio.core.controls import Control, ImageInput, Label
from ganstudio.engine import devices
from ganstudio.engine.adversarial import count_parameters
from ganstudio.engine.family import Family
from ganstudio.engine.preflight import Problem

_BASE_MEMORY = 450 * 1024**2  # bytes: the program with torch loaded
_FLOPS_PER_SECOND = 4.5e10  # of one processor thread, training small convolutions
_STEP_OVERHEAD = 0.004  # seconds, however small the networks


@dataclass(frozen=True)
class Estimate:
    """Parameters by network, bytes of memory, seconds per step on one processor thread."""

    parameters: dict[str, int]
    memory: int
    step_seconds: float

    def pictures_per_second(self, batch: int) -> float:
        return batch / self.step_seconds


def memory_problem(estimate: Estimate, batch: int, device: str = "auto") -> list[Problem]:
    """A caution when the run wants more memory than its device has free."""
    free = devices.memory_free(device)
    if not free or estimate.memory < free:
        return []
    smaller = max(2, batch // 2)
    message = f"This run wants about {estimate.memory / 1024**3:.1f} GB of memory; {free / 1024**3:.1f} GB are free."
    return [Problem("memory", message, False, f"Use batches of {smaller}", {"settings": {"batch": smaller}})]


def estimated(family: Family, data_bytes: int = 0) -> Estimate:
    """Counts on the meta device: nothing is computed, so it takes milliseconds."""
    with torch.device("meta"), torch.no_grad():
        networks = family.networks()
        flops, activations = _forward(family, networks)
    parameters = {name: count_parameters(network) for name, network in networks.items()}
    # Weights, gradients, two moments and the average; activations of a forward pass are kept for the backward one.
    memory = _BASE_MEMORY + data_bytes + 4 * 5 * sum(parameters.values()) + 3 * activations
    return Estimate(parameters, memory, _STEP_OVERHEAD + 3 * flops / _FLOPS_PER_SECOND)


def _forward(family: Family, networks: dict[str, nn.Module]) -> tuple[int, int]:
    """Operations of one generator pass and three discriminator passes, and bytes of their activations."""
    generator = family.generators()[0]
    sizes: list[int] = []
    flops: list[int] = []

    def count(module: nn.Module, given: tuple[Tensor, ...], out: Tensor) -> None:
        sizes.append(out.numel() * 4)
        flops.append(_operations(module, given[0], out))

    for network in networks.values():
        for module in network.modules():
            if not list(module.children()):
                module.register_forward_hook(count)
    family.rehearse(networks, [_zeros(control, family.batch, family.data.size) for control in generator.controls])
    return sum(flops), sum(sizes)


def _zeros(control: Control, batch: int, size: int) -> Tensor:
    if isinstance(control, Label):
        return torch.zeros(batch, dtype=torch.long)
    if isinstance(control, ImageInput):
        return torch.zeros(batch, control.channels, size, size)
    return torch.zeros(batch, control.size)


def _operations(module: nn.Module, given: Tensor, out: Tensor) -> int:
    """Of one layer. torch's FlopCounterMode hooks every module of the process, a training's beside this included."""
    weight = getattr(module, "weight", None)
    if not isinstance(weight, Tensor) or weight.dim() < 2 or isinstance(module, nn.Embedding):
        return 0
    transposed = isinstance(module, nn.ConvTranspose1d | nn.ConvTranspose2d | nn.ConvTranspose3d)
    return 2 * (given if transposed else out).numel() * weight[0].numel()
