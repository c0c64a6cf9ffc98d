"""The contract of a GAN family: what it declares, and what the engine hands to its losses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from ganstudio.core.controls import Control
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import DataInfo

if TYPE_CHECKING:
    from torch import Tensor, nn

SIZES = (28, 32, 64, 128)
IMAGES, LABELLED, PAIRS = "images", "labelled images", "pairs"  # what a family needs


@dataclass(frozen=True)
class Optimiser:
    """How a phase updates its networks. `kind` is "adam" or "sgd".

    The learning rate runs linearly from `lr` to `final_lr` over `decay_pictures`, then stays.
    """

    kind: str
    lr: float
    betas: tuple[float, float] = (0.5, 0.999)
    momentum: float = 0.0
    final_lr: float | None = None
    decay_pictures: int = 0

    def lr_after(self, pictures: int) -> float:
        if self.final_lr is None or self.decay_pictures <= 0:
            return self.lr
        done = min(1.0, pictures / self.decay_pictures)
        return self.lr + (self.final_lr - self.lr) * done


class Iteration(Protocol):
    """One training iteration as its losses see it."""

    step: int
    repeat: int  # 0 for a phase's first update in this iteration
    real: Tensor  # N x C x S x S in the family's value range
    labels: Tensor | None
    partners: Mapping[str, Tensor]  # aligned with `real`, in the same range: "sketch" of pairs
    networks: Mapping[str, nn.Module]
    shared: Mapping[str, Tensor]  # what the family's `forward` computed for this iteration

    def noise(self, size: int, prior: str) -> Tensor:
        """N x size fresh noise, reproducible."""

    def random_labels(self, classes: int) -> Tensor:
        """N fresh class indices, reproducible."""

    def seed(self) -> int:
        """A fresh whole number below 2^31 to draw other things from, reproducible."""

    def full_precision(self) -> AbstractContextManager[Any]:
        """No autocast and no compiled networks inside: for gradient penalties."""


@dataclass(frozen=True)
class Examples:
    """The fixed pictures that a sample grid shows: N x C x S x S and what is aligned with them, in the value range."""

    pictures: Tensor
    partners: Mapping[str, Tensor]


Losses = Mapping[str, "Tensor"]


@dataclass(frozen=True)
class Phase:
    """One kind of update: `loss` returns named scalars, "total" is the one to minimise.

    Runs `repeat` times in every `every`-th iteration, each repeat after the first on a fresh batch, and from
    `first_step` on until before `last_step` (None: to the end).
    """

    name: str
    trains: tuple[str, ...]
    loss: Callable[[Iteration], Losses]
    optimiser: Optimiser
    repeat: int = 1
    every: int = 1
    first_step: int = 0
    last_step: int | None = None

    def runs_at(self, step: int) -> bool:
        begun = step >= self.first_step and (self.last_step is None or step < self.last_step)
        return begun and (step - self.first_step) % self.every == 0


@dataclass(frozen=True)
class Generator:
    """Something that can be sampled and exported: a network, its inputs in order, its output range."""

    name: str
    network: str
    controls: tuple[Control, ...]
    value_range: tuple[float, float]


@dataclass(frozen=True)
class Preset:
    """Named settings: `changes` to the defaults, and where they come from. Quirks are said in `summary`."""

    key: str
    title: str
    summary: str
    source: str
    changes: Mapping[str, Any]
    faithful: bool = False
    size: int = 0  # pictures this preset was made for; 0: the set's own size

    @property
    def words(self) -> str:
        """What it is, and whose it is where it is somebody's."""
        return f"{self.summary} After “{self.source}”." if self.faithful else self.summary


class Family(ABC):
    """A GAN family. Subclasses fill the class attributes and the methods; the engine does the rest."""

    key: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    paper: ClassVar[str]
    needs: ClassVar[str]  # IMAGES, LABELLED or PAIRS
    channels: ClassVar[tuple[int, ...]] = (1, 3)  # of the pictures it can make
    columns: ClassVar[tuple[str, ...]] = ()  # what `show` returns, in words
    order: ClassVar[int] = 100  # place in the gallery
    Params: ClassVar[type[Any]]
    presets: ClassVar[tuple[Preset, ...]]

    def __init__(self, params: Any, data: DataInfo) -> None:
        if data.size not in self.sizes(params):
            raise StudioError(
                f"{self.title} cannot make pictures of {data.size} pixels with these settings.",
                f"Choose {' or '.join(map(str, self.sizes(params)))} pixels.",
            )
        if problem := unfit(type(self), data):
            raise problem
        self.params = params
        self.data = data

    @classmethod
    def sizes(cls, params: Any) -> tuple[int, ...]:
        """The picture sizes (pixels) that the networks of `params` can make."""
        return SIZES

    @classmethod
    def preset(cls, key: str) -> Preset:
        """The preset called `key`. Raises StudioError with those there are."""
        for preset in cls.presets:
            if preset.key == key:
                return preset
        names = ", ".join(preset.key for preset in cls.presets)
        raise StudioError(f"{cls.title} has no preset {key!r}.", f"It has: {names}.")

    @abstractmethod
    def networks(self) -> dict[str, nn.Module]:
        """New networks by name, initialised."""

    @abstractmethod
    def phases(self) -> tuple[Phase, ...]:
        """What one iteration consists of, in order."""

    def forward(self, iteration: Iteration) -> Mapping[str, Tensor]:
        """What several phases need, computed once per iteration with gradients on."""
        return {}

    @abstractmethod
    def generators(self) -> tuple[Generator, ...]:
        """What can be sampled and exported; the first is the one that is shown."""

    def rehearse(self, networks: Mapping[str, nn.Module], inputs: Sequence[Tensor]) -> None:
        """One pass of the shown generator on `inputs` and three of each other network, for the estimate."""
        shown = self.generators()[0].network
        labels = [value for value in inputs if not value.is_floating_point()]
        pictures: Tensor = networks[shown](*inputs)
        for name, network in networks.items():
            if name != shown:
                for _ in range(3):
                    network(pictures, *labels)

    def show(self, network: nn.Module, examples: Examples) -> tuple[Tensor, ...]:
        """What the sample grid shows of `examples`, one tensor N x C x S x S per name in `columns`."""
        raise NotImplementedError

    @property
    def value_range(self) -> tuple[float, float]:
        """Range in which real pictures are fed."""
        return (-1.0, 1.0)

    @property
    def batch(self) -> int:
        """Pictures per update."""
        return int(self.params.batch)

    @property
    def ema_half_life(self) -> int:
        """Pictures after which an old weight counts half in the average; 0: no average."""
        return 0


def unfit(family: type[Family], data: DataInfo) -> StudioError | None:
    """Why `family` cannot learn from `data`, if it cannot."""
    if data.channels not in family.channels:
        return StudioError(f"{family.title} needs colour pictures, and those of {data.name} are grey.",
                           "Choose 3 channels, or another set.")  # fmt: skip
    if family.needs == LABELLED and not data.labelled:
        return StudioError(f"{family.title} needs pictures with classes, and {data.name} has none.",
                           "Put each class into a folder of its own, or choose DCGAN.")  # fmt: skip
    if family.needs == PAIRS and data.kind != PAIRS:
        return StudioError(f"{family.title} needs a sketch for every picture, and {data.name} has none.",
                           "Open the set in Data and let its lines be drawn, or choose a set of pairs.")  # fmt: skip
    return None
