"""The well-known sets: where they come from, and how those that a person fetches by hand are placed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.data.download.known import Download, RemoteFile, download, instructions, known, resolved
from tests.data.serving import entry, md5

# Written down a second time.
CHECKSUMS = {
    "mnist": "f68b3c2dcbeaaa9fbdd348bbdeb94873 d53e105ee54ea40749a09fcbcd1e9432 "
    "9fb629c4189551a2d022fa330f9573f3 ec29112dd5afa0611ce80d1b7f02629c",
    "fashion-mnist": "8d4fb7e6c68d591d4c3dfef9ec88bf0d 25c81989df183df01b3e8a0aad5dffbe "
    "bef4ecab320f06d8554ea6380940ec79 bb300cfdad3c16e7a12a480ee83cd310",
    "emnist": "58c8d27c78d21e728a6bc7b3cc06412e",
    "cifar-10": "c58f30108f718f92721af3b95e74349a",
    "celeba": "00d2c5bc6d35e252742224ab0c1e8fcb 75e246fa4810816ffd6ee81facbd244c d32c9cbf5e040fd4025c592c306e6668",
    "div2k": "bdc2d9338d4e574fe81bf7d158758658 9fcdda83005c5e5997799b69f955ff88",
}


def test_that_sets_to_be_fetched_by_hand_say_how(tmp_path: Path) -> None:
    for key in ("anime-pairs", "wikiart"):
        with pytest.raises(StudioError, match="has to be fetched by hand") as caught:
            download(known()[key], tmp_path)
        assert str(tmp_path) in caught.value.hint
        assert "Rescan" in caught.value.hint
    text = instructions(known()["celeba"], tmp_path)
    assert all(file.name in text for file in known()["celeba"].files)
    assert str(tmp_path) in instructions(known()["mnist"], tmp_path)


def test_that_files_placed_by_hand_are_checked(tmp_path: Path) -> None:
    files = tuple(RemoteFile(name, (), md5(name.encode())) for name in ("one.zip", "two.txt"))
    what = Download("faces", "Faces", files, "", manual="Get them.")
    (tmp_path / "one.zip").write_bytes(b"one.zip")
    with pytest.raises(StudioError, match=r"two\.txt has to be fetched by hand; it is missing"):
        download(what, tmp_path)
    (tmp_path / "two.txt").write_bytes(b"another")
    with pytest.raises(StudioError, match=r"two\.txt .* its checksum is wrong") as caught:
        download(what, tmp_path)
    assert f"Place this file at {tmp_path / 'two.txt'}, then press Rescan" in caught.value.hint
    (tmp_path / "two.txt").write_bytes(b"two.txt")
    assert download(what, tmp_path) == [tmp_path / "one.zip", tmp_path / "two.txt"]


def test_that_checksums_and_addresses_are_those_of_the_reference() -> None:
    entries = {key: resolved(known()[key]) for key in CHECKSUMS}
    assert {key: [file.md5 for file in found.files] for key, found in entries.items()} == {
        key: sums.split() for key, sums in CHECKSUMS.items()
    }
    for found in (*entries.values(), resolved(known()["horse2zebra"])):
        for file in found.files:
            assert all(url.endswith(file.name) for url in file.urls)
            assert bool(file.urls) != bool(found.manual)
            assert found.manual or file.urls[0].startswith("https://")


def test_that_what_the_window_lists_is_complete_without_torch() -> None:
    listed = known()
    assert {"mnist", "fashion-mnist", "emnist", "cifar-10", "celeba", "anime-pairs", "horse2zebra", "div2k",
            "wikiart"} <= set(listed)  # fmt: skip
    for key, found in listed.items():
        assert (found.key, bool(found.title and found.licence and found.note)) == (key, True)
        assert found.size > 0 or found.manual
        assert ("{folder}" in found.manual) == bool(found.manual)
    code = "import sys; from ganstudio.data.download.known import known; known(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_that_an_entry_with_addresses_is_left_as_it_is() -> None:
    own = replace(entry("http://127.0.0.1:9/f"), key="mnist")
    assert resolved(own) is own
