"""Verbs that may be refused: the refusal becomes words for the person instead of a traceback."""

from __future__ import annotations

from collections.abc import Callable

from ganstudio.core.errors import StudioError


def attempt(verb: Callable[[], object], failed: Callable[[StudioError], object]) -> None:
    """Do it, or tell `failed` why not."""
    try:
        verb()
    except StudioError as error:
        failed(error)
    except OSError as error:
        failed(StudioError(f"That did not work: {error.strerror or error}.", "Try again."))
