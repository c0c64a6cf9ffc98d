"""Build the bundled data sets and interface fonts from their original sources.

Needs numpy and fonttools. Example:

    python packaging/make_resources.py --mnist MNIST --fashion FASHION --inter INTER
"""

import argparse
import gzip
import struct
from pathlib import Path

import numpy as np
from fontTools import subset

PICTURE_COUNT = 10_000
IMAGE_MAGIC = 0x803
LABEL_MAGIC = 0x801

FONT_WEIGHTS = ("Regular", "Medium", "SemiBold")
FONT_FEATURES = ["calt", "case", "ccmp", "kern", "liga", "locl", "mark", "mkmk"]
FONT_FEATURES += ["ss01", "tnum", "zero"]
FONT_RANGES = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A
    (0x0218, 0x021B),  # Romanian comma-below letters
    (0x02C6, 0x02DD),  # spacing accents
    (0x0300, 0x030C),  # combining accents
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x04FF),  # Cyrillic
    (0x2000, 0x206F),  # general punctuation
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x214F),  # letterlike symbols
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
)


def read_bytes(folder: Path, stem: str) -> bytes:
    """Return the contents of an IDX file, stored plain or gzipped."""
    plain = folder / stem
    if plain.exists():
        return plain.read_bytes()
    return gzip.decompress((folder / f"{stem}.gz").read_bytes())


def read_images(folder: Path) -> np.ndarray:
    """Return the training pictures as a (count, height, width) uint8 array."""
    raw = read_bytes(folder, "train-images-idx3-ubyte")
    magic, count, height, width = struct.unpack(">4I", raw[:16])
    if magic != IMAGE_MAGIC:
        raise ValueError(f"{folder}: not an IDX picture file")
    return np.frombuffer(raw, np.uint8, offset=16).reshape(count, height, width)


def read_labels(folder: Path) -> np.ndarray:
    """Return the training labels as a (count,) uint8 array."""
    raw = read_bytes(folder, "train-labels-idx1-ubyte")
    magic, count = struct.unpack(">2I", raw[:8])
    if magic != LABEL_MAGIC:
        raise ValueError(f"{folder}: not an IDX label file")
    return np.frombuffer(raw, np.uint8, offset=8).reshape(count)


def make_data_set(source: Path, target: Path) -> None:
    """Write the first training pictures and labels of an IDX data set to an npz file."""
    images = read_images(source)[:PICTURE_COUNT]
    labels = read_labels(source)[:PICTURE_COUNT]
    if len(images) != PICTURE_COUNT or len(labels) != PICTURE_COUNT:
        raise ValueError(f"{source}: fewer than {PICTURE_COUNT} labelled pictures")
    target.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(target, images=images, labels=labels)


def subset_options() -> subset.Options:
    """Return the settings shared by all font weights."""
    options = subset.Options()
    options.layout_features = FONT_FEATURES
    options.name_IDs = ["*"]
    options.notdef_outline = True
    # A fixed time stamp keeps rebuilt fonts byte-identical.
    options.recalc_timestamp = False
    return options


def make_font(source: Path, target: Path) -> None:
    """Write a font reduced to the scripts and layout features the interface uses."""
    options = subset_options()
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for a, b in FONT_RANGES for code in range(a, b + 1)])
    subsetter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(target), options)


def parse_arguments() -> argparse.Namespace:
    """Return the source folders and the output folder."""
    resources = Path(__file__).resolve().parent.parent / "resources"
    parser = argparse.ArgumentParser(description="Build the bundled data sets and fonts.")
    parser.add_argument("--mnist", type=Path, required=True, help="folder of MNIST IDX files")
    parser.add_argument("--fashion", type=Path, required=True, help="folder of Fashion-MNIST files")
    parser.add_argument("--inter", type=Path, required=True, help="folder of Inter OTF files")
    parser.add_argument("--output", type=Path, default=resources, help="resources folder")
    return parser.parse_args()


def main() -> None:
    """Build every generated resource."""
    arguments = parse_arguments()
    data, fonts = arguments.output / "data", arguments.output / "fonts"
    make_data_set(arguments.mnist, data / "mnist-10k.npz")
    make_data_set(arguments.fashion, data / "fashion-mnist-10k.npz")
    for weight in FONT_WEIGHTS:
        name = f"Inter-{weight}.otf"
        make_font(arguments.inter / name, fonts / name)


if __name__ == "__main__":
    main()
