"""What can be wrong with pictures: one rule per code, said once, with its remedy and its one-click fix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ganstudio.core.text import readable
from ganstudio.data.preparation import Preparation

UNUSABLE, REPAIRED, ADVICE = "unusable", "repaired", "advice"
BY_HAND = "by-hand"


@dataclass(frozen=True)
class Finding:
    """One thing about one file (or about the whole set: `file` empty), in a sentence, with what to do.

    `record` is the picture meant and `other` the one that it resembles, where they are pictures of the collection.
    """

    code: str
    file: str
    message: str
    remedy: str = ""
    record: int = -1
    other: int = -1


@dataclass(frozen=True)
class Rule:
    """A kind of finding. `changes` are the settings of `Preparation` that its button `fix` sets.

    UNUSABLE pictures are never trained on, REPAIRED ones are converted while reading, ADVICE is up to the person.
    The change {"skip": code} leaves these pictures out. `safe` fixes lose nothing that anybody might want and
    contradict no other: they may be applied together, without a look at each.
    """

    code: str
    title: str
    weight: str
    remedy: str
    fix: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    safe: bool = False

    @property
    def undo(self) -> str:
        """What the button says once its fix is in force."""
        return "Use them again" if "skip" in self.changes else "Take back"


def _skip(code: str, title: str, weight: str, remedy: str, safe: bool = False) -> Rule:
    return Rule(code, title, weight, remedy, "Skip these", {"skip": code}, safe)


_ALL = (
    # -- files that cannot be used
    Rule("empty", "Empty files", UNUSABLE, "Copy it again or leave it out; it is skipped."),
    Rule("not-a-picture", "Not pictures", UNUSABLE, "Leave it out; it is skipped."),
    Rule("corrupt", "Damaged or cut off", UNUSABLE, "Save it again or leave it out; it is skipped."),
    Rule("unreadable", "Not readable", UNUSABLE, "Check its permissions; it is skipped."),
    Rule("too-large", "Too large to load", UNUSABLE, "Shrink it to less than 20,000 pixels a side; it is skipped."),
    Rule("crashed", "Crashes the decoder", UNUSABLE, "Save it again with another program; it is skipped."),
    Rule("changed", "Changed while being read", UNUSABLE, "Wait until nothing writes to it, then scan again."),
    Rule("unsupported", "Formats not read here", UNUSABLE, "Export it as PNG or JPEG; it is left out."),
    Rule("too-small", "Too small", UNUSABLE, "Leave it out, or lower the smallest size."),
    Rule("unpaired", "Without a partner", UNUSABLE, "Add the missing file with the same name, or leave it out."),
    Rule("pair-shape", "Pairs of different shapes", UNUSABLE, "Crop both to the same shape."),
    Rule("missing", "Listed but not there", UNUSABLE, "Add the file or delete its line."),
    Rule("no-label", "Not in the label file", UNUSABLE, "Add a line for it or leave it out."),
    Rule("same-name", "Names that mean several", UNUSABLE, "Write the folder before the name in the list."),
    Rule("label-line", "Label lines that make no sense", UNUSABLE, "Correct the line; the others are used."),
    Rule("label-count", "Labels of the wrong number", UNUSABLE,
         "Copy both files again; the pictures load without labels."),
    Rule(BY_HAND, "Left out by you", UNUSABLE, "Click a picture to use it again.",
         "Use them all again", {"left_out": ""}),
    # -- places that are not gone into
    Rule("link-loop", "Links that run in circles", UNUSABLE, "Remove the link; it is not followed."),
    Rule("special-file", "Not ordinary files", UNUSABLE, "Remove it; it is not opened."),
    Rule("unreadable-folder", "Folders not readable", UNUSABLE, "Check its permissions."),
    Rule("too-deep", "Folders too deep", UNUSABLE, "Move the pictures further up."),
    Rule("unsafe-name", "Unsafe names in the archive", UNUSABLE, "Make the archive again; this entry is not unpacked."),
    Rule("nested-archive", "Archives inside", UNUSABLE, "Unpack it and add it by itself."),
    Rule("odd-name", "Odd file names", REPAIRED, "It is read; rename it if other programs stumble."),
    # -- converted while reading
    _skip("alpha", "Transparent", REPAIRED, "It is laid on paper: choose white or black, or skip it."),
    _skip("16-bit", "More than 8 bits", REPAIRED, "It is converted to 8 bits, from black to white."),
    _skip("cmyk", "CMYK", REPAIRED, "It is converted to RGB; colours may shift a little."),
    _skip("rotated", "Turned by EXIF", REPAIRED, "It is turned upright, as your viewer shows it."),
    _skip("animated", "Several pages or frames", REPAIRED,
          "The first is used; save the others as files of their own to use them."),
    _skip("wrong-name", "Ending does not fit", REPAIRED, "It is read as what it is; rename it to avoid surprises."),
    # -- readable, and perhaps not wanted
    _skip("duplicate", "Exact duplicates", ADVICE, "Skip the copies, or they count twice.", safe=True),
    _skip("near-duplicate", "Near duplicates", ADVICE, "Skip them unless the small differences matter."),
    _skip("blank", "Empty pictures", ADVICE, "Skip it: one colour teaches nothing.", safe=True),
    _skip("narrow", "Very long or tall", ADVICE, "Cropping loses most of it: letterbox or skip it."),
    _skip("faint", "Nearly black in 8 bits", ADVICE, "Save it with 8 bits a channel where it was made, or skip it.",
          safe=True),
    Rule("dark-paper", "White lines on black", ADVICE, "Turn them, as drawings here are dark lines on light paper.",
         "Turn them", {"invert": True}, safe=True),
    Rule("mixed-sizes", "Mixed sizes", REPAIRED, "They are all brought to one size.",
         "Skip below 64 px", {"smallest": 64}),
    Rule("mixed-shapes", "Mixed shapes", REPAIRED, "The middle square is used, or add bars.",
         "Letterbox", {"fit": "letterbox"}),
    Rule("mixed-colours", "Grey among colour", ADVICE, "Train in grey, or skip the grey ones.",
         "Skip the grey ones", {"skip": "mixed-colours"}),
    Rule("unbalanced", "Classes of very different size", ADVICE, "Fold the small classes into one, or add pictures.",
         "Fold small classes", {"fold_below": 0}),
    Rule("empty-class", "Classes without pictures", ADVICE, "Fill the folder or delete it; it is no class."),
    # -- what might have been meant
    Rule("loose", "Pictures beside the folders", ADVICE, "Use the folders as classes and leave these out.",
         "Use the folders as classes", {"read_as": "labelled"}),
    Rule("pictures-beside", "Pictures beside a table", ADVICE, "Read the files instead if they are what you meant.",
         "Use the files", {"read_as": "plain"}),
    Rule("perhaps-pairs", "Perhaps pairs", ADVICE, "Read them as pairs if they belong together.",
         "Read as pairs", {"read_as": "pairs"}),
    Rule("list-unread", "Lists that are not used", ADVICE,
         "Choose Classes or Attributes under Read as, or correct the list."),
    Rule("range", "Other values than 0 to 255", REPAIRED, "They are converted, from black to white."),
    # -- advice about the whole, not a problem
    Rule("few", "Few pictures", ADVICE, "Add more, or mirror them.", "Mirror them", {"flip": True}),
    Rule("list-beside", "What is not used of the lists", ADVICE, "Choose another way under Read as to use it."),
    Rule("left-open", "Attributes that are open", ADVICE, "Fill in what you know, or leave it open."),
    Rule("no-validation", "Nothing held back", ADVICE, "Hold some back to judge the result on.",
         "Hold back 10 %", {"validation": 0.1}),
)  # fmt: skip
RULES: Mapping[str, Rule] = {rule.code: rule for rule in _ALL}
NOTES = ("few", "no-validation", "list-beside", "left-open")  # said beside the problems, not among them


def is_done(code: str, preparation: Preparation) -> bool:
    """Whether what the fix of `code` sets is in force already."""
    changes = RULES[code].changes
    if "skip" in changes:
        return code in preparation.skipped
    if "fold_below" in changes:
        return preparation.fold_below > 0
    if code == BY_HAND:
        return False  # its button takes back, and then there is nothing to say
    return bool(changes) and all(getattr(preparation, name) == value for name, value in changes.items())


def finding(code: str, file: str, message: str, record: int = -1, other: int = -1) -> Finding:
    """A finding with the remedy of its rule."""
    return Finding(code, file, readable(message), RULES[code].remedy, record, other)
