"""A drawing: its size, its marks with undo and redo, its layers, and the pictures laid into it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ganstudio.core.errors import StudioError
from ganstudio.drawing import marks
from ganstudio.drawing.marks import HINTS, LARGEST, LINE, PICTURE, Cleared, Mark, Removed

PAPER, RESULT = "paper", "result"
LAYERS = (PAPER, PICTURE, RESULT, HINTS, LINE)  # from below: colour lies under ink, as under a line in print
DEFAULT_SIZE = 1024

Step = tuple[Mark, ...]


@dataclass(frozen=True)
class Layer:
    visible: bool = True
    opacity: float = 1.0


@dataclass(frozen=True)
class Change:
    """What happened to a drawing: `what` is "done", "undone", "redone", "layer", "asset", "setting" or "growing"."""

    what: str
    value: Any


@dataclass
class Drawing:
    """Everything that a project file keeps. `settings` are plain JSON values: model, seed, how the result is made.

    A step is what one undo takes back. `revision` grows with every change, whatever its kind.
    """

    width: int = DEFAULT_SIZE
    height: int = DEFAULT_SIZE
    layers: dict[str, Layer] = field(default_factory=lambda: {name: Layer() for name in LAYERS})
    assets: dict[str, bytes] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    revision: int = 0
    observers: list[Callable[[Change], None]] = field(default_factory=list, repr=False)

    def do(self, *made: Mark) -> None:
        """Add marks as one step; what was undone before is forgotten."""
        self.undone.clear()
        self.done.append(made)
        self._changed("done", made)

    def growing(self, *made: Mark) -> None:
        """A step that is still being drawn, or was given up (no marks): for those who keep what a crash could take."""
        self._tell(Change("growing", made))

    def undo(self) -> bool:
        """Take the last step back; False when there is none."""
        if not self.done:
            return False
        self.undone.append(self.done.pop())
        self._changed("undone", self.undone[-1])
        return True

    def redo(self) -> bool:
        if not self.undone:
            return False
        self.done.append(self.undone.pop())
        self._changed("redone", self.done[-1])
        return True

    def keep(self, data: bytes) -> str:
        """The name under which the file `data` (PNG or JPEG) can be placed."""
        name = asset_name(data)
        if name not in self.assets:
            self.assets[name] = data
            self._changed("asset", name)
        return name

    def set_layer(self, name: str, visible: bool | None = None, opacity: float | None = None) -> None:
        old = self.layers[name]
        new = replace(
            old,
            visible=old.visible if visible is None else visible,
            opacity=old.opacity if opacity is None else opacity,
        )
        if new != old:
            self.layers[name] = new
            self._changed("layer", name)

    def set_setting(self, name: str, value: Any) -> None:
        if self.settings.get(name) != value:
            self.settings[name] = value
            self._changed("setting", name)

    def numbered(self) -> list[tuple[int, Mark]]:
        """Marks that count now, in order, each with the number that `Removed` takes."""
        alive: dict[int, Mark] = {}
        number = 0
        for step in self.done:
            for mark in step:
                if isinstance(mark, Removed):
                    alive.pop(mark.target, None)
                elif isinstance(mark, Cleared):
                    alive = {each: kept for each, kept in alive.items() if _layer(kept) != mark.layer}
                else:
                    alive[number] = mark
                number += 1
        return list(alive.items())

    def on(self, layer: str) -> list[Mark]:
        """Marks that count on `layer`, in order."""
        return [mark for _, mark in self.numbered() if _layer(mark) == layer]

    def copied(self) -> Drawing:
        """The drawing as it is now, for another thread: only lists are copied, since marks never change.

        Pictures that neither a mark nor an undone one needs are left out.
        """
        placed = {mark.asset for step in (*self.done, *self.undone) for mark in step if isinstance(mark, marks.Placed)}
        return replace(
            self, layers=dict(self.layers), assets={name: data for name, data in self.assets.items() if name in placed},
            settings=dict(self.settings), done=list(self.done), undone=list(self.undone), observers=[],
        )  # fmt: skip

    @property
    def empty(self) -> bool:
        return not self.done and not self.undone

    def _changed(self, what: str, value: Any) -> None:
        self.revision += 1
        self._tell(Change(what, value))

    def _tell(self, change: Change) -> None:
        for observer in list(self.observers):
            observer(change)


def asset_name(data: bytes) -> str:
    """What a drawing calls the file `data`."""
    return hashlib.sha256(data).hexdigest()[:32]


def to_json(drawing: Drawing) -> dict[str, Any]:
    """`drawing` as plain JSON, undone steps included, its assets by name only."""
    return {
        "width": drawing.width,
        "height": drawing.height,
        "layers": {name: vars(layer) for name, layer in drawing.layers.items()},
        "settings": drawing.settings,
        "done": [[marks.to_json(mark) for mark in step] for step in drawing.done],
        "undone": [[marks.to_json(mark) for mark in step] for step in drawing.undone],
        "assets": sorted(drawing.assets),
    }


def from_json(value: Mapping[str, Any], assets: Mapping[str, bytes]) -> Drawing:
    """The drawing written as `value`. Raises StudioError when it is not one or misses a picture."""
    try:
        width, height = int(value["width"]), int(value["height"])
        layers = {name: _layer_from(value.get("layers", {}).get(name, {})) for name in LAYERS}
        done, undone = (
            [tuple(marks.from_json(mark) for mark in step) for step in value[part]] for part in ("done", "undone")
        )
        settings = dict(value.get("settings", {}))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StudioError("This drawing cannot be read.", "The file is damaged.") from error
    if not (1 <= width <= LARGEST and 1 <= height <= LARGEST):
        raise StudioError(f"This drawing says that it is {width} x {height} pixels.", "The file is damaged.")
    placed = {mark.asset for step in (*done, *undone) for mark in step if isinstance(mark, marks.Placed)}
    if missing := placed - set(assets):
        raise StudioError(f"A picture of this drawing is missing: {min(missing)}.", "The file is damaged.")
    return Drawing(width, height, layers, dict(assets), settings, done, undone)


def _layer(mark: Mark) -> str:
    return "" if isinstance(mark, Removed) else mark.layer


def _layer_from(value: Mapping[str, Any]) -> Layer:
    return Layer(bool(value.get("visible", True)), min(1.0, max(0.0, float(value.get("opacity", 1.0)))))
