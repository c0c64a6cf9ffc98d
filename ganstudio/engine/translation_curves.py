"""What is said of a training that turns one kind of picture into another and back."""

from __future__ import annotations

from ganstudio.core.curves import Group, Line, Mark

_CANNOT_TELL = 0.25  # a least-squares loss of 1 and 0 where both are answered with a half

_JUDGES = (
    Line("discriminators.second", "of the second kind",
         "How badly fakes of the second kind are found out: near 0 the judge has won.", "rival"),
    Line("discriminators.first", "of the first kind", "The same for the first kind.", "caution"),
)  # fmt: skip
CURVES = (
    Group("There and back", (
        Line("generators.cycle", "back again",
             "How far a picture is from itself, there and back: below 0.15 is healthy. It has then kept what it "
             "needs.", "accent"),
        Line("generators.contrast", "patches", "How hard places are to find again: it should fall and level out.",
             "accent"),
        Line("generators.identity", "left alone",
             "How much pictures that are right already change: it should stay small.", "teal"),
        Line("generators.change", "painted over",
             "How much is painted over a picture: near 0 nothing is changed at all.", "good"),
    )),
    Group("Judges", _JUDGES, marks=(Mark(_CANNOT_TELL, "cannot tell"),)),
)  # fmt: skip
DISCOVERIES = (
    Group("There and back", (
        Line("generators.back again", "back again",
             "How far a picture is from itself, there and back: it should keep falling.",
             "accent"),
        Line("generators.diversity", "variety",
             "How much results differ beside their pictures: below 0.5 many become one.", "good"),
    ), marks=(Mark(0.5, "half the variety"),)),
    Group("Judges", _JUDGES, marks=(Mark(0.69, "cannot tell"),)),
)  # fmt: skip
MANY = (
    Group("There and back", (
        Line("generator.cycle", "back again",
             "How far a picture is from itself, changed and undone: below 0.15 is good. It has then kept what it "
             "needs.",
             "accent"),
        Line("generator.change", "painted over",
             "How much is painted over a picture: near 0 nothing is changed at all.", "good"),
        Line("generator.kept", "left alone",
             "How far pictures go of which nothing is asked: it should stay near 0.", "caution"),
    )),
    Group("Judge", (
        Line("discriminator.mistaken", "mistaken",
             "How badly changed and real ones are told apart: near 0 the judge has won.", "rival"),
        Line("discriminator.naming", "real ones misnamed",
             "How badly attributes of real pictures are named: it falls within minutes.", "rival"),
        Line("generator.naming", "changed ones misnamed",
             "The same of changed pictures: what is named as asked for need not look so.", "accent"),
        Line("discriminator.distance", "distance",
             "How far real and changed pictures are apart for the critic: it should fall.",
             "good"),
    ), marks=(Mark(_CANNOT_TELL, "cannot tell"),)),
)  # fmt: skip
LARGER = (
    Group("Decibels", (
        Line("*.psnr", "ours",
             "How near results are to originals (PSNR): above bicubic is healthy. In decibels of the luma, over this "
             "batch.",
             "accent"),
        Line("*.bicubic psnr", "bicubic",
             "The same for plain bicubic enlargement: what is to be beaten.", "dim"),
    )),
    Group("Second stage", (
        Line("generator.adversarial", "fooling",
             "How badly the discriminator is fooled: 0.69 is half the time.", "accent"),
        Line("generator.l1", "distance",
             "How far pixels are from originals: a small rise is the price of sharpness.", "good"),
        Line("generator.features of *", "",
             "How much features of results and originals differ: it should fall.", "teal"),
    )),
)  # fmt: skip
