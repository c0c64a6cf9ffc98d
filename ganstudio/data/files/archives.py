"""Collections packed in .zip, .tar.gz or .parquet, unpacked into the cache without trusting a name or a size."""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import shutil
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.files import write_json
from ganstudio.core.interruption import Progress, Stopped
from ganstudio.core.text import first_line, readable, shortened
from ganstudio.data.files import kinds
from ganstudio.data.files.archive_names import safe, tar_name, zip_name
from ganstudio.data.files.parquet import packed_pictures
from ganstudio.data.files.tree import Entry, Tree, walk
from ganstudio.data.findings import Finding, finding

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".parquet")
_RATIO = 100  # pictures hardly shrink, idx files five times: more is a bomb
_SMALL = 256 * 1024**2  # bytes that no ratio is held against
_MOST_FILES = 2_000_000
_PIECE = 1 << 20
_MARGIN = 200 * 1024**2  # bytes of disk that are left free
_FORMAT = 2  # of what is unpacked: older copies are made anew
_DONE = ".unpacked.json"
_TEXTS = (".txt", ".md", ".json", ".jsonl", ".csv", ".tsv", ".html", ".xml", ".yaml", ".yml", ".py")
_SHARD = re.compile(r"[-_.]\d+[-_]of[-_]\d+$")
_DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError, KeyError,
    IndexError, OverflowError, RuntimeError,
)  # fmt: skip


def is_archive(path: Path) -> bool:
    return path.name.lower().endswith(ENDINGS) and path.is_file()


def gathered(
    origins: Sequence[Path], cache: Path, progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Tree:  # fmt: skip
    """The files in `origins`, archives unpacked first. Raises StudioError, or Stopped."""
    if any(is_archive(origin) for origin in origins):
        return _opened(origins, cache, progress, cancelled)
    tree = walk(origins)
    inside = [entry.path for entry in tree.entries if entry.name.lower().endswith(ENDINGS)]
    # A folder whose only pictures lie in archives (a download, a clone from Hugging Face) means what is in them.
    if inside and not any(_holds_pictures(entry) for entry in tree.entries if not entry.name.lower().endswith(ENDINGS)):
        lists = [entry.path for entry in tree.entries if entry.suffix in _TEXTS]
        return replace(_opened([*inside, *lists], cache, progress, cancelled), title=tree.title, apart=False)
    return tree


def _holds_pictures(entry: Entry) -> bool:
    """Whether a file beside archives is a picture or full of them; licences, scripts and lists are not."""
    if entry.suffix in kinds.SUFFIXES or entry.suffix in (".npz", ".npy") or "idx" in entry.file:
        return True
    kind = kinds.by_start(kinds.start_of(entry.place)) if entry.suffix not in _TEXTS else None
    return (kind is not None and kind.is_read) or entry.file.startswith(("data_batch", "test_batch"))


def _opened(origins: Sequence[Path], cache: Path, progress: Progress, cancelled: Callable[[], bool]) -> Tree:
    folders: list[Path] = []
    findings: list[Finding] = []
    for origin in origins:
        if is_archive(origin):
            folder, found = unpacked(origin, cache, progress, cancelled)
            folders.append(folder)
            findings += found
        else:
            folders.append(origin)
    tree = walk(folders, [_called(origin) for origin in origins])
    title = _called(origins[0]) if len(origins) == 1 else readable(origins[0].parent.name)
    apart = tree.apart and not any(origin.suffix.lower() == ".parquet" for origin in origins)
    return replace(tree, title=title, findings=(*tree.findings, *findings), apart=apart)


def _called(origin: Path) -> str:
    """The name of the folder that an archive stands for; all shards of one part are called by their part."""
    name = readable(origin.name)
    ending = next((each for each in sorted(ENDINGS, key=len, reverse=True) if name.lower().endswith(each)), "")
    return _SHARD.sub("", name[: len(name) - len(ending)]) or name


def unpacked(
    archive: Path, cache: Path, progress: Progress, cancelled: Callable[[], bool]
) -> tuple[Path, list[Finding]]:  # fmt: skip
    """The folder with the contents of `archive`, unpacked once. Raises StudioError naming what is wrong."""
    with explaining(archive, "read"):
        status = archive.stat()
        archive.open("rb").close()
    name = f"{_FORMAT}|{archive.resolve()}|{status.st_size}|{status.st_mtime_ns}"
    key = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    folder = cache / "unpacked" / key
    try:
        note = json.loads((folder / _DONE).read_text("utf-8"))
        return folder / "files", [Finding(**each) for each in note]
    except (OSError, ValueError, TypeError):
        shutil.rmtree(folder, ignore_errors=True)
    job = _Unpacking(archive, folder / "files", status.st_size, progress, cancelled)
    try:
        with explaining(folder, "unpack into"):
            job.target.mkdir(parents=True)
            job.run()
        write_json(folder / _DONE, [vars(each) for each in job.findings])
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return job.target, job.findings


@dataclass
class _Unpacking:
    archive: Path
    target: Path
    size: int
    progress: Progress
    cancelled: Callable[[], bool]
    findings: list[Finding] = field(default_factory=list)
    written: int = 0
    files: int = 0

    def run(self) -> None:
        name = self.archive.name.lower()
        with _explained(self.archive):
            if name.endswith(".parquet"):
                self._parquet()
            elif name.endswith(".zip"):
                self._zip()
            else:
                self._tar()
        if not self.files:
            raise StudioError(f"{self.archive} holds no files that can be unpacked.", "Choose another archive.")

    # -- kinds of archives -------------------------------------------------------------------------------

    def _zip(self) -> None:
        with zipfile.ZipFile(self.archive) as packed:
            infos = [info for info in packed.infolist() if not info.is_dir()]
            total = sum(info.file_size for info in infos)
            self._check(len(infos), total)
            for info in infos:
                name = zip_name(info)
                if info.flag_bits & 1:
                    raise StudioError(
                        f"{self.archive} is locked with a password.", "Unpack it yourself and add the folder."
                    )
                if (info.external_attr >> 16) & 0o170000 == 0o120000:
                    self._note("unsafe-name", name, "is a link, which is not unpacked")
                    continue
                self._member(name, lambda info=info: packed.open(info), total)  # type: ignore[misc]

    def _tar(self) -> None:
        with tarfile.open(self.archive) as packed:
            try:
                self._tar_members(packed)
            except (*_DAMAGE, OSError) as error:
                if not self.files or not _is_damage(error):
                    raise
                self._note("corrupt", self.archive.name, f"is cut off or damaged after {self.files:,} files")

    def _tar_members(self, packed: tarfile.TarFile) -> None:
        for info in packed:
            if info.isdir():
                continue
            if not info.isfile():
                self._note("unsafe-name", info.name, "is a link or a device, which is not unpacked")
                continue
            self._check(self.files, self.written + info.size)
            self._member(tar_name(info.name), lambda info=info: packed.extractfile(info), self.size * 2)  # type: ignore[misc]

    def _parquet(self) -> None:
        """Every picture as a file: <column>/<class>/<name of the archive>-<number>.png"""
        for each in packed_pictures(self.archive, self._say):
            file = f"{self.archive.name.partition('.')[0]}-{each.file}"
            path = self._place("/".join(safe(part) for part in (*each.folders, file)))
            if path is not None:
                path.write_bytes(each.data)
                self._count(len(each.data))
            self._poll(each.done, each.total)

    def _say(self, sentence: str) -> None:
        self.findings.append(finding("list-beside", self.archive.name, sentence))

    # -- one member --------------------------------------------------------------------------------------

    def _member(self, name: str, open_: Callable[[], IO[bytes] | None], total: int) -> None:
        path = self._place(name)
        if path is None:
            return
        try:
            self._copy(open_, path, total)
        except (*_DAMAGE, OSError) as error:
            with suppress(OSError):
                path.unlink()
            if not _is_damage(error):
                raise
            self._note("corrupt", name, f"is damaged in the archive ({shortened(str(error), 80)})")
        else:
            self._count(0)

    def _copy(self, open_: Callable[[], IO[bytes] | None], path: Path, total: int) -> None:
        source = open_()
        assert source is not None  # only links and folders have none
        with source, path.open("wb") as out:
            while piece := source.read(_PIECE):
                out.write(piece)
                self._count(len(piece), file=False)
                self._poll(self.written, total)

    def _place(self, name: str) -> Path | None:
        """Where a member goes: below the target and nowhere else."""
        parts = name.replace("\\", "/").split("/")
        if name.startswith(("/", "\\")) or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":"):
            self._note("unsafe-name", name, "would be written outside its folder, and is not unpacked")
            return None
        named = [part for part in parts if part not in ("", ".")]
        if any(part.startswith(".") for part in named):
            return None  # hidden, like "._cat.jpg" that a Mac adds: nobody means them
        kept = [safe(part) for part in named]
        if not kept or len(kept) > 32:
            self._note("unsafe-name", name, "has a name that cannot be used")
            return None
        path = self.target.joinpath(*kept)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            self._note("unsafe-name", name, "lies in a folder with the name of a file")
            return None
        if path.exists():
            self._note("unsafe-name", name, "is in the archive twice; the first is used")
            return None
        return path

    # -- limits ------------------------------------------------------------------------------------------

    def _check(self, files: int, total: int) -> None:
        if files > _MOST_FILES or (total > _SMALL and total > _RATIO * self.size):
            raise StudioError(
                f"{self.archive} claims to unpack into {total / 1024**3:,.1f} GB, far more than pictures would.",
                "It is damaged or made to do harm: do not use it.",
            )
        free = shutil.disk_usage(self.target).free
        if total - self.written + _MARGIN > free:
            raise StudioError(
                f"Unpacking {self.archive.name} needs {total / 1024**3:,.1f} GB; the disk has {free / 1024**3:,.1f}.",
                "Free some space, or unpack it elsewhere and add the folder.",
            )

    def _count(self, size: int, file: bool = True) -> None:
        self.written += size
        self.files += file
        if self.written > _SMALL and self.written > _RATIO * self.size:
            self._check(self.files, self.written)  # it lied about its size

    def _poll(self, done: int, total: int) -> None:
        self.progress(min(done, total), total)
        if self.cancelled():
            raise Stopped

    def _note(self, code: str, name: str, what: str) -> None:
        shown = readable(name)
        if len(self.findings) < 500:
            self.findings.append(finding(code, shown, f"{shown} {what}."))


@contextmanager
def _explained(archive: Path) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (*_DAMAGE, pa.ArrowException, OSError) as error:
        if not _is_damage(error):
            raise
        reason = shortened(first_line(str(error)), 100) or "damaged"
        raise StudioError(
            f"{archive} is not a whole archive ({reason}).",
            "Download it again, or unpack it yourself and add the folder.",
        ) from None


def _is_damage(error: Exception) -> bool:
    """Whether the archive is to blame, not the disk: packers raise an OSError without a number."""
    return not (isinstance(error, OSError) and error.errno)
