"""Runs an exported generator: onnxruntime and numpy, no torch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core import controls
from ganstudio.core.controls import Control, ImageInput, Label, Latent
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.text import counted, readable
from ganstudio.export import answers
from ganstudio.export.opening import opened, plain
from ganstudio.export.wiring import wired

METADATA_KEY = "ganstudio"
FORMAT = 1
_CHUNK = 64  # pictures per call, so that memory stays small
_LOOK = 64  # px at least of the sketch that a model is tried out with


class Model:
    """One opened `.onnx` file that describes itself. Raises StudioError naming the file when it cannot be used.

    Files that other programs have halved, renamed, fixed or turned work too; `changes` says what was done to them.
    """

    def __init__(self, path: Path, threads: int = 1) -> None:
        self.path = path
        self._session = opened(path, threads)
        self.card = _card(path, self._session)
        declared = self._declared()
        session = self._session
        self._wiring = wired(readable(path.name), declared, session.get_inputs(), session.get_outputs())
        self.controls = self._wiring.controls
        self.changes = self._wiring.changes
        self._batch = self._wiring.batch
        self._try_out()

    def _declared(self) -> tuple[Control, ...]:
        """The controls that the card describes."""
        try:
            found = tuple(controls.from_json(item) for item in self.card["inputs"])
            output = self.card["outputs"][0]
            self.channels, self.size = int(output["channels"]), int(output["size"])
            int(self.card.get("step", 0))
            low, high = (float(bound) for bound in output.get("range", (0.0, 1.0)))
            self._span = low, high
            if not (found and self.channels in (1, 3) and self.size > 0 and low < high):
                raise ValueError("impossible numbers")
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            name = readable(self.path.name)
            raise StudioError(f"{name} has a damaged description ({error}).", "Export it again.") from None
        return found

    @property
    def name(self) -> str:
        return readable(self.path.name)

    @property
    def provider(self) -> str:
        """What really computes: "CUDA" or "CPU"."""
        name: str = self._session.get_providers()[0]
        return name.removesuffix("ExecutionProvider")

    @property
    def latent(self) -> Latent | None:
        return next((control for control in self.controls if isinstance(control, Latent)), None)

    @property
    def label(self) -> Label | None:
        return next((control for control in self.controls if isinstance(control, Label)), None)

    @property
    def images(self) -> dict[str, ImageInput]:
        """The pictures it takes, by role."""
        return {control.role: control for control in self.controls if isinstance(control, ImageInput)}

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]:
        """N x C x H x W in [0, 1] for `inputs` by control name. Raises StudioError for unfit ones, or a bad answer."""
        feeds = {control.name: self._checked(control, inputs) for control in self.controls}
        count, most = len(next(iter(feeds.values()))), self._batch or _CHUNK
        parts = [{name: values[at : at + most] for name, values in feeds.items()} for at in range(0, count, most)]
        return np.concatenate([self._piece(part) for part in parts])

    def generate(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Pixels:
        """N x C x S x S uint8 pictures for `inputs` by control name. Raises StudioError for unfit ones."""
        return answers.pixels(self.run(inputs), self.name)

    def _piece(self, feeds: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]:
        """One call: the last handful for a fixed batch is filled up, and what that adds is cut off again."""
        ports, count = self._wiring.inputs, len(next(iter(feeds.values())))
        shape = (self._batch or count, self.channels, *self._sides(feeds))
        filled = {
            ports[control.name].name: ports[control.name].feed(_filled(feeds[control.name], shape[0]), control)
            for control in self.controls
        }
        try:
            (answer,) = self._session.run([self._wiring.output], filled)
        except Exception as error:  # onnxruntime raises a dozen kinds of its own, shapes that do not fit among them
            raise StudioError(f"{self.name} cannot work on these inputs ({plain(error)}).", answers.AGAIN) from None
        if "channels last" not in self.changes and answers.channels_last(np.shape(answer), shape):
            self.changes = (*self.changes, "channels last")
        return answers.checked(answer, self.name, shape, self._span)[:count]

    def _sides(self, feeds: Mapping[str, npt.NDArray[Any]]) -> tuple[int, int]:
        """Height and width of the answer."""
        shown = next((feeds[control.name] for control in self.images.values()), None)
        return (self.size, self.size) if shown is None else (shown.shape[2], shown.shape[3])

    def _try_out(self) -> None:
        """One look at what it answers before anybody relies on it. Raises StudioError."""
        try:
            answer = self.run(self._example(2))
        except StudioError:
            if self._batch is not None:
                raise
            self._batch = 1  # often baked into a file that declares any number
            answer = self.run(self._example(1))
            self.changes = (*self.changes, "one at a time")
        if answers.is_flat(answer, bool(self.images)):
            raise answers.flat(self.name)

    def _example(self, count: int) -> dict[str, npt.NDArray[Any]]:
        """Something of everything that it takes: noise, the first class, a sketch with a cross, no hints."""
        made: dict[str, npt.NDArray[Any]] = {}
        for control in self.controls:
            if isinstance(control, Latent):
                made[control.name] = draw_latents(control, count, 0)
            elif isinstance(control, Label):
                made[control.name] = np.zeros(count, np.int64)
            else:
                made[control.name] = _example_picture(control, count)
        return made

    def _checked(self, control: Control, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[Any]:
        values = inputs.get(control.name)
        if values is None:
            raise StudioError(f"{self.name} needs the input {control.name!r}.")
        if isinstance(control, Label):
            ids = np.asarray(values, dtype=np.int64)
            # The network would take any number without a complaint: an unknown class is caught here.
            if ids.size and not (ids.min() >= 0 and ids.max() < len(control.classes)):
                raise StudioError(f"{self.name} knows the classes 0 to {len(control.classes) - 1}.")
            return ids
        if isinstance(control, ImageInput):
            return self._checked_picture(control, np.asarray(values, dtype=np.float32))
        noise = np.asarray(values, dtype=np.float32)
        if noise.ndim != 2 or noise.shape[1] != control.size:
            raise StudioError(f"{self.name} takes {control.size} latent numbers per picture.")
        return noise

    def _checked_picture(self, control: ImageInput, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        fits = values.ndim == 4 and values.shape[1] == control.channels
        if not fits or any(side % control.multiple for side in values.shape[2:]):
            sides = "sides of exactly" if control.largest else "its sides multiples of"
            raise StudioError(
                f"{self.name} takes {control.name} of {counted(control.channels, 'channel')}, {sides} "
                f"{control.multiple} px, not {' x '.join(map(str, values.shape[1:]))}."
            )
        return values


def _filled(values: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    """`count` rows: the last one again and again where there are fewer."""
    return values[np.minimum(np.arange(count), len(values) - 1)]


def _example_picture(control: ImageInput, count: int) -> npt.NDArray[np.float32]:
    side = control.multiple * -(-_LOOK // control.multiple)
    planes = np.full((count, control.channels, side, side), control.role != "hints", np.float32)
    if control.role != "hints":
        planes[:, :, side // 2, :] = planes[:, :, :, side // 2] = 0.0
    return planes


def draw_latents(control: Latent, count: int, seed: int) -> npt.NDArray[np.float32]:
    """count x size numbers from the control's prior; picture i of a seed is the same for every count."""
    chance = np.random.default_rng(seed)
    if control.prior == "uniform":
        return chance.uniform(-1.0, 1.0, (count, control.size)).astype(np.float32)
    return chance.standard_normal((count, control.size)).astype(np.float32)


def read_card(path: Path) -> dict[str, Any]:
    """What a file says of itself, without running it. Raises StudioError when it is not one of ours."""
    import onnx  # takes a moment to import

    try:
        model = onnx.load_model(path, load_external_data=False)
    except Exception as error:  # protobuf raises its own kinds
        raise StudioError(f"{path.name} is not an ONNX model.", "Choose another file.") from error
    texts = {entry.key: entry.value for entry in model.metadata_props}
    return _parsed(path, texts.get(METADATA_KEY, ""))


def _card(path: Path, session: Any) -> dict[str, Any]:
    return _parsed(path, session.get_modelmeta().custom_metadata_map.get(METADATA_KEY, ""))


def _parsed(path: Path, text: str) -> dict[str, Any]:
    if not text:
        raise StudioError(f"{path.name} was not exported by GAN Studio.", "Open a model from your Library.")
    try:
        card = json.loads(text)
        version = int(card["schema"])
    except (ValueError, KeyError, TypeError):
        raise StudioError(f"{path.name} has a damaged description.", "Export it again.") from None
    if version > FORMAT:
        raise StudioError(f"{path.name} was made by a newer GAN Studio.", "Update the program to open it.")
    return dict(card)
