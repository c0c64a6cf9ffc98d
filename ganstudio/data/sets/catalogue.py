"""The sets of pictures that can be trained on: built in, found on this machine, added, or any path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ganstudio.core import resources
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.files import expanded
from ganstudio.core.interruption import Progress
from ganstudio.core.sets import ATTRIBUTES, DOMAINS, LABELLED, PAIRS, PHOTOGRAPHS
from ganstudio.core.settings import home
from ganstudio.core.settings import places as program_places
from ganstudio.data.collection import Collection
from ganstudio.data.drawings import pairs as drawings
from ganstudio.data.faces import faces
from ganstudio.data.files import kinds
from ganstudio.data.files.archives import gathered, is_archive
from ganstudio.data.importers import tables
from ganstudio.data.importers.idx import CLOTHES, DIGITS
from ganstudio.data.lab import sets as lab_sets
from ganstudio.data.preparation import TILES, Preparation
from ganstudio.data.recognition import recognised
from ganstudio.data.sets import shelf
from ganstudio.data.sets.dataset import BUILT_IN, FACES, FOUND, OWN, DataSet
from ganstudio.data.sets.found_idx import find_pairs

# Where Debian's dataset-fashion-mnist and its like put their files.
SYSTEM_PLACES = (Path("/usr/share/datasets"),)
# What people commonly give torchvision as its root, and where it puts the idx files below that.
_ROOTS = ("data", "datasets", ".cache/torchvision")
_BELOW_ROOT = ("MNIST/raw", "FashionMNIST/raw")
FACES_COUNT = 4000


def built_in() -> list[DataSet]:
    """The sets that come with the program, or that it draws itself."""
    clothes = resources.path("data", "fashion-mnist-10k.npz")
    digits = resources.path("data", "mnist-10k.npz")
    return [
        DataSet(
            "fashion-mnist", "Fashion-MNIST", "Ten kinds of clothing, photographed small and grey.", LABELLED,
            (clothes,), 10_000, 28, 1, CLOTHES, "MIT, Zalando SE", in_memory=True, source=BUILT_IN,
        ),
        DataSet(
            "mnist", "MNIST digits", "Handwritten digits, the classic first data set.", LABELLED,
            (digits,), 10_000, 28, 1, DIGITS, "CC BY-SA 3.0, LeCun and Cortes", in_memory=True,
            source=BUILT_IN,
        ),
        *_drawn(),
        *_photographs(),
    ]  # fmt: skip


def _drawn() -> list[DataSet]:
    def faces_set(key: str, title: str, summary: str, kind: str, **more: object) -> DataSet:
        return DataSet(
            key, title, summary, kind, (), FACES_COUNT, form=FACES, source=BUILT_IN, layout="drawn by the program",
            **{"licence": faces.CREDIT, **more},  # type: ignore[arg-type]
        )  # fmt: skip

    half = FACES_COUNT // 2
    return [
        faces_set("cartoon-pairs", "Cartoon faces, inked", "Line drawings of cartoon faces and the same in colour.",
                  PAIRS, sides=("sketch", "colour")),
        faces_set("cartoon-faces", "Cartoon faces", "Cartoon faces with exact attributes: hair, glasses, smile …",
                  ATTRIBUTES, attributes=faces.ATTRIBUTES),
        faces_set("cartoon-styles", "Two cartoon styles", "Faces by two hands: turn one style into the other.",
                  DOMAINS, classes=("lorelei", "adventurer"), counts=(half, half)),
        faces_set("cartoon-glasses", "Glasses off and on", "Cartoon faces without and with glasses.",
                  DOMAINS, classes=("without glasses", "with glasses"), counts=(half, half)),
        faces_set("cartoon-drawings", "Drawings of many kinds", "Faces, animals, things and patterns: line and colour.",
                  PAIRS, sides=("sketch", "colour"), licence=drawings.CREDIT),
    ]  # fmt: skip


def _photographs() -> list[DataSet]:
    folder = resources.path("data", "photographs")
    count = len(list(folder.glob("*.jpg"))) if folder.is_dir() else 0
    if not count:
        return []
    return [
        DataSet(
            "photographs", "Photographs", "Free photographs for super-resolution, cut into tiles.", PHOTOGRAPHS,
            (folder,), count, licence="public domain, CC0 and CC BY 4.0; see resources/data/LICENSES.md",
            source=BUILT_IN, preparation=Preparation(read_as=PHOTOGRAPHS, fit=TILES, validation=0.25),
        )
    ]  # fmt: skip


def found(places: Iterable[Path]) -> list[DataSet]:
    """The full sets that lie on this machine as idx files."""
    known = {entry.key: entry for entry in built_in()}
    sets: dict[str, DataSet] = {}
    for place in places:
        for pair in find_pairs(place):
            if pair.name and f"{pair.name}-full" not in sets:
                entry = known[pair.name]
                sets[f"{pair.name}-full"] = replace(
                    entry, key=f"{pair.name}-full", title=f"{entry.title} (full)",
                    summary="The complete set, found on this machine.", origin=(pair.images, pair.labels),
                    count=60_000, source=FOUND,
                )  # fmt: skip
    return [sets[f"{key}-full"] for key in known if f"{key}-full" in sets]


def without_pictures() -> list[DataSet]:
    """What the Lab learns from: points and lines of text."""
    return lab_sets.built_in()


def usual_places() -> list[Path]:
    """The system's data sets and torchvision roots in the home and the working folder."""
    roots = [base / name for base in (home(), Path.cwd()) if base for name in _ROOTS]
    return [*SYSTEM_PLACES, *(root / below for root in roots for below in _BELOW_ROOT)]


def catalogue(places: Iterable[Path] = ()) -> list[DataSet]:
    """Everything that has a key: one's own sets first."""
    own = [data for place in places for data in shelf.sets(place)]
    return [*own, *built_in(), *found([*places, *usual_places()])]


def from_folder(folder: Path) -> DataSet:
    """What lies in `folder`. Raises StudioError when that is nothing to train on."""
    if not folder.is_dir():
        raise StudioError(f"{folder} is not a folder.", "Choose the folder that holds your pictures.")
    return from_paths([folder])


def from_paths(
    origins: Sequence[Path], preparation: Preparation | None = None, cache: Path | None = None,
    progress: Progress = lambda done, total: None, cancelled: Callable[[], bool] = lambda: False,
) -> DataSet:  # fmt: skip
    """What lies in folders, archives or files. Raises StudioError when that is nothing to train on."""
    wanted = preparation or Preparation()
    if not origins:
        raise StudioError("No pictures were chosen.", "Choose a folder, an archive or files.")
    origins = [expanded(origin).absolute() for origin in origins]
    for origin in origins:
        if not origin.exists():
            raise StudioError(f"{origin} is not a folder, nor a file that is there.",
                              "Check the spelling, and that the disk is connected.")  # fmt: skip
        if len(origins) == 1 and origin.is_file() and not is_archive(origin) and not is_collection(origin):
            raise foreign(origin)
    tree = gathered(origins, cache or program_places().cache, progress, cancelled)
    return described(recognised(tree, wanted), origins, wanted)


def is_collection(path: Path) -> bool:
    """Whether a file is a picture, a table of pixels, or one of the files of a well-known set."""
    if tables.is_table(path.name) or "idx" in path.name or path.name.startswith(("data_batch", "test_batch")):
        return True
    kind = kinds.of_file(path, path.suffix.lower())
    return path.suffix.lower() in kinds.SUFFIXES or (kind is not None and kind.is_read)


def foreign(path: Path) -> StudioError:
    """Why a single file is nothing to learn from: what it is, and what to do."""
    if lab_sets.is_one(path):
        return StudioError(f"{path.name} holds no pictures: text is learned in Train, points in the Lab.",
                           "Drop it onto the window.")  # fmt: skip
    kind = kinds.of_file(path, path.suffix.lower())
    if kind is not None:
        return StudioError(kinds.sentence(path.name, kind), f"It lies in {path.parent}.")
    return StudioError(f"{path} is not a folder or an archive of pictures.", "Choose the one that holds them.")


def described(collection: Collection, origins: Sequence[Path], preparation: Preparation) -> DataSet:
    """A catalogue entry for a recognised collection; its key is its path."""
    counts = collection.counts()
    return DataSet(
        str(origins[0]), collection.title or origins[0].name, "Your pictures.", collection.kind, tuple(origins),
        collection.count, collection.size, collection.channels, collection.classes, collection.licence or "your own",
        layout=collection.layout, attributes=collection.attributes,
        counts=tuple(counts) if isinstance(counts, list) else (), variants=collection.variants,
        sides=collection.sides, sketch_first=collection.first_is_input, in_memory=collection.array is not None,
        source=OWN, preparation=preparation,
    )  # fmt: skip


def find(source: str, places: Iterable[Path] = ()) -> DataSet:
    """The set with this key, or what lies at this path. Raises StudioError with what there is."""
    places = [*places]
    entries = {entry.key: entry for entry in built_in()}
    for place in places:
        own = shelf.get(place, source)
        if own is not None:
            shelf.check_there(own)
            return own
    if source in entries:
        return entries[source]
    entries |= {entry.key: entry for entry in without_pictures()}
    if source not in entries:
        entries |= {entry.key: entry for entry in found([*places, *usual_places()])}
    if source in entries:
        return entries[source]
    path = expanded(Path(source))
    with explaining(path, "read"):
        there = path.exists()
    if there and lab_sets.is_one(path):
        return lab_sets.from_file(path.absolute())
    if there or "/" in source or "\\" in source:
        return from_paths([path])
    own_keys = [data.key for place in places for data in shelf.sets(place)]
    raise StudioError(
        f"There is no data set called {source!r}.", f"Choose {', '.join([*own_keys, *entries])}, or give a folder."
    )
