"""The palette that lies beside the canvas: built in, own, or taken from a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.core.errors import StudioError
from ganstudio.core.settings import Places, Settings
from ganstudio.drawing import palettes, picking, scans
from ganstudio.drawing.marks import Colour
from ganstudio.drawing.palettes import Palette, Swatch
from ganstudio.studio.attempts import attempt
from ganstudio.studio.jobs import Jobs

_FIRST = "Skin and hair"


class Palettes(QObject):
    """`changed` when another palette, or another colour in it, is to be shown; `failed` carries a StudioError."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, places: Places, settings: Settings, jobs: Jobs) -> None:
        super().__init__()
        self._folder, self._settings, self._jobs = places.data / "palettes", settings, jobs
        self.current = self._remembered()

    def _remembered(self) -> Palette:
        every = {palette.name: palette for palette in (*self.built_in(), *self.own())}
        wanted = str(self._settings.get("palette", _FIRST))
        return every.get(wanted) or next(iter(every.values()), Palette("Empty", ()))

    def built_in(self) -> list[Palette]:
        return palettes.built_in()

    def own(self) -> list[Palette]:
        return palettes.own(self._folder)

    @property
    def is_own(self) -> bool:
        return any(palette.name == self.current.name for palette in self.own())

    def choose(self, palette: Palette) -> None:
        self.current = palette
        self._settings.put("palette", palette.name)
        self.changed.emit()

    def show_colours(self, name: str, colours: Sequence[Colour]) -> None:
        """A palette of the moment: adding a colour to it keeps it."""
        self.current = Palette(name, tuple(Swatch(colour) for colour in colours))
        self.changed.emit()

    def take_from(self, picture: Path) -> None:
        """The palette of a picture, made beside the window and kept as an own one."""

        def made() -> Palette:
            found = picking.from_picture(scans.loaded(picture))
            return palettes.save(self._folder, replace(found, name=palettes.free_name(picture.stem, self._folder)))

        self._jobs.in_thread("Taking the colours", made, self.choose)

    def read(self, file: Path) -> None:
        """Take over a .gpl file or a list of colours."""

        def taken_over() -> Palette:
            found = palettes.read(file)
            return palettes.save(self._folder, replace(found, name=palettes.free_name(found.name, self._folder)))

        attempt(lambda: self.choose(taken_over()), self.failed.emit)

    def write(self, file: Path) -> None:
        """Write the palette to a file of its own. Raises StudioError."""
        palettes.write(file, self.current)

    def add(self, colour: Colour) -> None:
        """Put `colour` into the palette, or into the own one that a built-in palette becomes."""
        if colour in self.current.colours:
            return
        name = self.current.name if self.is_own else f"My {self.current.name.lower()}"
        before = next((palette for palette in self.own() if palette.name == name), self.current)
        more = () if colour in before.colours else (Swatch(colour),)
        grown = Palette(name, (*before.swatches, *more))
        attempt(lambda: self.choose(palettes.save(self._folder, grown)), self.failed.emit)

    def delete(self) -> None:
        name = self.current.name
        try:
            palettes.delete(self._folder, name)
        except StudioError as error:
            self.failed.emit(error)
            return
        self.choose(next(iter(self.built_in()), Palette("Empty", ())))
