"""`ganstudio sample`: pictures of a run or of an exported model, as a sheet, a film or lines of text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from ganstudio.cli import output
from ganstudio.cli.given import RunsFolder, store
from ganstudio.core import files
from ganstudio.core.errors import StudioError
from ganstudio.core.text import counted

SHEETS = (".png", ".webp")
_MOST = 10_000  # pictures of one sheet
_MOST_SEEDS = 64


@dataclass(frozen=True)
class Asked:
    """What was said on the command line; None and "" for what was not."""

    out: Path
    count: int | None = None
    seed: int | None = None
    label: str | None = None
    generator: str = ""
    grid: tuple[int, int] | None = None
    seeds: tuple[int, ...] = ()
    loop: bool = False
    class_sweep: bool = False
    directions: int = 0
    truncation: float | None = None
    frames: int | None = None

    @property
    def is_film(self) -> bool:
        """Whether it becomes a film: what moves, in a file or a folder that can hold it."""
        from ganstudio.export import films

        moves = bool(self.seeds or self.directions)
        return films.is_film(self.out) or (moves and self.out.suffix.lower() == ".webp")


def sample(
    source: Annotated[
        str, typer.Argument(help="A run, an .onnx model, or one in the box by name.", metavar="RUN|MODEL")
    ],
    out: Annotated[Path, typer.Option(help="The .png or .webp sheet to write; of what moves also .webm, .gif, .apng, "
                                      ".mp4, or a new folder for PNGs; of lines of text a .txt file.")],
    count: Annotated[int | None, typer.Option(help="How many pictures; of --class-sweep and --directions, of how many "
                                              "seeds. 64 by default.", min=1, max=_MOST)] = None,
    seed: Annotated[int | None, typer.Option(help="Random seed.", min=0)] = None,
    label: Annotated[str | None, typer.Option(help="Only this class, by name.")] = None,
    generator: Annotated[str, typer.Option(help="Of a run: which one, where there are several.")] = "",
    grid: Annotated[str, typer.Option(help="The sheet's rows and columns, as in 4x10.", metavar="ROWSxCOLUMNS")] = "",
    interpolate: Annotated[str, typer.Option(help="A way through the pictures of these seeds, as in 1,2,3.",
                                             metavar="SEEDS")] = "",
    loop: Annotated[bool, typer.Option("--loop", help="With --interpolate: back to the first.")] = False,
    class_sweep: Annotated[bool, typer.Option("--class-sweep", help="Each picture as every class.")] = False,
    directions: Annotated[int, typer.Option(help="Along so many directions that are found, a row for each.", min=0,
                                            max=64)] = 0,
    truncation: Annotated[float | None, typer.Option(help="Scales the noise: below 1 more typical pictures, and less "
                                                     "different ones.", min=0, max=2)] = None,
    frames: Annotated[int | None, typer.Option(help="With --interpolate from one seed to the next, with --directions "
                                               "there and back; 48 in films.", min=1, max=1000)] = None,
    runs: RunsFolder = None,
) -> None:  # fmt: skip
    """Draw pictures into one sheet or a film, or write lines of text into a file."""
    from ganstudio.cli import drawing

    asked = Asked(
        files.expanded(out), count, seed, label, generator, grid_of(grid), seeds_of(interpolate), loop, class_sweep,
        directions, truncation, frames,
    )  # fmt: skip
    check(asked)
    made, changes = drawing.draw(source, store(runs), asked)
    output.say(f"{made} in {out}" + (f" (the model was changed: {changes})" if changes else ""))


def grid_of(text: str) -> tuple[int, int] | None:
    """Rows and columns written as 4x10. Raises StudioError."""
    if not text:
        return None
    found = re.fullmatch(r"\s*(\d{1,5})\s*[xX×]\s*(\d{1,5})\s*", text)
    rows, columns = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 0 < rows * columns <= _MOST:
        raise StudioError(f"{text} is no grid of up to {counted(_MOST, 'picture')}.", "Write it as in --grid 4x10.")
    return rows, columns


def seeds_of(text: str) -> tuple[int, ...]:
    """Seeds written as 1,2,3. Raises StudioError."""
    if not text:
        return ()
    parts = [part.strip() for part in text.split(",")]
    if not 2 <= len(parts) <= _MOST_SEEDS or not all(re.fullmatch(r"\d{1,18}", part) for part in parts):
        raise StudioError(f"{text} are no two to {_MOST_SEEDS} seeds.", "Write them as in --interpolate 1,2,3.")
    return tuple(map(int, parts))


def check(asked: Asked) -> None:
    """Raises StudioError with one sentence for what does not go together."""
    ways = [name for name, given in (("--interpolate", asked.seeds), ("--class-sweep", asked.class_sweep),
                                     ("--directions", asked.directions)) if given]  # fmt: skip
    _check_ending(asked, ways)
    first = ways[0] if ways else ""
    problems = {
        "--loop goes back to the first seed of --interpolate, which is missing.": asked.loop and not asked.seeds,
        f"{' and '.join(ways)} are different sheets.": len(ways) > 1,
        f"--grid does not go with {first}, which has rows of its own.": asked.grid and first[2:3] in ("c", "d"),
        "--grid is for sheets: a film shows what moves.": asked.grid and asked.is_film,
        "--grid says already how many pictures there are.": asked.grid and asked.count is not None,
        "--interpolate says already which seeds there are.": asked.seeds and (asked.seed, asked.count) != (None, None),
        "--class-sweep goes through all classes, so there is none to choose.": asked.class_sweep and asked.label,
        "--frames is for --interpolate, and for films of --directions.": asked.frames
        and not asked.seeds and not (asked.directions and asked.is_film),
        "--grid says already how many pictures lie on the way.": asked.grid and asked.frames,
    }  # fmt: skip
    for sentence, is_so in problems.items():
        if is_so:
            raise StudioError(sentence, "Leave one of them out.")


def _check_ending(asked: Asked, ways: list[str]) -> None:
    name, ending = asked.out.name, asked.out.suffix.lower()
    if ending == ".txt" and (ways or asked.grid):
        raise StudioError(f"{name} takes lines of text, one for each.", "Choose a .png for sheets.")
    if ending not in (*SHEETS, ".txt") and not asked.is_film:
        raise StudioError(f"{name} should end in .png.", "Choose another name: .webp holds sheets too, .webm, .gif, "
                          ".apng and .mp4 hold films, and lines of text go into a .txt file.")  # fmt: skip
    if asked.is_film and "--class-sweep" in ways:
        raise StudioError("Classes change in leaps, so a sweep of them is no film.", "Choose a .png.")
    if asked.is_film and not ways:
        raise StudioError(f"{name or asked.out} takes a film, and nothing moves.", "Add --interpolate SEEDS, or "
                          "--directions N; a sheet ends in .png.")  # fmt: skip
