"""Values as JSON has them, and as frozen dataclasses want them."""

from __future__ import annotations

from typing import Any


def as_tuples(value: Any) -> Any:
    """`value` with every list in it as a tuple, however deep."""
    return tuple(as_tuples(each) for each in value) if isinstance(value, (list, tuple)) else value
