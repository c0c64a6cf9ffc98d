"""How many bits a set of pictures has, so that all of it is converted on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import numpy as np

from ganstudio.data.collection import Part, Record, pieces_of
from ganstudio.data.decoding.images import SMALLEST, header, is_deep
from ganstudio.data.decoding.levels import Levels
from ganstudio.data.decoding.reading import ReadRequest
from ganstudio.data.decoding.workers import read_all
from ganstudio.data.preparation import STRETCH

_SAMPLE = 24  # records that show it


def usual_levels(records: Sequence[Record]) -> Levels | None:
    """Black and white of a set with more than 8 bits, by a sample of it; None for ordinary pictures.

    One scale for all keeps dark pictures dark beside bright ones.
    """
    sample = records[:: max(1, len(records) // _SAMPLE)][:_SAMPLE]
    parts = [part for record in sample for part in record if _may_be_deep(part)]
    if not parts:
        return None
    request = ReadRequest(SMALLEST, (1,), ("pictures",), STRETCH, "white")
    with closing(read_all([pieces_of((part,)) for part in parts], request, lambda: False)) as chunks:
        facts = np.concatenate([chunk.facts for chunk in chunks])
    known = facts[facts["white"] > facts["black"]]
    return Levels(float(known["black"].min()), float(known["white"].max())) if len(known) else None


def _may_be_deep(part: Part) -> bool:
    found = header(part.entry.path)
    return found is not None and is_deep(found)
