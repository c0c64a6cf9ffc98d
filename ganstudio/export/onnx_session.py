"""Runs an exported generator: onnxruntime and numpy, no torch."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core import controls, interruption, outputs
from ganstudio.core.controls import Control, ImageInput, Label
from ganstudio.core.errors import StudioError
from ganstudio.core.files import digest
from ganstudio.core.pictures import Pixels
from ganstudio.core.player import Controlled
from ganstudio.core.text import readable
from ganstudio.export import answers
from ganstudio.export.foreign import remembered
from ganstudio.export.mixing import PORT, mixing
from ganstudio.export.opening import opened, opened_bytes, plain, run_options
from ganstudio.export.wiring import wired

METADATA_KEY = "ganstudio"
ATTENTION = "attention"  # a second output of models that have it
FORMAT = 1
_SAY_ANEW = "Say anew what it takes and gives, or export it again."
_CHUNK = 64  # pictures per call, so that memory stays small


class Model(Controlled):
    """One opened `.onnx` file that describes itself. Raises StudioError naming the file when it cannot be used.

    Files that other programs have halved, renamed, fixed or turned work too; `changes` says what was done to them.
    `tap` is a tensor inside that `looked` shows; `card` says what it is instead of the file.
    """

    def __init__(self, path: Path, threads: int = 1, tap: str = "", card: dict[str, Any] | None = None) -> None:
        self.path = path
        self._session, self._tap = opened(path, threads, tap), tap
        self.card = card or _card(path, self._session)
        declared = self._declared()
        session = self._session
        given = [each for each in session.get_outputs() if each.name != tap]
        port = str(self.card["outputs"][0].get("port") or self.gives.name)
        self._wiring = wired(readable(path.name), declared, port, session.get_inputs(), given)
        self.controls = self._wiring.controls
        self.changes = self._wiring.changes
        self._batch = self._wiring.batch
        self._try_out()

    def _declared(self) -> tuple[Control, ...]:
        """The controls that the card describes."""
        try:
            found = tuple(controls.from_json(item) for item in self.card["inputs"])
            self.gives = outputs.from_json(self.card["outputs"][0])
            int(self.card.get("step", 0))
            if not found:
                raise ValueError("no inputs")
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
            name = readable(self.path.name)
            raise StudioError(f"{name} has a damaged description ({error}).", "Export it again.") from None
        return found

    @property
    def size(self) -> int:
        """Pixels of the pictures that it was trained on; 0 where it gives none."""
        return self.gives.size if isinstance(self.gives, outputs.Picture) else 0

    @property
    def name(self) -> str:
        return readable(self.path.name)

    @property
    def mark(self) -> str:
        """SHA-256 of its file. Raises StudioError where that is gone."""
        return digest(self.path)

    @property
    def provider(self) -> str:
        """What really computes: "CUDA" or "CPU"."""
        name: str = self._session.get_providers()[0]
        return name.removesuffix("ExecutionProvider")

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]:
        """What it gives for `inputs` by control name: pictures N x C x H x W in [0, 1], or numbers.

        Raises StudioError for unfit ones, or a bad answer.
        """
        return np.concatenate([self._piece(part)[0] for part in self._pieces(inputs)])

    def looked(self, inputs: Mapping[str, npt.NDArray[Any]]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """What it gives, as `run` does, and what the tensor that was tapped holds for it, N x numbers."""
        answered, inside = zip(*(self._piece(part) for part in self._pieces(inputs)), strict=True)
        return np.concatenate(answered), np.concatenate(inside)

    def port(self, name: str) -> str:
        """What the file calls the input of the control called `name`."""
        return self._wiring.inputs[name].name

    def _pieces(self, inputs: Mapping[str, npt.NDArray[Any]]) -> list[dict[str, npt.NDArray[Any]]]:
        """Checked inputs in handfuls. Raises StudioError for unfit ones."""
        feeds = {control.name: self._fed(control, inputs) for control in self.controls}
        count, most = len(next(iter(feeds.values()))), self._batch or _CHUNK
        cuts = [0, *self._changes_of_shared(feeds), count]
        starts = [(at, min(at + most, end)) for begin, end in pairwise(cuts) for at in range(begin, end, most)]
        return [{name: values[at:end] for name, values in feeds.items()} for at, end in starts]

    def _changes_of_shared(self, feeds: Mapping[str, npt.NDArray[Any]]) -> list[int]:
        """Where a number that the file takes once for all pictures of a call is another one than before."""
        shared = [feeds[each.name] for each in self.controls if each.is_shared(self._wiring.inputs[each.name].shape)]
        changed = [np.flatnonzero((values[1:] != values[:-1]).any(1)) + 1 for values in shared]  # N x 1 each
        return sorted({int(at) for each in changed for at in each})

    def generate(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Pixels:
        """What it gives, as uint8 pictures N x C x H x W to be looked at. Raises StudioError for unfit inputs."""
        return answers.pixels(self.gives, self.run(inputs), self.name)

    @cached_property
    def _mixing(self) -> Any:
        """A session that takes shares of classes, or None; made when it is first asked for."""
        label = self.label
        turned = None if label is None else mixing(self.path, self.port(label.name), len(label.classes))
        session = None if turned is None else opened_bytes(turned)
        return session if session is not None and label is not None and self._agrees(session, label) else None

    def _agrees(self, session: Any, label: Label) -> bool:
        """Whether whole shares of single classes draw what their numbers draw."""
        feeds = self._example(2)
        feeds[label.name] = np.array([0, len(label.classes) - 1])
        ports = self._wiring.inputs
        filled = {ports[each.name].name: ports[each.name].feed(_filled(feeds[each.name], self._batch or 2), each)
                  for each in self.controls}  # fmt: skip
        try:
            (plain,) = self._session.run([self._wiring.output], filled)
            del filled[self.port(label.name)]
            rows = np.eye(len(label.classes), dtype=np.float32)[feeds[label.name]]
            (mixed,) = session.run([self._wiring.output], {**filled, PORT: _filled(rows, self._batch or 2)})
        except Exception:  # onnxruntime raises a dozen kinds of its own
            return False
        return bool(np.allclose(plain, mixed, atol=1e-3 * float(np.ptp(plain)) + 1e-6))

    @property
    def mixes(self) -> bool:
        """Whether it can be given shares of several classes at once, N x classes."""
        return self._takes_shares or self._mixing is not None

    @property
    def _takes_shares(self) -> bool:
        """Whether its classes are a row of fractions as they are."""
        return self.label is not None and self._wiring.inputs[self.label.name].is_float

    @property
    def attends(self) -> bool:
        """Whether it can say where each place of its picture looks."""
        return ATTENTION in [item.name for item in self._session.get_outputs()]

    def attention(self, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]:
        """Of one picture: places x seen places, both row by row, each row adds up to 1. Raises StudioError."""
        feeds = {control.name: self._fed(control, inputs) for control in self.controls}
        (rows,) = self._asked([ATTENTION], feeds, 1)
        found: npt.NDArray[np.float32] = np.asarray(rows, np.float32)[0]
        if (
            found.ndim != 2
            or not np.isfinite(found).all()
            or any(math.isqrt(side) ** 2 != side for side in found.shape)
        ):
            raise StudioError(f"The attention of {self.name} makes no sense: it is not shown.", answers.AGAIN)
        return found

    def _piece(self, feeds: Mapping[str, npt.NDArray[Any]]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """One call, and what was tapped: a handful for a fixed batch is filled up, what that adds is cut off again."""
        count = len(next(iter(feeds.values())))
        shape = self.gives.shape(self._batch or count, self._sides(feeds))
        answer, *tapped = self._asked([self._wiring.output, *([self._tap] if self._tap else [])], feeds, shape[0])
        if "channels last" not in self.changes and answers.channels_last(np.shape(answer), shape):
            self.changes = (*self.changes, "channels last")
        inside = np.asarray(tapped[0] if tapped else np.empty((count, 0)), np.float32)
        rows = inside.reshape(len(inside) if inside.ndim else 1, -1)[:count]
        if not np.isfinite(rows).all():
            raise StudioError(f"{self.name} has numbers inside that are not finite.", answers.AGAIN)
        try:
            found = answers.checked_as(self.gives, answer, self.name, shape, self._span, self._is_foreign)[:count]
        except StudioError as error:
            raise StudioError(error.message, _SAY_ANEW if self._is_foreign else error.hint) from None
        return found[:, ::-1] if self._is_blue_first else found, rows

    def _asked(self, names: list[str], feeds: Mapping[str, npt.NDArray[Any]], count: int) -> list[Any]:
        """The outputs called `names` for `count` rows. Raises StudioError."""
        ports = self._wiring.inputs
        mixed = self.label is not None and np.ndim(feeds[self.label.name]) == 2 and not self._takes_shares
        filled = {
            ports[control.name].name: ports[control.name].feed(_filled(feeds[control.name], count), control)
            for control in self.controls
            if not (mixed and control == self.label)
        }
        session = self._mixing if mixed else self._session
        if session is None:
            raise StudioError(f"{self.name} takes one class at a time.", "Choose one of them.")
        if mixed and self.label is not None:
            filled[PORT] = _filled(feeds[self.label.name], count)
        try:
            found: list[Any] = session.run(names, filled, run_options())
        except Exception as error:  # onnxruntime raises a dozen kinds of its own, shapes that do not fit among them
            interruption.check()
            raise StudioError(f"{self.name} cannot work on these inputs ({plain(error)}).", answers.AGAIN) from None
        return found

    @property
    def _is_foreign(self) -> bool:
        """Of another program, and described by a person: colours may go a little beyond black and white."""
        return bool(self.card.get("foreign"))

    @property
    def _is_blue_first(self) -> bool:
        return self._is_foreign and self.card["outputs"][0].get("order") == "bgr"

    @property
    def _span(self) -> tuple[float, float]:
        """What its answers call black and white."""
        return self.gives.value_range if isinstance(self.gives, outputs.Picture) else (0.0, 1.0)

    def _sides(self, feeds: Mapping[str, npt.NDArray[Any]]) -> tuple[int, int] | None:
        """Height and width of the picture that it is given, if it is."""
        shown = next((feeds[control.name] for control in self.images.values()), None)
        return None if shown is None else (shown.shape[2], shown.shape[3])

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
        if isinstance(self.gives, outputs.Picture) and answers.is_flat(answer, bool(self.images)):
            raise answers.flat(self.name)

    def _example(self, count: int) -> dict[str, npt.NDArray[Any]]:
        """Something of everything that it takes."""
        return {control.name: control.example(count) for control in self.controls}

    def _fed(self, control: Control, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[Any]:
        if inputs.get(control.name) is None:
            raise StudioError(f"{self.name} needs the input {control.name!r}.")
        values = control.checked(inputs[control.name], self.name)
        return values[:, ::-1] if self._is_blue_first and isinstance(control, ImageInput) else values


def _filled(values: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    """`count` rows: the last one again and again where there are fewer."""
    return values[np.minimum(np.arange(count), len(values) - 1)]


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


class ForeignModelError(StudioError):
    """A file of another program at `path`, of which nobody has said yet what it takes and gives."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{readable(path.name)} was not exported by GAN Studio.",
                         "Open it in Explore once, and say there what it takes.")  # fmt: skip
        self.path = path


def _parsed(path: Path, text: str) -> dict[str, Any]:
    text = text or remembered.text_of(path)
    if not text:
        raise ForeignModelError(path)
    try:
        card = json.loads(text)
        version = int(card["schema"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        raise StudioError(f"{path.name} has a damaged description.", "Export it again.") from None
    if version > FORMAT:
        raise StudioError(f"{path.name} was made by a newer GAN Studio.", "Update the program to open it.")
    return dict(card)
