"""`ganstudio data ...`: sets of pictures added, listed, x-rayed, removed, drawn and downloaded."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ganstudio.cli import output
from ganstudio.core import files, params
from ganstudio.core.errors import StudioError
from ganstudio.core.settings import places
from ganstudio.core.text import counted

app = typer.Typer(help="Sets of pictures: your own, built in, drawn and downloaded.", no_args_is_help=True,
                  rich_markup_mode=None)  # fmt: skip
_LISTED = 12  # files of one kind of problem that are printed


class FaceKind(StrEnum):
    pairs = "pairs"
    attributes = "attributes"
    domains = "domains"
    glasses = "glasses"


AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]
Set = Annotated[
    list[str] | None, typer.Option("--set", help="A setting of the preparation; repeat it.", metavar="NAME=VALUE")
]
Lines = Annotated[str | None, typer.Option(help="Make sketches: dodge, xdog, canny or sobel.")]


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="A folder, an archive, or several files.", metavar="PATH...")],
    name: Annotated[str, typer.Option(help="What to call the set.")],
    size: Annotated[list[str] | None, typer.Option(help="Prepare at this size in pixels; repeat it.")] = None,
    set_: Set = None,
    lines: Lines = None,
    as_json: AsJson = False,
) -> None:
    """Add pictures under a name. The originals stay where they are and are never changed."""
    from ganstudio.data.preparation import Preparation
    from ganstudio.data.sets import shelving

    sizes = [_number(each) for text in size or () for each in text.replace(",", " ").split()]
    preparation = params.from_mapping(Preparation, dict(map(_pair, set_ or [])))
    origins = [files.expanded(path) for path in paths]
    with _bar("Reading pictures") as progress:
        seen = shelving.add(origins, name, places(), sizes, preparation, _lines(lines), progress)
    if as_json:
        output.say_json({"name": seen.data.key, **report_of(seen)})
        return
    output.say(_summary(seen))
    output.say(f"Added as {seen.data.key}. Train on it with `ganstudio train --data {seen.data.key}`.")


@app.command("list")
def list_sets(as_json: AsJson = False) -> None:
    """Every set there is."""
    from ganstudio.cli import listing

    output.table("data", listing.data(places()), as_json, ("key", "kind", "count", "size", "classes", "source"))


@app.command()
def inspect(
    source: Annotated[str, typer.Argument(help="A set's name, or a path.", metavar="NAME|PATH")],
    size: Annotated[int | None, typer.Option(help="Picture size in pixels.", min=8, max=2048)] = None,
    set_: Set = None,
    as_json: AsJson = False,
) -> None:
    """X-ray pictures: what they are, and everything that is wrong with them."""
    from ganstudio.data.sets import catalogue, shelving
    from ganstudio.data.sets.dataset import LAB

    data = catalogue.find(source, [places().data])
    if data.form == LAB:
        _tell_of_lab(data, as_json)
        return
    with _bar("Reading pictures") as progress:
        if set_:
            data = replace(data, preparation=params.from_mapping(
                type(data.preparation), dict(map(_pair, set_)), data.preparation))  # fmt: skip
        seen = shelving.look(data, places(), size or 0, progress)
    if as_json:
        output.say_json(report_of(seen))
        return
    output.say(_summary(seen))
    for line in _problem_lines(seen):
        output.say(line)


def _tell_of_lab(data: Any, as_json: bool) -> None:
    """What is no picture, and has none to x-ray."""
    facts = {"name": data.title, "kind": data.kind, "count": data.count, "size": data.size,
             "vocabulary": "".join(data.vocabulary), "summary": data.summary}  # fmt: skip
    if as_json:
        output.say_json(facts)
    else:
        output.say(f"{data.title}: {data.summary}")


@app.command()
def remove(name: Annotated[str, typer.Argument(help="The set's name, as `data list` shows it.")]) -> None:
    """Forget a set and what was made from it. The original pictures stay untouched."""
    from ganstudio.data.sets import shelf

    where = places()
    shelf.remove(where.data, where.cache, name)
    output.say(f"Removed {name}. Its pictures are where they were.")


@app.command("make-faces")
def make_faces(
    count: Annotated[int, typer.Option(help="How many.")],
    size: Annotated[int, typer.Option(help="Pixels.")],
    kind: Annotated[FaceKind, typer.Option(help="pairs, attributes, domains or glasses")],
    out: Annotated[Path, typer.Option(help="A new or empty folder.", metavar="FOLDER")],
    seed: Annotated[int, typer.Option(help="The same seed draws the same faces.", min=0)] = 0,
) -> None:
    """Draw cartoon faces as PNG files: line and colour pairs, attributes with a list, or two domains."""
    from ganstudio.data.faces import writing as face_sets

    with _bar("Drawing faces") as progress:
        face_sets.write(kind.value, count, size, files.expanded(out), seed, progress)
    output.say(f"{counted(count, 'cartoon face')} ({kind.value}, {size} px) in {out}")


@app.command()
def download(
    key: Annotated[str | None, typer.Argument(help="Which set; without it the list of those there are.")] = None,
    as_json: AsJson = False,
) -> None:
    """Fetch a well-known set and add it. An interrupted download goes on where it stopped."""
    from ganstudio.data.download import fetching
    from ganstudio.data.download import known as downloads

    known = downloads.known()
    if key is None:
        rows = [{"key": each.key, "title": each.title, "size": f"{each.size / 1024**2:,.0f} MB" if each.size else "",
                 "how": "by hand" if each.manual else "download", "licence": each.licence}
                for each in known.values()]  # fmt: skip
        output.table("downloads", rows, as_json)
        return
    with _bar("Downloading") as progress:
        data = fetching.fetch(key, places(), progress)
    output.say(f"{data.title}: {counted(data.count, 'picture')}. Train on it with `ganstudio train --data {data.key}`.")


# -- reports ----------------------------------------------------------------------------------------------


def report_of(seen: Any) -> dict[str, Any]:
    """The x-ray as plain values."""
    report, data, info = seen.report, seen.data, seen.pictures.info
    return {
        "title": data.title, "kind": data.kind, "layout": data.layout, "count": report.count,
        "classes": list(report.selection.classes), "class_counts": list(report.class_counts),
        "attributes": list(data.attributes), "size": info.size, "channels": info.channels,
        "trained_on": data.count,
        "held_back": len(report.selection.held_back), "fingerprint": info.fingerprint, "licence": data.licence,
        "sketch": _sketch_side(data), "problems": [_told(each) for each in report.problems],
        "advice": [_told(each) for each in report.notes], "left_out": report.left_out,
    }  # fmt: skip


def _told(finding: Any) -> dict[str, str]:
    return {name: getattr(finding, name) for name in ("code", "file", "message", "remedy")}


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _sketch_side(data: Any) -> str | None:
    return data.sides[0 if data.sketch_first else 1] if any(data.sides) else None


def _summary(seen: Any) -> str:
    values = report_of(seen)
    count = values["count"] if isinstance(values["count"], list) else [values["trained_on"]]
    parts = [f"{values['title']}: {values['kind']}", " + ".join(f"{number:,}" for number in count)]
    if values["classes"]:
        parts.append(counted(len(values["classes"]), "class", "classes"))
    if values["attributes"]:
        parts.append(counted(len(values["attributes"]), "attribute"))
    if values["held_back"]:
        among = "of these " if isinstance(values["count"], list) else "and "
        parts.append(f"{among}{values['held_back']:,} held back")
    parts.append(f"{values['size']} px, {'grey' if values['channels'] == 1 else 'colour'}")
    return f"{', '.join(parts)}. {_sentence(values['layout'])} {counted(len(values['problems']), 'problem')}."


def _problem_lines(seen: Any) -> Iterator[str]:
    from ganstudio.data.findings import RULES

    for code, group in seen.report.groups().items():
        yield f"\n{RULES[code].title} ({len(group)}): {group[0].remedy}"
        yield from (f"  {each.message}" for each in group[:_LISTED])
        if len(group) > _LISTED:
            yield f"  and {len(group) - _LISTED:,} more"


# -- small parts ------------------------------------------------------------------------------------------


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Progress with the time left, on a terminal; it goes to standard error, as JSON goes to standard output."""
    from rich.console import Console
    from rich.progress import Progress, TimeRemainingColumn

    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with Progress(*Progress.get_default_columns()[:3], TimeRemainingColumn(), console=Console(stderr=True),
                  transient=True) as bar:  # fmt: skip
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)


def _lines(method: str | None) -> dict[str, Any]:
    from ganstudio.data.lines.lineparams import LineParams

    if method is None:
        return {}
    params.from_mapping(LineParams, {"method": method})
    return {"method": method}


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise StudioError(f"--set {text} has no value.", "Write --set name=value.")
    return name.strip(), value.strip()


def _number(text: str) -> int:
    if not text.isdigit():
        raise StudioError(f"--size takes pixels, not {text!r}.", "Write --size 64.")
    return int(text)
