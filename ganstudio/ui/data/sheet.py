"""The contact sheet: pictures of the set exactly as the network will see them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from PySide6.QtCore import QSize

from ganstudio.core.pictures import Pixels, tile
from ganstudio.data import store
from ganstudio.data.collection import DOMAINS, PAIRS
from ganstudio.data.store import Look
from ganstudio.ui.grid import Sheet, to_image

_TILE = 84  # px on screen that a picture should have
_LEAST, _MOST = 6, 240
_NAMES = {"sketch": "Sketch: what it is given", "colour": "Colour: what it learns to make", "low": "Small",
          "high": "Large"}  # fmt: skip
Chosen = np.ndarray[Any, Any]


def sheets(look: Look, room: QSize, seed: int, only: int) -> list[Sheet]:
    """Sheets that fill `room`; `only` is a class or an attribute (-1: all)."""
    pictures, data = look.pictures, look.data
    if data.kind == DOMAINS and only < 0 and pictures.labels is not None:
        domains = [np.flatnonzero(pictures.labels == domain) for domain in range(len(data.classes))]
        return [
            _sheet(name, _pixels(look, _some(members, *_shape(room, len(domains)), seed), seed), room, len(domains))
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
    made = [_sheet(_NAMES.get(name, name), _mirrored(look, rows, seed), room, partners)
            for name, rows in beside.items()]  # fmt: skip
    title = _NAMES["colour" if data.kind == PAIRS else "high"] if beside else ""
    return [*made, _sheet(title, _pixels(look, chosen, seed), room, partners)]


def _by_class(look: Look, room: QSize, seed: int) -> Sheet:
    """One class below the other, on as many lines each as there is room for."""
    classes = look.data.classes
    smallest = min((number for number in look.report.class_counts if number), default=1)
    lines = max(1, _shape(room, 1)[0] // len(classes))
    columns = max(4, min(24, round(len(classes) * lines * room.width() / max(1, room.height()))))
    lines = max(1, min(lines, smallest // columns))  # rather fewer than the same ones again
    chosen = look.pictures.chosen(len(classes), columns * lines, seed)
    picture = tile(_pixels(look, chosen, seed), len(classes) * lines, columns)
    return Sheet("", to_image(picture), len(classes), classes)


def _members(look: Look, only: int) -> Chosen:
    pictures = look.pictures
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
    return _mirrored(look, np.asarray(look.pictures.pictures[chosen]), seed)


def _mirrored(look: Look, rows: Pixels, seed: int) -> Pixels:
    """Half of them turned round, when the set is to be mirrored: partners alike."""
    if not look.pictures.flip:
        return rows
    turned = np.random.default_rng([seed, 1]).random(len(rows)) < 0.5
    return np.where(turned[:, None, None, None], rows[..., ::-1], rows)


def _sheet(title: str, rows: Pixels, room: QSize, sheets: int) -> Sheet:
    count = len(rows)
    ratio = (room.width() / sheets) / max(1, room.height())
    columns = max(1, min(count, round(math.sqrt(count * ratio))))
    lines = math.ceil(count / columns)
    if rows.shape[2] < 32 <= rows.shape[2] * 4:  # the small ones beside large ones, at the same size
        rows = rows.repeat(4, axis=2).repeat(4, axis=3) if title == _NAMES["low"] else rows
    return Sheet(title, to_image(tile(rows, lines, columns)), lines)
