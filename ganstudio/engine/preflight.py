"""What would go wrong with a run, found before it starts; each problem carries the change that mends it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ganstudio.core import params
from ganstudio.core.sets import DataInfo
from ganstudio.core.text import counted
from ganstudio.engine import disguise, registry
from ganstudio.engine.family import Family

FEW = 500  # pictures: fewer are learned by heart
_DISK = 200 * 1024**2  # bytes that checkpoints and samples of a small run take


@dataclass(frozen=True)
class Problem:
    """`serious` problems keep a run from starting. `fix` says what the button does, `changes` what it sets.

    Keys of `changes`: "family", "preset", "lines", "size", "settings" (a mapping).
    """

    code: str
    message: str
    serious: bool = True
    fix: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)


def problems(kind: type[Family], values: Any, data: DataInfo, runs: Path, threads: int = 1) -> list[Problem]:
    """Everything known to be wrong with training `kind` with settings `values` on `data`, worst first."""
    found = [Problem("setting", sentence) for sentence in params.problems(values)]
    found += _sizes(kind, values, data) + _misfits(kind, values, data) + _amount(values, data) + _disk(runs)
    return sorted(found, key=lambda problem: not problem.serious)


def _sizes(kind: type[Family], values: Any, data: DataInfo) -> list[Problem]:
    sizes = kind.sizes(values)
    if data.size in sizes:
        return []
    nearest = min(sizes, key=lambda size: abs(size - data.size))
    allowed = ", ".join(map(str, sizes))
    message = f"These networks make pictures of {allowed} pixels, not {data.size}."
    return [Problem("size", message, fix=f"Use {nearest} pixels", changes={"size": nearest})]


def _misfits(kind: type[Family], values: Any, data: DataInfo) -> list[Problem]:
    """What the family needs and the set has not; where no click gives it that, another family would do."""
    need = kind.need_of(values)
    misfit = need.misfit(kind.title, data)
    if misfit is None:
        return []
    if misfit.fix:
        return [Problem(need.kind, misfit.message, fix=misfit.fix, changes=misfit.changes)]
    other = registry.fitting(data)
    if other is None:
        return [Problem(need.kind, misfit.message)]
    changes = {"family": other.key, "preset": registry.quickest(other)}
    return [Problem(need.kind, misfit.message, fix=f"Use {other.title}", changes=changes)]


def _amount(values: Any, data: DataInfo) -> list[Problem]:
    batch = int(values.batch)
    if data.count < batch:
        fitting = max(2, data.count // 2)
        fix = {"settings": {"batch": fitting}} if data.count >= 4 else {}
        message = f"{data.name} has {counted(data.count, 'picture')}, fewer than one batch of {batch}."
        return [Problem("batch", message, fix=f"Use batches of {fitting}" if fix else "", changes=fix)]
    if data.count < FEW:
        changed = getattr(values, "augment", disguise.NONE) != disguise.NONE
        lasting = "what the discriminator sees is changed at random, so that they last" if changed else (
            "so few are learned by heart"
        )  # fmt: skip
        message = f"Only {counted(data.count, 'picture')}: {lasting}. A few thousand are better."
        return [Problem("few", message, serious=False)]
    return []


def _disk(runs: Path) -> list[Problem]:
    folder = next((path for path in (runs, *runs.parents) if path.exists()), Path())
    free = shutil.disk_usage(folder).free
    if free >= _DISK:
        return []
    message = f"The disk of the runs folder has only {free // 1024**2} MB left; a run needs about {_DISK // 1024**2}."
    return [Problem("disk", message)]
