"""Colours, type, spacing and icons: every widget takes them from here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from ganstudio.core import resources

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
    _icon_pixmap.cache_clear()
    app.setStyle("Fusion")
    app.setPalette(_palette(_current))
    app.setFont(font())
    app.setStyleSheet(_style_sheet(_current))


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
    """An icon in `colour` (the dim text colour when empty), sharp at every scale factor."""
    made = QIcon()
    for scale in (1, 2, 3):
        made.addPixmap(_icon_pixmap(name, colour or _current.dim, 20, scale))
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
        QPalette.ColorRole.AlternateBase: c.raised, QPalette.ColorRole.Text: c.text, QPalette.ColorRole.Button: c.raised,
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


def _style_sheet(c: Colours) -> str:
    """Shapes that palettes cannot say. Kinds are set with `setProperty("kind", ...)`."""
    return f"""
    QToolTip {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.line}; padding: 6px 8px; }}
    QFrame[kind="panel"] {{ background: {c.panel}; border: none; }}
    QFrame[kind="card"], QPushButton[kind="card"] {{
        background: {c.raised}; border: 1px solid {c.line}; border-radius: {RADIUS_CARD}px; }}
    QPushButton[kind="card"]:hover, QPushButton[kind="card"]:focus {{ border-color: {c.faint}; }}
    QPushButton[kind="card"]:checked {{ border-color: {c.accent}; }}
    QFrame[kind="stage"] {{ background: {c.panel}; border: 1px solid {c.line}; border-radius: {RADIUS_CARD}px; }}
    QFrame[kind="popup"] {{ background: {c.panel}; border: 1px solid {c.line}; border-radius: {RADIUS_CARD}px; }}
    QFrame[kind="verdict"] {{ background: {c.panel}; border: 1px solid {c.line}; border-radius: {RADIUS_BUTTON}px; }}
    QFrame[kind="verdict"][tone="good"] {{ border-color: {c.good}; }}
    QFrame[kind="verdict"][tone="caution"] {{ border-color: {c.caution}; }}
    QFrame[kind="verdict"][tone="bad"] {{ border-color: {c.bad}; }}
    QLabel {{ background: transparent; }}
    QLabel[tone="dim"] {{ color: {c.dim}; }} QLabel[tone="faint"] {{ color: {c.faint}; }}
    QLabel[tone="good"] {{ color: {c.good}; }} QLabel[tone="bad"] {{ color: {c.bad}; }}
    QLabel[tone="caution"] {{ color: {c.caution}; }}
    QPushButton {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: {RADIUS_BUTTON}px;
        padding: 6px 14px; color: {c.text}; }}
    QPushButton:hover, QPushButton:focus {{ border-color: {c.faint}; }}
    QPushButton:pressed {{ background: {c.line}; }}
    QPushButton:disabled {{ color: {c.faint}; border-color: {c.raised}; }}
    QPushButton[kind="primary"] {{ background: {c.accent}; border-color: {c.accent}; color: {c.on_accent}; font-weight: 600; }}
    QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:focus {{ border-color: {c.text}; }}
    QPushButton[kind="primary"]:disabled {{ background: {c.raised}; border-color: {c.line}; color: {c.faint}; }}
    QPushButton[kind="chip"] {{ border-radius: 13px; padding: 4px 12px; min-height: 16px; color: {c.dim}; }}
    QPushButton[kind="chip"]:checked {{ border-color: {c.accent}; color: {c.text}; }}
    QPushButton[kind="plain"] {{ background: transparent; border: none; padding: 2px 4px; color: {c.dim}; text-align: left; }}
    QPushButton[kind="plain"]:hover, QPushButton[kind="plain"]:focus {{ color: {c.text}; }}
    QToolButton {{ background: transparent; border: none; border-radius: {RADIUS_INPUT}px; padding: 2px; }}
    QToolButton:hover, QToolButton:focus {{ background: {c.raised}; }}
    QToolButton[kind="rail"] {{ color: {c.dim}; border-radius: {RADIUS_BUTTON}px; padding: 7px 0 5px 0; }}
    QToolButton[kind="rail"]:checked {{ background: {c.raised}; color: {c.text}; }}
    QToolButton[kind="rail"]:focus {{ border: 2px solid {c.accent}; }}
    QLineEdit, QComboBox {{ background: {c.window}; border: 1px solid {c.line}; border-radius: {RADIUS_INPUT}px;
        padding: 3px 8px; min-height: 18px; color: {c.text}; selection-background-color: {c.accent};
        selection-color: {c.on_accent}; }}
    QLineEdit:focus, QComboBox:focus {{ border-color: {c.accent}; }}
    QLineEdit[wrong="true"] {{ border-color: {c.bad}; }}
    QLineEdit:disabled, QComboBox:disabled {{ color: {c.faint}; border-color: {c.raised}; }}
    QComboBox::drop-down {{ border: none; width: 18px; }}
    QComboBox::down-arrow {{ width: 0; height: 0; }}
    QComboBox QAbstractItemView {{ background: {c.raised}; border: 1px solid {c.line}; outline: none; padding: 4px;
        selection-background-color: {c.line}; selection-color: {c.text}; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ background: transparent; width: 8px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {c.line}; border-radius: 4px; min-height: 32px; }}
    QScrollBar::handle:vertical:hover {{ background: {c.faint}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none; height: 0; }}
    QListView {{ background: transparent; border: none; outline: none; }}
    QMenu {{ background: {c.raised}; border: 1px solid {c.line}; padding: 4px; }}
    QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }} QMenu::item:selected {{ background: {c.line}; }}
    QSlider {{ min-height: 20px; }}
    QSlider::groove:horizontal {{ height: 3px; background: {c.line}; border-radius: 1px; }}
    QSlider::sub-page:horizontal {{ height: 3px; background: {c.accent}; border-radius: 1px; }}
    QSlider::sub-page:horizontal:disabled {{ background: {c.line}; }}
    QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -5px 0; border-radius: 6px; background: {c.text}; }}
    QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ background: {c.accent}; }}
    QSlider::handle:horizontal:disabled {{ background: {c.faint}; }}
    QSplitter::handle {{ background: transparent; }} QSplitter::handle:hover {{ background: {c.line}; }}
    """
