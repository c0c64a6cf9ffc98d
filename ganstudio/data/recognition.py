"""What lies in a folder: every importer is asked in turn, the most particular first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ganstudio.core.errors import StudioError
from ganstudio.core.garbage import uncollected
from ganstudio.core.sets import ATTRIBUTES, DOMAINS, LABELLED, PAIRS, PHOTOGRAPHS, PLAIN
from ganstudio.core.text import counted
from ganstudio.data.collection import Collection
from ganstudio.data.files.tree import Tree
from ganstudio.data.findings import Finding, finding
from ganstudio.data.importers import cifar, domains, folders, idx, listed, pairs, photographs, tables
from ganstudio.data.importers.files import pictures
from ganstudio.data.preparation import Preparation

Importer = Callable[[Tree, Preparation], Collection | None]
# The most particular first: what comes late takes almost anything.
_ALL: tuple[Importer, ...] = (
    idx.recognise, cifar.recognise, tables.recognise, listed.recognise, photographs.recognise,
    domains.recognise, pairs.recognise, folders.recognise,
)  # fmt: skip


def _classes(tree: Tree, wanted: Preparation) -> Collection | None:
    return listed.recognise(tree, wanted) or folders.labelled(tree, wanted)


_SAID: dict[str, tuple[Importer, str]] = {
    PLAIN: (folders.plain, "pictures"),
    LABELLED: (_classes, "at least two folders with pictures in them, one per class, nor a list of classes"),
    PAIRS: (pairs.forced, "two folders with equal file names, or pictures twice as wide as high"),
    DOMAINS: (domains.forced, "two folders with pictures in them"),
    ATTRIBUTES: (listed.recognise, "a list of attributes (.txt or .csv) beside the pictures"),
    PHOTOGRAPHS: (photographs.forced, "pictures"),
}


@uncollected()
def recognised(tree: Tree, wanted: Preparation) -> Collection:
    """What lies in `tree`. Raises StudioError when it is nothing, or not what `wanted.read_as` says."""
    found = _read(tree, wanted)
    if found.array is not None and wanted.read_as == "auto":
        return replace(found, findings=(*found.findings, *_beside(tree)))
    if found.kind in (ATTRIBUTES, PHOTOGRAPHS) or found.layout.endswith("list of classes") or found.array is not None:
        return found
    beside = pairs.perhaps(tree) if found.kind in (LABELLED, DOMAINS) and wanted.read_as == "auto" else []
    return replace(found, findings=(*found.findings, *beside, *listed.unread(tree)))


def _beside(tree: Tree) -> list[Finding]:
    """Picture files that lie beside arrays of pictures, which are what is used."""
    files = pictures(tree)
    if not files:
        return []
    message = f"{counted(len(files), 'picture file')} beside the table {'is' if len(files) == 1 else 'are'} not used."
    return [finding("pictures-beside", "", message)]


def _read(tree: Tree, wanted: Preparation) -> Collection:
    if wanted.read_as != "auto":
        importer, needs = _SAID[wanted.read_as]
        found = importer(tree, wanted)
        if found is None:
            raise StudioError(f"{tree.title} does not hold {needs}.", "Choose another way to read it.")
        return found
    for importer in _ALL:
        found = importer(tree, wanted)
        if found is not None:
            return found
    raise StudioError(f"{tree.title} holds no pictures.", _remedy(tree))


def _remedy(tree: Tree) -> str:
    if not tree.entries:
        return "The folder is empty: choose another one."
    endings = ", ".join(sorted({entry.suffix or "no ending" for entry in tree.entries})[:6])
    return f"It has files with {endings}; choose a folder with png, jpg or webp files in it."
