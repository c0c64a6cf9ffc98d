"""The generators of a run at moments on its way, small and thinned with age: to look back at how it learned.

Files are like checkpoints (`checkpoints.Checkpoint`), with the generators alone and in half precision.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import torch
from torch import Tensor

from ganstudio.engine import checkpoints
from ganstudio.engine.checkpoints import Checkpoint
from ganstudio.engine.session import Session

KEPT = 12
_BYTES = 600_000_000  # that all moments of a run may take; large generators keep fewer


def keep(folder: Path, session: Session, seconds: float) -> Checkpoint:
    """Write this moment's generators to `folder`, then thin the others. Raises StudioError when the disk refuses."""
    tensors: dict[str, Tensor] = {}
    for name in {generator.network for generator in session.family.generators()} & session.kept.keys():
        average = session.averages.get(name)
        module, prefix = (average.module, "average") if average else (session.networks[name], "network")
        tensors |= {f"{prefix}.{name}.{key}": _halved(value) for key, value in module.state_dict().items()}
    kept = checkpoints.write(folder, tensors, checkpoints.note_of(session, seconds))
    with contextlib.suppress(OSError):  # one that is being looked at now may go another time
        _thin(folder)
    return kept


def _halved(tensor: Tensor) -> Tensor:
    """In half precision where every number fits: variances may be too large for it."""
    value = tensor.detach().cpu()
    half = value.to(torch.float16) if value.is_floating_point() else value
    return (half if bool(torch.isfinite(half).all()) else value).contiguous()


def _thin(folder: Path) -> None:
    """Keep the first, the newest and what lies best between them on a logarithmic scale of steps."""
    found = [moment for moment in checkpoints.listed(folder) if moment.tensors.is_file()]
    size = max((moment.tensors.stat().st_size for moment in found), default=1)
    most = max(3, min(KEPT, _BYTES // max(1, size)))
    while len(found) > most:
        ratios = [(after.step + 1) / (before.step + 1) for before, after in zip(found, found[2:])]
        closest = found.pop(1 + ratios.index(min(ratios)))
        checkpoints.remove(closest)
