"""Settings of the simulated colour hints; no torch, so that forms can show them at once."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.core.params import param


@dataclass(frozen=True)
class HintParams:
    """How hints are simulated, after Zhang et al. 2017 (arXiv 1705.02999); lengths in pixels of a 256 px picture."""

    none: float = param(
        0.25, "Without hints", "Share of the pictures that are coloured without any hint.", group="Hints", low=0.0,
        high=1.0, advanced=True, percent=True,
    )  # fmt: skip
    everything: float = param(
        0.05, "Everything given", "Share of the pictures whose colours are all given, coarsely.", group="Hints",
        low=0.0, high=1.0, advanced=True, percent=True,
    )  # fmt: skip
    usual: float = param(
        16.0, "Usual number", "How many marks a hinted picture has on average.", group="Hints", low=1.0, high=64.0,
        scale="log",
    )  # fmt: skip
    strokes: float = param(
        0.3, "Strokes", "Share of the marks that are strokes; the others are dabs.", group="Hints", low=0.0, high=1.0,
        advanced=True, percent=True,
    )  # fmt: skip
    largest: float = param(
        8.0, "Largest dab", "Radius of the largest dab, on a picture of 256 pixels.", group="Hints", low=1.0, high=64.0,
        unit="px", advanced=True,
    )  # fmt: skip
    displaced: float = param(
        4.0, "Displacement", "How far a mark may lie from where its colour was taken, at 256 pixels.", group="Hints",
        low=0.0, high=32.0, unit="px", advanced=True,
    )  # fmt: skip
    tones: int = param(
        0, "Mid-tones", "Marks have the nearest of so many colours that the picture is reduced to; 0 takes its own.",
        group="Hints", low=0, high=64, advanced=True,
    )  # fmt: skip
    locked: float = param(
        0.0, "Locked areas", "Share of the hinted pictures of which an area is given as it is, and has to stay.",
        group="Hints", low=0.0, high=1.0, advanced=True, percent=True,
    )  # fmt: skip
