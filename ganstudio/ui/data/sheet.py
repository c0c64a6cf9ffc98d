"""The contact sheet: pictures of the set exactly as the network will see them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from PySide6.QtCore import QSize

from ganstudio.core.pictures import Pixels, tile
from ganstudio.core.sets import DOMAINS, PAIRS
from ganstudio.data.sets import store
from ganstudio.data.sets.store import Look
from ganstudio.ui.grid import Sheet, to_image

_TILE = 84  # px on screen that a picture should have
_LEAST, _MOST = 6, 240
_NAMES = {"sketch": "Sketch: what it is given", "colour": "Colour: what it learns to make", "low": "Small",
          "high": "Large"}  # fmt: skip
_OUT, _AGAIN = "Click to leave it out", "Left out by you; click to use it again"
Chosen = np.ndarray[Any, Any]


def sheets(look: Look, room: QSize, seed: int, only: int) -> list[Sheet]:
    """Sheets that fill `room`; `only` is a class or an attribute (-1: all). Keys are records, those left out struck."""
    pictures, data = look.shown, look.data
    if data.kind == DOMAINS and only < 0 and pictures.labels is not None:
        domains = [np.flatnonzero(pictures.labels == domain) for domain in range(len(data.classes))]
        return [
            _sheet(look, name, _some(members, *_shape(room, len(domains)), seed), None, room, len(domains), seed)
            for name, members in zip(data.classes, domains, strict=True)
        ]
    if data.labelled and only < 0 and 2 <= len(data.classes) <= 12:
        return [_by_class(look, room, seed)]
    members = _members(look, only)
    partners = 2 if data.kind == PAIRS or data.kind == "photographs" else 1
    chosen = _some(members, *_shape(room, partners), seed)
    if not len(chosen):
        return []
    beside = store.beside(data, pictures, chosen)
    made = [_sheet(look, _NAMES.get(name, name), chosen, rows, room, partners, seed) for name, rows in beside.items()]
    title = _NAMES["colour" if data.kind == PAIRS else "high"] if beside else ""
    return [*made, _sheet(look, title, chosen, None, room, partners, seed)]


def _by_class(look: Look, room: QSize, seed: int) -> Sheet:
    """One class below the other, on as many lines each as there is room for; places without a picture are blank."""
    classes = look.data.classes
    largest = max(look.report.class_counts, default=1)
    lines = max(1, _shape(room, 1)[0] // len(classes))
    columns = max(4, min(24, round(len(classes) * lines * room.width() / max(1, room.height()))))
    lines = max(1, min(lines, math.ceil(largest / columns)))
    chosen = look.shown.chosen(len(classes), columns * lines, seed)
    rows = np.zeros((len(chosen), *look.shown.pictures.shape[1:]), np.uint8)
    rows[chosen >= 0] = _pixels(look, chosen[chosen >= 0], seed)
    grid = (len(classes) * lines, columns)
    return Sheet("", to_image(tile(rows, *grid)), len(classes), classes, grid, **_marks(look, chosen))


def _marks(look: Look, chosen: Chosen) -> dict[str, Any]:
    """What is known of each place of a sheet: its record, its name, and whether it is left out or blank."""
    records = np.where(chosen >= 0, look.records[np.maximum(chosen, 0)], -1).tolist()
    gone = set(look.report.selection.by_hand.tolist())
    collection = look.report.collection
    names = [collection.name(record) if record >= 0 else "" for record in records]
    return {
        "pickable": True, "keys": tuple(records),
        "tips": tuple(f"{name}\n{_AGAIN if record in gone else _OUT}"
                      for name, record in zip(names, records, strict=True)),
        "struck": frozenset(place for place, record in enumerate(records) if record in gone),
        "blank": frozenset(place for place, record in enumerate(records) if record < 0),
    }  # fmt: skip


def _members(look: Look, only: int) -> Chosen:
    pictures = look.shown
    if only >= 0 and pictures.flags is not None:
        return np.flatnonzero(pictures.flags[:, only])
    if only >= 0 and pictures.labels is not None:
        return np.flatnonzero(pictures.labels == only)
    return np.arange(len(pictures.pictures))


def _shape(room: QSize, sheets: int) -> tuple[int, int]:
    """Rows and columns of pictures of about `_TILE` px that fill a share of `room`."""
    width, height = max(200, room.width() - 40) / sheets, max(160, room.height() - 50)
    rows, columns = max(2, round(height / _TILE)), max(2, round(width / _TILE))
    return rows, columns


def _some(members: Chosen, rows: int, columns: int, seed: int) -> Chosen:
    count = min(len(members), max(_LEAST, min(_MOST, rows * columns)))
    if not count:
        return members
    return np.sort(np.random.default_rng(seed).choice(members, count, replace=False))


def _pixels(look: Look, chosen: Chosen, seed: int) -> Pixels:
    return _mirrored(look, np.asarray(look.shown.pictures[chosen]), seed)


def _mirrored(look: Look, rows: Pixels, seed: int) -> Pixels:
    """Half of them turned round, when the set is to be mirrored: partners alike."""
    if not look.shown.flip:
        return rows
    turned = np.random.default_rng([seed, 1]).random(len(rows)) < 0.5
    return np.where(turned[:, None, None, None], rows[..., ::-1], rows)


def _sheet(look: Look, title: str, chosen: Chosen, beside: Pixels | None, room: QSize, sheets: int, seed: int) -> Sheet:
    """The pictures `chosen`, or what lies `beside` them."""
    rows = _pixels(look, chosen, seed) if beside is None else _mirrored(look, beside, seed)
    count = len(rows)
    ratio = (room.width() / sheets) / max(1, room.height())
    columns = max(1, min(count, round(math.sqrt(count * ratio))))
    lines = math.ceil(count / columns)
    if rows.shape[2] < 32 <= rows.shape[2] * 4:  # the small ones beside large ones, at the same size
        rows = rows.repeat(4, axis=2).repeat(4, axis=3) if title == _NAMES["low"] else rows
    places = np.concatenate([chosen, np.full(lines * columns - count, -1)])
    return Sheet(title, to_image(tile(rows, lines, columns)), lines, (), (lines, columns), **_marks(look, places))
