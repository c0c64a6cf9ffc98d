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


def rows_of(graph: Any, port: str) -> list[ClassRows]:
    """Of the numbers of the input `port`, once for each layer that looks them up; not what else is made of them."""
    reached, found = {port}, []
    tables = {each.name for each in graph.initializer if len(each.dims) == 2}
    for node in graph.node:
        if not any(name in reached for name in node.input):
            continue
        if node.op_type == "Gather" and node.input[0] in tables and not any(each.i for each in node.attribute):
            found.append(ClassRows(node, str(node.input[0])))
        elif node.op_type in _ONE_HOT:
            found.append(ClassRows(node, ""))
        elif node.op_type in _IN_PLACE:
            reached.update(node.output)
    return found


def classes_of(path: Path, port: str) -> int:
    """How many rows the table has, or how long a one-hot row is; 0 where that cannot be told."""
    import onnx  # takes a moment to import

    try:
        graph = onnx.load_model(path).graph
        found = rows_of(graph, port)
        return _count(graph, found[0]) if found else 0
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
