"""Runs an exported generator: onnxruntime and numpy, no torch."""

from __future__ import annotations

import ctypes
import json
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core import controls
from ganstudio.core.controls import Control, ImageInput, Label, Latent
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels

METADATA_KEY = "ganstudio"
FORMAT = 1
_CHUNK = 64  # pictures per call, so that memory stays small


class Model:
    """One opened `.onnx` file that describes itself. Raises StudioError naming the file when it cannot be used."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        self.path = path
        self._session = opened(path, threads)
        self.card = _card(path, self._session)
        try:
            self.controls: tuple[Control, ...] = tuple(controls.from_json(item) for item in self.card["inputs"])
            output = self.card["outputs"][0]
            self.channels, self.size = int(output["channels"]), int(output["size"])
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise StudioError(f"{path.name} has a damaged description ({error}).", "Export it again.") from None
        self._check_inputs()

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
        """N x C x H x W in [0, 1] for `inputs` by control name, in one call. Raises StudioError for unfit ones."""
        feeds = {control.name: self._checked(control, inputs) for control in self.controls}
        try:
            pictures: npt.NDArray[np.float32] = self._session.run(["image"], feeds)[0]
        except Exception as error:  # onnxruntime raises a dozen kinds of its own, shapes that do not fit among them
            raise StudioError(
                f"{self.path.name} cannot work on these inputs ({str(error).splitlines()[0][:160]}).",
                "Choose another model.",
            ) from None
        return np.nan_to_num(pictures).clip(0.0, 1.0)

    def generate(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Pixels:
        """N x C x S x S uint8 pictures for `inputs` by control name. Raises StudioError for unfit ones."""
        feeds = {control.name: self._checked(control, inputs) for control in self.controls}
        count = len(next(iter(feeds.values())))
        parts = []
        for start in range(0, count, _CHUNK):
            part = {name: values[start : start + _CHUNK] for name, values in feeds.items()}
            parts.append(self._session.run(["image"], part)[0])
        pictures = np.concatenate(parts)
        pixels: Pixels = np.rint(np.nan_to_num(pictures) * 255.0).clip(0, 255).astype(np.uint8)
        return pixels

    def _checked(self, control: Control, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[Any]:
        values = inputs.get(control.name)
        if values is None:
            raise StudioError(f"{self.path.name} needs the input {control.name!r}.")
        if isinstance(control, Label):
            ids = np.asarray(values, dtype=np.int64)
            # The network would take any number without a complaint: an unknown class is caught here.
            if ids.size and not (ids.min() >= 0 and ids.max() < len(control.classes)):
                raise StudioError(f"{self.path.name} knows the classes 0 to {len(control.classes) - 1}.")
            return ids
        if isinstance(control, ImageInput):
            return self._checked_picture(control, np.asarray(values, dtype=np.float32))
        noise = np.asarray(values, dtype=np.float32)
        if noise.ndim != 2 or noise.shape[1] != control.size:
            raise StudioError(f"{self.path.name} takes {control.size} latent numbers per picture.")
        return noise

    def _checked_picture(self, control: ImageInput, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        fits = values.ndim == 4 and values.shape[1] == control.channels
        if not fits or any(side % control.multiple for side in values.shape[2:]):
            raise StudioError(
                f"{self.path.name} takes {control.name} of {control.channels} channels, its sides multiples of "
                f"{control.multiple}, not {' x '.join(map(str, values.shape[1:]))}."
            )
        return values

    def _check_inputs(self) -> None:
        actual = [item.name for item in self._session.get_inputs()]
        declared = [control.name for control in self.controls]
        if sorted(actual) != sorted(declared) or "image" not in [o.name for o in self._session.get_outputs()]:
            raise StudioError(
                f"{self.path.name} takes {', '.join(actual)}, but describes itself as taking {', '.join(declared)}.",
                "Export it again.",
            )


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


def opened(path: Path, threads: int) -> Any:
    """An onnxruntime session of any ONNX file. Raises StudioError when it cannot be run."""
    import onnxruntime

    if not path.is_file():
        raise StudioError(f"There is no model {path}.", "Check the spelling.")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # training may run beside it
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=providers())
    except Exception as error:  # onnxruntime raises a dozen kinds of its own
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StudioError(f"{path.name} cannot be run ({reason[:160]}).", "Export or download it again.") from None


@cache
def providers() -> list[str]:
    """CUDA only where a driver is: the package lists providers that do not work here."""
    library = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
    try:
        ctypes.CDLL(library)
    except OSError:
        return ["CPUExecutionProvider"]
    import onnxruntime

    if hasattr(onnxruntime, "preload_dlls"):
        onnxruntime.preload_dlls()
    return ["CUDAExecutionProvider", "CPUExecutionProvider"]
