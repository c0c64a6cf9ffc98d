"""The tools of the drawing surface, and the hand that holds them: tool, sizes, colours, steadiness, symmetry."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ganstudio.drawing.marks import HINTS, INK, JOIN, LINE, MARKED, REGIONS, Colour

PEN, ERASER, FILL, DAB, HINT, UNHINT, REGION = "pen", "eraser", "fill", "dab", "hint", "unhint", "region"
PICK, PAN, ZOOM, TURN = "pick", "pan", "zoom", "turn"
SMALLEST, LARGEST = 1.0, 400.0  # px of the drawing
WIDEST_GAP = 64  # px of the drawing


@dataclass(frozen=True)
class Tool:
    """`icon` names a file in resources/icons; `size` in px of the drawing, 0 when the tool has none."""

    key: str
    title: str
    icon: str
    shortcut: str
    help: str
    size: float = 0.0
    coloured: bool = False


TOOLS = {
    tool.key: tool
    for tool in (
        Tool(PEN, "Pen", "pen", "B", "Draws ink. Shift and dragging changes the size", 6.0),
        Tool(ERASER, "Eraser", "eraser", "E", "Takes ink or hints away; E again goes back", 24.0),
        Tool(FILL, "Fill", "fill", "F", "Fills what ink encloses", 0.0, True),
        Tool(DAB, "Colour dot", "dab", "H", "A dot of colour tells the model which colour belongs there", 28.0, True),
        Tool(HINT, "Colour stroke", "hint", "Shift+H", "A stroke of colour for the model", 18.0, True),
        Tool(UNHINT, "Remove colour", "unhint", "Shift+E", "A click takes one dot or stroke of colour away"),
        Tool(REGION, "Regions", "regions", "G", "Joins, splits and locks what lies between lines, or makes it paper"),
        Tool(PICK, "Pick colour", "pick", "P", "Takes a colour from the picture; with other tools hold Ctrl"),
        Tool(PAN, "Move view", "pan", "Space", "Moves the paper"),
        Tool(ZOOM, "Zoom", "zoom", "Z", "A click comes closer; dragging left or down goes away"),
        Tool(TURN, "Turn view", "turn", "R", "Turns the paper; 5 puts it straight"),
    )
}
VIEWING = (PAN, ZOOM, TURN)


@dataclass(frozen=True)
class Symmetry:
    """Mirror axes: an upright one at `x`, a level one at `y`, in px of the drawing; None: no such axis."""

    x: float | None = None
    y: float | None = None

    def next(self, width: int, height: int) -> Symmetry:
        """None, left and right, top and bottom, both, and none again."""
        order = [(False, False), (True, False), (False, True), (True, True)]
        upright, level = order[(order.index((self.x is not None, self.y is not None)) + 1) % len(order)]
        return Symmetry((self.x or width / 2) if upright else None, (self.y or height / 2) if level else None)

    def centred(self, width: int, height: int) -> Symmetry:
        """The same axes in the middle of a drawing."""
        return Symmetry(None if self.x is None else width / 2, None if self.y is None else height / 2)

    def copies(self) -> list[tuple[bool, bool]]:
        """For each copy of a gesture, itself among them: mirrored left to right, top to bottom."""
        sides = (False, True) if self.x is not None else (False,)
        return [(across, down) for down in ((False, True) if self.y is not None else (False,)) for across in sides]


class Hand(QObject):
    """What a person holds: signals tell panels and canvases when it changes."""

    tool_changed = Signal(str)
    size_changed = Signal(float)
    colour_changed = Signal(tuple)
    changed = Signal()  # steadiness, symmetry, fill: whatever has no signal of its own

    def __init__(self) -> None:
        super().__init__()
        self._tool, self._last = PEN, PEN
        self._sizes = {key: tool.size for key, tool in TOOLS.items() if tool.size}
        self._colours: tuple[Colour, Colour] = ((236, 86, 128), (253, 216, 189))
        self._steadiness, self._gamma, self._least = 0.35, 0.75, 0.12
        self._gap, self._fill_layer = 6, HINTS
        self._symmetry = Symmetry()
        self._erases = LINE
        self._ruling, self._reach = JOIN, ""

    # -- tools ----------------------------------------------------------------------------------------------

    @property
    def tool(self) -> str:
        return self._tool

    def set_tool(self, key: str) -> None:
        if key == self._tool:
            return
        layer = self.layer
        self._last, self._tool = self._tool, TOOLS[key].key
        if key == ERASER and layer in MARKED:
            self._erases = layer
        self.tool_changed.emit(key)
        self.size_changed.emit(self.size)
        self.colour_changed.emit(self.colour)

    def toggle_eraser(self) -> None:
        self.set_tool((self._last if self._last != ERASER else PEN) if self._tool == ERASER else ERASER)

    @property
    def layer(self) -> str:
        """The layer that the tool works on: an eraser's is that of the tool before it."""
        if self._tool == ERASER:
            return self._erases
        if self._tool == FILL:
            return self._fill_layer
        if self._tool == REGION:
            return REGIONS
        return HINTS if self._tool in (DAB, HINT, UNHINT) else LINE

    # -- sizes and colours ----------------------------------------------------------------------------------

    @property
    def size(self) -> float:
        """px of the drawing; 0 for tools without one."""
        return self._sizes.get(self._tool, 0.0)

    def size_with(self, eraser: bool) -> float:
        """The same, or that of the eraser for the other end of a pen."""
        return self._sizes[ERASER] if eraser else self.size

    def set_size(self, size: float) -> None:
        size = min(LARGEST, max(SMALLEST, size))
        if self.size and size != self.size:
            self._sizes[self._tool] = size
            self.size_changed.emit(size)

    def step_size(self, steps: int) -> None:
        """[ and ]: by a pixel for thin brushes, by a tenth for thick ones."""
        for _ in range(abs(steps)):
            by = max(1.0, round(self.size * 0.12))
            self.set_size(self.size + (by if steps > 0 else -by))

    @property
    def colour(self) -> Colour:
        """What the tool paints with."""
        return INK if self.layer == LINE else self._colours[0]

    @property
    def hint_colour(self) -> Colour:
        return self._colours[0]

    def set_colour(self, colour: Colour) -> None:
        """The colour of hints; ink stays ink. The one before it is kept for X."""
        if colour != self._colours[0]:
            self._colours = (colour, self._colours[0])
            self.colour_changed.emit(self.colour)

    @property
    def last_colour(self) -> Colour:
        """The colour of hints before this one."""
        return self._colours[1]

    def turn_colour(self, colour: Colour) -> None:
        """The same colour, moved on: the one before it stays what X brings back."""
        if colour != self._colours[0]:
            self._colours = (colour, self._colours[1])
            self.colour_changed.emit(self.colour)

    def swap_colours(self) -> None:
        """The colour of hints before this one."""
        self._colours = self._colours[::-1]
        self.colour_changed.emit(self.colour)

    # -- how lines are made ---------------------------------------------------------------------------------

    @property
    def steadiness(self) -> float:
        """0 follows the hand, 1 trails far behind it."""
        return self._steadiness

    def set_steadiness(self, value: float) -> None:
        self._steadiness = min(1.0, max(0.0, value))
        self.changed.emit()

    @property
    def pressure_curve(self) -> tuple[float, float]:
        """Exponent, and the share of the width that the lightest touch has."""
        return self._gamma, self._least

    def set_pressure_curve(self, gamma: float, least: float) -> None:
        self._gamma, self._least = min(4.0, max(0.2, gamma)), min(1.0, max(0.0, least))
        self.changed.emit()

    @property
    def gap(self) -> int:
        """px of the drawing: openings this wide do not let a fill out."""
        return self._gap

    @property
    def fill_layer(self) -> str:
        """Where a fill goes: colour for the network, or ink."""
        return self._fill_layer

    def set_fill(self, gap: int, layer: str) -> None:
        self._gap, self._fill_layer = max(0, gap), layer
        self.changed.emit()
        self.colour_changed.emit(self.colour)

    @property
    def ruling(self) -> str:
        """What the tool for regions does: join, split, lock or turn (`drawing.marks`)."""
        return self._ruling

    @property
    def reach(self) -> str:
        """What a dot or stroke of colour means: its region (nothing), those like it (spread), or less (bound)."""
        return self._reach

    def set_ruling(self, ruling: str) -> None:
        self._ruling = ruling
        self.changed.emit()

    def set_reach(self, reach: str) -> None:
        self._reach = reach
        self.changed.emit()

    @property
    def symmetry(self) -> Symmetry:
        return self._symmetry

    def set_symmetry(self, symmetry: Symmetry) -> None:
        if symmetry != self._symmetry:
            self._symmetry = symmetry
            self.changed.emit()
