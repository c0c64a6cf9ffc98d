"""Files that move, change or may not be read while the x-ray looks at them are named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from ganstudio.data import recognition
from ganstudio.data.collection import Collection
from ganstudio.data.decoding import images, reading, scanning
from ganstudio.data.decoding.reading import Piece, ReadRequest
from ganstudio.data.files.tree import walk
from ganstudio.data.inspect import Report, examined
from ganstudio.data.preparation import Preparation
from tests.layouts import (
    flat,
    save,
)
from tests.looks import named, opened


def scan_after(folder: Path, change: Callable[[], object]) -> tuple[Collection, Report]:
    """The x-ray when `change` happens between listing the files and reading them."""
    tree, preparation = walk([folder]), Preparation()
    collection = recognition.recognised(tree, preparation)
    change()
    request = scanning.request_for(collection, 32, 3, preparation)
    scan = scanning.scanned(
        collection, tree.fingerprint(), request, folder.parent / "cache", lambda *_: None, lambda: False
    )
    return collection, examined(collection, scan, preparation)


@pytest.mark.parametrize("how", ["gone", "written again", "emptied", "longer"])
def test_that_a_file_that_changes_during_the_scan_is_named(tmp_path: Path, how: str) -> None:
    folder = flat(tmp_path / "set", stem="{}")
    victim = folder / "8.png"

    def change() -> None:
        data = victim.read_bytes()
        if how == "gone":
            victim.unlink()
        elif how == "written again":
            victim.write_bytes(data)
            os.utime(victim, ns=(0, 0))
        else:
            victim.write_bytes(b"" if how == "emptied" else data + b"x")

    _, report = scan_after(folder, change)
    assert named(report) == {"changed": {"8.png"}}
    assert report.count == 29


@pytest.mark.parametrize("breaks", [False, True])
def test_that_a_file_that_changes_while_it_is_decoded_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: bool
) -> None:
    path = save(tmp_path / "a.png", 1)
    status = path.stat()

    def slow(image: Image.Image) -> Image.Image:
        path.write_bytes(b"something else")
        if breaks:
            raise OSError("unexpected end of file")
        return images.upright(image)

    monkeypatch.setattr(reading, "upright", slow)
    piece = Piece(path, "", status.st_size, status.st_mtime_ns)
    rows, facts, sentence = reading.read_record([piece], ReadRequest(32, (3,), ("pictures",), "crop", "white"))
    assert (rows, facts["code"][0]) == ([], "changed")
    assert sentence == "a.png was changed while it was being read."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_that_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    folder = flat(tmp_path / "set", stem="{}")
    (folder / "8.png").chmod(0)
    assert named(opened(folder).report) == {"unreadable": {"8.png"}}
