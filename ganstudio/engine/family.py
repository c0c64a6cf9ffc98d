"""The contract of a GAN family: what it declares; what its losses are handed is in `engine/given.py`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ganstudio.core.controls import Control, Label, images
from ganstudio.core.curves import Group
from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Numbers, Output
from ganstudio.core.pictures import EXAMPLES, example_grid, grid_shape
from ganstudio.core.sets import DataInfo
from ganstudio.engine.given import Batch as Batch  # families find these here
from ganstudio.engine.given import Evaluation as Evaluation
from ganstudio.engine.given import Iteration as Iteration
from ganstudio.engine.given import Stateful as Stateful
from ganstudio.engine.given import Told as Told
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import Optimiser as Optimiser
from ganstudio.engine.schedules import Number

if TYPE_CHECKING:
    from torch import Tensor, nn

    from ganstudio.core.randomness import Random

SIZES = (28, 32, 64, 128)


Losses = Mapping[str, "Tensor"]


@dataclass(frozen=True)
class Phase:
    """One kind of update: `loss` returns named scalars, "total" is the one to minimise.

    Only `trains` gets gradients from it, whatever else `forward` computed the total with. Runs `repeat` times in
    every `every`-th iteration, each repeat after the first on a fresh batch, and from `first_step` on until before
    `last_step` (None: to the end). `turns` says in which of each `every` iterations.
    """

    name: str
    trains: tuple[str, ...]
    loss: Callable[[Iteration], Losses]
    optimiser: Optimiser
    repeat: int = 1
    every: int = 1
    first_step: int = 0
    last_step: int | None = None
    turns: tuple[int, ...] = (0,)

    def runs_at(self, step: int) -> bool:
        begun = step >= self.first_step and (self.last_step is None or step < self.last_step)
        return begun and (step - self.first_step) % self.every in self.turns


@dataclass(frozen=True)
class Generator:
    """Something that can be sampled and exported: a network, its inputs in order, and what it gives.

    `columns` are the words for what `Family.show` returns of it; without them its grid shows what it makes of fixed
    inputs. `title` is for people. `attends`: it has self-attention, and where each place looks is exported beside it.
    `aside`: it has no sheet of its own, since another shows what it makes.
    """

    name: str
    network: str
    controls: tuple[Control, ...]
    gives: Output
    columns: tuple[str, ...] = ()
    title: str = ""
    attends: bool = False
    aside: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether it has a sheet of its own in the grid: numbers alone are nothing to look at."""
        return not self.aside and (bool(self.columns) or not isinstance(self.gives, Numbers))

    @property
    def has_classes(self) -> bool:
        return any(isinstance(control, Label) for control in self.controls)


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
    need: ClassVar[Need]
    channels: ClassVar[tuple[int, ...]] = (1, 3)  # of the pictures it can make
    columns: ClassVar[tuple[str, ...]] = ()  # of the first generator, where its class knows them
    captioned: ClassVar[str] = ""  # what `captions` tells, in words for people
    curves: ClassVar[tuple[Group, ...]] = ()  # charts of its own (`core.curves`), beside those that all have
    judge: ClassVar[str] = ""  # the network that tells whole pictures from real ones, if one does
    frozen: ClassVar[tuple[str, ...]] = ()  # networks, where there are such, that are never trained nor saved
    starts_as: ClassVar[Mapping[str, str]] = {}  # networks that copy another until a phase of their own begins
    shares_graph: ClassVar[bool] = False  # several phases go backward through what `forward` computed
    order: ClassVar[int] = 100  # place in the gallery
    Params: ClassVar[type[Any]]
    presets: ClassVar[tuple[Preset, ...]]

    def __init__(self, params: Any, data: DataInfo) -> None:
        if data.size not in self.sizes(params):
            raise StudioError(
                f"{self.title} cannot make pictures of {data.size} pixels with these settings.",
                f"Choose {' or '.join(map(str, self.sizes(params)))} pixels.",
            )
        if problem := self.unfit(data):
            raise problem
        self.params = params
        self.data = data

    # -- declared by the class -------------------------------------------------------------------------------

    @classmethod
    def charts(cls, params: Any) -> tuple[Group, ...]:
        """Its own charts with these settings, where a level in them follows from one."""
        return cls.curves

    @classmethod
    def sizes(cls, params: Any) -> tuple[int, ...]:
        """The picture sizes (pixels) that the networks of `params` can make."""
        return SIZES

    @classmethod
    def need_of(cls, params: Any) -> Need:
        """What these settings need; most families always need the same."""
        return cls.need

    @classmethod
    def fitted(cls, preset: str, size: int, channels: int) -> Mapping[str, Any]:
        """What a preset's settings become for pictures of this size: penalties, widths, batches that follow from it."""
        return {}

    @classmethod
    def unfit(cls, data: DataInfo) -> StudioError | None:
        """Why it cannot learn from `data`, if it cannot."""
        if data.channels not in cls.channels:
            return StudioError(f"{cls.title} needs colour pictures, and those of {data.name} are grey.",
                               "Choose 3 channels, or another set.")  # fmt: skip
        misfit = cls.need.misfit(cls.title, data)
        return misfit.error() if misfit else None

    @classmethod
    def preset(cls, key: str) -> Preset:
        """The preset called `key`. Raises StudioError with those there are."""
        for preset in cls.presets:
            if preset.key == key:
                return preset
        names = ", ".join(preset.key for preset in cls.presets)
        raise StudioError(f"{cls.title} has no preset {key!r}.", f"It has: {names}.")

    # -- what it consists of ----------------------------------------------------------------------------------

    @abstractmethod
    def networks(self) -> dict[str, nn.Module]:
        """New networks by name, initialised."""

    @abstractmethod
    def phases(self) -> tuple[Phase, ...]:
        """What one iteration consists of, in order."""

    def forward(self, iteration: Iteration) -> Mapping[str, Tensor]:
        """What several phases need, computed once per iteration with gradients on.

        More than one of them may go backward through it where the class says so (`shares_graph`).
        """
        return {}

    @abstractmethod
    def generators(self) -> tuple[Generator, ...]:
        """What can be sampled and exported; the first is the one that stands for the family."""

    def memory(self) -> Mapping[str, Stateful]:
        """What it remembers from step to step, new: an image pool, the strength of an augmentation."""
        return {}

    @property
    def conditional(self) -> bool:
        """Whether its networks are told the class."""
        return self.need.uses_labels(self.data)

    @property
    def value_range(self) -> tuple[float, float]:
        """Range in which real pictures are fed."""
        return (-1.0, 1.0)

    @property
    def batch(self) -> int:
        """Pictures per update."""
        return int(self.params.batch)

    @property
    def ema_half_life(self) -> Number:
        """Pictures after which an old weight counts half in the average; 0: no average."""
        half_life: Number = getattr(self.params, "ema_half_life", 0)
        return half_life

    # -- what is looked at ------------------------------------------------------------------------------------

    def generator(self, name: str = "") -> Generator:
        """The generator called `name`, the first by default. Raises StudioError with those there are."""
        known = {each.name: each for each in self.generators()}
        if name and name not in known:
            raise StudioError(f"{self.title} has no generator {name!r}.", f"It has: {', '.join(known)}.")
        return known[name] if name else next(iter(known.values()))

    def columns_of(self, generator: Generator) -> tuple[str, ...]:
        """What its sheet shows side by side; nothing for sheets of fixed noise."""
        return generator.columns or (self.columns if generator == self.generators()[0] else ())

    def sheet_title(self, generator: Generator) -> str:
        """What stands over its sheet, where that is not clear from the family."""
        return generator.title or generator.name.replace("_", " ")

    def needs_examples(self) -> bool:
        """Whether some sheet starts from real pictures."""
        return any(self.columns_of(each) or images(each.controls) for each in self.generators())

    def grid(self, generator: Generator, examples: int = EXAMPLES) -> tuple[int, int]:
        """Rows and columns of a generator's sheet, where there are so many examples to show."""
        if columns := self.columns_of(generator):
            return example_grid(examples, len(columns))
        if generator.gives.together > 1:
            return 1, 1
        return grid_shape(len(self.data.classes) if generator.has_classes else 0)

    def fixed_inputs(self, generator: Generator, rows: int, columns: int, random: Random) -> tuple[Any, ...]:
        """What a sheet without columns is made of, row by row: one latent per column, the same for every class."""
        return tuple(each.arranged(rows, columns, generator.has_classes, random) for each in generator.controls)

    def show(
        self, generator: Generator, networks: Mapping[str, nn.Module], examples: Batch
    ) -> tuple[Tensor, ...]:  # fmt: skip
        """What the sheet of `generator` shows of `examples`: one tensor N x C x S x S per column, in `value_range`.

        `networks` are all of them, averaged where there is an average.
        """
        raise NotImplementedError

    def captions(self, generator: Generator, shown: tuple[Tensor, ...]) -> tuple[tuple[str, ...], ...]:
        """What stands under what `show` gave: for each column a text of each example, or nothing. None at all: ()."""
        return ()

    def verdict(self, judge: nn.Module, pictures: Tensor, told: Told) -> Tensor:
        """What the network called `judge` answers of pictures N x C x S x S, a row each; the larger, the more real."""
        answers: Tensor = judge(pictures)
        return answers

    @property
    def border(self) -> float | None:
        """The answer above which it calls a picture real; None where answers mean something beside others only."""
        return 0.0

    def figures(self, evaluation: Evaluation) -> Mapping[str, float]:
        """Figures of its own, beside those that all families of noise have (`evaluate.samples`)."""
        return {}
