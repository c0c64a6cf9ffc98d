"""Pictures that are the same, or nearly: by digest, and by difference hash with a look at small copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ganstudio.data.reading import Facts

_BITS = 4  # of 64 that may differ
_SHIFT = 24.0  # of 255, by which one may be brighter as a whole
_PLACE = 20.0  # and by which any of 8 x 8 places may differ beyond that
_CONTRAST = 4.0  # a copy flatter than this has nothing to compare
_CROWD = 400  # more pictures sharing a quarter of their hash tell nothing
_SMALL = 33  # px: so small pictures are alike by nature
Couples = Sequence[tuple[int, int]]


def exact(facts: Facts) -> Couples:
    """(copy, first) of records whose every part has the same pixels."""
    good = np.flatnonzero((facts["code"] == "").all(axis=1))
    keys = facts["digest"][good]
    _, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    firsts = good[first][inverse.ravel()]
    return [(int(copy), int(original)) for copy, original in zip(good, firsts, strict=True) if copy != original]


def near(facts: Facts, known: Couples) -> Couples:
    """(copy, first) of records that look alike and are not exactly the same. The last part of a record is compared."""
    part = facts[:, -1]
    large = np.minimum(part["width"], part["height"]) >= _SMALL
    good = (facts["code"] == "").all(axis=1) & large & (part["thumb"].std(axis=1) > _CONTRAST)
    good[[copy for copy, _ in known]] = False
    members = np.flatnonzero(good)
    hashes, thumbs = part["hash"][members], part["thumb"][members].astype(np.float32)
    first: dict[int, int] = {}
    for a, b in _candidates(hashes):
        if b not in first and _alike(thumbs[a] - thumbs[b]):
            first[b] = first.get(a, a)
    return [(int(members[copy]), int(members[original])) for copy, original in sorted(first.items())]


def _alike(difference: npt.NDArray[np.float32]) -> bool:
    """Whether two small copies show the same: lighter or darker perhaps, but nowhere another thing."""
    shift = float(difference.mean())
    return abs(shift) <= _SHIFT and float(np.abs(difference - shift).max()) <= _PLACE


def _candidates(hashes: npt.NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
    """Pairs a < b within `_BITS`: they share one of five bands of the hash at least."""
    seen: set[tuple[int, int]] = set()
    for start, width in ((0, 13), (13, 13), (26, 13), (39, 13), (52, 12)):
        band = (hashes >> np.uint64(start)) & np.uint64((1 << width) - 1)
        order = np.argsort(band, kind="stable")
        edges = np.flatnonzero(np.diff(band[order])) + 1
        for group in np.split(order, edges):
            if len(group) < 2:
                continue
            for couple in _within(np.sort(group), hashes):
                if couple not in seen:
                    seen.add(couple)
                    yield couple


def _within(group: npt.NDArray[np.int64], hashes: npt.NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
    """Close pairs in a group; a crowd is compared with its next neighbours only."""
    for position in range(len(group) - 1):
        others = group[position + 1 : position + 1 + _CROWD]
        differing = np.bitwise_count(hashes[others] ^ hashes[group[position]])
        for other in others[differing <= _BITS]:
            yield int(group[position]), int(other)
