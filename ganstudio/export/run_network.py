"""The weights of a checkpoint as something that draws, without an export: to look at a run while it learns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from ganstudio.core.runs import Run
from ganstudio.engine.checkpoints import Checkpoint
from ganstudio.export.to_onnx import Portable, trained_generator


class RunNetwork:
    """A `core.controls.Network` of a run's checkpoint, the newest by default. Raises StudioError when there is none."""

    def __init__(self, run: Run, checkpoint: Checkpoint | None = None) -> None:
        network, generator, note = trained_generator(run, checkpoint)
        self._portable = Portable(network, generator).eval()
        self.controls = generator.controls
        self.size = run.state().picture[1]
        self.step = int(note["step"])

    @torch.no_grad()
    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]:
        feeds = [torch.from_numpy(np.ascontiguousarray(inputs[control.name])) for control in self.controls]
        pictures: npt.NDArray[np.float32] = self._portable(*feeds).numpy()
        return pictures
