"""A trained generator becomes one ONNX file: fresh network, averaged weights, checked before it is moved into place.

Inputs are its controls (`z` float32, `class_id` int64 ...), the output what it gives (`image` float32 NCHW in [0, 1]);
any batch, opset 18, IR 8, metadata key `ganstudio`.
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
from torch.nn.utils import parametrize

from ganstudio import __version__
from ganstudio.core import files, sets
from ganstudio.core.controls import Label, first_of, images
from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Picture
from ganstudio.core.recipe import Recipe
from ganstudio.core.runs import Run
from ganstudio.core.sets import DataInfo
from ganstudio.data.sets import catalogue
from ganstudio.engine import attention, checkpoints
from ganstudio.engine.checkpoints import Checkpoint
from ganstudio.engine.family import Family, Generator
from ganstudio.engine.layers import LiveDropout
from ganstudio.engine.registry import family, values_of
from ganstudio.export.onnx_session import ATTENTION, FORMAT, METADATA_KEY
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


def export_run(run: Run, path: Path, name: str = "", best: bool = False) -> Exported:
    """Write the generator of `run` called `name`, the first by default, to `path`: of its newest or its best moment.

    Raises StudioError; a file already there stays as it was.
    """
    if path.suffix.lower() != ".onnx":
        raise StudioError(f"{path.name} should end in .onnx.", "Choose another name.")
    checkpoint = checkpoints.chosen(run.checkpoints, run.id, best)[0] if best else None
    network, generator, note = trained_generator(run, checkpoint, name)
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


def generators_of(run: Run) -> list[str]:
    """The names of what `run` can export; the first, which stands for the family, as ""."""
    return ["", *(each.name for each in declared_family(run).generators()[1:])]


class Attentive(nn.Module):
    """The same with where each place of its picture looks, as a second output."""

    def __init__(self, portable: Portable) -> None:
        super().__init__()
        self.portable = portable

    def forward(self, *inputs: Tensor) -> tuple[Tensor, Tensor]:
        answer, rows = attention.looking(self.portable.network, inputs)
        return self.portable.gives.portable(answer), rows


class Portable(nn.Module):
    """The generator with its output as every other program expects it: pictures in [0, 1], tokens as numbers."""

    def __init__(self, network: nn.Module, generator: Generator) -> None:
        super().__init__()
        self.network, self.gives = network, generator.gives

    def forward(self, *inputs: Tensor) -> Tensor:
        answer: Tensor = self.gives.portable(self.network(*inputs))
        return answer


def trained_generator(
    run: Run, checkpoint: Checkpoint | None = None, name: str = "", averaged: bool = True
) -> tuple[nn.Module, Generator, dict[str, Any]]:
    """A generator of `run` with averaged (else live) weights on the CPU, and its checkpoint's note.

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
    generator = declared.generator(name)
    with torch.device("meta"):
        network = declared.networks()[generator.network]
    kinds = ("average", "network") if averaged else ("network", "average")  # moments hold one of them
    weights = next(filter(None, (_below(tensors, f"{kind}.{generator.network}.") for kind in kinds)), {})
    try:
        network.to_empty(device="cpu").load_state_dict(weights)
    except RuntimeError as error:
        raise StudioError(f"{checkpoint.tensors} does not fit its recipe: {checkpoints.reason(error)}") from None
    for module in network.modules():
        if isinstance(module, LiveDropout):
            module.live = False  # random numbers inside a graph cannot be repeated by other programs
    return _at_rest(network.float().eval()), generator, note


def _at_rest(network: nn.Module) -> nn.Module:
    """Weights that are worked out anew for every use are worked out once: nothing changes them any more."""
    for module in network.modules():
        if parametrize.is_parametrized(module):
            for name in list(module.parametrizations):  # type: ignore[arg-type]
                parametrize.remove_parametrizations(module, name, leave_parametrized=True)
    return network


def declared_family(run: Run) -> Family:
    """The family of `run` as it was declared for its pictures, which need not be there any more. Raises StudioError."""
    recipe, state = run.recipe(), run.state()
    kind = family(recipe.family)
    values = values_of(kind, recipe)
    if state.about:
        return kind(values, sets.from_json(state.about))
    channels, size = state.picture  # an earlier version remembered no more
    return kind(values, DataInfo(state.data, 0, channels, size, state.classes, kind=kind.need_of(values).kind))


def _below(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def _traced(portable: Portable, generator: Generator) -> onnx.ModelProto:
    names = [control.name for control in generator.controls]
    outputs = [generator.gives.name, ATTENTION] if generator.attends else [generator.gives.name]
    silence = io.StringIO()  # the exporter prints its progress
    with warnings.catch_warnings(), contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
        warnings.simplefilter("ignore")
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        program = torch.onnx.export(
            Attentive(portable).eval() if generator.attends else portable,
            example_inputs(generator, _EXAMPLES, 0, _TRACED_SIDES), input_names=names,
            output_names=outputs, dynamic_shapes=(_free_dimensions(generator),), opset_version=OPSET,
            dynamo=True, external_data=False, verbose=False,
        )  # fmt: skip
    assert program is not None
    return program.model_proto


def _free_dimensions(generator: Generator) -> tuple[dict[int, Any], ...]:
    """Any batch, and any height and width that are multiples of what the network needs."""
    batch, height, width = (torch.export.Dim(name) for name in ("batch", "height", "width"))
    return tuple({0: batch, **control.free((height, width))} for control in generator.controls)


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
    onnx.helper.set_model_props(model, {
        METADATA_KEY: json.dumps(description, ensure_ascii=False),
        "description": description["name"], "license": description["dataset"]["licence"],
        **_picture_properties(description["outputs"][0]),
    })  # fmt: skip


def _picture_properties(output: Mapping[str, Any]) -> dict[str, str]:
    """What ONNX itself can say of a picture."""
    if output["kind"] != Picture.kind:
        return {}
    return {
        "Image.BitmapPixelFormat": "Gray8" if output["channels"] == 1 else "Rgb8",
        "Image.ColorSpaceGamma": "SRGB", "Image.NominalPixelRange": "Normalized_0_1",
    }  # fmt: skip


def _save(model: onnx.ModelProto, path: Path) -> None:
    try:
        onnx.checker.check_model(model, full_check=True)
    except onnx.checker.ValidationError as error:
        raise StudioError(f"The exporter made an invalid file: {str(error).splitlines()[0]}.") from None
    path.write_bytes(model.SerializeToString())


def card(run: Run, generator: Generator, note: Mapping[str, Any]) -> dict[str, Any]:
    """What the file says of itself: enough to rebuild its controls, and where it comes from."""
    state, recipe = run.state(), run.recipe()
    label = first_of(Label, generator.controls)
    return {
        "schema": FORMAT,
        "name": state.title,
        "app_version": __version__,
        "task": _task(generator),
        "generator": generator.name,
        "direction": generator.title,
        "inputs": [control.described() for control in generator.controls],
        "classes": list(label.classes) if label else [],
        "n_classes": len(label.classes) if label else 0,
        "outputs": [generator.gives.described(), *_attention(generator)],
        "family": recipe.family,
        "preset": recipe.preset,
        "recipe_digest": recipe.digest(),
        "source": run.id,
        "step": int(note["step"]),
        "pictures_seen": int(note["pictures_seen"]),
        "dataset": {"name": state.data, "licence": _licence(recipe), "fingerprint": state.data_fingerprint},
        "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }  # fmt: skip


def _attention(generator: Generator) -> list[dict[str, Any]]:
    """What the card says of a second output: for each place how much it looks at each seen place."""
    return [{"name": ATTENTION, "kind": ATTENTION, "layout": "N x places x seen places"}] if generator.attends else []


def _task(generator: Generator) -> str:
    """What the file does: "colour" with hints, "translate", "class_latent", "latent", or what it gives."""
    roles = images(generator.controls)
    if generator.gives.kind != Picture.kind:
        return generator.gives.kind
    if roles:
        return "colour" if "hints" in roles else "translate" if "sketch" in roles else "change"
    return "class_latent" if generator.has_classes else "latent"


def _licence(recipe: Recipe) -> str:
    known = {entry.key: entry.licence for entry in catalogue.built_in()}
    return known.get(recipe.data.source.removesuffix("-full"), "of the pictures it was trained on")
