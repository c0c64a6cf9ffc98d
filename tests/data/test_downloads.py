from __future__ import annotations

import errno
import hashlib
import io
import random
import shutil
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.data.download import transfer
from ganstudio.data.download.known import Download, RemoteFile, download, instructions, known, resolved

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
DATA = random.Random(0).randbytes(3_000_000)


@dataclass
class Shelf:
    """What one address serves, and how badly."""

    data: bytes
    tag: str = '"1"'
    status: int = 0  # answer this and nothing else
    ranges: bool = True
    cut_at: int = 0  # the connection ends once this byte was sent
    kind: str = "application/octet-stream"
    sent: list[tuple[int, int]] = field(default_factory=list)  # first byte and number of bytes of each answer

    @property
    def total_sent(self) -> int:
        return sum(count for _, count in self.sent)


class Handler(BaseHTTPRequestHandler):
    shelves: dict[str, Shelf]

    def do_GET(self) -> None:
        shelf = self.shelves.get(self.path, Shelf(b"", status=404))
        if shelf.status:
            return self.answer(shelf.status, {"Content-Length": "0"})
        start = self.first_wanted(shelf)
        if start >= len(shelf.data) > 0:
            return self.answer(416, {"Content-Range": f"bytes */{len(shelf.data)}", "Content-Length": "0"})
        rest = shelf.data[start:]
        headers = {"Content-Length": str(len(rest)), "Content-Type": shelf.kind, "ETag": shelf.tag}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(shelf.data) - 1}/{len(shelf.data)}"
        self.answer(206 if start else 200, headers)
        self.send(shelf, start, rest[: max(0, shelf.cut_at - start)] if shelf.cut_at else rest)
        return None

    def first_wanted(self, shelf: Shelf) -> int:
        asked = self.headers.get("Range", "")
        condition = self.headers.get("If-Range", shelf.tag)
        return int(asked[6:-1]) if asked and shelf.ranges and condition == shelf.tag else 0

    def answer(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def send(self, shelf: Shelf, start: int, body: bytes) -> None:
        shelf.sent.append((start, len(body)))
        with suppress(OSError):  # the other side may hang up
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@dataclass
class Server:
    address: str
    shelves: dict[str, Shelf]

    def add(self, path: str, shelf: Shelf) -> str:
        self.shelves[path] = shelf
        return self.address + path


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    shelves: dict[str, Shelf] = {}
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"shelves": shelves}))
    http.daemon_threads = False  # closing the server then waits for every answer
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    yield Server(f"http://127.0.0.1:{http.server_port}", shelves)
    http.shutdown()
    http.server_close()
    thread.join()


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def entry(*urls: str, data: bytes = DATA, name: str = "set.bin", checked: bool = True) -> Download:
    file = RemoteFile(name, urls, md5(data) if checked else "", len(data) if checked else 0)
    return Download("test", "Test set", (file,), "free")


def cancelling_at(limit: int) -> tuple[Callable[[int, int], None], Callable[[], bool]]:
    """A progress and a cancelled that stop a download once `limit` bytes are there."""
    seen = [0]

    def progress(done: int, total: int) -> None:
        seen[0] = done

    return progress, lambda: seen[0] >= limit


def cancel(what: Download, folder: Path, limit: int = 1_000_000) -> int:
    """Starts a download, cancels it on the way and says how many bytes wait."""
    with pytest.raises(Stopped):
        download(what, folder, *cancelling_at(limit))
    return (folder / "set.bin.part").stat().st_size


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


@pytest.mark.parametrize("checked", [True, False])
def test_that_a_cancelled_download_goes_on_where_it_stopped(server: Server, tmp_path: Path, checked: bool) -> None:
    shelf = Shelf(DATA)
    what = entry(server.add("/f", shelf), checked=checked)
    waiting = cancel(what, tmp_path)
    assert waiting >= 1_000_000
    assert not (tmp_path / "set.bin").exists()
    told: list[int] = []
    download(what, tmp_path, lambda done, total: told.append(done))
    assert (tmp_path / "set.bin").read_bytes() == DATA
    assert shelf.sent == [(0, len(DATA)), (waiting, len(DATA) - waiting)]
    assert told[0] > waiting
    assert [path.name for path in tmp_path.glob("set*")] == ["set.bin"]


def test_that_a_server_that_cannot_resume_sends_everything_again(server: Server, tmp_path: Path) -> None:
    shelf = Shelf(DATA, ranges=False)
    what = entry(server.add("/f", shelf))
    cancel(what, tmp_path)
    download(what, tmp_path)
    assert (tmp_path / "set.bin").read_bytes() == DATA
    assert shelf.sent == [(0, len(DATA))] * 2


def test_that_a_file_that_changed_meanwhile_is_begun_again(server: Server, tmp_path: Path) -> None:
    shelf = Shelf(DATA)
    what = entry(server.add("/f", shelf), checked=False)
    cancel(what, tmp_path)
    shelf.data, shelf.tag = DATA[::-1], '"2"'
    download(what, tmp_path)
    assert (tmp_path / "set.bin").read_bytes() == DATA[::-1]


def test_that_a_damaged_beginning_is_thrown_away(server: Server, tmp_path: Path) -> None:
    (tmp_path / "set.bin.part").write_bytes(b"x" * 1000)
    shelf = Shelf(DATA)
    download(entry(server.add("/f", shelf)), tmp_path)
    assert (tmp_path / "set.bin").read_bytes() == DATA
    assert [start for start, _ in shelf.sent] == [1000, 0]


def test_that_a_beginning_that_is_already_everything_needs_no_server(server: Server, tmp_path: Path) -> None:
    (tmp_path / "set.bin.part").write_bytes(DATA)
    download(entry("http://127.0.0.1:9/f"), tmp_path)
    assert (tmp_path / "set.bin").read_bytes() == DATA


def test_that_a_beginning_longer_than_everything_is_thrown_away(server: Server, tmp_path: Path) -> None:
    (tmp_path / "set.bin.part").write_bytes(DATA + b"too much")
    download(entry(server.add("/f", Shelf(DATA))), tmp_path)
    assert (tmp_path / "set.bin").read_bytes() == DATA


def test_that_a_beginning_from_nobody_knows_where_is_not_added_to(server: Server, tmp_path: Path) -> None:
    (tmp_path / "set.bin.part").write_bytes(b"x" * 1000)
    download(entry(server.add("/f", Shelf(DATA)), checked=False), tmp_path)
    assert (tmp_path / "set.bin").read_bytes() == DATA


def test_that_the_end_is_recognised_when_the_size_is_unknown(server: Server, tmp_path: Path) -> None:
    shelf = Shelf(DATA)
    what = entry(server.add("/f", shelf), checked=False)
    cancel(what, tmp_path)
    (tmp_path / "set.bin.part").write_bytes(DATA)
    download(what, tmp_path)
    assert (tmp_path / "set.bin").read_bytes() == DATA
    assert len(shelf.sent) == 1


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


@pytest.mark.parametrize(
    "bad", [Shelf(b"", status=503), Shelf(DATA[:-1] + b"x"), Shelf(b"<html>", kind="text/html; charset=utf-8")]
)
def test_that_the_next_address_is_tried_when_one_fails(server: Server, tmp_path: Path, bad: Shelf) -> None:
    good = Shelf(DATA)
    download(entry(server.add("/bad", bad), server.add("/good", good)), tmp_path)
    assert (tmp_path / "set.bin").read_bytes() == DATA
    assert good.sent == [(0, len(DATA))]


def test_that_another_address_goes_on_where_the_first_broke_off(server: Server, tmp_path: Path) -> None:
    good = Shelf(DATA, tag='"another"')
    first = server.add("/first", Shelf(DATA, ranges=False, cut_at=1_000_000))
    download(entry(first, server.add("/second", good)), tmp_path)
    assert (tmp_path / "set.bin").read_bytes() == DATA
    assert good.sent == [(1_000_000, 2_000_000)]


@pytest.mark.parametrize(
    ("status", "words"),
    [(403, "it refuses, HTTP 403"), (404, "it has no such file, HTTP 404"), (500, "it has a fault, HTTP 500")],
)
def test_that_refusals_are_said_with_what_to_do(server: Server, tmp_path: Path, status: int, words: str) -> None:
    with pytest.raises(StudioError, match=words) as caught:
        download(entry(server.add("/f", Shelf(b"", status=status))), tmp_path)
    assert caught.value.message.startswith("set.bin could not be downloaded")
    assert f"place this file at {tmp_path / 'set.bin'}, then press Rescan" in caught.value.hint


def test_that_a_web_page_is_no_file(server: Server, tmp_path: Path) -> None:
    page = Shelf(b"<html>sign in</html>", kind="text/html")
    with pytest.raises(StudioError, match="a web page instead of the file"):
        download(entry(server.add("/f", page), checked=False), tmp_path)
    assert list(tmp_path.glob("set*")) == []


def test_that_a_connection_cut_once_is_mended(server: Server, tmp_path: Path) -> None:
    shelf = Shelf(DATA, cut_at=1_000_000)

    def progress(done: int, total: int) -> None:
        shelf.cut_at = 2_000_000 if done < 1_500_000 else 0

    download(entry(server.add("/f", shelf)), tmp_path, progress)
    assert (tmp_path / "set.bin").read_bytes() == DATA
    assert shelf.total_sent == len(DATA)


def test_that_a_connection_that_stays_cut_keeps_what_arrived(server: Server, tmp_path: Path) -> None:
    shelf = Shelf(DATA, cut_at=1_000_000)
    what = entry(server.add("/f", shelf))
    with pytest.raises(StudioError, match="the connection broke after 1000000 bytes, which are kept"):
        download(what, tmp_path)
    shelf.cut_at = 0
    download(what, tmp_path)
    assert (tmp_path / "set.bin").read_bytes() == DATA
    assert shelf.total_sent == len(DATA)


def test_that_nothing_listening_is_said(server: Server, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="nothing answers there"):
        download(entry("http://127.0.0.1:9/f"), tmp_path)


def test_that_an_unknown_name_is_said(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", offline)
    with pytest.raises(StudioError, match=r"sets\.example: its name is not known, so this computer may be offline"):
        download(entry("http://sets.example/f"), tmp_path)


def test_that_a_server_that_says_nothing_is_given_up(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        what = entry(f"http://127.0.0.1:{silent.getsockname()[1]}/f")
        with pytest.raises(StudioError, match=r"no answer within 0\.05 seconds"):
            download(what, tmp_path)


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
