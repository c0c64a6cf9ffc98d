"""Sets of points: a distribution becomes rows that are trained on, and others that are held back."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from ganstudio.core.sets import POINTS, DataInfo
from ganstudio.data.lab import drawn
from ganstudio.data.lab.distributions import DISTRIBUTIONS, Distribution
from ganstudio.data.picture_set import PictureSet
from ganstudio.data.sets.dataset import BUILT_IN, LAB, OWN, DataSet

COUNT = 65_536
HELD_BACK = 8_192
_LICENCE = "public domain"


def sets() -> list[DataSet]:
    """The distributions that come with the program."""
    return [_described(each, BUILT_IN) for each in DISTRIBUTIONS]


def from_file(path: Path) -> DataSet:
    """A distribution of one's own. Raises StudioError naming the file."""
    return _described(drawn.read(path), OWN)


def _described(distribution: Distribution, source: str) -> DataSet:
    return DataSet(
        distribution.key, distribution.title, distribution.summary, POINTS, (), COUNT, distribution.dimensions, 1,
        licence=_LICENCE if source == BUILT_IN else "your own", form=LAB, in_memory=True, source=source,
        reach=distribution.reach,
    )  # fmt: skip


def distribution_of(key: str) -> Distribution:
    """The distribution of a set of points. Raises StudioError for a file that is none."""
    known = {each.key: each for each in DISTRIBUTIONS}
    return known[key] if key in known else drawn.read(Path(key))


def prepared(data: DataSet) -> PictureSet:
    """Its rows, float32 N x D, the same ones every time. Raises StudioError for a file that is none."""
    distribution = distribution_of(data.key)
    mark = "" if data.source == BUILT_IN else drawn.fingerprint(Path(data.key))
    seen, held = distribution.points(COUNT, 0), distribution.points(HELD_BACK, 1)
    name = data.key if data.source == BUILT_IN else mark
    fingerprint = hashlib.sha256(repr((name, COUNT)).encode()).hexdigest()[:20]
    info = DataInfo(data.title, COUNT, 1, distribution.dimensions, (), fingerprint, data.licence, POINTS,
                    reach=distribution.reach)  # fmt: skip
    # Points are no pixels, yet they are batched like these.
    behind = PictureSet(replace(info, count=HELD_BACK), held, None)  # type: ignore[arg-type]
    return PictureSet(info, seen, None, held_back=behind)  # type: ignore[arg-type]
