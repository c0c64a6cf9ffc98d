"""Pictures of one's own: preparing, opening again, batches, memory, cancelling and the x-ray, each beside its peer.

    python tests/benchmarks/data.py [--count 50000] [--parts folder batches memory cancel xray sets]

The peer is torchvision's ImageFolder behind a DataLoader, on the same folder in the same run; ratios count, since the
machine is shared. Everything is made in a temporary folder and removed. `sets` wants folders with idx files (--idx).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from ganstudio.core.interruption import Stopped

# torch and torchvision are imported late: every worker process imports this file.
from ganstudio.data.sets import catalogue, store

SIZE, BATCH = 64, 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=50_000, help="pictures in the folder")
    parser.add_argument("--parts", nargs="+", default=[*PARTS], choices=[*PARTS])
    parser.add_argument("--gigabytes", type=float, default=8.0, help="size of the file that is larger than memory")
    parser.add_argument("--idx", type=Path, nargs="*", default=[], help="folders of MNIST and its like")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(CHILDREN[arguments.child[0]](*arguments.child[1:])))
        return
    with tempfile.TemporaryDirectory(prefix="ganstudio-benchmark-") as name:
        place = Path(name)
        folder = place / "pictures"
        draw_folder(folder, arguments.count if {*arguments.parts} - {"sets"} else 0)
        for part in arguments.parts:
            print(f"-- {part}", flush=True)
            PARTS[part](folder, place, arguments)


# -- pictures to measure with -----------------------------------------------------------------------------


def draw_folder(folder: Path, count: int, classes: int = 10) -> None:
    """`count` JPEGs of 64 to 80 px with soft random colours, in folders of classes."""
    rng = np.random.default_rng(0)
    for index in range(classes):
        (folder / f"class-{index}").mkdir(parents=True)
    for index in range(count):
        width, height = (int(side) for side in rng.integers(64, 81, 2))
        colours = Image.fromarray(rng.integers(0, 256, (6, 6, 3), dtype=np.uint8))
        picture = colours.resize((width, height), Image.Resampling.BICUBIC)
        picture.save(folder / f"class-{index % classes}" / f"{index:06d}.jpg", quality=85)


def draw_lines(folder: Path, count: int) -> None:
    """Nearly the same drawing again and again: the worst that a search for look-alikes can meet."""
    rng = np.random.default_rng(0)
    folder.mkdir()
    for index in range(count):
        page = Image.new("L", (SIZE, SIZE), 255)
        pen = ImageDraw.Draw(page)
        pen.line((8, 8, 56, 50), 0, 3)
        pen.ellipse((20, 20, 44, 44), outline=0, width=2)
        page.putpixel(tuple(int(c) for c in rng.integers(0, SIZE, 2)), int(rng.integers(0, 256)))  # type: ignore[arg-type]
        page.save(folder / f"{index:06d}.png", compress_level=1)


# -- preparing and opening --------------------------------------------------------------------------------


def measure_folder(folder: Path, place: Path, arguments: argparse.Namespace) -> None:
    ours = timed(lambda: prepared(folder, place / "cache"))
    theirs = timed(lambda: drain(loader(folder, 2), arguments.count))
    print(f"first preparation: {arguments.count / ours:,.0f} pictures/s ({ours:.1f} s)")
    print(f"one epoch of ImageFolder and DataLoader(2): {arguments.count / theirs:,.0f} pictures/s ({theirs:.1f} s)")
    print(f"theirs / ours: {theirs / ours:.2f}")
    again = [timed(lambda: prepared(folder, place / "cache")) for _ in range(5)]
    print(f"opening again: median {statistics.median(again):.3f} s, longest {max(again):.3f} s")
    fresh = [child("open", folder, place / "cache") for _ in range(3)]
    print("opening in a fresh process: " + ", ".join(f"{each['seconds']:.3f} s" for each in fresh) + " after imports")
    few = place / "few"
    draw_folder(few, 20)
    print(f"first preparation of 20 pictures: {timed(lambda: prepared(few, place / 'cache')):.3f} s (workers warm)")
    print(f"and in a fresh process: {child('open', few, place / 'other')['seconds']:.3f} s")


def prepared(folder: Path, cache: Path, **more: Any) -> store.PictureSet:
    return store.prepare(catalogue.from_paths([folder], cache=cache), SIZE, 3, cache, **more)


def open_once(folder: str, cache: str) -> dict[str, float]:
    return {"seconds": timed(lambda: prepared(Path(folder), Path(cache)))}


# -- batches ----------------------------------------------------------------------------------------------


def measure_batches(folder: Path, place: Path, arguments: argparse.Namespace) -> None:
    batches = batches_of(prepared(folder, place / "cache"))
    ours, theirs, count = [], {0: [], 2: []}, min(arguments.count, 10_000)
    for _ in range(3):
        for workers, rates in theirs.items():
            source = loader(folder, workers)
            rates.append(count / timed(lambda source=source: drain(source, count)))  # type: ignore[misc]
            ours.append(rate_of(batches))
    print(f"batches from the cache: {statistics.median(ours):,.0f} pictures/s")
    for workers, rates in theirs.items():
        print(f"DataLoader({workers}): {statistics.median(rates):,.0f} pictures/s; "
              f"ours / theirs {statistics.median(ours) / statistics.median(rates):.1f}, "
              f"least of the rounds {min(ours) / max(rates):.1f}")  # fmt: skip


def batches_of(data: store.PictureSet) -> Any:
    import torch

    from ganstudio.data.batches import Batches

    torch.set_num_threads(1)
    return Batches(data, BATCH, 0, torch.device("cpu"), (-1.0, 1.0))


def rate_of(batches: Any, seconds: float = 2.0) -> float:
    drawn, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        batches.draw()
        drawn += BATCH
    return drawn / (time.perf_counter() - begun)


def loader(folder: Path, workers: int) -> Iterator[Any]:
    from torch.utils.data import DataLoader
    from torchvision import transforms
    from torchvision.datasets import ImageFolder

    steps = transforms.Compose([transforms.Resize(SIZE), transforms.CenterCrop(SIZE), transforms.ToTensor()])
    return iter(DataLoader(ImageFolder(str(folder), steps), BATCH, shuffle=True, num_workers=workers))


def drain(source: Iterator[Any], count: int) -> None:
    while count > 0:
        count -= len(next(source)[0])


# -- memory -----------------------------------------------------------------------------------------------


def measure_memory(folder: Path, place: Path, arguments: argparse.Namespace) -> None:
    path = place / "large.u8"
    with path.open("wb") as file:
        file.truncate(int(arguments.gigabytes * 1024**3))  # takes no room on the disk
    seen = child("draw", path)
    print(f"{seen['drawn']:,} pictures drawn from {arguments.gigabytes:g} GB with 300 MB of memory allowed beyond the "
          f"start: {seen['own']:.0f} MB more of its own, {seen['file']:.0f} MB of the file mapped")  # fmt: skip
    path.unlink()
    fifth = place / "fifth"
    fifth.mkdir()
    for number in (0, 1):
        (fifth / f"class-{number}").symlink_to(folder / f"class-{number}")
    small, large = (child("prepare", each, place / f"cache-{each.name}") for each in (fifth, folder))
    print(f"its own memory while preparing, at most: {small['peak']:.0f} MB for {small['count']:,} pictures, "
          f"{large['peak']:.0f} MB for {large['count']:,} ({large['pixels']:.0f} MB of pixels)")  # fmt: skip


def draw_much(path: str, batches: int = 3000) -> dict[str, float]:
    """Batches from a mapped file, with little memory allowed beside it."""
    from ganstudio.core.sets import DataInfo

    count = Path(path).stat().st_size // (3 * SIZE * SIZE)
    pictures = np.memmap(path, np.uint8, "r", shape=(count, 3, SIZE, SIZE))
    source = batches_of(store.PictureSet(DataInfo("large", count, 3, SIZE), pictures, None))
    source.draw()
    before = memory_of("VmData", "RssAnon", "RssFile")
    resource.setrlimit(resource.RLIMIT_DATA, (int(before[0] + 300) << 20, resource.RLIM_INFINITY))
    for _ in range(batches):
        source.draw()
    after = memory_of("VmData", "RssAnon", "RssFile")
    return {"drawn": batches * BATCH, "own": after[1] - before[1], "file": after[2] - before[2]}


def prepare_once(folder: str, cache: str) -> dict[str, float]:
    """Preparing, and the most memory of its own that this process had meanwhile."""
    peaks, is_done = [0.0], threading.Event()

    def watch() -> None:
        while not is_done.wait(0.02):
            peaks.append(memory_of("RssAnon")[0])

    watcher = threading.Thread(target=watch)
    watcher.start()
    data = prepared(Path(folder), Path(cache))
    is_done.set()
    watcher.join()
    return {"peak": max(peaks), "count": data.info.count, "pixels": data.pictures.nbytes / 1024**2}


def memory_of(*names: str) -> list[float]:
    """Figures of this process in MB."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    known = dict(line.split(":", 1) for line in lines)
    return [int(known[name].split()[0]) / 1024 for name in names]


# -- cancelling, x-ray, well-known sets -------------------------------------------------------------------


def measure_cancel(folder: Path, place: Path, _arguments: argparse.Namespace) -> None:
    waits = [latency(folder, place / f"cancelled-{seconds}", seconds) for seconds in (0.5, 1.0, 2.0, 3.0)]
    print("from the request to stop to the end: " + ", ".join(f"{1000 * wait:.0f} ms" for wait in waits))


def latency(folder: Path, cache: Path, seconds: float) -> float:
    """How long preparing goes on after somebody wished it to end."""
    wished = time.perf_counter() + seconds
    try:
        prepared(folder, cache, cancelled=lambda: time.perf_counter() > wished)
    except Stopped:
        return time.perf_counter() - wished
    raise SystemExit("It was done before it could be cancelled: use more pictures.")


def measure_xray(folder: Path, place: Path, _arguments: argparse.Namespace) -> None:
    lines = place / "lines"
    draw_lines(lines, 20_000)
    for each, cache in ((folder, place / "cache"), (lines, place / "cache-lines")):
        data = catalogue.from_paths([each], cache=cache)
        first = timed(lambda data=data, cache=cache: store.prepare(data, SIZE, 3, cache))  # type: ignore[misc]
        begun = time.perf_counter()
        report = store.look(data, SIZE, 3, cache).report
        codes = {code: len(records) for code, records in report.codes.items()}
        print(f"{each.name}: prepared with its look-alikes in {first:.1f} s, x-ray in "
              f"{time.perf_counter() - begun:.2f} s: {codes or 'nothing found'}")  # fmt: skip


def measure_sets(_folder: Path, place: Path, arguments: argparse.Namespace) -> None:
    for folder in arguments.idx:
        for size in (28, 32, 32):
            begun = time.perf_counter()
            data = catalogue.from_paths([folder], cache=place / "idx")
            pictures = store.prepare(data, size, 1, place / "idx")
            held = pictures.held_back.info.count if pictures.held_back else 0
            print(f"{data.title} at {size} px: {pictures.info.count:,} and {held:,} held back, "
                  f"{len(pictures.info.classes)} classes, {pictures.info.fingerprint}, "
                  f"{time.perf_counter() - begun:.2f} s")  # fmt: skip


# -- tools ------------------------------------------------------------------------------------------------


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def child(*words: object) -> dict[str, Any]:
    """What a fresh process finds out."""
    command = [sys.executable, __file__, "--child", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ})
    found: dict[str, Any] = json.loads(done.stdout)
    return found


PARTS = {
    "folder": measure_folder, "batches": measure_batches, "memory": measure_memory, "cancel": measure_cancel,
    "xray": measure_xray, "sets": measure_sets,
}  # fmt: skip
CHILDREN: dict[str, Callable[..., dict[str, Any]]] = {
    "open": open_once, "draw": draw_much, "prepare": prepare_once,
}  # fmt: skip

if __name__ == "__main__":
    main()
