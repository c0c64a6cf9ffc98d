"""High-resolution pictures for super-resolution, alone or with their small versions (DIV2K, Set14 and the like)."""

from __future__ import annotations

import re

from ganstudio.data.collection import PHOTOGRAPHS, STREAMS, Collection, Part
from ganstudio.data.findings import Finding, finding
from ganstudio.data.importers.files import Picture, ignored, pictures, splits_of
from ganstudio.data.preparation import Preparation
from ganstudio.data.tree import Tree

SCALE = 4
_HIGH = re.compile(r"(^|[_\W])(hr|highres|high|gt)($|[_\W])", re.IGNORECASE)
_LOW = re.compile(r"(^|[_\W])(lr|lowres|low|lq|x[2348])($|[_\W])", re.IGNORECASE)
_OTHER_SCALE = re.compile(r"^x[238]$", re.IGNORECASE)
_STEM = re.compile(r"(_SRF_\d)?(_[HL]R)?(x[2348])?$", re.IGNORECASE)
_SETS = frozenset({"set5", "set14", "bsd100", "bsds100", "urban100", "manga109", "div2k", "flickr2k"})


def recognise(tree: Tree, _wanted: Preparation) -> Collection | None:
    """By the names of folders or files: HR, LR, X4, or a well-known test set."""
    chosen = pictures(tree)
    sides = [_side(picture) for picture in chosen]
    if "high" in sides:
        return _collection(tree, chosen, sides)
    known = {folder.lower() for entry in tree.entries[:1] for folder in entry.folder.split("/")} | {tree.title.lower()}
    return forced(tree, _wanted) if known & _SETS and "low" not in sides else None


def forced(tree: Tree, _wanted: Preparation) -> Collection | None:
    """All pictures as photographs, or the pairs of large and small ones where they are told apart."""
    chosen = pictures(tree)
    sides = [_side(picture) for picture in chosen]
    if "high" not in sides:
        sides = ["high"] * len(chosen)
    return _collection(tree, chosen, sides) if chosen else None


def _side(picture: Picture) -> str:
    """ "high", "low", or "" when neither is said. Whole paths count: wrapping folders often say it."""
    parts = [*picture.entry.folder.split("/"), picture.entry.stem]
    if any(_OTHER_SCALE.match(part) for part in parts):
        return "other"
    if any(_LOW.search(part) for part in parts):
        return "low"
    return "high" if any(_HIGH.search(part) for part in parts) else ""


def _collection(tree: Tree, chosen: list[Picture], sides: list[str]) -> Collection:
    high = [picture for picture, side in zip(chosen, sides, strict=True) if side == "high"]
    low = {_STEM.sub("", picture.entry.stem): picture
           for picture, side in zip(chosen, sides, strict=True) if side == "low"}  # fmt: skip
    findings: list[Finding] = [*tree.findings, *ignored(tree)]
    if not low:
        return Collection(
            PHOTOGRAPHS, "high-resolution pictures", ("high",), tuple((Part(picture.entry),) for picture in high),
            count=len(high), splits=splits_of(high), findings=tuple(findings), title=tree.title,
        )  # fmt: skip
    paired = [picture for picture in high if _STEM.sub("", picture.entry.stem) in low]
    stems = {_STEM.sub("", picture.entry.stem) for picture in high}
    lonely = [picture for picture in high if picture not in paired]
    lonely += [picture for stem, picture in low.items() if stem not in stems]
    findings += [
        finding("unpaired", picture.entry.name, f"{picture.entry.file} has no partner of the other resolution.")
        for picture in lonely
    ]
    records = tuple((Part(low[_STEM.sub("", p.entry.stem)].entry), Part(p.entry)) for p in paired)
    return Collection(
        PHOTOGRAPHS, f"high resolution with its {SCALE} times smaller versions", STREAMS[PHOTOGRAPHS], records,
        count=len(records), splits=splits_of(paired), findings=tuple(findings), title=tree.title,
    )  # fmt: skip
