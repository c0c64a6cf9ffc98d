"""The program as a process: it opens, and it ends when it is asked to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
from ganstudio import app

class Telling(app.Window):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.shown.connect(lambda: print("shown", flush=True))

app.Window = Telling
raise SystemExit(app.main())
"""


@pytest.mark.timeout(90)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_that_the_program_opens_and_ends_when_it_is_told(number: signal.Signals, home: Path, terminal: None) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env={**os.environ, "GANSTUDIO_HOME": str(home)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "shown\n"
        process.send_signal(number)
        _, complaints = process.communicate()
    assert process.returncode == 0
    assert [line for line in complaints.splitlines() if "This plugin does not support" not in line] == []
    assert (home / "settings.json").is_file()
