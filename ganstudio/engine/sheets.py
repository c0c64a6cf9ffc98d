"""The sample grid: one sheet for each generator that can be looked at, averaged and live."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from ganstudio.core.events import Sampled
from ganstudio.core.pictures import Pixels, tile
from ganstudio.engine.family import Generator
from ganstudio.engine.running import Running
from ganstudio.engine.sampling import TorchRandom, looked_at, to_pixels

EMA, RAW = "ema", "raw"


class Sheets:
    """Looks at a session without changing it."""

    def __init__(self, session: Running) -> None:
        self._session = session

    def sampled(self, seconds: float) -> Sampled:
        """All sheets as an event: those of the first generator are called "ema" and "raw", others "NAME.ema" …"""
        session, sheets, shapes, titles = self._session, {}, {}, {}
        captions: dict[str, tuple[str, ...]] = {}
        heads: dict[str, tuple[str, ...]] = {}
        shown = [each for each in session.family.generators() if each.is_shown]
        with session.uncompiled():  # a glance has other shapes and modes, and compiling them takes a minute
            for generator in shown:
                shape = self.shape(generator)
                for kind, networks in self._networks(generator).items():
                    name = kind if generator == shown[0] else f"{generator.name}.{kind}"
                    pictures, told = self._drawn(generator, networks, *shape)
                    sheets[name] = tile(pictures, *shape)
                    if told:
                        captions[name] = told
                    if columns := session.family.columns_of(generator):
                        heads[name] = columns
                    shapes[name], titles[name] = shape, session.family.sheet_title(generator)
        first = self.shape(shown[0]) if shown else (1, 1)
        several = len(shown) > 1 or any(each.columns or each.title for each in shown)
        return Sampled(
            session.step_count, seconds, *first, {}, sheets,
            shapes if several else {}, titles if several else {}, captions, heads if several else {},
        )  # fmt: skip

    def shape(self, generator: Generator) -> tuple[int, int]:
        """Rows and columns of a generator's sheet."""
        examples = self._session.examples
        count = len(examples.pictures) if examples is not None else 0
        return self._session.family.grid(generator, count)

    def _networks(self, generator: Generator) -> dict[str, Mapping[str, nn.Module]]:
        """All networks, by what they are shown as: where there is an average, it comes first."""
        live, averages = self._session.networks, self._session.averages
        if generator.network not in averages:
            return {RAW: live}
        return {EMA: {**live, **{name: average.module for name, average in averages.items()}}, RAW: live}

    @torch.no_grad()
    def _drawn(
        self, generator: Generator, networks: Mapping[str, nn.Module], rows: int, columns: int
    ) -> tuple[Pixels, tuple[str, ...]]:
        """The pictures of a sheet, and what stands under each of them where the family has words for it."""
        session = self._session
        with evaluating(networks.values()), same_dropout(session.hardware.device), session.fabric.autocast():
            if not session.family.columns_of(generator):
                return self._of_fixed_inputs(generator, networks, rows, columns), ()
            shown = self._of_examples(generator, networks)
        # Outside of autocast: figures are to be exact.
        return self._side_by_side(shown), _cell_by_cell(session.family.captions(generator, shown))

    def _of_examples(self, generator: Generator, networks: Mapping[str, nn.Module]) -> tuple[torch.Tensor, ...]:
        session = self._session
        assert session.examples is not None
        torch.manual_seed(session.seed)
        return tuple(column.float() for column in session.family.show(generator, networks, session.examples))

    def _side_by_side(self, shown: Sequence[torch.Tensor]) -> Pixels:
        """Each example as its columns; lower resolutions are enlarged to the largest."""
        side = max(column.shape[-1] for column in shown)
        grown = [_enlarged(column, side) for column in shown]
        return to_pixels(torch.stack(grown, dim=1).flatten(0, 1), self._session.family.value_range)

    def _of_fixed_inputs(
        self, generator: Generator, networks: Mapping[str, nn.Module], rows: int, columns: int
    ) -> Pixels:
        session, together = self._session, generator.gives.together
        rng = torch.Generator(device=session.hardware.device).manual_seed(session.seed)
        inputs = session.family.fixed_inputs(generator, rows, columns * together, TorchRandom(rng))
        return looked_at(networks[generator.network](*inputs), generator.gives)


def _cell_by_cell(columns: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Texts of columns as texts of the cells of a sheet."""
    examples = range(max(map(len, columns), default=0))
    return tuple(column[number] if column else "" for number in examples for column in columns)


def _enlarged(pictures: torch.Tensor, side: int) -> torch.Tensor:
    factor = side // pictures.shape[-1]
    return pictures.repeat_interleave(factor, 2).repeat_interleave(factor, 3) if factor > 1 else pictures


@contextmanager
def evaluating(modules: Iterable[nn.Module]) -> Iterator[None]:
    """Inside, they are used, not trained."""
    before = [(module, module.training) for module in modules]
    for module, _ in before:
        module.eval()
    try:
        yield
    finally:
        for module, training in before:
            module.train(training)


@contextmanager
def same_dropout(device: torch.device) -> Iterator[Any]:
    """Looking must not change the run: a network that draws random numbers draws them from a copy."""
    devices = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=devices):
        yield
