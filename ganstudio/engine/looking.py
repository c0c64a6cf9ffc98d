"""When a run is looked at and saved. Only the clock decides, so the run itself stays the same."""

from __future__ import annotations

_FIRST = (1.0, 2.0, 4.0, 8.0, 12.0, 16.0)  # seconds: a newcomer is watching
_GROWTH, _LONGEST = 1.2, 30.0
_SHARE, _MOST = 0.01, 0.1  # of the training time that looking may cost: in the end, and while somebody waits
_PATIENCE = 0.25  # of what has been trained so far, that one waits for the next grid


JUDGING_SHARE = 0.03  # of the training time that measuring quality may cost, all in all
_JUDGED_FROM = 3.0  # seconds
_FIRST_JUDGED = (45.0, 600.0)  # seconds: how long a short and a long training wait for their first measurement
_WAITED = 0.2  # of the whole training, between the two


def first_judging(lasting: float) -> float:
    """How many seconds the first measurement may take in a training of `lasting` seconds, not to come too late."""
    shortest, longest = _FIRST_JUDGED
    return JUDGING_SHARE * min(longest, max(shortest, _WAITED * lasting))


class Allowance:
    """When quality is measured: as soon as what it has cost, and will cost, is at most 3 % of what was trained."""

    def __init__(self) -> None:
        self._spent = 0.0
        self.expected: float | None = None  # seconds of the next measurement, None: nobody knows yet

    def is_due(self, seconds: float) -> bool:
        """Whether it may be measured after so many seconds of this session."""
        if self.expected is None:
            return seconds >= _JUDGED_FROM
        return seconds * JUDGING_SHARE >= self._spent + self.expected

    def paid(self, cost: float, expected: float) -> None:
        """`cost` seconds went by; the next time will take as many as `expected`."""
        self._spent += cost
        self.expected = expected


def next_sample(seconds: float, cost: float = 0.0) -> float:
    """The training second of the next grid, `cost` being the seconds that the last one took."""
    due = next((moment for moment in _FIRST if moment > seconds + 0.25), None)
    if due is None:
        due = min(seconds * _GROWTH, seconds + _LONGEST)
    wait = min(cost / _SHARE, max(_LONGEST, seconds * _PATIENCE, cost / _MOST))
    return max(due, seconds + wait) if seconds > _FIRST[-1] else due
