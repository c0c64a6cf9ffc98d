"""Bring the free photographs that come with the program to one size.

Needs pillow. SKIMAGE is the `skimage/data` folder of the scikit-image wheel, WALLPAPERS the folder of pictures in
Debian's lomiri-wallpapers-16.04. Licences are written down in resources/data/LICENSES.md. Example:

    python packaging/make_photographs.py --skimage SKIMAGE --wallpapers WALLPAPERS
"""

import argparse
from pathlib import Path

from PIL import Image

LONGEST = 960  # pixels
QUALITY = 90
FROM_SKIMAGE = {
    "astronaut": "astronaut.png",
    "cat": "chelsea.png",
    "coffee": "coffee.png",
    "rocket": "rocket.jpg",
}
FROM_WALLPAPERS = {
    "mountains": "aitzgorri_by_Aitzol_Berasategi.jpg",
    "friends": "friends_by_Aitzol_Berasategi.jpg",
    "life": "life_by_Aitzol_Berasategi.jpg",
    "peaks": "picosdeeuropa_by_Aitzol_Berasategi.jpg",
    "sunset": "sunset_by_Aitzol_Berasategi.jpg",
    "freespace-a": "Picture_0B_by_freespace.jpg",
    "freespace-b": "Picture_1A_by_freespace.jpg",
    "wine": "Wine_by_Jakkub_Mede.jpg",
    "seeding": "seeding_by_Clements_Engelhardt.jpg",
}
TARGET = Path(__file__).parents[1] / "resources" / "data" / "photographs"


def make(source: Path, target: Path) -> None:
    """Write `source` at most `LONGEST` pixels long, without its metadata."""
    with Image.open(source) as image:
        picture = image.convert("RGB")
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    picture.save(target, quality=QUALITY, optimize=True)
    print(f"{target.name}: {picture.width} x {picture.height}, {target.stat().st_size // 1024} KB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--skimage", type=Path, required=True)
    parser.add_argument("--wallpapers", type=Path, required=True)
    arguments = parser.parse_args()
    TARGET.mkdir(parents=True, exist_ok=True)
    for names, folder in ((FROM_SKIMAGE, arguments.skimage), (FROM_WALLPAPERS, arguments.wallpapers)):
        for name, file in names.items():
            make(folder / file, TARGET / f"{name}.jpg")


if __name__ == "__main__":
    main()
