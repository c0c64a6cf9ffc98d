"""One file over HTTP: resumed where it stopped, from the next mirror when one fails, checked before it counts."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
import ssl
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ganstudio import __version__
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.interruption import Progress, Stopped

TIMEOUT = 15.0  # seconds without a byte; also the longest that a cancel waits
_CHUNK = 1 << 18
_CUTS = 100  # broken connections that are mended as long as each brought something
_AGENT = f"GANStudio/{__version__}"  # some servers refuse the name that Python gives itself
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class RemoteFile:
    """A file by name and where it lies. `md5` empty: unknown, a zip then tests itself; `size` in bytes, 0: unknown."""

    name: str
    urls: tuple[str, ...] = ()
    md5: str = ""
    size: int = 0


class _RefusedError(Exception):
    """This address will not do; the reason completes "could not be downloaded: ..." ."""


class _CutError(Exception):
    """The connection broke; what arrived is kept."""


def fetch(file: RemoteFile, folder: Path, report: Progress, cancelled: Cancelled) -> Path:
    """`file` in `folder`, downloaded unless it is there and whole; `report` gets its bytes done and in all.

    Raises Stopped, and leaves `NAME.part` to go on from, when `cancelled()` turns true; StudioError
    with a sentence about each address when none of them works.
    """
    target = folder / file.name
    if not fault(target, file, cancelled):
        report(target.stat().st_size, target.stat().st_size)
        return target
    part = target.with_name(file.name + ".part")
    reasons: list[str] = []
    for url in file.urls:
        try:
            _whole(url, file, part, report, cancelled)
        except _RefusedError as error:
            reasons.append(f"{urlsplit(url).hostname}: {error}")
            continue
        with explaining(target, "write"):
            part.replace(target)
            _note(part).unlink(missing_ok=True)
        return target
    raise StudioError(
        f"{file.name} could not be downloaded ({'; '.join(dict.fromkeys(reasons))}).",
        f"Try again later, or get it from {file.urls[0]} and place this file at {target}, then press Rescan.",
    )


def fault(path: Path, file: RemoteFile, cancelled: Cancelled = lambda: False) -> str:
    """Why `path` is not `file`, as half a sentence; empty when it is whole."""
    if not path.is_file():
        return "it is missing"
    with explaining(path, "read"):
        if file.md5:
            size = path.stat().st_size
            if file.size and size != file.size:
                return f"it has {size} bytes instead of {file.size}"
            return "" if _md5(path, cancelled) == file.md5 else "its checksum is wrong"
        return _zip_fault(path, cancelled) if file.name.endswith(".zip") else ""


def _md5(path: Path, cancelled: Cancelled) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            _stop_if(cancelled)
            digest.update(chunk)
    return digest.hexdigest()


def _zip_fault(path: Path, cancelled: Cancelled) -> str:
    """A zip carries a checksum of each of its files, which reading them compares."""
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                with archive.open(info) as member:
                    while member.read(1 << 20):
                        _stop_if(cancelled)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return "the archive is damaged"
    return ""


def _stop_if(cancelled: Cancelled) -> None:
    if cancelled():
        raise Stopped


def _whole(url: str, file: RemoteFile, part: Path, report: Progress, cancelled: Cancelled) -> None:
    """Fills `part` from `url` until it is whole; what turns out damaged is deleted and, if resumed, begun anew."""
    for _ in range(2):
        resumed = _size(part) > 0
        _patiently(url, file, part, report, cancelled)
        problem = fault(part, file, cancelled)
        if not problem:
            return
        _forget(part)
        if not resumed:
            break
    raise _RefusedError(f"what arrived is not the file, {problem}; it was deleted")


def _patiently(url: str, file: RemoteFile, part: Path, report: Progress, cancelled: Cancelled) -> None:
    furthest = _size(part)
    for _ in range(_CUTS):
        try:
            return _transfer(url, file, part, report, cancelled)
        except _CutError as error:
            reached = _size(part)
            if reached <= furthest:
                raise _RefusedError(f"{error} after {reached} bytes, which are kept") from None
            furthest = reached
    raise _RefusedError("the connection breaks again and again")


def _transfer(url: str, file: RemoteFile, part: Path, report: Progress, cancelled: Cancelled) -> None:
    """One request for what `part` lacks. Raises _CutError or _RefusedError."""
    _stop_if(cancelled)
    start, headers = _resumption(url, file, part)
    if file.md5 and start and start == file.size:
        return
    response = _opened(url, headers, start)
    if response is None:  # nothing lies beyond `start`
        return
    with response:
        if response.status != 206 or _first_byte(response) != start:
            start = 0  # a server that does not resume, or a file that has changed
        total = _expected(response, file, start)
        with explaining(part, "write"):
            _note(part).write_text(json.dumps({"url": url, "validator": _validator(response)}), "utf-8")
            with part.open("ab" if start else "wb") as out:
                _copy(response, out.write, start, total, report, cancelled)


def _resumption(url: str, file: RemoteFile, part: Path) -> tuple[int, dict[str, str]]:
    """Where to go on and the headers that ask for it. Without a checksum, only the very same file is added to."""
    start = _size(part)
    if not start or (file.md5 and file.size and start > file.size):
        return 0, {}
    try:
        note = json.loads(_note(part).read_text("utf-8"))
        validator = str(note["validator"]) if note["url"] == url else ""
    except (OSError, ValueError, KeyError, TypeError):
        validator = ""
    if not (validator or file.md5):
        return 0, {}
    return start, {"Range": f"bytes={start}-"} | ({"If-Range": validator} if validator else {})


def _validator(response: http.client.HTTPResponse) -> str:
    tag = response.headers.get("ETag", "")
    return tag if tag and not tag.startswith("W/") else response.headers.get("Last-Modified", "")


def _opened(url: str, headers: dict[str, str], start: int) -> http.client.HTTPResponse | None:
    """The answer to a request; None when `start` is the end of the file."""
    request = urllib.request.Request(url, headers={"User-Agent": _AGENT, "Accept-Encoding": "identity", **headers})
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=TIMEOUT)
        return response
    except urllib.error.HTTPError as error:
        error.close()
        if error.code != 416:
            raise _RefusedError(_refusal(error.code)) from None
        if error.headers.get("Content-Range", "") == f"bytes */{start}":
            return None
        return _opened(url, {name: value for name, value in headers.items() if name not in _RESUMING}, 0)
    except (OSError, http.client.HTTPException) as error:
        raise _RefusedError(_silence(error)) from None


_RESUMING = ("Range", "If-Range")


def _refusal(code: int) -> str:
    reasons = {401: "it asks for a password", 403: "it refuses", 404: "it has no such file", 410: "it has no such file"}
    return f"{reasons.get(code, 'it has a fault' if code >= 500 else 'it refuses')}, HTTP {code}"


def _silence(error: Exception) -> str:
    cause: Any = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, socket.gaierror):
        return "its name is not known, so this computer may be offline"
    if isinstance(cause, TimeoutError):
        return f"no answer within {TIMEOUT:g} seconds"
    if isinstance(cause, ConnectionRefusedError):
        return "nothing answers there"
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "its certificate is not trusted"
    if isinstance(cause, OSError):
        return (cause.strerror or "no connection").lower()
    return "its answer makes no sense"


def _first_byte(response: http.client.HTTPResponse) -> int:
    """Where a partial answer begins, -1 when it does not say."""
    unit, _, span = response.headers.get("Content-Range", "").partition(" ")
    first = span.partition("-")[0]
    return int(first) if unit == "bytes" and first.isdigit() else -1


def _expected(response: http.client.HTTPResponse, file: RemoteFile, start: int) -> int:
    """The size that the whole file will have, 0 when nobody says. Raises _RefusedError when it is another file."""
    if response.headers.get_content_type() == "text/html":
        raise _RefusedError("it sends a web page instead of the file")
    length = response.headers.get("Content-Length", "")
    total = start + int(length) if length.isdigit() else 0
    if file.md5 and file.size and total and total != file.size:
        raise _RefusedError(f"its file has {total} bytes instead of {file.size}")
    return total


def _copy(
    response: http.client.HTTPResponse, write: Callable[[bytes], object], done: int, total: int,
    report: Progress, cancelled: Cancelled,
) -> None:  # fmt: skip
    while not total or done < total:
        _stop_if(cancelled)
        try:
            chunk = response.read1(_CHUNK)  # what has arrived, so that a slow line is shown and cancelled at once
        except (OSError, http.client.HTTPException):
            raise _CutError("the connection broke") from None
        if not chunk:
            if total:
                raise _CutError("the connection broke")
            return
        write(chunk)
        done += len(chunk)
        report(done, max(done, total))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _note(part: Path) -> Path:
    """Says where `part` came from and which version it was."""
    return part.with_name(part.name + ".json")


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)
