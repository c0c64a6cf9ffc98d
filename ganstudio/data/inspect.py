"""The x-ray: what a set of pictures is, and everything that is odd about it, before anybody trains on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ganstudio.core.sets import DOMAINS
from ganstudio.core.text import counted
from ganstudio.data.collection import Collection
from ganstudio.data.decoding.levels import Levels
from ganstudio.data.decoding.reading import FLAGS
from ganstudio.data.decoding.scanning import Scan
from ganstudio.data.findings import ADVICE, BY_HAND, NOTES, RULES, UNUSABLE, Finding, finding, is_done
from ganstudio.data.preparation import TILES, Preparation
from ganstudio.data.selection import Selection, selected

FEW = 500  # pictures: fewer are learned by heart
_UNBALANCED = 10  # largest class over smallest
_NARROW = 3.0  # longer side over shorter
_MIXED = 1.5  # largest size over smallest before sizes count as mixed
_FLAG_WORDS = {
    "alpha": "is transparent in places", "16-bit": "has 16 bits a channel", "cmyk": "is in CMYK, the colours of print",
    "rotated": "is turned by its EXIF entry", "animated": "has several pages or frames",
    "blank": "shows one colour only", "wrong-name": "is another kind of picture than its ending says",
    "dark-paper": "has light lines on dark paper", "faint": "uses hardly any of its 16 bits and is nearly black",
}  # fmt: skip


@dataclass(frozen=True)
class Report:
    """What the x-ray saw. `problems` are about files or the set, `notes` are advice.

    `count` is of usable pictures or pairs, those held back too; of domains a list. `codes` maps a code to the records
    it names; `class_counts` and `shares` go with classes and attributes, of what is trained on.
    """

    collection: Collection
    selection: Selection
    problems: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    codes: Mapping[str, Sequence[int]]
    count: int | list[int]
    class_counts: tuple[int, ...] = ()
    shares: tuple[float, ...] = ()  # of the pictures of which it is known that have each attribute
    widths: tuple[int, int, int] = (0, 0, 0)  # smallest, median, largest
    heights: tuple[int, int, int] = (0, 0, 0)
    modes: Mapping[str, int] = field(default_factory=dict)
    tiles: int = 0  # rows, where each picture gives several
    preparation: Preparation = field(default_factory=Preparation)

    def groups(self) -> dict[str, list[Finding]]:
        """Problems and notes by code, files that cannot be used first."""
        found: dict[str, list[Finding]] = {}
        for each in (*self.problems, *self.notes):
            found.setdefault(each.code, []).append(each)
        return dict(sorted(found.items(), key=lambda item: (RULES[item[0]].weight != UNUSABLE, item[0] in NOTES)))

    @cached_property
    def in_use(self) -> frozenset[int]:
        """The records that are trained on or held back."""
        choice = self.selection
        return frozenset(np.concatenate([choice.used, choice.held_back]).tolist())

    @property
    def left_out(self) -> int:
        """How many pictures are not used, whatever the reason, those of foreign kinds too."""
        return self.collection.count - len(self.in_use) + len(foreign(self.collection))

    def named(self, code: str) -> list[int]:
        """The records that a code names, each once, in the order in which they are told."""
        if code in self.codes:
            return [*self.codes[code]]
        return [each.record for each in self.groups().get(code, ()) if each.record >= 0]

    def open(self, code: str) -> int:
        """How much of a code is still to be decided about: 0 once its fix is in force, or its pictures are left out."""
        if is_done(code, self.preparation):
            return 0
        if RULES[code].weight != UNUSABLE and (records := self.named(code)):
            return len(self.in_use.intersection(records))
        return len(self.groups().get(code, ()))

    @cached_property
    def open_points(self) -> tuple[str, ...]:
        """The codes that are worth a look and not yet dealt with."""
        return tuple(code for code in self.groups() if RULES[code].weight == ADVICE and self.open(code))

    @cached_property
    def safe_fixes(self) -> tuple[str, ...]:
        """The codes found here whose fixes may be applied together, those in force too; none takes half the set."""
        safe = [code for code in self.groups() if RULES[code].safe]
        most = self.collection.count / 2
        return tuple(code for code in safe if "skip" not in RULES[code].changes or len(self.named(code)) < most)


def foreign(collection: Collection) -> list[Finding]:
    """What is said of pictures of kinds that are not read: they are no records."""
    return [each for each in collection.findings if each.code == "unsupported"]


def examined(collection: Collection, scan: Scan, preparation: Preparation) -> Report:
    """Everything there is to say about `collection` as `preparation` would use it."""
    codes = codes_of(scan, preparation)
    choice = selected(collection, scan, preparation, codes)
    every = [
        *collection.findings,
        *_of_files(collection, scan, codes, preparation),
        *_of_hand(collection, choice),
        *_of_the_set(collection, scan, choice, preparation),
    ]
    facts = scan.facts[(scan.facts["code"] == "").all(axis=1)][:, -1]
    return Report(
        collection, choice,
        tuple(each for each in every if each.code not in NOTES),
        tuple(_notes(collection, choice, preparation)),
        codes, _counts(collection, choice), _class_counts(choice), _shares(collection, choice),
        _span(facts["width"]), _span(facts["height"]), _modes(facts["flags"]),
        len(scan.owners) if len(scan.owners) > collection.count else 0, preparation,
    )  # fmt: skip


# -- files ------------------------------------------------------------------------------------------------


def codes_of(scan: Scan, preparation: Preparation) -> dict[str, list[int]]:
    """Records by what can be said about them."""
    facts = scan.facts
    good = (facts["code"] == "").all(axis=1)
    found: dict[str, list[int]] = {}
    for name, bit in FLAGS.items():
        if name != "grey":
            found[name] = np.flatnonzero(good & ((facts["flags"] & bit) > 0).any(axis=1)).tolist()
    sides = np.minimum(facts["width"], facts["height"]).min(axis=1)
    found["too-small"] = np.flatnonzero(good & (sides < preparation.smallest)).tolist()
    ratio = np.maximum(facts["width"], facts["height"]) / np.maximum(1, np.minimum(facts["width"], facts["height"]))
    found["narrow"] = np.flatnonzero(good & (ratio >= _NARROW).any(axis=1)).tolist()
    found["duplicate"] = [copy for copy, _ in scan.copies]
    found["near-duplicate"] = [copy for copy, _ in scan.look_alikes]
    grey = (
        (facts["flags"] & FLAGS["grey"] > 0).all(axis=1) & good & ((facts["flags"] & FLAGS["blank"]) == 0).any(axis=1)
    )
    colour = int((good & ~grey).sum())
    found["mixed-colours"] = np.flatnonzero(grey).tolist() if 0 < int(grey.sum()) < colour else []
    return {code: records for code, records in found.items() if records}


def _of_files(
    collection: Collection, scan: Scan, codes: Mapping[str, Sequence[int]], preparation: Preparation
) -> Iterator[Finding]:
    for record, sentence in scan.sentences.items():
        part = int(np.flatnonzero(scan.facts["code"][record] != "")[0])
        name = collection.records[record][part].entry.name
        yield finding(str(scan.facts["code"][record, part]), name, sentence, record)
    for code, words in _FLAG_WORDS.items():
        for record in codes.get(code, ()):
            part = int(np.flatnonzero(scan.facts["flags"][record] & FLAGS[code])[0])
            name = collection.records[record][part].entry.name if collection.records else collection.name(record)
            said = _in_figures(scan.facts[record, part], code) or words
            yield finding(code, name, f"{name.rpartition('/')[2]} {said}.", record)
    for record in codes.get("too-small", ()):
        name, fact = collection.name(record), scan.facts[record]
        size = f"{fact['width'].min()} x {fact['height'].min()}"
        message = f"{name} is {size} pixels, smaller than {preparation.smallest} on one side."
        yield finding("too-small", name, message, record)
    for record in codes.get("narrow", ()):
        name, fact = collection.name(record), scan.facts[record, -1]
        message = f"{name} is {fact['width']} x {fact['height']} pixels, very long for a square."
        yield finding("narrow", name, message, record)
    for code, couples, words in (("duplicate", scan.copies, "the same picture as"),
                                 ("near-duplicate", scan.look_alikes, "almost the same picture as")):  # fmt: skip
        for copy, first in couples:
            message = f"{collection.name(copy)} is {words} {collection.name(first)}."
            yield finding(code, collection.name(copy), message, copy, first)


def _of_hand(collection: Collection, choice: Selection) -> Iterator[Finding]:
    for record in choice.by_hand.tolist():
        name = collection.name(record)
        yield finding(BY_HAND, name, f"{name} was left out by you.", record)


def _in_figures(fact: np.void, code: str) -> str:
    """What is known in numbers about a file with a flag."""
    if code == "16-bit" and fact["white"] > fact["black"]:
        return f"has {Levels(float(fact['black']), float(fact['white'])).words}"
    return f"has {fact['frames']:,} pages or frames" if code == "animated" else ""


# -- the whole --------------------------------------------------------------------------------------------


def _of_the_set(collection: Collection, scan: Scan, choice: Selection, preparation: Preparation) -> Iterator[Finding]:
    good = scan.facts[(scan.facts["code"] == "").all(axis=1)][:, -1]
    if len(good) and collection.records and preparation.fit != TILES:
        sides = np.minimum(good["width"], good["height"])
        if sides.max() >= _MIXED * sides.min():
            small, large = good[sides.argmin()], good[sides.argmax()]
            message = (f"Sizes range from {small['width']} x {small['height']} "
                       f"to {large['width']} x {large['height']} pixels.")  # fmt: skip
            yield finding("mixed-sizes", "", message)
        yield from _shapes(good["width"] / np.maximum(1, good["height"]))
    grey = codes_of(scan, Preparation()).get("mixed-colours", [])
    if grey:
        message = f"{len(grey):,} of {len(good):,} pictures are grey among coloured ones."
        yield finding("mixed-colours", collection.name(grey[0]), message)
    yield from _balance(choice)


def _shapes(ratios: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Iterator[Finding]:
    kinds = {"wide": int((ratios > 1.1).sum()), "square": 0, "tall": int((ratios < 1 / 1.1).sum())}
    kinds["square"] = len(ratios) - kinds["wide"] - kinds["tall"]
    present = {word: number for word, number in kinds.items() if number}
    if len(present) > 1:
        words = ", ".join(f"{number:,} {word}" for word, number in present.items())
        yield finding("mixed-shapes", "", f"Shapes differ: {words}.")


def _balance(choice: Selection) -> Iterator[Finding]:
    counts = {name: number for name, number in zip(choice.classes, _class_counts(choice), strict=True) if number}
    if len(counts) < 2:
        return
    largest, smallest = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
    if counts[largest] >= _UNBALANCED * counts[smallest]:
        message = (f"Class {largest} has {counts[largest]:,} pictures, "
                   f"class {smallest} only {counts[smallest]:,}.")  # fmt: skip
        yield finding("unbalanced", "", message)


def _notes(collection: Collection, choice: Selection, preparation: Preparation) -> Iterator[Finding]:
    yield from (each for each in collection.findings if each.code in NOTES)
    if len(choice.used) < FEW:
        used = counted(len(choice.used), "picture")
        message = f"The set has {used}. A few thousand are better: so few are learned by heart."
        yield finding("few", "", message)
    if not len(choice.held_back) and preparation.part != "all" and len(choice.used) >= 50:
        yield finding("no-validation", "", "All pictures are trained on: nothing is left to judge the result with.")


def fold_limit(report: Report) -> int:
    """A limit for folding that leaves classes of less than ten times different size."""
    return max(2, max(report.class_counts, default=0) // _UNBALANCED + 1)


# -- figures ----------------------------------------------------------------------------------------------


def _counts(collection: Collection, choice: Selection) -> int | list[int]:
    usable = np.concatenate([choice.used, choice.held_back])
    if collection.kind == DOMAINS and choice.labels is not None:
        return [int(number) for number in np.bincount(choice.labels[usable], minlength=len(choice.classes))]
    return len(usable)


def _class_counts(choice: Selection) -> tuple[int, ...]:
    if choice.labels is None:
        return ()
    counts = np.bincount(choice.labels[choice.used], minlength=len(choice.classes))
    return tuple(int(number) for number in counts)


def _shares(collection: Collection, choice: Selection) -> tuple[float, ...]:
    if collection.flags is None or not len(choice.used):
        return ()
    flags = collection.flags[choice.used]
    known = len(flags) if collection.known is None else collection.known[choice.used].sum(axis=0)
    return tuple(float(share) for share in flags.sum(axis=0) / np.maximum(1, known))


def _span(values: np.ndarray[tuple[int], np.dtype[np.int32]]) -> tuple[int, int, int]:
    return (int(values.min()), int(np.median(values)), int(values.max())) if len(values) else (0, 0, 0)


def _modes(flags: np.ndarray[tuple[int], np.dtype[np.uint16]]) -> dict[str, int]:
    words = {"grey": "grey", "cmyk": "CMYK", "16-bit": "16 bits", "alpha": "transparent"}
    found: Counter[str] = Counter()
    for flag in flags:
        found[next((word for name, word in words.items() if flag & FLAGS[name]), "colour")] += 1
    return dict(found)
