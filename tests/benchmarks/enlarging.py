"""How many decibels enlargers gain over bicubic on photographs that they never saw.

    python tests/benchmarks/enlarging.py FOLDER --models photo-x2,photo-x4
    python tests/benchmarks/enlarging.py FOLDER --run RUN              # both networks of a run

Pictures of FOLDER count as photographs as they are, shrunk to 960 px at most. Small ones are made by antialiased
bicubic; PSNR of the luma (BT.601), a border as wide as the scale left out. The folder of the figures in CONTRIBUTING:
all `mate/nature` of Debian's mate-backgrounds, and of plasma-workspace-wallpapers BytheWater, ColdRipple, ColorfulCups,
DarkestHour, EveningGlow, FallenLeaf, Grey, Kite, OneStandsOut, Path and summer_1am.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from PIL import Image
from torch import Tensor

from ganstudio import launch
from ganstudio.core import resources
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import places
from ganstudio.engine import supernets

LONGEST = 960
Enlarger = Callable[[Tensor], Tensor]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--models", default="")
    parser.add_argument("--run", default="")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for name, times, enlarger in (*boxed(arguments.models), *trained(arguments.run)):
        gains = list(gained(enlarger, times, sorted(arguments.folder.iterdir())))
        bicubic, gain = (statistics.mean(column) for column in zip(*gains, strict=True))
        least = min(each for _, each in gains)
        told = f"bicubic {bicubic:.2f} dB, gain {gain:+.2f}, least {least:+.2f}"
        print(f"{name}: x{times}, {len(gains)} photographs, {told}", flush=True)


def boxed(names: str) -> Iterator[tuple[str, int, Enlarger]]:
    for name in filter(None, names.split(",")):
        file = resources.path("models", "generators", f"{name}.onnx")
        session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
        (given,) = session.get_inputs()

        def run(low: Tensor, session: onnxruntime.InferenceSession = session, given: str = given.name) -> Tensor:
            return torch.from_numpy(session.run(None, {given: low.numpy()})[0])

        yield name, int(name[-1]), run


def trained(run: str) -> Iterator[tuple[str, int, Enlarger]]:
    if not run:
        return
    session, _ = launch.restored(RunStore(places().runs).find(run), places())
    for generator in session.family.generators():
        average = session.averages.get(generator.network)
        network = average.module if average else session.networks[generator.network]
        yield generator.name, session.family.data.scale, network.eval()


@torch.no_grad()
def gained(enlarger: Enlarger, times: int, files: list[Path]) -> Iterator[tuple[float, float]]:
    """Bicubic's decibels of each picture, and how many more."""
    for file in files:
        high = opened(file)
        low = reduced(high, times)
        plain, made = (
            psnr(each, as_tensor(high), times)
            for each in (supernets.enlarged(as_tensor(low), times), enlarger(as_tensor(low)))
        )
        yield plain, made - plain


def opened(file: Path) -> Image.Image:
    with Image.open(file) as image:
        picture = image.convert("RGB")
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return picture.crop((0, 0, picture.width // 8 * 8, picture.height // 8 * 8))


def reduced(picture: Image.Image, times: int) -> Image.Image:
    return picture.resize((picture.width // times, picture.height // times), Image.Resampling.BICUBIC)


def as_tensor(picture: Image.Image) -> Tensor:
    return torch.from_numpy(np.array(picture)).permute(2, 0, 1)[None].float() / 255


def psnr(made: Tensor, high: Tensor, border: int) -> float:
    ours, theirs = supernets.compared(made, high, border)
    return float(-10 * (ours - theirs).square().mean().log10())


if __name__ == "__main__":
    main()
