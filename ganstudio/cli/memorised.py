"""`ganstudio memorised`: whether a generator has learned its training pictures by heart."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from ganstudio.cli import drawing, output
from ganstudio.cli.given import RunsFolder, store
from ganstudio.core import files
from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Picture
from ganstudio.core.pictures import Pixels, write_png
from ganstudio.core.player import Player
from ganstudio.core.settings import places
from ganstudio.core.text import counted

if TYPE_CHECKING:
    from ganstudio.data.picture_set import PictureSet
    from ganstudio.evaluate.memorised import Looks, Share
    from ganstudio.launch.memorised import Answer, Samples, Tell

_ROWS, _LISTED = 32, 10  # samples of the sheet, and of the table
_GAP = 4  # px on the sheet, between a sample and its neighbours


class Compared(StrEnum):
    pixels = "pixels"
    lite0 = "lite0"
    judge = "judge"


def memorised(
    model: Annotated[
        str, typer.Argument(help="A run, an .onnx model, or one in the box by name.", metavar="RUN|MODEL")
    ],
    against: Annotated[str, typer.Option(help="The pictures that it learned from, where it does not say: a key from "
                                         "`list data`, or a folder.", metavar="SET")] = "",
    count: Annotated[int, typer.Option(help="How many pictures it draws.", min=1, max=10_000)] = 500,
    seed: Annotated[int, typer.Option(help="Random seed.", min=0)] = 0,
    features: Annotated[Compared, typer.Option(help="What pictures are compared by. Pixels notice copies best; the "
                                               "others see what a picture shows.")] = Compared.pixels,
    out: Annotated[Path | None, typer.Option(help="A PNG sheet: a row for each of the nearest samples, with its five "
                                             "nearest training pictures.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON with all samples.")] = False,
    runs: RunsFolder = None,
) -> None:  # fmt: skip
    """Look for the training pictures nearest to samples, and say whether they are too near."""
    from ganstudio.data.sets import catalogue
    from ganstudio.launch import memorised as checking
    from ganstudio.launch import origins

    if out is not None and out.suffix.lower() != ".png":
        raise StudioError(f"{out.name} should end in .png.", "The sheet is a PNG.")
    player = _player(model, store(runs).folder)
    data = catalogue.find(against, [places().data]) if against else _own(player, runs)
    fingerprint = "" if against else str(origins.dataset(player).get("fingerprint", ""))
    with _told() as tell:
        found = checking.checked(_samples(player, count, seed), data, places(), fingerprint, tell,
                                 looks_of=lambda pictures: _looks(pictures, features.value))  # fmt: skip
    if out is not None:
        write_png(files.expanded(out), sheet(found))
    if as_json:
        output.say_json(figures(found))
        return
    _tell(found)
    if out is not None:
        output.say(f"{counted(min(_ROWS, len(found.rows)), 'picture')} with those nearest in {out}")


def _player(name: str, folder: Path) -> Player:
    """Raises StudioError for what draws no pictures of its own."""
    player: Player | None = drawing.model_of(name)
    if player is None:
        from ganstudio.export.run_network import RunNetwork  # needs torch

        player = RunNetwork(store(folder).find(name))
    if player.images or not isinstance(player.gives, Picture):
        raise StudioError(f"{player.name} draws no pictures of its own.", "Choose a generator of pictures.")
    return player


def _own(player: Player, runs: Path | None) -> Any:
    """The set that it learned from; where nobody knows that, --against is the way."""
    from ganstudio.launch import origins

    try:
        return origins.set_of(player, store(runs), places())
    except StudioError as error:
        raise StudioError(error.message, "Add --against SET; `ganstudio list data` shows the sets.") from None


def _samples(player: Player, count: int, seed: int) -> Samples:
    from ganstudio.launch.memorised import Samples

    values = drawing.latents_and_labels(player.controls, count, seed, None)
    inputs = {control.name: value for control, value in zip(player.controls, values, strict=True)}
    label = player.label
    classes = None if label is None else np.asarray(inputs[label.name], np.int64)
    return Samples(player.generate(inputs), classes, () if label is None else label.classes)


def _looks(pictures: PictureSet, features: str) -> Looks:
    from ganstudio.evaluate import memorised as comparing

    if features == Compared.pixels:
        return comparing.by_pixels()
    from ganstudio.evaluate import samples
    from ganstudio.evaluate.quality import extractors, kept

    found = extractors.chosen(features, lambda: samples.judge_of(pictures, places().cache), None)
    return comparing.by_extractor(found, kept.chosen(pictures, 2_000))


# -- what is said -----------------------------------------------------------------------------------------


def figures(found: Answer) -> dict[str, Any]:
    """All of it, by name."""
    judged, near = found.judged, found.judged.near
    shares = {"nearer": judged.nearer, "single": judged.single, "closest": judged.closest}
    told = {f"{name}{end}": value for name, share in shares.items() for end, value in _of_share(share).items()}
    pictures = [
        {"sample": row, "distance": round(float(near.apart[row, 0]), 6), "nearest": near.places[row].tolist(),
         "mirrored": near.mirrored[row].tolist(), "farther": _number(judged.farther[row])}
        for row in judged.order.tolist()
    ]  # fmt: skip
    return {
        "protocol": f"memorised-1; {found.words}", "against": found.title, "samples": len(near),
        "answer": found.kind, "words": found.verdict, **told, "held_out": judged.held,
        "held_out_twins": judged.twins, "by_class": found.by_class, "note": found.note, "pictures": pictures,
    }  # fmt: skip


def _of_share(share: Share | None) -> dict[str, float | None]:
    if share is None:
        return {"": None, "_low": None, "_high": None}
    return {"": round(share.value, 4), "_low": round(share.low, 4), "_high": round(share.high, 4)}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)


def sheet(found: Answer) -> Pixels:
    """H x W x C: each of the first samples, and behind a gap its nearest training pictures."""
    rows = found.rows[:_ROWS]
    ours, theirs = found.samples[rows], found.neighbours[: len(rows)]
    gap = np.full((*ours.shape[:3], _GAP), 128, np.uint8)
    lines = np.concatenate([ours, gap, *theirs.swapaxes(0, 1)], axis=3)
    return np.ascontiguousarray(np.concatenate([*lines], axis=1).transpose(1, 2, 0))


def _tell(found: Answer) -> None:
    output.say(found.verdict)
    output.say(" ".join(each for each in (found.words, found.note) if each))
    near = found.judged.near
    rows = [
        {"sample": int(row), "nearest training picture": int(near.places[row, 0]), "distance": found.said(int(row))[0]
         or f"{near.apart[row, 0]:.3f}", "beside held-out pictures": found.said(int(row))[1] or "none were held back"}
        for row in found.rows[:_LISTED]
    ]  # fmt: skip
    output.table("pictures", rows)


@contextmanager
def _told() -> Iterator[Tell]:
    """Shows in a terminal how far it is; elsewhere nothing."""
    quiet: Callable[[float, str], object] = lambda share, words: None  # noqa: E731
    if not sys.stderr.isatty():
        yield quiet
        return

    def tell(share: float, words: str) -> None:
        print(f"\r{words}: {100 * share:.0f} %    ", end="", file=sys.stderr)

    try:
        yield tell
    finally:
        print("\r" + " " * 48, end="\r", file=sys.stderr)
