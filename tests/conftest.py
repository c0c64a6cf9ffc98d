"""Guards on every test: a fresh home, one thread for torch, and no thread left behind."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["OMP_NUM_THREADS"] = "1"  # before torch is loaded: shared machines and exact repeats

import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from ganstudio.core.runs import RunStore
from ganstudio.core.settings import Places
from ganstudio.core.settings import places as current_places

# Of what they check they tell as much as a test does.
pytest.register_assert_rewrite("tests.contract.lives", "tests.data.surviving")

hypothesis.settings.register_profile("studio", deadline=None, database=None, derandomize=True)
hypothesis.settings.load_profile("studio")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything that the program writes lies below `tmp_path`."""
    folder = tmp_path / "home"
    monkeypatch.setenv("GANSTUDIO_HOME", str(folder))
    return folder


@pytest.fixture
def terminal() -> Iterator[None]:
    """A terminal that can be lost, even where the tests themselves were started with nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture(autouse=True)
def one_torch_thread() -> Iterator[None]:
    yield
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)


@pytest.fixture(autouse=True)
def no_thread_is_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and _must_end(thread)]
    for thread in left:
        thread.join(2.0)
    left = [thread for thread in left if thread.is_alive()]
    assert not left, f"threads left behind: {left}"


def _must_end(thread: threading.Thread) -> bool:
    return not thread.daemon or thread.name.startswith("training")


@pytest.fixture
def places(home: Path) -> Places:
    return current_places()


@pytest.fixture
def store(places: Places) -> RunStore:
    return RunStore(places.runs)


@pytest.fixture(scope="session")
def digits_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny exported generator with classes; copy it before changing it."""
    from tests.models import exported

    return exported(tmp_path_factory, "cgan", "quick")[0]


@pytest.fixture(scope="session")
def painter_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny exported model that colours by hints; copy it before changing it."""
    from tests.models import exported

    return exported(tmp_path_factory, "colouring", "small")[0]
