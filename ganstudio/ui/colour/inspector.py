"""The right column of Colour: palette, layers, brush, and how the result is made."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSlider, QWidget

from ganstudio.core import params
from ganstudio.core.params import Spec
from ganstudio.drawing.marks import HINTS, LINE
from ganstudio.drawing.regions import ALONG, NEAREST
from ganstudio.export.colour_params import WAYS, ColourParams
from ganstudio.studio.colouring import Colouring
from ganstudio.studio.file_memory import Folders
from ganstudio.studio.palettes import Palettes
from ganstudio.studio.recent_colours import RecentColours
from ganstudio.ui.chips import Chips
from ganstudio.ui.colour.colour_dock import ColourDock
from ganstudio.ui.colour.drawing_palette import DrawingPalette
from ganstudio.ui.colour.layer_list import LayerList
from ganstudio.ui.colour.live import Live
from ganstudio.ui.colour.palette_menu import PaletteMenu
from ganstudio.ui.colour.region_tools import Reach, RegionVerbs
from ganstudio.ui.control_widgets import Switch
from ganstudio.ui.parts import ElidedLabel, column, heading, inspector, label, row, tool, wrapped
from ganstudio.ui.spec_slider import SpecSlider, as_share
from ganstudio.ui.surface.easel import Easel
from ganstudio.ui.surface.palette_view import PaletteView
from ganstudio.ui.surface.tools import DAB, FILL, HINT, LARGEST, PEN, REGION, SMALLEST, TOOLS, WIDEST_GAP

_SPECS = {spec.name: spec for spec in params.specs(ColourParams)}


def _slider_spec(
    name: str, text: str, help: str, default: float, low: float, high: float, scale: str = "linear"
) -> Spec:
    return Spec(
        name=name, kind=float, default=default, label=text, help=help, group="", low=low, high=high, unit="",
        scale=scale, choices=(), choice_labels=(), optional=False, advanced=False, only_when=None,
    )  # fmt: skip


_SIZE = _slider_spec("size", "Size", "Diameter of the brush, in pixels of the drawing.", 6, SMALLEST, LARGEST, "log")
_SMOOTH = _slider_spec("smooth", "Smooth", "How much the line is steadied.", 0.35, 0, 1)
_GAP = _slider_spec(
    "gap", "Close gaps", "Openings of the line up to this many pixels keep a fill in.", 6, 0, WIDEST_GAP
)
_PRESS = _slider_spec(
    "press",
    "Pen touch",
    "Soft: a light touch gives a wide line. Firm: a wide line takes a strong hand.",
    0.75,
    0.3,
    3,
    "log",
)
_WAYS = (
    ("flat", "Flat", "Each region one colour: from its dots, else as the model means it"),
    ("kept", "Kept in", "The model's colours with their light and shade; none crosses a line"),
    ("free", "Free", "As the model paints, lines or not"),
)
_SPLIT = _slider_spec(
    "split", "Before | after", "Takes the colours off the result from the left, to compare it with the sketch.", 0, 0, 1
)


class Inspector(QWidget):
    """`split_changed` carries the share of the result that is uncovered; the others carry a switch."""

    split_changed = Signal(float)
    seen_wanted = Signal(bool)
    regions_wanted = Signal(bool)
    compare_wanted = Signal(bool)
    live_wanted = Signal(bool)

    def __init__(self, easel: Easel, live: Live, colouring: Colouring, palettes: Palettes, recents: RecentColours,
                 folders: Folders) -> None:  # fmt: skip
        super().__init__()
        self._easel, self._colouring, self._palettes = easel, colouring, palettes
        self.ways = Chips("How colours are made")
        self.dock = ColourDock(easel.hand, recents)
        self.palette_view = PaletteView()
        self.palette_menu = PaletteMenu(palettes, lambda: easel.hand.hint_colour, folders)
        self.layers, self.used = LayerList(easel), DrawingPalette(easel, live, palettes)
        self.verbs, self.reach = RegionVerbs(easel), Reach(easel)
        self.brush_size, self.gap = SpecSlider(_SIZE, _pixels), SpecSlider(_GAP, _pixels)
        self.smooth, self.split = SpecSlider(_SMOOTH, as_share), SpecSlider(_SPLIT, as_share)
        self.press = SpecSlider(_PRESS, lambda value: "soft" if value < 0.95 else "firm" if value > 1.05 else "even")
        self.ink_fill = Switch("Fill with ink", "A fill becomes black line art instead of a colour for the model.")
        self._ink_row, self._brush = QWidget(), heading("Brush")
        self._ink_row.setLayout(_switch_row(self.ink_fill))
        self.live = Switch("Colour while I draw", "Off leaves the result as it is until it is switched on again.")
        self.live.set_value(True)
        self.keep_line = Switch(_SPECS["keep_line"].label, _SPECS["keep_line"].help)
        self.seen = Switch("What the model sees", "Shows the exact picture that the model is given.")
        self.regions = Switch(
            "Show the regions", "Each closed region in a colour of its own: one colour on two sides is a gap."
        )
        self.compare = Switch("Compare models", "Shows what other models make of the same drawing.")
        self.way = SpecSlider(_SPECS["way"], _way)
        self.gaps = SpecSlider(_SPECS["gap"], _pixels)
        self.along = Switch(
            "Go on along strokes",
            "Closes a gap where an open stroke would go on to, instead of where lines are nearest.",
        )
        self.protect = Switch(_SPECS["protect"].label, _SPECS["protect"].help)
        self.alike = Switch(_SPECS["alike"].label, _SPECS["alike"].help)
        self.strength = SpecSlider(_SPECS["strength"], as_share)
        self.detail = SpecSlider(_SPECS["detail"], lambda value: f"{value:.2g} ×")
        self.variation = label("usual", "dim")
        self.shuffle = tool("dice", self._shuffle, "Other colours where no dot says better")
        self.calm = tool("reset", lambda: colouring.set("variation", 0), "Back to the usual colours")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._laid_out())
        self._connect()
        self.follow()

    def _laid_out(self) -> QFrame:
        hint = wrapped("Drop a picture here to take its palette.", "faint", 11)
        content = column(
            self.ways, 8, self.dock, 8, self.palette_menu, self.palette_view, hint, self.used, 8,
            self._brush, self.verbs, self.brush_size, self.smooth, self.press, self.gap, self._ink_row, self.reach, 8,
            heading("Layers"), self.layers, 8,
            heading("Result"), self.way, self.gaps, _switch_row(self.along), _switch_row(self.protect),
            _switch_row(self.alike), _switch_row(self.regions), _switch_row(self.live), _switch_row(self.keep_line),
            self.strength, self.detail, self._variation_row(), self.split, _switch_row(self.seen),
            _switch_row(self.compare), None,
        )  # fmt: skip
        made = inspector(content)
        for scroll in made.findChildren(QScrollArea):
            scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it would take the keys of every click beside a control
        return made

    def _variation_row(self) -> QHBoxLayout:
        name = ElidedLabel(_SPECS["variation"].label, "dim", 12)
        name.setFixedWidth(86)
        name.setToolTip(_SPECS["variation"].help)
        return row(name, self.shuffle, self.variation, None, self.calm, spacing=6)

    def _connect(self) -> None:
        hand, colouring = self._easel.hand, self._colouring
        self.dock.chosen.connect(self.take_colour)
        self.palette_view.chosen.connect(self.take_colour)
        self.palette_view.picture_dropped.connect(self._palettes.take_from)
        self.used.taken.connect(self.take_colour)
        self._palettes.changed.connect(self.follow)
        self.brush_size.moved.connect(lambda value: hand.set_size(float(value)))
        self.smooth.moved.connect(lambda value: hand.set_steadiness(float(value)))
        self.gap.moved.connect(lambda value: hand.set_fill(round(value), hand.fill_layer))
        self.press.moved.connect(lambda value: hand.set_pressure_curve(float(value), hand.pressure_curve[1]))
        self.ink_fill.edited.connect(lambda on: hand.set_fill(hand.gap, LINE if on else HINTS))
        self.split.moved.connect(lambda value: self.split_changed.emit(float(value)))
        self.keep_line.edited.connect(lambda on: colouring.set("keep_line", on))
        self.ways.chosen.connect(lambda name: colouring.set("way", WAYS[name]))
        self.way.moved.connect(lambda value: colouring.set("way", float(value)))
        self.gaps.moved.connect(lambda value: colouring.set("gap", round(value)))
        self.along.edited.connect(lambda on: colouring.set("closing", ALONG if on else NEAREST))
        self.protect.edited.connect(lambda on: colouring.set("protect", bool(on)))
        self.alike.edited.connect(lambda on: colouring.set("alike", bool(on)))
        self.strength.moved.connect(lambda value: colouring.set("strength", float(value)))
        self.detail.moved.connect(lambda value: colouring.set("detail", float(value)))
        self.live.edited.connect(lambda on: self.live_wanted.emit(bool(on)))
        self.regions.edited.connect(lambda on: self.regions_wanted.emit(bool(on)))
        self.seen.edited.connect(lambda on: self.seen_wanted.emit(bool(on)))
        self.compare.edited.connect(lambda on: self.compare_wanted.emit(bool(on)))
        hand.tool_changed.connect(lambda _tool: self.follow())
        hand.size_changed.connect(lambda _size: self.follow())
        hand.colour_changed.connect(lambda _colour: self.follow())
        hand.changed.connect(self.follow)
        colouring.params_changed.connect(self.follow)
        colouring.model_changed.connect(self.follow)

    def follow(self) -> None:
        hand, values = self._easel.hand, self._colouring.params
        self.palette_view.set_palette(self._palettes.current)
        self.palette_view.set_current(hand.hint_colour)
        self.dock.follow()
        fills, rules, kept = hand.tool == FILL, hand.tool == REGION, values.keeps_in
        self._brush.setText(TOOLS[hand.tool].title)
        for widget, wanted in (
            (self.brush_size, not fills and not rules), (self.smooth, not fills and not rules),
            (self.press, hand.tool == PEN), (self.gap, fills and not (kept and hand.fill_layer == HINTS)),
            (self._ink_row, fills), (self.verbs, rules), (self.reach, kept and hand.tool in (DAB, HINT)),
        ):  # fmt: skip
            widget.setVisible(wanted)
        self.verbs.follow()
        self.reach.follow()
        self.gap.set_value(hand.gap)
        self.press.set_value(hand.pressure_curve[0])
        self.ink_fill.set_value(hand.fill_layer == LINE)
        self.brush_size.setEnabled(hand.size > 0)
        if hand.size:
            self.brush_size.spec = replace(_SIZE, default=TOOLS[hand.tool].size)  # each tool has its own
            self.brush_size.set_value(hand.size)
        self.smooth.set_value(hand.steadiness)
        self.ways.set_choices(_WAYS, _name_of(values.way))
        for name, each in self.ways.chips.items():
            each.setEnabled(values.keep_line or name == "free")
        self.way.set_value(values.way)
        self.gaps.set_value(values.gap)
        self.along.set_value(values.closing == ALONG)
        self.protect.set_value(values.protect)
        self.alike.set_value(values.alike)
        for widget in (self.gaps, self.along, self.protect, self.alike, self.regions):
            widget.setEnabled(kept)
        self.way.setEnabled(values.keep_line)
        self.keep_line.set_value(values.keep_line)
        self.strength.set_value(values.strength)
        self.detail.set_value(values.detail)
        self.variation.setText(f"No. {values.variation % 10_000}" if values.variation else "usual")
        varies = self._colouring.varies
        self.shuffle.setEnabled(varies)
        self.calm.setVisible(bool(values.variation))
        self.layers.follow()

    def take_colour(self, colour: tuple[int, int, int]) -> None:
        """The hand takes a colour; a pen or eraser gives way to the dab, which can use it."""
        hand = self._easel.hand
        hand.set_colour(colour)
        if hand.layer != HINTS:
            hand.set_tool("dab")

    def choose_colour(self) -> None:
        """The keys go to the wheel, which is on the screen all the time."""
        self.dock.wheel.shades.setFocus(Qt.FocusReason.TabFocusReason)

    def _shuffle(self) -> None:
        self._colouring.set("variation", self._colouring.params.variation % 9_999 + 1)

    def restyle(self) -> None:
        self.follow()
        for widget in self.findChildren(QSlider):
            widget.update()


def _name_of(way: float) -> str:
    """Which of the three ways it is; none where it lies between two."""
    return next((name for name, value in WAYS.items() if abs(value - way) < 0.01), "")


def _way(value: float) -> str:
    """Flat, kept in or free, and between them how far."""
    titles = {name: title.lower() for name, title, _ in _WAYS}
    return titles.get(_name_of(value), f"{value:.1f}")


def _pixels(value: float) -> str:
    return f"{value:.1f} px" if value < 3 and value % 1 > 0.05 else f"{round(value)} px"


def _switch_row(switch: Switch) -> QHBoxLayout:
    return row(label(switch.accessibleName(), "dim"), None, switch)
