"""Collections packed in .zip, .tar.gz or .parquet, unpacked into the cache without trusting a name or a size."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.files import write_json
from ganstudio.data.findings import Finding, finding
from ganstudio.data.progress import Progress, ScanCancelledError
from ganstudio.data.tree import Tree, readable, walk

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".parquet")
_RATIO = 100  # pictures hardly shrink, idx files five times: more is a bomb
_SMALL = 256 * 1024**2  # bytes that no ratio is held against
_MOST_FILES = 2_000_000
_PIECE = 1 << 20
_MARGIN = 200 * 1024**2  # bytes of disk that are left free
_DONE = ".unpacked.json"


def is_archive(path: Path) -> bool:
    return path.name.lower().endswith(ENDINGS) and path.is_file()


def gathered(
    origins: Sequence[Path], cache: Path, progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Tree:  # fmt: skip
    """The files in `origins`, archives unpacked first. Raises StudioError, or ScanCancelledError."""
    if any(is_archive(origin) for origin in origins):
        return _opened(origins, cache, progress, cancelled)
    tree = walk(origins)
    inside = [entry.path for entry in tree.entries if entry.path.name.lower().endswith(ENDINGS)]
    # A folder that holds nothing but archives (a download, parquet shards) means what is in them.
    others = [entry for entry in tree.entries if entry.suffix not in (".txt", ".md", ".json", ".csv", ".html")]
    if inside and len(inside) == len([e for e in others if not _is_text(e.path)]):
        lists = [entry.path for entry in tree.entries if entry.path not in inside]
        return _opened([*inside, *lists], cache, progress, cancelled, tree.title)
    return tree


def _is_text(path: Path) -> bool:
    return path.suffix.lower() in (".txt", ".md", ".json", ".csv", ".html")


def _opened(
    origins: Sequence[Path], cache: Path, progress: Progress, cancelled: Callable[[], bool], title: str = ""
) -> Tree:
    folders: list[Path] = []
    findings: list[Finding] = []
    for origin in origins:
        if is_archive(origin):
            folder, found = unpacked(origin, cache, progress, cancelled)
            folders.append(folder)
            findings += found
        else:
            folders.append(origin)
    tree = walk(folders)
    names = title or readable(origins[0].name).partition(".")[0]
    return Tree(names, tree.entries, (*tree.findings, *findings), tree.folders, tree.apart)


def unpacked(
    archive: Path, cache: Path, progress: Progress, cancelled: Callable[[], bool]
) -> tuple[Path, list[Finding]]:  # fmt: skip
    """The folder with the contents of `archive`, unpacked once. Raises StudioError naming what is wrong."""
    with explaining(archive, "read"):
        status = archive.stat()
    name = f"{archive.resolve()}|{status.st_size}|{status.st_mtime_ns}"
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
                if info.flag_bits & 1:
                    raise StudioError(
                        f"{self.archive} is locked with a password.", "Unpack it yourself and add the folder."
                    )
                if (info.external_attr >> 16) & 0o170000 == 0o120000:
                    self._note("unsafe-name", info.filename, "is a link, which is not unpacked")
                    continue
                self._member(info.filename, lambda info=info: packed.open(info), total)  # type: ignore[misc]

    def _tar(self) -> None:
        with tarfile.open(self.archive) as packed:
            for info in packed:
                if info.isdir():
                    continue
                if not info.isfile():
                    self._note("unsafe-name", info.name, "is a link or a device, which is not unpacked")
                    continue
                self._check(self.files, self.written + info.size)
                self._member(info.name, lambda info=info: packed.extractfile(info), self.size * 2)  # type: ignore[misc]

    def _parquet(self) -> None:
        """Every picture of every column as a file: <column or split>/<class>/<number>.png."""
        from pyarrow import parquet

        with parquet.ParquetFile(self.archive) as table:
            columns = _picture_columns(table.schema_arrow)
            if not columns:
                raise StudioError(f"{self.archive} has no column of pictures.", "It needs one with image bytes.")
            label, classes = _label_column(table.schema_arrow)
            total, number = table.metadata.num_rows, 0
            wanted = [*columns, *([label] if label else [])]
            for batch in table.iter_batches(batch_size=256, columns=wanted):
                for row in batch.to_pylist():
                    self._row(row, columns, label, classes, number)
                    number += 1
                self._poll(number, total)

    def _row(
        self, row: dict[str, Any], columns: Sequence[str], label: str, classes: Sequence[str], number: int
    ) -> None:
        folder = ""
        if label:
            value = row.get(label)
            folder = classes[value] if isinstance(value, int) and 0 <= value < len(classes) else str(value)
        for column in columns:
            data = row[column]["bytes"] if isinstance(row[column], dict) else row[column]
            parts = [column if len(columns) > 1 else "", folder, f"{number:07d}{_ending(data or b'')}"]
            path = self._place("/".join(_safe(part) for part in parts if part))
            if path is not None:
                path.write_bytes(data or b"")
                self._count(len(data or b""))

    # -- one member --------------------------------------------------------------------------------------

    def _member(self, name: str, open_: Callable[[], IO[bytes] | None], total: int) -> None:
        path = self._place(name)
        if path is None:
            return
        try:
            source = open_()
            if source is None:
                return
            with source, path.open("wb") as out:
                while piece := source.read(_PIECE):
                    out.write(piece)
                    self._count(len(piece), file=False)
                    self._poll(self.written, total)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            with suppress(OSError):
                path.unlink()
            self._note("corrupt", name, f"is damaged in the archive ({str(error)[:60]})")
            return
        self._count(0)

    def _place(self, name: str) -> Path | None:
        """Where a member goes: below the target and nowhere else."""
        parts = name.replace("\\", "/").split("/")
        if name.startswith(("/", "\\")) or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":"):
            self._note("unsafe-name", name, "would be written outside its folder, and is not unpacked")
            return None
        kept = [_safe(part) for part in parts if part not in ("", ".")]
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
            raise ScanCancelledError

    def _note(self, code: str, name: str, what: str) -> None:
        shown = readable(name)
        if len(self.findings) < 500:
            self.findings.append(finding(code, shown, f"{shown} {what}."))


@contextmanager
def _explained(archive: Path) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, pa.ArrowException, UnicodeDecodeError,
            ValueError, NotImplementedError, KeyError, OverflowError) as error:  # fmt: skip
        reason = str(error).splitlines()[0][:80] if str(error) else "damaged"
        raise StudioError(
            f"{archive} is not a whole archive ({reason}).",
            "Download it again, or unpack it yourself and add the folder.",
        ) from None


def _safe(part: str) -> str:
    cleaned = "".join("_" if c in '<>:"|?*/\\' or not c.isprintable() else c for c in readable(part)).strip(" ")
    encoded = cleaned.encode("utf-8", "replace")[:200].decode("utf-8", "ignore")
    return encoded.lstrip(".") or "_"


def _picture_columns(schema: Any) -> list[str]:
    """Columns of encoded pictures: plain bytes, or a struct with bytes in it."""
    found = []
    for column in schema:
        kind = str(column.type)
        if kind in ("binary", "large_binary") or (kind.startswith("struct<") and "bytes: " in kind):
            found.append(column.name)
    return found


def _label_column(schema: Any) -> tuple[str, tuple[str, ...]]:
    """The column of classes and their names, as Hugging Face writes them."""
    name = next((column.name for column in schema if column.name.lower() in ("label", "labels", "class", "style")), "")
    try:
        features = json.loads((schema.metadata or {})[b"huggingface"])["info"]["features"]
        return name, tuple(map(str, features[name]["names"]))
    except (KeyError, ValueError, TypeError):
        return name, ()


def _ending(data: bytes) -> str:
    if data.startswith(b"\xff\xd8"):
        return ".jpg"
    if data[:4] == b"RIFF":
        return ".webp"
    return {b"GIF8": ".gif", b"BM": ".bmp"}.get(data[:4], ".png")
