"""Networks that encode pictures, draw them again and judge both (VAE-GAN, Larsen et al. 2016, arXiv 1512.09300)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import Module

from ganstudio.engine import compact, layers, losses
from ganstudio.engine.given import Evaluation

Three = tuple[Module, Module, Module]
_WIDTHS = (32, 64, 128, 256, 256)  # of the compact encoder after each halving
_SLIM_WIDTHS = (16, 32, 64, 128, 256)
_REMEMBERED = 0.01  # share of the newest batch in a running variance
_EVEN, _SLACK = 0.68, 0.35  # a discriminator's cost in balance, and how far from it both networks still learn


class Encoder(nn.Module):
    """Pictures in [0, 1] to the means of their codes, and to the logarithms of their variances where `both`."""

    def __init__(self, body: Module, width: int, latent: int) -> None:
        super().__init__()
        self.body = body
        self.heads = nn.Linear(width, 2 * latent)

    def forward(self, x: Tensor, both: bool = False) -> Tensor | tuple[Tensor, Tensor]:
        means, log_variances = self.heads(self.body(x * 2 - 1)).chunk(2, dim=1)
        # Beyond e^10 a variance would be infinite in half precision, and so would its likelihood.
        return (means, log_variances.clamp(-10, 10)) if both else means


class Tapped(nn.Module):
    """A discriminator that returns the features behind `lower` beside its logits."""

    def __init__(self, lower: Module, upper: Module) -> None:
        super().__init__()
        self.lower, self.upper = lower, upper

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        features = self.lower(x)
        return features, self.upper(features)


class RunningVariance:
    """How much each feature varies between pictures, on average over features and the last hundred batches."""

    def __init__(self) -> None:
        self._value, self._updates = torch.zeros(()), 0

    def updated(self, features: Tensor) -> Tensor:
        """The variance with one more batch."""
        now = features.detach().float().var(dim=0, correction=0).mean()
        self._updates += 1
        self._value = self._value.to(now.device).lerp(now, max(_REMEMBERED, 1 / self._updates))
        return self._value.clamp(min=1e-8)

    def state_dict(self) -> dict[str, Tensor]:
        return {"value": self._value, "updates": torch.tensor(self._updates)}

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        self._value, self._updates = state["value"], int(state["updates"])


def nats(means: Tensor, log_variances: Tensor) -> Tensor:
    """KL divergence of codes from N(0, 1): a sum over their numbers, a mean over the batch."""
    return (means.square() + log_variances.exp() - 1 - log_variances).sum(1).mean() / 2


def balanced(real: Tensor, drawn: Tensor) -> tuple[Tensor, Tensor]:
    """1 or 0 for generator and discriminator: whoever is far ahead waits (the authors' code)."""
    costs = torch.stack([losses.cross_entropy(real, 1.0), losses.cross_entropy(drawn, 0.0)]).detach()
    ahead, behind = costs.min() < _EVEN - _SLACK, costs.max() > _EVEN + _SLACK
    return (~behind | ahead).float(), (~ahead | behind).float()


def small(kind: str, latent: int, channels: int, size: int, layer: int) -> Three:
    """The compact generator and discriminator, tapped behind its convolution `layer`, and an encoder like them."""
    features, width = compact.features(channels, size, kind)
    parts = list(features.children())
    at = [index for index, part in enumerate(parts) if isinstance(part, nn.Conv2d)]
    cut = at[min(layer, len(at)) - 1] + 1
    judge = Tapped(nn.Sequential(*parts[:cut]), nn.Sequential(*parts[cut:], nn.Linear(width, 1)))
    generator = compact.generator(kind, latent, channels, size)
    widths = _SLIM_WIDTHS if kind in (compact.SLIM, compact.SLIM_STABLE) else _WIDTHS
    encoder = _small_encoder(latent, channels, size, widths)
    return layers.normal_init(encoder), generator, layers.normal_init(judge)


def _small_encoder(latent: int, channels: int, size: int, widths: tuple[int, ...]) -> Module:
    steps = compact.halvings(size) + 1
    body: list[Module] = []
    for index, (before, after) in enumerate(pairwise((channels, *widths[:steps]))):
        last = index == steps - 1
        body += [nn.Conv2d(before, after, 3 if last else 4, 2, 1, bias=not index)]
        body += [nn.BatchNorm2d(after), nn.LeakyReLU(0.2)] if index else [nn.LeakyReLU(0.2)]
    width = 16 * widths[steps - 1]
    return Encoder(nn.Sequential(*body, nn.Flatten()), width, latent)


def paper(latent: int, channels: int, size: int, width: int) -> Three:
    """Table 1 of the paper, whose `width` is 64; features are those of the third halving, before its norm."""
    inside = 4 * width * (size // 8) ** 2
    encoder = nn.Sequential(
        *_halved(channels, width), *_halved(width, 2 * width), *_halved(2 * width, 4 * width), nn.Flatten(),
        *_dense(inside, 32 * width),
    )  # fmt: skip
    generator = nn.Sequential(
        *_dense(latent, inside), layers.Reshape(4 * width, size // 8, size // 8), *_doubled(4 * width, 4 * width),
        *_doubled(4 * width, 2 * width), *_doubled(2 * width, width // 2), nn.Conv2d(width // 2, channels, 5, 1, 2),
        nn.Tanh(),
    )  # fmt: skip
    judge = _paper_judge(channels, inside, width)
    made = Encoder(encoder, 32 * width, latent), generator, judge
    return layers.normal_init(made[0]), layers.normal_init(made[1]), layers.normal_init(made[2])


def _paper_judge(channels: int, inside: int, width: int) -> Module:
    lower = nn.Sequential(
        nn.Conv2d(channels, width // 2, 5, 1, 2), nn.ReLU(), *_halved(width // 2, 2 * width),
        *_halved(2 * width, 4 * width), nn.Conv2d(4 * width, 4 * width, 5, 2, 2, bias=False),
    )  # fmt: skip
    upper = nn.Sequential(
        nn.BatchNorm2d(4 * width), nn.ReLU(), nn.Flatten(), *_dense(inside, 8 * width), nn.Linear(8 * width, 1)
    )
    return Tapped(lower, upper)


def dense(latent: int, channels: int, size: int, hidden: int) -> Three:
    """The authors' networks for digits: two hidden layers each; features are the second one's, before its norm."""
    numbers = channels * size**2
    encoder = Encoder(nn.Sequential(nn.Flatten(), *_dense(numbers, hidden), *_dense(hidden, hidden)), hidden, latent)
    generator = nn.Sequential(
        *_dense(latent, hidden), *_dense(hidden, hidden), nn.Linear(hidden, numbers), nn.Tanh(),
        layers.Reshape(channels, size, size),
    )  # fmt: skip
    lower = nn.Sequential(nn.Flatten(), *_dense(numbers, hidden), nn.Linear(hidden, hidden, bias=False))
    upper = nn.Sequential(nn.BatchNorm1d(hidden), nn.ReLU(), nn.Linear(hidden, 1))
    return layers.normal_init(encoder), layers.normal_init(generator), layers.normal_init(Tapped(lower, upper))


def _halved(inputs: int, outputs: int) -> list[Module]:
    return [nn.Conv2d(inputs, outputs, 5, 2, 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]


def _doubled(inputs: int, outputs: int) -> list[Module]:
    return [nn.ConvTranspose2d(inputs, outputs, 5, 2, 2, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]


def _dense(inputs: int, outputs: int) -> list[Module]:
    return [nn.Linear(inputs, outputs, bias=False), nn.BatchNorm1d(outputs), nn.ReLU()]


def figures(encoder: Module, generator: Module, evaluation: Evaluation) -> dict[str, float]:
    """Of reconstructions: whether a judge sees the same in them, what the codes cost, and how far pixels are off."""
    real = evaluation.real.pictures
    means, log_variances = encoder((real + 1) / 2, True)
    again = generator(means)
    truth = evaluation.truth
    kept = {} if truth is None else {
        "reconstruction_agreement": float((evaluation.named(again).to(truth) == truth).float().mean()),
        "reconstruction_agreement_of_real": float((evaluation.named(real).to(truth) == truth).float().mean()),
    }  # fmt: skip
    return {
        **kept, "kl": float(nats(means, log_variances)),
        "reconstruction_error": float((again - real).square().mean()),
        "reconstruction_error_of_mean_picture": float((real.mean(0) - real).square().mean()),
    }  # fmt: skip
