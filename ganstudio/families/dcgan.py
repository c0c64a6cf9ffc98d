"""DCGAN: convolutional generator and discriminator (Radford et al. 2016, arXiv 1511.06434).

The guideline network and the variants of five student projects; tables in `gan-families` 3.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ganstudio.core.params import param
from ganstudio.core.sets import PLAIN
from ganstudio.engine import compact
from ganstudio.engine.adversarial import AdversarialFamily, AdversarialParams, D, G, soft_norm_param
from ganstudio.engine.family import SIZES, Preset
from ganstudio.engine.later import layers, nn
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch.nn import Module

QUICK, STABLE = compact.QUICK, compact.STABLE
TEAM24, SGN_TF, SGN_TF_DEFECTS, SGN_KERAS = "team24", "sgn_tf", "sgn_tf_defects", "sgn_keras"
RADFORD, CS419_FULL, CS419_REDUCED = "radford", "cs419_full", "cs419_reduced"
_UNIT_RANGE = (SGN_TF_DEFECTS, CS419_FULL, CS419_REDUCED)
_QUICK = {"batch": 32, "lr_g": 2e-3, "lr_d": 2e-3, "beta2": 0.99, "r1": 1.0, "r1_every": 8, "concatenate": True}
_LAB = {"network": SGN_TF, "prior": "uniform", "lr_g": 1e-3, "lr_d": 1e-3, "beta1": 0.9, "batch": 16,
        "ema_half_life": 0}  # fmt: skip
_CS419 = {"latent": 64, "lr_g": 1e-3, "lr_d": 1e-3, "beta1": 0.9, "ema_half_life": 0, "share_fakes": False,
          "concatenate": True}  # fmt: skip


@dataclass(frozen=True)
class DCGANParams(AdversarialParams):
    network: str = param(
        STABLE,
        "Networks",
        "Which pair of convolutional networks.",
        group="Generator",
        choices={
            QUICK: "Compact, fastest",
            STABLE: "Compact, finer",
            RADFORD: "As in the paper",
            TEAM24: "Upsampling",
            SGN_TF: "Kernel 5, dropout",
            SGN_TF_DEFECTS: "Broken on purpose",
            SGN_KERAS: "No batch norm",
            CS419_FULL: "Bottleneck, batch norm",
            CS419_REDUCED: "Bottleneck, little norm",
        },
    )
    width: int = param(
        64,
        "Width",
        "Channels of the first discriminator layer; the others follow. 128 is the paper's.",
        group="Generator",
        low=8,
        high=256,
        scale="log",
        only_when=("network", (RADFORD,)),
    )
    bias: bool = param(
        False,
        "Biases",
        "Convolutions with bias even where batch norm follows.",
        group="Generator",
        advanced=True,
        only_when=("network", (RADFORD,)),
    )
    soft_norm: bool = soft_norm_param(TEAM24)


@register
class DCGAN(AdversarialFamily):
    key = "dcgan"
    title = "DCGAN"
    summary = "Convolutional generator and discriminator. A good first choice for any small pictures."
    paper = "Radford et al., 2016"
    need = Need(PLAIN)
    order = 20
    Params = DCGANParams
    params: DCGANParams
    presets = (
        Preset(
            "stable", "Stable", "Finer pictures from small networks; learning slows down for a clean finish.",
            "fast-recipes 3", {**_QUICK, "latent": 64, "lr_decay": 1_100_000},
        ),
        Preset(
            "quick", "Quick", "Shows what it learns within seconds, on a processor too.", "fast-recipes 3",
            {**_QUICK, "network": QUICK, "latent": 32},
        ),
        Preset(
            "radford", "The paper, half width", "Its guidelines at 64 pixels, with half its width. Wants a GPU.",
            "Radford et al. 2016",
            {"network": RADFORD, "batch": 128, "ema_half_life": 0, "share_fakes": False}, faithful=True, size=64,
        ),
        Preset(
            "radford-128", "The paper, full width", "The paper's full width of 128. Wants a GPU.",
            "Radford et al. 2016",
            {"network": RADFORD, "width": 128, "batch": 128, "ema_half_life": 0, "share_fakes": False},
            faithful=True, size=64,
        ),
        Preset(
            "study", "The paper, with biases", "Full width, as trained on faces of CelebA. Wants a GPU.",
            "A Study in GANs, 2019",
            {"network": RADFORD, "width": 128, "bias": True, "batch": 128, "ema_half_life": 0,
             "share_fakes": False}, faithful=True, size=64,
        ),
        Preset(
            "columbia", "Digits to paintings", "One network for sets that get harder: digits, portraits, paintings.",
            "Complex Representations in GANs, 2020",
            {"network": RADFORD, "batch": 128, "ema_half_life": 0, "share_fakes": False}, faithful=True, size=64,
        ),
        Preset(
            "team24", "Upsampling", "Doubles pixels, then convolves; soft batch norm included.",
            "Generative Adversarial Nets, Team 24",
            {"network": TEAM24, "soft_norm": True, "halve_d": True, "generator_first": True, "ema_half_life": 0},
            faithful=True, size=32,
        ),
        Preset(
            "sgn-tf", "Kernel 5, dropout", "Large kernels and batches of 16, as a lab report describes it.",
            "SGN-26006 assignment 7", _LAB, faithful=True, size=28,
        ),
        Preset(
            "sgn-tf-defects", "Broken on purpose",
            "As that lab coded it: mixed-up discriminator rows and a wrong value range make it draw one digit only.",
            "SGN-26006 assignment 7, its code", {**_LAB, "network": SGN_TF_DEFECTS}, faithful=True, size=28,
        ),
        Preset(
            "sgn-keras", "No batch norm", "Smoothed labels, slow steps. Long black at first: needs hours.",
            "SGN-26006 assignment 7",
            {"network": SGN_KERAS, "batch": 128, "lr_d": 5e-4, "lr_g": 1e-4, "real_target": 0.9, "fake_target": 0.1,
             "share_fakes": False, "concatenate": True, "ema_half_life": 0}, faithful=True, size=28,
        ),
        Preset(
            "cs419-full", "Bottleneck, batch norm", "All passes one channel of 7 x 7: good on digits, poor on clothes.",
            "CS419 project: Exploring GANs", {**_CS419, "network": CS419_FULL}, faithful=True, size=28,
        ),
        Preset(
            "cs419-reduced", "Bottleneck, little norm", "The same with most batch norm removed, for clothes.",
            "CS419 project: Exploring GANs", {**_CS419, "network": CS419_REDUCED}, faithful=True, size=28,
        ),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: Any) -> tuple[int, ...]:
        return {TEAM24: (32, 64, 128), RADFORD: (32, 64, 128), SGN_TF_DEFECTS: (28,)}.get(params.network, SIZES)

    @property
    def value_range(self) -> tuple[float, float]:
        return (0.0, 1.0) if self.params.network in _UNIT_RANGE else (-1.0, 1.0)

    @property
    def output_range(self) -> tuple[float, float]:
        return (-1.0, 1.0) if self.params.network == SGN_TF_DEFECTS else self.value_range

    def networks(self) -> dict[str, Module]:
        build = {
            TEAM24: self._team24, SGN_TF: self._sgn_tf, SGN_TF_DEFECTS: self._sgn_tf_defects,
            SGN_KERAS: self._sgn_keras, RADFORD: self._radford, CS419_FULL: self._cs419, CS419_REDUCED: self._cs419,
        }.get(self.params.network, self._compact)  # fmt: skip
        generator, discriminator = build()
        return {G: generator, D: discriminator}

    def _compact(self) -> tuple[Module, Module]:
        p, data = self.params, self.data
        return (
            compact.generator(p.network, p.latent, data.channels, data.size),
            compact.discriminator(data.channels, data.size),
        )

    def _team24(self) -> tuple[Module, Module]:
        channels, quarter = self.data.channels, self.data.size // 4
        generator: list[Module] = [
            nn.Linear(self.params.latent, 128 * quarter**2), layers.Reshape(128, quarter, quarter), nn.BatchNorm2d(128)
        ]  # fmt: skip
        for outputs in (128, 64):
            norm = layers.team24_norm(outputs, self.params.soft_norm)
            generator += [nn.Upsample(scale_factor=2), nn.Conv2d(128, outputs, 3, 1, 1), norm, nn.ReLU()]
        generator += [nn.Conv2d(64, channels, 3, 1, 1), nn.Tanh()]
        judge: list[Module] = []
        for index, width in enumerate((16, 32, 64, 128)):
            judge += [nn.Conv2d(channels, width, 3, 2, 1), nn.LeakyReLU(0.2), nn.Dropout2d(0.25)]
            judge += [layers.team24_norm(width, self.params.soft_norm)] if index else []
            channels = width
        judge += [nn.Flatten(), nn.Linear(128 * (self.data.size // 16) ** 2, 1)]
        return layers.normal_init(nn.Sequential(*generator)), layers.normal_init(nn.Sequential(*judge))

    def _sgn_tf(self) -> tuple[Module, Module]:
        channels, size = self.data.channels, self.data.size
        judge: list[Module] = []
        for index, width in enumerate((64, 128, 256)):
            judge += [nn.Conv2d(channels, width, 5, 2, 2)]
            judge += [nn.BatchNorm2d(width)] if index else []
            judge += [nn.LeakyReLU(0.2)]
            channels, size = width, -(-size // 2)
        judge += [nn.Flatten(), nn.Linear(256 * size**2, 1)]
        generator = self._sgn_tf_generator(nn.Dropout(0.5))
        return layers.glorot_init(generator), layers.glorot_init(nn.Sequential(*judge))

    def _sgn_tf_generator(self, dropout: Module) -> Module:
        quarter = self.data.size // 4
        return nn.Sequential(
            nn.Linear(self.params.latent, 256 * quarter**2), layers.Reshape(256, quarter, quarter),
            nn.BatchNorm2d(256), nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(256, 128, 5, 2, 2, 1), nn.BatchNorm2d(128), nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(128, 64, 5, 2, 2, 1), nn.BatchNorm2d(64), nn.LeakyReLU(0.2),
            dropout, nn.ConvTranspose2d(64, self.data.channels, 5, 1, 2), nn.Tanh(),
        )  # fmt: skip

    def _sgn_tf_defects(self) -> tuple[Module, Module]:
        # The lab's third convolution reads the picture itself, so its first two, which reach no logit, are left out.
        judge = nn.Sequential(
            nn.Conv2d(self.data.channels, 256, 5, 2, 2), layers.FrozenBatchNorm(256), nn.LeakyReLU(0.2),
            layers.RowsOf(4096), nn.Linear(4096, 1),
        )  # fmt: skip
        return layers.glorot_init(self._sgn_tf_generator(layers.LiveDropout(0.5))), layers.glorot_init(judge)

    def _sgn_keras(self) -> tuple[Module, Module]:
        channels, size, quarter = self.data.channels, self.data.size, self.data.size // 4
        first = nn.Linear(self.params.latent, 128 * quarter**2)
        generator: list[Module] = [first, nn.LeakyReLU(0.2), layers.Reshape(128, quarter, quarter)]
        for inputs, outputs, scale in ((128, 64, 2), (64, 32, 1), (32, 16, 2), (16, channels, 1)):
            generator += [nn.Upsample(scale_factor=2)] if scale == 2 else []
            generator += [
                nn.Conv2d(inputs, outputs, 3, 1, 1),
                nn.Tanh() if inputs == 16 else nn.LeakyReLU(0.2),
            ]
        judge: list[Module] = []
        for width, stride in ((16, 2), (32, 1), (64, 1), (128, 2)):
            judge += [layers.conv_same(channels, width, 3, stride, size), nn.LeakyReLU(0.2), nn.Dropout(0.3)]
            channels, size = width, -(-size // stride)
        judge += [nn.Flatten(), nn.Linear(128 * size**2, 1)]
        networks = layers.glorot_init(nn.Sequential(*generator)), layers.glorot_init(nn.Sequential(*judge))
        nn.init.normal_(first.weight, 0.0, 0.01)
        return networks

    def _radford(self) -> tuple[Module, Module]:
        f, bias, channels = self.params.width, self.params.bias, self.data.channels
        stages = self.data.size.bit_length() - 3  # 64 pixels: 4, the paper's number
        widths = [f * 2**index for index in range(stages)][::-1]
        generator: list[Module] = [layers.Reshape(self.params.latent, 1, 1)]
        for index, width in enumerate(widths):
            inputs, shape = (widths[index - 1], (4, 2, 1)) if index else (self.params.latent, (4, 1, 0))
            generator += [
                nn.ConvTranspose2d(inputs, width, *shape, bias=bias),
                nn.BatchNorm2d(width),
                nn.ReLU(),
            ]
        generator += [nn.ConvTranspose2d(f, channels, 4, 2, 1, bias=bias), nn.Tanh()]
        judge: list[Module] = []
        for index, width in enumerate(reversed(widths)):
            judge += [nn.Conv2d(channels, width, 4, 2, 1, bias=bias)]
            judge += [nn.BatchNorm2d(width)] if index else []
            judge += [nn.LeakyReLU(0.2)]
            channels = width
        judge += [nn.Conv2d(widths[0], 1, 4, 1, 0, bias=bias), nn.Flatten()]
        return layers.normal_init(nn.Sequential(*generator)), layers.normal_init(nn.Sequential(*judge))

    def _cs419(self) -> tuple[Module, Module]:
        full = self.params.network == CS419_FULL
        channels, size, quarter = self.data.channels, self.data.size, self.data.size // 4

        def norm(module: Module) -> list[Module]:
            return [module] if full else []

        generator = nn.Sequential(
            nn.Linear(self.params.latent, quarter**2),
            nn.LeakyReLU(0.1),
            *norm(layers.keras_norm(quarter**2, flat=True)),
            layers.Reshape(1, quarter, quarter),
            nn.ConvTranspose2d(1, 128, 4, 2, 1),
            nn.LeakyReLU(0.2),
            *norm(layers.keras_norm(128)),
            nn.ConvTranspose2d(128, channels, 4, 2, 1),
            nn.Sigmoid(),
            layers.keras_norm(channels),
        )
        inner = (size // 2 - 4) // 2 + 1
        judge = nn.Sequential(
            nn.Conv2d(channels, 128, 4, 2, 1), nn.LeakyReLU(0.2), *norm(layers.keras_norm(128)),
            nn.Conv2d(128, 64, 4, 2), nn.LeakyReLU(0.2), *norm(layers.keras_norm(64)),
            nn.Flatten(), nn.Linear(64 * inner**2, 64), nn.LeakyReLU(0.2), layers.keras_norm(64, flat=True),
            nn.Linear(64, 1),
        )  # fmt: skip
        return layers.glorot_init(generator), layers.glorot_init(judge)
