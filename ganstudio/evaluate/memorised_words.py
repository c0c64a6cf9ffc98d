"""What a check for memorised pictures found, in sentences for somebody who has never heard of a generator."""

from __future__ import annotations

import math

from ganstudio.core.text import counted
from ganstudio.evaluate.memorised import CLOSEST, FEW, FEW_HELD, FEWEST, NONE_HELD, Judged, Share

COPIED, SOME, PLAIN, FINE, FAR, UNKNOWN = "copied", "some", "plain", "fine", "far", "unknown"
_ENDS = {
    COPIED: ", each near a single one: it has learned pictures by heart. Half would be fair.",
    PLAIN: ", but near many at once: they are plainer than real pictures rather than copied. Half would be fair.",
    FAR: ": less than half, so it does not copy. Real pictures are more like each other than these are like them.",
    FINE: ": about half, as it should be.",
}
_ONLY = "so only the nearest ones can be shown"
HOLD_BACK = "Hold some back in Data before the next training, to know how near is too near."


def kind(found: Judged) -> str:
    """Which of the answers it is."""
    nearer, single, closest = found.nearer, found.single, found.closest
    if nearer is None or single is None or closest is None:
        return UNKNOWN
    if nearer.low > 0.5:
        return COPIED if single.low > 0.5 else PLAIN
    if closest.low > CLOSEST:
        return SOME
    return FAR if nearer.high < 0.5 else FINE


def verdict(found: Judged) -> str:
    """What is to be said of all samples, with the interval of their share."""
    if found.nearer is None:
        return _without_a_share(found)
    if kind(found) == SOME:
        return _of_some(found)
    usual = "training pictures usually lie to each other" if found.among else "held-out pictures usually do"
    begin = f"{_counts(found.nearer)} lie nearer to a training picture than {usual}"
    return f"{begin}{_ENDS[kind(found)]} {_between(found.nearer)}."


def _without_a_share(found: Judged) -> str:
    if len(found.near) == 1 and nearness(found, 0):
        return f"{nearness(found, 0)} from the training pictures than this one."
    if found.why == NONE_HELD:
        return f"No pictures were held back from this training, {_ONLY}. {HOLD_BACK}"
    if found.why == FEW_HELD:
        return f"Fewer than {FEWEST} pictures were held back from this training, {_ONLY}. {HOLD_BACK}"
    return f"A share takes {FEW} pictures or more, {_ONLY}."


def _of_some(found: Judged) -> str:
    """A few stand out where all together do not."""
    assert found.closest is not None and found.nearer is not None
    chance = max(1, round(CLOSEST * found.closest.of))
    return (
        f"{_counts(found.closest)} lie very near to a training picture, where about {chance} would by chance: the "
        f"first ones below may be copies. {found.nearer.count:,} are nearer than {_others(found)} usually are. "
        f"{_between(found.nearer)}, half is fair."
    )


def _counts(share: Share) -> str:
    return f"{share.count:,} of {counted(share.of, 'picture')}"


def _between(share: Share) -> str:
    low, high = math.floor(100 * share.low + 0.5), math.floor(100 * share.high + 0.5)
    return f"Between {low} % and {high} %"


def apart(found: Judged, row: int) -> str:
    """How much one sample differs from its nearest training picture, where pixels were compared."""
    share = 100 * float(found.near.apart[row, 0])
    return "The same picture" if share < 0.05 else f"{share:.1f} % apart"


def nearness(found: Judged, row: int) -> str:
    """The same beside held-out pictures; nothing where there are none."""
    farther = float(found.farther[row])
    if math.isnan(farther):
        return ""
    begin = "Very near" if farther > 1 - CLOSEST else "Near" if farther > 0.5 else "Not near"
    return f"{begin}: {round(100 * farther)} of 100 {_others(found)} lie farther"


def _others(found: Judged) -> str:
    return "training pictures" if found.among else "held-out pictures"


def basis(found: Judged, training: int, total: int, held: str, looks: str) -> str:
    """What was compared with what, and by what."""
    seen = f"{total:,} training pictures" if training == total else f"{training:,} of {total:,} training pictures"
    never = f" and {found.held:,} {held} that it never saw" if found.held else ""
    beside = f", {found.held:,} of them beside the others as none was held back" if found.among else never
    twins = counted(found.twins, "training picture" if found.among else "held-out picture")
    where = "twice" if found.among else "as well"
    left = f" {twins} lie in the training {where}, and do not count." if found.twins else ""
    return f"Compared with {seen}{beside}, by {looks}.{left}"
