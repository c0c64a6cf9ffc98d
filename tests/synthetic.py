"""Small things that tests are made of: random pictures in memory and on disk, and sessions on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from ganstudio.core import params
from ganstudio.core.controls import images
from ganstudio.core.sets import ATTRIBUTES, DOMAINS, LOW, PAIRS, PHOTOGRAPHS, POINTS, TEXT, DataInfo
from ganstudio.data.decoding.images import resized
from ganstudio.data.sets.store import PictureSet
from ganstudio.engine.family import Family, Generator
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import family

if TYPE_CHECKING:
    from torch import Tensor

    from ganstudio.data.batches import Batches
    from ganstudio.engine.session import Session


def picture_set(count: int = 48, channels: int = 1, size: int = 28, classes: int = 4, seed: int = 0) -> PictureSet:
    """Random pictures, with labels unless `classes` is 0."""
    rng = np.random.default_rng(seed)
    pictures = rng.integers(0, 256, (count, channels, size, size), dtype=np.uint8)
    labels = np.arange(count, dtype=np.int64) % classes if classes else None
    names = tuple(f"class {index}" for index in range(classes))
    return PictureSet(DataInfo("random", count, channels, size, names, f"random {seed}"), pictures, labels)


def pairs_set(count: int = 48, size: int = 64, seed: int = 0) -> PictureSet:
    """Random colour blocks, each with a sketch of its edges."""
    rng = np.random.default_rng(seed)
    blocks = rng.integers(0, 256, (count, 3, size // 8, size // 8), dtype=np.uint8)
    pictures = blocks.repeat(8, axis=2).repeat(8, axis=3)
    sketches = np.full((count, 1, size, size), 255, np.uint8)
    sketches[:, :, ::8] = sketches[:, :, :, ::8] = 0
    info = DataInfo("random pairs", count, 3, size, (), f"random pairs {seed}", kind=PAIRS)
    return PictureSet(info, pictures, None, partners={"sketch": sketches})


def domains_set(count: int = 48, size: int = 32, seed: int = 0, domains: int = 2) -> PictureSet:
    """Dark random pictures and light ones."""
    plain = picture_set(count, 3, size, domains, seed)
    shade = (plain.labels[:, None, None, None] * 96).astype(np.uint8)  # type: ignore[index]
    return replace(plain, info=replace(plain.info, kind=DOMAINS), pictures=np.asarray(plain.pictures) // 4 + shade)


def attributes_set(count: int = 48, size: int = 32, seed: int = 0) -> PictureSet:
    """Random pictures with a bright corner, a bright middle, or red, green or blue."""
    rng = np.random.default_rng(seed)
    names = ("corner", "middle", "red", "green", "blue")
    flags = (rng.random((count, len(names))) < 0.5).astype(np.uint8)
    flags[:, 2:] = np.eye(3, dtype=np.uint8)[rng.integers(3, size=count)]
    plain = picture_set(count, 3, size, 0, seed)
    info = replace(plain.info, kind=ATTRIBUTES, attributes=names, groups=(names[2:],))
    return replace(plain, info=info, flags=flags)


def joint_set(count: int = 48, size: int = 32, seed: int = 0, unknown: int = 0) -> PictureSet:
    """The same from two sets: of every other picture only the colour is known, of the others all but that.

    What is unknown stands in the flags as `unknown`, which nobody may look at.
    """
    whole = attributes_set(count, size, seed)
    known = np.zeros_like(whole.flags)
    known[::2, 2:] = known[1::2, :2] = 1
    flags = np.where(known > 0, whole.flags, unknown).astype(np.uint8)  # type: ignore[arg-type]
    return replace(whole, info=replace(whole.info, joint=True), flags=flags, known=known)


def photographs_set(count: int = 48, size: int = 32, seed: int = 0, scale: int = 4) -> PictureSet:
    """Random pictures with the same ones `scale` times smaller."""
    plain = picture_set(count, 3, size, 0, seed)
    info = replace(plain.info, kind=PHOTOGRAPHS, scale=scale)
    low = resized(np.asarray(plain.pictures), size // scale, 3)
    return replace(plain, info=info, partners={LOW: low})


def points_set(count: int = 256, size: int = 2, seed: int = 0) -> PictureSet:
    """Points on eight small heaps around a ring."""
    rng = np.random.default_rng(seed)
    angles = 2 * np.pi * rng.integers(8, size=count) / 8
    points = 0.7 * np.stack([np.cos(angles), np.sin(angles)], axis=1) + 0.02 * rng.standard_normal((count, 2))
    info = DataInfo("ring", count, 1, size, (), f"ring {seed}", kind=POINTS)
    return PictureSet(info, points[:, :size].astype(np.float32), None)  # type: ignore[arg-type]


def text_set(count: int = 64, size: int = 4, seed: int = 0) -> PictureSet:
    """Lines in which one of three letters comes again and again."""
    rng = np.random.default_rng(seed)
    lines = np.repeat(rng.integers(3, size=(count, 1)), size, axis=1)
    info = DataInfo("letters", count, 1, size, (), f"letters {seed}", kind=TEXT, vocabulary=("a", "b", "c"))
    return PictureSet(info, lines, None)  # type: ignore[arg-type]


def set_for(need: Need, size: int, channels: int = 1, classes: int = 4, count: int = 48, seed: int = 0) -> PictureSet:
    """Something small that fits a need."""
    match need.kind:
        case "pairs":
            return pairs_set(count, size, seed)
        case "domains":
            return domains_set(count, size, seed)
        case "attributes":
            return attributes_set(count, size, seed)
        case "photographs":
            return photographs_set(count, size, seed, need.scale)
        case "points":
            return points_set(max(count, 256), size, seed)
        case "text":
            return text_set(count, size, seed)
    return picture_set(count, channels, size, classes, seed)


def example_inputs(generator: Generator, count: int, size: int = 0) -> list[Tensor]:
    """Something for every control; pictures as small as they can be, or of `size` pixels."""
    import torch

    from ganstudio.engine.sampling import TorchRandom

    random = TorchRandom(torch.Generator().manual_seed(count))
    pictures = images(generator.controls).values()
    side = max([1, *(-(-size // each.multiple) for each in pictures)])
    return [control.drawn(count, random, (side, side)) for control in generator.controls]


def write_pictures(folder: Path, count: int, seed: int = 0, size: int = 16) -> None:
    """`count` small random colour PNGs."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    for index in range(count):
        pixels = rng.integers(0, 256, (size, size, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{index:03}.png")


def declared_family(
    key: str, preset: str, pictures: DataInfo | None = None, channels: int = 1, classes: int = 4,
    changes: Mapping[str, Any] | None = None,
) -> Family:  # fmt: skip
    """A preset of a family, changed by `changes`, for `pictures` or for the size it was made for."""
    kind = family(key)
    values = params.from_mapping(kind.Params, {**kind.preset(preset).changes, **(changes or {})})
    if pictures is None:
        need, sizes = kind.need_of(values), kind.sizes(values)
        small = need.kind in (PAIRS, DOMAINS, ATTRIBUTES) and min(sizes) >= 32  # networks that work at any size
        size = min(sizes) if small else kind.preset(preset).size or sizes[0]
        pictures = set_for(need, size, channels, classes, 2).info
    return kind(values, pictures)


def small_changes(key: str, preset: str) -> dict[str, Any]:
    """What makes a preset cheap without changing its nature."""
    settings = family(key).preset(preset).changes
    known = {spec.name for spec in params.specs(family(key).Params)}
    if family(key).need.kind in (PAIRS, DOMAINS, ATTRIBUTES) and "width" in known:
        usual = next(spec.default for spec in params.specs(family(key).Params) if spec.name == "batch")
        slim = {"batch": min(2, int(settings.get("batch", usual))), "width": 8, "blocks": 1}
        return {name: value for name, value in slim.items() if name in known}
    if "first_stage" in known:
        return {"batch": 2, "width": 8, "blocks": 1, "first_stage": 2, "window": 16}
    if settings.get("likelihood"):
        return {"batch": 8, "width": 8, "reader_width": 8, "likelihood": 3}
    narrow = {"width": 8} if key == "fastgan" or settings.get("network") in ("radford", "paper", "dense") else {}
    plain = {"augment": "none"}  # which a set as small as those of tests would turn on
    batch = 2 if family(key).preset(preset).size > 128 else 8
    return {"batch": batch, **{name: value for name, value in {**narrow, **plain}.items() if name in known}}


def source_of(kind: Family, pictures: PictureSet, seed: int = 0, device: str = "cpu") -> Batches:
    import torch

    from ganstudio.data.batches import Batches

    by_domain = kind.need.kind == DOMAINS
    return Batches(pictures, kind.batch, seed, torch.device(device), kind.value_range, by_domain)


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
    pictures = set_for(kind.need_of(kind.params), kind.data.size, kind.data.channels, 4, count)
    source = source_of(kind, pictures, seed, device)
    examples = source.examples(4) if kind.needs_examples() else None
    return Session(kind, source, hardware, seed, compile_networks, examples)


def losses_of(session: Session, steps: int) -> list[dict[str, float]]:
    return [{name: float(value) for name, value in session.step().items()} for _ in range(steps)]
