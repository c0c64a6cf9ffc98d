"""What the command line prints: results to standard output, complaints to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import typer

from ganstudio.cli import tables
from ganstudio.core.errors import StudioError
from ganstudio.core.text import readable


def say(text: str) -> None:
    print(text)


def say_json(value: Any) -> None:
    """A value as JSON that can be read back whole, whatever the encoding: what it lacks is escaped."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2, default=str)
    print(text)


def complain(error: StudioError) -> None:
    print(f"ganstudio: {error.message}", file=sys.stderr)
    if error.hint:
        print(error.hint, file=sys.stderr)


def table(title: str, rows: Sequence[Mapping[str, Any]], as_json: bool = False, columns: Sequence[str] = ()) -> None:
    """Rows as a table of `columns` (all when empty), or whole as JSON."""
    if as_json:
        say_json([dict(row) for row in rows])
        return
    if not rows:
        say(f"No {title} yet.")
        return
    header = list(columns or rows[0])
    first, *others = tables.lines(header, [[_cell(row[column]) for column in header] for row in rows])
    typer.secho(first, bold=True)  # in bold only where that is understood
    say("\n".join(others))


def _cell(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        value = ", ".join(map(str, value))
    return "" if value is None else readable(str(value))
