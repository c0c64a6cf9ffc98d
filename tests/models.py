"""Exported models as other programs leave them: each change is made by the tool that people make it with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, compose, helper, numpy_helper, version_converter
from onnx.tools.update_model_dims import update_inputs_outputs_dims

from ganstudio.core.runs import Run, RunStore
from ganstudio.export.onnx_session import METADATA_KEY
from tests.sharing import made_once

Change = Callable[[Path], None]


def exported(factory: pytest.TempPathFactory, family: str, preset: str) -> tuple[Path, Run]:
    """A model that the program has exported, and its run of one step; copy either before changing it."""

    def make(folder: Path) -> None:
        from ganstudio.export.to_onnx import export_run  # torch takes seconds to import
        from tests.export.test_to_onnx import trained

        export_run(trained(RunStore(folder / "runs"), family, preset), folder / "model.onnx")

    folder = made_once(factory, f"{family}-{preset}", make)
    (run,) = RunStore(folder / "runs").all()
    return folder / "model.onnx", run


def _changed(change: Callable[[onnx.ModelProto], onnx.ModelProto | None]) -> Change:
    def write(path: Path) -> None:
        model = onnx.load(path)
        changed = change(model) or model
        # Some tools drop what a file says of itself; then it is no model of ours any more.
        helper.set_model_props(changed, {entry.key: entry.value for entry in model.metadata_props})
        onnx.save(changed, path)

    return write


def _halved(keep_ends: bool) -> Change:
    def change(model: onnx.ModelProto) -> onnx.ModelProto:
        from onnxruntime.transformers.float16 import convert_float_to_float16

        made: onnx.ModelProto = convert_float_to_float16(model, keep_io_types=keep_ends)
        # It writes one cast twice where its number is used twice, which onnxruntime refuses.
        once = list({node.output[0]: node for node in made.graph.node}.values())
        del made.graph.node[:]
        made.graph.node.extend(once)
        return made

    return _changed(change)


def _fixed_by_runtime(model: onnx.ModelProto) -> None:
    from onnxruntime.tools.onnx_model_utils import make_dim_param_fixed

    make_dim_param_fixed(model.graph, "batch", 4)


def _newer(model: onnx.ModelProto) -> onnx.ModelProto:
    return version_converter.convert_version(model, 21)


def _dims(model: onnx.ModelProto, name: str) -> list[Any]:
    value = next(each for each in (*model.graph.input, *model.graph.output) if each.name == name)
    return [dim.dim_value or dim.dim_param for dim in value.type.tensor_type.shape.dim]


def _fixed(batch: int, *size: int) -> Change:
    """The first number of every shape fixed, and the sides of pictures, as mobile runtimes demand it."""

    def change(model: onnx.ModelProto) -> onnx.ModelProto:
        def sides(name: str) -> list[Any]:
            dims = _dims(model, name)
            return [batch, dims[1], *size] if size and len(dims) == 4 else [batch, *dims[1:]]

        ends = [{each.name: sides(each.name) for each in part} for part in (model.graph.input, model.graph.output)]
        del model.graph.value_info[:]
        for part in (model.graph.input, model.graph.output):
            for each in part:
                for dim in each.type.tensor_type.shape.dim:
                    dim.Clear()
        made: onnx.ModelProto = update_inputs_outputs_dims(model, *ends)
        return made

    return _changed(change)


def _turned(ends: bool) -> Change:
    """Channels last: the output, and with `ends` the pictures that go in too."""

    def change(model: onnx.ModelProto) -> None:
        graph = model.graph
        (output,) = graph.output
        graph.node[-1].output[0] = "channels_first"
        graph.node.append(helper.make_node("Transpose", ["channels_first"], [output.name], perm=[0, 2, 3, 1]))
        _move_channels(output)
        for value in [each for each in graph.input if ends and len(each.type.tensor_type.shape.dim) == 4]:
            for node in graph.node:
                node.input[:] = [f"{value.name}_first" if name == value.name else name for name in node.input]
            turned = helper.make_node("Transpose", [value.name], [f"{value.name}_first"], perm=[0, 3, 1, 2])
            graph.node.insert(0, turned)
            _move_channels(value)

    return _changed(change)


def _move_channels(value: onnx.ValueInfoProto) -> None:
    dims = value.type.tensor_type.shape.dim
    first = [onnx.TensorShapeProto.Dimension() for _ in dims]
    for made, index in zip(first, (0, 2, 3, 1), strict=True):
        made.CopyFrom(dims[index])
    del dims[:]
    dims.extend(first)


def _weights(fill: float) -> Change:
    def change(model: onnx.ModelProto) -> None:
        for tensor in model.graph.initializer:
            values = numpy_helper.to_array(tensor)
            if values.dtype == np.float32 and values.ndim > 1:
                tensor.CopyFrom(numpy_helper.from_array(np.full_like(values, fill), tensor.name))

    return _changed(change)


def _lying(model: onnx.ModelProto) -> None:
    """Declared larger than what comes out."""
    for dim in model.graph.output[0].type.tensor_type.shape.dim[2:]:
        dim.Clear()
        dim.dim_value = 512


def _cut(model: onnx.ModelProto) -> None:
    """What brought the values to 0 to 1 taken away: they are 0 to 255, as screens have them."""
    last = model.graph.node[-1]
    name, last.output[0] = last.output[0], "small"
    model.graph.initializer.append(numpy_helper.from_array(np.float32(255), "white"))
    model.graph.node.append(helper.make_node("Mul", ["small", "white"], [name]))


def _doubled(model: onnx.ModelProto) -> None:
    """Twice the channels that it says it has."""
    name = model.graph.output[0].name
    model.graph.node[-1].output[0] = "once"
    model.graph.node.append(helper.make_node("Concat", ["once", "once"], [name], axis=1))
    dims = model.graph.output[0].type.tensor_type.shape.dim
    dims[1].dim_value *= 2


def _baked(model: onnx.ModelProto) -> None:
    """Only the first picture comes back, of which the declaration knows nothing."""
    name = model.graph.output[0].name
    model.graph.node[-1].output[0] = "every"
    model.graph.initializer.append(numpy_helper.from_array(np.array([0], np.int64), "first"))
    model.graph.initializer.append(numpy_helper.from_array(np.array([1], np.int64), "second"))
    model.graph.node.append(helper.make_node("Slice", ["every", "first", "second", "first"], [name]))


def _alike(model: onnx.ModelProto) -> None:
    for node in model.graph.node[:2]:
        node.name = "twice"


def _throwing(model: onnx.ModelProto) -> None:
    name = model.graph.output[0].name
    model.graph.node[-1].output[0] = "whole"
    model.graph.initializer.append(numpy_helper.from_array(np.array([7, 13], np.int64), "unfit"))
    model.graph.node.append(helper.make_node("Reshape", ["whole", "unfit"], ["odd"]))
    model.graph.initializer.append(numpy_helper.from_array(np.array([1, 1, 7, 13], np.int64), "back"))
    model.graph.node.append(helper.make_node("Reshape", ["odd", "back"], [name]))


def _opset(model: onnx.ModelProto) -> None:
    model.opset_import[0].version = 99


def _foreign(model: onnx.ModelProto) -> None:
    node = model.graph.node[0]
    node.domain, node.op_type = "com.example", "Deform"
    model.opset_import.append(helper.make_opsetid("com.example", 1))


def _scattered(path: Path) -> None:
    """Weights in a second file, which was not copied with it."""
    onnx.save(onnx.load(path), path, save_as_external_data=True, location="weights.bin", size_threshold=64)
    (path.parent / "weights.bin").unlink()


def _one_more_input(model: onnx.ModelProto) -> None:
    model.graph.input.append(helper.make_tensor_value_info("seed", TensorProto.INT64, [1]))


def _card(**changes: Any) -> Change:
    def change(model: onnx.ModelProto) -> None:
        card = json.loads(next(entry.value for entry in model.metadata_props if entry.key == METADATA_KEY))
        helper.set_model_props(model, {METADATA_KEY: json.dumps({**card, **changes})})

    def write(path: Path) -> None:
        model = onnx.load(path)
        change(model)
        onnx.save(model, path)

    return write


# What still works, with the words that say what was done to it.
WORKING: dict[str, tuple[Change, str]] = {
    "halved": (_halved(False), "half precision"),
    "halved inside": (_halved(True), ""),
    "a batch of one": (_fixed(1), "one at a time"),
    "a batch of three": (_fixed(3), "3 at a time"),
    "a batch of four, by onnxruntime": (_changed(_fixed_by_runtime), "4 at a time"),
    "newer operators": (_changed(_newer), ""),
    "a batch of one within": (_changed(_baked), "one at a time"),
    "channels last": (_turned(False), "channels last"),
    "channels last, both ends": (_turned(True), "channels last"),
    "renamed": (_changed(lambda model: compose.add_prefix(model, "main/")), "renamed"),
    "shapes that lie": (_changed(_lying), ""),
}
# The same for models that are shown pictures.
WORKING_PAINTERS = WORKING | {"one size only": (_fixed(1, 64, 64), "64 px only")}
# What cannot work, with the words of the sentence that says so.
REFUSED: dict[str, tuple[Change, str]] = {
    "weights that are no numbers": (_weights(float("nan")), "no colours"),
    "weights that are nothing": (_weights(0.0), "one flat colour"),
    "values to 255": (_changed(_cut), "values from"),
    "channels twice": (_changed(_doubled), "where"),
    "an operator that fails": (_changed(_throwing), "cannot work on these inputs"),
    "operators of tomorrow": (_changed(_opset), "uses version 99"),
    "operators of somebody": (_changed(_foreign), "com.example.Deform"),
    "weights left behind": (_scattered, "weights.bin"),
    "two nodes of one name": (_changed(_alike), "cannot be run"),
    "one more input": (_changed(_one_more_input), "seed"),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:5000]) and None, "not an ONNX model"),
    "empty": (lambda path: path.write_bytes(b"") and None, "not an ONNX model"),
    "a card without inputs": (_card(inputs=[]), "damaged description"),
    "a card of no channels": (_card(outputs=[{"channels": 0, "size": 28}]), "damaged description"),
    "a card of another size": (_card(outputs=[{"channels": 4, "size": 32}]), "damaged description"),
    "a card of no step": (_card(step="many"), "damaged description"),
}
REFUSED_PAINTERS = REFUSED | {"an odd size only": (_fixed(1, 64, 96), "fixed at 96 x 64 px")}
