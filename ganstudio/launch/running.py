"""What a worker executes: the training of a run, from its start or on from its newest checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from ganstudio.core import cores
from ganstudio.core.errors import StudioError
from ganstudio.core.events import Event, Finished, Warned
from ganstudio.core.interruption import Stopped
from ganstudio.core.pictures import EXAMPLES
from ganstudio.core.recipe import Recipe
from ganstudio.core.runs import Run
from ganstudio.core.sets import DOMAINS, POINTS
from ganstudio.core.settings import Places, Preferences
from ganstudio.data.sets.store import PictureSet
from ganstudio.engine.steering import Steering
from ganstudio.launch import pictures as run_pictures
from ganstudio.launch.beginning import remembered, versions
from ganstudio.launch.judging import gauge_of
from ganstudio.launch.pictures import OTHERS_ARE_USED, left_out
from ganstudio.launch.resolving import Resolved, named

if TYPE_CHECKING:
    from ganstudio.engine.checkpoints import Checkpoint
    from ganstudio.engine.devices import Hardware
    from ganstudio.engine.session import Session
    from ganstudio.engine.trainer import Plan

_OFTEN, _MOMENTS = 2.0, 40  # seconds between moments that can be gone back to, and how many


def training(
    run: Run, places: Places, preferences: Preferences, more_steps: int | None = None,
    resolved: Resolved | None = None, spare_cores: int = 0, alone: bool = True,
) -> Callable[[Steering], Iterator[Event]]:  # fmt: skip
    """What a Worker executes for `run`: from the start, or on from its newest checkpoint.

    `more_steps` replaces the rest of the budget; `resolved` is its recipe where that is known already; `spare_cores`
    are left to a window; not `alone`: whoever runs it sees to it that no other program draws from torch's noise.
    Everything slow happens inside the returned generator.
    """

    def events(control: Steering) -> Iterator[Event]:
        from ganstudio.engine.trial import global_noise

        with global_noise.for_training() if alone else nullcontext():
            yield from _trained(run, places, preferences, more_steps, resolved, spare_cores, control)

    return events


def _trained(
    run: Run, places: Places, preferences: Preferences, more_steps: int | None, resolved: Resolved | None,
    spare_cores: int, control: Steering,
) -> Iterator[Event]:  # fmt: skip
    from ganstudio.engine import checkpoints, devices, trainer

    recipe = run.recipe()
    threads = cores.threads(preferences.threads, run.state().threads, spare_cores)
    hardware = devices.choose(recipe.device, recipe.precision, threads)
    try:
        resolved = resolved or named(recipe, places)
        pictures = yield from run_pictures.reading(resolved, places, control)
    except Stopped:
        yield Finished(run.state().step, run.state().seconds, "stopped")
        return
    except StudioError as error:
        raise run_pictures.named_anew(recipe, places, error) from error
    devices.prepare(hardware)
    session = session_of(resolved, pictures, hardware, preferences.compile_on_cuda)
    run_pictures.check_same(run, pictures)
    run.update(**remembered(resolved, pictures.info))
    run_pictures.show_real(run, pictures, session.grid, session.shown)
    newest, complaints = checkpoints.newest_intact(run.checkpoints)
    if newest is None and complaints:
        raise StudioError(f"No checkpoint of this run can be read: {complaints[0]}", "Start a new run from its recipe.")
    begun = "" if newest is not None else _begun(recipe, session)
    seconds = checkpoints.load(newest, session) if newest else 0.0
    plan = _plan(recipe, run.checkpoints, session, seconds, preferences, more_steps)
    gauge = gauge_of(run, session, pictures, places, preferences)
    told = trainer.train(session, plan, control, seconds, resumed=newest is not None, gauge=gauge)
    yield next(told)  # Started comes first, then what is to be said about this start
    if begun:
        yield Warned(session.step_count, begun)
    if pictures.left_out and newest is None:  # said once, not each time the run goes on
        yield Warned(session.step_count, left_out(pictures), OTHERS_ARE_USED)
    yield from _of_going_on(run, session, newest, complaints)
    yield from told


def _begun(recipe: Recipe, session: Session) -> str:
    """Put what another training has learned into a new one, and say so; "" where none is named."""
    from ganstudio.engine import starting

    if not recipe.start:
        return ""
    source = Path(recipe.start)
    taken, total = starting.begin(session, starting.tensors_of(source))
    return f"Begins with what {source.name} has learned: {taken:,} of {total:,} tensors fit."


def restored(run: Run, places: Places, best: bool = False) -> tuple[Session, PictureSet]:
    """A run as its newest or best moment left it, on the processor, with its pictures. Raises StudioError."""
    from ganstudio.engine import checkpoints, devices

    resolved = named(run.recipe(), places)
    pictures = run_pictures.pictures_of(resolved, places)
    session = session_of(resolved, pictures, devices.choose("cpu", "fp32", 1))
    newest, complaints = checkpoints.chosen(run.checkpoints, run.id, best)
    if newest is None:
        why = complaints[0] if complaints else "it was never saved"
        raise StudioError(f"The run {run.id} cannot be looked at: {why}.", "Train it for a moment first.")
    checkpoints.load(newest, session)
    return session, pictures


def session_of(resolved: Resolved, pictures: PictureSet, hardware: Hardware, compile_networks: bool = False) -> Session:
    """A new training of `pictures` with what the recipe names."""
    from ganstudio.data.batches import Batches
    from ganstudio.engine.session import Session

    kind, seed = resolved.declared(pictures.info), resolved.recipe.seed
    by_domain = resolved.need.kind == DOMAINS
    batches = Batches(pictures, kind.batch, seed, hardware.device, kind.value_range, by_domain)
    examples = batches.examples(EXAMPLES) if kind.needs_examples() else None
    return Session(kind, batches, hardware, seed, compile_networks, examples)


def _of_going_on(run: Run, session: Session, newest: Checkpoint | None, complaints: Sequence[str]) -> Iterator[Event]:
    """What is to be said about the checkpoint that a run goes on from."""
    for complaint in complaints:
        yield Warned(session.step_count, complaint, f"Training goes on from step {session.step_count}.")
    if newest:
        yield from _changes(run, newest, session)


def _plan(
    recipe: Recipe, folder: Path, session: Session, seconds: float, preferences: Preferences, more_steps: int | None
) -> Plan:  # fmt: skip
    from ganstudio.engine.trainer import Plan

    budget = recipe.budget
    total_steps, total_seconds = budget.steps(session.source.steps_per_epoch), budget.seconds
    if more_steps is not None:
        total_steps, total_seconds = session.step_count + more_steps, None
    elif _used_up(total_steps, total_seconds, session.step_count, seconds):
        # Resuming a finished run without saying how far: the same amount again.
        total_steps = session.step_count + total_steps if total_steps else None
        total_seconds = seconds + total_seconds if total_seconds else None
    if session.family.data.kind == POINTS:  # small enough to be kept often, so that one can go back
        return Plan(folder, total_steps, total_seconds, min(_OFTEN, preferences.checkpoint_seconds), _MOMENTS)
    return Plan(folder, total_steps, total_seconds, preferences.checkpoint_seconds)


def _used_up(total_steps: int | None, total_seconds: float | None, steps: int, seconds: float) -> bool:
    if total_steps is not None:
        return steps >= total_steps
    return total_seconds is not None and seconds >= total_seconds


def _changes(run: Run, checkpoint: Checkpoint, session: Session) -> Iterator[Event]:
    """A warning for each change of machine or program that makes an exact continuation impossible."""
    from ganstudio.engine import checkpoints

    digest = run.state().recipe_digest
    if digest and digest != run.recipe().digest():
        yield Warned(
            session.step_count,
            "The recipe of this run was edited since it began: from here on it is another run.",
            "Duplicate its settings instead to keep the two apart.",
        )
    note, _ = checkpoints.read(checkpoint)
    now = {
        "device": session.hardware.device.type, "precision": session.hardware.precision,
        "threads": session.hardware.threads, "torch": versions()["torch"].split("+")[0],
    }  # fmt: skip
    before = {**{name: note.get(name) for name in now}, "torch": str(note.get("torch", "")).split("+")[0]}
    if now["device"] == before["device"] == "cuda":  # what the processor does there is exact with any number
        del now["threads"]
    changed = [f"{name} {before[name]} → {now[name]}" for name in now if before[name] != now[name]]
    if changed:
        yield Warned(
            session.step_count,
            f"Continuing with {', '.join(changed)}: losses will differ slightly from an unbroken run.",
            "Nothing to do; for an exact continuation use the settings of the first session.",
        )
