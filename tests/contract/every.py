"""Every family and every preset as parameters, and what a generator among them is shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from torch import Tensor

from ganstudio.core.outputs import Picture
from ganstudio.engine import registry
from ganstudio.engine.adversarial import AdversarialFamily
from ganstudio.engine.family import Family, Generator
from tests.contract.families import EVERY, OURS

PRESETS = [(key, preset.key) for key, kind in EVERY.items() for preset in kind.presets]
every_preset = pytest.mark.parametrize(("key", "preset"), PRESETS, ids=["-".join(pair) for pair in PRESETS])
every_family = pytest.mark.parametrize("key", list(EVERY))
every_adversarial_family = pytest.mark.parametrize(
    "key", [key for key, kind in EVERY.items() if issubclass(kind, AdversarialFamily)]
)


@pytest.fixture(autouse=True, scope="module")
def registered() -> Iterator[None]:
    """The families of this folder are known while these tests run."""
    with pytest.MonkeyPatch.context() as patch:
        for key, kind in OURS.items():
            patch.setitem(registry._families, key, kind)
        patch.setattr("ganstudio.engine.family.grid_shape", lambda classes: (classes or 2, 3))  # small sheets
        yield


def shown_size(kind: Family, generator: Generator) -> int:
    """Pixels of the pictures that a generator is given."""
    scale = generator.gives.scale if isinstance(generator.gives, Picture) else 1
    return kind.data.size // scale


def sides_of(generator: Generator, given: list[Tensor]) -> tuple[int, int] | None:
    shown = [value for value in given if value.dim() == 4]
    return (shown[0].shape[2], shown[0].shape[3]) if shown else None
