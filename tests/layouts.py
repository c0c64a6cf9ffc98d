"""Every way in which people hold collections of pictures, as real files in miniature.

`LAYOUTS` maps a name to what it takes to make one and what must be seen in it. Each picture carries a number (see
`tests.drawings`); training parts count from 0, parts that are held back from `HELD_BACK`.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import pickle
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.data.importers.cifar import CLASSES as CIFAR
from ganstudio.data.importers.idx import CLOTHES, EMNIST
from tests.drawings import GREY, HELD_BACK, SKETCH, drawing, pixels_of

Made = Path | list[Path]
DIGITS = tuple("0123456789")
FACES = ("5_o_Clock_Shadow", "Bald", "Eyeglasses", "Male", "Smiling")
TRAIN, TEST = range(30), range(HELD_BACK, HELD_BACK + 10)
LETTERS, LETTERS_TEST = range(52), range(HELD_BACK, HELD_BACK + 26)


@dataclass(frozen=True)
class Layout:
    """How to make it, and what it is. `used` and `held` are the numbers of training and test pictures.

    `label_of` and `flags_of` tell what belongs to a picture from its number; `size` is a good one to look at it.
    """

    make: Callable[[Path], Made]
    kind: str
    used: Sequence[int] = TRAIN
    held: Sequence[int] = ()
    classes: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    channels: int = 3
    size: int = 32
    label_of: Callable[[int], int] | None = None
    counts: tuple[int, ...] = ()  # per domain, of all parts
    variants: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()  # what is true even of a healthy set of this kind

    @property
    def count(self) -> int | list[int]:
        return list(self.counts) if self.counts else len(self.used) + len(self.held)


def flags_of(number: int) -> list[int]:
    """Which of FACES a number has: its lowest bits."""
    return [(number >> bit) & 1 for bit in range(len(FACES))]


# -- packing ----------------------------------------------------------------------------------------------


def idx_bytes(array: npt.NDArray[np.uint8]) -> bytes:
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in sorted(folder.rglob("*")):
            archive.write(each, each.relative_to(folder.parent))
    return path


def tarred(folder: Path, path: Path) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, folder.name)
    return path


def grey(numbers: Iterable[int]) -> npt.NDArray[np.uint8]:
    return np.stack([pixels_of(number) for number in numbers])


def mod(classes: int) -> Callable[[int], int]:
    return lambda number: (number % HELD_BACK) % classes


def save(path: Path, number: int, size: tuple[int, int] = (32, 32), style: str = "colour", world: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = drawing(number, size, style, world)
    image.save(path, quality=92) if path.suffix == ".jpg" else image.save(path)
    return path


# -- the MNIST family -------------------------------------------------------------------------------------


def idx(folder: Path, ending: str = "", mark: str = "-", below: str = "", prefix: str = "", classes: int = 10) -> Path:
    for split, numbers in (("train", TRAIN), ("t10k", TEST)):
        images, labels = grey(numbers), np.array([mod(classes)(n) for n in numbers], np.uint8)
        write(folder / below / f"{prefix}{split}-images{mark}idx3-ubyte{ending}", idx_bytes(images))
        write(folder / below / f"{prefix}{split}-labels{mark}idx1-ubyte{ending}", idx_bytes(labels))
    return folder


def emnist(folder: Path, below: str = "EMNIST/raw", ending: str = "", splits: Sequence[str] = tuple(EMNIST)) -> Path:
    """As NIST stores it: height and width swapped, letters counted from 1."""
    for name in splits:
        classes, first = len(EMNIST[name]), int(name == "letters")
        for split, numbers in (("train", LETTERS), ("test", LETTERS_TEST)):
            images = np.ascontiguousarray(grey(numbers).swapaxes(1, 2))
            labels = np.array([mod(classes)(n) + first for n in numbers], np.uint8)
            write(folder / below / f"emnist-{name}-{split}-images-idx3-ubyte{ending}", idx_bytes(images))
            write(folder / below / f"emnist-{name}-{split}-labels-idx1-ubyte{ending}", idx_bytes(labels))
    return folder


def keras(folder: Path) -> Path:
    """mnist.npz as `keras.datasets` keeps it."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "mnist.npz", x_train=grey(TRAIN), y_train=np.arange(30) % 10, x_test=grey(TEST),
             y_test=np.arange(10) % 10)  # fmt: skip
    return folder


def table(
    folder: Path, stem: str = "mnist_{}", header: int | None = 0, last: bool = False, turned: bool = False,
    splits: Sequence[tuple[str, Sequence[int]]] = (("train", TRAIN), ("test", TEST)), classes: int = 10, first: int = 0,
) -> Path:  # fmt: skip
    """Kaggle's CSV: one picture per line, its label first (or `last`); pixels are counted from `header`."""
    folder.mkdir(parents=True, exist_ok=True)
    for split, numbers in splits:
        with (folder / f"{stem.format(split)}.csv").open("w", newline="") as file:
            out = csv.writer(file)
            if header is not None:
                names = [f"pixel{i}" for i in range(header, header + 784)]
                out.writerow([*names, "label"] if last else ["label", *names])
            for number in numbers:
                pixels = grey([number])[0]
                row = [int(value) for value in (pixels.T if turned else pixels).ravel()]
                label = mod(classes)(number) + first
                out.writerow([*row, label] if last else [label, *row])
    return folder


def packed_tables(folder: Path) -> Path:
    """mnist_train.csv.gz with semicolons, as a spreadsheet of another country writes it."""
    for path in [*table(folder).iterdir()]:
        write(path.with_name(f"{path.name}.gz"), path.read_bytes().replace(b",", b";"))
        path.unlink()
    return folder


def quick_draw(folder: Path) -> Path:
    """full_numpy_bitmap_<class>.npy of N x 784, one for each class."""
    folder.mkdir(parents=True, exist_ok=True)
    for label, name in enumerate(("apple", "bat", "cat")):
        pixels = grey([number for number in TRAIN if number % 3 == label])
        np.save(folder / f"full_numpy_bitmap_{name}.npy", pixels.reshape(len(pixels), -1))
    return folder


def worded(folder: Path) -> Path:
    """Labels that are words, in an .npz."""
    folder.mkdir(parents=True, exist_ok=True)
    words = np.array(["cats", "dogs"])[np.arange(len(TRAIN)) % 2]
    np.savez(folder / "pets.npz", images=grey(TRAIN), labels=words)
    return folder


def npy_files(folder: Path) -> Path:
    """x_train.npy, y_train.npy and the test halves."""
    folder.mkdir(parents=True, exist_ok=True)
    for split, numbers in (("train", TRAIN), ("test", TEST)):
        np.save(folder / f"x_{split}.npy", grey(numbers))
        np.save(folder / f"y_{split}.npy", np.array([mod(10)(number) for number in numbers]))
    return folder


def parquet(path: Path, numbers: Sequence[int], names: Sequence[str] = DIGITS) -> Path:
    """As Hugging Face writes MNIST: a struct of bytes and path, a label, and the names of its classes."""
    import pyarrow as pa
    from pyarrow import parquet as writer

    path.parent.mkdir(parents=True, exist_ok=True)
    features = {"image": {"_type": "Image"}, "label": {"names": [*names], "_type": "ClassLabel"}}
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    images = pa.array([{"bytes": png_bytes(number), "path": None} for number in numbers], kind)
    labels = pa.array([mod(len(names))(number) for number in numbers], pa.int64())
    schema = pa.schema([("image", kind), ("label", pa.int64())],
                       {"huggingface": json.dumps({"info": {"features": features}})})  # fmt: skip
    writer.write_table(pa.table([images, labels], schema=schema), path)
    return path


def png_bytes(number: int) -> bytes:
    buffer = io.BytesIO()
    drawing(number, (28, 28), GREY).save(buffer, "PNG")
    return buffer.getvalue()


def shards(folder: Path) -> Path:
    for split, numbers in (("train", TRAIN[:15]), ("train", TRAIN[15:]), ("test", TEST)):
        number = f"{int(numbers[0] == 15):05d}-of-{2 if split == 'train' else 1:05d}"
        parquet(folder / f"{split}-{number}.parquet", numbers)
    return folder


def class_pngs(folder: Path, classes: Sequence[str] = DIGITS, style: str = GREY, side: int = 28) -> Path:
    """train/<class>/<number>.png and test/<class>/<number>.png"""
    for split, numbers in (("train", TRAIN), ("test", TEST)):
        for number in numbers:
            save(folder / split / classes[mod(len(classes))(number)] / f"{number:04}.png", number, (side, side), style)
    return folder


# -- CIFAR ------------------------------------------------------------------------------------------------


def planes(numbers: Sequence[int]) -> npt.NDArray[np.uint8]:
    return np.stack([pixels_of(n, 32, "colour").transpose(2, 0, 1).reshape(-1) for n in numbers])


def cifar(folder: Path) -> Path:
    """The python version: five pickled batches, one for the test, and the names."""
    place = folder / "cifar-10-batches-py"
    batches = {f"data_batch_{i + 1}": TRAIN[6 * i : 6 * i + 6] for i in range(5)} | {"test_batch": TEST}
    for name, numbers in batches.items():
        content = {
            b"batch_label": name.encode(), b"labels": [mod(10)(n) for n in numbers], b"data": planes(numbers),
            b"filenames": [f"{n}.png".encode() for n in numbers],
        }  # fmt: skip
        write(place / name, pickle.dumps(content, protocol=2))
    meta = {b"label_names": [name.encode() for name in CIFAR], b"num_vis": 3072, b"num_cases_per_batch": 6}
    write(place / "batches.meta", pickle.dumps(meta, protocol=2))
    (place / "readme.html").write_text("<html></html>")
    return folder


def python2(value: Any) -> bytes:
    """A pickle as Python 2 wrote it (protocol 2): all text as bytes, arrays through numpy.core.multiarray."""
    return b"\x80\x02" + _python2(value) + b"."


def _python2(value: Any) -> bytes:
    if isinstance(value, bytes):
        return b"U" + bytes([len(value)]) + value if len(value) < 256 else b"T" + struct.pack("<i", len(value)) + value
    if isinstance(value, int):
        return b"K" + bytes([value]) if value < 256 else b"J" + struct.pack("<i", value)
    if isinstance(value, list):
        return b"](" + b"".join(map(_python2, value)) + b"e"
    if isinstance(value, dict):
        return b"}(" + b"".join(_python2(each) for item in value.items() for each in item) + b"u"
    shape = b"".join(map(_python2, value.shape)) + b"\x86"
    empty = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\x01b\x87R"
    kind = b"cnumpy\ndtype\nU\x02u1K\0K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"
    return empty + b"(K\x01" + shape + kind + b"\x89" + _python2(value.tobytes()) + b"tb"


def cifar_of_python2(folder: Path) -> Path:
    """As its authors publish it."""
    for path in [*(cifar(folder) / "cifar-10-batches-py").iterdir()]:
        if path.suffix != ".html":
            path.write_bytes(python2(pickle.loads(path.read_bytes(), encoding="bytes")))
    return folder


def cifar_binary(folder: Path) -> Path:
    place = folder / "cifar-10-batches-bin"
    batches = {f"data_batch_{i + 1}.bin": TRAIN[6 * i : 6 * i + 6] for i in range(5)} | {"test_batch.bin": TEST}
    for name, numbers in batches.items():
        labels = np.array([mod(10)(n) for n in numbers], np.uint8)[:, None]
        write(place / name, np.concatenate([labels, planes(numbers)], axis=1).tobytes())
    write(place / "batches.meta.txt", ("\n".join(CIFAR) + "\n\n").encode())
    return folder


# -- CelebA -----------------------------------------------------------------------------------------------


def celeba(folder: Path, pictures: str = "img_align_celeba/img_align_celeba", as_csv: bool = False) -> Path:
    numbers = [*TRAIN, *TEST]
    for number in numbers:
        save(folder / pictures / f"{number:06}.jpg", number, (178, 218))
    signs = {number: [str(2 * flag - 1) for flag in flags_of(number)] for number in numbers}
    parts = {number: "0" if number < HELD_BACK else "12"[number % 2] for number in numbers}
    if as_csv:
        rows = [["image_id", *FACES], *([f"{n:06}.jpg", *signs[n]] for n in numbers)]
        (folder / "list_attr_celeba.csv").write_text("".join(",".join(row) + "\n" for row in rows))
        lines = ["image_id,partition", *(f"{n:06}.jpg,{parts[n]}" for n in numbers)]
        (folder / "list_eval_partition.csv").write_text("\n".join(lines) + "\n")
        return folder
    lines = [f"{n:06}.jpg  {' '.join(f'{sign:>2}' for sign in signs[n])}" for n in numbers]
    (folder / "list_attr_celeba.txt").write_text("\n".join([str(len(numbers)), " ".join(FACES) + " ", *lines]) + "\n")
    (folder / "list_eval_partition.txt").write_text("".join(f"{n:06}.jpg {parts[n]}\n" for n in numbers))
    (folder / "identity_CelebA.txt").write_text("".join(f"{n:06}.jpg {1000 + n}\n" for n in numbers))
    box = "".join(f"{n:06}.jpg    95  71 226 313\n" for n in numbers)
    (folder / "list_bbox_celeba.txt").write_text(f"{len(numbers)}\nimage_id x_1 y_1 width height\n{box}")
    return folder


# -- folders ----------------------------------------------------------------------------------------------


def classes(folder: Path, names: Sequence[str] = ("cats", "dogs", "owls"), size: tuple[int, int] = (48, 40)) -> Path:
    for number in TRAIN:
        save(folder / names[mod(len(names))(number)] / f"{number}.jpg", number, size)
    return folder


def flat(folder: Path, numbers: Sequence[int] = TRAIN, world: int = 0, stem: str = "photo {}") -> Path:
    for number in numbers:
        ending = ("png", "jpg", "webp", "bmp")[number % 4]
        save(folder / f"{stem.format(number)}.{ending}", number, world=world)
    return folder


def mixed_depth(folder: Path) -> Path:
    flat(folder, TRAIN[:10])
    flat(folder / "holiday", TRAIN[10:20])
    return flat(folder / "more" / "and more", TRAIN[20:]).parents[1]


def styles(folder: Path) -> Path:
    """WikiArt: a folder per style, paintings of any shape."""
    names = ("Color_Field_Painting", "High_Renaissance", "Impressionism")
    for number in TRAIN:
        size = ((60, 80), (96, 64), (70, 70))[number // 3 % 3]
        save(folder / names[number % 3] / f"some-painter_work-{number}-18{number:02}.jpg", number, size)
    return folder


def chosen_files(folder: Path) -> list[Path]:
    flat(folder)
    return sorted(folder.iterdir())


# -- pairs and domains ------------------------------------------------------------------------------------


def beside(path: Path, number: int, sketch_left: bool, side: int = 64) -> None:
    from PIL import Image

    image = Image.new("RGB", (2 * side, side), "white")
    image.paste(drawing(number, (side, side), SKETCH).convert("RGB"), (0 if sketch_left else side, 0))
    image.paste(drawing(number, (side, side)), (side if sketch_left else 0, 0))
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path)


def anime(folder: Path, sketch_left: bool = False) -> Path:
    """data/train, data/val and palettes beside them, as Kaggle's anime pairs come."""
    for split, numbers in (("train", TRAIN), ("val", TEST)):
        for number in numbers:
            beside(folder / "data" / split / f"{number}.png", number, sketch_left)
    for number in TRAIN:
        palette = {"top": {"0": [[1, 2, 3]]}, "bottom": {}, "whole": {}}
        write(folder / "data" / "colorgram" / f"{number}.json", json.dumps(palette).encode())
    return folder


def two_folders(folder: Path, first: str = "sketch", second: str = "color", splits: bool = False) -> Path:
    for split, numbers in (("train", TRAIN), ("val", TEST if splits else ())):
        below = split if splits else ""
        for number in numbers:
            save(folder / first / below / f"{number:03}.png", number, (64, 64), SKETCH)
            save(folder / second / below / f"{number:03}.jpg", number, (64, 64))
    return folder


HORSES, ZEBRAS = range(12), range(40, 55)
HORSES_TEST, ZEBRAS_TEST = range(HELD_BACK, HELD_BACK + 4), range(HELD_BACK + 40, HELD_BACK + 45)


def horses(folder: Path) -> Path:
    parts = {"trainA": HORSES, "trainB": ZEBRAS, "testA": HORSES_TEST, "testB": ZEBRAS_TEST}
    for name, numbers in parts.items():
        for number in numbers:
            save(folder / name / f"n{number:08}_{number}.jpg", number, (64, 64), world=1)
    return folder


def apart(folder: Path) -> list[Path]:
    return [flat(folder / "summer", HORSES), flat(folder / "deep" / "winter", ZEBRAS, stem="snow {}")]


def apart_and_equal(folder: Path) -> list[Path]:
    two_folders(folder, "Bleistift", "Aquarell")
    return [folder / "Bleistift", folder / "Aquarell"]


def one_folder(folder: Path, first: str = "sketch", second: str = "colour") -> Path:
    """001_sketch.png beside 001_colour.png."""
    for number in TRAIN:
        save(folder / f"{number:03}_{first}.png", number, (64, 64), SKETCH)
        save(folder / f"{number:03}_{second}.png", number, (64, 64))
    return folder


def renamed_sides(folder: Path) -> Path:
    """sketch/000_sketch.png beside colour/000_Colour.png."""
    for number in TRAIN:
        save(folder / "sketch" / f"{number:03}_sketch.png", number, (64, 64), SKETCH)
        save(folder / "colour" / f"{number:03}_Colour.png", number, (64, 64))
    return folder


# -- super-resolution -------------------------------------------------------------------------------------


def div2k(folder: Path, low: bool = False) -> Path:
    for split, numbers in (("train", TRAIN), ("valid", TEST)):
        for number in numbers:
            large = drawing(number, (256, 256))
            high = folder / f"DIV2K_{split}_HR" / f"{number:04}.png"
            high.parent.mkdir(parents=True, exist_ok=True)
            large.save(high)
            for scale in (2, 4) if low else ():
                small = folder / f"DIV2K_{split}_LR_bicubic" / f"X{scale}" / f"{number:04}x{scale}.png"
                small.parent.mkdir(parents=True, exist_ok=True)
                large.resize((256 // scale, 256 // scale)).save(small)
    return folder


def set14(folder: Path) -> Path:
    place = folder / "Set14" / "image_SRF_4"
    place.mkdir(parents=True)
    for number in TRAIN[:14]:
        large = drawing(number, (256, 256))
        large.save(place / f"img_{number:03}_SRF_4_HR.png")
        large.resize((64, 64)).save(place / f"img_{number:03}_SRF_4_LR.png")
    return folder


# -- all of them ------------------------------------------------------------------------------------------


def _digits(make: Callable[[Path], Made], **more: Any) -> Layout:
    return Layout(make, "labelled", TRAIN, **{
        "held": TEST, "classes": DIGITS, "channels": 1, "size": 28, "label_of": mod(10), **more,
    })  # fmt: skip


def _letters(make: Callable[[Path], Made], split: str, variants: Sequence[str] = (), **more: Any) -> Layout:
    names = EMNIST[split]
    return Layout(make, "labelled", LETTERS, LETTERS_TEST, names, channels=1, size=28, label_of=mod(len(names)),
                  variants=tuple(variants), **more)  # fmt: skip


def _cifar(make: Callable[[Path], Made]) -> Layout:
    return Layout(make, "labelled", TRAIN, TEST, CIFAR, label_of=mod(10))


def _celeba(make: Callable[[Path], Made]) -> Layout:
    return Layout(make, "attributes", TRAIN, TEST, attributes=FACES, size=64)


def _pairs(make: Callable[[Path], Made], held: Sequence[int] = ()) -> Layout:
    return Layout(make, "pairs", TRAIN, held, size=64)


def _domains(make: Callable[[Path], Made], names: tuple[str, str], held: Sequence[int] = ()) -> Layout:
    counts = tuple(len([n for n in (*HORSES, *ZEBRAS, *held) if _is_zebra(n) == second]) for second in (0, 1))
    return Layout(make, "domains", (*HORSES, *ZEBRAS), held, names, label_of=_is_zebra, counts=counts)


def _is_zebra(number: int) -> int:
    return int(number % HELD_BACK >= 40)


def _photographs(make: Callable[[Path], Made], used: Sequence[int] = TRAIN, held: Sequence[int] = ()) -> Layout:
    return Layout(make, "photographs", used, held, size=128)


_SOME = ("letters", "digits")
LAYOUTS: dict[str, Layout] = {
    "idx": _digits(idx),
    "idx gz": _digits(lambda f: idx(f, ".gz")),
    "idx with a dot": _digits(lambda f: idx(f, mark=".")),
    "idx files chosen": _digits(lambda f: sorted(idx(f).iterdir())),
    "torchvision MNIST": _digits(lambda f: idx(f, below="MNIST/raw")),
    "torchvision MNIST, unpacked too": _digits(lambda f: idx(idx(f, below="MNIST/raw"), ".gz", below="MNIST/raw")),
    "torchvision FashionMNIST": _digits(lambda f: idx(f, ".gz", below="FashionMNIST/raw"), classes=CLOTHES),
    "torchvision EMNIST": _letters(emnist, "balanced", tuple(EMNIST)),
    "torchvision EMNIST gz": _letters(lambda f: emnist(f, ending=".gz", splits=_SOME), "letters", _SOME),
    "EMNIST letters alone": _letters(lambda f: emnist(f, below="", splits=("letters",)), "letters"),
    "EMNIST gzip.zip": _letters(
        lambda f: zipped(emnist(f, "gzip", ".gz") / "gzip", f / "gzip.zip"), "balanced", tuple(EMNIST)
    ),
    "keras npz in a folder": _digits(keras),
    "keras npz": _digits(lambda f: keras(f) / "mnist.npz"),
    "csv pixel0": _digits(table),
    "csv pixel1": _digits(lambda f: table(f, "fashion-mnist_{}", header=1), classes=CLOTHES),
    "csv file": _digits(lambda f: table(f) / "mnist_train.csv", held=()),
    "csv without header": _letters(
        lambda f: table(f, "emnist-letters-{}", header=None, turned=True, classes=26, first=1,
                        splits=(("train", LETTERS), ("test", LETTERS_TEST))), "letters",
    ),
    "csv with semicolons, packed": _digits(packed_tables),
    "npy per class": Layout(quick_draw, "labelled", classes=("apple", "bat", "cat"), channels=1, size=28,
                            label_of=mod(3)),
    "npz with words": Layout(worded, "labelled", classes=("cats", "dogs"), channels=1, size=28, label_of=mod(2)),
    "npy images and labels": _digits(npy_files),
    "csv label last": _digits(lambda f: table(f, header=None, last=True)),
    "png per class": _digits(class_pngs),
    "parquet": _digits(lambda f: parquet(f / "mnist.parquet", TRAIN), held=()),
    "parquet shards": _digits(shards),
    "parquet shards chosen": _digits(lambda f: sorted(shards(f).iterdir())),
    "parquet of two classes": _digits(
        lambda f: [parquet(f / f"{split}-00000-of-00001.parquet", numbers, ("no", "yes"))
                   for split, numbers in (("test", TEST), ("train", TRAIN))],
        classes=("no", "yes"), label_of=mod(2),
    ),
    "cifar python": _cifar(cifar),
    "cifar tar.gz": _cifar(lambda f: tarred(cifar(f) / "cifar-10-batches-py", f / "cifar-10-python.tar.gz")),
    "cifar of Python 2": _cifar(cifar_of_python2),
    "cifar binary": _cifar(cifar_binary),
    "cifar png": Layout(lambda f: class_pngs(f, CIFAR, "colour", 32), "labelled", TRAIN, TEST, tuple(sorted(CIFAR)),
                        label_of=lambda n: sorted(CIFAR).index(CIFAR[mod(10)(n)])),
    "celeba txt": _celeba(celeba),
    "celeba csv": _celeba(lambda f: celeba(f, as_csv=True)),
    "celeba torchvision": _celeba(lambda f: celeba(f / "celeba", "img_align_celeba").parent),
    "celeba zip beside its lists": _celeba(
        lambda f: [zipped(celeba(f, "img_align_celeba") / "img_align_celeba", f / "img_align_celeba.zip"),
                   *f.glob("*.txt")]
    ),
    "celeba torchvision with its zip": _celeba(
        lambda f: zipped(celeba(f / "celeba", "img_align_celeba") / "img_align_celeba",
                         f / "celeba" / "img_align_celeba.zip").parents[1]
    ),
    "class folders": Layout(classes, "labelled", classes=("cats", "dogs", "owls"), label_of=mod(3)),
    "flat folder": Layout(flat, "plain"),
    "mixed depth": Layout(mixed_depth, "plain"),
    "zip of class folders": Layout(lambda f: zipped(classes(f / "pets"), f / "pets.zip"), "labelled",
                                   classes=("cats", "dogs", "owls"), label_of=mod(3)),
    "tar.gz of pictures": Layout(lambda f: tarred(flat(f / "photos"), f / "photos.tar.gz"), "plain"),
    "anime pairs": _pairs(anime, TEST),
    "pairs with the sketch left": _pairs(lambda f: anime(f, sketch_left=True), TEST),
    "sketch and color": _pairs(two_folders),
    "sketch/000_sketch and colour/000_Colour": _pairs(renamed_sides),
    "pairs in one folder": _pairs(one_folder),
    "A and B": _pairs(lambda f: two_folders(f, "A", "B", splits=True), TEST),
    "horse2zebra": _domains(horses, ("A", "B"), (*HORSES_TEST, *ZEBRAS_TEST)),
    "two folders chosen": _domains(apart, ("summer", "winter")),
    "two folders of equal names chosen": _pairs(apart_and_equal),
    "DIV2K": _photographs(div2k, held=TEST),
    "DIV2K_train_HR alone": _photographs(lambda f: div2k(f) / "DIV2K_train_HR"),
    "DIV2K with LR X4": _photographs(lambda f: div2k(f, low=True), held=TEST),
    "Set14": _photographs(set14, TRAIN[:14]),
    "WikiArt": Layout(styles, "labelled", classes=("Color Field Painting", "High Renaissance", "Impressionism"),
                      label_of=mod(3), size=48, problems=("mixed-shapes",)),
    "files chosen": Layout(chosen_files, "plain"),
}  # fmt: skip
