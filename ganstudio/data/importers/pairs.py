"""Pairs of pictures: two halves side by side in one file, or two folders with equal file names."""

from __future__ import annotations

from collections.abc import Sequence

from ganstudio.data import looks
from ganstudio.data.collection import PAIRS, STREAMS, Collection, Part, Record
from ganstudio.data.findings import Finding, finding
from ganstudio.data.images import header
from ganstudio.data.importers.files import Picture, by_top, ignored, nature, pictures, splits_of
from ganstudio.data.preparation import Preparation
from ganstudio.data.tree import Tree

_INPUTS = frozenset({
    "sketch", "sketches", "line", "lines", "lineart", "lineart_only", "edge", "edges", "input", "inputs", "source",
    "a", "x", "label", "labels", "mask", "masks", "gray", "grey", "drawing", "drawings", "outline", "outlines",
})  # fmt: skip
_TARGETS = frozenset({
    "color", "colour", "colors", "colours", "colored", "coloured", "target", "targets", "photo", "photos", "output",
    "outputs", "b", "y", "gt", "real", "image", "images", "rgb", "original", "originals",
})  # fmt: skip
_SHARE = 0.8  # of the files that must have a partner, or the right shape
_SAMPLE = 48
_ENOUGH = 8  # pairs before contents are trusted to tell pairs from classes


def recognise(tree: Tree, wanted: Preparation) -> Collection | None:
    chosen = pictures(tree)
    return _two_folders(tree, wanted, sure=False) or _side_by_side(tree, chosen, wanted, sure=False)


def forced(tree: Tree, wanted: Preparation) -> Collection | None:
    """Whatever can be paired is, without looking at contents first."""
    chosen = pictures(tree)
    return _two_folders(tree, wanted, sure=True) or _side_by_side(tree, chosen, wanted, sure=True)


# -- two folders ------------------------------------------------------------------------------------------


def _two_folders(tree: Tree, wanted: Preparation, sure: bool) -> Collection | None:
    groups = by_top(tree)
    if len(groups) != 2 or "" in groups:
        return None
    names = sorted(groups, key=lambda name: (name.lower() in _TARGETS, name))
    first = {picture.key: picture for picture in groups[names[0]]}
    second = {picture.key: picture for picture in groups[names[1]]}
    shared = [key for key in first if key in second]
    if len(shared) < max(1.0, _SHARE * min(len(first), len(second))):
        return None
    said = names[0].lower() in _INPUTS and names[1].lower() in _TARGETS
    couples = [(first[key], second[key]) for key in shared]
    seen = [] if said else looks.shown(_sample(_records(couples)))
    if not (sure or said or tree.apart or _are_clear(seen, len(couples), max(len(first), len(second)))):
        return None
    lonely = [side[key] for side, other in ((first, second), (second, first)) for key in side if key not in other]
    swapped = _swapped(wanted, said, seen)
    records = tuple((Part(a.entry), Part(b.entry)) if not swapped else (Part(b.entry), Part(a.entry))
                    for a, b in couples)  # fmt: skip
    return _collection(tree, "two folders with equal names", records, [a for a, _ in couples], (names[0], names[1]),
                       swapped, _unpaired(lonely))  # fmt: skip


def _are_clear(seen: Sequence[looks.Shown], couples: int, files: int) -> bool:
    """Whether folders that are not called anything telling hold pairs: classes have files 1.png, 2.png ... too."""
    return couples >= _ENOUGH and couples >= 0.95 * files and looks.are_partners(seen, margin=0.3)


def _unpaired(lonely: Sequence[Picture]) -> list[Finding]:
    return [
        finding("unpaired", picture.entry.name, f"{picture.entry.name} has no partner of the same name.")
        for picture in lonely
    ]


def _records(couples: Sequence[tuple[Picture, Picture]]) -> list[Record]:
    return [(Part(a.entry), Part(b.entry)) for a, b in couples]


def _sample(records: Sequence[Record]) -> Sequence[Record]:
    return records[:: max(1, len(records) // _SAMPLE)][:_SAMPLE]


# -- side by side -----------------------------------------------------------------------------------------


def _side_by_side(tree: Tree, chosen: Sequence[Picture], wanted: Preparation, sure: bool) -> Collection | None:
    spread = chosen[:: max(1, len(chosen) // _SAMPLE)][:_SAMPLE]
    double = [picture for picture in spread if _is_double(picture)]
    if not double or len(double) < _SHARE * len(spread):
        return None
    sample: list[Record] = [(Part(picture.entry, "left"), Part(picture.entry, "right")) for picture in double]
    seen = looks.shown(sample)
    if not sure and not looks.are_partners(seen):
        return None
    # The best known set of this kind, anime pairs, has the sketch on the right; so has whatever looks like it.
    swapped = _swapped(wanted, said=False, seen=seen)
    halves = ("right", "left") if swapped else ("left", "right")
    records = tuple((Part(p.entry, halves[0]), Part(p.entry, halves[1])) for p in chosen)
    return _collection(tree, "side by side in one picture", records, chosen, ("left half", "right half"), swapped, [])


def _is_double(picture: Picture) -> bool:
    found = header(picture.entry.path)
    return found is not None and abs(found.width - 2 * found.height) <= 0.02 * found.width


# -- both -------------------------------------------------------------------------------------------------


def _swapped(wanted: Preparation, said: bool, seen: Sequence[looks.Shown]) -> bool:
    """Whether the second of each couple is the network's input."""
    if wanted.sketch != "auto":
        return wanted.sketch == "second"
    return not said and looks.second_is_sketch(seen)


def _collection(
    tree: Tree, layout: str, records: tuple[Record, ...], chosen: Sequence[Picture], sides: tuple[str, str],
    swapped: bool, findings: list[Finding],
) -> Collection:  # fmt: skip
    return Collection(
        PAIRS, layout, STREAMS[PAIRS], records, count=len(records),
        size=nature([record[0].entry for record in records]).size, splits=splits_of(list(chosen)),
        findings=(*tree.findings, *ignored(tree), *findings), sides=sides, first_is_input=not swapped, title=tree.title,
    )  # fmt: skip
