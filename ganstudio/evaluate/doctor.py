"""What a training is doing, in a sentence: simple rules on its logged numbers and on its sampled pictures.

Only what can be seen without a network is said; a measure of quality (FID) is another matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.core.history import History
from ganstudio.core.pictures import Pixels

GOOD, CAUTION, BAD, PLAIN = "good", "caution", "bad", "dim"
_RECENT = 60  # points of a curve that say how it is now
_SETTLED = 150  # steps before which a training is not judged
_SIDE = 16  # px that a picture is looked at in
_ALIKE = 0.4  # share of the variety of real pictures below which samples count as all alike
_REPEATED = 0.5  # share of different lines, of that of real ones, below which they count as repeated
_STILL = 0.008  # change of the samples, of the range of tones, that counts as none
_APART = 2.0  # real classes differ this much more than rng, and then generated ones should
_SAME = 1.25
_LONG = 1500  # steps after which standing still means something
_JUDGED = 4  # samples of each half that it takes
_PROGRESS = 0.008  # share by which samples must have come nearer; a sheet's luck is about half of that
_HUGE = 1e3  # no loss of a healthy training is this large
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Diagnosis:
    """A finding about a run: `words` say what the numbers mean, `advice` what to do (empty when nothing)."""

    code: str
    tone: str
    words: str
    advice: str = ""


@dataclass(frozen=True)
class Look:
    """What is known of a run: its numbers, its samples (newest last, N x side x side x C), and real pictures.

    `rows` is the number of classes where each row of the grid shows one, else 1; `makes_pairs`: it translates pictures.
    """

    history: History
    samples: Sequence[Floats] = ()
    steps: Sequence[int] = ()  # of the samples
    real: Floats | None = None
    rows: int = 1
    makes_pairs: bool = False
    nearness: Sequence[tuple[int, float]] = ()  # of earlier samples too: step, and `nearness` to the real pictures

    def recent(self, curve: str) -> float:
        """The median of the last points of a curve, nan while there are few."""
        found = self.history.curves.get(curve)
        values = found.values[-_RECENT:] if found is not None else np.empty(0)
        values = values[np.isfinite(values)]
        return float(np.median(values)) if len(values) >= 3 else float("nan")

    @property
    def is_young(self) -> bool:
        return self.history.step < _SETTLED


def small(sheet: Pixels, rows: int, columns: int) -> Floats:
    """The pictures of a sheet, each reduced to `_SIDE` px a side, rows * columns x side x side x C in [0, 1]."""
    height, width = sheet.shape[0] // rows, sheet.shape[1] // columns
    side = min(_SIDE, height, width)
    tiles = sheet[: rows * height, : columns * width].reshape(rows, height, columns, width, -1).swapaxes(1, 2)
    tiles = tiles.reshape(rows * columns, height, width, -1)
    down, across = np.arange(side) * height // side, np.arange(side) * width // side
    sums = np.add.reduceat(np.add.reduceat(tiles.astype(np.float32), down, 1), across, 2)
    areas = np.outer(np.diff([*down, height]), np.diff([*across, width]))[None, :, :, None]
    return np.asarray(sums / areas / 255, np.float32)


def variety(pictures: Floats, rows: int = 1) -> float:
    """How much pictures differ from each other, within each of `rows` groups: RMS distance from their mean."""
    grouped = pictures.reshape(rows, len(pictures) // rows, -1)
    return float(np.sqrt(np.square(grouped - grouped.mean(1, keepdims=True)).mean()))


def separation(pictures: Floats, rows: int) -> float:
    """How much more the means of the groups differ than rng would make them; 1 is rng."""
    grouped = pictures.reshape(rows, len(pictures) // rows, -1)
    within = grouped.var(1, ddof=1).mean()
    return float(grouped.mean(1).var(0, ddof=1).mean() * grouped.shape[1] / max(within, 1e-9))


def nearness(pictures: Floats, real: Floats) -> float:
    """How far each real picture is from the sample that is most like it, RMS of tones: falls while a GAN learns.

    It sees blur and missing kinds, and no fine detail.
    """
    ours, theirs = pictures.reshape(len(pictures), -1), real.reshape(len(real), -1)
    distances = np.square(ours).sum(1) + np.square(theirs).sum(1)[:, None] - 2 * theirs @ ours.T
    return float(np.sqrt(np.maximum(distances.min(1), 0) / ours.shape[1]).mean())


def diagnosed(look: Look) -> Diagnosis:
    """The worst that can be said, or how the learning goes."""
    for rule in _RULES:
        found = rule(look)
        if found is not None:
            return found
    return _learning(look)


# -- rules, the worst first -------------------------------------------------------------------------------


def _failed(look: Look) -> Diagnosis | None:
    if look.history.state != "failed":
        return None
    return Diagnosis("failed", BAD, look.history.message, look.history.hint)


def _exploding(look: Look) -> Diagnosis | None:
    totals = {name.split(".")[0]: look.recent(name) for name in look.history.curves if name.endswith(".total")}
    name, worst = max(totals.items(), key=lambda item: abs(item[1]), default=("", 0.0))
    if not abs(worst) > _HUGE * (10 if look.makes_pairs else 1):
        return None
    return Diagnosis(
        "exploding", BAD, f"The {name}’s loss has grown to {worst:.3g}: the training has run away.",
        "Lower the learning rates or add the R1 penalty, and start again.",
    )  # fmt: skip


def _collapsed(look: Look) -> Diagnosis | None:
    if look.real is None or look.makes_pairs or look.is_young or not look.samples:
        return None
    share = variety(look.samples[-1], look.rows) / max(1e-6, variety(look.real, look.rows))
    before = variety(look.samples[-2], look.rows) / variety(look.real, look.rows) if len(look.samples) > 1 else 1.0
    if share > _ALIKE or before > 1.5 * _ALIKE:
        return None
    where = "within each class" if look.rows > 1 else "whatever the noise"
    share_, likeness = f"{share:.0%} of the variety of real pictures", "all alike" if share < 0.25 else "much alike"
    return Diagnosis(
        "collapse", BAD, f"The samples look {likeness} {where} ({share_}): mode collapse.",
        "Go back to an earlier moment, or start again with R1 at 1, smaller learning rates or larger batches.",
    )  # fmt: skip


def _repeats(look: Look) -> Diagnosis | None:
    """Of families that write lines, which count how many of a batch are different."""
    ours, theirs = look.recent("generator.unique"), look.recent("generator.real unique")
    if look.is_young or not ours < _REPEATED * theirs:
        return None
    return Diagnosis(
        "repeats", BAD, f"Only {ours:.0%} of the lines of a batch are different, of real ones {theirs:.0%}: mode "
        "collapse.", "Go back to an earlier moment, or start again with more R1, or a larger entropy bonus.",
    )  # fmt: skip


def _d_won(look: Look) -> Diagnosis | None:
    real, fake = look.recent("discriminator.D(x)"), look.recent("discriminator.D(G(z))")
    loss, gradient = look.recent("discriminator.total"), look.recent("generator.gradient norm")
    if look.is_young or not (real > 0.93 and fake < 0.06 and loss < 0.2):
        return None
    nothing = f", and its gradient tells the generator nothing any more ({gradient:.1g})" if gradient < 1e-3 else ""
    return Diagnosis(
        "d-won", BAD, f"The discriminator has won: it takes {fake:.0%} of the fakes for real{nothing}.",
        "Slow it down: k = 1, R1 at 1 or a smaller learning rate, and the non-saturating loss for the generator.",
    )  # fmt: skip


def _frozen(look: Look) -> Diagnosis | None:
    if look.makes_pairs or look.is_young or len(look.samples) < 2:
        return None
    old = next((n for n in reversed(range(len(look.steps))) if look.steps[n] <= look.steps[-1] / 2), None)
    if old is None or look.steps[old] < 20:
        return None
    change = float(np.sqrt(np.square(look.samples[-1] - look.samples[old]).mean()))
    if change > _STILL or not look.recent("discriminator.D(G(z))") < 0.4:
        return None
    return Diagnosis(
        "frozen", BAD, f"The generator stands still: its pictures are those of step {look.steps[old]:,}.",
        "Raise the generator’s learning rate.",
    )  # fmt: skip


def _classes_alike(look: Look) -> Diagnosis | None:
    """Only for small grey pictures: photographs of two kinds are alike to so simple an eye."""
    if look.real is None or look.rows < 2 or look.real.shape[-1] != 1:
        return None
    real = separation(look.real, look.rows)
    if real < _SAME:
        return Diagnosis(
            "labels", CAUTION, "The real pictures of different classes look alike: perhaps their labels are mixed up.",
            "Look at the sheet of real pictures: each row should show one class.",
        )  # fmt: skip
    if real < _APART or look.is_young or not look.samples or separation(look.samples[-1], look.rows) > _SAME:
        return None
    return Diagnosis(
        "classes", CAUTION, "The generator ignores the class: all rows look alike.",
        "Train longer; if it stays so, check that the labels belong to their pictures.",
    )  # fmt: skip


_RULES: tuple[Callable[[Look], Diagnosis | None], ...] = (
    _failed, _exploding, _frozen, _collapsed, _repeats, _d_won, _classes_alike,
)  # fmt: skip


# -- when nothing is wrong --------------------------------------------------------------------------------


def _learning(look: Look) -> Diagnosis:
    if look.history.step == 0:
        return Diagnosis("waiting", PLAIN, "Nothing is learned yet.")
    if look.is_young:
        return Diagnosis("young", PLAIN, "The first steps: noise takes shape.")
    stalled = _no_longer_improving(look)
    if stalled:
        return stalled
    real, fake = look.recent("discriminator.D(x)"), look.recent("discriminator.D(G(z))")
    if look.makes_pairs or np.isnan(real):
        return Diagnosis("learning", GOOD, "Still learning.")
    return Diagnosis(
        "learning", GOOD,
        f"Still learning: the discriminator takes {real:.0%} of real pictures and {fake:.0%} of fakes for real.",
    )  # fmt: skip


def _no_longer_improving(look: Look) -> Diagnosis | None:
    """Adversarial losses do not say it: translations are judged by L1, others by how near samples come to pictures."""
    if not look.makes_pairs:
        return _no_nearer(look)
    curve = look.history.curves.get("generator.l1")
    if curve is None or len(curve) < 1200:
        return None
    values = curve.values[np.isfinite(curve.values)]
    third = len(values) // 3
    before, now = float(values[third : 2 * third].mean()), float(values[2 * third :].mean())
    if now < 0.98 * before:
        return None
    return Diagnosis(
        "plateau", CAUTION, f"No longer improving: L1 stays at {now:.3g}.",
        "More pictures, or slower learning at the end, may help; longer will hardly.",
    )  # fmt: skip


def _no_nearer(look: Look) -> Diagnosis | None:
    """The best of the second half of the training against the best of the first."""
    half = look.history.step / 2
    before = [distance for step, distance in look.nearness if step <= half]
    now = [distance for step, distance in look.nearness if step > half]
    if look.history.step < _LONG or min(len(before), len(now)) < _JUDGED:
        return None
    if min(now) < (1 - _PROGRESS) * min(before):
        return None
    return Diagnosis(
        "plateau", PLAIN, f"Hardly improving since step {round(half):,}, as far as a simple look at the samples tells.",
        "Longer will bring little.",
    )  # fmt: skip
