"""`ganstudio colour --like`: drawings of one figure coloured like one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganstudio.cli import colouring, output
from ganstudio.cli.colouring import Asked
from ganstudio.core import files, params
from ganstudio.core.controls import Network
from ganstudio.core.errors import StudioError
from ganstudio.core.text import counted
from ganstudio.drawing.scans import CleanParams
from ganstudio.export import carrying_files, picture_files
from ganstudio.export.carrying_files import Carried
from ganstudio.export.colour_params import ColourParams


@dataclass(frozen=True)
class Like:
    """The drawing whose colours are wanted: a project, or a sketch with its `colours` in another file."""

    drawing: Path
    colours: Path | None = None


def like(drawing: Path | None, colours: Path | None, sources: int, has_hints: bool, as_json: bool) -> Like | None:
    """What was said of another drawing's colours; None for nothing. Raises StudioError for what does not fit."""
    if drawing is not None and not has_hints:
        return Like(files.expanded(drawing), None if colours is None else files.expanded(colours))
    if drawing is not None:
        raise StudioError("Colours come from --hints or from --like.", "Leave one of them out.")
    if colours is not None:
        raise StudioError("--like-colours needs the sketch that they belong to.", "Add --like SKETCH.png.")
    if as_json:
        raise StudioError("--json tells of drawings that are coloured --like another.", "Add --like, or leave it out.")
    if sources > 1:
        raise StudioError(
            "Several drawings are coloured --like another.", "Add --like, or put them into a folder and name that."
        )
    return None


def colour_alike(model: Network, sources: Sequence[Path], out: str, like: Like, asked: Asked, as_json: bool) -> int:
    """Colour drawings of one figure like one of them; a folder stands for the pictures in it. Raises StudioError.

    Status 1 when one could not be coloured; the others are.
    """
    values = params.from_mapping(ColourParams, asked.settings)
    cleaning = CleanParams() if asked.clean else None
    found = [path for each in sources for path in (picture_files.sketches_in(each) if each.is_dir() else [each])]
    colouring.check_layers(asked, len(found) > 1)
    targets = _targets(found, out, [like.drawing, *([like.colours] if like.colours else [])])
    first = carrying_files.example(model, like.drawing, like.colours, values, cleaning)
    made = []
    for each in carrying_files.colour_alike(
        model, first, found, targets, values, cleaning, asked.wished, "gap" not in asked.settings
    ):
        made.append(each)
        if each.problem is not None:
            output.complain(each.problem)
        elif not as_json:
            _tell(each)
    if as_json:
        output.say_json([_as_json(each) for each in made])
    failed = [each.source.name for each in made if each.problem is not None]
    if len(failed) == len(made):
        raise StudioError("None of these drawings could be coloured.", "See the reasons above.")
    return 1 if failed else 0


def _targets(sources: Sequence[Path], out: str, kept: Sequence[Path]) -> list[Path]:
    """Where each drawing goes: to a file when there is one, else into a folder. None may be what it is made from."""
    if len(sources) == 1:
        targets = [colouring.target(sources[0], out)]
    else:
        folder, taken = files.expanded(Path(out)), set[str]()
        if folder.suffix.lower() == ".png" or folder.is_file():
            raise StudioError(f"{len(sources)} drawings cannot become one file, {folder.name}.", "Name a folder.")
        targets = [picture_files.free_target(source, folder, taken) for source in sources]
    given = {path.resolve() for path in (*sources, *kept)}
    if lost := [target for target in targets if target.resolve() in given]:
        raise StudioError(f"{lost[0].name} would be written over what it is made from.", "Choose another folder.")
    return targets


def _tell(each: Carried) -> None:
    steady = f"steadiness {each.steadiness.score:.0f} of 100" if each.steadiness else ""
    unsure = f"{each.unsure} unsure" if each.unsure else "all sure"
    output.say(
        f"{each.source.name} coloured in {each.out}: {steady}, {counted(each.guesses, 'guess', 'guesses')}, "
        + (f"{counted(each.rulings, 'ruling of regions', 'rulings of regions')}, " if each.rulings else "")
        + unsure
        + (", mirrored" if each.is_mirrored else "")
    )
    if each.said:
        output.say(f"{each.source.name}: {each.said}")


def _as_json(each: Carried) -> dict[str, Any]:
    steady = each.steadiness
    return {
        "source": str(each.source), "out": str(each.out) if each.problem is None else None,
        "guesses": each.guesses, "rulings": each.rulings, "unsure": each.unsure, "mirrored": each.is_mirrored,
        "steadiness": None if steady is None else round(steady.score, 2),
        "difference": None if steady is None else round(steady.difference, 2),
        "found": None if steady is None else round(steady.found, 4),
        "problem": None if each.problem is None else str(each.problem),
    }  # fmt: skip
