"""What is wanted of a picture as attributes, and what judges whether it was done (StarGAN)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganstudio.engine import translators
from ganstudio.engine.given import Batch, Iteration

_SLOPE = 0.01
_FLOOR = 1e-6  # so that a picture of which nothing is known has a branch, too
_LEFT = 0.1  # of the pictures are asked for nothing
_REMINDED = 0.2  # of what stays is told all the same
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
    `known` N x A is 1 where it is known whether an attribute holds; None: everywhere. A group is known when all is.
    """

    def __init__(self, names: Sequence[str], groups: Sequence[Sequence[str]]) -> None:
        places = [[names.index(name) for name in group] for group in groups]
        grouped = {place for group in places for place in group}
        self.single = [place for place in range(len(names)) if place not in grouped]
        self.knobs = [*places, *([place] for place in self.single)]
        self.attributes = len(names)
        # Each value is to be asked for as often, or one of many colours is learned long after the rest.
        self._values = torch.tensor([float(max(2, len(knob))) for knob in self.knobs])

    @property
    def branches(self) -> int:
        return self.attributes + len(self.single)

    def holding(self, flags: Tensor, known: Tensor | None = None) -> Tensor:
        """N x branches, 1 where a picture with `flags` N x A is known to belong."""
        return self._told(torch.cat([flags, 1 - flags[:, self.single]], dim=1), known)

    def refusing(self, flags: Tensor, known: Tensor | None = None) -> Tensor:
        """N x branches, 1 where a picture with `flags` N x A is known not to belong."""
        return self._told(torch.cat([1 - flags, flags[:, self.single]], dim=1), known)

    def _told(self, branches: Tensor, known: Tensor | None) -> Tensor:
        return branches if known is None else branches * torch.cat([known, known[:, self.single]], dim=1)

    def turned(
        self, flags: Tensor, seed: int, most: int = 1, known: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:  # fmt: skip
        """`flags` with knobs of each row turned: a group, or up to `most` others; and the branches that it came to.

        What is unknown of a picture is not turned, and some pictures are left as they are. A group is turned by
        itself: another colour of hair shows all over a picture, and while it is learned it would be all that
        discriminators of small things talk about.
        """
        rng = torch.Generator().manual_seed(seed)
        wanted = flags.clone()
        for row, open_ in enumerate(self._knobs_of(len(flags), known)):
            for knob in self._drawn(open_, most, rng):
                self._turn(wanted[row], self.knobs[knob], rng)
        return wanted, self.holding(wanted, known) * self.refusing(flags, known)

    def _drawn(self, open_: Sequence[int], most: int, rng: torch.Generator) -> list[int]:
        """Which of the knobs are turned."""
        if not open_ or float(torch.rand((), generator=rng)) < _LEFT:
            return []
        first = open_[int(torch.multinomial(self._values[open_], 1, generator=rng))]
        single = [knob for knob in open_ if len(self.knobs[knob]) == 1]
        if first not in single:
            return [first]
        order = torch.randperm(len(single), generator=rng).tolist()
        return [single[place] for place in order[: int(torch.randint(1, most + 1, (), generator=rng))]]

    def _knobs_of(self, count: int, known: Tensor | None) -> list[list[int]]:
        """Which knobs of each row can be turned: those that are known."""
        if known is None:
            return [[*range(len(self.knobs))]] * count
        return [[place for place, knob in enumerate(self.knobs) if all(row[each] for each in knob)]
                for row in known.tolist()]  # fmt: skip

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

    def asked(self, before: Tensor, after: Tensor, seed: int, known: Tensor | None = None) -> Tensor:
        """What a generator is told: the change, and here and there what holds already and shall stay.

        Whoever asks for red hair does not look first whether it is red.
        """
        rng = torch.Generator().manual_seed(seed)
        said = torch.rand((len(before), len(self.knobs)), generator=rng) < _REMINDED
        for place, knob in enumerate(self.knobs):
            said[:, place] |= (before[:, knob] != after[:, knob]).any(1).cpu()
        spread = torch.zeros_like(before)
        for place, knob in enumerate(self.knobs):
            spread[:, knob] = said[:, [place]].to(before)
        return self.signed(after, known) * spread

    def signed(self, wanted: Tensor, known: Tensor | None = None) -> Tensor:
        """All that shall hold with signs: 1 on, -1 off, 0 unknown. Of a group that has one, that one alone is said."""
        said = 2 * wanted - 1 if known is None else (2 * wanted - 1) * known
        for knob in self.knobs:
            if len(knob) > 1:
                has_one = (wanted[:, knob].sum(1, keepdim=True) > 0).to(said)
                said[:, knob] = torch.lerp(said[:, knob], said[:, knob].clamp(min=0), has_one)
        return said

    def known_with(self, known: Tensor, place: int) -> Tensor:
        """What is told of pictures where one attribute is asked for: what is known beside it, or its knob alone.

        Alone where nobody knows it: then the picture's own list does not speak of it, and the other not of the rest.
        """
        alone = torch.zeros_like(known)
        alone[:, self._knob(place)] = 1
        return torch.maximum(known * known[:, [place]], alone)

    def _knob(self, place: int) -> Sequence[int]:
        return next(each for each in self.knobs if place in each)

    def shown(self, flags: Tensor, place: int) -> Tensor:
        """`flags` with one attribute turned: on where it is of a group, else the other way round."""
        wanted = flags.clone()
        knob = self._knob(place)
        if len(knob) == 1:
            wanted[:, place] = 1 - wanted[:, place]
        else:
            wanted[:, knob] = 0
            wanted[:, place] = 1
        return wanted


def slope(judge: nn.Module, pictures: Tensor, holding: Tensor, seed: int) -> Tensor:
    """R1 of one branch of each picture among those that hold, without its weight.

    Of the mean over branches it would be next to nothing: what speaks for glasses speaks against none.
    """
    rng = torch.Generator().manual_seed(seed)
    branch = torch.multinomial(holding.cpu() + _FLOOR, 1, generator=rng).to(holding.device)[:, :, None, None]

    def answer(x: Tensor) -> Tensor:
        maps: Tensor = judge(x)
        return maps.gather(1, branch.expand(-1, -1, *maps.shape[2:]))

    return translators.slope(answer, pictures)


def branch_judge(channels: int, branches: int) -> nn.Module:
    """A small discriminator in patches with an answer for each kind of picture: N x branches x h x w."""
    return translators.small_patches(channels, outputs=branches)


def of_branches(answers: Tensor, mask: Tensor, target: float) -> Tensor:
    """Mean squared distance of the answers of the branches in `mask` N x branches from `target`."""
    missed = (answers.float() - target).square().mean((2, 3))
    return (missed * mask).sum() / mask.sum().clamp(min=1)


def mistaken(
    of_real: Tensor, of_fake: Tensor, knobs: Knobs, said: tuple[Tensor, Tensor], branch: Tensor, others: float
) -> Tensor:  # fmt: skip
    """How wrong branches are: of real pictures, and of made ones that shall belong to `branch`.

    The share `others` of what is to be refused are real pictures of other kinds (Reed et al. 2016, section 4.1).
    """
    wrong = (1 - others) * of_branches(of_fake, branch, 0.0)
    if others:
        wrong = wrong + others * of_branches(of_real, knobs.refusing(*said), 0.0)
    return (of_branches(of_real, knobs.holding(*said), 1.0) + wrong) / 2


def misnamed(named: Tensor, flags: Tensor, known: Tensor) -> Tensor:
    """Cross-entropy of each attribute that is known, summed over attributes (the authors' code)."""
    return F.binary_cross_entropy_with_logits(named.float(), flags, known, reduction="sum") / len(flags)


def known_of(given: Batch | Iteration) -> tuple[Tensor, Tensor]:
    """The attributes of pictures, and which of them are known, as numbers."""
    assert given.flags is not None
    return given.flags.float(), (torch.ones_like(given.flags) if given.known is None else given.known).float()


def left_alone(fake: Tensor, real: Tensor, rows: Tensor) -> Tensor:
    """How far pictures of `rows` are from what they were, shared among all."""
    return ((fake - real).abs().mean((1, 2, 3)) * rows).mean()
