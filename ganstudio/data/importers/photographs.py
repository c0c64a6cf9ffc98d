"""High-resolution pictures for super-resolution, alone or with their small versions (DIV2K, Set14 and the like)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ganstudio.core.sets import PHOTOGRAPHS
from ganstudio.data.collection import STREAMS, Collection, Part
from ganstudio.data.files.tree import Tree
from ganstudio.data.findings import Finding, finding
from ganstudio.data.importers.files import SPLITS, Picture, ignored, pictures, splits_of
from ganstudio.data.preparation import Preparation

SCALE = 4
_HIGH = frozenset({"hr", "highres", "gt"})  # words in names of folders and files
_LOW = frozenset({"lr", "lowres", "lq", f"x{SCALE}"})
_OTHER_SCALE = re.compile(r"(^|[_\W])(x[2358]|srf[_\W]?[2358])($|[_\W])", re.IGNORECASE)
_STEM = re.compile(r"(_SRF_\d)?(_[HL]R)?(x[2348])?$", re.IGNORECASE)
_SETS = frozenset({"set5", "set14", "bsd100", "bsds100", "urban100", "manga109", "div2k", "flickr2k"})
# Any of these; most names hold none, and there may be many.
_SAID = re.compile(r"(?:^|[_\W])(?:hr|highres|gt|lr|lowres|lq|x\d|srf|high|low)(?:$|[_\W])", re.IGNORECASE)
_SHARE = 0.8  # of the pictures whose names must say what they are: "Ford GT" alone is a car


def recognise(tree: Tree, _wanted: Preparation) -> Collection | None:
    """By the names of folders or files: HR, LR, X4, or a well-known test set."""
    chosen = pictures(tree)
    sides = _sides(tree, chosen)
    if _are_told_apart(tree, sides):
        return _collection(tree, chosen, sides)
    return forced(tree, _wanted) if _is_known(tree) and "low" not in sides else None


def forced(tree: Tree, _wanted: Preparation) -> Collection | None:
    """All pictures as photographs, or the pairs of large and small ones where they are told apart."""
    chosen = pictures(tree)
    sides = _sides(tree, chosen)
    if not _are_told_apart(tree, sides):
        sides = ["high"] * len(chosen)
    return _collection(tree, chosen, sides) if chosen else None


def _are_told_apart(tree: Tree, sides: list[str]) -> bool:
    said = sum(side != "" for side in sides)
    return "high" in sides and (said >= _SHARE * len(sides) or _is_known(tree))


def _is_known(tree: Tree) -> bool:
    wrapping = {folder.lower() for entry in tree.entries[:1] for folder in entry.folder.split("/")}
    return bool((wrapping | {tree.title.lower()}) & _SETS)


def _sides(tree: Tree, chosen: Sequence[Picture]) -> list[str]:
    """ "high", "low", "other" (of another scale), or "" when none is said; what was chosen may say it for all."""
    otherwise = "high" if {"hr", "highres"} & set(_words(tree.title.lower())) else ""
    names = [picture.entry.name for picture in chosen]
    return [(_side(name) if _SAID.search(name) else "") or otherwise for name in names]


def _side(name: str) -> str:
    name = name.rpartition(".")[0].lower()
    if _OTHER_SCALE.search(name):
        return "other"
    words = set(_words(name))
    return "low" if words & _LOW else "high" if words & _HIGH else ""


def _words(name: str) -> Iterator[str]:
    """All words of a path; a folder that is called high or low, and nothing else, says so too."""
    for part in name.split("/"):
        yield from re.split(r"[_\W]+", part)
        yield {"high": "hr", "low": "lr"}.get(part, "")


def _collection(tree: Tree, chosen: Sequence[Picture], sides: list[str]) -> Collection:
    high = [_in_its_part(picture) for picture, side in zip(chosen, sides, strict=True) if side == "high"]
    low = {_stem(picture): picture for picture, side in zip(chosen, sides, strict=True) if side == "low"}
    findings: list[Finding] = [*tree.findings, *ignored(tree)]
    if not low:
        return Collection(
            PHOTOGRAPHS, "high-resolution pictures", ("high",), tuple((Part(picture.entry),) for picture in high),
            count=len(high), splits=splits_of(high), findings=tuple(findings), title=tree.title,
        )  # fmt: skip
    paired = [picture for picture in high if _stem(picture) in low]
    stems = {_stem(picture) for picture in high}
    lonely = [picture for picture in high if _stem(picture) not in low]
    lonely += [picture for stem, picture in low.items() if stem not in stems]
    findings += [
        finding("unpaired", picture.entry.name, f"{picture.entry.file} has no partner of the other resolution.")
        for picture in lonely
    ]
    return Collection(
        PHOTOGRAPHS, f"high resolution with its {SCALE} times smaller versions", STREAMS[PHOTOGRAPHS],
        tuple((Part(low[_stem(picture)].entry), Part(picture.entry)) for picture in paired),
        count=len(paired), splits=splits_of(paired), findings=tuple(findings), title=tree.title,
    )  # fmt: skip


def _stem(picture: Picture) -> str:
    """What a large picture and its small version have in common."""
    return _STEM.sub("", picture.entry.stem)


def _in_its_part(picture: Picture) -> Picture:
    """Folders like DIV2K_valid_HR say what is held back."""
    words = re.split(r"[_\W]+", picture.entry.folder.lower())
    return picture._replace(split=next((SPLITS[word] for word in words if word in SPLITS), picture.split))
