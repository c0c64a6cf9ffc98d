"""Generated pictures of earlier steps, shown to the discriminator again (Shrivastava et al. 2017, section 2.3)."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor


class ImagePool:
    """Up to `size` pictures; half of those asked for come from before once it is full. 0 passes everything on.

    State of a family (`Family.memory`): checkpoints hold its pictures.
    """

    def __init__(self, size: int = 50) -> None:
        self.size = size
        self._pictures: list[Tensor] = []

    def mixed(self, fakes: Tensor, seed: int) -> Tensor:
        """`fakes` N x C x H x W, some exchanged for older ones; equal seeds exchange the same."""
        if not self.size:
            return fakes.detach()
        rng = torch.Generator().manual_seed(seed)
        fates = torch.rand(len(fakes), generator=rng).tolist()
        places = torch.randint(self.size, (len(fakes),), generator=rng).tolist()
        return torch.stack([self._exchanged(*each) for each in zip(fakes.detach(), fates, places, strict=True)])

    def _exchanged(self, fake: Tensor, fate: float, place: int) -> Tensor:
        if len(self._pictures) < self.size:
            self._pictures.append(fake)
            return fake
        if fate < 0.5:
            return fake
        older, self._pictures[place] = self._pictures[place], fake
        return older

    def state_dict(self) -> dict[str, Tensor]:
        return {"pictures": torch.stack(self._pictures)} if self._pictures else {}

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        self._pictures = list(state["pictures"]) if "pictures" in state else []
