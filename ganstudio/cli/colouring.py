"""`ganstudio colour` and `ganstudio measure`: sketches coloured, and figures of how well a model does that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ganstudio.cli import output
from ganstudio.core import params, resources
from ganstudio.core.controls import Network
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places
from ganstudio.drawing.scans import LONGEST, CleanParams
from ganstudio.export import picture_files
from ganstudio.export.colouring import ColourParams, roles, sketch_of
from ganstudio.export.onnx_session import Model

_UNSEEN_FROM = 1_000_000  # number of the first cartoon face that figures are taken on


def network(name: str, store: RunStore) -> Network:
    """A model by file, by the name of one in the box, or a run. Raises StudioError."""
    shipped = {path.stem: path for path in resources.models()}
    if name in shipped:
        found: Network = Model(shipped[name])
    elif name.lower().endswith(".onnx"):
        found = Model(Path(name).expanduser())
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
            f"In the box: {box or 'none'}. Others are files ending in .onnx; `ganstudio list runs` shows the runs.",
        ) from None


def colour(model: Network, source: Path, out: Path, hints: Path | None, clean: bool, settings: dict[str, Any]) -> None:
    """Colour a sketch into a PNG, or every sketch of a folder into another folder. Raises StudioError."""
    values = params.from_mapping(ColourParams, settings)
    if hints is not None and "hints" not in roles(model):
        raise StudioError("This model takes no hints.", "Leave --hints out, or use a model of “Colouring by hints”.")
    given = None if hints is None else picture_files.hints_of(hints)
    cleaning = CleanParams() if clean else None
    if source.is_dir():
        _colour_folder(model, source, out, given, values, cleaning)
        return
    if out.resolve() == source.resolve():
        raise StudioError(f"{out.name} is the sketch itself.", "Choose another name for the result.")
    if out.suffix.lower() != ".png":
        raise StudioError(f"{out.name} should end in .png.", "Choose another name.")
    width, height = picture_files.colour_file(model, source, out, given, values, cleaning)
    reduced = ", the most that drawings keep" if max(width, height) == LONGEST else ""
    output.say(f"{source.name} coloured in {out}, {width} x {height} px{reduced}")


def _colour_folder(
    model: Network, source: Path, out: Path, hints: Pixels | None, values: ColourParams, clean: CleanParams | None
) -> None:
    made = 0
    for outcome in picture_files.colour_folder(model, source, out, hints, values, clean):
        if outcome.problem is None:
            made += 1
        else:
            output.complain(outcome.problem)
    if not made:
        raise StudioError(f"No drawing in {source} could be coloured.", "See the reasons above.")
    output.say(f"{made} drawings coloured in {out}")


def measure(model: Network, data: str, places: Places, count: int, size: int) -> dict[str, Any]:
    """Figures on pictures that the model has not seen: fresh cartoon faces, or the held back part of a set."""
    from ganstudio.evaluate.colouring import measured  # needs torch

    sketches, colours = _unseen(data, places, count, size or sketch_of(model).largest or model.size)
    return measured(model, sketches, colours).to_json()


def _unseen(data: str, places: Places, count: int, size: int) -> tuple[Pixels, Pixels]:
    from ganstudio.data import catalogue, face_sets
    from ganstudio.data.store import prepare

    entry = catalogue.find(data, [places.data])
    if entry.key == "cartoon-pairs":
        drawn = face_sets.draw("pairs", _UNSEEN_FROM, count, size)
        return drawn["sketch"], drawn["colour"]
    pictures = prepare(entry, size, 3, places.cache)
    held = pictures.held_back or pictures
    if "sketch" not in held.partners:
        raise StudioError(f"{entry.title} has no sketches.", "Choose a set of pairs, or one whose lines are drawn.")
    if pictures.held_back is None:
        output.say(f"{entry.title} has no pictures held back: these figures are of pictures it may have learned from.")
    return held.partners["sketch"][:count], held.pictures[:count]
