"""Small things that tests are made of: random pictures in memory and on disk, and sessions on them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from ganstudio.core import params
from ganstudio.core.controls import Label, Latent
from ganstudio.core.pictures import DataInfo
from ganstudio.data.sets.store import PictureSet
from ganstudio.engine.family import PAIRS, Examples, Family, Generator
from ganstudio.engine.registry import family

if TYPE_CHECKING:
    from torch import Tensor

    from ganstudio.engine.session import PictureSource, Session


def picture_set(count: int = 48, channels: int = 1, size: int = 28, classes: int = 4, seed: int = 0) -> PictureSet:
    """Random pictures, with labels unless `classes` is 0."""
    chance = np.random.default_rng(seed)
    pictures = chance.integers(0, 256, (count, channels, size, size), dtype=np.uint8)
    labels = np.arange(count, dtype=np.int64) % classes if classes else None
    names = tuple(f"class {index}" for index in range(classes))
    return PictureSet(DataInfo("random", count, channels, size, names, f"random {seed}"), pictures, labels)


def pairs_set(count: int = 48, size: int = 64, seed: int = 0) -> PictureSet:
    """Random colour blocks, each with a sketch of its edges."""
    chance = np.random.default_rng(seed)
    blocks = chance.integers(0, 256, (count, 3, size // 8, size // 8), dtype=np.uint8)
    pictures = blocks.repeat(8, axis=2).repeat(8, axis=3)
    sketches = np.full((count, 1, size, size), 255, np.uint8)
    sketches[:, :, ::8] = sketches[:, :, :, ::8] = 0
    info = DataInfo("random pairs", count, 3, size, (), f"random pairs {seed}", kind=PAIRS)
    return PictureSet(info, pictures, None, partners={"sketch": sketches})


def example_inputs(generator: Generator, count: int, size: int) -> list[Tensor]:
    """Something for every control, classes in turn."""
    import torch

    made: list[Tensor] = []
    for control in generator.controls:
        if isinstance(control, Latent):
            made.append(torch.randn(count, control.size))
        elif isinstance(control, Label):
            made.append(torch.arange(count) % len(control.classes))
        else:
            made.append(torch.rand(count, control.channels, size, size))
    return made


def write_pictures(folder: Path, count: int, seed: int = 0, size: int = 16) -> None:
    """`count` small random colour PNGs."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(seed)
    for index in range(count):
        pixels = chance.integers(0, 256, (size, size, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{index:03}.png")


def declared_family(
    key: str, preset: str, pictures: DataInfo | None = None, channels: int = 1, classes: int = 4,
    changes: Mapping[str, Any] | None = None,
) -> Family:  # fmt: skip
    """A preset of a family, changed by `changes`, for `pictures` or for the size it was made for."""
    kind = family(key)
    values = params.from_mapping(kind.Params, {**kind.preset(preset).changes, **(changes or {})})
    if pictures is None and kind.needs == PAIRS:
        pictures = pairs_set(1, min(kind.sizes(values))).info
    elif pictures is None:
        size = kind.preset(preset).size or kind.sizes(values)[0]
        pictures = picture_set(1, channels, size, classes).info
    return kind(values, pictures)


def small_changes(key: str, preset: str) -> dict[str, Any]:
    """What makes a preset cheap without changing its nature."""
    settings = family(key).preset(preset).changes
    if family(key).needs == PAIRS:
        return {"batch": min(2, settings.get("batch", 1)), "width": 8}
    narrow = {"width": 8} if settings.get("network") == "radford" else {}
    return {"batch": 8, **narrow}


def source_of(kind: Family, pictures: PictureSet, seed: int = 0, device: str = "cpu") -> PictureSource:
    import torch

    from ganstudio.data.batches import Batches

    return Batches(pictures, kind.batch, seed, torch.device(device), kind.value_range)


def session_of(
    key: str = "cgan", preset: str = "quick", seed: int = 0, precision: str = "fp32", device: str = "cpu",
    compile_networks: bool = False, **changes: Any,
) -> Session:  # fmt: skip
    """A session on random pictures, on one thread of the processor or on a GPU."""
    from ganstudio.engine import devices
    from ganstudio.engine.session import Session

    hardware = devices.choose(device, precision, 1)
    devices.prepare(hardware)
    kind = declared_family(key, preset, changes={**small_changes(key, preset), **changes})
    count = max(48, 2 * kind.batch)
    paired = kind.needs == PAIRS
    pictures = pairs_set(count, kind.data.size) if paired else picture_set(count, kind.data.channels, kind.data.size)
    source = source_of(kind, pictures, seed, device)
    fixed = source.examples(4) if paired else None  # type: ignore[attr-defined]
    examples = Examples(fixed.pictures, fixed.partners) if fixed else None
    return Session(kind, source, hardware, seed, compile_networks, examples)


def losses_of(session: Session, steps: int) -> list[dict[str, float]]:
    return [{name: float(value) for name, value in session.step().items()} for _ in range(steps)]
