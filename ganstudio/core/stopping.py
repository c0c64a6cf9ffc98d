"""Which signals ask the program to save and end."""

from __future__ import annotations

import signal


def stopping_signals() -> list[signal.Signals]:
    """Ctrl-C, a polite kill, and a terminal that was closed or lost; not those that nohup and its like switch off."""
    names = ("SIGINT", "SIGTERM", "SIGHUP")  # the last one is unknown to Windows
    known = [signal.Signals[name] for name in names if name in signal.Signals.__members__]
    return [number for number in known if signal.getsignal(number) is not signal.SIG_IGN]
