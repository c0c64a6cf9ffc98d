"""What is wanted of a picture as attributes, and what judges whether it was done (StarGAN)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from ganstudio.engine import translators

_SLOPE = 0.01
_LAST = 2048  # channels where the paper's discriminator ends


class NamingJudge(nn.Module):
    """The paper's discriminator: patch logits N x 1 x h x w, and logits of the attributes N x A (Choi et al. 2018)."""

    def __init__(self, channels: int, size: int, attributes: int, width: int = 64) -> None:
        super().__init__()
        body: list[nn.Module] = []
        before = channels
        for step in range(6):
            after = min(width << step, _LAST)
            body += [nn.Conv2d(before, after, 4, 2, 1), nn.LeakyReLU(_SLOPE)]
            before = after
        self.body = nn.Sequential(*body)
        self.source = nn.Conv2d(before, 1, 3, 1, 1, bias=False)
        self.names = nn.Conv2d(before, attributes, size >> 6, bias=False)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        features = self.body(x)
        return self.source(features), self.names(features).flatten(1)


class Knobs:
    """What can be changed by itself: an attribute, or which of an exclusive group holds.

    Each value of a knob is a branch: a kind of picture that a discriminator judges by itself (Choi et al. 2020,
    StarGAN v2, section 2.1). Branches are the attributes in their order, then the absence of each that is in no group.
    """

    def __init__(self, names: Sequence[str], groups: Sequence[Sequence[str]]) -> None:
        places = [[names.index(name) for name in group] for group in groups]
        grouped = {place for group in places for place in group}
        self.single = [place for place in range(len(names)) if place not in grouped]
        self.knobs = [*places, *([place] for place in self.single)]
        self.attributes = len(names)
        # Each value is to be asked for as often, or one of many colours is learned long after the rest.
        self._values = torch.tensor([max(2.0, len(knob)) for knob in self.knobs])

    @property
    def branches(self) -> int:
        return self.attributes + len(self.single)

    def holding(self, flags: Tensor) -> Tensor:
        """N x branches, 1 where a picture with `flags` N x A belongs."""
        return torch.cat([flags, 1 - flags[:, self.single]], dim=1)

    def turned(self, flags: Tensor, seed: int, most: int = 1) -> tuple[Tensor, Tensor]:
        """`flags` with one to `most` knobs of each row turned, and the branches N x branches that it came to."""
        rng = torch.Generator().manual_seed(seed)
        wanted = flags.clone()
        for row in range(len(flags)):
            count = int(torch.randint(1, min(most, len(self.knobs)) + 1, (), generator=rng))
            for place in torch.multinomial(self._values, count, generator=rng).tolist():
                self._turn(wanted[row], self.knobs[place], rng)
        return wanted, self.holding(wanted) * (1 - self.holding(flags))

    def _turn(self, flags: Tensor, knob: Sequence[int], rng: torch.Generator) -> None:
        if len(knob) == 1:
            flags[knob[0]] = 1 - flags[knob[0]]
            return
        others = [place for place in knob if not flags[place]] or list(knob)
        flags[list(knob)] = 0
        flags[others[int(torch.randint(len(others), (), generator=rng))]] = 1

    def change(self, before: Tensor, after: Tensor) -> Tensor:
        """What turns one into the other, as `controls.Attributes` has it: of a group only what it becomes is said."""
        change = after - before
        grouped = [place for place in range(self.attributes) if place not in self.single]
        change[:, grouped] = change[:, grouped].clamp(min=0)
        return change

    def shown(self, flags: Tensor, place: int) -> Tensor:
        """`flags` with one attribute turned: on where it is of a group, else the other way round."""
        wanted = flags.clone()
        knob = next(each for each in self.knobs if place in each)
        if len(knob) == 1:
            wanted[:, place] = 1 - wanted[:, place]
        else:
            wanted[:, knob] = 0
            wanted[:, place] = 1
        return wanted


def branch_judge(channels: int, branches: int) -> nn.Module:
    """A small discriminator in patches with an answer for each kind of picture: N x branches x h x w."""
    return translators.small_patches(channels, outputs=branches)


def of_branches(answers: Tensor, mask: Tensor, target: float) -> Tensor:
    """Mean squared distance of the answers of the branches in `mask` N x branches from `target`."""
    missed = (answers.float() - target).square().mean((2, 3))
    return (missed * mask).sum() / mask.sum().clamp(min=1)
