"""The app's training loop beside a bare PyTorch loop of the same networks: a ratio in one run.

    python tests/benchmarks/loop.py [--family cgan --preset quick --rounds 5 --steps 150]

Both train the same networks on the same batches with the same losses (non-saturating, lazy R1, EMA); the bare one has
no phases, no events, no files. Rounds are interleaved, since the machine is shared; the median ratio counts.
`tests/benchmarks/gpu.py` compares the same loops on a GPU.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import torch
import torch.nn.functional as F

from ganstudio import launch
from ganstudio.core.events import Stepped
from ganstudio.core.recipe import DataChoice, Recipe
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import places
from ganstudio.engine import devices
from ganstudio.engine.session import Session
from ganstudio.engine.steering import Steering
from ganstudio.engine.trainer import Plan, train
from ganstudio.engine.worker import Recorder
from ganstudio.launch import named, pictures_of


def session_of(recipe: Recipe, folder: Path, compile_networks: bool = False) -> Session:
    resolved = named(recipe, places())
    hardware = devices.choose(recipe.device, recipe.precision)
    devices.prepare(hardware)
    return launch.session_of(resolved, pictures_of(resolved, places()), hardware, compile_networks)


class BareLoop:
    """A recipe with the non-saturating loss and shared fakes, written out by hand as one would in a script."""

    def __init__(self, session: Session) -> None:
        self.source, self.p, self.uncompiled = session.source, session.family.params, session.uncompiled
        self.g, self.d = session.networks["generator"], session.networks["discriminator"]
        self.average = session.averages.get("generator")
        self.device = session.hardware.device
        betas = (self.p.beta1, self.p.beta2)
        self.opt_g = torch.optim.Adam(self.g.parameters(), self.p.lr_g, betas, fused=True)
        self.opt_d = torch.optim.Adam(self.d.parameters(), self.p.lr_d, betas, fused=True)
        self.d_parameters = list(self.d.parameters())
        self.conditional = session.family.conditional
        self.bf16 = session.hardware.precision == "bf16"
        self.step, self.pictures = 0, 0

    def judge(self, x: torch.Tensor, y: torch.Tensor | None) -> torch.Tensor:
        return (self.d(x, y) if self.conditional else self.d(x)).float()

    def judge_both(self, real: torch.Tensor, fake: torch.Tensor, y: torch.Tensor | None) -> list[torch.Tensor]:
        """In one pass where the preset does so, else in two."""
        if not self.p.concatenate:
            return [self.judge(real, y), self.judge(fake, y)]
        both = None if y is None else torch.cat([y, y])
        return list(self.judge(torch.cat([real, fake.to(real.dtype)]), both).tensor_split(2))

    def run(self, steps: int) -> None:
        for _ in range(steps):
            self.iterate()

    def iterate(self) -> None:
        real, y = self.source.draw()
        z = torch.randn(len(real), self.p.latent, device=self.device)
        with self.cast():
            fake = self.g(z, y) if self.conditional else self.g(z)
        if self.p.generator_first:
            self.update_g(fake, y)
        self.update_d(real, fake, y)
        if not self.p.generator_first:
            self.update_g(fake, y)
        self.step += 1
        self.pictures += len(real)
        if self.average is not None:
            self.average.update(len(real), self.pictures)

    def cast(self) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.bf16)

    def update_d(self, real: torch.Tensor, fake: torch.Tensor, y: torch.Tensor | None) -> None:
        p, r1 = self.p, 0.0
        if p.r1 and self.step % p.r1_every == 0:
            with self.uncompiled():
                x = real.detach().requires_grad_(True)
                r, f = self.judge(x, y), self.judge(fake.detach().float(), y)
                (grad,) = torch.autograd.grad(r.sum(), x, create_graph=True)
            r1 = p.r1 * p.r1_every * 0.5 * grad.square().sum((1, 2, 3)).mean()
        else:
            with self.cast():
                r, f = self.judge_both(real, fake.detach(), y)
        ((F.softplus(-r).mean() + F.softplus(f).mean()) * (0.5 if p.halve_d else 1.0) + r1).backward()
        self.opt_d.step()
        self.opt_d.zero_grad(set_to_none=True)

    def update_g(self, fake: torch.Tensor, y: torch.Tensor | None) -> None:
        for parameter in self.d_parameters:
            parameter.requires_grad_(False)
        with self.cast():
            loss = F.softplus(-self.judge(fake, y)).mean()
        loss.backward()
        self.opt_g.step()
        self.opt_g.zero_grad(set_to_none=True)
        for parameter in self.d_parameters:
            parameter.requires_grad_(True)


class AppLoop:
    """The app's loop, driven a few steps at a time; its clock stands still while the bare loop runs."""

    def __init__(self, session: Session, recorder: Recorder, folder: Path) -> None:
        self.session, self.recorder = session, recorder
        self.seconds, self.resumed = 0.0, time.perf_counter()
        plan = Plan(folder, total_seconds=1e9, save_every=30.0)
        self.events = train(session, plan, Steering(), seconds=100.0, clock=self.clock)

    def clock(self) -> float:
        return self.seconds + time.perf_counter() - self.resumed

    def run(self, steps: int) -> None:
        self.resumed = time.perf_counter()
        target = self.session.step_count + steps
        for event in self.events:
            self.recorder.record(event)
            if isinstance(event, Stepped) and event.last >= target:
                break
        self.seconds = self.clock()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--family", default="cgan")
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--steps", type=int, default=25)
    arguments = parser.parse_args()
    recipe = Recipe(arguments.family, arguments.preset, DataChoice("fashion-mnist"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = RunStore(folder / "runs").create(named(recipe, places()).recipe, "b", "Fashion-MNIST")
        run.hold()
        app, bare = AppLoop(session_of(recipe, folder), Recorder(run), folder), BareLoop(session_of(recipe, folder))
        app.run(40), bare.run(40)
        compare(app, bare, arguments.rounds, arguments.steps)
        run.release()


def compare(app: AppLoop, bare: BareLoop, rounds: int, steps: int) -> None:
    """Alternate the loops in short rounds; CPU seconds per step of each, and the median ratio of the rounds."""
    ratios, app_total, bare_total = [], 0.0, 0.0
    for _ in range(rounds):
        before, begun = app.session.step_count, time.process_time()
        app.run(steps)
        app_step = (time.process_time() - begun) / (app.session.step_count - before)
        begun = time.process_time()
        bare.run(steps)
        bare_step = (time.process_time() - begun) / steps
        ratios.append(app_step / bare_step)
        app_total, bare_total = app_total + app_step, bare_total + bare_step
    print(f"ms per step: app {1000 * app_total / rounds:.2f}, bare {1000 * bare_total / rounds:.2f}")
    print(f"app / bare: median {statistics.median(ratios):.3f}, of sums {app_total / bare_total:.3f}")


if __name__ == "__main__":
    main()
