"""Archives as strangers pack them, and what is found when they are opened."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ganstudio.data.files.archives import gathered
from ganstudio.data.files.tree import Tree
from ganstudio.data.findings import Finding
from ganstudio.data.sets import catalogue, store
from tests.drawings import drawing, numbers_of


def png(number: int, side: int = 32) -> bytes:
    buffer = io.BytesIO()
    drawing(number, (side, side)).save(buffer, "PNG")
    return buffer.getvalue()


def zip_of(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path


def tar_of(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


GOOD = {f"good/{number}.png": png(number) for number in range(3)}
makers = pytest.mark.parametrize(
    ("make", "name"), [(zip_of, "set.zip"), (tar_of, "set.tar.gz"), (tar_of, "set.tar")], ids=["zip", "tar.gz", "tar"]
)
Make = Callable[[Path, dict[str, bytes]], Path]


def opened(archive: Path) -> Tree:
    return gathered([archive], archive.parent / "cache")


def names(tree: Tree) -> list[str]:
    return [entry.name for entry in tree.entries]


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in findings]


def everything_below(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def numbers(archive: Path) -> list[int]:
    """The pictures that are used of it."""
    cache = archive.parent / "cache"
    return sorted(numbers_of(store.prepare(catalogue.from_paths([archive], cache=cache), 32, 3, cache).pictures))
