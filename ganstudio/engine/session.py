"""A family's declaration brought to life: networks, optimisers, averages, noise; one `step()` at a time."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Literal

import torch
from lightning_fabric import Fabric
from lightning_fabric.plugins.environments.lightning import LightningEnvironment
from torch import Tensor, nn

from ganstudio.core.events import Sampled
from ganstudio.engine import optimisers
from ganstudio.engine.averages import Average
from ganstudio.engine.devices import Hardware
from ganstudio.engine.family import Batch, Family, Generator, Phase
from ganstudio.engine.iteration import RunningIteration
from ganstudio.engine.running import PictureSource as PictureSource
from ganstudio.engine.sheets import Sheets

logging.getLogger("lightning_fabric").setLevel(logging.WARNING)  # it announces the precision, as we do


class Session:
    """The state of a training: everything that a checkpoint holds and `step()` changes."""

    def __init__(
        self,
        family: Family,
        source: PictureSource,
        hardware: Hardware,
        seed: int,
        compile_networks: bool = False,
        examples: Batch | None = None,
    ) -> None:
        self.examples = examples
        self.family, self.source, self.hardware, self.seed = family, source, hardware, seed
        self.step_count = 0
        self.pictures_seen = 0
        precision: Literal["bf16-mixed", "32-true"] = "bf16-mixed" if hardware.precision == "bf16" else "32-true"
        device = [hardware.device.index] if hardware.device.index is not None else 1
        # Looking for a cluster would refuse to run in many a Slurm shell, and may start MPI.
        alone = LightningEnvironment()
        self.fabric = Fabric(accelerator=hardware.accelerator, devices=device, precision=precision, plugins=[alone])
        torch.manual_seed(seed)  # initialisation and dropout; noise has a generator of its own
        self.networks = {name: self._placed(network) for name, network in family.networks().items()}
        self._freeze(family.frozen)
        self.rng = torch.Generator(device=hardware.device).manual_seed(seed)
        self.memory = family.memory()
        self.phases = family.phases()
        self._begin_alike()
        self._trainable = {
            name: list(network.parameters()) for name, network in self.networks.items() if name not in family.frozen
        }
        self._weights = {phase.name: self.weights_of(phase) for phase in self.phases}
        self.optimisers = {phase.name: self._optimiser(phase) for phase in self.phases}
        self.averages = self._averages()
        self.gradient_norms: dict[str, Tensor] = {}
        self._training: frozenset[str] = frozenset(self._trainable)
        self.compiled = compile_networks and hardware.device.type == "cuda"
        if self.compiled:
            torch.compiler.reset()  # what was compiled for an earlier run counts towards torch's limit of variants
            for network in self.networks.values():
                network.compile()

    # -- building -----------------------------------------------------------------------------------------

    def _placed(self, network: nn.Module) -> nn.Module:
        placed = network.to(self.hardware.device).to(memory_format=torch.channels_last)
        return placed.train()

    def _freeze(self, names: Sequence[str]) -> None:
        for name in names:
            if name in self.networks:
                self.networks[name].eval().requires_grad_(False)

    def _begin_alike(self) -> None:
        """Networks that start as another one are that until the first step of a phase of their own."""
        for name, other in self.family.starts_as.items():
            begins = min(phase.first_step for phase in self.family.phases() if name in phase.trains)
            if self.step_count <= begins:
                self.networks[name].load_state_dict(self.networks[other].state_dict())

    def weights_of(self, phase: Phase) -> list[nn.Parameter]:
        """What a phase trains."""
        return [parameter for name in phase.trains for parameter in self._trainable[name]]

    def _optimiser(self, phase: Phase) -> torch.optim.Optimizer:
        fused = self.hardware.device.type in ("cpu", "cuda")
        return optimisers.built(phase.optimiser, self._weights[phase.name], fused)

    def _averages(self) -> dict[str, Average]:
        half_life = self.family.ema_half_life
        if not half_life:
            return {}
        averaged = {generator.network for generator in self.family.generators()} - set(self.family.frozen)
        # Built from the declaration rather than copied: copies of parametrised modules share classes.
        with torch.device("meta"):
            empty = self.family.networks()
        averages = {}
        for name in sorted(averaged):
            module = empty[name].to_empty(device=self.hardware.device).to(memory_format=torch.channels_last)
            averages[name] = Average(self.networks[name], module, half_life)
        return averages

    def uncompiled(self) -> AbstractContextManager[Any]:
        """Networks run as they are written inside: compiled ones cannot be differentiated twice."""
        return torch.compiler.set_stance("force_eager") if self.compiled else nullcontext()

    @property
    def kept(self) -> dict[str, nn.Module]:
        """The networks that checkpoints hold."""
        return {name: network for name, network in self.networks.items() if name in self._trainable}

    # -- training -----------------------------------------------------------------------------------------

    def step(self, measure: bool = False) -> dict[str, Tensor]:
        """One iteration of every phase. Returns named scalars on the device; `measure` takes gradient norms too."""
        metrics: dict[str, Tensor] = {}
        for _, told in self.stepping(measure):
            metrics |= told
        return metrics

    def stepping(self, measure: bool = False, only: Collection[str] = ()) -> Iterator[tuple[str, dict[str, Tensor]]]:
        """The same phase by phase: the name of each and its scalars. `only` these phases, where some are named."""
        self._begin_alike()
        iteration = RunningIteration(self)
        running = [phase for phase in self.phases if self._is_on(phase, only)]
        with self.fabric.autocast():
            self._require_gradients(frozenset(self._trainable))
            iteration.shared = self.family.forward(iteration)
        for phase in running:
            metrics: dict[str, Tensor] = {}
            for repeat in range(phase.repeat):
                if repeat:
                    iteration.fresh(repeat)
                metrics |= self._update(phase, iteration, measure)
            if phase.repeat > 1:
                iteration.fresh(0)
            yield phase.name, metrics
        batch = len(iteration.real)
        self.step_count += 1
        self.pictures_seen += batch
        for average in self.averages.values():
            average.update(batch, self.pictures_seen, self.step_count)

    def _is_on(self, phase: Phase, only: Collection[str]) -> bool:
        return phase.name in only if only else phase.runs_at(self.step_count)

    def _update(self, phase: Phase, iteration: RunningIteration, measure: bool) -> dict[str, Tensor]:
        self._require_gradients(frozenset(phase.trains))
        optimiser, declared, weights = self.optimisers[phase.name], phase.optimiser, self._weights[phase.name]
        if declared.changes:
            optimisers.follow(optimiser, declared, self.step_count, self.pictures_seen)
        with self.fabric.autocast():
            losses = phase.loss(iteration)
        if self.family.shares_graph:
            # To these weights alone: others may have made what is shared, and have changed since. It costs 4 % of a
            # small step to go backward so, and to keep the graph for the phases that follow.
            self.fabric.backward(losses["total"], inputs=weights, retain_graph=True)
        else:
            self.fabric.backward(losses["total"])
        if measure:
            self.gradient_norms[phase.name] = self._gradient_norm(weights)
        if declared.clip:
            optimisers.clip(declared, weights)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        return {f"{phase.name}.{name}": value.detach() for name, value in losses.items()}

    def _require_gradients(self, names: frozenset[str]) -> None:
        """Switch only what changes: this runs several times a step."""
        if names == self._training:
            return
        for name, parameters in self._trainable.items():
            if (name in names) != (name in self._training):
                for parameter in parameters:
                    parameter.requires_grad_(name in names)
        self._training = names

    @staticmethod
    def _gradient_norm(weights: Sequence[nn.Parameter]) -> Tensor:
        return torch.nn.utils.get_total_norm([weight.grad for weight in weights if weight.grad is not None])

    # -- looking ------------------------------------------------------------------------------------------

    def sample(self, seconds: float = 0.0) -> Sampled:
        """The grids of the fixed seeds and examples, from the average and from the live weights.

        Nothing that knows the session is kept by it: its end gives back a GPU, which waits for no garbage collector.
        """
        return Sheets(self).sampled(seconds)

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of the first sheet."""
        return Sheets(self).shape(self.shown)

    @property
    def shown(self) -> Generator:
        return self.family.generators()[0]
