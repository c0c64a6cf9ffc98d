"""Which region of one drawing is which region of the next: chances from what they look like, then from each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ganstudio.drawing.likeness import Look, Numbers, compared, distances

MOST = 500  # regions of a drawing that are compared, the largest
_NEVER = -1e9
_ROUNDS = 2
_NEIGHBOURHOOD = 0.12  # of the figure: what lies so near has moved alike
_CONTEXT = ("before", "rival", "support", "drifted")

# Fitted by tests/benchmarks/alike.py --fit on 120 couples of each kind; the last is what speaks for no match at all.
FIRST_WEIGHTS: tuple[float, ...] = (
    1.27, 3.11, 1.55, -2.88, -0.96, -0.82, -0.24, -0.67, 2.13, 1.63, -0.81, -2.44, 0.54,
)  # fmt: skip
THEN_WEIGHTS: tuple[float, ...] = (
    0.7, 1.7, 0.43, -1.05, -0.44, -0.56, -0.12, -0.35, 1.47, 0.98, -0.13, -1.4, 1.27, -2.74, 0.55, -0.67, 0.98,
)  # fmt: skip


@dataclass(frozen=True)
class Weights:
    """What every comparison counts: at first sight, and once there are chances; the last of each is the threshold."""

    first: tuple[float, ...] = FIRST_WEIGHTS
    then: tuple[float, ...] = THEN_WEIGHTS


FITTED = Weights()


def chances(first: Look, following: Look, weights: Weights = FITTED, rounds: int = _ROUNDS) -> Numbers:
    """How likely each region of `following` is each of `first`, M x (N + 1); the last column is none of them."""
    if max(first.count, following.count) > MOST:
        return _of_largest(first, following, weights, rounds)
    alike = compared(first, following)
    known = weighed(alike, np.array(weights.first), first, following)
    for _ in range(rounds):
        together = np.concatenate([alike, context(first, following, known)], axis=2)
        known = weighed(together, np.array(weights.then), first, following)
    return known


def _of_largest(first: Look, following: Look, weights: Weights, rounds: int) -> Numbers:
    """The same where there are very many: the smallest of them are matched with none."""
    old, new = (np.sort(np.argsort(-each.areas, kind="stable")[:MOST]) for each in (first, following))
    made = np.zeros((following.count, first.count + 1))
    made[:, -1] = 1
    made[np.ix_(new, np.append(old, first.count))] = chances(first.only(old), following.only(new), weights, rounds)
    return made


def weighed(alike: Numbers, weights: Numbers, first: Look, following: Look) -> Numbers:
    """Comparisons M x N x K by `weights` K + 1 as chances M x (N + 1); paper around a drawing is nothing inside it."""
    odds = alike @ weights[:-1] + weights[-1]
    odds = np.where(following.outside[:, None] == first.outside[None], odds, _NEVER)
    odds = np.concatenate([odds, np.zeros((len(odds), 1))], axis=1)
    odds = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def context(first: Look, following: Look, known: Numbers) -> Numbers:
    """What chances say of each other, M x N x 4: as before, rivals for the same region, neighbours, how all moved."""
    matched = known[:, :-1]
    logs = np.log(matched + 1e-6) - np.log(1 - matched + 1e-6)
    rivals = matched * np.sqrt(following.areas / following.areas.sum())[:, None]
    rivals = (rivals.max(axis=0, keepdims=True) + 1e-6) / (rivals + 1e-6)
    support = following.near @ matched @ first.near.T
    # Neighbours whose matches are neighbours: as much as there could be.
    support /= np.maximum(following.near.sum(axis=1), 1e-6)[:, None]
    near = np.exp(-0.5 * (_gaps(following) / (_NEIGHBOURHOOD * following.reach)) ** 2)
    sure = matched.max(axis=1) ** 2 * ~following.outside
    moved = following.centres - matched @ first.centres / np.maximum(matched.sum(axis=1), 1e-6)[:, None]
    weight = near * (sure * np.sqrt(following.areas))[None]
    drift = weight @ moved / (weight.sum(axis=1, keepdims=True) + 1e-3 * following.reach)
    return np.stack([
        np.clip(logs, -8, 8) / 8, np.minimum(np.log(rivals), 6) / 6, support,
        distances(first, following, drift),
    ], axis=2)  # fmt: skip


def _gaps(look: Look) -> Numbers:
    return np.asarray(np.linalg.norm(look.centres[:, None] - look.centres[None], axis=2))
