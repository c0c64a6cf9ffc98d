"""`ganstudio train` and `resume`: a worker, watched in the terminal."""

from __future__ import annotations

import queue
import signal
import sys
import time
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from ganstudio import launch
from ganstudio.cli import output
from ganstudio.core.errors import StudioError
from ganstudio.core.events import TERMINAL, Event, Failed, Started, Warned
from ganstudio.core.history import History
from ganstudio.core.recipe import Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places, Settings
from ganstudio.core.stopping import stopping_signals
from ganstudio.core.text import counted

_LINE_SECONDS = 10.0  # between lines where no bar can be drawn


def start(recipe: Recipe, store: RunStore, places: Places, settings: Settings) -> None:
    """Create a run and train it to the end of its budget."""
    resolved = launch.named(recipe, places)
    _watch(launch.create_run(resolved, store), places, settings, None, resolved)


def go_on(run: Run, places: Places, settings: Settings, steps: int | None) -> None:
    """Continue `run`; `steps` more, or the rest of its budget."""
    _watch(run, places, settings, steps)


def _watch(run: Run, places: Places, settings: Settings, steps: int | None, new: launch.Resolved | None = None) -> None:
    from ganstudio.engine.worker import Worker

    worker = Worker(run, launch.training(run, places, settings.preferences, steps, new), new is not None)
    worker.start()

    def stop(_number: int, _frame: FrameType | None) -> None:
        worker.control.stop()

    before = {number: signal.signal(number, stop) for number in stopping_signals()}
    try:
        last, history = _follow(worker.events)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        worker.control.stop()
        worker.join(60)
    if isinstance(last, Failed):
        if run.folder.exists():  # one that was refused before its first step has left nothing
            output.say(str(run.folder))
        raise StudioError(last.message, last.hint)
    if history.state == "stopped":
        output.say(f"Stopped and saved at step {history.step}. Go on with: {run.command('resume', run.id)}")
    output.say(str(run.folder))


def _follow(events: queue.SimpleQueue[Event]) -> tuple[Event, History]:
    """Show events until the terminal one."""
    history = History()
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"), BarColumn(bar_width=24), TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[numbers]}"), console=console, disable=not console.is_terminal,
    ) as progress:  # fmt: skip
        bar = progress.add_task("loading", total=1.0, numbers="")
        line_at = time.monotonic()
        while True:
            event = events.get()
            history.apply(event)
            if isinstance(event, Started):
                console.print(_place(event), highlight=False)
            if isinstance(event, Warned):
                console.print(f"{event.message} {event.hint}".strip(), highlight=False)
            progress.update(bar, completed=history.progress, description=_headline(history), numbers=_numbers(history))
            if not console.is_terminal and time.monotonic() - line_at > _LINE_SECONDS:
                line_at = time.monotonic()
                print(f"{_headline(history)}  {history.progress:.0%}  {_numbers(history)}", file=sys.stderr)
            if isinstance(event, TERMINAL):
                return event, history


def _place(event: Started) -> str:
    threads = f" with {counted(event.threads, 'thread')}" if event.device == "CPU" else ""
    return f"Training on {event.device}{threads}, {event.precision}."


def _headline(history: History) -> str:
    return f"step {history.step:,}  epoch {history.epoch:.1f}" if history.step else _waiting(history)


def _waiting(history: History) -> str:
    if history.preparing is None:
        return "loading"
    done, total = history.preparing
    return f"reading pictures {done:,} of {total:,}"


def _numbers(history: History) -> str:
    parts = [
        f"{name.removesuffix('.total')} {curve.values[-1]:.3f}"
        for name, curve in history.curves.items()
        if name.endswith(".total") and len(curve)
    ]
    if history.pictures_per_second:
        parts.append(f"{history.pictures_per_second:,.0f} img/s")
    left = history.seconds_left
    if left is not None and history.step:
        parts.append(f"{int(left // 60)}:{int(left % 60):02d} left")
    return "  ".join(parts)
