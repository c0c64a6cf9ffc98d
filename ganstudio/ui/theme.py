"""Colours, type, spacing and icons: every widget takes them from here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from ganstudio.core import resources
from ganstudio.ui.style_sheet import style_sheet

GRID = 4  # px; spacings are multiples of it
GAP, PADDING = 2 * GRID, 4 * GRID
INSPECTOR_WIDTH = 300
RADIUS_INPUT, RADIUS_BUTTON, RADIUS_CARD = 6, 8, 10


@dataclass(frozen=True)
class Colours:
    """One palette. Text on its grounds has a contrast of at least 4.5:1."""

    window: str
    panel: str
    raised: str
    line: str
    text: str
    dim: str
    faint: str
    accent: str
    on_accent: str
    rival: str  # the discriminator
    good: str
    caution: str
    bad: str
    violet: str  # further curves of a chart
    teal: str


DARK = Colours("#141519", "#1b1d23", "#24272f", "#30343e", "#e8eaf0", "#99a0ae", "#7b8392",
               "#ff7a59", "#1b1d23", "#5cb8ff", "#55c98b", "#f2b84b", "#ff6b70",
               "#b79bff", "#3fc7c7")  # fmt: skip
LIGHT = Colours("#f2f3f6", "#ffffff", "#f4f5f8", "#dcdfe6", "#1c1f26", "#5d6573", "#737b89",
                "#d9532f", "#ffffff", "#1f7ac2", "#1f8f55", "#a8710a", "#c8323b",
                "#7a4fd0", "#0e8286")  # fmt: skip

_current = DARK


def colours() -> Colours:
    """The palette in use."""
    return _current


def apply(app: QApplication, choice: str) -> None:
    """Dress the whole application: `choice` is "system", "dark" or "light"."""
    global _current  # noqa: PLW0603 - one application has one palette, and painters need it without a detour
    dark = choice == "dark" or (choice == "system" and _system_is_dark())
    _current = DARK if dark else LIGHT
    app.setStyle("Fusion")
    app.setPalette(_palette(_current))
    app.setFont(font())
    radii = {"radius_input": RADIUS_INPUT, "radius_button": RADIUS_BUTTON, "radius_card": RADIUS_CARD}
    app.setStyleSheet(style_sheet({**asdict(_current), **radii}))


@contextmanager
def undressed() -> Iterator[None]:
    """Widgets that are put together in here are dressed once, at the end.

    Qt else styles a widget anew each time that something around it finds its place in something larger.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    sheet = app.styleSheet()
    app.setStyleSheet("")
    try:
        yield
    finally:
        app.setStyleSheet(sheet)


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def load_fonts() -> None:
    """Bundled Inter, so that the window looks the same everywhere."""
    for name in ("Regular", "Medium", "SemiBold"):
        QFontDatabase.addApplicationFont(str(resources.path("fonts", f"Inter-{name}.otf")))


def font(size: float = 13, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Inter with numbers of equal width, `size` in px."""
    chosen = QFont("Inter")
    chosen.setPixelSize(round(size))
    chosen.setWeight(weight)
    chosen.setFeature(QFont.Tag("tnum"), 1)
    return chosen


def icon(name: str, colour: str = "") -> QIcon:
    """An icon in `colour` (the dim text colour when empty), sharp at every scale factor.

    Disabled it is as faint as the words beside it: Qt's own shade of it vanishes on some grounds.
    """
    made = QIcon()
    for scale in (1, 2, 3):
        made.addPixmap(_icon_pixmap(name, colour or _current.dim, 20, scale))
        made.addPixmap(_icon_pixmap(name, _current.faint, 20, scale), QIcon.Mode.Disabled)
    return made


def icon_pixmap(name: str, colour: str, size: int, widget: QWidget | None = None) -> QPixmap:
    return _icon_pixmap(name, colour, size, max(1, round(widget.devicePixelRatioF())) if widget else 1)


@cache
def _icon_pixmap(name: str, colour: str, size: int, scale: int) -> QPixmap:
    svg = resources.path("icons", f"{name}.svg").read_bytes().replace(b"currentColor", colour.encode())
    pixmap = QPixmap(QSize(size, size) * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, size * scale, size * scale))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: c.window, QPalette.ColorRole.WindowText: c.text, QPalette.ColorRole.Base: c.window,
        QPalette.ColorRole.AlternateBase: c.raised, QPalette.ColorRole.Text: c.text,
        QPalette.ColorRole.Button: c.raised,
        QPalette.ColorRole.ButtonText: c.text, QPalette.ColorRole.Highlight: c.accent,
        QPalette.ColorRole.HighlightedText: c.on_accent, QPalette.ColorRole.PlaceholderText: c.faint,
        QPalette.ColorRole.ToolTipBase: c.raised, QPalette.ColorRole.ToolTipText: c.text,
        QPalette.ColorRole.Link: c.rival, QPalette.ColorRole.Mid: c.line, QPalette.ColorRole.Dark: c.line,
        QPalette.ColorRole.Light: c.raised, QPalette.ColorRole.Midlight: c.line, QPalette.ColorRole.Shadow: c.window,
        QPalette.ColorRole.Accent: c.accent, QPalette.ColorRole.BrightText: c.bad,
    }  # fmt: skip
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(c.faint))
    return palette
