"""The encoder that learned together with a generator: where to begin to look for a picture in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ganstudio.core import resources
from ganstudio.core.errors import StudioError
from ganstudio.core.player import Player
from ganstudio.export import library
from ganstudio.export.latent.directions import Floats
from ganstudio.export.onnx_session import Model


def start_of(model: Player, target: Floats, own: Iterable[Path] = ()) -> Floats | None:
    """L numbers for `target` (C x H x W in 0 to 1) by the encoder of the same training, in the box or among `own`.

    None where there is none, or it does not fit.
    """
    for path in (*resources.generators(), *own):
        if _belongs(path, model):
            try:
                encoder = Model(path)
                (picture,) = encoder.controls
                code = encoder.run({picture.name: np.asarray(target, np.float32)[None]})[0]
            except (StudioError, ValueError):
                continue
            if model.noise is not None and len(code) == model.noise.size:
                return np.asarray(code, np.float32)
    return None


def _belongs(path: Path, model: Player) -> bool:
    """Whether it turns pictures into numbers, and was trained with `model`."""
    try:
        card = library.card_of(path)
    except (StudioError, OSError):
        return False
    same = card.get("source") == model.card.get("source") and card.get("step") == model.card.get("step")
    return bool(same and card.get("task") == "numbers" and card.get("source"))
