"""The exact numbers of the papers and reports that presets name; small colouring has 3 to 6 million."""

from __future__ import annotations

import pytest
import torch

from ganstudio.core.sets import PAIRS, DataInfo
from ganstudio.engine.registry import family
from tests.synthetic import declared_family

COUNTS = [
    ("vanilla", "team24", 28, 1, 10, 1_510_032, 533_505),
    ("vanilla", "team24", 32, 3, 10, 3_855_232, 1_704_961),
    ("vanilla", "team24", 64, 3, 10, 13_301_632, 6_423_553),
    ("vanilla", "cs419", 28, 1, 10, 111_568, 104_641),
    ("vanilla", "cs419-bn", 28, 1, 10, 111_952, 104_961),
    ("vanilla", "sgn", 28, 1, 10, 114_064, 100_609),
    ("dcgan", "team24", 32, 1, 10, 1_049_985, 98_113),
    ("dcgan", "team24", 32, 3, 10, 1_051_139, 98_401),
    ("dcgan", "team24", 64, 3, 10, 3_533_315, 99_937),
    ("dcgan", "sgn-tf", 28, 1, 10, 2_293_633, 1_030_913),
    ("dcgan", "sgn-keras", 28, 1, 10, 730_497, 103_425),
    ("dcgan", "radford", 64, 3, 10, 3_576_704, 2_765_568),
    ("dcgan", "columbia", 64, 3, 10, 3_576_704, 2_765_568),
    ("dcgan", "radford-128", 64, 3, 10, 12_658_432, 11_036_160),
    ("dcgan", "cs419-full", 28, 1, 10, 7_766, 281_409),
    ("dcgan", "quick", 28, 1, 0, 133_825, 109_281),
    ("dcgan", "stable", 28, 1, 0, 565_985, 109_281),
    ("cgan", "quick", 28, 1, 10, 165_185, 129_761),
    ("cgan", "stable", 28, 1, 10, 628_705, 129_761),
    # The reference leaves out the dense networks' embedding of the label, n x n in each.
    ("cgan", "team24", 28, 1, 10, 1_511_312 + 10**2, 932_865 + 10**2),
    ("cgan", "team24", 32, 1, 10, 1_757_312 + 10**2, 1_055_745 + 10**2),
    ("cgan", "team24", 28, 1, 47, 1_516_048 + 47**2, 951_809 + 47**2),
    ("cgan", "cs419", 28, 1, 10, 437_691, 385_325),
    ("cgan", "cs419-mended", 28, 1, 10, 437_691 - 2, 385_325),  # no batch norm behind the sigmoid
    ("wgan", "quick", 28, 1, 0, 234_177, 109_281),
    ("pix2pix", "quick", 64, 3, 0, 829_076, 168_289),
    ("pix2pix", "stable", 256, 3, 0, 54_413_955, 2_768_705),
    ("pix2pix", "stable", 128, 3, 0, 41_828_995, 2_768_705),
    ("pix2pix", "stable", 64, 3, 0, 29_244_035, 2_768_705),
    # The project also normalises the innermost map, 512 scales and 512 shifts.
    ("pix2pix", "cs419", 256, 3, 0, 54_413_955 + 1024, 2_768_705),
    # Trunk and head of the source, then the head that reads the code.
    ("infogan", "paper", 28, 1, 0, 6_652_481, 6_558_144 + 1_025 + 133_004),
    ("infogan", "quick", 28, 1, 0, 171_457, 107_232 + 2_049 + 24_588),
    ("acgan", "quick", 28, 1, 10, 165_185, 129_771),
    # No figures are printed of these; they are those of the layers that are.
    ("infogan", "study", 32, 1, 0, 836_993, 104_269),
    ("acgan", "paper", 32, 3, 10, 2_994_051, 1_664_875),
    ("acgan", "pytorch-gan", 32, 1, 10, 1_050_985, 103_243),
    ("acgan", "study", 64, 1, 10, 3_574_656, 3_280_395),
    ("vaegan", "paper", 64, 3, 0, 4_693_155, 10_953_857),
    ("vaegan", "quick", 28, 1, 0, 133_825, 109_281),
    ("sagan", "paper-32", 32, 3, 10, 4_386_308, 1_075_586),
    ("sagan", "paper", 64, 3, 10, 3_617_220, 4_894_306),
    ("sagan", "paper-128", 128, 3, 10, 32_321_412, 38_449_858),
    ("sagan", "quick", 28, 1, 10, 166_466 + 1, 131_042),  # a learned gain before tanh
    # A block of width c with groups of g: 4 c^2 + 4 c + 18 c g. G: blocks + basis 16 c + strengths 64 c (128 c with
    # classes) + 64 per class + maps where widths differ + c per colour. D: blocks + c per colour + maps + summary 16 c
    # + answer c, or with classes c^2 and c per class. 768, 16: 2_583_552; 384, 16: 701_952; 1536, 32: 10_328_064.
    (
        "r3gan",
        "cifar10",
        32,
        3,
        10,
        8 * 2_583_552 + 12_288 + 98_304 + 640 + 2_304,
        8 * 2_583_552 + 2_304 + 12_288 + 589_824 + 7_680,
    ),
    (
        "r3gan",
        "ffhq-64",
        64,
        3,
        0,
        8 * 2_583_552 + 2 * 701_952 + 12_288 + 49_152 + 768 * 384 + 1_152,
        8 * 2_583_552 + 2 * 701_952 + 1_152 + 768 * 384 + 12_288 + 768,
    ),
    # And 192, 16: 203_520; 96, 16: 64_896.
    (
        "r3gan",
        "ffhq-256",
        256,
        3,
        0,
        8 * 2_583_552 + 2 * (701_952 + 203_520 + 64_896) + 12_288 + 49_152 + 768 * 384 + 384 * 192 + 192 * 96 + 288,
        8 * 2_583_552 + 2 * (701_952 + 203_520 + 64_896) + 288 + 768 * 384 + 384 * 192 + 192 * 96 + 12_288 + 768,
    ),
    (
        "r3gan",
        "imagenet-32",
        32,
        3,
        1000,
        8 * 10_328_064 + 24_576 + 196_608 + 64_000 + 4_608,
        8 * 10_328_064 + 4_608 + 24_576 + 1536**2 + 1_536_000,
    ),
    (
        "r3gan",
        "imagenet-64",
        64,
        3,
        1000,
        10 * 10_328_064 + 24_576 + 196_608 + 64_000 + 4_608,
        10 * 10_328_064 + 4_608 + 24_576 + 1536**2 + 1_536_000,
    ),
    # From 7 pixels, 8 groups: 128, 32: 139_776; 96, 24: 78_720; 64, 16: 35_072; basis and summary 49 c.
    (
        "r3gan",
        "stable",
        28,
        1,
        0,
        139_776 + 78_720 + 35_072 + 6_272 + 8_192 + 128 * 96 + 96 * 64 + 64,
        139_776 + 78_720 + 35_072 + 64 + 128 * 96 + 96 * 64 + 6_272 + 128,
    ),
    ("r3gan", "quick", 28, 1, 10, 165_185, 129_761),  # those of cgan
    # From a to b channels, G: plain 18 a b + 4 b, thorough that + 18 b^2 + 4 b + 2 for the noise; gates 16 a b + b^2.
    # D: halved 17 a b + 9 b^2 + 6 b, aside 16 a b + 2 b, decoders 18 a b + 4 b for each doubling.
    (
        "fastgan",
        "paper",
        256,
        3,
        0,
        256 * 2048 * 16
        + 4096
        + sum(18 * a * b + 4 * b for a, b in ((1024, 512), (512, 256), (256, 128), (128, 128), (128, 64), (64, 32)))
        + sum(18 * b * b + 4 * b + 2 for b in (512, 128, 64))
        + sum(16 * a * b + b * b for a, b in ((1024, 128), (512, 64), (256, 32)))
        + 64 * 3
        + 32 * 3 * 9,
        3 * 16 * 9
        + sum(17 * a * b + 9 * b * b + 6 * b for a, b in ((16, 32), (32, 64), (64, 128), (128, 256), (256, 512)))
        + sum(16 * a * b + b * b for a, b in ((16, 128), (32, 256), (64, 512)))
        + 512 * 1024
        + 2 * 1024
        + 16 * 1024
        + 16 * 3 * 32
        + sum(16 * a * b + 2 * b for a, b in ((32, 64), (64, 128), (128, 256)))
        + 16 * 256
        + sum(18 * a * b + 4 * b for a, b in ((512, 128), (256, 128), (256, 128)))
        + 3 * (sum(18 * a * b + 4 * b for a, b in ((128, 64), (64, 64), (64, 32))) + 32 * 3 * 9),
    ),
    ("colouring", "small", 128, 3, 0, 4_317_936, 1_389_506),
    ("colouring", "drawings", 128, 3, 0, 4_279_835, 1_389_506),
]


@pytest.mark.parametrize(
    ("key", "preset", "size", "channels", "classes", "generator", "discriminator"), COUNTS, ids=str,
)  # fmt: skip
def test_that_networks_have_exactly_the_reported_parameters(
    key: str, preset: str, size: int, channels: int, classes: int, generator: int, discriminator: int
) -> None:
    names = tuple(str(index) for index in range(classes))
    info = DataInfo("any", 1, channels, size, names, kind=PAIRS if family(key).need.kind == PAIRS else "plain")
    with torch.device("meta"):
        networks = declared_family(key, preset, info).networks()
    counts = {name: sum(p.numel() for p in networks[name].parameters()) for name in ("generator", "discriminator")}
    assert counts == {"generator": generator, "discriminator": discriminator}


@pytest.mark.parametrize(
    ("preset", "size", "channels", "encoder"), [("paper", 64, 3, 35_112_768), ("quick", 28, 1, 238_560)]
)
def test_that_encoders_have_exactly_the_reported_parameters(
    preset: str, size: int, channels: int, encoder: int
) -> None:
    with torch.device("meta"):
        networks = declared_family("vaegan", preset, DataInfo("any", 1, channels, size)).networks()
    assert sum(p.numel() for p in networks["encoder"].parameters()) == encoder
