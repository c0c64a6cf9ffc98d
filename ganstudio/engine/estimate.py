"""How much memory and time a run will take, from its networks alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ganstudio.core.controls import Control, ImageInput, Label
from ganstudio.engine import devices
from ganstudio.engine.adversarial import D, G, count_parameters
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
    work = sum(times * flops[name] for name, times in passes(family, networks).items())
    parameters = {name: count_parameters(network) for name, network in networks.items()}
    # Weights, gradients, two moments and the average; activations of a forward pass are kept for the backward one.
    memory = _BASE_MEMORY + data_bytes + 4 * 5 * sum(parameters.values()) + 3 * activations
    return Estimate(parameters, memory, _STEP_OVERHEAD + work / _FLOPS_PER_SECOND)


def passes(family: Family, networks: Mapping[str, nn.Module]) -> dict[str, float]:
    """How many forward passes of each network one iteration costs: backwards counts twice, a judged network once.

    A discriminator sees a real and a generated batch in its own phase.
    """
    found = dict.fromkeys(networks, 0.0)
    for phase in family.phases():
        often, judges = phase.repeat / phase.every, D in phase.trains
        for name in networks:
            own = 6.0 if name == D else 3.0
            found[name] += often * (own if name in phase.trains else 1.0 if judges else 2.0)
    params = family.params
    if getattr(params, "share_fakes", False) and G in found:
        found[G] -= 1  # made once for both phases
    if getattr(params, "r1", 0) and D in found:
        found[D] += 4.0 * getattr(params, "k", 1) / getattr(params, "r1_every", 1)
    return found


def _forward(family: Family, networks: Mapping[str, nn.Module]) -> tuple[dict[str, float], int]:
    """Operations of one pass of each network, and bytes of the activations of a rehearsal."""
    generator = family.generators()[0]
    sizes: list[int] = []
    flops, calls = dict.fromkeys(networks, 0.0), dict.fromkeys(networks, 0)

    def watch(name: str, network: nn.Module) -> None:
        def count(module: nn.Module, given: tuple[Tensor, ...], out: Tensor) -> None:
            sizes.append(out.numel() * 4)
            flops[name] += _operations(module, given[0], out)

        def called(*_: object) -> None:
            calls[name] += 1

        network.register_forward_hook(called)
        for module in network.modules():
            if not list(module.children()):
                module.register_forward_hook(count)

    for name, network in networks.items():
        watch(name, network)
    family.rehearse(networks, [_zeros(control, family.batch, family.data.size) for control in generator.controls])
    return {name: work / max(1, calls[name]) for name, work in flops.items()}, sum(sizes)


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
