"""How many classes an input of whole numbers knows, read from what its graph does with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_IN_PLACE = frozenset({"Identity", "Cast", "Reshape", "Flatten", "Unsqueeze", "Squeeze"})


def classes_of(path: Path, port: str) -> int:
    """Rows of the table that the numbers of the input `port` choose from, or the depth of their one-hot; 0: unknown."""
    import onnx  # takes a moment to import

    try:
        return _classes_of(onnx.load_model(path).graph, port)
    except Exception:  # protobuf raises its own kinds, and graphs are odd: a person is asked then
        return 0


def _classes_of(graph: Any, port: str) -> int:
    reached = {port}
    for node in graph.node:
        if not node.input or node.op_type not in {*_IN_PLACE, "Gather", "OneHot"}:
            continue
        if node.op_type == "Gather" and len(node.input) > 1 and node.input[1] in reached:
            return _rows(graph, node.input[0])
        if node.op_type == "OneHot" and node.input[0] in reached:
            return _number(graph, node.input[1])
        if node.input[0] in reached:
            reached.update(node.output)
    return 0


def _rows(graph: Any, name: str) -> int:
    return next((int(each.dims[0]) for each in graph.initializer if each.name == name and each.dims), 0)


def _number(graph: Any, name: str) -> int:
    from onnx import numpy_helper

    tensors = [each for each in graph.initializer if each.name == name]
    tensors += [node.attribute[0].t for node in graph.node if node.op_type == "Constant" and name in node.output]
    return int(numpy_helper.to_array(tensors[0]).reshape(-1)[0]) if tensors else 0
