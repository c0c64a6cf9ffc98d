"""Frames as moving pictures, by the ending of the file: written whole or not at all.

WebP, GIF and APNG by Pillow; WebM (VP9, else VP8) by OpenCV; a folder of PNGs; MP4 by the user's own ffmpeg, if any, so
that no codec under the GPL comes with the program.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from ganstudio.core import files
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.interruption import Cancelled, Progress, Stopped
from ganstudio.core.pictures import Pixels, as_image
from ganstudio.core.text import readable

LEAST = 256  # px of the shorter side: smaller frames are enlarged by a whole number
_CODECS = ("VP90", "VP80")
_quiet = threading.Lock()


@dataclass(frozen=True)
class Film:
    """`frames` are `count` pictures H x W x C of one size, shown `rate` a second; `forever`: again and again."""

    frames: Iterable[Pixels]
    count: int
    rate: float = 25.0
    forever: bool = True


def is_film(path: Path) -> bool:
    """Whether its ending means moving pictures: no ending is a folder of them, and `.webp` may be a still one."""
    return path.suffix.lower() in ENDINGS and path.suffix.lower() != ".webp"


def write_film(
    path: Path, film: Film, progress: Progress = lambda done, total: None, cancelled: Cancelled = lambda: False
) -> None:
    """Write `film` to `path` by its ending. Raises StudioError, and Stopped once `cancelled` says so.

    What was there before stays until the new film is whole; a folder must be a new or an empty one.
    """
    write = ENDINGS.get(path.suffix.lower())
    if write is None:
        raise StudioError(f"{readable(path.name)} has no ending of a film.", f"Choose one of {', '.join(ENDINGS)}, or "
                          "a name without an ending for a folder of PNGs.")  # fmt: skip
    write(path, Film(_watched(film, progress, cancelled), film.count, film.rate, film.forever))


def enlarged(frame: Pixels, least: int = LEAST) -> Pixels:
    """A frame at a whole multiple of its size, its shorter side at least `least`; sides are made even by an edge."""
    factor = max(1, -(-least // min(frame.shape[:2])))
    large = frame.repeat(factor, axis=0).repeat(factor, axis=1)
    return np.pad(large, ((0, large.shape[0] % 2), (0, large.shape[1] % 2), (0, 0)), mode="edge")


def _watched(film: Film, progress: Progress, cancelled: Cancelled) -> Iterator[Pixels]:
    for done, frame in enumerate(film.frames, 1):
        if cancelled():
            raise Stopped
        yield enlarged(frame)
        progress(done, film.count)


# -- one function for each ending ---------------------------------------------------------------------------


def _by_pillow(path: Path, film: Film, kind: str, **options: Any) -> None:
    frames = iter(film.frames)
    first = as_image(next(frames)).convert("RGB")
    # A list, since Pillow goes through the frames of an APNG twice.
    more = [as_image(frame).convert("RGB") for frame in frames]
    each = max(1, round(1000 / film.rate))
    forever = {"loop": 0} if film.forever else ({} if kind == "GIF" else {"loop": 1})

    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:
            first.save(file, format=kind, save_all=True, append_images=more, duration=each, **forever, **options)

    files.replace_atomically(path, write)


def _webp(path: Path, film: Film) -> None:
    _by_pillow(path, film, "WEBP", quality=90, method=2)


def _gif(path: Path, film: Film) -> None:
    _by_pillow(path, film, "GIF", disposal=1)


def _apng(path: Path, film: Film) -> None:
    _by_pillow(path, film, "PNG")


def _webm(path: Path, film: Film) -> None:
    frames = iter(film.frames)
    first = next(frames)

    def write(temporary: Path) -> None:
        named = temporary.with_name(f"{temporary.name}.webm")  # OpenCV goes by the ending
        try:
            writer = _video_writer(named, film.rate, (first.shape[1], first.shape[0]))
            try:
                for frame in chain([first], frames):
                    writer.write(np.ascontiguousarray(np.broadcast_to(frame, (*frame.shape[:2], 3))[:, :, ::-1]))
            finally:
                writer.release()
            # OpenCV says nothing of a full disk.
            if _frames_in(named) != film.count:
                raise StudioError(f"{readable(path.name)} could not be written whole.", "Free some disk space.")
            named.replace(temporary)
        finally:
            named.unlink(missing_ok=True)

    files.replace_atomically(path, write)


def _video_writer(path: Path, rate: float, size: tuple[int, int]) -> Any:
    """OpenCV's writer with the best codec that is there. Raises StudioError when none is."""
    import cv2

    for codec in _CODECS:
        with _silent():
            writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*codec), rate, size)
        if writer.isOpened():
            return writer
        writer.release()
    raise StudioError("The OpenCV of this machine writes neither VP9 nor VP8.", "Choose .webp, .apng or .gif.")


def _frames_in(path: Path) -> int:
    import cv2

    film = cv2.VideoCapture(str(path))
    count = 0
    while film.grab():
        count += 1
    film.release()
    return count


@contextmanager
def _silent() -> Iterator[None]:
    """Standard error goes nowhere for a moment: OpenCV warns of tags there that WebM does without."""
    with _quiet:
        try:
            kept = os.dup(2)
        except OSError:  # a program with a window has none
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)


def _mp4(path: Path, film: Film) -> None:
    program = shutil.which("ffmpeg")
    if program is None:
        raise StudioError("MP4 needs the program ffmpeg, which is not on this machine.",
                          "Install it, or choose .webm, which every browser shows.")  # fmt: skip
    frames = iter(film.frames)
    first = next(frames)

    def write(temporary: Path) -> None:
        height, width = first.shape[:2]
        command = [
            program, "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}",
            "-r", f"{film.rate:g}", "-i", "-", "-pix_fmt", "yuv420p", "-f", "mp4", str(temporary),
        ]  # fmt: skip
        _piped(command, (_rgb(frame) for frame in chain([first], frames)), path)

    files.replace_atomically(path, write)


def _rgb(frame: Pixels) -> bytes:
    return np.ascontiguousarray(np.broadcast_to(frame, (*frame.shape[:2], 3))).tobytes()


def _piped(command: list[str], parts: Iterable[bytes], path: Path) -> None:
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stderr is not None
        try:
            for part in parts:
                process.stdin.write(part)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it says why on its own
        except BaseException:
            process.kill()
            raise
        told = process.stderr.read().decode("utf-8", "replace")
    if process.returncode:
        reason = readable(told.strip().splitlines()[-1]) if told.strip() else f"status {process.returncode}"
        raise StudioError(f"ffmpeg could not write {readable(path.name)} ({reason}).", "Choose .webm instead.")


def _folder(path: Path, film: Film) -> None:
    with explaining(path, "write"):
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise StudioError(f"{path} is there already.", "Name a folder that is new or empty.")
        path.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=".ganstudio-", dir=path.parent))
        try:
            digits = max(4, len(str(film.count)))
            for number, frame in enumerate(film.frames):
                as_image(frame).save(half / f"{number:0{digits}}.png")
            half.chmod(0o755)
            if path.exists():
                path.rmdir()
            half.replace(path)
        finally:
            shutil.rmtree(half, ignore_errors=True)


ENDINGS: dict[str, Callable[[Path, Film], None]] = {
    ".webm": _webm, ".webp": _webp, ".gif": _gif, ".apng": _apng, ".mp4": _mp4, "": _folder,
}  # fmt: skip
