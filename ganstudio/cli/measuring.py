"""`ganstudio measure`: figures of samples and folders, of pictures changed or enlarged, or of a model that colours."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ganstudio.cli import colouring, output, sources
from ganstudio.core import files, resources
from ganstudio.core.controls import Network
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.sets import ATTRIBUTES, DOMAINS, PAIRS, PHOTOGRAPHS, POINTS, TEXT
from ganstudio.core.settings import Places
from ganstudio.export.colouring import in_each_way, sketch_of
from ganstudio.export.report import writing

if TYPE_CHECKING:
    from ganstudio.data.picture_set import PictureSet
    from ganstudio.engine.session import Session

CONFUSION = writing.CONFUSION
_COLOURED = 200  # drawings, unless somebody says how many
_IN_WAYS = 56  # of them at most are coloured in each of the three ways, and as many of other kinds
_DRAWN = {"cartoon-pairs": "pairs", "cartoon-drawings": "drawings"}  # sets that have any number of others


@dataclass(frozen=True)
class Asked:
    """What was asked for: `data` and `size` of a model that colours, `against` and `features` of pictures."""

    data: str = "cartoon-pairs"
    count: int = 0
    size: int = 0
    against: str = ""
    features: str = "auto"
    best: bool = False


def measured(name: str, store: RunStore, places: Places, asked: Asked) -> dict[str, Any]:
    """Figures of the run, model or folder called `name`. Raises StudioError."""
    if (run := _run(name, store)) is not None:
        figures = _of_run(run, places, asked)
        _keep(run, figures)
        return figures
    folder = files.expanded(Path(name))
    if folder.is_dir():
        return sources.of_folder(folder, asked.against, places, asked.count, asked.size, asked.features)
    if (model := sources.model_of(name)) is not None:
        return sources.of_model(model, asked.against, places, asked.count, asked.features)
    data = asked.against or asked.data
    figures = _of_colouring(colouring.network(name, store), data, places, asked.count or _COLOURED, asked.size)
    return {**figures, **_told_apart(name, store, places)}


def _told_apart(name: str, store: RunStore, places: Places) -> dict[str, Any]:
    """What the discriminator of a run that colours calls real and fake; nothing of a model, or without its set."""
    from ganstudio import launch

    try:
        session, pictures = launch.restored(store.find(name), places)
    except StudioError:
        return {}
    return _table(session, pictures)


def _table(session: Session, pictures: PictureSet) -> dict[str, Any]:
    from ganstudio.evaluate import confusion

    found = confusion.confusion(session, pictures)
    return {} if found is None else {CONFUSION: found}


def _keep(run: Run, figures: dict[str, Any]) -> None:
    """In the run's folder, for its report; where it is being written or may not be, nothing is kept."""
    if not run.is_held():
        with suppress(StudioError):
            files.write_json(run.folder / writing.FIGURES, figures)


def tell(figures: dict[str, Any], as_json: bool) -> None:
    if as_json:
        output.say_json(figures)
        return
    from ganstudio.evaluate import confusion

    told = {name: value for name, value in figures.items() if name != CONFUSION}
    told |= confusion.rows(figures[CONFUSION]) if isinstance(figures.get(CONFUSION), dict) else {}
    output.table("figures", [{"figure": name.replace("_", " "), "value": value} for name, value in told.items()])


def _run(name: str, store: RunStore) -> Run | None:
    """The run of that name, unless it is one that colours."""
    from ganstudio.engine import registry

    if name.lower().endswith(".onnx") or name in {path.stem for path in (*resources.models(), *resources.generators())}:
        return None
    try:
        run = store.find(name)
    except StudioError:
        return None  # whoever colours says what there is
    return None if registry.family(run.recipe().family).need.kind == PAIRS else run


def _of_run(run: Run, places: Places, asked: Asked) -> dict[str, Any]:
    from ganstudio import launch
    from ganstudio.evaluate import enlargements, point_runs, samples, texts, translations

    session, pictures = launch.restored(run, places, asked.best)
    kind, count = session.family.need.kind, asked.count
    if kind == POINTS:
        return point_runs.measured(session, pictures, run.recipe().data.source)
    if kind == PHOTOGRAPHS:
        return enlargements.measured(session, pictures, count or enlargements.COUNT)
    if kind == TEXT:
        return texts.measured(session, pictures, count or texts.COUNT)
    if kind in (DOMAINS, ATTRIBUTES):
        judge, key = samples.judge_of(pictures, places.cache), run.recipe().data.source
        told = translations.measured(session, pictures, judge, key, count or translations.COUNT)
        return {**told, **_table(session, pictures)}
    return _of_samples(session, pictures, places, asked)


def _of_samples(session: Session, pictures: PictureSet, places: Places, asked: Asked) -> dict[str, Any]:
    """The figures of the family and its judge, those of any samples, and what D calls real and fake."""
    from ganstudio.evaluate import samples
    from ganstudio.evaluate.classifier import lacking
    from ganstudio.evaluate.quality import figures

    judge = samples.judge_of(pictures, places.cache)
    if judge is None:
        output.complain(StudioError(
            f"{pictures.info.name} {lacking(pictures)}, so nobody can judge what samples show.",
            "What the family itself and other features can tell follows.",
        ))  # fmt: skip
    real = pictures
    if asked.against:
        real = sources.pictures_of(asked.against, pictures.info.size, pictures.info.channels, places)

    def also(drawn: Pixels) -> dict[str, Any]:
        extractor = sources.extractor_for(real, places, asked.features)
        some = drawn[: asked.count or figures.usual_count(extractor)]
        return figures.against_set(extractor, real, some, places.cache)

    told = samples.measured(session, pictures, judge, asked.count or samples.SAMPLES, also=also)
    return {**told, **_table(session, pictures)}


def _of_colouring(model: Network, data: str, places: Places, count: int, size: int) -> dict[str, Any]:
    """Figures on pictures that the model has not seen: fresh cartoon faces, or the held back part of a set."""
    from functools import partial

    from ganstudio.evaluate import kinds, ways
    from ganstudio.evaluate.colouring import measured  # needs torch

    side = size or sketch_of(model).largest or model.size
    sketches, colours = _unseen(data, places, count, side)
    own = [kinds.of_pair(*pair) for pair in zip(sketches[:_IN_WAYS, :1], colours[:_IN_WAYS], strict=True)]
    others, paint = kinds.drawn(min(count, _IN_WAYS), side), partial(in_each_way, model)
    return {
        **measured(model, sketches, colours).to_json(),
        **ways.measured(model, own, paint),
        **{f"other_kinds_{name}": value for name, value in ways.measured(model, others, paint).items()},
        "ways_protocol": ways.PROTOCOL,
    }


def _unseen(data: str, places: Places, count: int, size: int) -> tuple[Pixels, Pixels]:
    from ganstudio.data.faces import writing as face_sets
    from ganstudio.data.sets import catalogue
    from ganstudio.data.sets.store import prepare

    entry = catalogue.find(data, [places.data])
    if (kind := _DRAWN.get(entry.key)) is not None:
        drawn = face_sets.draw(kind, face_sets.UNSEEN_FROM, count, size)
        return drawn["sketch"], drawn["colour"]
    pictures = prepare(entry, size, 3, places.cache)
    held = pictures.held_back or pictures
    if "sketch" not in held.partners:
        raise StudioError(f"{entry.title} has no sketches.", "Choose a set of pairs, or one whose lines are drawn.")
    if pictures.held_back is None:
        output.say(f"{entry.title} has no pictures held back: these figures are of pictures it may have learned from.")
    return held.partners["sketch"][:count], held.pictures[:count]
