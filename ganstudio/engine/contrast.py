"""Patches that must stay recognisable: the contrastive loss that replaces the way back.

Park et al. 2020 (CUT, arXiv 2007.15651), section 3: what a place of the translation is like must tell which place of
the picture it came from, among others of the same picture.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

WIDTH = 256  # of what is compared
PATCHES = 256  # places per map and picture, at most
_TEMPERATURE = 0.07


class PatchHeads(nn.Module):
    """Maps of the way in at chosen places as vectors of length 1, a small network for each map."""

    def __init__(self, channels: tuple[int, ...]) -> None:
        super().__init__()
        self.heads = nn.ModuleList(
            nn.Sequential(nn.Linear(each, WIDTH), nn.ReLU(), nn.Linear(WIDTH, WIDTH)) for each in channels
        )

    def forward(self, maps: list[Tensor], places: list[Tensor]) -> list[Tensor]:
        """N x P x WIDTH for each map N x C x H x W and its P places."""
        return [
            F.normalize(head(each.flatten(2)[:, :, place].transpose(1, 2)).float(), dim=2)
            for head, each, place in zip(self.heads, maps, places, strict=True)
        ]


def drawn_places(maps: list[Tensor], seed: int) -> list[Tensor]:
    """Up to PATCHES places of each map, the same ones for equal seeds."""
    rng = torch.Generator().manual_seed(seed)
    return [torch.randperm(each[0, 0].numel(), generator=rng)[:PATCHES].to(each.device) for each in maps]


def patch_loss(ours: list[Tensor], theirs: list[Tensor]) -> Tensor:
    """Mean cross-entropy of finding each place of `ours` again among those of `theirs`, over all maps."""
    terms = []
    for query, key in zip(ours, theirs, strict=True):
        alike = query @ key.detach().transpose(1, 2) / _TEMPERATURE
        right = torch.arange(alike.shape[1], device=alike.device).expand(len(alike), -1)
        terms.append(F.cross_entropy(alike.float().flatten(0, 1), right.flatten()))
    return torch.stack(terms).mean()


def found_again(network: nn.Module, heads: nn.Module, before: Tensor, after: Tensor, seed: int) -> Tensor:
    """The loss of a translation `after` of `before`, both in [-1, 1], by the maps of the translating network itself."""
    ours, theirs = (network((each + 1) / 2, None, True) for each in (after, before))
    places = drawn_places(ours, seed)
    return patch_loss(heads(ours, places), heads(theirs, places))
