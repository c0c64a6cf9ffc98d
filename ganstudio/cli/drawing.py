"""`ganstudio sample`: pictures of a run or of an exported model as one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.core.controls import Control, ImageInput, Label, Latent
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels, sheet_shape, tile, write_png
from ganstudio.core.runs import RunStore
from ganstudio.export.onnx_session import Model, draw_latents


def draw(source: str, store: RunStore, out: Path, count: int, seed: int, label: str | None) -> None:
    """Write `count` pictures to `out`. The same seed gives the same pictures from a run and from its export."""
    if out.suffix.lower() != ".png":
        raise StudioError(f"{out.name} should end in .png.", "Choose another name.")
    if source.lower().endswith(".onnx"):
        model = Model(Path(source).expanduser())
        inputs = latents_and_labels(model.controls, count, seed, label)
        pictures = model.generate(dict(zip([c.name for c in model.controls], inputs, strict=True)))
    else:
        pictures = _from_run(store, source, count, seed, label)
    write_png(out, tile(pictures, *sheet_shape(count)))


def _from_run(store: RunStore, name: str, count: int, seed: int, label: str | None) -> Pixels:
    import torch

    from ganstudio.engine.sampling import to_pixels
    from ganstudio.export.to_onnx import Portable, trained_generator

    network, generator, _ = trained_generator(store.find(name))
    inputs = latents_and_labels(generator.controls, count, seed, label)
    portable = Portable(network, generator).eval()
    with torch.no_grad():
        parts = [to_pixels(portable(*(torch.from_numpy(values[at : at + 64]) for values in inputs)), (0.0, 1.0))
                 for at in range(0, count, 64)]  # fmt: skip
    return np.concatenate(parts)


def latents_and_labels(
    controls: Sequence[Control], count: int, seed: int, label: str | None
) -> list[npt.NDArray[np.float32] | npt.NDArray[np.int64]]:
    """Inputs in the order of `controls`: seeded noise, and one class or all of them in turn."""
    if label is not None and not any(isinstance(control, Label) for control in controls):
        raise StudioError("This generator has no classes.", "Leave --label out.")
    inputs: list[npt.NDArray[np.float32] | npt.NDArray[np.int64]] = []
    for control in controls:
        if isinstance(control, Latent):
            inputs.append(draw_latents(control, count, seed))
        elif isinstance(control, ImageInput):
            raise StudioError("This model colours drawings; it draws none of its own.", "Use `ganstudio colour`.")
        else:
            inputs.append(
                np.full(count, class_index(control, label)) if label else np.arange(count) % len(control.classes)
            )
    return inputs


def class_index(control: Label, name: str) -> int:
    """The number of the class called `name`. Raises StudioError with the names there are."""
    lowered = [known.lower() for known in control.classes]
    if name.lower() not in lowered:
        raise StudioError(f"There is no class {name!r}.", f"Choose one of {', '.join(control.classes)}.")
    return lowered.index(name.lower())
