"""How much memory and time a run will take, seen by doing one iteration with two examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from ganstudio.engine import devices, muon
from ganstudio.engine.adversarial import count_parameters
from ganstudio.engine.devices import Hardware
from ganstudio.engine.family import Family
from ganstudio.engine.preflight import Problem
from ganstudio.engine.session import Session
from ganstudio.engine.trial import PICTURES, BlankFamily, TrialSource, global_noise

_BASE_MEMORY = 715 * 1024**2  # bytes: the program with torch loaded
_FLOPS_PER_SECOND = 4.5e10  # of one processor thread, training small convolutions
_OPERATION_SECONDS = 6e-6  # of any operation, however small
_WORKSPACE = 0.4  # gradients of activations and scratch space beside what is kept for the backward pass
_ITERATIONS = 2  # the first with the penalties that come at every so many steps, the second without
_RARE = 1 / 8  # of the first one's extra cost: how often such penalties usually come


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


def estimated(family: Family, data_bytes: int = 0, cancelled: Callable[[], bool] = lambda: False) -> Estimate | None:
    """What a real iteration takes, scaled from two examples to a batch.

    None when it is cancelled, or something is trained here: a training may begin at any moment, and does not wait.
    """
    with global_noise.if_free(cancelled) as free, torch.random.fork_rng(devices=[]):
        if not free:
            return None
        torch.set_num_threads(1)  # of the calling thread only
        try:
            return _tried(family, data_bytes, PICTURES, cancelled)
        except _GivenUpError:
            return None
        except RuntimeError:  # some networks cut through whole batches and work on their own size only
            return _tried(family, data_bytes, family.batch, cancelled)


class _GivenUpError(Exception):
    """The estimate is not wanted any more."""


def _tried(family: Family, data_bytes: int, pictures: int, cancelled: Callable[[], bool]) -> Estimate:
    blank: Any = BlankFamily(family)
    session = Session(blank, TrialSource(family, pictures), Hardware(torch.device("cpu"), "fp32", 1, "CPU"), 0)
    parameters = {name: count_parameters(network) for name, network in session.networks.items()}
    costs = [_counted(session, cancelled) for _ in range(_ITERATIONS)]
    more = family.batch / pictures
    turning = sum(muon.operations(group["params"]) for each in session.optimisers.values()
                  if isinstance(each, muon.Muon) for group in each.param_groups)  # fmt: skip
    flops = [more * max(0.0, cost.flops - turning) + turning for cost in costs]
    seconds = [cost.operations * _OPERATION_SECONDS + many / _FLOPS_PER_SECOND
               for cost, many in zip(costs, flops, strict=True)]  # fmt: skip
    step = seconds[1] + max(0.0, seconds[0] - seconds[1]) * _RARE
    # Weights, gradients, two moments and the average; activations are kept for the backward pass.
    kept = max(cost.kept for cost in costs) * more * (1 + _WORKSPACE)
    frozen = sum(p.numel() for name in family.frozen if name in session.networks
                 for p in session.networks[name].parameters())  # fmt: skip
    weights = 4 * 5 * sum(parameters.values()) + 4 * frozen
    return Estimate(parameters, int(_BASE_MEMORY + data_bytes + weights + kept), step)


@dataclass
class _Cost:
    flops: float = 0.0
    operations: int = 0
    kept: int = 0  # bytes, at most at once


def _counted(session: Session, cancelled: Callable[[], bool]) -> _Cost:
    """One step, counted operation by operation in this thread: torch's own counter hooks every module there is."""
    cost = _Cost()
    own = {p.untyped_storage().data_ptr() for network in session.networks.values() for p in network.parameters()}
    with _Counter(cost, cancelled), _keeping(cost, own):
        session.step()
    return cost


class _Counter(TorchDispatchMode):  # type: ignore[no-untyped-call]
    def __init__(self, cost: _Cost, cancelled: Callable[[], bool]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._cost, self._cancelled = cost, cancelled

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if global_noise.is_wanted or self._cancelled():
            raise _GivenUpError
        out = func(*args, **(kwargs or {}))
        self._cost.operations += 1
        count: Callable[..., int] | None = flop_registry.get(func._overloadpacket)
        if count is not None:
            self._cost.flops += count(*args, **(kwargs or {}), out_val=out)
        return out


@contextmanager
def _keeping(cost: _Cost, own: set[int]) -> Iterator[None]:
    """Counts the bytes that are kept for backward passes, apart from the weights themselves."""
    kept: dict[int, int] = {}

    def pack(tensor: Tensor) -> Tensor:
        place = tensor.untyped_storage().data_ptr()
        if place not in own and place not in kept:
            kept[place] = tensor.untyped_storage().nbytes()
            cost.kept += kept[place]
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        yield
