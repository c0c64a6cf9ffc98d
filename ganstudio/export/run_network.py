"""The weights of a checkpoint as something that draws, without an export: to look at a run while it learns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Picture
from ganstudio.core.pictures import Pixels
from ganstudio.core.player import Controlled
from ganstudio.core.runs import Run
from ganstudio.core.text import readable
from ganstudio.engine.checkpoints import Checkpoint
from ganstudio.export import answers
from ganstudio.export.to_onnx import Portable, trained_generator

_CHUNK = 64  # pictures per call, so that memory stays small


class RunNetwork(Controlled):
    """A `core.player.Player` of a run's checkpoint, the newest and the first generator by default.

    `averaged` weights, else those that learn. Raises StudioError when there is none.
    """

    provider = "torch"
    attends = mixes = False
    changes: tuple[str, ...] = ()

    def __init__(
        self, run: Run, checkpoint: Checkpoint | None = None, generator: str = "", averaged: bool = True
    ) -> None:
        network, declared, note = trained_generator(run, checkpoint, generator, averaged)
        self._portable = Portable(network, declared).eval()
        self.controls, self.gives = declared.controls, declared.gives
        self.path = run.folder
        self.step = int(note["step"])
        state = run.state()
        self.channels = state.picture[0]
        self.size = state.picture[1] if isinstance(self.gives, Picture) else 0
        self.card: dict[str, Any] = {
            "name": state.title, "step": self.step, "source": run.id, "family": run.recipe().family,
            "dataset": {"name": state.data},
        }  # fmt: skip
        self.mark = run.mark
        self.name = f"The run {readable(run.id)}"

    @torch.no_grad()
    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]:
        feeds = [torch.from_numpy(np.ascontiguousarray(inputs[control.name])) for control in self.controls]
        answer: npt.NDArray[np.float32] = self._portable(*feeds).numpy()
        return answers.checked_as(self.gives, answer, self.name, answer.shape)

    def attention(self, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]:
        raise StudioError(f"{self.name} shows where it looks once it is exported.", "Export it first.")

    def generate(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Pixels:
        """What it gives for `inputs` by control name, as uint8 pictures. Raises StudioError when they show nothing."""
        count = len(next(iter(inputs.values())))
        parts = [{name: values[at : at + _CHUNK] for name, values in inputs.items()} for at in range(0, count, _CHUNK)]
        return answers.pixels(self.gives, np.concatenate([self.run(part) for part in parts]), self.name)
