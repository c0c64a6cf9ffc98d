"""Fully connected pairs of generator and discriminator, as Goodfellow et al. 2014 and three student projects have them.

Each takes latent size, channels and picture size (pixels), and returns new networks, initialised as its source does.
"""

from __future__ import annotations

from torch import nn
from torch.nn import Module

from ganstudio.engine import layers

Pair = tuple[Module, Module]


def team24(latent: int, channels: int, size: int, soft_norm: bool) -> Pair:
    """Four hidden layers from 128 to 1024 (Team 24)."""
    numbers = channels * size**2
    body: list[Module] = [nn.Linear(latent, 128), nn.LeakyReLU(0.2)]
    for inputs, outputs in ((128, 256), (256, 512), (512, 1024)):
        norm = layers.team24_norm(outputs, soft_norm, flat=True)
        body += [nn.Linear(inputs, outputs), norm, nn.LeakyReLU(0.2)]
    generator = nn.Sequential(*body, nn.Linear(1024, numbers), *_picture(nn.Tanh(), channels, size))
    discriminator = nn.Sequential(
        nn.Flatten(), nn.Linear(numbers, 512), nn.LeakyReLU(0.2),
        nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1),
    )  # fmt: skip
    return generator, discriminator


def cs419(latent: int, channels: int, size: int) -> Pair:
    """Two hidden layers (CS419 project)."""
    numbers = channels * size**2
    generator = nn.Sequential(
        nn.Linear(latent, 64), nn.LeakyReLU(0.1), nn.Linear(64, 128), nn.LeakyReLU(0.1), nn.Linear(128, numbers),
        *_picture(nn.Sigmoid(), channels, size),
    )  # fmt: skip
    discriminator = nn.Sequential(
        nn.Flatten(), nn.Linear(numbers, 128), nn.LeakyReLU(0.1), nn.Linear(128, 32), nn.LeakyReLU(0.1),
        nn.Linear(32, 1),
    )  # fmt: skip
    return layers.glorot_init(generator), layers.glorot_init(discriminator)


def cs419_bn(latent: int, channels: int, size: int) -> Pair:
    """The same with batch norm."""
    numbers = channels * size**2
    generator = nn.Sequential(
        nn.Linear(latent, 64), nn.LeakyReLU(0.1), layers.keras_norm(64, flat=True),
        nn.Linear(64, 128), nn.LeakyReLU(0.1), layers.keras_norm(128, flat=True),
        nn.Linear(128, numbers), *_picture(nn.Sigmoid(), channels, size),
    )  # fmt: skip
    discriminator = nn.Sequential(
        nn.Flatten(), nn.Linear(numbers, 128), nn.LeakyReLU(0.2), layers.keras_norm(128, flat=True),
        nn.Linear(128, 32), layers.keras_norm(32, flat=True), nn.LeakyReLU(0.2),  # the project's own order here
        nn.Linear(32, 1),
    )  # fmt: skip
    return layers.glorot_init(generator), layers.glorot_init(discriminator)


def sgn(latent: int, channels: int, size: int) -> Pair:
    """One hidden layer of 128 (SGN-26006)."""
    numbers = channels * size**2
    generator = nn.Sequential(
        nn.Linear(latent, 128), nn.ReLU(), nn.Linear(128, numbers), *_picture(nn.Sigmoid(), channels, size)
    )
    discriminator = nn.Sequential(nn.Flatten(), nn.Linear(numbers, 128), nn.ReLU(), nn.Linear(128, 1))
    return layers.glorot_init(generator), layers.glorot_init(discriminator)


def original(latent: int, channels: int, size: int) -> Pair:
    """Rectifiers against maxout with dropout (Goodfellow et al. 2014, section 5)."""
    numbers = channels * size**2
    generator = nn.Sequential(
        nn.Linear(latent, 1200), nn.ReLU(), nn.Linear(1200, 1200), nn.ReLU(), nn.Linear(1200, numbers),
        *_picture(nn.Sigmoid(), channels, size),
    )  # fmt: skip
    discriminator = nn.Sequential(
        nn.Flatten(), nn.Dropout(0.2), layers.Maxout(numbers, 240, 5), nn.Dropout(0.5),
        layers.Maxout(240, 240, 5), nn.Dropout(0.5), nn.Linear(240, 1),
    )  # fmt: skip
    return layers.glorot_init(generator), layers.glorot_init(discriminator)


def conditional(latent: int, channels: int, size: int, classes: int, soft_norm: bool, norm_first: bool) -> Pair:
    """Told the class by an embedding, in both (Team 24 and A Study in GANs)."""
    numbers, inputs = channels * size**2, latent + classes
    body: list[Module] = []
    for index, outputs in enumerate((128, 256, 512, 1024)):
        norm = [layers.team24_norm(outputs, soft_norm, flat=True)] if index > 0 or norm_first else []
        body += [nn.Linear(inputs, outputs), *norm, nn.LeakyReLU(0.2)]
        inputs = outputs
    generator = nn.Sequential(*body, nn.Linear(1024, numbers), *_picture(nn.Tanh(), channels, size))
    judge = nn.Sequential(
        nn.Linear(classes + numbers, 512), nn.LeakyReLU(0.2),
        nn.Linear(512, 512), nn.Dropout(0.4), nn.LeakyReLU(0.2),
        nn.Linear(512, 512), nn.Dropout(0.4), nn.LeakyReLU(0.2), nn.Linear(512, 1),
    )  # fmt: skip
    return (
        layers.WithLabel(nn.Embedding(classes, classes), generator, label_first=True),
        layers.WithLabel(nn.Embedding(classes, classes), judge),
    )


def _picture(last: Module, channels: int, size: int) -> list[Module]:
    return [last, layers.Reshape(channels, size, size)]
