"""Exported generators of a few nodes whose pictures follow from their noise in a way that a test can foresee."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from ganstudio.core.controls import Control, Label, Latent
from ganstudio.core.outputs import Picture
from ganstudio.export.onnx_session import FORMAT, METADATA_KEY

SIDE = 8
CLASSES = ("cat", "dog", "owl")


def places(rows: slice, columns: slice, strength: float) -> npt.NDArray[np.float32]:
    """A row of weights: how much one latent number brightens a rectangle of the picture."""
    picture = np.zeros((SIDE, SIDE), np.float32)
    picture[rows, columns] = strength
    return picture.ravel()


def three_things(size: int = 6) -> npt.NDArray[np.float32]:
    """Weights of `size` latent numbers: the top, the left of the bottom and a corner of it; the others do nothing."""
    weights = np.zeros((size, SIDE * SIDE), np.float32)
    weights[0] = places(slice(0, 4), slice(None), 0.5)
    weights[1] = places(slice(4, 8), slice(0, 4), 0.4)
    weights[2] = places(slice(6, 8), slice(6, 8), 0.4)
    return weights


def write_generator(
    path: Path, weights: npt.NDArray[np.float32], prior: str = "normal", classes: Sequence[str] = (), fill: float = 0.5,
    latent_last: bool = False,
) -> Path:  # fmt: skip
    """Pictures of 8 x 8 grey pixels: sigmoid(z W), made darker by the number of the class where there are any."""
    size = len(weights)
    ends = ["shade", "z"] if latent_last else ["z", "shade"]
    shade = np.full((1, weights.shape[1]), -fill, np.float32)
    rows = np.concatenate([shade, weights] if latent_last else [weights, shade])
    nodes = [helper.make_node("Concat", ends, ["joined"], axis=1)] if classes else []
    nodes += [
        helper.make_node("Gemm", ["joined" if classes else "z", "weights"], ["linear"]),
        helper.make_node("Sigmoid", ["linear"], ["bright"]),
        helper.make_node("Reshape", ["bright", "shape"], ["image"]),
    ]
    constants = {"weights": rows if classes else weights, "shape": np.array([-1, 1, SIDE, SIDE], np.int64)}
    controls: list[Control] = [Latent("z", size, prior)]
    inputs = [helper.make_tensor_value_info("z", TensorProto.FLOAT, ["batch", size])]
    if classes:
        controls.append(Label("class_id", tuple(classes)))
        inputs.append(helper.make_tensor_value_info("class_id", TensorProto.INT64, ["batch"]))
        constants["column"] = np.array([1], np.int64)
        nodes[:0] = [
            helper.make_node("Unsqueeze", ["class_id", "column"], ["one"]),
            helper.make_node("Cast", ["one"], ["shade"], to=TensorProto.FLOAT),
        ]
    return write(path, nodes, inputs, constants, controls)


def write(
    path: Path, nodes: Sequence[Any], inputs: Sequence[Any], constants: dict[str, npt.NDArray[Any]],
    controls: Sequence[Control],
) -> Path:  # fmt: skip
    """A file with the description that the program gives its own."""
    output = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 1, SIDE, SIDE])
    initializers = [numpy_helper.from_array(values, name) for name, values in constants.items()]
    graph = helper.make_graph(list(nodes), "generator", list(inputs), [output], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    card = {
        "schema": FORMAT, "name": path.stem, "task": "latent", "step": 1, "classes": list(CLASSES),
        "inputs": [each.described() for each in controls], "outputs": [Picture(1, SIDE, (0.0, 1.0)).described()],
    }  # fmt: skip
    helper.set_model_props(model, {METADATA_KEY: json.dumps(card)})
    onnx.save(model, path)
    return path
