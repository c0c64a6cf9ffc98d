"""The sets of pictures that can be trained on: built in, found on this machine, or a folder of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ganstudio.core import resources
from ganstudio.core.errors import StudioError
from ganstudio.data.folders import list_folder
from ganstudio.data.idx import IdxPair, find_pairs, read_idx

DIGITS = tuple("0123456789")
CLOTHES = (
    "T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
# Where Debian's dataset-fashion-mnist and its like put their files.
SYSTEM_PLACES = (Path("/usr/share/datasets"),)
# What people commonly give torchvision as its root, and where it puts the idx files below that.
_ROOTS = ("data", "datasets", ".cache/torchvision")
_BELOW_ROOT = ("MNIST/raw", "FashionMNIST/raw")


@dataclass(frozen=True)
class DataSet:
    """One entry of the catalogue. `kind` is "plain" or "labelled"; `form` says which reader opens `origin`."""

    key: str
    title: str
    summary: str
    kind: str
    form: str  # "npz", "idx" or "folder"
    origin: tuple[Path, ...]
    count: int
    size: int  # natural size in pixels; 0: the pictures differ
    channels: int
    classes: tuple[str, ...] = ()
    licence: str = ""


def built_in() -> list[DataSet]:
    """The two sets that come with the program."""
    clothes = resources.path("data", "fashion-mnist-10k.npz")
    digits = resources.path("data", "mnist-10k.npz")
    return [
        DataSet(
            "fashion-mnist", "Fashion-MNIST", "Ten kinds of clothing, photographed small and grey.",
            "labelled", "npz", (clothes,), 10_000, 28, 1, CLOTHES, "MIT, Zalando SE",
        ),
        DataSet(
            "mnist", "MNIST digits", "Handwritten digits, the classic first data set.",
            "labelled", "npz", (digits,), 10_000, 28, 1, DIGITS, "CC BY-SA 3.0, LeCun and Cortes",
        ),
    ]  # fmt: skip


def found(places: Iterable[Path]) -> list[DataSet]:
    """The full sets that lie on this machine as idx files."""
    sets: dict[str, DataSet] = {}
    for entry in built_in():
        for place in places:
            for pair in find_pairs(place):
                if pair.name == entry.key and f"{entry.key}-full" not in sets:
                    sets[f"{entry.key}-full"] = DataSet(
                        f"{entry.key}-full", f"{entry.title} (full)", "The complete set, found on this machine.",
                        "labelled", "idx", (pair.images, pair.labels), 60_000, 28, 1, entry.classes, entry.licence,
                    )  # fmt: skip
    return list(sets.values())


def usual_places() -> list[Path]:
    """The system's data sets and torchvision roots in the home and the working folder."""
    roots = [base / name for base in (Path.home(), Path.cwd()) for name in _ROOTS]
    return [*SYSTEM_PLACES, *(root / below for root in roots for below in _BELOW_ROOT)]


def catalogue(places: Iterable[Path] = ()) -> list[DataSet]:
    return [*built_in(), *found([*places, *usual_places()])]


def from_folder(folder: Path) -> DataSet:
    """The pictures in `folder`, or the idx set in it. Raises StudioError when there is neither."""
    if not folder.is_dir():
        raise StudioError(f"{folder} is not a folder.", "Choose the folder that holds your pictures.")
    pair = next(find_pairs(folder), None)
    if pair is not None:
        return _from_idx(folder, pair)
    listing = list_folder(folder)
    kind = "labelled" if listing.classes else "plain"
    return DataSet(
        str(folder), folder.name, "Your pictures.", kind, "folder", (folder,),
        len(listing.files), 0, 3, listing.classes, "your own",
    )  # fmt: skip


def _from_idx(folder: Path, pair: IdxPair) -> DataSet:
    known = {entry.key: entry for entry in built_in()}.get(pair.name)
    labels = read_idx(pair.labels)
    classes = known.classes if known else tuple(map(str, range(int(labels.max(initial=0)) + 1)))
    return DataSet(
        str(folder), known.title if known else folder.name, "Idx files.", "labelled", "idx",
        (pair.images, pair.labels), len(labels), 28, 1, classes, known.licence if known else "",
    )  # fmt: skip


def find(source: str, places: Iterable[Path] = ()) -> DataSet:
    """The set with this key, or the folder at this path. Raises StudioError with what there is."""
    entries = {entry.key: entry for entry in built_in()}
    if source in entries:
        return entries[source]
    entries |= {entry.key: entry for entry in found([*places, *usual_places()])}
    if source in entries:
        return entries[source]
    folder = Path(source).expanduser()
    if folder.exists() or "/" in source or "\\" in source:
        return from_folder(folder)
    raise StudioError(f"There is no data set called {source!r}.", f"Choose {', '.join(entries)}, or give a folder.")
