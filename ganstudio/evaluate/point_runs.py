"""Figures of a run that learned points (`evaluate.points`)."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from ganstudio.core.errors import StudioError
from ganstudio.data.lab.points import distribution_of
from ganstudio.data.picture_set import PictureSet
from ganstudio.engine import glances
from ganstudio.engine.session import Session
from ganstudio.evaluate import points


@torch.no_grad()
def measured(session: Session, pictures: PictureSet, key: str) -> dict[str, Any]:
    """All figures of a trained GAN of points, with the protocol; `key` is that of its set.

    Raises StudioError for other families.
    """
    if not glances.can_be_seen(session):
        raise StudioError(f"{session.family.title} does not make points.", "Measure a run of the Lab.")
    distribution, held = distribution_of(key), pictures.held_back or pictures
    real = np.asarray(held.pictures)
    told = points.figures(glances.glanced(session, count=glances.MADE).arrays, distribution, points.levels(real))
    floor = points.distance(distribution.points(glances.MADE, 3), real)
    counted = {"points": glances.MADE, "modes_there": len(distribution.modes), "floor": floor}
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in (told | counted).items()}
    return {"protocol": points.PROTOCOL, "pictures_seen": session.pictures_seen, **rounded}
