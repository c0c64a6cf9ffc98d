"""Photos for models that change pictures, and such models from their files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from ganstudio.export.onnx_session import Model
from ganstudio.export.translation import Translator, Wishes

OWN = Wishes(detail=0)


def opened(path: Path) -> Translator:
    return Translator(Model(path))


def photo(width: int = 90, height: int = 70, seed: int = 0, grain: float = 20) -> Image.Image:
    """Soft colours under grain that grows to the right."""
    rng = np.random.default_rng(seed)
    soft = Image.fromarray(rng.integers(50, 200, (height // 90 + 2, width // 90 + 2, 3), dtype=np.uint8))
    tones = np.asarray(soft.resize((width, height), Image.Resampling.BICUBIC), np.float32)
    noise = rng.normal(0, 1, (height, width, 1)) * np.linspace(0, grain, width)[:, None]
    return Image.fromarray((tones + noise).clip(0, 255).astype(np.uint8))


def pixels(image: Image.Image | None) -> npt.NDArray[np.float32]:
    assert image is not None
    return np.asarray(image, np.float32)
