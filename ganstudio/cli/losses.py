"""`ganstudio losses`: the table of losses made again on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from ganstudio.cli import output
from ganstudio.core.settings import places


def losses(
    data: Annotated[str, typer.Option(help="A distribution, or a file of points.")] = "ring",
    seeds: Annotated[int, typer.Option(help="How many trainings of each setting.", min=1, max=50)] = 3,
    steps: Annotated[int, typer.Option(help="How long each of them is.", min=1, max=1_000_000)] = 6000,
    presets: Annotated[list[str] | None, typer.Option("--preset", help="Only this one; may be given again.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
) -> None:
    """Train small GANs of points with every loss, and count the heaps that each keeps: mean, least and most."""
    from ganstudio.launch import losses as table

    told = []
    for each in table.table(places(), tuple(presets or table.EIGHT), data, seeds, steps):
        told.append(each)
        if not as_json:
            figures = ", ".join(f"{name} {each.figures[name]}" for name in table.SHOWN if name in each.figures)
            output.say(f"{each.preset}, seed {each.seed}: {figures}")
    rows = table.summed_up(told)
    if as_json:
        output.say_json(rows)
    else:
        output.table("losses", [{name: _shown(value) for name, value in row.items()} for row in rows])


def _shown(value: object) -> object:
    return "–".join(f"{number:.3g}" for number in value) if isinstance(value, list) else value
