"""The one place that finds `resources/`: in a checkout, an installed wheel and a frozen app."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from ganstudio.core.errors import StudioError


@cache
def root() -> Path:
    package = Path(__file__).resolve().parents[1]
    frozen = Path(getattr(sys, "_MEIPASS", package)) / "resources"
    for folder in (package / "resources", package.parent / "resources", frozen):
        if (folder / "icons").is_dir():
            return folder
    raise StudioError("The resources folder of GAN Studio is missing.", "Install the program again.")


def models() -> list[Path]:
    """The colouring models that come with the program, by name."""
    return sorted((root() / "models").glob("*.onnx"))


def generators() -> list[Path]:
    """The models that come with the program and draw by themselves (or encode, for one that does), by name."""
    return sorted((root() / "models" / "generators").glob("*.onnx"))


def path(*parts: str) -> Path:
    """The file `parts` below the resources folder. Raises StudioError when it is not there."""
    found = root().joinpath(*parts)
    if not found.exists():
        raise StudioError(f"{found.name} is missing from the resources folder.", "Install the program again.")
    return found
