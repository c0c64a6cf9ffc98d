"""On a GPU: the app's loop beside a bare PyTorch loop, and what exact resuming costs. Prints tables in Markdown.

    python tests/benchmarks/gpu.py [--device cuda:0 --rounds 7 --steps 100]

Rounds of both loops alternate in one process and end when the device has done everything; the median ratio counts.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from ganstudio.core.recipe import DataChoice, Recipe
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import places
from ganstudio.engine import devices
from ganstudio.engine.registry import families
from ganstudio.engine.session import Session
from ganstudio.engine.worker import Recorder
from ganstudio.launch import named
from tests.benchmarks.loop import AppLoop, BareLoop, session_of
from tests.synthetic import session_of as small_session

DATA = "fashion-mnist"
# Name, preset, size (pixels), channels. All with batches of 64.
NETWORKS = (("Team 24", "team24", 32, 1), ("DCGAN stable", "stable", 64, 3))
# Family, preset and settings whose speed is compared with and without exact repeats.
EXACT = (
    ("dcgan", "team24", {"batch": 64}),
    ("dcgan", "radford", {"batch": 128, "width": 64}),
    ("colouring", "stable", {"batch": 8, "width": 64}),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda:0")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--only", choices=("plain", "exact", "compiled"), action="append")
    arguments = parser.parse_args()
    wanted = arguments.only or ["plain", "exact", "compiled"]
    torch._dynamo.config.recompile_limit = 32  # both loops' networks share the code of nn.Sequential
    precisions = ("tf32", "bf16") if arguments.device.startswith("cuda") else ("fp32",)
    if "plain" in wanted:
        loops(arguments, precisions, compiled=False)
    if "exact" in wanted:
        exactness(arguments, precisions)
        inexact_operations(arguments.device)
    if "compiled" in wanted:
        loops(arguments, precisions, compiled=True)


def tell(*cells: object) -> None:
    """One line of a table, at once: what comes later may be cut off."""
    print("|", " | ".join(str(cell) for cell in cells), "|", flush=True)


def heading(*cells: str) -> None:
    print(flush=True)
    tell(*cells)
    tell(*("---" for _ in cells))


# -- the two loops ----------------------------------------------------------------------------------------


def loops(arguments: argparse.Namespace, precisions: tuple[str, ...], compiled: bool) -> None:
    name = "network, compiled" if compiled else "network"
    heading(name, "px", "batch", "precision", "bare ms", "ours ms", "ours / bare", "pictures/s", "first steps s")
    with tempfile.TemporaryDirectory() as folder:
        for title, preset, size, channels in NETWORKS:
            for precision in precisions:
                data = DataChoice(DATA, size, channels)
                recipe = Recipe("dcgan", preset, data, {"batch": 64}, device=arguments.device, precision=precision)
                with explained(title, size, 64, precision):
                    figures = compared(recipe, Path(folder), arguments, compiled)
                    tell(title, size, 64, precision, *figures)


def compared(recipe: Recipe, folder: Path, arguments: argparse.Namespace, compiled: bool) -> tuple[str, ...]:
    run = RunStore(folder / "runs").create(named(recipe, places()).recipe, "speed", DATA)
    run.hold()
    app = AppLoop(session_of(recipe, folder, compiled), Recorder(run), run.checkpoints)
    bare = BareLoop(session_of(recipe, folder, compiled))
    begun = time.perf_counter()
    app.run(24), bare.run(24)
    settled(app.session)
    first = time.perf_counter() - begun
    app.run(arguments.steps), bare.run(arguments.steps)
    ours, theirs = [], []
    for _ in range(arguments.rounds):
        before = app.session.step_count
        ours.append(seconds(app.session, lambda: app.run(arguments.steps)) / (app.session.step_count - before))
        theirs.append(seconds(app.session, lambda: bare.run(arguments.steps)) / arguments.steps)
    run.release()
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    step = statistics.median(ours)
    bare_step = statistics.median(theirs)
    return f"{1000 * bare_step:.2f}", f"{1000 * step:.2f}", f"{ratio:.3f}", f"{64 / step:,.0f}", f"{first:.0f}"


def seconds(session: Session, work: Callable[[], object]) -> float:
    settled(session)
    begun = time.perf_counter()
    work()
    settled(session)
    return time.perf_counter() - begun


def settled(session: Session) -> None:
    if session.hardware.device.type == "cuda":
        torch.cuda.synchronize(session.hardware.device)


@contextmanager
def explained(*cells: object) -> Iterator[None]:
    """A line that fails does not take the other lines with it."""
    try:
        yield
    except Exception as error:
        tell(*cells, f"failed: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:300])


# -- what exactness costs -----------------------------------------------------------------------------------


def exactness(arguments: argparse.Namespace, precisions: tuple[str, ...]) -> None:
    heading("network", "px", "batch", "precision", "exact ms", "any algorithm ms", "exact / any")
    for key, preset, settings in EXACT:
        for precision in precisions:
            with explained(key, preset, precision):
                session = small_session(key, preset, 0, precision, arguments.device, **settings)
                cells = (f"{key} {preset}", session.family.data.size, session.family.batch, precision)
                tell(*cells, *exact_and_any(session, max(2, arguments.steps // 6), max(1, arguments.rounds // 2)))
                del session


def exact_and_any(session: Session, steps: int, rounds: int) -> tuple[str, str, str]:
    def some_steps() -> None:
        for _ in range(steps):
            session.step()

    exact, free = [], []
    for index in range(rounds + 1):
        took = []
        for fast in (False, True):
            torch.backends.cudnn.benchmark, torch.backends.cudnn.deterministic = fast, not fast
            took.append(seconds(session, some_steps) / steps)
        if index:  # the first round tries out algorithms
            exact.append(took[0])
            free.append(took[1])
    devices.prepare(session.hardware)
    ratio = statistics.median(a / b for a, b in zip(exact, free, strict=True))
    return f"{1000 * statistics.median(exact):.2f}", f"{1000 * statistics.median(free):.2f}", f"{ratio:.3f}"


def inexact_operations(device: str) -> None:
    """What torch itself says cannot be repeated exactly; cuBLAS can with the one stream that training uses."""
    heading("family", "operations that torch calls inexact")
    for key, kind in families().items():
        with explained(key), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            torch.use_deterministic_algorithms(True, warn_only=True)
            session = small_session(key, kind.presets[0].key, 0, "fp32", device)
            for _ in range(2):
                session.step()
            torch.use_deterministic_algorithms(False)
            messages = [str(each.message) for each in caught]
            names = {found[1] for text in messages if (found := re.match(r"(\w+) does not have a deterministic", text))}
            tell(key, ", ".join(sorted(names)) or "none")


if __name__ == "__main__":
    main()
