"""`ganstudio measure`: figures of samples, of pictures changed or enlarged, or of how well a model colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ganstudio.cli import colouring, output
from ganstudio.core import resources
from ganstudio.core.controls import Network
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.sets import ATTRIBUTES, DOMAINS, PAIRS, PHOTOGRAPHS, POINTS, TEXT
from ganstudio.core.settings import Places
from ganstudio.export.colouring import sketch_of

if TYPE_CHECKING:
    from ganstudio.data.picture_set import PictureSet
    from ganstudio.engine.session import Session

_COLOURED = 200  # drawings, unless somebody says how many


def measured(name: str, store: RunStore, places: Places, data: str, count: int, size: int) -> dict[str, Any]:
    """Figures of the run or model called `name`. Raises StudioError."""
    if (run := _run(name, store)) is not None:
        return _of_run(run, places, count)
    return _of_colouring(colouring.network(name, store), data, places, count or _COLOURED, size)


def tell(figures: dict[str, Any], as_json: bool) -> None:
    if as_json:
        output.say_json(figures)
        return
    output.table("figures", [{"figure": name.replace("_", " "), "value": value} for name, value in figures.items()])


def _run(name: str, store: RunStore) -> Run | None:
    """The run of that name, unless it is one that colours. Raises StudioError for a model in the box that draws."""
    from ganstudio.engine import registry

    if name in {path.stem for path in resources.generators()}:
        raise StudioError(
            f"{name} is an exported model, and figures of samples are taken of runs.",
            "Its card in resources/models/generators has them; run its recipe to take them again.",
        )
    if name.lower().endswith(".onnx") or name in {path.stem for path in resources.models()}:
        return None
    try:
        run = store.find(name)
    except StudioError:
        return None  # whoever colours says what there is
    return None if registry.family(run.recipe().family).need.kind == PAIRS else run


def _of_run(run: Run, places: Places, count: int) -> dict[str, Any]:
    from ganstudio import launch
    from ganstudio.evaluate import enlargements, point_runs, samples, texts, translations

    session, pictures = launch.restored(run, places)
    kind = session.family.need.kind
    if kind == POINTS:
        return point_runs.measured(session, pictures, run.recipe().data.source)
    if kind == PHOTOGRAPHS:
        return enlargements.measured(session, pictures, count or enlargements.COUNT)
    if kind == TEXT:
        return texts.measured(session, pictures, count or texts.COUNT)
    if kind in (DOMAINS, ATTRIBUTES):
        judge, key = samples.judge_of(pictures, places.cache), run.recipe().data.source
        return translations.measured(session, pictures, judge, key, count or translations.COUNT)
    return _of_samples(session, pictures, places, count)


def _of_samples(session: Session, pictures: PictureSet, places: Places, count: int) -> dict[str, Any]:
    from ganstudio.evaluate import samples
    from ganstudio.evaluate.classifier import lacking

    judge = samples.judge_of(pictures, places.cache)
    if judge is None:
        output.complain(StudioError(
            f"{pictures.info.name} {lacking(pictures)}, so nobody can judge what samples show.",
            "What the family itself can tell follows.",
        ))  # fmt: skip
    return samples.measured(session, pictures, judge, count or samples.SAMPLES)


def _of_colouring(model: Network, data: str, places: Places, count: int, size: int) -> dict[str, Any]:
    """Figures on pictures that the model has not seen: fresh cartoon faces, or the held back part of a set."""
    from ganstudio.evaluate.colouring import measured  # needs torch

    sketches, colours = _unseen(data, places, count, size or sketch_of(model).largest or model.size)
    return measured(model, sketches, colours).to_json()


def _unseen(data: str, places: Places, count: int, size: int) -> tuple[Pixels, Pixels]:
    from ganstudio.data.faces import writing as face_sets
    from ganstudio.data.sets import catalogue
    from ganstudio.data.sets.store import prepare

    entry = catalogue.find(data, [places.data])
    if entry.key == "cartoon-pairs":
        drawn = face_sets.draw("pairs", face_sets.UNSEEN_FROM, count, size)
        return drawn["sketch"], drawn["colour"]
    pictures = prepare(entry, size, 3, places.cache)
    held = pictures.held_back or pictures
    if "sketch" not in held.partners:
        raise StudioError(f"{entry.title} has no sketches.", "Choose a set of pairs, or one whose lines are drawn.")
    if pictures.held_back is None:
        output.say(f"{entry.title} has no pictures held back: these figures are of pictures it may have learned from.")
    return held.partners["sketch"][:count], held.pictures[:count]
