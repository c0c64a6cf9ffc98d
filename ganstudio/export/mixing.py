"""Files that take the number of a class, turned so that they take shares of all classes: what lies between two.

A network makes a row of a table, or a one-hot row, out of the number first. Everything behind that is left as it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ganstudio.export.class_rows import ClassRows, rows_of

PORT = "shares"  # the new input, N x classes


def mixing(path: Path, port: str, classes: int) -> bytes | None:
    """The file at `path` taking shares of `classes` instead of the number `port`; None where it cannot be told how."""
    try:
        return _turned(path, port, classes)
    except Exception:  # protobuf raises its own kinds, for files beyond 2 GB too; such a file takes one class at a time
        return None


def _turned(path: Path, port: str, classes: int) -> bytes | None:
    import onnx  # takes a moment to import
    from onnx import TensorProto, helper

    model = onnx.load_model(path)
    graph = model.graph
    found = rows_of(graph, port)
    for at, each in enumerate(found):
        _turn(graph, each, f"{PORT}_rows_{at}")
    graph.input.append(helper.make_tensor_value_info(PORT, TensorProto.FLOAT, [None, classes]))
    left = _without(model, port)
    asked_again = any(each.name == port for each in left.graph.input)  # where rows are not all that is made of it
    return None if asked_again or not found else bytes(left.SerializeToString())


def _turn(graph: Any, rows: ClassRows, made: str) -> None:
    """Let what used the rows use as much of each as the shares say; `made` is a new tensor."""
    from onnx import helper

    if rows.table:
        at = list(graph.node).index(rows.node)
        graph.node.insert(at, helper.make_node("MatMul", [PORT, rows.table], [made]))
        _use(graph, rows.node.output[0], made)
    else:
        _use(graph, _cast_of(graph, rows.node).output[0], PORT)


def _cast_of(graph: Any, node: Any) -> Any:
    """The last of the casts behind a one-hot row, which makes fractions of it."""
    while True:
        users = [each for each in graph.node if node.output[0] in each.input]
        if len(users) != 1 or users[0].op_type != "Cast":
            return node
        node = users[0]


def _use(graph: Any, old: str, new: str) -> None:
    for node in graph.node:
        for place, name in enumerate(node.input):
            if name == old:
                node.input[place] = new


def _without(model: Any, port: str) -> Any:
    """Nothing asks for the number any more: what only led there goes, as onnxruntime wants every input fed."""
    graph = model.graph
    given = {each.name for each in graph.output}
    while True:
        used = given | {name for node in graph.node for name in node.input}
        idle = [node for node in graph.node if not any(name in used for name in node.output)]
        if not idle:
            break
        for node in idle:
            graph.node.remove(node)
    for each in [each for each in graph.input if each.name == port and port not in used]:
        graph.input.remove(each)
    return model


def shares(classes: int, label: int, other: int, share: float) -> np.ndarray[Any, np.dtype[np.float32]]:
    """1 x classes: `share` of `other`, the rest of `label`."""
    row = np.zeros((1, classes), np.float32)
    row[0, label] += np.float32(1.0 - share)
    row[0, other] += np.float32(share)
    return row
