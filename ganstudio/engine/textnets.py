"""Networks for lines of text: one that writes letter by letter, and two that read.

Lines are N x L whole numbers, or N x L x V shares of each letter where a gradient has to pass. A line that has
ended stays ended: behind its first place of padding there is nothing but padding.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganstudio.engine.layers import Spread

_SMALL = 1e-6


def letters(numbers: Tensor, count: int) -> Tensor:
    """Whole numbers as shares: 1 for the letter that stands there. Unlike torch's, exporters can follow it."""
    return (numbers[..., None] == torch.arange(count, device=numbers.device)).float()


class Writer(nn.Module):
    """Noise becomes the state of a GRU, which writes one letter after the other and is told each that it wrote."""

    def __init__(self, latent: int, length: int, count: int, width: int, padding: int | None) -> None:
        super().__init__()
        self.length, self.count, self.padding = length, count, padding
        self.begin = nn.Linear(latent, width)
        self.reads = nn.Linear(count, 3 * width)
        self.recalls = nn.Linear(width, 3 * width)
        self.says = nn.Linear(width, count)

    def forward(self, z: Tensor, luck: Tensor) -> Tensor:
        """Lines N x L x V, each letter drawn by one number of `luck`, N x L on [-1, 1]."""
        told: Tensor | None = None
        state, written = torch.tanh(self.begin(z)), []
        for place in range(self.length):
            state = self._next(state, told)
            told = self._ended(self._drawn(self.says(state), luck[:, place]), told)
            written.append(told)
        return torch.stack(written, 1)

    def soft(self, z: Tensor, uniform: Tensor, temperature: float) -> tuple[Tensor, Tensor]:
        """Lines drawn with Gumbel noise, forward as letters, backward as their shares; and all logits.

        Straight-through, Jang et al. 2017 (arXiv 1611.01144), section 2.2. `uniform` is N x L x V on [-1, 1].
        """
        gumbel = -(-(uniform / 2 + 0.5).clamp(_SMALL, 1 - _SMALL).log()).log()
        told: Tensor | None = None
        state, written, logits = torch.tanh(self.begin(z)), [], []
        for place in range(self.length):
            state = self._next(state, told)
            logits.append(self.says(state).float())
            shares = F.softmax((logits[-1] + gumbel[:, place]) / temperature, dim=-1)
            hard = letters(shares.argmax(-1), self.count)
            told = self._ended(hard + shares - shares.detach(), told)
            written.append(told)
        return torch.stack(written, 1), torch.stack(logits, 1)

    def logits(self, z: Tensor, lines: Tensor) -> Tensor:
        """What it would say at each place of `lines`, N x L x V, having been told what stands before."""
        shares = lines if lines.is_floating_point() else letters(lines, self.count)
        told: Tensor | None = None
        state, logits = torch.tanh(self.begin(z)), []
        for place in range(self.length):
            state = self._next(state, told)
            logits.append(self.says(state).float())
            told = shares[:, place]
        return torch.stack(logits, 1)

    def _next(self, state: Tensor, told: Tensor | None) -> Tensor:
        """A GRU's step (Cho et al. 2014); before the first letter it is told nothing."""
        given = self.reads.bias.expand(state.shape[0], -1) if told is None else self.reads(told)
        reset, update, new = given.chunk(3, dim=1)
        old_reset, old_update, old_new = self.recalls(state).chunk(3, dim=1)
        keep = torch.sigmoid(update + old_update)
        return torch.tanh(new + torch.sigmoid(reset + old_reset) * old_new) * (1 - keep) + state * keep

    def _drawn(self, logits: Tensor, luck: Tensor) -> Tensor:
        """One letter each: the first whose share, with all before it, is beyond the number."""
        reached = torch.softmax(logits.float(), dim=-1).cumsum(-1)
        place = luck[:, None].float() / 2 + 0.5
        return letters((reached[:, :-1] < place).long().sum(-1), self.count)

    def _ended(self, letter: Tensor, told: Tensor | None) -> Tensor:
        """The letter, or padding where the line has ended."""
        if told is None or self.padding is None:
            return letter
        over = told[:, self.padding, None]
        return letter * (1 - over) + letters(torch.full_like(over[:, 0], self.padding).long(), self.count) * over


class Reader(nn.Module):
    """Whole lines, N x L x V, to logits N x 1: convolutions, then all places at once, and how unlike four lines are."""

    def __init__(self, length: int, count: int, width: int) -> None:
        super().__init__()
        self.along = nn.Sequential(
            nn.Conv1d(count, width, 3, padding=1), nn.LeakyReLU(0.2),
            nn.Conv1d(width, width, 5, padding=2), nn.LeakyReLU(0.2),
        )  # fmt: skip
        self.whole = nn.Sequential(nn.Flatten(), nn.Linear(length * width, 2 * width), nn.LeakyReLU(0.2))
        self.judge = nn.Sequential(Spread(), nn.Linear(2 * width + 1, 1))

    def forward(self, lines: Tensor) -> Tensor:
        logits: Tensor = self.judge(self.whole(self.along(lines.transpose(1, 2))))
        return logits


class Follower(nn.Module):
    """Lines N x L x V to logits N x L: after each letter, whether what stands so far is real."""

    def __init__(self, count: int, width: int) -> None:
        super().__init__()
        self.reads = nn.GRU(count, width, batch_first=True)
        self.judge = nn.Sequential(nn.Linear(width, width), nn.LeakyReLU(0.2), nn.Linear(width, 1))

    def forward(self, lines: Tensor) -> Tensor:
        states, _ = self.reads(lines)
        logits: Tensor = self.judge(states).squeeze(-1)
        return logits


class Usual(nn.Module):
    """The usual reward at each place of a line, and how far rewards usually are from it, remembered between steps."""

    def __init__(self, length: int, memory: float) -> None:
        super().__init__()
        self.memory = memory
        self.register_buffer("mean", torch.full((length,), 0.5))
        self.register_buffer("square", torch.full((), 0.01))
        self.mean: Tensor
        self.square: Tensor

    def beyond(self, rewards: Tensor) -> tuple[Tensor, Tensor]:
        """How far rewards N x L are beyond what was usual till now, in usual deviations; and the usual one."""
        usual = self.mean.to(rewards.device)
        apart = rewards - usual
        advantage = apart / (self.square.to(rewards.device).sqrt() + _SMALL)
        self.mean = usual + (1 - self.memory) * apart.mean(0)
        self.square = self.memory * self.square.to(rewards.device) + (1 - self.memory) * apart.square().mean()
        return advantage, usual[0]


def live(lines: Tensor, padding: int | None) -> Tensor:
    """N x L: 1 for each place where a letter was chosen, the first of padding among them, 0 behind it."""
    if padding is None:
        return torch.ones(lines.shape, device=lines.device)
    ended = (lines == padding).float()
    return (ended.cumsum(1) - ended == 0).float()


def averaged(values: Tensor, chosen: Tensor) -> Tensor:
    """The mean of N x L values where something was chosen."""
    mean: Tensor = (values * chosen).sum() / chosen.sum().clamp(min=1)
    return mean


def from_here_on(rewards: Tensor) -> Tensor:
    """N x L rewards as their mean from each place to the end: what a letter is answerable for."""
    left = torch.arange(rewards.shape[1], 0, -1, device=rewards.device)
    return rewards.flip(1).cumsum(1).flip(1) / left


def surprise(logits: Tensor, lines: Tensor) -> Tensor:
    """-log p of each letter, N x L nats."""
    return F.cross_entropy(logits.float().transpose(1, 2), lines, reduction="none")


def entropy(logits: Tensor) -> Tensor:
    """How open each place is, N x L nats."""
    logs = F.log_softmax(logits.float(), dim=-1)
    return -(logs.exp() * logs).sum(-1)


def unique(lines: Tensor) -> Tensor:
    """The share of different ones among N lines."""
    return lines.new_tensor(len(torch.unique(lines, dim=0)) / len(lines), dtype=torch.float32)
