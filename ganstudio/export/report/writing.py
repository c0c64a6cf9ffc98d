"""`ganstudio report`: reads what a run has written, and writes the page and its figures."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ganstudio.core import files
from ganstudio.core import recipe as recipes
from ganstudio.core.curves import Group, with_best
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.history import Curve, History
from ganstudio.core.recipe import Recipe
from ganstudio.core.run_state import RunState
from ganstudio.core.runs import Run
from ganstudio.engine.charts import charts_of
from ganstudio.export.report import palette, plot
from ganstudio.export.report.page import Page, Picture, written

PAGE, FOLDER, FIGURES = "index.html", "figures", "figures.json"
CONFUSION = "discriminator_confusion"
_PLACES = re.compile(r"(?:[A-Za-z]:)?[/\\](?:[^\s/\\:]+[/\\])+")  # folders before a file's name
_SCALE = 2  # of PNGs beside SVGs
_ON_THE_WAY = 3  # grids between first and last


@dataclass(frozen=True)
class Written:
    """The page, and how many figures lie beside it."""

    page: Path
    figures: int


def write(run: Run, out: Path) -> Written:
    """A report of `run` into the folder `out`. Raises StudioError."""
    history, state, recipe = replayed(run), run.state(), without_places(run.recipe())
    groups = [group for group in with_best(charts_of([recipe], history.curves.keys()), history.best)
              if any(line.curve in history.curves for line in group.lines)]  # fmt: skip
    if not history.curves and not history.samples:
        raise StudioError(f"{state.title} has done nothing yet that could be reported.", "Train it for a moment first.")
    with explaining(out, "create"):
        (out / FOLDER).mkdir(parents=True, exist_ok=True)
    for group in groups:
        _write_figure(out / FOLDER / _file_name(group.title), group, history.curves)
    figures = figures_of(run)
    if figures:
        files.write_json(out / FOLDER / FIGURES, figures)
    page = _page(run, state, recipe, history, groups, figures)
    files.write_text(out / PAGE, written(page))
    return Written(out / PAGE, len(groups))


def replayed(run: Run) -> History:
    """What its log tells."""
    history = History()
    for event, _ in run.events():
        history.apply(event)
    return history


def figures_of(run: Run) -> dict[str, Any]:
    """What `ganstudio measure` has found last; nothing where it was not asked."""
    try:
        found = json.loads((run.folder / FIGURES).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def without_places(recipe: Recipe) -> Recipe:
    """The recipe as others may see it: of a folder of pictures its name alone."""
    source = recipe.data.source
    name = re.split(r"[/\\]", source.rstrip("/\\"))[-1]
    return recipe.changed(data=replace(recipe.data, source=name or "pictures"))


# -- the page ---------------------------------------------------------------------------------------------


def _page(
    run: Run, state: RunState, recipe: Recipe, history: History, groups: list[Group], figures: Mapping[str, Any]
) -> Page:  # fmt: skip
    minutes = f"{state.seconds / 60:.1f} minutes"
    table = figures.get(CONFUSION)
    return Page(
        title=state.title, line=f"{state.family}, {state.preset} on {state.data}: {state.step:,} steps in {minutes}",
        facts=_facts(state, history), recipe=recipes.to_toml(recipe), pictures=_pictures(run, history),
        charts=[(plot.drawn(group, history.curves, palette.OF_PAGE), _said_of(group, history)) for group in groups],
        figures={name: value for name, value in figures.items() if name != CONFUSION},
        confusion=table if isinstance(table, dict) else {}, remarks=_remarks(history),
        without="Nothing was measured. `ganstudio measure` with the run's name takes figures for the next report.",
    )  # fmt: skip


def _facts(state: RunState, history: History) -> dict[str, Any]:
    told: dict[str, Any] = {"state": state.state, "steps": state.step, "device": state.device,
                            "precision": state.precision, "threads": state.threads}  # fmt: skip
    if state.picture[1]:
        told["pictures"] = f"{state.about.get('count', '')} of {state.picture[1]} px, {state.picture[0]} channels"
    if history.best is not None:
        told["best moment kept"] = f"step {history.best:,}"
    versions = {name: version for name, version in state.versions.items() if name in ("ganstudio", "python", "torch")}
    return {name: value for name, value in {**told, **versions}.items() if value not in ("", None)}


def _remarks(history: History) -> list[str]:
    """Why it failed, if it did; of files their names alone."""
    if history.state != "failed":
        return []
    return [_PLACES.sub("", f"{history.message} {history.hint}".strip())]


def _said_of(group: Group, history: History) -> list[str]:
    return [f"{line.text}: {line.help}" for line in group.lines if line.help and line.curve in history.curves]


def _pictures(run: Run, history: History) -> list[Picture]:
    """The real ones, the last samples, and some on the way."""
    found = _picture(run.samples / "real.png", "Real pictures")
    count = len(history.samples)
    places = sorted({round(at * (count - 1) / (_ON_THE_WAY + 1)) for at in range(_ON_THE_WAY + 2)}) if count else []
    for place in reversed(places):
        sample = history.samples[place]
        name = sample.files.get("ema") or next(iter(sample.files.values()), "")
        words = f"Samples at step {sample.step:,}" + (" (averaged weights)" if "ema" in sample.files else "")
        found += _picture(run.samples / Path(name).name, words) if name else []
    return found


def _picture(path: Path, caption: str) -> list[Picture]:
    try:
        return [Picture(path.read_bytes(), caption)]
    except OSError:
        return []


# -- the figures ------------------------------------------------------------------------------------------


def _write_figure(path: Path, group: Group, curves: Mapping[str, Curve]) -> None:
    """SVG for papers, PNG for slides, CSV for one's own programs."""
    svg = plot.drawn(group, curves, palette.LIGHT)
    files.write_text(path.with_suffix(".svg"), svg + "\n")
    files.write_bytes(path.with_suffix(".png"), as_png(svg))
    files.write_text(path.with_suffix(".csv"), as_csv(group, curves))


def as_png(svg: str) -> bytes:
    import resvg_py

    data = resvg_py.svg_to_bytes(svg_string=svg, width=_SCALE * plot.WIDTH, height=_SCALE * plot.HEIGHT)
    return bytes(data)


def as_csv(group: Group, curves: Mapping[str, Curve]) -> str:
    """A row for each number: curve, step, value."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("curve", "step", "value"))
    for line in group.lines:
        curve = curves.get(line.curve)
        if curve is not None:
            rows.writerows((line.curve, int(step), f"{value:.6g}") for step, value in zip(curve.steps, curve.values)
                           if value == value)  # fmt: skip
    return text.getvalue()


def _file_name(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower().replace("é", "e").replace("’", "")).strip("-") or "figure"
