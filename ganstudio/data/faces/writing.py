"""Sets of cartoon faces in any number: as arrays for a cache, or as files in layouts that every tool reads.

Picture i of a set with seed s is a function of (s, i) alone, so a smaller set is the beginning of a larger one.
"""

from __future__ import annotations

import shutil
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from ganstudio.core import cores
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.files import write_text
from ganstudio.core.interruption import Progress, Stopped
from ganstudio.core.pictures import Pixels, as_image
from ganstudio.data.decoding.processes import without_main
from ganstudio.data.drawings import pairs as drawings
from ganstudio.data.faces import faces
from ganstudio.data.faces.faces import ATTRIBUTES, CREDIT, LICENCES, STYLES, Face

KINDS = ("pairs", "attributes", "domains", "glasses")
DRAWINGS = "drawings"  # pairs of many kinds, not only faces: drawn for a cache, not written as files
DOMAINS = {"domains": STYLES, "glasses": ("without glasses", "with glasses")}  # A and B
MOST = 99_999  # file names have five digits
UNSEEN_FROM = 1_000_000  # number of the first face that figures are taken on: no set has so many
_FOLDERS = {
    "pairs": ("sketch", "colour"),
    "attributes": ("images",),
    "domains": ("trainA", "trainB", "testA", "testB"),
    "glasses": ("trainA", "trainB", "testA", "testB"),
}
_UNFINISHED = ".unfinished"
_CHUNK = 32  # faces that travel together, fewer when they are large
_CHUNK_PIXELS = 4_000_000
_MOST_WORKERS = 32
Streams = dict[str, npt.NDArray[Any]]
Result = TypeVar("Result")


def member(kind: str, index: int, seed: int = 0, styles: Sequence[str] = STYLES) -> Face:
    """Face number `index` of a set; `styles` take turns, and so do the two domains.

    The other style of its seed, or `changed`, gives the true counterpart of a face in another domain.
    """
    key = f"{seed}-{index}"
    if kind == "domains":
        return faces.face(STYLES[index % 2], key)
    if kind == "glasses":
        return faces.changed(faces.face("lorelei", key), "glasses", index % 2 == 1)
    return faces.face(styles[index % len(styles)], key)


def draw(kind: str, first: int, count: int, size: int, seed: int = 0, styles: Sequence[str] = STYLES) -> Streams:
    """`count` faces of a set from number `first` on, N for `count` and S for `size`, as uint8 unless said otherwise.

    pairs: "sketch" N x 1 x S x S, "colour" N x 3 x S x S. attributes: "pictures" N x 3 x S x S, "attributes"
    N x len(ATTRIBUTES) of 0 and 1. domains and glasses: "pictures", and "labels" N of int64, 0 for A and 1 for B.
    drawings: as pairs. Raises StudioError for an unknown kind or style, and for a count or size out of range.
    """
    _check(kind, count, size, styles, (*KINDS, DRAWINGS))
    if kind == DRAWINGS:
        return _paired(drawings.pair(index, size) for index in range(first, first + count))
    crowd = [member(kind, index, seed, styles) for index in range(first, first + count)]
    if kind == "pairs":
        return _paired(faces.pair(face, size) for face in crowd)
    pictures = np.stack([faces.colour(face, size) for face in crowd])
    if kind == "attributes":
        return {"pictures": pictures, "attributes": np.array([_flags(face) for face in crowd], dtype=np.uint8)}
    return {"pictures": pictures, "labels": np.arange(first, first + count, dtype=np.int64) % 2}


def _paired(pairs: Iterable[tuple[Pixels, Pixels]]) -> Streams:
    sketches, colours = zip(*pairs, strict=True)
    return {"sketch": np.stack(sketches), "colour": np.stack(colours)}


def drawn(
    kind: str, count: int, size: int, seed: int = 0,
    progress: Progress = lambda done, total: None, cancelled: Callable[[], bool] = lambda: False,
    styles: Sequence[str] = STYLES,
) -> Iterator[Streams]:  # fmt: skip
    """A whole set as `draw` gives it, in order and in chunks, drawn on all cores a few chunks ahead.

    Raises StudioError as `draw` does, Stopped when `cancelled()` turns true.
    """
    _check(kind, count, size, styles, (*KINDS, DRAWINGS))
    return _spread(partial(_drawn, kind, size, seed, tuple(styles)), count, size, progress, cancelled)


def write(
    kind: str, count: int, size: int, out: Path, seed: int = 0,
    progress: Progress = lambda done, total: None, cancelled: Callable[[], bool] = lambda: False,
    styles: Sequence[str] = STYLES,
) -> None:  # fmt: skip
    """A set as PNG files in `out`, which must be empty or new; it gets the whole set or nothing.

    pairs: sketch/ and colour/ with equal names. attributes: images/ and list_attr.txt as CelebA has it. domains and
    glasses: trainA, trainB, testA, testB, every tenth face of a domain in test. Raises StudioError as `draw` does and
    when `out` cannot be written or holds other files, Stopped when `cancelled()` turns true.
    """
    _check(kind, count, size, styles, KINDS)
    with explaining(out, "write"), _filled(out) as folder:
        for name in _FOLDERS[kind]:
            (folder / name).mkdir()
        for _ in _spread(partial(_saved, kind, size, seed, tuple(styles), folder), count, size, progress, cancelled):
            pass
        if kind == "attributes":
            write_text(folder / "list_attr.txt", _list_attr(count, seed, styles))
        used = {"domains": STYLES, "glasses": ("lorelei",)}.get(kind, styles)
        licences = "\n".join(licence for style, licence in LICENCES.items() if style in used)
        write_text(folder / "LICENSE.txt", f"{CREDIT}\n\nThe faces of this set come from:\n{licences}\n")


def _check(kind: str, count: int, size: int, styles: Sequence[str], kinds: Sequence[str]) -> None:
    if kind not in kinds:
        raise StudioError(f"There is no set of faces called {kind!r}.", f"Choose one of {', '.join(KINDS)}.")
    if not styles or set(styles) - set(STYLES):
        raise StudioError(f"Faces cannot be drawn in the styles {list(styles)}.", f"Choose from {', '.join(STYLES)}.")
    if not 1 <= count <= MOST:
        raise StudioError(f"A set cannot have {count} faces.", f"Choose 1 to {MOST} faces.")
    faces.checked_size(size)


def _flags(face: Face) -> list[bool]:
    return list(faces.attributes(face).values())


def _list_attr(count: int, seed: int, styles: Sequence[str]) -> str:
    rows = [str(count), " ".join(ATTRIBUTES)]
    for index in range(count):
        flags = _flags(member("attributes", index, seed, styles))
        rows.append(f"{_name(index)} " + " ".join(" 1" if flag else "-1" for flag in flags))
    return "\n".join(rows) + "\n"


def _name(index: int) -> str:
    return f"{index + 1:05}.png"


@contextmanager
def _filled(out: Path) -> Iterator[Path]:
    """A folder inside `out` whose entries move up when all went well; otherwise `out` is left as it was."""
    if out.exists() and not out.is_dir():
        raise StudioError(f"{out} is a file.", "Choose a new or empty folder.")
    is_new = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    folder = out / _UNFINISHED  # one that a crash left behind is ours to remove
    if any(entry != folder for entry in out.iterdir()):
        raise StudioError(f"{out} already holds other files.", "Choose a new or empty folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
        for entry in sorted(folder.iterdir()):
            entry.rename(out / entry.name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if is_new:
            with suppress(OSError):  # it is full, which is as it should be
                out.rmdir()


# -- what a worker does: the last two arguments say which part of the set


def _drawn(kind: str, size: int, seed: int, styles: tuple[str, ...], first: int, count: int) -> Streams:
    return draw(kind, first, count, size, seed, styles)


def _saved(kind: str, size: int, seed: int, styles: tuple[str, ...], folder: Path, first: int, count: int) -> None:
    streams = draw(kind, first, count, size, seed, styles)
    for row in range(count):
        index = first + row
        if kind == "pairs":
            for stream in ("sketch", "colour"):
                _save(folder / stream / _name(index), streams[stream][row])
        elif kind == "attributes":
            _save(folder / "images" / _name(index), streams["pictures"][row])
        else:
            place, domain = divmod(index, 2)
            half = "test" if place % 10 == 9 else "train"
            _save(folder / f"{half}{'AB'[domain]}" / _name(place), streams["pictures"][row])


def _save(path: Path, picture: Pixels) -> None:
    as_image(picture.transpose(1, 2, 0)).save(path, format="PNG")


# -- the work spread over the cores


def _spread(
    task: Callable[[int, int], Result], count: int, size: int, progress: Progress, cancelled: Callable[[], bool]
) -> Iterator[Result]:
    step = max(1, min(_CHUNK, _CHUNK_PIXELS // size**2))
    parts = [(first, min(step, count - first)) for first in range(0, count, step)]
    workers = min(len(cores.allowed()), _MOST_WORKERS, len(parts) // 2)  # a process takes a second to start
    results = _on_team(task, parts, workers, cancelled) if workers > 1 else _here(task, parts, cancelled)
    for (first, number), result in zip(parts, results, strict=True):
        progress(first + number, count)
        yield result


def _here(
    task: Callable[[int, int], Result], parts: list[tuple[int, int]], cancelled: Callable[[], bool]
) -> Iterator[Result]:
    for part in parts:
        if cancelled():
            raise Stopped
        yield task(*part)


def _on_team(
    task: Callable[[int, int], Result], parts: list[tuple[int, int]], workers: int, cancelled: Callable[[], bool]
) -> Iterator[Result]:
    """`task` of each part in order, a bounded number ahead."""
    team = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_deaf)
    waiting: deque[Future[Result]] = deque()
    try:
        for part in parts:
            with without_main():  # the first ones start the processes
                waiting.append(team.submit(task, *part))
            if len(waiting) > 2 * workers:
                yield _awaited(waiting.popleft(), cancelled)
        while waiting:
            yield _awaited(waiting.popleft(), cancelled)
    except BrokenProcessPool:
        raise StudioError("A process that drew faces ended.", "Close other programs to free memory.") from None
    finally:
        team.shutdown(cancel_futures=True)


def _deaf() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business


def _awaited(future: Future[Result], cancelled: Callable[[], bool]) -> Result:
    while not cancelled():
        if wait([future], timeout=0.1).done:
            return future.result()
    raise Stopped
