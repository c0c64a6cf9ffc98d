"""Colours of reports: those of the window, as variables of a page or as they are."""

from __future__ import annotations

from collections.abc import Mapping

# As in ui/theme.py, which is above this layer; names are those that charts declare.
DARK = {
    "window": "#141519", "panel": "#1b1d23", "line": "#30343e", "text": "#e8eaf0", "dim": "#99a0ae", "faint": "#7b8392",
    "accent": "#ff7a59", "rival": "#5cb8ff", "good": "#55c98b", "caution": "#f2b84b", "violet": "#b79bff",
    "teal": "#3fc7c7",
}  # fmt: skip
LIGHT = {
    "window": "#f2f3f6", "panel": "#ffffff", "line": "#dcdfe6", "text": "#1c1f26", "dim": "#5d6573", "faint": "#737b89",
    "accent": "#d9532f", "rival": "#1f7ac2", "good": "#1f8f55", "caution": "#a8710a", "violet": "#7a4fd0",
    "teal": "#0e8286",
}  # fmt: skip
OF_PAGE = {name: f"var(--{name})" for name in LIGHT}  # follow the reader's choice of dark and light


def variables(colours: Mapping[str, str]) -> str:
    """For a style sheet."""
    return " ".join(f"--{name}: {value};" for name, value in colours.items())
