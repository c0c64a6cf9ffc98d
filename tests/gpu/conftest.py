"""Which device these tests run on: the first GPU, or what GANSTUDIO_GPU_TESTS_ON says ("cpu" tries out the tests)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

from ganstudio.core.runs import RunStore
from ganstudio.core.settings import Places
from tests.gpu.runs import Studio


class AtOnce:
    """Says why a test failed as soon as it has: a machine may be gone, or the time up, before pytest sums up."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")  # workers of xdist have none
        if report.failed and "gpu" in report.keywords and terminal is not None:
            terminal.write_line(f"\n{report.nodeid} ({report.when})\n{report.longreprtext}", flush=True)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(AtOnce(config))


@pytest.fixture
def device() -> str:
    wanted = os.environ.get("GANSTUDIO_GPU_TESTS_ON", "cuda:0")
    if wanted.startswith("cuda") and not torch.cuda.is_available():
        pytest.skip("there is no CUDA device; GANSTUDIO_GPU_TESTS_ON=cpu tries out the tests without one")
    return wanted


@pytest.fixture
def card(device: str) -> torch.device:
    """For what a processor does not have at all."""
    if not device.startswith("cuda"):
        pytest.skip("only a CUDA device can show this")
    return torch.device(device)


@pytest.fixture
def studio(store: RunStore, places: Places, tmp_path: Path, device: str) -> Studio:
    return Studio(store, places, tmp_path / "pictures", device)
