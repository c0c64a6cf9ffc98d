"""Cores that are really idle, from what a system would say; the systems are folders of the test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ganstudio.core import cores

#                 user nice system idle iowait irq softirq steal guest guest_nice
BEFORE = """cpu  500 0 100 4000 0 0 0 0 0 0
cpu0 100 0 20 1000 0 0 0 0 0 0
cpu1 100 0 20 1000 0 0 0 0 0 0
cpu2 100 0 20 1000 0 0 0 0 0 0
cpu3 200 0 40 1000 0 0 0 0 0 0
intr 12086409 0 0
"""
# Of 20 ticks: cpu0 all for users, cpu1 none and waiting for a disk, cpu2 half at low priority, cpu3 taken by a host.
AFTER = """cpu  500 0 100 4000 0 0 0 0 0 0
cpu0 118 0 22 1000 0 0 0 0 18 0
cpu1 100 0 20 1010 10 0 0 0 0 0
cpu2 100 10 20 1010 0 0 0 0 0 0
cpu3 200 0 40 1000 0 0 0 20 0 0
intr 12086500 0 0
"""


@pytest.fixture
def four_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS")
    monkeypatch.setattr(cores, "allowed", lambda: {0, 1, 2, 3})
    monkeypatch.setattr(cores, "_quotas", lambda root: iter(()))
    monkeypatch.setattr(cores, "_busy_elsewhere", lambda: 0.0)


def test_that_busy_cores_are_counted_among_those_that_may_be_used() -> None:
    assert cores.busy_cores(BEFORE, AFTER, {0, 1, 2, 3}) == pytest.approx(2.5)
    assert cores.busy_cores(BEFORE, AFTER, {1, 2}) == pytest.approx(0.5)


@pytest.mark.parametrize(("before", "after"), [("", ""), (BEFORE, BEFORE), (BEFORE, ""), ("cpu0 0 0\n", "cpu0 0 0\n")])
def test_that_a_system_that_says_nothing_has_idle_cores(before: str, after: str) -> None:
    assert cores.busy_cores(before, after, {0, 1}) == 0.0


def test_that_what_this_process_does_itself_is_not_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stat = tmp_path / "stat"
    stat.write_text(BEFORE)
    clock, used = iter([0.0, 0.2]), iter([(1.0, 0.5, 0, 0, 0), (1.3, 0.5, 0, 0, 0)])
    monkeypatch.setattr(cores, "allowed", lambda: {0, 1, 2, 3})
    monkeypatch.setattr(cores.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(cores.time, "sleep", lambda seconds: stat.write_text(AFTER))
    monkeypatch.setattr(os, "times", lambda: next(used))
    assert cores._seen_busy(stat) == pytest.approx(2.5 - 1.5)


@pytest.mark.parametrize(("busy", "left"), [(0.0, 4), (0.4, 4), (0.6, 3), (2.5, 2), (3.9, 1), (9.0, 1)])
def test_that_idle_cores_are_those_that_others_leave(
    busy: float, left: int, four_cores: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cores, "_busy_elsewhere", lambda: busy)
    assert cores.idle() == left


@pytest.mark.parametrize(
    ("files", "quotas"),
    [
        ({}, []),
        ({"proc/self/cgroup": "0::/job\n", "sys/fs/cgroup/job/cpu.max": "max 100000\n"}, []),
        ({"proc/self/cgroup": "0::/job/step\n", "sys/fs/cgroup/job/cpu.max": "250000 100000\n"}, [2.5]),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "50000 100000\n"}, [0.5]),
        (
            {
                "proc/self/cgroup": "4:memory:/m\n2:cpu,cpuacct:/docker/1\n",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "300000\n",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
            },
            [3.0],
        ),
        (
            {
                "proc/self/cgroup": "1:cpu:/\n0::/\n",
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            [],
        ),
    ],
)
def test_that_the_quota_of_a_container_is_read(files: dict[str, str], quotas: list[float], tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert sorted(set(cores._quotas(tmp_path))) == quotas


@pytest.mark.parametrize(("quota", "number"), [(2.5, 2), (0.5, 1), (64.0, 4)])
def test_that_no_more_is_used_than_the_quota(
    quota: float, number: int, four_cores: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cores, "_quotas", lambda root: iter((8.0, quota)))
    assert (cores.usable(), cores.idle()) == (number, number)


@pytest.mark.parametrize(("said", "number"), [("2", 2), ("3,1", 3), ("", 4), ("many", 4), ("0", 4), ("9", 4)])
def test_that_what_the_environment_says_is_kept_to(
    said: str, number: int, four_cores: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", said)
    assert cores.usable() == number


def test_that_a_window_keeps_a_core_and_a_command_none(four_cores: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (cores.threads(0, 0), cores.threads(0, 0, spare=1)) == (4, 3)
    monkeypatch.setattr(cores, "_busy_elsewhere", lambda: 4.0)
    assert (cores.threads(0, 0), cores.threads(0, 0, spare=1)) == (1, 1)


def test_that_a_persons_choice_wins_and_a_run_goes_on_as_it_began(four_cores: None) -> None:
    assert cores.threads(7, 2, spare=1) == 7
    assert cores.threads(0, 2, spare=1) == 2
    assert cores.threads(0, 4, spare=1) == 4
    assert cores.threads(0, 16, spare=1) == 3  # begun on a larger machine
