"""Pictures that are the same, or nearly: by digest, and by difference hash with a look at small copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ganstudio.data.decoding.reading import Facts

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
    first = np.full(len(members), -1, dtype=np.int64)
    for group in _groups(hashes):
        _compare(group, hashes, thumbs, first)
    return [(int(members[copy]), int(members[first[copy]])) for copy in np.flatnonzero(first >= 0)]


def _groups(hashes: npt.NDArray[np.uint64]) -> Iterator[npt.NDArray[np.int64]]:
    """Sets of pictures to compare: two within `_BITS` share one of five bands of the hash at least."""
    seen: set[bytes] = set()
    for start, width in ((0, 13), (13, 13), (26, 13), (39, 13), (52, 12)):
        band = (hashes >> np.uint64(start)) & np.uint64((1 << width) - 1)
        order = np.argsort(band, kind="stable")
        for group in np.split(order, np.flatnonzero(np.diff(band[order])) + 1):
            if len(group) > 1 and (name := group.tobytes()) not in seen:
                seen.add(name)
                yield group


def _compare(
    group: npt.NDArray[np.int64], hashes: npt.NDArray[np.uint64], thumbs: npt.NDArray[np.float32],
    first: npt.NDArray[np.int64],
) -> None:  # fmt: skip
    """Note in `first` which of the group are copies; of a crowd only the next neighbours are compared."""
    for position, original in enumerate(group[:-1]):
        if first[original] >= 0:
            continue
        others = group[position + 1 : position + 1 + _CROWD]
        others = others[(first[others] < 0) & (np.bitwise_count(hashes[others] ^ hashes[original]) <= _BITS)]
        if len(others):
            first[others[_alike(thumbs[others] - thumbs[original])]] = original


def _alike(differences: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Which show the same as another, given what small copies differ by: lighter perhaps, but nowhere another thing."""
    shift = differences.mean(axis=1, keepdims=True)
    alike: npt.NDArray[np.bool_] = (np.abs(shift[:, 0]) <= _SHIFT) & (np.abs(differences - shift).max(axis=1) <= _PLACE)
    return alike
