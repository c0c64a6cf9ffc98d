"""The colours that were really used on drawings, the latest first; kept between sessions."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, Signal

from ganstudio.core.settings import Settings
from ganstudio.drawing.marks import Colour

MOST = 8
_KEY = "recent_colours"
_CODE = re.compile(r"#[0-9a-f]{6}")


class RecentColours(QObject):
    """`changed` when there is another latest one."""

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        kept = settings.get(_KEY, [])
        codes = [code for code in kept if isinstance(code, str) and _CODE.fullmatch(code)] if _is_list(kept) else []
        self.colours = tuple(_colour(code) for code in codes[:MOST])

    def used(self, colour: Colour) -> None:
        """`colour` was put on a drawing."""
        if colour in self.colours[:1]:
            return
        self.colours = (colour, *(each for each in self.colours if each != colour))[:MOST]
        self._settings.put(_KEY, [code_of(each) for each in self.colours])
        self.changed.emit()


def code_of(colour: Colour) -> str:
    """As #rrggbb."""
    return "#" + "".join(f"{channel:02x}" for channel in colour)


def _colour(code: str) -> Colour:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def _is_list(value: object) -> bool:
    return isinstance(value, list)
