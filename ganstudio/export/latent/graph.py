"""The first layer that a latent input meets in an ONNX graph: its weights, and a tensor behind it to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.core.text import readable

Weights = npt.NDArray[np.float64]
_WEIGHTED = frozenset({"Gemm", "MatMul", "ConvTranspose", "Conv"})
# Behind these every latent number still stands where it stood.
_IN_PLACE = frozenset({"Identity", "Cast", "Add", "Sub", "Mul", "Div", "Reshape", "Flatten", "Unsqueeze", "Squeeze"})
_ACTIVATIONS = frozenset(
    {"Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "Gelu", "Tanh", "Sigmoid", "Softplus", "HardSwish", "Mish"}
)
_NEAR = 8  # nodes between a layer and its activation


@dataclass(frozen=True)
class FirstLayer:
    """`weights` are L x F, a row for each latent number, or None where they cannot be told.

    `tensor` is what its activation gives (its own output where none follows); "" where that is the picture already.
    """

    operator: str
    weights: Weights | None
    tensor: str


def first_layer(path: Path, port: str, size: int) -> FirstLayer | None:
    """The layer that the `size` numbers of the input `port` meet first; None where there is none of a known kind.

    Raises StudioError where the file cannot be read.
    """
    import onnx  # takes a moment to import

    try:
        model = onnx.load_model(path)
    except Exception as error:  # protobuf raises its own kinds
        raise StudioError(f"{readable(path.name)} is not an ONNX model.", "Choose another file.") from error
    widths = _widths(model)
    columns: dict[str, int | None] = {port: 0}  # tensors that the input reaches, and where its numbers begin there
    for node in model.graph.node:
        if not any(name in columns for name in node.input):
            continue
        if node.op_type in _WEIGHTED and node.input[0] in columns:
            weights = _weights(model.graph, node, columns[node.input[0]], size)
            return FirstLayer(node.op_type, weights, _behind(model.graph, node))
        columns |= dict.fromkeys(node.output, _column(node, columns, widths))
    return None


def _column(node: Any, columns: Mapping[str, int | None], widths: Mapping[str, int]) -> int | None:
    """Where the latent numbers begin in what `node` gives; None where that cannot be told."""
    if node.op_type in _IN_PLACE:
        return next(columns[name] for name in node.input if name in columns)
    if node.op_type != "Concat":
        return None
    before = 0
    for name in node.input:
        if name in columns:
            inside = columns[name]
            return None if inside is None else before + inside
        if name not in widths:
            return None
        before += widths[name]
    return None


def _widths(model: Any) -> dict[str, int]:
    """The second side of every tensor of two sides that is known."""
    import onnx

    try:
        graph = onnx.shape_inference.infer_shapes(model).graph
    except Exception:  # of odd or huge graphs; their inputs are declared all the same
        graph = model.graph
    shapes = {each.name: each.type.tensor_type.shape.dim for each in (*graph.input, *graph.value_info)}
    return {name: dims[1].dim_value for name, dims in shapes.items() if len(dims) == 2 and dims[1].dim_value > 0}


def _weights(graph: Any, node: Any, column: int | None, size: int) -> Weights | None:
    from onnx import numpy_helper

    tensor = next((each for each in graph.initializer if each.name == node.input[1]), None)
    if tensor is None or column is None:
        return None
    rows = _rows(node, numpy_helper.to_array(tensor).astype(np.float64))
    if rows is None or len(rows) < column + size or not np.isfinite(rows).all():
        return None
    return rows[column : column + size]


def _rows(node: Any, weights: Weights) -> Weights | None:
    """Weights of any of the kinds as inputs x outputs."""
    values = {each.name: each.i for each in node.attribute}
    if values.get("group", 1) != 1:
        return None
    if node.op_type in ("Gemm", "MatMul"):
        turned = weights.T if values.get("transB", 0) else weights
        return turned if turned.ndim == 2 else None
    inputs_first = weights if node.op_type == "ConvTranspose" else weights.swapaxes(0, 1)
    return inputs_first.reshape(len(inputs_first), -1)


def _behind(graph: Any, node: Any) -> str:
    """The tensor to look at: an activation is what tells directions of one layer from those of its weights alone."""
    given = {each.name for each in graph.output}
    name = own = node.output[0]
    for _ in range(_NEAR):
        users = [each for each in graph.node if name in each.input]
        if len(users) != 1:
            break
        name = users[0].output[0]
        if users[0].op_type in _ACTIVATIONS:
            return "" if name in given else str(name)
    return "" if own in given else str(own)
