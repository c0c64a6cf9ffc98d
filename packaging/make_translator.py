"""Turns a finished run that changes or enlarges pictures into models in the box: files, recipes, figures, sheets.

    ganstudio train resources/models/generators/glasses-on.toml
    python packaging/make_translator.py RUN there=glasses-on:"Glasses on" back=glasses-off:"Glasses off" [--words TEXT]

Every GENERATOR=NAME:TITLE becomes NAME.onnx with all that belongs to it, in resources/models/generators.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import onnx
from boxed import OUT, facts, keep_recipe

from ganstudio import launch
from ganstudio.core.pictures import write_png
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.sets import PHOTOGRAPHS
from ganstudio.core.settings import places
from ganstudio.data.picture_set import PictureSet
from ganstudio.engine.family import Generator
from ganstudio.engine.session import Session
from ganstudio.evaluate import enlargements, samples, translations
from ganstudio.export.onnx_session import METADATA_KEY
from ganstudio.export.to_onnx import export_run

CARD = """# {title}

{words} Made for GAN Studio by this project; the model may be used like the program itself (MIT). It learned from
{data}, {licence}.

- **Recipe**: `{name}.toml` (`ganstudio train` runs it again): {family}, {pictures:,} pictures seen in {steps:,} steps,
  {minutes:.0f} minutes on one thread of a small, busy cloud processor. This is its generator `{generator}`.
- **Takes and gives** pictures of any size in 0 to 1{scale}; it learned at {size} px. The file says so itself, under the
  metadata key `ganstudio`. `ganstudio translate {name} PICTURE --out FOLDER` uses it.

![{columns}]({name}.png)

Figures of the averaged generator (protocol `{protocol}`). Repeat them with `ganstudio measure RUN` after the recipe.

| figure | value |
|---|---|
{figures}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("models", nargs="+", metavar="GENERATOR=NAME:TITLE")
    parser.add_argument("--words", default="")
    parser.add_argument("--runs", type=Path, default=None)
    arguments = parser.parse_args()
    run = RunStore(arguments.runs or places().runs).find(arguments.run)
    session, pictures = launch.restored(run, places())
    figures = measured(run, session, pictures)
    print(figures)
    for text in arguments.models:
        key, _, rest = text.partition("=")
        name, _, title = rest.partition(":")
        kept(run, session, session.family.generator(key), name, title, arguments.words, figures)


def measured(run: Run, session: Session, pictures: PictureSet) -> dict[str, Any]:
    if session.family.need.kind == PHOTOGRAPHS:
        return enlargements.measured(session, pictures)
    judge = samples.judge_of(pictures, places().cache)
    return translations.measured(session, pictures, judge, run.recipe().data.source)


def kept(
    run: Run, session: Session, generator: Generator, name: str, title: str, words: str, figures: dict[str, Any]
) -> None:
    """The file and all that lies beside it."""
    run.rename(title)
    print(export_run(run, OUT / f"{name}.onnx", generator.name))
    call(OUT / f"{name}.onnx", title)
    keep_recipe(run, session, name)
    sheets, first = session.sample().sheets, generator == session.family.generators()[0]
    wanted = "ema" if first else f"{generator.name}.ema"
    write_png(OUT / f"{name}.png", sheets.get(wanted, sheets[wanted.replace("ema", "raw")]))
    about = {each: value for each, value in figures.items() if ": " not in each or belongs(each, generator)}
    scale = getattr(generator.gives, "scale", 1)
    named = {"title": title, "name": name, "words": words or generator.title, "generator": generator.name}
    larger = f", {scale} times as large" if scale > 1 else ""
    columns = ", ".join(session.family.columns_of(generator))
    text = CARD.format(**facts(run, session, about), **named, scale=larger, columns=columns)
    (OUT / f"{name}.md").write_text(text, "utf-8")


def call(path: Path, title: str) -> None:
    """Its direction is called like the model: what the two sets were called says less."""
    model = onnx.load(path)
    (entry,) = (each for each in model.metadata_props if each.key == METADATA_KEY)
    entry.value = json.dumps({**json.loads(entry.value), "direction": title}, ensure_ascii=False)
    onnx.save(model, path)


def belongs(figure: str, generator: Generator) -> bool:
    """Whether a figure is about this generator, or about what it is compared with."""
    subject = figure.partition(": ")[0]
    return subject in (generator.name, generator.title, enlargements.BICUBIC) or not generator.title


if __name__ == "__main__":
    main()
