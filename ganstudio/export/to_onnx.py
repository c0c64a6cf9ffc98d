"""A trained generator becomes one ONNX file: fresh network, averaged weights, checked before it is moved into place.

Scheme "portable" of `onnx-qt-packaging` section 2: inputs `z` (float32) and `class_id` (int64), output `image`
float32 NCHW in [0, 1], dynamic batch, opset 18, IR 8, metadata key `ganstudio`.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import onnx
import torch
from torch import Tensor, nn

from ganstudio import __version__
from ganstudio.core import controls, files
from ganstudio.core.controls import ImageInput, Label, Latent
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import DataInfo
from ganstudio.core.recipe import Recipe
from ganstudio.core.runs import Run
from ganstudio.data.sets import catalogue
from ganstudio.engine import checkpoints
from ganstudio.engine.checkpoints import Checkpoint
from ganstudio.engine.family import PAIRS, Family, Generator
from ganstudio.engine.layers import LiveDropout
from ganstudio.engine.registry import family, params_of
from ganstudio.export.onnx_session import FORMAT, METADATA_KEY
from ganstudio.export.verify import Verification, example_inputs, verified

OPSET, IR = 18, 8
_EXAMPLES = 2  # a batch of one may be baked into the graph
_TRACED_SIDES = (3, 2)  # of a picture, in multiples: equal ones, and ones, would be baked in too


@dataclass(frozen=True)
class Exported:
    """A finished file and how closely it follows the network."""

    path: Path
    step: int
    verification: Verification


def export_run(run: Run, path: Path) -> Exported:
    """Write the newest generator of `run` to `path`. Raises StudioError; a file already there stays as it was."""
    if path.suffix.lower() != ".onnx":
        raise StudioError(f"{path.name} should end in .onnx.", "Choose another name.")
    network, generator, note = trained_generator(run)
    portable = Portable(network, generator).eval()
    model = _traced(portable, generator)
    description = card(run, generator, note)
    result: list[Verification] = []

    def write(temporary: Path) -> None:
        _describe(model, description)
        _save(model, temporary)
        result.append(verified(temporary, portable, generator))
        _describe(model, {**description, "verified": asdict(result[0])})
        _save(model, temporary)

    files.replace_atomically(path, write)
    return Exported(path, int(note["step"]), result[0])


class Portable(nn.Module):
    """The generator with its output brought to [0, 1], as every other program expects."""

    def __init__(self, network: nn.Module, generator: Generator) -> None:
        super().__init__()
        self.network = network
        self.low, high = generator.value_range
        self.scale = 1.0 / (high - self.low)

    def forward(self, *inputs: Tensor) -> Tensor:
        pictures: Tensor = self.network(*inputs)
        return ((pictures - self.low) * self.scale).clamp(0.0, 1.0)


def trained_generator(run: Run, checkpoint: Checkpoint | None = None) -> tuple[nn.Module, Generator, dict[str, Any]]:
    """The shown generator of `run` with averaged (else live) weights on the CPU, and its checkpoint's note.

    Of the newest intact checkpoint, or of the one that is given. Raises StudioError when there is none.
    """
    complaints: Sequence[str] = ()
    if checkpoint is None:
        checkpoint, complaints = checkpoints.newest_intact(run.checkpoints)
    if checkpoint is None:
        raise StudioError(
            complaints[0] if complaints else f"The run {run.id} has not saved anything yet.",
            "Train it for a moment first.",
        )
    note, tensors = checkpoints.read(checkpoint)
    declared = declared_family(run)
    generator = declared.generators()[0]
    with torch.device("meta"):
        network = declared.networks()[generator.network]
    averaged = _below(tensors, f"average.{generator.network}.")
    weights = averaged or _below(tensors, f"network.{generator.network}.")
    try:
        network.to_empty(device="cpu").load_state_dict(weights)
    except RuntimeError as error:
        raise StudioError(f"{checkpoint.tensors} does not fit its recipe: {checkpoints.reason(error)}") from None
    for module in network.modules():
        if isinstance(module, LiveDropout):
            module.live = False  # random numbers inside a graph cannot be repeated by other programs
    return network.float().eval(), generator, note


def declared_family(run: Run) -> Family:
    recipe, state = run.recipe(), run.state()
    channels, size = state.picture
    kind = family(recipe.family)
    info = DataInfo(state.data, 0, channels, size, state.classes, kind=PAIRS if kind.needs == PAIRS else "plain")
    return kind(params_of(recipe), info)


def _below(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def _traced(portable: Portable, generator: Generator) -> onnx.ModelProto:
    names = [control.name for control in generator.controls]
    silence = io.StringIO()  # the exporter prints its progress
    with warnings.catch_warnings(), contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
        warnings.simplefilter("ignore")
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        program = torch.onnx.export(
            portable, example_inputs(generator, _EXAMPLES, 0, _TRACED_SIDES), input_names=names,
            output_names=["image"], dynamic_shapes=(_free_dimensions(generator),), opset_version=OPSET,
            dynamo=True, external_data=False, verbose=False,
        )  # fmt: skip
    assert program is not None
    return program.model_proto


def _free_dimensions(generator: Generator) -> tuple[dict[int, Any], ...]:
    """Any batch, and any height and width that are multiples of what the network needs."""
    batch, height, width = (torch.export.Dim(name) for name in ("batch", "height", "width"))
    return tuple(
        {0: batch, 2: control.multiple * height, 3: control.multiple * width}
        if isinstance(control, ImageInput)
        else {0: batch}
        for control in generator.controls
    )


def _describe(model: onnx.ModelProto, description: Mapping[str, Any]) -> None:
    """Replace whatever the exporter noted (it writes source paths and lines) by our own description."""
    graph = model.graph
    for part in (
        *graph.node,
        *graph.value_info,
        *graph.input,
        *graph.output,
        *graph.initializer,
        graph,
        model,
    ):
        if hasattr(part, "doc_string"):
            part.doc_string = ""
        del part.metadata_props[:]
    for function in model.functions:
        function.doc_string = ""
        del function.metadata_props[:]
        for node in function.node:
            node.doc_string = ""
            del node.metadata_props[:]
    model.ir_version = IR
    model.producer_name, model.producer_version = "GAN Studio", __version__
    graph.name = "generator"
    grey = description["outputs"][0]["channels"] == 1
    onnx.helper.set_model_props(model, {
        METADATA_KEY: json.dumps(description, ensure_ascii=False),
        "description": description["name"], "license": description["dataset"]["licence"],
        "Image.BitmapPixelFormat": "Gray8" if grey else "Rgb8",
        "Image.ColorSpaceGamma": "SRGB", "Image.NominalPixelRange": "Normalized_0_1",
    })  # fmt: skip


def _save(model: onnx.ModelProto, path: Path) -> None:
    try:
        onnx.checker.check_model(model, full_check=True)
    except onnx.checker.ValidationError as error:
        raise StudioError(f"The exporter made an invalid file: {str(error).splitlines()[0]}.") from None
    path.write_bytes(model.SerializeToString())


def card(run: Run, generator: Generator, note: Mapping[str, Any]) -> dict[str, Any]:
    """What the file says of itself: enough to rebuild its controls, and where it comes from."""
    state, recipe = run.state(), run.recipe()
    label = next((control for control in generator.controls if isinstance(control, Label)), None)
    channels, size = state.picture
    return {
        "schema": FORMAT,
        "name": state.title,
        "app_version": __version__,
        "task": _task(generator),
        "inputs": [_input(control) for control in generator.controls],
        "classes": list(label.classes) if label else [],
        "n_classes": len(label.classes) if label else 0,
        "outputs": [{
            "name": "image", "layout": "NCHW", "range": [0.0, 1.0], "colour": "grey" if channels == 1 else "sRGB",
            "channels": channels, "size": size,
        }],
        "family": recipe.family,
        "preset": recipe.preset,
        "recipe_digest": recipe.digest(),
        "source": run.id,
        "step": int(note["step"]),
        "pictures_seen": int(note["pictures_seen"]),
        "dataset": {"name": state.data, "licence": _licence(recipe), "fingerprint": state.data_fingerprint},
        "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }  # fmt: skip


def _task(generator: Generator) -> str:
    """What the file does: "colour" with hints, "translate", "class_latent" or "latent"."""
    roles = {control.role for control in generator.controls if isinstance(control, ImageInput)}
    if roles:
        return "colour" if "hints" in roles else "translate"
    return "class_latent" if any(isinstance(control, Label) for control in generator.controls) else "latent"


def _input(control: controls.Control) -> dict[str, Any]:
    value = controls.to_json(control)
    if isinstance(control, Latent):
        normal = control.prior == "normal"
        value["prior_parameters"] = {"mean": 0.0, "std": 1.0} if normal else {"low": -1.0, "high": 1.0}
    return value


def _licence(recipe: Recipe) -> str:
    known = {entry.key: entry.licence for entry in catalogue.built_in()}
    return known.get(recipe.data.source.removesuffix("-full"), "of the pictures it was trained on")
