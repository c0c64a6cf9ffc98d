"""The charts of an encoder and a generator that learn beside a discriminator."""

from __future__ import annotations

from ganstudio.core.curves import Group, Line

CURVES = (
    Group("Losses", (
        Line("discriminator.total", "discriminator", "How badly it tells real pictures from all others.", "rival"),
        Line("generator.total", "generator", "How badly pictures pass for real, and how unlike they are.", "accent"),
    ), width=9),
    Group("Code", (
        Line("encoder.kl", "KL in nats", "How much the codes tell about their pictures: at 0 they tell nothing "
             "(collapse), 5 to 50 is healthy, and samples suffer far beyond 100.", "violet"),
    ), width=7),
    Group("Likeness", (
        Line("encoder.difference", "difference", "How far features of reconstructions are from those of their "
             "pictures: 1 is no better than an average picture, and it should fall.", "accent"),
        Line("generator.adversarial", "adversarial", "How badly the generator fools the discriminator.", "rival"),
    ), width=7),
    Group("Encoder", (
        Line("encoder.total", "encoder", "What the encoder makes small: KL, and how unlike reconstructions are. It "
             "should fall and level out.", "dim"),
    ), width=7),
)  # fmt: skip
