"""Addresses that refuse, answer with something else or do not answer: the next is tried, or it is said."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.data.download import transfer
from ganstudio.data.download.known import download
from tests.data.serving import DATA, Server, Shelf, entry


@pytest.mark.parametrize(
    "bad", [Shelf(b"", status=503), Shelf(DATA[:-1] + b"x"), Shelf(b"<html>", kind="text/html; charset=utf-8")]
)
def test_that_the_next_address_is_tried_when_one_fails(server: Server, tmp_path: Path, bad: Shelf) -> None:
    good = Shelf(DATA)
    download(entry(server.add("/bad", bad), server.add("/good", good)), tmp_path)
    assert (tmp_path / "set.bin").read_bytes() == DATA
    assert good.sent == [(0, len(DATA))]


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
