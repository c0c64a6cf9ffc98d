"""The well-known sets that can be fetched: what they are, where they lie, and how to get them by hand.

The table itself loads nothing: addresses and checksums that torchvision knows are asked of it when a download
begins, since torchvision loads torch. Checksums are those of torchvision.
"""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.interruption import Progress
from ganstudio.data.download.transfer import RemoteFile, fault, fetch

__all__ = ["Download", "RemoteFile", "download", "instructions", "known", "resolved"]

_SPARE = 64 << 20  # bytes that a download leaves free on the disk
_IDX = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz")  # fmt: skip
_MNIST_MIRRORS = ("https://storage.googleapis.com/cvdf-datasets/mnist/",)
# torchvision's address of Fashion-MNIST speaks no https; these, of the same makers, do.
_FASHION_MIRRORS = (
    "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
)
_CYCLEGAN = (
    "https://efrosgans.eecs.berkeley.edu/cyclegan/datasets/",
    "https://people.eecs.berkeley.edu/~taesung_park/CycleGAN/datasets/",
    "http://efrosgans.eecs.berkeley.edu/cyclegan/datasets/",
)
_DIV2K = "https://data.vision.ee.ethz.ch/cvl/DIV2K/"


@dataclass(frozen=True)
class Download:
    """One set. `manual` is empty unless it can only be fetched by hand; `{folder}` in it is where its files go."""

    key: str
    title: str
    files: tuple[RemoteFile, ...]
    licence: str
    note: str = ""
    manual: str = ""

    @property
    def size(self) -> int:
        """Bytes in all, 0 when unknown."""
        return sum(file.size for file in self.files)


def known() -> dict[str, Download]:
    """Every set by its key. Files that torchvision knows have no address or checksum yet: see `resolved`."""
    return {entry.key: entry for entry in (*_small(), *_large(), *_unpaired(), *_by_hand())}


def resolved(entry: Download) -> Download:
    """`entry` with the addresses and checksums of its files, best address first. Loads torchvision if need be."""
    if entry.key not in _LATE or any(file.urls for file in entry.files):
        return entry
    found = _LATE[entry.key]()
    return replace(entry, files=tuple(_completed(file, found[file.name]) for file in entry.files))


def download(
    entry: Download, folder: Path,
    progress: Progress = lambda done, total: None, cancelled: Callable[[], bool] = lambda: False,
) -> list[Path]:  # fmt: skip
    """The files of `entry` in `folder`, whole; those already there are kept. `progress` gets bytes done and in all.

    Raises Stopped when `cancelled()` turns true (what has arrived waits for the next attempt), and
    StudioError naming the file and its place when it cannot be had.
    """
    entry = resolved(entry)
    if not entry.files:
        raise StudioError(f"{entry.title} has to be fetched by hand.", instructions(entry, folder))
    with explaining(folder, "make"):
        folder.mkdir(parents=True, exist_ok=True)
    if not entry.manual:
        _check_space(entry, folder)
    sizes = [file.size for file in entry.files]
    paths = []
    for index, file in enumerate(entry.files):

        def report(done: int, total: int, index: int = index) -> None:
            sizes[index] = total
            progress(sum(sizes[:index]) + done, sum(sizes))

        paths.append((_placed if entry.manual else fetch)(file, folder, report, cancelled))
    return paths


def instructions(entry: Download, folder: Path) -> str:
    """How to put `entry` into `folder` by hand, as sentences."""
    if entry.manual:
        return entry.manual.replace("{folder}", str(folder)) + " Then press Rescan."
    names = ", ".join(file.name for file in entry.files)
    return f"Place {names} in {folder}, then press Rescan."


def _placed(file: RemoteFile, folder: Path, report: Progress, cancelled: Callable[[], bool]) -> Path:
    """A file that somebody put there by hand. Raises StudioError when it is not there or not whole."""
    target = folder / file.name
    if problem := fault(target, file, cancelled):
        raise StudioError(
            f"{file.name} has to be fetched by hand; {problem}.", f"Place this file at {target}, then press Rescan."
        )
    report(target.stat().st_size, target.stat().st_size)
    return target


def _check_space(entry: Download, folder: Path) -> None:
    missing = 0
    for file in entry.files:
        target, part = folder / file.name, folder / f"{file.name}.part"
        there = target if target.exists() else part
        missing += max(0, file.size - (there.stat().st_size if there.exists() else 0))
    free = shutil.disk_usage(folder).free
    if missing and missing + _SPARE > free:
        raise StudioError(
            f"{entry.title} needs {_readable(missing)} more, but {folder} has only {_readable(free)} free.",
            "Free some disk space, or choose another folder.",
        )


def _readable(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def _small() -> Iterable[Download]:
    def idx(*sizes: int) -> tuple[RemoteFile, ...]:
        return tuple(RemoteFile(name, size=size) for name, size in zip(_IDX, sizes, strict=True))

    yield Download(
        "mnist", "MNIST digits", idx(9_912_422, 28_881, 1_648_877, 4_542), "CC BY-SA 3.0, LeCun and Cortes",
        "70,000 handwritten digits, 28 x 28, grey.",
    )  # fmt: skip
    yield Download(
        "fashion-mnist", "Fashion-MNIST", idx(26_421_880, 29_515, 4_422_102, 5_148), "MIT, Zalando SE",
        "70,000 pieces of clothing of ten kinds, 28 x 28, grey.",
    )  # fmt: skip
    yield Download(
        "emnist", "EMNIST", (RemoteFile("gzip.zip", size=561_753_746),), "Not stated; by NIST and Cohen et al. 2017",
        "Handwritten letters and digits in six selections, 28 x 28, grey.",
    )  # fmt: skip


def _large() -> Iterable[Download]:
    yield Download(
        "cifar-10", "CIFAR-10", (RemoteFile("cifar-10-python.tar.gz", size=170_498_071),),
        "Not stated; cite Krizhevsky 2009", "60,000 small photos of ten kinds, 32 x 32, colour.",
    )  # fmt: skip

    def photos(name: str, md5: str, size: int) -> RemoteFile:
        return RemoteFile(name, (_DIV2K + name,), md5, size)

    yield Download(
        "div2k", "DIV2K", (
            photos("DIV2K_train_HR.zip", "bdc2d9338d4e574fe81bf7d158758658", 3_530_603_713),
            photos("DIV2K_valid_HR.zip", "9fcdda83005c5e5997799b69f955ff88", 448_993_893),
        ),
        "Academic research only", "900 sharp photos of about 2000 pixels, for super-resolution.",
    )  # fmt: skip


def _unpaired() -> Iterable[Download]:
    # Sizes as listed by TensorFlow Datasets; nobody publishes MD5s, so each archive tests itself.
    sets = (
        ("horse2zebra", "Horses and zebras", 116_867_962, "2,661 photos, 256 x 256."),
        ("apple2orange", "Apples and oranges", 78_456_409, "Photos of two kinds of fruit, 256 x 256."),
        ("summer2winter_yosemite", "Summer and winter", 132_640_856, "Photos of Yosemite in two seasons, 256 x 256."),
        ("monet2photo", "Monet and photos", 305_231_073, "Paintings and photos of landscapes, 256 x 256."),
        ("cezanne2photo", "Cezanne and photos", 279_885_071, "Paintings and photos of landscapes, 256 x 256."),
        ("ukiyoe2photo", "Ukiyo-e and photos", 292_946_532, "Prints and photos of landscapes, 256 x 256."),
        ("vangogh2photo", "Van Gogh and photos", 306_590_349, "Paintings and photos of landscapes, 256 x 256."),
        ("facades", "Facades and plans", 35_135_868, "House fronts and their labels, 256 x 256."),
        ("maps", "Maps and aerial photos", 1_476_754_427, "Google Maps and the photos below, 600 x 600."),
    )
    for key, title, size, note in sets:
        file = RemoteFile(f"{key}.zip", tuple(f"{base}{key}.zip" for base in _CYCLEGAN), size=size)
        yield Download(key, title, (file,), "Rights of the pictures not stated; research use", note)


def _by_hand() -> Iterable[Download]:
    yield Download(
        "celeba", "CelebA faces", (
            RemoteFile("img_align_celeba.zip", size=1_443_490_838),
            RemoteFile("list_attr_celeba.txt", size=26_721_026),
            RemoteFile("list_eval_partition.txt", size=2_836_386),
        ),
        "Non-commercial research only", "202,599 faces with 40 attributes, 178 x 218, colour.",
        "Open https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html, follow its link to Google Drive, get "
        "img_align_celeba.zip (folder Img), list_attr_celeba.txt (folder Anno) and list_eval_partition.txt "
        "(folder Eval), and place them in {folder}.",
    )  # fmt: skip
    yield Download(
        "anime-pairs", "Anime sketches and colours", (), "Not stated: do not pass it on",
        "17,769 drawings side by side with their sketches, 512 x 512 each.",
        "Sign in at https://www.kaggle.com/datasets/ktaebum/anime-sketch-colorization-pair, download the archive, "
        "unpack it and place its data folder in {folder}.",
    )  # fmt: skip
    yield Download(
        "wikiart", "WikiArt paintings", (), "Differs; most painters died long ago",
        "About 81,000 paintings in folders by style, of many sizes.",
        "Get a copy of WikiArt sorted into folders by style, such as Impressionism, and place these folders in "
        "{folder}.",
    )  # fmt: skip


def _completed(file: RemoteFile, found: tuple[tuple[str, ...], str]) -> RemoteFile:
    urls, md5 = found
    return replace(file, urls=tuple(sorted(urls, key=lambda url: not url.startswith("https:"))), md5=md5)


_Found = dict[str, tuple[tuple[str, ...], str]]  # addresses and MD5 by name


def _torchvision() -> Any:
    return importlib.import_module("torchvision.datasets")  # late, since it loads torch; it says nothing of types


def _idx_files(source: Any, mirrors: Iterable[str]) -> _Found:
    bases = (*source.mirrors, *mirrors)
    return {name: (tuple(base + name for base in bases), md5) for name, md5 in source.resources}


def _emnist() -> _Found:
    source = _torchvision().EMNIST
    return {"gzip.zip": ((source.url,), source.md5)}


def _cifar() -> _Found:
    source = _torchvision().CIFAR10
    return {source.filename: ((source.url,), source.tgz_md5)}


def _celeba() -> _Found:
    return {name: ((), md5) for _, md5, name in _torchvision().CelebA.file_list}


_LATE: dict[str, Callable[[], _Found]] = {
    "mnist": lambda: _idx_files(_torchvision().MNIST, _MNIST_MIRRORS),
    "fashion-mnist": lambda: _idx_files(_torchvision().FashionMNIST, _FASHION_MIRRORS),
    "emnist": _emnist,
    "cifar-10": _cifar,
    "celeba": _celeba,
}
