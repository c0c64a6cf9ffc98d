"""Turns a finished run into a model in the box that draws by itself: file, recipe, figures, card and sheet.

    ganstudio train resources/models/generators/digits.toml
    python packaging/make_generator.py RUN digits "Digits" "Handwritten digits, one class each." [--runs DIR]

Everything lands in resources/models/generators. What else the family can do (an encoder) becomes NAME-OTHER.onnx.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from boxed import OUT, facts, keep_recipe

from ganstudio import launch
from ganstudio.core.pictures import tile, write_png
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import places
from ganstudio.engine.session import Session
from ganstudio.evaluate import samples
from ganstudio.export.onnx_session import Model
from ganstudio.export.to_onnx import export_run
from ganstudio.studio.generation import contact_sheet

ROWS, COLUMNS = 8, 12

CARD = """# {title}

{words} Made for GAN Studio by this project; the model may be used like the program itself (MIT). It learned from
{data}, {licence}.

- **Recipe**: `{name}.toml` (`ganstudio train` runs it again): {family}, {pictures:,} pictures seen in {steps:,} steps,
  {minutes:.0f} minutes on one thread of a small, busy cloud processor.
- **Takes** {takes}. **Gives** {gives}. The file says so itself, under the metadata key `ganstudio`.

![Samples]({name}.png)

Figures of the averaged generator (protocol `{protocol}`: an independent judge that was trained on the set's own labels;
its Fréchet distance is not FID). Repeat them with `ganstudio measure RUN` after running the recipe.

| figure | value |
|---|---|
{figures}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("name")
    parser.add_argument("title")
    parser.add_argument("words")
    parser.add_argument("--runs", type=Path, default=None)
    arguments = parser.parse_args()
    run = RunStore(arguments.runs or places().runs).find(arguments.run)
    run.rename(arguments.title)
    session, pictures = launch.restored(run, places())
    keep_recipe(run, session, arguments.name)
    path = OUT / f"{arguments.name}.onnx"
    print(export_run(run, path))
    for other in session.family.generators()[1:]:
        print(export_run(run, OUT / f"{arguments.name}-{other.name}.onnx", other.name))
    model = Model(path)
    keep_sheet(model, session, OUT / f"{arguments.name}.png")
    figures = samples.measured(session, pictures, samples.judge_of(pictures, places().cache))
    print(figures)
    text = card(run, model, session, figures, arguments)
    (OUT / f"{arguments.name}.md").write_text(text, "utf-8")


def keep_sheet(model: Model, session: Session, path: Path) -> None:
    """A row for each class; the family's own sheet where that says more than random pictures."""
    first = session.family.generators()[0]
    if first.title or session.family.columns_of(first):
        sheets = session.sample().sheets
        write_png(path, sheets.get("ema", next(iter(sheets.values()))))
        return
    rows = len(model.label.classes) if model.label else ROWS
    write_png(path, tile(contact_sheet(model, rows, COLUMNS), rows, COLUMNS))


def card(run: Run, model: Model, session: Session, figures: dict[str, Any], arguments: argparse.Namespace) -> str:
    data = session.family.data
    takes = ", ".join(f"`{control.name}` ({control.words})" for control in model.controls)
    gives = f"`image`, N x {data.channels} x {data.size} x {data.size} in 0 to 1"
    named = {"title": arguments.title, "name": arguments.name, "words": arguments.words}
    return CARD.format(**facts(run, session, figures), **named, takes=takes, gives=gives)


if __name__ == "__main__":
    main()
