"""What the cards of architectures and of sets of pictures say."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap

from ganstudio.core.pictures import Pixels
from ganstudio.core.sets import (
    ATTRIBUTES,
    DOMAINS,
    LABELLED,
    PAIRS,
    PHOTOGRAPHS,
    PLAIN,
    POINTS,
    TEXT,
    WITHOUT_PICTURES,
)
from ganstudio.core.text import counted
from ganstudio.data.sets.dataset import DataSet
from ganstudio.engine.family import Family
from ganstudio.ui.gallery.card import Card
from ganstudio.ui.grid import to_image

_WORDS = {
    PLAIN: "pictures", LABELLED: "pictures", PAIRS: "pairs", DOMAINS: "in two domains", ATTRIBUTES: "with attributes",
    PHOTOGRAPHS: "photographs", POINTS: "points", TEXT: "lines",
}  # fmt: skip


def family_card(kind: type[Family], checkable: bool = False) -> Card:
    card = Card(checkable)
    show_family(card, kind)
    return card


def show_family(card: Card, kind: type[Family], with_needs: bool = True) -> None:
    needs = f" · needs {kind.need.words}" if with_needs else ""
    card.show_words(kind.title, kind.summary, kind.paper + needs)


def show_data(card: Card, data: DataSet, sheet: Pixels | None, outcome: str = "") -> None:
    """Words about the set, beside a small sheet of its own pictures; `outcome`: what choosing it brings besides."""
    card.show_words(data.title, f"{data.count:,} {_WORDS[data.kind]}{_details(data)}", outcome)
    card.show_face(None if sheet is None else _face(sheet))


def _details(data: DataSet) -> str:
    if data.kind in WITHOUT_PICTURES:
        return f" · {data.summary}"
    size = f" · {data.size} px" if data.size else ""
    colour = " · grey" if data.channels == 1 else ""
    classes = f" · {counted(len(data.classes), 'class', 'classes')}" if data.kind == LABELLED else ""
    return f"{size}{colour}{classes}"


def _face(sheet: Pixels) -> QPixmap:
    scaled = to_image(sheet).scaled(
        QSize(128, 88), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    pixmap = QPixmap.fromImage(scaled)
    pixmap.setDevicePixelRatio(2)
    return pixmap
