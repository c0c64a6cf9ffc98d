"""Where an ONNX graph makes a row of the number of a class: out of a table, or with a one and zeros."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

_IN_PLACE = frozenset({"Identity", "Cast", "Reshape", "Flatten", "Unsqueeze", "Squeeze"})
_ONE_HOT = ("Equal", "OneHot")


@dataclass(frozen=True)
class ClassRows:
    """`node` makes the rows; `table` is the name of the tensor that it takes them from, "" for one-hot rows."""

    node: Any
    table: str


def rows_of(graph: Any, port: str) -> ClassRows | None:
    """Of the numbers of the input `port`; None where something else is made of them."""
    reached = {port}
    tables = {each.name for each in graph.initializer if len(each.dims) == 2}
    for node in graph.node:
        if not any(name in reached for name in node.input):
            continue
        if node.op_type == "Gather" and node.input[0] in tables and not any(each.i for each in node.attribute):
            return ClassRows(node, str(node.input[0]))
        if node.op_type in _ONE_HOT:
            return ClassRows(node, "")
        if node.op_type not in _IN_PLACE:
            return None
        reached.update(node.output)
    return None


def classes_of(path: Path, port: str) -> int:
    """How many rows the table has, or how long a one-hot row is; 0 where that cannot be told."""
    import onnx  # takes a moment to import

    try:
        graph = onnx.load_model(path).graph
        found = rows_of(graph, port)
        return 0 if found is None else _count(graph, found)
    except Exception:  # protobuf raises its own kinds, and graphs are odd: a person is asked then
        return 0


def _count(graph: Any, rows: ClassRows) -> int:
    if rows.table:
        return len(_tensor(graph, rows.table))
    if rows.node.op_type == "OneHot":
        return int(_tensor(graph, rows.node.input[1]).reshape(-1)[0])
    # The number is compared with 0, 1, 2 and so on, which the graph holds.
    return max(int(_tensor(graph, name).size) for name in rows.node.input if _is_known(graph, name))


def _is_known(graph: Any, name: str) -> bool:
    return any(each.name == name for each in graph.initializer) or any(
        node.op_type == "Constant" and name in node.output for node in graph.node
    )


def _tensor(graph: Any, name: str) -> Any:
    from onnx import numpy_helper

    tensors = [each for each in graph.initializer if each.name == name]
    tensors += [node.attribute[0].t for node in graph.node if node.op_type == "Constant" and name in node.output]
    return numpy_helper.to_array(tensors[0])
