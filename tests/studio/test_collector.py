"""The collector of the GUI thread, and the fault of PySide6 6.12.0 that would make it pointless."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from ganstudio.studio.collector import GarbageCollector


@pytest.fixture
def collector(app: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[GarbageCollector]:
    monkeypatch.setattr("ganstudio.studio.collector.gc", gc)  # as in the program, not as under the windows of tests
    made = GarbageCollector()
    yield made
    made.stop()


def test_that_python_collects_nothing_on_its_own_meanwhile(collector: GarbageCollector) -> None:
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_that_rings_are_collected_by_the_timer(collector: GarbageCollector) -> None:
    class Ring:
        pass

    ring = Ring()
    ring.self = ring  # type: ignore[attr-defined]
    gone = weakref.ref(ring)
    del ring
    assert gone() is not None
    collector._timer.timeout.emit()
    assert gone() is None


def test_that_libraries_are_set_aside_once_they_are_read(
    collector: GarbageCollector, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector._timer.timeout.emit()
    collector._timer.timeout.emit()
    before = gc.get_freeze_count()
    kept = [[[]] for _ in range(10_000)]
    for number in range(400):
        monkeypatch.setitem(sys.modules, f"a_large_library_{number}", sys)
    collector._timer.timeout.emit()  # perhaps there is more to come
    assert gc.get_freeze_count() < before + len(kept)
    collector._timer.timeout.emit()
    aside = gc.get_freeze_count()
    assert aside >= before + len(kept)
    collector._timer.timeout.emit()
    assert gc.get_freeze_count() <= aside  # once


def test_that_what_was_set_aside_is_collected_when_something_large_has_ended(
    collector: GarbageCollector, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Network:
        pass

    network = Network()
    network.self = network  # type: ignore[attr-defined]
    for number in range(400):
        monkeypatch.setitem(sys.modules, f"a_large_library_{number}", sys)
    collector._timer.timeout.emit()
    collector._timer.timeout.emit()  # torch was read a moment ago, and the first training has begun already
    gone = weakref.ref(network)
    del network
    gc.collect()
    assert gone() is not None
    collector.collect_all()
    assert gone() is None
    assert gc.get_freeze_count()


class Source(QObject):
    told = Signal(object)


def test_that_qt_keeps_count_of_true_and_none(app: QApplication) -> None:
    """Since PYSIDE-3474: 6.12.0 drops a reference per call below Python 3.12, until the process aborts."""
    source, timer = Source(), QTimer()
    heard: list[object] = []
    source.told.connect(heard.append)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(200):
        source.told.emit(True)
        source.told.emit(None)
    for _ in range(5000):
        timer.setInterval(10)
    heard.clear()
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert abs(after[0] - before[0]) < 50
    assert abs(after[1] - before[1]) < 50
