"""How near enlarged pictures are to their originals, beside bicubic; and how sharp.

PSNR and SSIM of the luma (BT.601), a border as wide as the scale left out, by torchmetrics; small pictures are made by
antialiased bicubic, as the training makes them. Sharpness is the energy of slopes beside the original's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torchmetrics.functional.image import peak_signal_noise_ratio, structural_similarity_index_measure

from ganstudio.core.sets import LOW
from ganstudio.data.picture_set import PictureSet
from ganstudio.engine import supernets
from ganstudio.engine.session import Session
from ganstudio.engine.sheets import evaluating
from ganstudio.evaluate.quality import targets

PROTOCOL = "enlargements-1"
COUNT = 100
BICUBIC = "bicubic"
_BEST = 100.0  # dB: equal pictures have infinitely many


@torch.no_grad()
def measured(session: Session, pictures: PictureSet, count: int = COUNT) -> dict[str, Any]:
    """Means over held back pictures where there are any, of bicubic and of each generator."""
    networks = {**session.networks, **{name: average.module for name, average in session.averages.items()}}
    data = pictures.held_back or pictures
    times = data.info.scale
    told: dict[str, list[float]] = {}
    with evaluating(networks.values()):
        for low, high in _pairs(data, count):
            made = {BICUBIC: supernets.enlarged(low, times)}
            made |= {each.name: networks[each.network](low).float() for each in session.family.generators()}
            for name, picture in made.items():
                for figure, value in _compared(picture, high, times).items():
                    told.setdefault(f"{name}: {figure}", []).append(value)
    means = {name: round(sum(values) / len(values), 4) for name, values in told.items()}
    seen = {"unseen": data is not pictures, "pictures": min(count, len(data.pictures)), "scale": times, "border": times}
    return {"protocol": PROTOCOL, "pictures_seen": session.pictures_seen, **seen, **means}


def _pairs(data: PictureSet, count: int) -> Iterator[tuple[Tensor, Tensor]]:
    chosen = np.linspace(0, len(data.pictures) - 1, min(count, len(data.pictures))).astype(np.int64)
    for place in chosen:
        low, high = (np.array(rows[place : place + 1]) for rows in (data.partners[LOW], data.pictures))
        yield torch.from_numpy(low).float() / 255, torch.from_numpy(high).float() / 255


def _compared(made: Tensor, high: Tensor, border: int) -> dict[str, float]:
    ours, theirs = supernets.compared(made, high, border)
    ssim = structural_similarity_index_measure(ours, theirs, data_range=1.0)
    return {
        "psnr": min(_BEST, float(peak_signal_noise_ratio(ours, theirs, data_range=1.0))), "ssim": float(ssim),  # type: ignore[arg-type]
        **({"ms_ssim": targets.ms_ssim(ours, theirs)} if targets.is_large(ours) else {}),
        "sharpness": _energy(ours) / max(_energy(theirs), 1e-9),
    }  # fmt: skip


def _energy(luma: Tensor) -> float:
    return float(luma.diff(dim=3).square().mean() + luma.diff(dim=2).square().mean())
