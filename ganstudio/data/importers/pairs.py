"""Pairs of pictures: two halves side by side in one file, or two files of one name in two folders or in one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ganstudio.core.sets import PAIRS
from ganstudio.data.collection import STREAMS, Collection, Part, Record
from ganstudio.data.decoding import looks
from ganstudio.data.decoding.images import header
from ganstudio.data.files.tree import Tree
from ganstudio.data.findings import Finding, finding
from ganstudio.data.importers.files import Picture, by_top, ignored, nature, pictures, splits_of
from ganstudio.data.importers.partners import INPUTS as _INPUTS
from ganstudio.data.importers.partners import TARGETS as _TARGETS
from ganstudio.data.importers.partners import Matched, matching, side_word
from ganstudio.data.preparation import Preparation

_SHARE = 0.8  # of the files that must have a partner, or the right shape
_SAMPLE = 48
_ENOUGH = 8  # pairs before contents are trusted to tell pairs from classes


def recognise(tree: Tree, wanted: Preparation) -> Collection | None:
    chosen = pictures(tree)
    return (
        _two_folders(tree, wanted, sure=False)
        or _one_folder(tree, chosen, wanted, sure=False)
        or _side_by_side(tree, chosen, wanted, sure=False)
    )


def forced(tree: Tree, wanted: Preparation) -> Collection | None:
    """Whatever can be paired is, without looking at contents first."""
    chosen = pictures(tree)
    return (
        _two_folders(tree, wanted, sure=True)
        or _one_folder(tree, chosen, wanted, sure=True)
        or _side_by_side(tree, chosen, wanted, sure=True)
    )


# -- two folders ------------------------------------------------------------------------------------------


def _two_folders(tree: Tree, wanted: Preparation, sure: bool) -> Collection | None:
    groups = by_top(tree)
    if len(groups) != 2 or "" in groups:
        return None
    names = sorted(groups, key=lambda name: (name.lower() in _TARGETS, name))
    sides = (groups[names[0]], groups[names[1]])
    matched = matching(*sides)
    if not matched.couples or len(matched.couples) < _SHARE * min(map(len, sides)):
        return None
    said = names[0].lower() in _INPUTS and names[1].lower() in _TARGETS
    seen = [] if said else looks.shown(_sample(_records(matched.couples)))
    if not (sure or said or tree.apart or _are_clear(seen, len(matched.couples), max(map(len, sides)))):
        return None
    layout = "two folders with equal names"
    return _paired(tree, layout, matched, (names[0], names[1]), _swapped(wanted, said, seen))


def _are_clear(seen: Sequence[looks.Shown], couples: int, files: int) -> bool:
    """Whether folders that are not called anything telling hold pairs: classes have files 1.png, 2.png ... too."""
    return couples >= _ENOUGH and couples >= 0.95 * files and looks.are_partners(seen, margin=0.3)


def perhaps(tree: Tree) -> list[Finding]:
    """Folders that are read in another way, and whose names match or are called like the two sides of pairs."""
    groups = by_top(tree)
    if len(groups) != 2 or "" in groups:
        return []
    names = sorted(groups, key=lambda name: (name.lower() in _TARGETS, name))
    couples, fewer = len(matching(groups[names[0]], groups[names[1]]).couples), min(map(len, groups.values()))
    said = names[0].lower() in _INPUTS and names[1].lower() in _TARGETS
    if couples < _SHARE * fewer and not (said and couples):
        return []
    message = f"{names[0]} and {names[1]}: {couples:,} of {fewer:,} files have a partner of the same name."
    return [finding("perhaps-pairs", "", message)]


# -- one folder -------------------------------------------------------------------------------------------


def _one_folder(tree: Tree, chosen: Sequence[Picture], wanted: Preparation, sure: bool) -> Collection | None:
    """Files that are told apart by a word in their names: 001_sketch.png and 001_colour.png, 1_A.jpg and 1_B.jpg."""
    words = Counter(side_word(picture.entry.stem) for picture in chosen)
    words.pop("", None)
    if len(words) < 2:
        return None
    names = sorted((word for word, _ in words.most_common(2)), key=lambda word: (word in _TARGETS, word))
    sides = [[p for p in chosen if side_word(p.entry.stem) == word] for word in names]
    if sum(map(len, sides)) < _SHARE * len(chosen) or not (names[0] in _INPUTS and names[1] in _TARGETS):
        return None
    matched = matching(sides[0], sides[1], whole=True)
    if len(matched.couples) < _SHARE * min(map(len, sides)):
        return None
    seen = looks.shown(_sample(_records(matched.couples)))
    if not sure and not looks.are_partners(seen):
        return None
    strangers = [p for p in chosen if side_word(p.entry.stem) not in names]
    matched = matched._replace(lonely=[*matched.lonely, *strangers])
    is_said = bool({*names} - {"a", "b", "x", "y"})
    return _paired(tree, "two files each, told apart by their names", matched, (names[0], names[1]),
                   _swapped(wanted, is_said, seen))  # fmt: skip


def _paired(tree: Tree, layout: str, matched: Matched, sides: tuple[str, str], swapped: bool) -> Collection:
    records = tuple((Part(a.entry), Part(b.entry)) if not swapped else (Part(b.entry), Part(a.entry))
                    for a, b in matched.couples)  # fmt: skip
    firsts = [a for a, _ in matched.couples]
    return _collection(tree, layout, records, firsts, sides, swapped, _unpaired(matched))


def _unpaired(matched: Matched) -> list[Finding]:
    return [
        finding("unpaired", picture.entry.name, f"{picture.entry.name} has no partner of the same name.")
        for picture in matched.lonely
    ] + [
        finding("unpaired", picture.entry.name, f"{picture.entry.name} is called like another picture beside it.")
        for picture in matched.doubles
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
