from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest

from tests.data.serving import Handler, Server, Shelf


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Nothing on its shelves yet."""
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
