"""What the buttons of the x-ray change about a set's preparation: one fix, all safe ones, single pictures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ganstudio.data import inspect
from ganstudio.data.findings import RULES, is_done
from ganstudio.data.inspect import Report
from ganstudio.data.preparation import Preparation

Changes = dict[str, Any]


def toggled(code: str, report: Report) -> Changes:
    """The changes that the button of `code` makes; once its fix is in force, those that take it back."""
    return _taken_back([code], report.preparation) if is_done(code, report.preparation) else fixed([code], report)


def fixed(codes: Iterable[str], report: Report) -> Changes:
    """The changes that put the fixes of `codes` in force."""
    changes: Changes = {}
    skipped = report.preparation.skipped
    for code in codes:
        changes |= RULES[code].changes
        if "skip" in RULES[code].changes:
            skipped |= {code}
            changes["skip"] = ",".join(sorted(skipped))
        if "fold_below" in changes:
            changes["fold_below"] = inspect.fold_limit(report)
    return changes


def _taken_back(codes: Iterable[str], preparation: Preparation) -> Changes:
    changes: Changes = {}
    for code in codes:
        if "skip" in RULES[code].changes:
            changes["skip"] = ",".join(sorted(preparation.skipped - {code}))
            preparation = _with_skip(preparation, changes["skip"])
        else:
            changes |= {name: getattr(Preparation(), name) for name in RULES[code].changes}
    return changes


def _with_skip(preparation: Preparation, skip: str) -> Preparation:
    return Preparation(**{**vars(preparation), "skip": skip})


def all_fixed(report: Report) -> Changes:
    """Every safe fix that is not in force yet."""
    return fixed([code for code in report.safe_fixes if not is_done(code, report.preparation)], report)


def all_taken_back(report: Report) -> Changes:
    """None of the safe fixes any more."""
    done = [code for code in report.safe_fixes if is_done(code, report.preparation)]
    return _taken_back(done, report.preparation)


def left_out(names: Iterable[str], preparation: Preparation) -> Changes:
    """These pictures left out; those that were left out already are used again."""
    changed = preparation.by_hand.symmetric_difference(names)
    return {"left_out": "\n".join(sorted(changed))}
