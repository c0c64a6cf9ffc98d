"""`ganstudio colour`: sketches coloured, by a model or a run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ganstudio.cli import output
from ganstudio.core import files, params, resources
from ganstudio.core.controls import Network, images
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.text import counted, listed
from ganstudio.drawing.scans import CleanParams
from ganstudio.export import colour_layers, picture_files
from ganstudio.export.colour_params import WAYS, ColourParams
from ganstudio.export.colouring import sketch_of
from ganstudio.export.onnx_session import Model
from ganstudio.export.picture_files import LayersWished


def network(name: str, store: RunStore) -> Network:
    """A model by file, by the name of one in the box, or a run. Raises StudioError."""
    shipped = {path.stem: path for path in resources.models()}
    if name in shipped:
        found: Network = Model(shipped[name])
    elif name.lower().endswith(".onnx"):
        found = Model(files.expanded(Path(name)))
    else:
        run = _run(store, name)
        from ganstudio.export.run_network import RunNetwork  # needs torch

        found = RunNetwork(run)
    sketch_of(found)
    return found


def _run(store: RunStore, name: str) -> Run:
    try:
        return store.find(name)
    except StudioError:
        box = ", ".join(path.stem for path in resources.models())
        raise StudioError(
            f"There is no model and no run called {name!r}.",
            f"In the box: {box or 'none'}. Others are files ending in .onnx; `{store.listing}` shows the runs.",
        ) from None


@dataclass(frozen=True)
class Asked:
    """How drawings are coloured: `settings` by name, and where `layers` go, if anywhere."""

    clean: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    layers: str = ""
    is_smooth: bool = True

    @property
    def wished(self) -> LayersWished | None:
        return LayersWished(self.layers, self.is_smooth) if self.layers else None


def settings(mode: str, gap: int | None, named: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a result: those that have an option of their own, and over them those that were `named`."""
    return {"way": WAYS[mode], **({} if gap is None else {"gap": gap}), **named}


def colour(model: Network, source: Path, out: str, hints: Path | None, asked: Asked) -> int:
    """Colour a sketch into a PNG, or every sketch of a folder into another folder; returns the exit status.

    `out` is as it was typed: with a slash at its end it is a folder. Raises StudioError.
    """
    values = params.from_mapping(ColourParams, asked.settings)
    if hints is not None and "hints" not in images(model.controls):
        raise StudioError("This model takes no hints.", "Leave --hints out, or use a model of “Colouring by hints”.")
    given = None if hints is None else picture_files.hints_of(hints)
    cleaning = CleanParams() if asked.clean else None
    check_layers(asked, source.is_dir())
    if source.is_dir():
        return _colour_folder(model, source, files.expanded(Path(out)), given, values, cleaning, asked.wished)
    _colour_sketch(model, source, target(source, out), given, values, cleaning, asked.wished)
    return 0


def check_layers(asked: Asked, is_folder: bool) -> None:
    """Raise StudioError for layers that cannot be written, before anything is."""
    if not asked.layers:
        return
    colour_layers.check(asked.wished.of(Path("layers.png")) if asked.wished else Path())
    if is_folder and not asked.layers.startswith("."):
        raise StudioError("The drawings of a folder cannot share one file of layers.", "Say .ora or .psd alone.")


def target(source: Path, out: str) -> Path:
    """The file that one sketch becomes: `out`, or the sketch's name in the folder `out`."""
    path = files.expanded(Path(out))
    if out.endswith(("/", os.sep)) or path.is_dir():
        path = path / f"{source.stem}.png"
    if path.resolve() == source.resolve():
        raise StudioError(f"{path.name} is the sketch itself.", "Choose another name for the result.")
    if path.suffix.lower() != ".png":
        raise StudioError(f"{path.name} should end in .png, or in / for a folder.", "Choose another name.")
    return path


def _colour_sketch(
    model: Network, source: Path, out: Path, hints: Pixels | None, values: ColourParams, clean: CleanParams | None,
    layers: LayersWished | None,
) -> None:  # fmt: skip
    whole = picture_files.size_of(source)
    made = picture_files.colour_file(model, source, out, hints, values, clean, layers)
    is_reduced = sorted((made.width, made.height)) != sorted(whole)
    reduced = f", reduced from {whole[0]:,} x {whole[1]:,}" if is_reduced else ""
    output.say(f"{source.name} coloured in {out}, {made.width} x {made.height} px{reduced}")
    if layers is not None:
        output.say(f"Its layers are in {layers.of(out)}")
    if made.said:
        output.say(made.said)


def _colour_folder(
    model: Network, source: Path, out: Path, hints: Pixels | None, values: ColourParams, clean: CleanParams | None,
    layers: LayersWished | None,
) -> int:  # fmt: skip
    """Status 1 when a sketch could not be coloured; the others are."""
    made, failed = 0, []
    for outcome in picture_files.colour_folder(model, source, out, hints, values, clean, layers=layers):
        if outcome.problem is None:
            made += 1
            if outcome.said:
                output.say(f"{outcome.source.name}: {outcome.said}")
        else:
            output.complain(outcome.problem)
            failed.append(outcome.source.name)
    if not made:
        raise StudioError(f"No drawing in {source} could be coloured.", "See the reasons above.")
    output.say(f"{counted(made, 'drawing')} coloured in {out}")
    if failed:
        output.say(f"{len(failed)} could not be coloured: {listed(failed)}")
    return 1 if failed else 0
