"""Which signals ask the program to save and end."""

from __future__ import annotations

import signal


def stopping_signals() -> list[signal.Signals]:
    """Ctrl-C, a polite kill, and a terminal that was closed or lost: not for nohup, which switches that one off."""
    lost = signal.Signals.__members__.get("SIGHUP")  # unknown to Windows
    heeded = lost is not None and signal.getsignal(lost) is not signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([lost] if lost is not None and heeded else [])]
