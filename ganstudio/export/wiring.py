"""Which input of an ONNX file is which control, when other programs have renamed, halved, fixed or turned them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.controls import Control, ImageInput, images
from ganstudio.core.errors import StudioError
from ganstudio.core.text import listed
from ganstudio.export.answers import AGAIN

_KINDS: dict[str, type[np.generic]] = {
    "tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(double)": np.float64,
    "tensor(int64)": np.int64, "tensor(int32)": np.int32,
}  # fmt: skip
_FLOATS = (np.float32, np.float16, np.float64)


@dataclass(frozen=True)
class Port:
    """An input as the file declares it; a side of `shape` is None where it is free."""

    name: str
    kind: type[np.generic] | None
    shape: tuple[int | None, ...]

    @property
    def is_float(self) -> bool:
        return self.kind in _FLOATS

    def feed(self, values: npt.NDArray[Any], control: Control) -> npt.NDArray[Any]:
        """Numbers of a control as this input takes them."""
        turned = control.as_wired(values, self.shape, self.is_float)
        turned = turned.transpose(0, 2, 3, 1) if self.takes_channels_last(control) else turned
        return np.ascontiguousarray(turned, dtype=self.kind)

    def takes_channels_last(self, control: Control) -> bool:
        return isinstance(control, ImageInput) and control.comes_last(self.shape)


@dataclass(frozen=True)
class Wiring:
    """`controls` as the file takes them, its inputs by their names, its output, and the batch it insists on, if any.

    `changes` says in a few words what somebody did to the file.
    """

    controls: tuple[Control, ...]
    inputs: Mapping[str, Port]
    output: str
    batch: int | None
    changes: tuple[str, ...]


def wired(name: str, controls: Sequence[Control], gives: str, inputs: Sequence[Any], outputs: Sequence[Any]) -> Wiring:
    """The inputs and outputs of a session matched with what its card declares. Raises StudioError naming the file."""
    ports = ports_of(inputs)
    found = _matched(name, controls, ports)
    output = _output(name, [item.name for item in outputs], gives)
    batch = next((port.shape[0] for port in found.values() if len(port.shape) > 1 and port.shape[0] is not None), None)
    fitted = tuple(_sized(name, control, found[control.name]) for control in controls)
    return Wiring(fitted, found, output, batch, tuple(_changes(fitted, found, output == gives, batch)))


def ports_of(inputs: Sequence[Any]) -> list[Port]:
    """What a session declares."""
    return [Port(item.name, _KINDS.get(item.type), _sides(item.shape)) for item in inputs]


def _sides(shape: Sequence[Any]) -> tuple[int | None, ...]:
    return tuple(side if isinstance(side, int) and side > 0 else None for side in shape)


def _matched(name: str, controls: Sequence[Control], ports: Sequence[Port]) -> dict[str, Port]:
    """By name, and by kind where exactly one is left that fits."""
    by_name = {port.name: port for port in ports}
    found = {each.name: by_name[each.name] for each in controls if each.name in by_name}
    for control in controls:
        if control.name not in found:
            free = [port for port in ports if port not in found.values()]
            left = [port for port in free if _fits(control, port)] or [port for port in free if _takes(control, port)]
            if len(left) == 1:
                found[control.name] = left[0]
    if len(found) != len(ports) or len(found) != len(controls):
        takes, says = listed([port.name for port in ports]), listed([control.name for control in controls])
        raise StudioError(f"{name} takes {takes or 'nothing'}, but describes itself as taking {says}.", AGAIN)
    for control in controls:
        if not _takes(control, found[control.name]):
            raise StudioError(f"The input {found[control.name].name} of {name} does not take {control.words}.", AGAIN)
    return found


def _fits(control: Control, port: Port) -> bool:
    of_kind = port.kind in (np.int64, np.int32) if control.whole else port.is_float
    return of_kind and control.fits(port.shape)


def _takes(control: Control, port: Port) -> bool:
    """The same, or in a form that other programs use."""
    return _fits(control, port) or (port.is_float and control.fits_spread(port.shape))


def _output(name: str, names: Sequence[str], wanted: str) -> str:
    if wanted in names:
        return wanted
    if len(names) == 1:
        return names[0]
    raise StudioError(f"{name} has the outputs {listed(names)}, none of them called {wanted!r}.", AGAIN)


def _sized(name: str, control: Control, port: Port) -> Control:
    """A picture input whose sides were fixed takes that size only; larger drawings are shown to it in parts."""
    if not isinstance(control, ImageInput):
        return control
    height, width = port.shape[1:3] if port.takes_channels_last(control) else port.shape[2:]
    if height is None and width is None:
        return control
    if height != width or height is None or height % control.multiple:
        raise StudioError(
            f"The input {port.name} of {name} was fixed at {width or 'any'} x {height or 'any'} px, which is not a "
            f"square of a multiple of {control.multiple}.", AGAIN,
        )  # fmt: skip
    return replace(control, multiple=height, largest=height)


def _changes(controls: Sequence[Control], found: Mapping[str, Port], same_output: bool, batch: int | None) -> list[str]:
    """What was done to the file since it was exported, in a few words each."""
    changes = []
    if any(port.kind is np.float16 for port in found.values()):
        changes.append("half precision")
    if any(name != port.name for name, port in found.items()) or not same_output:
        changes.append("renamed")
    if batch is not None:
        changes.append("one at a time" if batch == 1 else f"{batch} at a time")
    changes += [f"{each.largest} px only" for each in images(controls).values() if each.largest][:1]
    if any(found[control.name].takes_channels_last(control) for control in controls):
        changes.append("channels last")
    return changes
