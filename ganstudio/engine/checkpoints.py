"""Checkpoints: safetensors for the numbers, JSON for the rest, never pickle.

`step-00001200.safetensors` is written first, `step-00001200.json` (with its SHA-256) after it: a checkpoint
without its JSON was never finished.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from ganstudio.core import files
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.text import shortened
from ganstudio.engine.session import Session

FORMAT = 1
_LONGEST = 200  # letters of what torch says
KEPT = 3
BEST = "best.json"  # which of them is the best, by which measure


@dataclass(frozen=True)
class Checkpoint:
    """One saved moment of a run."""

    step: int
    tensors: Path
    note: Path


def listed(folder: Path) -> list[Checkpoint]:
    """The finished checkpoints in `folder`, oldest first."""
    found = []
    for note in sorted(folder.glob("step-*.json")):
        number = note.stem.removeprefix("step-")
        if number.isdigit():
            found.append(Checkpoint(int(number), note.with_suffix(".safetensors"), note))
    return found


def save(folder: Path, session: Session, seconds: float, keep: int = KEPT) -> Checkpoint:
    """Write the whole state of `session`, then thin the older ones: `keep` stay.

    Raises StudioError when the disk refuses.
    """
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in _tensors(session).items()}
    _refuse_broken(tensors, session.step_count)
    checkpoint = write(folder, tensors, note_of(session, seconds))
    _thin(folder, keep)
    return checkpoint


def _thin(folder: Path, keep: int) -> None:
    """Only the newest stay, and the best; the first too, where so many are kept that one can go back."""
    saved = listed(folder)
    lasting = {best(folder), *(saved[:1] if keep > KEPT else ())}
    for old in saved[:-keep]:
        if old not in lasting:
            remove(old)


def keep_best(folder: Path, checkpoint: Checkpoint, told: Mapping[str, Any], keep: int = KEPT) -> None:
    """From now on `checkpoint` is the one that stays for being the best; `told` says by what."""
    files.write_json(folder / BEST, {"step": checkpoint.step, **told})
    _thin(folder, keep)


def best_told(folder: Path) -> dict[str, Any]:
    """What was said of the best moment; nothing where there is none, or where it is gone."""
    try:
        told = json.loads((folder / BEST).read_text("utf-8"))
        step = int(told["step"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return told if any(each.step == step for each in listed(folder)) else {}


def best(folder: Path) -> Checkpoint | None:
    """The moment that was kept for being the best by the measure of its run."""
    told = best_told(folder)
    return next((each for each in listed(folder) if told and each.step == int(told["step"])), None)


def write(folder: Path, tensors: dict[str, Tensor], note: Mapping[str, Any]) -> Checkpoint:
    """`tensors` and `note` as one saved moment. Raises StudioError when the disk refuses."""
    stem = f"step-{note['step']:08d}"
    checkpoint = Checkpoint(note["step"], folder / f"{stem}.safetensors", folder / f"{stem}.json")
    files.replace_atomically(checkpoint.tensors, lambda path: _save_tensors(tensors, path))
    files.write_json(checkpoint.note, {**note, "sha256": _digest(checkpoint.tensors)})
    return checkpoint


def remove(checkpoint: Checkpoint) -> None:
    checkpoint.note.unlink(missing_ok=True)  # first, so that no half of it counts
    checkpoint.tensors.unlink(missing_ok=True)


def _refuse_broken(tensors: Mapping[str, Tensor], step: int) -> None:
    """Weights that are not numbers would replace the good ones of earlier checkpoints."""
    for name, tensor in tensors.items():
        if name.startswith("network.") and tensor.is_floating_point() and not tensor.isfinite().all():
            raise StudioError(
                f"The {name.split('.')[1]}'s weights became infinite at step {step}, so this moment was not saved.",
                "Lower the learning rate or add the R1 penalty; the last saved moment is intact.",
            )


def _save_tensors(tensors: dict[str, Tensor], path: Path) -> None:
    try:
        save_file(tensors, path)
    except SafetensorError as error:  # what safetensors makes of a full disk
        code = 28 if "28" in str(error) or "space" in str(error) else None
        raise (OSError(code, str(error)) if code is None else OSError(code, "No space left on device")) from error


def load(checkpoint: Checkpoint, session: Session) -> float:
    """Put `session` back to the saved moment; returns the training seconds so far.

    Raises StudioError naming the file when it is damaged or belongs to another recipe.
    """
    note, tensors = read(checkpoint)
    try:
        _restore(session, note, tensors)
    except (KeyError, RuntimeError, ValueError, TypeError) as error:
        raise StudioError(
            f"{checkpoint.tensors} does not fit this run: {reason(error)}",
            "Start a new run with the changed settings.",
        ) from None
    return float(note["seconds"])


def reason(error: Exception) -> str:
    """The telling line of an error: torch puts a heading above it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return shortened(lines[1] if len(lines) > 1 else lines[0] if lines else type(error).__name__, _LONGEST)


def read(checkpoint: Checkpoint) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Note and tensors of a checkpoint, checked against its digest. Raises StudioError naming the file."""
    damaged = StudioError(f"{checkpoint.tensors} is damaged.", "An earlier checkpoint beside it may be intact.")
    try:
        note = json.loads(checkpoint.note.read_text("utf-8"))
        if note["format"] > FORMAT:
            raise StudioError(f"{checkpoint.note} was written by a newer GAN Studio.", "Update the program.")
        with explaining(checkpoint.tensors, "read"):
            intact = _digest(checkpoint.tensors) == note["sha256"]
        if not intact:
            raise damaged
        return note, load_file(checkpoint.tensors)
    except (OSError, ValueError, KeyError, TypeError, SafetensorError):
        raise damaged from None


def newest_intact(folder: Path) -> tuple[Checkpoint | None, list[str]]:
    """The newest checkpoint that can be read, and a sentence for each damaged one passed over."""
    complaints: list[str] = []
    for checkpoint in reversed(listed(folder)):
        try:
            read(checkpoint)
        except StudioError as error:
            complaints.append(error.message)
        else:
            return checkpoint, complaints
    return None, complaints


def chosen(folder: Path, name: str, by_quality: bool) -> tuple[Checkpoint | None, list[str]]:
    """The best moment of the run called `name`, or the newest intact one with a sentence for each passed over.

    Raises StudioError where the best is wanted and none was kept.
    """
    if not by_quality:
        return newest_intact(folder)
    if (found := best(folder)) is None:
        raise StudioError(
            f"No moment of {name} was kept for being the best.",
            "Leave --best out; runs whose quality is measured while they train keep one.",
        )
    return found, []


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tensors(session: Session) -> dict[str, Tensor]:
    tensors = {"rng.noise": session.rng.get_state(), "rng.torch": torch.get_rng_state()}
    if session.hardware.device.type == "cuda":
        tensors["rng.cuda"] = torch.cuda.get_rng_state(session.hardware.device)
    for name, memory in session.memory.items():
        tensors |= {f"memory.{name}.{key}": value for key, value in memory.state_dict().items()}
    for name, network in session.kept.items():
        tensors |= {f"network.{name}.{key}": value for key, value in network.state_dict().items()}
    for name, average in session.averages.items():
        tensors |= {f"average.{name}.{key}": value for key, value in average.module.state_dict().items()}
    for name, optimiser in session.optimisers.items():
        for index, state in optimiser.state_dict()["state"].items():
            for key, value in state.items():
                if value is not None:
                    tensors[f"optimiser.{name}.{index}.{key}"] = torch.as_tensor(value)
    return tensors


def note_of(session: Session, seconds: float) -> dict[str, Any]:
    """What a saved moment says of itself."""
    return {
        "format": FORMAT,
        "step": session.step_count,
        "pictures_seen": session.pictures_seen,
        "seconds": seconds,
        "source": session.source.state(),
        "precision": session.hardware.precision,
        "device": session.hardware.device.type,
        "threads": session.hardware.threads,
        "torch": torch.__version__,
        "data_fingerprint": session.family.data.fingerprint,
    }


def _restore(session: Session, note: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> None:
    for name, memory in session.memory.items():
        kept = _below(tensors, f"memory.{name}.")
        memory.load_state_dict({key: value.to(session.hardware.device) for key, value in kept.items()})
    for name, network in session.kept.items():
        network.load_state_dict(_below(tensors, f"network.{name}."))
    for name, average in session.averages.items():
        average.module.load_state_dict(_below(tensors, f"average.{name}."))
    for name, optimiser in session.optimisers.items():
        _restore_optimiser(optimiser, _below(tensors, f"optimiser.{name}."))
    if note.get("device") == session.hardware.device.type:
        session.rng.set_state(tensors["rng.noise"])
    else:  # generators of other devices have other states: go on with noise that the run has not seen yet
        session.rng.manual_seed((session.seed + int(note["step"])) % 2**63)
    torch.set_rng_state(tensors["rng.torch"])
    if session.hardware.device.type == "cuda" and "rng.cuda" in tensors:
        torch.cuda.set_rng_state(tensors["rng.cuda"], session.hardware.device)
    session.source.load_state(note["source"])
    session.step_count, session.pictures_seen = int(note["step"]), int(note["pictures_seen"])


def _below(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def _restore_optimiser(optimiser: torch.optim.Optimizer, saved: Mapping[str, Tensor]) -> None:
    parameters = [parameter for group in optimiser.param_groups for parameter in group["params"]]
    for key, value in saved.items():
        index, _, name = key.partition(".")
        parameter = parameters[int(index)]
        # The memory layout of its parameter, not of the file: fused updates rely on it.
        like = parameter if value.shape == parameter.shape else value
        restored = torch.empty_like(like, device=parameter.device)
        optimiser.state[parameter][name] = restored.detach().copy_(value)
