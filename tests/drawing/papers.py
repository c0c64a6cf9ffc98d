"""Clean line art on worn paper: what scanners and phones make of a drawing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from ganstudio.data.faces import faces


@dataclass(frozen=True)
class Wear:
    """Noise in steps of 255, specks by number and largest radius (px at 1024), shade and ink in [0, 1]."""

    noise: float = 4.0
    specks: int = 60
    radius: float = 1.6
    shade: float = 0.25
    ink: float = 0.85
    shadow: bool = False
    paper: tuple[int, int, int] = (248, 240, 214)


LIGHT = Wear(noise=2, specks=20, radius=1.0, shade=0.1)
USUAL = Wear()
HEAVY = Wear(noise=9, specks=300, radius=2.2, shade=0.4, ink=0.7, shadow=True, paper=(226, 208, 164))
PENCIL = Wear(noise=6, specks=60, radius=1.2, shade=0.3, ink=0.38)


def drawn(seed: int, size: int = 1024) -> np.ndarray:
    """Ink of a cartoon face, size x size in [0, 255]."""
    return 255 - faces.lines(faces.face(faces.STYLES[seed % 2], seed), size)[0]


def scanned(ink: np.ndarray, wear: Wear, seed: int = 0) -> Image.Image:
    """`ink` on paper after `wear`, RGB."""
    random = np.random.default_rng(seed)
    size = ink.shape[0]
    soft = Image.fromarray(ink).filter(ImageFilter.GaussianBlur(0.7 * size / 1024))
    light = 1 - wear.ink * np.asarray(soft, np.float32) / 255
    for _ in range(wear.specks):
        x, y = random.integers(0, size, 2)
        radius = random.uniform(0.5, wear.radius) * size / 1024
        y0, x0, reach = max(0, y - 6), max(0, x - 6), np.mgrid[max(0, y - 6) : y + 7, max(0, x - 6) : x + 7]
        spot = np.clip(radius + 0.5 - np.hypot(reach[0] - y, reach[1] - x), 0, 1)
        part = light[y0 : y + 7, x0 : x + 7]
        part *= 1 - random.uniform(0.3, 0.9) * spot[: part.shape[0], : part.shape[1]]
    down, across = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    lamp = 1 - wear.shade * (0.45 * (across + 1) / 2 + 0.25 * (down + 1) / 2 + 0.3 * (across**2 + down**2) / 2)
    if wear.shadow:  # of a hand, with a soft edge
        lamp *= 1 - 0.2 / (1 + np.exp((0.9 - across - 0.6 * down) * 14))
    picture = light[..., None] * lamp[..., None] * np.array(wear.paper)
    return Image.fromarray(np.clip(picture + random.normal(0, wear.noise, (size, size, 1)), 0, 255).astype(np.uint8))


def agreement(found: np.ndarray, true: np.ndarray, reach: int = 1) -> tuple[float, float]:
    """Precision and recall of ink, pixels next to ink forgiven up to `reach` px."""
    size = 2 * reach + 1
    is_ink, is_true = found > 127, true > 127
    near_true = np.asarray(Image.fromarray(is_true).convert("L").filter(ImageFilter.MaxFilter(size))) > 0
    near_found = np.asarray(Image.fromarray(is_ink).convert("L").filter(ImageFilter.MaxFilter(size))) > 0
    return float((is_ink & near_true).sum() / max(1, is_ink.sum())), float((is_true & near_found).sum() / is_true.sum())
