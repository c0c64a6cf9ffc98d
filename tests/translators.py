"""Tiny ONNX files that change pictures in ways a test can foresee, built node by node and run by onnxruntime."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from ganstudio.core.controls import Attributes, Control, ImageInput
from ganstudio.core.outputs import Picture
from ganstudio.export.onnx_session import METADATA_KEY

LOCAL, NORMED, INVERTED, ENLARGED, TOLD, LIT = "local", "normed", "inverted", "enlarged", "told", "lit"


def tiny(
    path: Path, kind: str = LOCAL, channels: int = 3, size: int = 64, multiple: int = 4, scale: int = 1, fixed: int = 0,
    attributes: Attributes | None = None, **card: Any,
) -> Path:  # fmt: skip
    """A file of one of the kinds: `LOCAL` blurs and works at a quarter of the size, `NORMED` has an instance norm."""
    picture = ImageInput("picture", channels, "picture", fixed or multiple, largest=fixed)
    controls: list[Control] = [picture, *([attributes] if attributes else [])]
    nodes, weights = _NODES[kind](channels, scale)
    side: list[Any] = [fixed, fixed] if fixed else ["height", "width"]
    inputs = [helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["batch", channels, *side])]
    if attributes:
        inputs.append(helper.make_tensor_value_info(attributes.name, TensorProto.FLOAT, ["batch", channels]))
    gives = Picture(channels, size * scale, scale=scale)
    output = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", channels, None, None])
    nodes.append(helper.make_node("Clip", ["raw", "black", "white"], ["image"]))
    ends = {"black": np.float32(0), "white": np.float32(1)}
    made = [numpy_helper.from_array(np.asarray(value), name) for name, value in {**weights, **ends}.items()]
    model = helper.make_model(
        helper.make_graph(nodes, "tiny", inputs, [output], made), opset_imports=[helper.make_opsetid("", 18)],
        ir_version=8,
    )  # fmt: skip
    about = {"schema": 1, "name": "Tiny", "task": "change", "generator": "there", "direction": "dark to light"}
    about |= {"inputs": [each.described() for each in controls], "outputs": [gives.described()], **card}
    helper.set_model_props(model, {METADATA_KEY: json.dumps(about)})
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)
    return path


Nodes = tuple[list[onnx.NodeProto], dict[str, Any]]


def _local(channels: int, scale: int) -> Nodes:
    """The mean of squares of 4 x 4 px, blurred over 3 x 3 of them, and half the picture: sees 8 px far, on a grid."""
    blur = np.eye(channels, dtype=np.float32)[:, :, None, None] * np.full((3, 3), 1 / 9, np.float32)
    return [
        helper.make_node("AveragePool", ["picture"], ["small"], kernel_shape=[4, 4], strides=[4, 4]),
        helper.make_node("Conv", ["small", "blur"], ["soft"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        helper.make_node("Resize", ["soft", "", "factor"], ["large"], mode="nearest"),
        helper.make_node("Add", ["large", "picture"], ["both"]),
        helper.make_node("Mul", ["both", "half"], ["raw"]),
    ], {"blur": blur, "factor": np.array([1, 1, 4, 4], np.float32), "half": np.float32(0.5)}  # fmt: skip


def _normed(channels: int, scale: int) -> Nodes:
    """Every picture at the same mean and contrast."""
    return [
        helper.make_node("InstanceNormalization", ["picture", "gain", "middle"], ["raw"]),
    ], {"gain": np.full(channels, 0.15, np.float32), "middle": np.full(channels, 0.5, np.float32)}  # fmt: skip


def _inverted(channels: int, scale: int) -> Nodes:
    return [helper.make_node("Sub", ["one", "picture"], ["raw"])], {"one": np.float32(1)}


def _enlarged(channels: int, scale: int) -> Nodes:
    factor = np.array([1, 1, scale, scale], np.float32)
    return [helper.make_node("Resize", ["picture", "", "factor"], ["raw"], mode="nearest")], {"factor": factor}


def _told(channels: int, scale: int) -> Nodes:
    """A quarter of each attribute on a channel of its own, so there are as many attributes as channels."""
    return [
        helper.make_node("Mul", ["attributes", "quarter"], ["amount"]),
        helper.make_node("Unsqueeze", ["amount", "sides"], ["planes"]),
        helper.make_node("Add", ["picture", "planes"], ["raw"]),
    ], {"quarter": np.float32(0.25), "sides": np.array([2, 3], np.int64)}  # fmt: skip


def _lit(channels: int, scale: int) -> Nodes:
    """Nothing is darker than three quarters: dark lines are gone."""
    return [helper.make_node("Max", ["picture", "light"], ["raw"])], {"light": np.float32(0.75)}


_NODES = {LOCAL: _local, NORMED: _normed, INVERTED: _inverted, ENLARGED: _enlarged, TOLD: _told, LIT: _lit}


def attributes(names: Sequence[str], groups: Sequence[Sequence[str]] = (), signed: bool = True) -> Attributes:
    return Attributes("attributes", tuple(names), tuple(map(tuple, groups)), signed)
