"""Files that are downloaded arrive whole, or nothing of them is kept."""

from __future__ import annotations

import errno
import io
import shutil
import zipfile
from pathlib import Path

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.data.download.known import Download, RemoteFile, download
from tests.data.serving import DATA, Server, Shelf, entry, md5


def test_that_files_arrive_whole_with_progress(server: Server, tmp_path: Path) -> None:
    shelves = [Shelf(DATA), Shelf(DATA[:1000])]
    files = tuple(
        RemoteFile(name, (server.add(f"/{name}", shelf),), md5(shelf.data), len(shelf.data))
        for name, shelf in zip(("a.bin", "b.bin"), shelves, strict=True)
    )
    told: list[tuple[int, int]] = []
    folder = tmp_path / "new" / "folder"
    paths = download(Download("t", "T", files, ""), folder, lambda done, total: told.append((done, total)))
    assert [path.name for path in paths] == ["a.bin", "b.bin"]
    assert [path.read_bytes() for path in paths] == [DATA, DATA[:1000]]
    assert sorted(path.name for path in folder.iterdir()) == ["a.bin", "b.bin"]
    assert told == sorted(told)
    assert {total for _, total in told} == {3_001_000}
    assert told[-1] == (3_001_000, 3_001_000)


def test_that_a_file_already_there_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    shelf = Shelf(DATA)
    what = entry(server.add("/f", shelf))
    download(what, tmp_path)
    told: list[tuple[int, int]] = []
    assert download(what, tmp_path, lambda done, total: told.append((done, total))) == [tmp_path / "set.bin"]
    assert len(shelf.sent) == 1
    assert told == [(len(DATA), len(DATA))]


def test_that_a_wrong_file_already_there_is_replaced(server: Server, tmp_path: Path) -> None:
    (tmp_path / "set.bin").write_bytes(DATA[:-1] + b"x")
    download(entry(server.add("/f", Shelf(DATA))), tmp_path)
    assert (tmp_path / "set.bin").read_bytes() == DATA


def test_that_a_wrong_checksum_is_said_and_nothing_is_kept(server: Server, tmp_path: Path) -> None:
    what = entry(server.add("/f", Shelf(DATA[:-1] + b"x")))
    with pytest.raises(StudioError, match=r"set\.bin could not be .* its checksum is wrong; it was deleted") as caught:
        download(what, tmp_path)
    assert f"place this file at {tmp_path / 'set.bin'}, then press Rescan" in caught.value.hint
    assert list(tmp_path.glob("set*")) == []


def test_that_a_file_of_another_size_is_refused_before_it_is_fetched(server: Server, tmp_path: Path) -> None:
    shelf = Shelf(DATA + b"more")
    with pytest.raises(StudioError, match="3000004 bytes instead of 3000000"):
        download(entry(server.add("/f", shelf)), tmp_path)
    assert list(tmp_path.glob("set*")) == []


def test_that_a_zip_without_a_known_checksum_tests_itself(server: Server, tmp_path: Path) -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("trainA/1.txt", DATA[:50_000])
    good = memory.getvalue()
    bad = good[:1000] + b"xxxx" + good[1004:]
    what = entry(server.add("/f", Shelf(bad)), name="pairs.zip", checked=False)
    with pytest.raises(StudioError, match="the archive is damaged; it was deleted"):
        download(what, tmp_path)
    server.add("/f", Shelf(good))
    assert download(what, tmp_path)[0].read_bytes() == good


def test_that_a_full_disk_is_noticed_before_the_first_byte(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type(shutil.disk_usage(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10, 9, 1))
    shelf = Shelf(DATA)
    with pytest.raises(StudioError, match=r"Test set needs 3 MB more, but .* has only 0 MB free"):
        download(entry(server.add("/f", shelf)), tmp_path)
    assert shelf.sent == []


def test_that_a_disk_that_fills_up_on_the_way_is_said(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def full(path: Path, mode: str = "r", *args: object, **kwargs: object) -> object:
        if mode == "wb":
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, mode, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(StudioError, match=r"set\.bin\.part: no space left on device") as caught:
        download(entry(server.add("/f", Shelf(DATA))), tmp_path)
    assert "Free some disk space" in caught.value.hint
