"""The four moments of Goodfellow et al. 2014, Figure 1, recognised while a GAN learns a distribution on a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MOMENTS = {
    "a": "near the start: D is partly right, and G is somewhere else",
    "b": "D has nearly reached its optimum for the G of that moment",
    "c": "G has followed D's slope to where points look more real",
    "d": "G has arrived: D cannot tell, and says one half",
}
_APART = 0.25  # of the total variation: the two still lie apart
_NEAR_OPTIMUM = 0.08  # of |D - D*|
_FOLLOWED = 0.7  # of the distance at (b)
_ARRIVED, _HALF = 0.12, 0.05


@dataclass
class FigureOne:
    """`came` tells at which step each moment came."""

    came: dict[str, int] = field(default_factory=dict)
    _apart: float = 0.0  # the total variation at (b)

    def look(self, step: int, figures: Mapping[str, float]) -> str:
        """Which moment has just come, if one has."""
        wanted = next((moment for moment in MOMENTS if moment not in self.came), "")
        if wanted and self._is(wanted, figures):
            self.came[wanted] = step
            if wanted == "b":
                self._apart = figures["total_variation"]
            return wanted
        return ""

    def _is(self, moment: str, figures: Mapping[str, float]) -> bool:
        apart, error, belief = (figures[name] for name in ("total_variation", "d_error", "belief"))
        match moment:
            case "a":
                return apart > _APART
            case "b":
                return error <= _NEAR_OPTIMUM
            case "c":
                return apart <= _FOLLOWED * self._apart
        return apart <= _ARRIVED and abs(belief - 0.5) <= _HALF and error <= _NEAR_OPTIMUM
