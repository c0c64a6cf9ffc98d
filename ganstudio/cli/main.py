"""Every `ganstudio ...` command. Slow packages are imported inside the command that needs them."""

from __future__ import annotations

import errno
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ganstudio import __version__
from ganstudio.cli import colour_command, given, judging, output, pictures, sampling, streams
from ganstudio.cli.directions import directions
from ganstudio.cli.given import RunsFolder
from ganstudio.cli.given import store as _store
from ganstudio.cli.losses import losses
from ganstudio.cli.memorised import memorised
from ganstudio.core import files
from ganstudio.core.errors import StudioError
from ganstudio.core.recipe import DataChoice, Recipe
from ganstudio.core.settings import Settings, places

app = typer.Typer(
    name="ganstudio", no_args_is_help=False, add_completion=False, rich_markup_mode=None,
    help="GAN Studio. Without a command it opens the window.", pretty_exceptions_enable=False,
)  # fmt: skip


app.add_typer(pictures.app, name="data")
app.command()(losses)

_GONE = (errno.EPIPE, errno.EIO, errno.EBADF)  # nobody listens any more, who has heard enough or closed the terminal
_CHECK = "Check the folder that you are in, its permissions and the disk."


class Listable(StrEnum):
    families = "families"
    data = "data"
    runs = "runs"
    models = "models"


class PictureFormat(StrEnum):
    png = "png"
    webp = "webp"
    jpg = "jpg"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status. What a person did wrong is one sentence and status 2."""
    with streams.lasting() as out:
        status = _status(arguments if arguments is not None else sys.argv[1:])
        out.flush()
        if out.problem is not None and out.problem.errno not in _GONE:
            reason = (out.problem.strerror or str(out.problem)).lower()
            output.complain(StudioError(f"What was to be said could not be written: {reason}."))
            status = status or 1
    return status


def _status(arguments: list[str]) -> int:
    try:
        status = app(arguments, standalone_mode=False)
    except StudioError as error:
        output.complain(error)
        return 2
    except typer.Exit as end:
        return int(end.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except OSError as error:
        output.complain(StudioError(f"{_place(error)}: {(error.strerror or str(error)).lower()}.", _CHECK))
        return 2
    except Exception as error:
        # Typer's own usage errors (an unknown option, a missing argument) carry a sentence.
        sentence = getattr(error, "format_message", None)
        if sentence is None:
            raise
        output.complain(StudioError(sentence().rstrip("."), "See `ganstudio --help`."))
        return 2
    return status if isinstance(status, int) else 0


def _place(error: OSError) -> str:
    """What an error of the system is about: one that no sentence was written for."""
    return f"Could not use {error.filename}" if error.filename else "This did not work"


def _say_version(wanted: bool) -> None:
    if wanted:
        print(f"GAN Studio {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_say_version)
    ] = False,
) -> None: ...


@app.command("list")
def list_things(
    what: Annotated[Listable, typer.Argument(help="families, data, runs or models")],
    as_json: Annotated[bool, typer.Option("--json", help="A JSON list of objects.")] = False,
    runs: RunsFolder = None,
) -> None:
    """Show what there is."""
    from ganstudio.cli import listing

    rows: list[dict[str, Any]]
    match what:
        case Listable.families:
            rows = listing.families()
        case Listable.data:
            rows = listing.data(places())
        case Listable.runs:
            rows = listing.runs(_store(runs))
        case Listable.models:
            rows = listing.models(places())
    columns = {
        Listable.families: ("key", "needs", "presets"), Listable.data: ("key", "count", "size", "classes", "licence"),
        Listable.runs: ("id", "title", "state", "step"), Listable.models: ("name", "task", "place", "path"),
    }[what]  # fmt: skip
    output.table(what.value, rows, as_json, columns)


@app.command()
def train(
    recipe: Annotated[Path | None, typer.Argument(help="A recipe file (.toml).", metavar="[RECIPE.toml]")] = None,
    family: Annotated[str | None, typer.Option(help="See `list families`.")] = None,
    preset: Annotated[str | None, typer.Option(help="A preset of the family.")] = None,
    data: Annotated[str | None, typer.Option(help="A key from `list data`, or a folder of pictures.")] = None,
    size: Annotated[int | None, typer.Option(help="Picture size in pixels.")] = None,
    channels: Annotated[int | None, typer.Option(help="1 (grey) or 3 (colour).")] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="A setting; repeat it.", metavar="NAME=VALUE")] = None,
    prepare: Annotated[list[str] | None, typer.Option(help="How pictures are made ready, as in validation=10% or "
                                                      "attributes=glasses,smile.", metavar="NAME=VALUE")] = None,
    steps: Annotated[float | None, typer.Option(help="Train for this many steps.")] = None,
    epochs: Annotated[float | None, typer.Option(help="Train for this many epochs.")] = None,
    minutes: Annotated[float | None, typer.Option(help="Train for this many minutes.")] = None,
    seed: Annotated[int | None, typer.Option(help="Random seed.", min=0)] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu, cuda, cuda:1 ...")] = None,
    precision: Annotated[str | None, typer.Option(help="auto, fp32, tf32 or bf16")] = None,
    start_from: Annotated[str | None, typer.Option(help="Begin with what this run, or file of weights, has learned.",
                                                   metavar="RUN|FILE.safetensors")] = None,
    runs: RunsFolder = None,
) -> None:  # fmt: skip
    """Train a GAN. Ctrl-C saves and stops; the last line printed is the run's folder."""
    from ganstudio import launch
    from ganstudio.cli import training

    base = launch.read_recipe(files.expanded(recipe)) if recipe else Recipe("cgan", "", DataChoice("fashion-mnist"))
    changed = given.changed(
        base, family=family, preset=preset, data=data, size=size, channels=channels, settings=set_,
        budget=given.budget(steps, epochs, minutes), seed=seed, device=device, precision=precision,
    )  # fmt: skip
    if start_from is not None:
        changed = changed.changed(start=given.weights(start_from, _store(runs)))
    changed = launch.prepared(changed, dict(map(given.pair, prepare or [])), places())
    training.start(changed, _store(runs), places(), _settings())


@app.command()
def resume(
    run: Annotated[str, typer.Argument(help="A run's id, folder or title.")],
    steps: Annotated[int | None, typer.Option(help="Train for this many more steps.", min=1)] = None,
    runs: RunsFolder = None,
) -> None:
    """Go on with a run from its last saved moment."""
    from ganstudio.cli import training

    training.go_on(_store(runs).find(run), places(), _settings(), steps)


app.command()(sampling.sample)


@app.command()
def export(
    run: Annotated[str, typer.Argument(help="A run's id, folder or title.")],
    out: Annotated[Path, typer.Option(help="The .onnx file to write.")],
    generator: Annotated[str, typer.Option(help="Which one, where there are several; the first by default.")] = "",
    every: Annotated[
        bool, typer.Option("--all", help="Each in a file of its own: others become OUT-NAME.onnx.")
    ] = False,
    best: Annotated[bool, typer.Option("--best", help="The moment that was kept as the best, not the newest.")] = False,
    runs: RunsFolder = None,
) -> None:
    """Write a run's generator as one ONNX file that describes itself."""
    from ganstudio.export import library
    from ganstudio.export.to_onnx import export_run, generators_of

    out, found = files.expanded(out), _store(runs).find(run)
    for name in generators_of(found) if every else [generator]:
        path = out.with_stem(f"{out.stem}-{name}") if every and name else out
        done = export_run(found, path, name, best)
        library.remember(places(), path)
        difference = done.verification.max_abs_diff
        output.say(f"{done.path}: step {done.step}, differs from the network by at most {difference:.1e}")


app.command()(directions)
app.command()(colour_command.colour)


@app.command()
def translate(
    model: Annotated[str, typer.Argument(help="An .onnx model, one in the box or the models folder by name, or a run.",
                                         metavar="MODEL")],
    sources: Annotated[list[Path], typer.Argument(help="Pictures, or folders of them.", metavar="PATH...")],
    out: Annotated[Path, typer.Option(help="The folder to write to.", metavar="DIR")],
    direction: Annotated[str, typer.Option(help="Of a run that knows several: which one, by name or title.")] = "",
    set_: Annotated[list[str] | None, typer.Option("--set", help="An attribute, as in smile=on or hair=blond; repeat "
                                                   "it.", metavar="NAME=on|off")] = None,
    strength: Annotated[float, typer.Option(help="0 is the picture itself, 1 the model's answer.", min=0, max=1.5)] = 1,
    detail: Annotated[float | None, typer.Option(help="Size to work at beside the one it learned at; 0 is the picture's"
                                                 " own.", min=0, max=64)] = None,
    tile: Annotated[int, typer.Option(help="Work at the picture's own size in parts of so many pixels.", min=0,
                                      max=4096)] = 0,
    format_: Annotated[PictureFormat, typer.Option("--format", help="Of the files to write.")] = PictureFormat.png,
    quality: Annotated[int, typer.Option(help="Of WebP and JPEG; 100 loses nothing in WebP.", min=1, max=100)] = 92,
    skip_existing: Annotated[bool, typer.Option("--skip-existing", help="Leave out what is there already.")] = False,
    runs: RunsFolder = None,
) -> int:  # fmt: skip
    """Change pictures with a model that takes pictures: files and folders of any size into a folder."""
    from ganstudio.cli import translating
    from ganstudio.export.translating_files import Saving
    from ganstudio.export.translation import Wishes

    known = translating.translator(model, direction, _store(runs), places())
    wishes = Wishes(translating.wished(list(map(given.pair, set_ or [])), known), strength, tile, detail)
    saving = Saving(format_.value, quality, skip_existing)
    return translating.translate(known, list(map(files.expanded, sources)), files.expanded(out), wishes, saving)


app.command()(judging.measure)
app.command()(judging.report)
app.command()(memorised)


@app.command()
def check() -> None:
    """Versions, devices, and what onnxruntime really provides."""
    from ganstudio.cli import checking

    output.table("check", checking.report())


def _settings() -> Settings:
    return Settings(places().settings)
