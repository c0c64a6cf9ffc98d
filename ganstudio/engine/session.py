"""A family's declaration brought to life: networks, optimisers, averages, noise; one `step()` at a time."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Literal, Protocol

import torch
from lightning_fabric import Fabric
from lightning_fabric.plugins.environments.lightning import LightningEnvironment
from torch import Tensor, nn

from ganstudio.core.controls import ImageInput, Label
from ganstudio.core.events import Sampled
from ganstudio.core.pictures import Pixels, example_grid, grid_shape, tile
from ganstudio.engine.averages import Average
from ganstudio.engine.devices import Hardware
from ganstudio.engine.family import Examples, Family, Generator, Optimiser, Phase
from ganstudio.engine.sampling import draw_latents, to_pixels

logging.getLogger("lightning_fabric").setLevel(logging.WARNING)  # it announces the precision, as we do
EMA, RAW = "ema", "raw"


class Batch(Protocol):
    """Aligned rows."""

    @property
    def pictures(self) -> Tensor: ...

    @property
    def partners(self) -> Mapping[str, Tensor]: ...

    @property
    def labels(self) -> Tensor | None: ...


class PictureSource(Protocol):
    """Where training pictures come from; its `state` continues it exactly."""

    steps_per_epoch: int

    def draw_aligned(self) -> Batch: ...

    def state(self) -> dict[str, int]: ...

    def load_state(self, state: Mapping[str, int]) -> None: ...


class _Iteration:
    """What a loss sees of one iteration (see `family.Iteration`)."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.networks: Mapping[str, nn.Module] = session.networks
        self.step = session.step_count
        self.repeat = 0
        self.shared: Mapping[str, Tensor] = {}
        self._draw()

    def fresh(self, repeat: int) -> None:
        """Another batch for a repeated update; 0 is the first again, which the shared fakes belong to."""
        if self.repeat == 0:
            self._first = self._batch
        self.repeat = repeat
        if repeat:
            self._draw()
        else:
            self._use(self._first)

    def _draw(self) -> None:
        self._use(self._session.source.draw_aligned())

    def _use(self, batch: Batch) -> None:
        self._batch = batch
        self.real, self.labels, self.partners = batch.pictures, batch.labels, batch.partners

    def noise(self, size: int, prior: str) -> Tensor:
        return draw_latents(len(self.real), size, prior, self._session.chance)

    def random_labels(self, classes: int) -> Tensor:
        chance = self._session.chance
        return torch.randint(classes, (len(self.real),), generator=chance, device=chance.device)

    def seed(self) -> int:
        chance = self._session.chance
        return int(torch.randint(2**31, (), generator=chance, device=chance.device))

    @contextmanager
    def full_precision(self) -> Iterator[None]:
        with torch.autocast(self._session.hardware.device.type, enabled=False), self._session.uncompiled():
            yield


class Session:
    """The state of a training: everything that a checkpoint holds and `step()` changes."""

    def __init__(
        self,
        family: Family,
        source: PictureSource,
        hardware: Hardware,
        seed: int,
        compile_networks: bool = False,
        examples: Examples | None = None,
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
        self.chance = torch.Generator(device=hardware.device).manual_seed(seed)
        self.phases = family.phases()
        self.optimisers = {phase.name: self._optimiser(phase) for phase in self.phases}
        self.averages = self._averages()
        self.gradient_norms: dict[str, Tensor] = {}
        self._trainable = {name: list(network.parameters()) for name, network in self.networks.items()}
        self._training: frozenset[str] = frozenset(self.networks)
        self.compiled = compile_networks and hardware.device.type == "cuda"
        if self.compiled:
            torch.compiler.reset()  # what was compiled for an earlier run counts towards torch's limit of variants
            for network in self.networks.values():
                network.compile()

    # -- building -----------------------------------------------------------------------------------------

    def _placed(self, network: nn.Module) -> nn.Module:
        placed = network.to(self.hardware.device).to(memory_format=torch.channels_last)
        return placed.train()

    def _optimiser(self, phase: Phase) -> torch.optim.Optimizer:
        parameters = [p for name in phase.trains for p in self.networks[name].parameters()]
        declared = phase.optimiser
        if declared.kind == "sgd":
            return torch.optim.SGD(parameters, declared.lr, momentum=declared.momentum)
        fused = self.hardware.device.type in ("cpu", "cuda")
        return torch.optim.Adam(parameters, declared.lr, betas=declared.betas, fused=fused)

    def _averages(self) -> dict[str, Average]:
        half_life = self.family.ema_half_life
        if not half_life:
            return {}
        averaged = {generator.network for generator in self.family.generators()}
        # Built from the declaration rather than copied: copies of parametrised modules share classes.
        with torch.device("meta"):
            empty = self.family.networks()
        averages = {}
        for name in averaged:
            module = empty[name].to_empty(device=self.hardware.device).to(memory_format=torch.channels_last)
            averages[name] = Average(self.networks[name], module, half_life)
        return averages

    def uncompiled(self) -> AbstractContextManager[Any]:
        """Networks run as they are written inside: compiled ones cannot be differentiated twice."""
        return torch.compiler.set_stance("force_eager") if self.compiled else nullcontext()

    # -- training -----------------------------------------------------------------------------------------

    def step(self, measure: bool = False) -> dict[str, Tensor]:
        """One iteration of every phase. Returns named scalars on the device; `measure` takes gradient norms too."""
        iteration = _Iteration(self)
        with self.fabric.autocast():
            self._require_gradients(frozenset(self.networks))
            iteration.shared = self.family.forward(iteration)
        told: dict[str, Tensor] = {}
        for phase in self.phases:
            if phase.runs_at(self.step_count):
                for repeat in range(phase.repeat):
                    if repeat:
                        iteration.fresh(repeat)
                    told |= self._update(phase, iteration, measure)
                if phase.repeat > 1:
                    iteration.fresh(0)
        batch = len(iteration.real)
        self.step_count += 1
        self.pictures_seen += batch
        for average in self.averages.values():
            average.update(batch, self.pictures_seen)
        return told

    def _update(self, phase: Phase, iteration: _Iteration, measure: bool) -> dict[str, Tensor]:
        self._require_gradients(frozenset(phase.trains))
        optimiser = self.optimisers[phase.name]
        self._set_learning_rate(optimiser, phase.optimiser)
        with self.fabric.autocast():
            losses = phase.loss(iteration)
        self.fabric.backward(losses["total"])
        if measure:
            self.gradient_norms[phase.name] = self._gradient_norm(phase)
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

    def _set_learning_rate(self, optimiser: torch.optim.Optimizer, declared: Optimiser) -> None:
        if declared.final_lr is not None:
            for group in optimiser.param_groups:
                group["lr"] = declared.lr_after(self.pictures_seen)

    def _gradient_norm(self, phase: Phase) -> Tensor:
        gradients = [p.grad for name in phase.trains for p in self._trainable[name] if p.grad is not None]
        return torch.nn.utils.get_total_norm(gradients)

    # -- looking ------------------------------------------------------------------------------------------

    def sample(self, seconds: float = 0.0) -> Sampled:
        """The grids of the fixed seeds, from the average and from the live weights."""
        rows, columns = self.grid
        picture = self._shown_examples if self.examples is not None else self._pictures
        with self.uncompiled():  # a glance has other shapes and modes, and compiling them takes a minute
            sheets = {k: tile(picture(module, rows, columns), rows, columns) for k, module in self._shown().items()}
        return Sampled(self.step_count, seconds, rows, columns, {}, sheets)

    @property
    def grid(self) -> tuple[int, int]:
        if self.examples is not None:
            return example_grid(len(self.examples.pictures), len(self.family.columns))
        return grid_shape(len(self.family.data.classes) if self._labelled_grid else 0)

    @property
    def shown(self) -> Generator:
        return self.family.generators()[0]

    def _shown(self) -> dict[str, nn.Module]:
        live = {RAW: self.networks[self.shown.network]}
        average = self.averages.get(self.shown.network)
        return {EMA: average.module, **live} if average else live

    @torch.no_grad()
    def _shown_examples(self, module: nn.Module, rows: int, columns: int) -> Pixels:
        """Each example as its columns side by side."""
        assert self.examples is not None
        with _evaluating(module), _same_dropout(self.hardware.device), self.fabric.autocast():
            torch.manual_seed(self.seed)
            shown = self.family.show(module, self.examples)
        stacked = torch.stack([column.float() for column in shown], dim=1).flatten(0, 1)
        return to_pixels(stacked, self.family.value_range)

    @torch.no_grad()
    def _pictures(self, module: nn.Module, rows: int, columns: int) -> Pixels:
        """One latent per column, the same for every class; without classes one per picture."""
        chance = torch.Generator(device=self.hardware.device).manual_seed(self.seed)
        inputs = []
        for control in self.shown.controls:
            if isinstance(control, ImageInput):
                raise TypeError("a family that takes pictures is shown by its examples")
            if isinstance(control, Label):
                inputs.append(torch.arange(rows, device=self.hardware.device).repeat_interleave(columns))
            elif self._labelled_grid:
                inputs.append(draw_latents(columns, control.size, control.prior, chance).repeat(rows, 1))
            else:
                inputs.append(draw_latents(rows * columns, control.size, control.prior, chance))
        with _evaluating(module), _same_dropout(self.hardware.device), self.fabric.autocast():
            return to_pixels(module(*inputs), self.shown.value_range)

    @property
    def _labelled_grid(self) -> bool:
        return any(isinstance(control, Label) for control in self.shown.controls)


@contextmanager
def _evaluating(module: nn.Module) -> Iterator[None]:
    training = module.training
    module.eval()
    try:
        yield
    finally:
        module.train(training)


@contextmanager
def _same_dropout(device: torch.device) -> Iterator[None]:
    """Looking must not change the run: a network that draws random numbers draws them from a copy."""
    devices = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=devices):
        yield
