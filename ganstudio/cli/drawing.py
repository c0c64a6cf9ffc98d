"""`ganstudio sample`: pictures of a run or of an exported model as one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ganstudio.core import files, resources
from ganstudio.core.controls import Control, Label, Network, first_of, images
from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Tokens
from ganstudio.core.pictures import sheet_shape, tile, write_png
from ganstudio.core.randomness import NumpyRandom
from ganstudio.core.runs import RunStore
from ganstudio.export.onnx_session import Model

if TYPE_CHECKING:
    from ganstudio.export.run_network import RunNetwork


def draw(
    source: str, store: RunStore, out: Path, count: int, seed: int, label: str | None, generator: str = ""
) -> str:  # fmt: skip
    """Write `count` pictures to `out`; returns what other programs did to the model, in words.

    The same seed gives the same pictures from a run and from its export.
    """
    if out.suffix.lower() not in (".png", ".txt"):
        raise _unfit(out)
    model = model_of(source)
    network: Model | RunNetwork = model or _of_run(store, source, generator)
    changes = model.changes if model else ()
    _write(out, network, _inputs(network, count, seed, label))
    return ", ".join(changes)


def model_of(source: str) -> Model | None:
    """A model in the box by its name, or a file by its path; None for what is neither. Raises StudioError."""
    shipped = {path.stem: path for path in resources.generators()}
    if source not in shipped and not source.lower().endswith(".onnx"):
        return None
    return Model(shipped.get(source) or files.expanded(Path(source)))


def _write(out: Path, network: Model | RunNetwork, inputs: dict[str, npt.NDArray[Any]]) -> None:
    """A sheet, or in a .txt file the lines of what writes."""
    if out.suffix.lower() == ".png":
        pictures = network.generate(inputs)
        write_png(out, tile(pictures, *sheet_shape(len(pictures))))
    elif isinstance(network.gives, Tokens):
        files.write_text(out, "".join(f"{line}\n" for line in network.gives.lines(network.run(inputs))))
    else:
        raise _unfit(out)


def _unfit(out: Path) -> StudioError:
    return StudioError(f"{out.name} should end in .png.", "Choose another name; lines of text go into a .txt file too.")


def _of_run(store: RunStore, name: str, generator: str) -> RunNetwork:
    from ganstudio.export.run_network import RunNetwork  # needs torch

    return RunNetwork(store.find(name), generator=generator)


def _inputs(network: Network, count: int, seed: int, label: str | None) -> dict[str, npt.NDArray[Any]]:
    values = latents_and_labels(network.controls, count, seed, label)
    return {control.name: value for control, value in zip(network.controls, values, strict=True)}


def latents_and_labels(controls: Sequence[Control], count: int, seed: int, label: str | None) -> list[npt.NDArray[Any]]:
    """Inputs in the order of `controls`: seeded noise and the like, and one class or all of them in turn."""
    if label is not None and first_of(Label, controls) is None:
        raise StudioError("This generator has no classes.", "Leave --label out.")
    if images(controls):
        raise StudioError("This model changes pictures; it draws none of its own.", "Use `ganstudio colour`.")
    random = [NumpyRandom(seed) for _ in controls]
    values = [control.arranged(1, count, False, each) for control, each in zip(controls, random, strict=True)]
    return [np.full(count, class_index(control, label)) if label and isinstance(control, Label) else value
            for control, value in zip(controls, values, strict=True)]  # fmt: skip


def class_index(control: Label, name: str) -> int:
    """The number of the class called `name`. Raises StudioError with the names there are."""
    lowered = [known.lower() for known in control.classes]
    if name.lower() not in lowered:
        raise StudioError(f"There is no class {name!r}.", f"Choose one of {', '.join(control.classes)}.")
    return lowered.index(name.lower())
