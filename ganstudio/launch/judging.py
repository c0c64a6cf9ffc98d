"""What measures the quality of a run while it trains: chosen at its first start, and the same ever after."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ganstudio.core import files
from ganstudio.core.runs import Run
from ganstudio.core.settings import FRECHET, NOTHING, Places, Preferences
from ganstudio.data.sets.store import PictureSet

if TYPE_CHECKING:
    from ganstudio.engine.session import Session
    from ganstudio.engine.trainer import Gauge

NOTE = "quality.json"  # in the run's folder: the words of its features


def gauge_of(
    run: Run, session: Session, pictures: PictureSet, places: Places, preferences: Preferences
) -> Gauge | None:  # fmt: skip
    """What measures this run, unless nobody wants it, nothing can, or what measured it before is gone."""
    if preferences.quality == NOTHING:
        return None
    from ganstudio.evaluate.quality import gauge

    if not gauge.can_be_judged(session, pictures):
        return None
    before = _words(run)
    found = gauge.features_for(pictures, places.cache, before)
    if found is None:
        return None
    if not before:
        files.write_json(run.folder / NOTE, {"features": found.words})
    return gauge.SampleGauge(found, pictures, places.cache, preferences.quality == FRECHET)


def _words(run: Run) -> str:
    """What the run was measured by till now; nothing where it was not."""
    try:
        return str(json.loads((run.folder / NOTE).read_text("utf-8"))["features"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
