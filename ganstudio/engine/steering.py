"""What a person can ask of a running training: looked at between steps."""

from __future__ import annotations

import threading


class Steering:
    """Requests from any thread to the training loop."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._may_run = threading.Event()
        self._may_run.set()
        self._sample = threading.Event()
        self._save = threading.Event()

    def stop(self) -> None:
        self._stop.set()
        self._may_run.set()

    def pause(self) -> None:
        self._may_run.clear()

    def go_on(self) -> None:
        self._may_run.set()

    def sample_now(self) -> None:
        self._sample.set()

    def save_now(self) -> None:
        self._save.set()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    @property
    def pausing(self) -> bool:
        return not self._may_run.is_set() and not self._stop.is_set()

    def wait(self, seconds: float) -> None:
        """While paused: until something changes, at most `seconds`."""
        self._may_run.wait(seconds)

    def takes_sample(self) -> bool:
        return self._taken(self._sample)

    def takes_save(self) -> bool:
        return self._taken(self._save)

    @staticmethod
    def _taken(request: threading.Event) -> bool:
        if request.is_set():
            request.clear()
            return True
        return False
