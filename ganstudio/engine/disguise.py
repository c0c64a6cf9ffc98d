"""What a discriminator is shown instead of the pictures, so that it stays beatable: changed, noisy, mislabelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ganstudio.core.priors import NORMAL, UNIFORM
from ganstudio.core.sets import KINDS
from ganstudio.engine.family import Family, Iteration, Losses, Stateful
from ganstudio.engine.later import augmenting, torch
from ganstudio.engine.schedules import Schedule, eased

if TYPE_CHECKING:
    from torch import Tensor

AUTO, NONE, DIFF, UNCUT, ADA, RISING = "auto", "none", "diff", "uncut", "ada", "rising"
CHOICES = {
    NONE: "None",
    AUTO: "By the number of pictures",
    DIFF: "DiffAugment",
    UNCUT: "DiffAugment, nothing cut",
    ADA: "Adaptive (ADA)",
}
# As R3GAN's authors train (their train.py): ADA's changes, those of colour half as often, and squares cut out; how many
# rises with their other schedules and follows nobody. Only that family offers it.
RISING_CHOICES = {**CHOICES, RISING: "Rising, planned"}
_FEW, _SOME = 1_000, 10_000  # below them: pictures that are always changed, and changed once they are known by heart
_ADAPTIVE = "augmentation"


def chosen(wanted: str, count: int) -> str:
    """What AUTO means for a set of `count` pictures; others as they are."""
    if wanted != AUTO:
        return wanted
    return DIFF if count < _FEW else ADA if count < _SOME else NONE


def kind_of(family: Family) -> str:
    """How everything is changed that D sees: a key of CHOICES but AUTO, or RISING. Points and letters: NONE."""
    return chosen(family.params.augment, family.data.count) if family.data.kind in KINDS else NONE


def memory(family: Family) -> Mapping[str, Stateful]:
    """How strong the changes are, where that adapts."""
    return {_ADAPTIVE: augmenting.Adaptive()} if kind_of(family) == ADA else {}


def seen(family: Family, it: Iteration, pictures: Tensor, groups: int = 1) -> Tensor:
    """`pictures` as D is shown them. `groups`: so many equal parts are changed alike, row by row."""
    kind = kind_of(family)
    share = _share(kind, family.params, it)
    deviation = it.at(_fading(family.params))
    if not share and not deviation:
        return pictures
    with torch.autocast(pictures.device.type, enabled=False):
        if share:
            pictures = _changed(family, it, pictures, kind, share, groups)
        if deviation:
            noise = _numbers(it, len(pictures), pictures[0].numel(), NORMAL).view_as(pictures)
            pictures = pictures.float() + deviation * noise
    return pictures


def _share(kind: str, params: Any, it: Iteration) -> float:
    """How many of its changes are made."""
    if kind == ADA:
        return float(it.memory[_ADAPTIVE].share)
    if kind == RISING:
        return it.at(eased(0.0, params.changed_share, params.horizon) or params.changed_share)
    return float(kind != NONE)


def _fading(params: Any) -> float | Schedule:
    """The deviation of what is added to pictures."""
    over = params.input_noise_over
    return Schedule(params.input_noise, 0.0, over) if over and params.input_noise else float(params.input_noise)


def _changed(family: Family, it: Iteration, pictures: Tensor, kind: str, share: float, groups: int) -> Tensor:
    low, high = family.value_range
    middle, half = (low + high) / 2, (high - low) / 2
    rows = len(pictures) // groups
    numbers = _numbers(it, rows, augmenting.NUMBERS, UNIFORM).repeat(groups, 1)
    centred = (pictures.float() - middle) / half
    if kind in (DIFF, UNCUT):
        changed = augmenting.diff_augmented(centred, numbers, cut=kind == DIFF)
    else:
        fates = _numbers(it, rows, augmenting.NUMBERS, UNIFORM).repeat(groups, 1)
        of_colour = 0.5 if kind == RISING else 1.0
        changed = augmenting.adaptively_changed(centred, numbers, fates, share, of_colour)
    if kind == RISING:
        changed = augmenting.cut_out(changed, _numbers(it, rows, 3, UNIFORM).repeat(groups, 1), share)
    return changed * half + middle


def _numbers(it: Iteration, rows: int, size: int, prior: str) -> Tensor:
    """rows x size fresh numbers, however many pictures a batch has."""
    batch = len(it.real)
    drawn = it.noise(size * -(-rows // batch), prior)
    return drawn.reshape(-1, size)[:rows]


def followed(it: Iteration, real_logits: Tensor) -> Losses:
    """What D said of real pictures decides how strong the changes are from now on."""
    adaptive = it.memory.get(_ADAPTIVE)
    if adaptive is None:
        return {}
    adaptive.follow(real_logits)
    return {"augmentation": real_logits.new_tensor(adaptive.share)}


def exchanged(it: Iteration, real: Tensor, fake: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Logits of both, a `share` of the rows taken for what they are not."""
    mistaken = (it.noise(1, UNIFORM) + 1) / 2 < share
    return torch.where(mistaken, fake, real), torch.where(mistaken, real, fake)
