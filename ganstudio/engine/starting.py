"""A new training that begins with what another one has learned: weights by their names, as far as shapes fit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.runs import Run
from ganstudio.engine import checkpoints
from ganstudio.engine.session import Session


def begin(session: Session, tensors: Mapping[str, Tensor]) -> tuple[int, int]:
    """Give a session that has not begun the weights that fit, averaged ones first; how many of its tensors that were.

    Averages begin with the same; optimisers begin anew. Raises StudioError where nothing fits.
    """
    taken = total = 0
    for name, network in session.kept.items():
        own = network.state_dict()
        given = {**_below(tensors, f"network.{name}."), **_below(tensors, f"average.{name}.")}
        fitting = {key: value for key, value in given.items() if key in own and own[key].shape == value.shape}
        network.load_state_dict(fitting, strict=False)
        if name in session.averages:
            session.averages[name].module.load_state_dict(network.state_dict())
        taken, total = taken + len(fitting), total + len(own)
    if not taken:
        raise StudioError("None of the weights that this run was to begin with fits its networks.",
                          "Choose a run of the same family, or leave --start-from out.")  # fmt: skip
    return taken, total


def tensors_of(source: Path) -> dict[str, Tensor]:
    """The weights of a run (its newest checkpoint), or of a `.safetensors` file. Raises StudioError."""
    if source.is_file():
        try:
            with explaining(source, "read"):
                return load_file(source)
        except (SafetensorError, ValueError):
            raise StudioError(f"{source} is no file of weights.", "Choose a .safetensors file, or a run.") from None
    found, complaints = checkpoints.newest_intact(Run(source).checkpoints)
    if found is None:
        why = complaints[0] if complaints else "it has not saved anything, or is not there"
        raise StudioError(f"The run {source.name} is nothing to begin with: {why}", "Choose another --start-from.")
    return checkpoints.read(found)[1]


def _below(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
