"""A training of the program beside the script that a student would write: the same network, loss and pictures.

    python tests/benchmarks/plain_script.py [--rounds 5 --steps 60]

Preset `team24` of `dcgan` at 32 pixels, batch 64, Fashion-MNIST. Each side trains in a process of its own, in turns,
since the machine is shared; medians count. Both have one thread, in float32 first and then in the precision that each
takes by default; then each also chooses its threads. Steps per second are of the clock (what a person waits for) and of
the processor (which depends less on other programs; with several threads it is of all of them together).
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module
    from torch.utils.data import DataLoader

SIZE, BATCH, LATENT, RATE = 32, 64, 100, 2e-4
WARM_UP = 8
SIDES = ("ours", "plain")


class Watch:
    """Steps per second after the first ones, by the clock and by the processor."""

    def __init__(self, steps: int) -> None:
        self._last = WARM_UP + steps
        self._begun: tuple[int, float, float] | None = None

    def at(self, step: int) -> bool:
        """Note that `step` is done; whether it was the last one, which is then told."""
        now = (step, time.perf_counter(), time.process_time())
        if self._begun is None and step >= WARM_UP:
            self._begun = now
        if step < self._last or self._begun is None:
            return False
        steps, clock, processor = (after - before for before, after in zip(self._begun, now))
        print(json.dumps({"clock": steps / clock, "processor": steps / processor}))
        return True


def plain(steps: int, folder: Path, precision: str) -> None:
    """Nothing here knows of the program, but for the arrays of the pictures."""
    import torch
    from torch import nn

    generator, discriminator = _plain_generator(), _plain_discriminator()
    optimiser_g = torch.optim.Adam(generator.parameters(), lr=RATE, betas=(0.5, 0.999))
    optimiser_d = torch.optim.Adam(discriminator.parameters(), lr=RATE, betas=(0.5, 0.999))
    print(f"{torch.get_num_threads()} threads, fp32", file=sys.stderr)
    loss, watch, loader = nn.BCEWithLogitsLoss(), Watch(steps), _plain_loader(folder)
    curves: list[tuple[float, float]] = []
    valid, fake = torch.ones(BATCH, 1), torch.zeros(BATCH, 1)
    for step, (real,) in enumerate(itertools.chain.from_iterable(itertools.repeat(loader)), 1):
        optimiser_g.zero_grad()
        drawn = generator(torch.randn(BATCH, LATENT))
        loss_g = loss(discriminator(drawn), valid)
        loss_g.backward()
        optimiser_g.step()
        optimiser_d.zero_grad()
        loss_d = (loss(discriminator(real), valid) + loss(discriminator(drawn.detach()), fake)) / 2
        loss_d.backward()
        optimiser_d.step()
        if step % 50 == 0:
            curves.append((loss_d.item(), loss_g.item()))
        if watch.at(step):
            return


def _plain_loader(folder: Path) -> DataLoader[tuple[Tensor, ...]]:
    import numpy as np
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    from ganstudio.data.sets import catalogue
    from ganstudio.data.sets.store import prepare

    arrays = prepare(catalogue.find("fashion-mnist"), SIZE, 1, folder).pictures
    pictures = torch.tensor(np.array(arrays)).float() / 127.5 - 1
    return DataLoader(TensorDataset(pictures), batch_size=BATCH, shuffle=True, drop_last=True)


def _plain_generator() -> Module:
    from torch import nn

    return nn.Sequential(
        nn.Linear(LATENT, 128 * 8 * 8), nn.Unflatten(1, (128, 8, 8)), nn.BatchNorm2d(128),
        nn.Upsample(scale_factor=2), nn.Conv2d(128, 128, 3, 1, 1), nn.BatchNorm2d(128, 0.8), nn.ReLU(),
        nn.Upsample(scale_factor=2), nn.Conv2d(128, 64, 3, 1, 1), nn.BatchNorm2d(64, 0.8), nn.ReLU(),
        nn.Conv2d(64, 1, 3, 1, 1), nn.Tanh(),
    )  # fmt: skip


def _plain_discriminator() -> Module:
    from torch import nn

    blocks: list[Module] = []
    for inputs, outputs in ((1, 16), (16, 32), (32, 64), (64, 128)):
        blocks += [nn.Conv2d(inputs, outputs, 3, 2, 1), nn.LeakyReLU(0.2), nn.Dropout2d(0.25)]
        blocks += [nn.BatchNorm2d(outputs, 0.8)] if inputs > 1 else []
    return nn.Sequential(*blocks, nn.Flatten(), nn.Linear(128 * 2 * 2, 1))


def ours(steps: int, folder: Path, precision: str) -> None:
    """As `ganstudio train` does it: with events, files, samples and checkpoints."""
    os.environ["GANSTUDIO_HOME"] = str(folder)
    from ganstudio import launch
    from ganstudio.core.events import Started, Stepped
    from ganstudio.core.recipe import Budget, DataChoice, Recipe
    from ganstudio.core.runs import RunStore
    from ganstudio.core.settings import Preferences, places
    from ganstudio.engine.steering import Steering
    from ganstudio.engine.worker import Recorder

    settings = {"batch": BATCH, "lr_g": RATE, "lr_d": RATE, "latent": LATENT}
    data = DataChoice("fashion-mnist", SIZE, 1)
    recipe = Recipe("dcgan", "team24", data, settings, Budget(1e6, "steps"), device="cpu", precision=precision)
    run = launch.create_run(launch.named(recipe, places()), RunStore(places().runs))
    run.hold()
    recorder, watch = Recorder(run), Watch(steps)
    for event in launch.training(run, places(), Preferences())(Steering()):
        recorder.record(event)
        if isinstance(event, Started):
            print(f"{event.threads} threads, {event.precision}", file=sys.stderr)
        if isinstance(event, Stepped) and watch.at(event.last):
            break
    run.release()


def measured(side: str, steps: int, threads: int | None, precision: str) -> dict[str, float]:
    """One process of one side; without `threads` it chooses them itself."""
    environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    if threads:
        environment["OMP_NUM_THREADS"] = str(threads)
    command = [sys.executable, __file__, "--side", side, "--steps", str(steps), "--precision", precision]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    print(
        f"  {side:6} {found['clock']:7.2f} {found['processor']:7.2f}   {done.stderr.strip().splitlines()[-1:]}",
        flush=True,
    )
    return found


def compared(rounds: int, steps: int, threads: int | None, precision: str) -> None:
    chosen = "one thread each" if threads else "threads as each chooses"
    print(f"{chosen}, ours in {precision} - steps per second: clock, processor", flush=True)
    found: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    for number in range(rounds):
        for side in SIDES if number % 2 else reversed(SIDES):
            found[side].append(measured(side, steps, threads, precision))
    for kind in ("clock", "processor"):
        us, them = (statistics.median(each[kind] for each in found[side]) for side in SIDES)
        print(f"ours / plain by the {kind}: {us / them:.2f}  ({us:.2f} / {them:.2f})", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.side:
        with tempfile.TemporaryDirectory() as name:
            {"ours": ours, "plain": plain}[arguments.side](arguments.steps, Path(name), arguments.precision)
    else:
        for threads, precision in ((1, "fp32"), (1, "auto"), (None, "auto")):
            compared(arguments.rounds, arguments.steps, threads, precision)


if __name__ == "__main__":
    main()
