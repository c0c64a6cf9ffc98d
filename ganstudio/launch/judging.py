"""What measures the quality of a run while it trains: chosen when it is first asked, and the same ever after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ganstudio.core import files
from ganstudio.core.errors import StudioError
from ganstudio.core.runs import Run
from ganstudio.core.settings import FRECHET, NOTHING, Places, Preferences
from ganstudio.data.sets.store import PictureSet

if TYPE_CHECKING:
    from ganstudio.engine.judging import Gauge
    from ganstudio.engine.session import Session
    from ganstudio.evaluate.quality.gauge import SampleGauge

NOTE = "quality.json"  # in the run's folder: the words of its features
_FEWEST = 100  # real pictures of each half that tell anything


def gauge_of(
    run: Run, session: Session, pictures: PictureSet, places: Places, preferences: Preferences
) -> Gauge | None:  # fmt: skip
    """What measures this run, unless nobody wants it or nothing can."""
    from ganstudio.evaluate import samples

    if preferences.quality == NOTHING or not samples.can_be_compared(session, pictures, _FEWEST):
        return None
    return _Later(run, pictures, places, preferences.quality == FRECHET)


class _Later:
    """A `SampleGauge` (`engine.judging.Gauge`) that is made when it is first asked: a training is to begin at once."""

    def __init__(self, run: Run, pictures: PictureSet, places: Places, by_distance: bool) -> None:
        self._run, self._pictures, self._places, self._by_distance = run, pictures, places, by_distance
        self._gauge: SampleGauge | None = None

    def estimate(self, session: Session, allowed: float) -> float:
        """With the features that the run began with. Raises StudioError where they are gone."""
        from ganstudio.evaluate.quality import gauge

        if before := _words(self._run):
            self._gauge = gauge.as_before(self._pictures, self._places.cache, before, self._by_distance)
            return self._found.estimate(session)
        self._gauge, expected = gauge.suited(
            self._pictures, self._places.cache, session, allowed, self._by_distance
        )  # fmt: skip
        files.write_json(self._run.folder / NOTE, {"features": self._gauge.features})
        return expected

    def look(self, session: Session) -> Mapping[str, float]:
        return self._found.look(session)

    @property
    def decides(self) -> str:
        return self._found.decides

    @property
    def about(self) -> Mapping[str, Any]:
        return self._found.about

    @property
    def _found(self) -> SampleGauge:
        if self._gauge is None:
            raise StudioError(
                f"it was by {_words(self._run)}, and that is no longer here.",
                "A new run is measured by what there is now.",
            )
        return self._gauge


def _words(run: Run) -> str:
    """What the run was measured by till now; nothing where it was not."""
    try:
        return str(json.loads((run.folder / NOTE).read_text("utf-8"))["features"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
