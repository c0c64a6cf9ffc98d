"""What is done to labels at the speed of the pen gives, to the bit, what the plain way would give."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.data.drawings.labels import mapped, under_lines
from ganstudio.drawing import region_shapes


def patches(seed: int, count: int, side: int = 60) -> np.ndarray:
    rng = np.random.default_rng(seed)
    small = rng.integers(0, count, (side // 4, side // 3))
    return np.kron(small, np.ones((4, 3))).astype(np.int32)


@pytest.mark.parametrize("kind", [np.bool_, np.uint8, np.int32, np.uint32])
@pytest.mark.parametrize("count", [1, 7, 256, 257, 4000])
def test_that_a_table_is_looked_up_alike_for_few_and_for_many_labels(kind: type, count: int) -> None:
    labels = patches(1, count)
    table = np.random.default_rng(2).integers(0, 2**31, count).astype(kind)
    found = mapped(table, labels)
    assert found.dtype == table.dtype
    assert np.array_equal(found, table[labels])


@pytest.mark.parametrize("seed", range(12))
def test_that_a_region_is_named_by_its_deepest_place(seed: int) -> None:
    import cv2

    labels = region_shapes.numbered(patches(seed, 5 + 4 * seed))
    walls = np.random.default_rng(seed).random(labels.shape) < 0.04 * (seed % 4)
    count = int(labels.max()) + 1
    apart = walls.copy()
    apart[:, 1:] |= labels[:, 1:] != labels[:, :-1]
    apart[1:] |= labels[1:] != labels[:-1]
    depth = cv2.distanceTransform(np.pad(~apart, 1).view(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1]
    for region, (x, y) in enumerate(region_shapes.places(labels, walls, count).tolist()):
        own = np.where(labels == region, np.floor(depth * 4), -1)
        assert labels[y, x] == region
        assert y * labels.shape[1] + x == np.flatnonzero(own.ravel() == own.max())[-1], "of equal ones the last"


def test_that_ink_belongs_to_what_is_nearest() -> None:
    labels = np.zeros((9, 30), np.int32)
    labels[:, :8], labels[:, 18:] = 1, 2
    found = under_lines(labels)
    assert (found[:, :13] == 0).all() and (found[:, 13:] == 1).all()


def test_that_boxes_enclose_their_regions_and_nothing_more() -> None:
    labels = region_shapes.numbered(patches(3, 9))
    places = region_shapes.places(labels, np.zeros(labels.shape, np.bool_), int(labels.max()) + 1)
    for region, box in enumerate(region_shapes.boxes(labels, places).tolist()):
        rows, columns = np.nonzero(labels == region)
        assert box == [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
