"""Pickles that mean harm run nothing and cost nothing; honest arrays come through."""

from __future__ import annotations

import os
import pickle
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.data.files.unpickling import restricted_load
from tests.data.surviving import growing_by_less_than, nothing_takes_much, quiet_libraries, recognised, survives
from tests.layouts import cifar, grey, planes

__all__ = ["nothing_takes_much", "quiet_libraries"]


class Command:
    """What a pickle of this would run, if anybody let it."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self.function, self.arguments = function, arguments

    def __reduce__(self) -> Any:
        return self.function, self.arguments


def commands(target: Path) -> list[bytes]:
    """Pickles that would make the file `target`, by every road there is."""
    command, code = f"touch {target}".encode(), f"open({str(target)!r}, 'w')".encode()
    harms = (Command(os.system, command.decode()), Command(eval, code.decode()))
    batches = [pickle.dumps({b"data": harm, b"labels": [1]}, protocol) for harm in harms for protocol in range(6)]
    asked = b"cbuiltins\neval\n(V" + code + b"\ntR."
    stored = b"cos\nsystem\np0\n0g0\n(V" + command + b"\ntR."
    by_name = b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c" + bytes([len(command)]) + command + b"\x85R."
    return [*batches, asked, stored, by_name]


def test_that_no_pickle_runs_anything(tmp_path: Path) -> None:
    target = tmp_path / "was-here"
    folder = cifar(tmp_path / "set")
    for data in commands(target):
        (folder / "cifar-10-batches-py" / "data_batch_1").write_bytes(data)
        (folder / "cifar-10-batches-py" / "batches.meta").write_bytes(data)
        found = recognised(folder)
        assert found.count == 34
        assert [problem.code for problem in found.findings] == ["corrupt"]
        assert not target.exists()
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "data_batch_1").write_bytes(commands(target)[0])
    with pytest.raises(StudioError, match=r"it asks for posix\.system, which pictures do not need"):
        recognised(alone)


def nested_tuples(count: int) -> bytes:
    steps = b"".join(b"h" + bytes([level]) + b"\x86q" + bytes([level + 1]) for level in range(count))
    return b"\x80\x02}K\x01K\x01\x86q\x00" + steps + b"K\x01s."


BOMBS = {
    "memo": b"\x80\x02Nr\xff\xff\xff\x7f.",
    "memo of a gigabyte": b"\x80\x02Nr\xff\xff\xff\x03.",
    "memo in words": b"\x80\x02Np99999999999\n.",
    "tuples": nested_tuples(60),
    "doubled tuples": b"\x80\x02}K\x01K\x01\x86" + b"2\x86" * 60 + b"K\x01s.",
    "long bytes": b"\x80\x04\x8e" + struct.pack("<Q", 1 << 40) + b"x.",
    "long text": b"\x80\x04\x8d" + struct.pack("<Q", 1 << 60) + b"x.",
    "long number": b"\x80\x02\x8b" + struct.pack("<i", 1 << 30) + b"1.",
    "frame": b"\x80\x04\x95" + struct.pack("<Q", 1 << 62) + b"}.",
    "deep": b"\x80\x02" + b"]" * 200_000 + b"a" * 199_999 + b".",
    "nested labels": pickle.dumps({b"data": planes(range(1)), b"labels": [[[1] * 50] * 50] * 50}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_that_pickle_bombs_cost_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "data_batch_1").write_bytes(BOMBS[name])
    with growing_by_less_than(200):
        assert not survives(lambda: recognised(tmp_path / "set"))


@pytest.mark.parametrize("protocol", range(6))
def test_that_honest_arrays_come_through_in_every_protocol(protocol: int) -> None:
    content = {
        "data": planes(range(3)),
        "labels": np.arange(3),
        "names": ["a", b"b"],
        "order": np.asfortranarray(grey(range(2))),
    }
    loaded = restricted_load(pickle.dumps(content, protocol))
    for key in ("data", "labels", "order"):
        assert np.array_equal(loaded[key.encode()].numbers(), content[key])
