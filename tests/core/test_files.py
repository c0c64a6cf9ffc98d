from __future__ import annotations

import json
from pathlib import Path

import pytest

from ganstudio.core import files
from ganstudio.core.errors import StudioError


def test_that_a_new_file_is_whole_and_its_folder_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "note.json"
    files.write_json(path, {"name": "Ä", "n": 1})
    assert json.loads(path.read_text("utf-8")) == {"name": "Ä", "n": 1}
    assert [entry.name for entry in path.parent.iterdir()] == ["note.json"]


def test_that_the_old_file_stays_when_the_writer_fails(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    files.write_text(path, "old")

    def fail(temporary: Path) -> None:
        temporary.write_text("half")
        raise RuntimeError("broken off")

    with pytest.raises(RuntimeError, match="broken off"):
        files.replace_atomically(path, fail)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["note.txt"]


def test_that_a_refusing_disk_is_explained_with_the_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StudioError, match=r"Could not write .*note"):
        files.write_text(tmp_path / "file" / "note.txt", "x")

    def full(temporary: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StudioError, match="Free some disk space"):
        files.replace_atomically(tmp_path / "note.txt", full)
