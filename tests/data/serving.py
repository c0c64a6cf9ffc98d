"""A server on this machine whose shelves answer as badly as a test wants, and what to download from it."""

from __future__ import annotations

import hashlib
import random
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from ganstudio.data.download.known import Download, RemoteFile

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


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def entry(*urls: str, data: bytes = DATA, name: str = "set.bin", checked: bool = True) -> Download:
    file = RemoteFile(name, urls, md5(data) if checked else "", len(data) if checked else 0)
    return Download("test", "Test set", (file,), "free")
