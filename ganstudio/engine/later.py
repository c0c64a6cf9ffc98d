"""torch and the parts of the engine that need it, imported when first used.

Families are declared before torch is loaded (the gallery and the forms are on screen within a second), so
they take these names from here and define functions, not modules, at import time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ganstudio.core.lazy import lazy

if TYPE_CHECKING:
    import torch
    import torch.nn.functional as F
    from torch import nn

    from ganstudio.engine import (
        attention,
        augment,
        augmenting,
        contrast,
        convnets,
        densenets,
        encoders,
        fastnets,
        heads,
        layers,
        likeness,
        muon,
        patchgan,
        perception,
        pool,
        r3nets,
        starnets,
        supernets,
        textnets,
        translators,
        unet,
    )
else:
    torch = lazy("torch")
    nn = lazy("torch.nn")
    F = lazy("torch.nn.functional")
    attention = lazy("ganstudio.engine.attention")
    augment = lazy("ganstudio.engine.augment")
    augmenting = lazy("ganstudio.engine.augmenting")
    contrast = lazy("ganstudio.engine.contrast")
    convnets = lazy("ganstudio.engine.convnets")
    densenets = lazy("ganstudio.engine.densenets")
    fastnets = lazy("ganstudio.engine.fastnets")
    heads = lazy("ganstudio.engine.heads")
    encoders = lazy("ganstudio.engine.encoders")
    layers = lazy("ganstudio.engine.layers")
    likeness = lazy("ganstudio.engine.likeness")
    muon = lazy("ganstudio.engine.muon")
    patchgan = lazy("ganstudio.engine.patchgan")
    perception = lazy("ganstudio.engine.perception")
    pool = lazy("ganstudio.engine.pool")
    r3nets = lazy("ganstudio.engine.r3nets")
    starnets = lazy("ganstudio.engine.starnets")
    supernets = lazy("ganstudio.engine.supernets")
    textnets = lazy("ganstudio.engine.textnets")
    translators = lazy("ganstudio.engine.translators")
    unet = lazy("ganstudio.engine.unet")

__all__ = [
    "F", "attention", "augment", "augmenting", "contrast", "convnets", "densenets", "encoders", "fastnets", "heads",
    "layers", "likeness", "muon", "nn", "patchgan", "perception", "pool", "r3nets", "starnets", "supernets", "textnets",
    "torch", "translators", "unet",
]  # fmt: skip
