"""A download that was stopped or cut off goes on where it was, and what does not belong is thrown away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.data.download.known import Download, download
from tests.data.serving import DATA, Server, Shelf, entry


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


def test_that_another_address_goes_on_where_the_first_broke_off(server: Server, tmp_path: Path) -> None:
    good = Shelf(DATA, tag='"another"')
    first = server.add("/first", Shelf(DATA, ranges=False, cut_at=1_000_000))
    download(entry(first, server.add("/second", good)), tmp_path)
    assert (tmp_path / "set.bin").read_bytes() == DATA
    assert good.sent == [(1_000_000, 2_000_000)]


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
