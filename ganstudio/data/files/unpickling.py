"""Pickles of strangers (CIFAR is kept in them) read without running anything: plain values and arrays of numbers."""

from __future__ import annotations

import io
import pickle
import pickletools
from typing import Any

import numpy as np
import numpy.typing as npt

_KINDS = frozenset({"u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "b1"})


class Kind:
    """Stands for numpy.dtype."""

    def __init__(self, code: object = "", *_rest: object) -> None:
        self.code, self.order = _text(code), "|"

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        order = _text(state[1])
        self.order = order if order in ("<", ">") else "|"

    def dtype(self) -> np.dtype[Any]:
        if self.code not in _KINDS:
            raise pickle.UnpicklingError("an array of other things than whole numbers")
        return np.dtype(f"{self.order}{self.code}")


def _text(value: object) -> object:
    """Python 2 wrote its strings as bytes."""
    return value.decode("latin1") if isinstance(value, bytes) else value


class PickledArray:
    """Stands for an array until it is known that nothing but numbers is in it."""

    def __init__(self, raw: object = b"", kind: object = None, shape: object = (0,), order: object = "C") -> None:
        self.raw, self.kind, self.shape, self.order = raw, kind, shape, order

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.shape, self.kind, fortran, self.raw = state
        self.order = "F" if fortran else "C"

    def numbers(self) -> npt.NDArray[Any]:
        """Raises ValueError when shape, kind and bytes do not fit."""
        if not isinstance(self.kind, Kind) or not isinstance(self.raw, (bytes, bytearray)):
            raise ValueError("an array without its bytes")
        flat: npt.NDArray[Any] = np.frombuffer(self.raw, self.kind.dtype())
        return flat.reshape(self.shape, order=self.order)  # type: ignore[call-overload,no-any-return]


def _latin(text: str, _encoding: str = "latin1") -> bytes:
    return text.encode("latin1")


def _empty(*_arguments: object) -> PickledArray:
    return PickledArray()  # what it holds comes after


_ALLOWED = {
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _empty for core in ("core", "_core")},
    **{(f"numpy.{core}.numeric", "_frombuffer"): PickledArray for core in ("core", "_core")},
    ("numpy", "ndarray"): PickledArray, ("numpy", "dtype"): Kind, ("_codecs", "encode"): _latin,
}  # fmt: skip


class _Restricted(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}, which pictures do not need") from None


def restricted_load(data: bytes) -> dict[bytes, Any]:
    """The dictionary in a pickle of plain values and arrays. Raises UnpicklingError or ValueError for anything else."""
    _check(data)
    content = _Restricted(io.BytesIO(data), encoding="bytes").load()
    if not isinstance(content, dict):
        raise pickle.UnpicklingError("not a dictionary")
    return {key.encode() if isinstance(key, str) else key: value for key, value in content.items()}


def _check(data: bytes) -> None:
    """Refuse what costs memory or time without end: places far beyond the file, and tuples of tuples of tuples."""
    before, places, tuples = "", set[int](), set[int]()
    for code, argument, _ in pickletools.genops(data):
        name = code.name
        if name in ("PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE"):
            place = len(places) if name == "MEMOIZE" else int(argument or 0)
            if place > len(data):
                raise pickle.UnpicklingError("it claims more values than it has bytes")
            places.add(place)
            if before.startswith("TUPLE"):
                tuples.add(place)
        elif name == "DUP" or (name in ("GET", "BINGET", "LONG_BINGET") and int(argument or 0) in tuples):
            raise pickle.UnpicklingError("it uses the same values over and over")
        before = name
