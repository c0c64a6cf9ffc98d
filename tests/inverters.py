"""Exported models of a few nodes that change pictures in ways a test can foresee."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from ganstudio.core.controls import Attributes, Control, ImageInput
from ganstudio.core.outputs import Picture
from ganstudio.export.onnx_session import FORMAT, METADATA_KEY

SIZE = 32
HAIR = ("black", "blond", "brown")
NAMES = (*HAIR, "glasses")
_SHAPE = ["batch", 3, "height", "width"]
_PICTURE = ImageInput("picture", 3, "picture", 4)


def write_ways(folder: Path) -> tuple[Path, Path]:
    """One run with two directions: each inverts a picture, so that one undoes the other."""
    nodes = [helper.make_node("Sub", ["one", "picture"], ["image"])]
    there, back = folder / "ways.onnx", folder / "ways-back.onnx"
    _write(there, nodes, "run-1", "there", "dark to bright")
    _write(back, nodes, "run-1", "back", "bright to dark")
    return there, back


def write_attributes(folder: Path, signed: bool = True) -> Path:
    """Each attribute that is asked for brightens by a little, those taken away darken."""
    nodes = [
        helper.make_node("ReduceMean", ["attributes", "axis"], ["mean"], keepdims=1),
        helper.make_node("Reshape", ["mean", "flat"], ["shift"]),
        helper.make_node("Add", ["picture", "shift"], ["sum"]),
        helper.make_node("Clip", ["sum", "zero", "one"], ["image"]),
    ]
    told = helper.make_tensor_value_info("attributes", TensorProto.FLOAT, ["batch", len(NAMES)])
    path = folder / "many.onnx"
    _write(path, nodes, "run-2", "changed", "", (Attributes("attributes", NAMES, (HAIR,), signed),), (told,))
    return path


def _write(
    path: Path, nodes: Sequence[NodeProto], source: str, generator: str, direction: str,
    controls: Sequence[Control] = (), told: Sequence[ValueInfoProto] = (),
) -> None:  # fmt: skip
    constants = {
        "one": np.float32(1), "zero": np.float32(0), "axis": np.array([1], np.int64),
        "flat": np.array([-1, 1, 1, 1], np.int64),
    }  # fmt: skip
    used = {name for node in nodes for name in node.input}
    graph = helper.make_graph(
        list(nodes), "generator",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, _SHAPE), *told],
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, _SHAPE)],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items() if name in used],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    helper.set_model_props(model, {METADATA_KEY: json.dumps(_card(source, generator, direction, controls))})
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString())


def _card(source: str, generator: str, direction: str, controls: Sequence[Control]) -> dict[str, object]:
    return {
        "schema": FORMAT, "name": source, "task": "change", "generator": generator, "direction": direction,
        "inputs": [each.described() for each in (_PICTURE, *controls)], "outputs": [Picture(3, SIZE).described()],
        "family": "cyclegan", "preset": "quick", "source": source, "step": 7, "dataset": {"name": "made up"},
    }  # fmt: skip
