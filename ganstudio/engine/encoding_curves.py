"""The charts of an encoder and a generator that learn beside a discriminator."""

from __future__ import annotations

from ganstudio.core.curves import Group, Line

CURVES = (
    Group("Losses", (
        Line("discriminator.total", "discriminator",
             "How badly it tells real pictures from all others: near 0 it has won.", "rival"),
        Line("generator.total", "generator",
             "How badly pictures pass for real, and how unlike they are: level is healthy.", "accent"),
    ), width=9),
    Group("Code", (
        Line("encoder.kl", "KL in nats",
             "How much the codes tell: 5 to 50 is healthy, at 0 they tell nothing. That is collapse; samples suffer "
             "far beyond 100.", "violet"),
    ), width=7),
    Group("Likeness", (
        Line("encoder.difference", "difference",
             "How far off reconstructions are, in features: it should fall below 1. 1 is no better than an average "
             "picture.", "accent"),
        Line("generator.adversarial", "adversarial",
             "How badly the generator fools the discriminator: it should not run away.", "rival"),
    ), width=7),
    Group("Encoder", (
        Line("encoder.total", "encoder",
             "What the encoder makes small: it should fall and level out. It is KL, and how unlike reconstructions "
             "are.", "dim"),
    ), width=7),
)  # fmt: skip
