"""The weights of a colouring model that was exported, for a new training to begin with.

    python packaging/weights_of.py resources/models/cartoon-faces.onnx cartoon-faces.safetensors
    ganstudio train --family colouring --preset drawings --data cartoon-drawings --start-from cartoon-faces.safetensors

The exporter keeps the names of weights, but writes group norms as a product and a sum, and biases that are always
equal only once; both are found again by the order in which the network computes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper
from safetensors.numpy import save_file

_PREFIX = "network."
_TWINS = {"given.2": "down.1", "given.3": "down.2", "given.4": "merge.0", "given.5": "merge.1", "given.6": "merge.2"}

Array = npt.NDArray[np.float32]


def norms() -> Iterator[str]:
    """The group norms of `engine.unet.ColouringUNet` as they are computed."""
    pair = ("norms.0", "norms.1")
    for level in (0, 1):
        yield from (f"encoder.{level}.{each}" for each in pair)
    yield from (f"encoder.2.0.{each}" for each in pair)
    yield "encoder.2.1.norm"
    yield from (f"middle.{block}.{each}" for block in range(4) for each in pair)
    yield from (f"decoder.2.0.{each}" for each in pair)
    yield "decoder.2.1.norm"
    for level in (1, 0):
        yield from (f"decoder.{level}.{each}" for each in pair)
    yield "last"


def weights(path: Path) -> dict[str, Array]:
    """By the names of a checkpoint."""
    graph = onnx.load_model(path).graph
    tensors = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found = {name.removeprefix(_PREFIX): value for name, value in tensors.items() if name.startswith(_PREFIX)}
    scales = [tensors[name] for node in graph.node if node.op_type in ("Mul", "Add") for name in node.input
              if name in tensors and tensors[name].ndim == 3 and tensors[name].shape[1:] == (1, 1)]  # fmt: skip
    for name, scale, shift in zip(norms(), scales[::2], scales[1::2], strict=True):
        found[f"{name}.weight"], found[f"{name}.bias"] = scale.reshape(-1), shift.reshape(-1)
    for twin, other in _TWINS.items():
        found.setdefault(f"{twin}.bias", found[f"{other}.bias"])
    return {f"network.generator.{name}": np.ascontiguousarray(value) for name, value in found.items()}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("model", type=Path)
    asked.add_argument("out", type=Path)
    given = asked.parse_args()
    save_file(weights(given.model), given.out)


if __name__ == "__main__":
    main()
