"""Convolutional pairs of generator and discriminator, as the DCGAN paper and five student projects print them.

Each takes latent size, channels and picture size (pixels), and returns new networks, initialised as its source does.
"""

from __future__ import annotations

from torch import nn
from torch.nn import Module

from ganstudio.engine import layers

Pair = tuple[Module, Module]


def radford(latent: int, channels: int, size: int, width: int, bias: bool) -> Pair:
    """The guidelines of Radford et al. 2016 (arXiv 1511.06434), section 3; 64 px have the paper's four stages."""
    stages = size.bit_length() - 3
    widths = [width * 2**index for index in range(stages)][::-1]
    generator: list[Module] = [layers.Reshape(latent, 1, 1)]
    for index, outputs in enumerate(widths):
        inputs, shape = (widths[index - 1], (4, 2, 1)) if index else (latent, (4, 1, 0))
        generator += [nn.ConvTranspose2d(inputs, outputs, *shape, bias=bias), nn.BatchNorm2d(outputs), nn.ReLU()]
    generator += [nn.ConvTranspose2d(width, channels, 4, 2, 1, bias=bias), nn.Tanh()]
    judge: list[Module] = []
    for index, outputs in enumerate(reversed(widths)):
        judge += [nn.Conv2d(channels, outputs, 4, 2, 1, bias=bias)]
        judge += [nn.BatchNorm2d(outputs)] if index else []
        judge += [nn.LeakyReLU(0.2)]
        channels = outputs
    judge += [nn.Conv2d(widths[0], 1, 4, 1, 0, bias=bias), nn.Flatten()]
    return layers.normal_init(nn.Sequential(*generator)), layers.normal_init(nn.Sequential(*judge))


def team24(latent: int, channels: int, size: int, soft_norm: bool) -> Pair:
    """Upsampling before convolutions, and dropout in the discriminator (Team 24)."""
    quarter, inputs = size // 4, channels
    first = nn.Linear(latent, 128 * quarter**2)
    generator: list[Module] = [first, layers.Reshape(128, quarter, quarter), nn.BatchNorm2d(128)]
    for outputs in (128, 64):
        norm = layers.team24_norm(outputs, soft_norm)
        generator += [nn.Upsample(scale_factor=2), nn.Conv2d(128, outputs, 3, 1, 1), norm, nn.ReLU()]
    generator += [nn.Conv2d(64, channels, 3, 1, 1), nn.Tanh()]
    judge: list[Module] = []
    for index, width in enumerate((16, 32, 64, 128)):
        judge += [nn.Conv2d(inputs, width, 3, 2, 1), nn.LeakyReLU(0.2), nn.Dropout2d(0.25)]
        judge += [layers.team24_norm(width, soft_norm)] if index else []
        inputs = width
    judge += [nn.Flatten(), nn.Linear(128 * (size // 16) ** 2, 1)]
    return layers.normal_init(nn.Sequential(*generator)), layers.normal_init(nn.Sequential(*judge))


def sgn_tf(latent: int, channels: int, size: int) -> Pair:
    """Kernels of 5 and dropout in the generator (SGN-26006, its TensorFlow report)."""
    judge: list[Module] = []
    inputs, side = channels, size
    for index, width in enumerate((64, 128, 256)):
        judge += [nn.Conv2d(inputs, width, 5, 2, 2)]
        judge += [nn.BatchNorm2d(width)] if index else []
        judge += [nn.LeakyReLU(0.2)]
        inputs, side = width, -(-side // 2)
    judge += [nn.Flatten(), nn.Linear(256 * side**2, 1)]
    generator = _sgn_tf_generator(latent, channels, size, nn.Dropout(0.5))
    return layers.glorot_init(generator), layers.glorot_init(nn.Sequential(*judge))


def _sgn_tf_generator(latent: int, channels: int, size: int, dropout: Module) -> Module:
    quarter = size // 4
    return nn.Sequential(
        nn.Linear(latent, 256 * quarter**2), layers.Reshape(256, quarter, quarter),
        nn.BatchNorm2d(256), nn.LeakyReLU(0.2),
        nn.ConvTranspose2d(256, 128, 5, 2, 2, 1), nn.BatchNorm2d(128), nn.LeakyReLU(0.2),
        nn.ConvTranspose2d(128, 64, 5, 2, 2, 1), nn.BatchNorm2d(64), nn.LeakyReLU(0.2),
        dropout, nn.ConvTranspose2d(64, channels, 5, 1, 2), nn.Tanh(),
    )  # fmt: skip


def sgn_tf_defects(latent: int, channels: int, size: int) -> Pair:
    """The same as the lab coded it."""
    # The lab's third convolution reads the picture itself, so its first two, which reach no logit, are left out.
    judge = nn.Sequential(
        nn.Conv2d(channels, 256, 5, 2, 2), layers.FrozenBatchNorm(256), nn.LeakyReLU(0.2),
        layers.RowsOf(4096), nn.Linear(4096, 1),
    )  # fmt: skip
    generator = _sgn_tf_generator(latent, channels, size, layers.LiveDropout(0.5))
    return layers.glorot_init(generator), layers.glorot_init(judge)


def sgn_keras(latent: int, channels: int, size: int) -> Pair:
    """No batch norm at all (SGN-26006, its Keras report)."""
    quarter = size // 4
    first = nn.Linear(latent, 128 * quarter**2)
    generator: list[Module] = [first, nn.LeakyReLU(0.2), layers.Reshape(128, quarter, quarter)]
    for inputs, outputs, scale in ((128, 64, 2), (64, 32, 1), (32, 16, 2), (16, channels, 1)):
        generator += [nn.Upsample(scale_factor=2)] if scale == 2 else []
        generator += [nn.Conv2d(inputs, outputs, 3, 1, 1), nn.Tanh() if inputs == 16 else nn.LeakyReLU(0.2)]
    judge: list[Module] = []
    inputs, side = channels, size
    for width, stride in ((16, 2), (32, 1), (64, 1), (128, 2)):
        judge += [layers.conv_same(inputs, width, 3, stride, side), nn.LeakyReLU(0.2), nn.Dropout(0.3)]
        inputs, side = width, -(-side // stride)
    judge += [nn.Flatten(), nn.Linear(128 * side**2, 1)]
    networks = layers.glorot_init(nn.Sequential(*generator)), layers.glorot_init(nn.Sequential(*judge))
    nn.init.normal_(first.weight, 0.0, 0.01)
    return networks


def cs419(latent: int, channels: int, size: int, full: bool) -> Pair:
    """All passes one channel of a quarter of the size (CS419 project); `full`: batch norm everywhere."""
    quarter = size // 4

    def norm(module: Module) -> list[Module]:
        return [module] if full else []

    generator = nn.Sequential(
        nn.Linear(latent, quarter**2), nn.LeakyReLU(0.1), *norm(layers.keras_norm(quarter**2, flat=True)),
        layers.Reshape(1, quarter, quarter),
        nn.ConvTranspose2d(1, 128, 4, 2, 1), nn.LeakyReLU(0.2), *norm(layers.keras_norm(128)),
        nn.ConvTranspose2d(128, channels, 4, 2, 1), nn.Sigmoid(), layers.keras_norm(channels),
    )  # fmt: skip
    inner = (size // 2 - 4) // 2 + 1
    judge = nn.Sequential(
        nn.Conv2d(channels, 128, 4, 2, 1), nn.LeakyReLU(0.2), *norm(layers.keras_norm(128)),
        nn.Conv2d(128, 64, 4, 2), nn.LeakyReLU(0.2), *norm(layers.keras_norm(64)),
        nn.Flatten(), nn.Linear(64 * inner**2, 64), nn.LeakyReLU(0.2), layers.keras_norm(64, flat=True),
        nn.Linear(64, 1),
    )  # fmt: skip
    return layers.glorot_init(generator), layers.glorot_init(judge)


def conditional(latent: int, channels: int, size: int, classes: int, quirks: bool) -> Pair:
    """Told the class (CS419 project); `quirks`: labels in bands and a norm after the output, as it was coded."""
    quarter = size // 4
    width = latent + classes  # 74 with the report's 64 + 10, and its layers are named after it
    tail = [nn.LeakyReLU(0.2), layers.keras_norm(channels)] if quirks else []
    generator = nn.Sequential(
        nn.Linear(width, width * quarter**2), nn.LeakyReLU(0.1), layers.Reshape(width, quarter, quarter),
        nn.ConvTranspose2d(width, width + 64, 4, 2, 1), nn.LeakyReLU(0.2),
        nn.ConvTranspose2d(width + 64, channels, 4, 2, 1), nn.Sigmoid(), *tail,
    )  # fmt: skip
    inner = (size // 2 - 4) // 2 + 1
    # A norm right before the last layer gives every batch the same mean logit: G would be told nothing.
    end = [nn.LeakyReLU(0.2), layers.keras_norm(74, flat=True)][:: 1 if quirks else -1]
    judge = nn.Sequential(
        nn.Conv2d(channels + classes, 138, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(138, 74, 4, 2), nn.LeakyReLU(0.2),
        nn.Flatten(), nn.Linear(74 * inner**2, 74), *end, nn.Linear(74, 1),
    )  # fmt: skip
    planes = layers.WithLabelBands if quirks else layers.WithLabelPlanes
    told = layers.WithLabel(layers.OneHot(classes), layers.glorot_init(generator))
    return told, planes(classes, layers.glorot_init(judge))
