"""Regions of flat pictures as labels: found in colours, grown under lines, numbered, and inked where they meet."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.pictures import Pixels

Labels = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
_BAND = 1024  # rows that are grown under lines at once
_RIM = 160  # rows more, so that bands agree
_EDGE = 0.5  # share of the sheet's edge that makes a region its outside
_STEP = 24  # colours nearer than this are one
DARK = 40  # darker is ink
_FEW = 256  # labels that fit into a byte


def under_lines(labels: Labels) -> Labels:
    """`labels` from 1 on as labels from 0 on, where every 0 has become what is nearest."""
    if labels.max(initial=0) == 0:
        return np.zeros_like(labels)
    if labels.all():
        return labels - 1
    if len(labels) <= 2 * _BAND:
        return _nearest(labels) - 1
    made = np.empty_like(labels)
    for top in range(0, len(labels), _BAND):
        first = max(0, top - _RIM)
        band = _nearest(labels[first : top + _BAND + _RIM])
        made[top : top + _BAND] = band[top - first : top - first + _BAND]
    return np.asarray(np.maximum(made, 1) - 1, np.int32)


def _nearest(labels: Labels) -> Labels:
    import cv2

    free = (labels == 0).view(np.uint8)
    if not free.any() or free.all():
        return labels
    _, index = cv2.distanceTransformWithLabels(free, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    made, left = labels.ravel().astype(np.int32), np.flatnonzero(free)
    known = np.flatnonzero(made)  # pixels are numbered as they are read
    made[left] = made[known[index.ravel()[left] - 1]]
    return made.reshape(labels.shape)


def numbered(labels: Labels) -> Labels:
    """The same regions with numbers from 0 on, none left out."""
    used = np.bincount(labels.ravel()) > 0
    return mapped((np.cumsum(used) - 1).astype(np.int32), labels)


def mapped(table: npt.NDArray[Any], labels: Labels) -> npt.NDArray[Any]:
    """`table[labels]` for a table of one byte or four for each label: five times as fast where there are few."""
    import cv2

    if len(table) > _FEW or not labels.size:
        return np.take(table, labels, mode="clip")
    whole = np.zeros(_FEW, table.dtype)
    whole[: len(table)] = table
    kind = np.int32 if table.itemsize == 4 else np.uint8  # those that OpenCV knows, bit by bit the same
    return np.asarray(cv2.LUT(labels.astype(np.uint8), whole.view(kind))).view(table.dtype)


def runs_of(labels: npt.NDArray[Any]) -> Ints:
    """Where, in the flattened sheet, another label begins than the pixel before has in its row, from the first on."""
    begins = np.ones(labels.shape, np.bool_)
    begins[:, 1:] = labels[:, 1:] != labels[:, :-1]
    return np.flatnonzero(begins)


def outside(labels: Labels, count: int) -> npt.NDArray[np.bool_]:
    """What holds an upper corner of the sheet, one lower corner alone, or half of its edge: the rest is drawn.

    Shoulders that the lower edge cuts off, or the ground, hold both lower corners or none.
    """
    found = np.zeros(count, np.bool_)
    found[[labels[0, 0], labels[0, -1]]] = True
    if labels[-1, 0] != labels[-1, -1]:
        found[[labels[-1, 0], labels[-1, -1]]] = True
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    return np.asarray(found | (np.bincount(edge, minlength=count) > _EDGE * len(edge)), np.bool_)


def regions_of(picture: Pixels) -> Labels:
    """Connected areas of about one colour, those of soft edges and lines given to what is near."""
    import cv2

    rough = np.rint(picture / _STEP).astype(np.int32) @ np.array([1, 16, 256], np.int32)
    found, count = np.zeros(rough.shape, np.int32), 0
    for each in np.unique(rough):
        number, parts = cv2.connectedComponents((rough == each).view(np.uint8), connectivity=4, ltype=cv2.CV_32S)
        np.copyto(found, parts + count, where=parts > 0)
        count += number - 1
    areas = np.bincount(found.ravel())
    small = (areas < max(12, 4e-4 * found.size))[found]
    found[small | (picture.max(axis=2) < DARK)] = 0
    return numbered(under_lines(found))


def ink_between(labels: Labels, width: float) -> Pixels:
    """Ink where regions meet, `width` px thick."""
    import cv2

    apart = np.ones(labels.shape, np.uint8)
    apart[:, 1:] &= labels[:, 1:] == labels[:, :-1]
    apart[1:] &= labels[1:] == labels[:-1]
    if apart.all():
        return np.zeros(labels.shape, np.uint8)
    far = cv2.distanceTransform(apart, cv2.DIST_L2, 5)
    return np.asarray((width / 2 + 0.5 - far).clip(0, 1) * 255, np.uint8)


def median_colours(picture: Pixels, labels: Labels) -> npt.NDArray[np.float64]:
    """The median colour of each region, never as dark as ink."""
    order = np.argsort(labels.ravel(), kind="stable")
    pixels = picture.reshape(-1, 3)[order]
    ends = np.cumsum(np.bincount(labels.ravel()))
    parts = np.split(pixels, ends[:-1])
    return np.asarray(np.maximum([np.median(part, axis=0) for part in parts], DARK), np.float64)


# -- painters ---------------------------------------------------------------------------------------------------------
