"""Decoders that crash, hang or eat memory cost one picture."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.data.decoding import workers
from tests.data import bad_decoders
from tests.drawings import numbers_of
from tests.layouts import (
    flat,
)
from tests.looks import named, opened


@pytest.fixture
def bad_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_work", bad_decoders.work_badly)
    monkeypatch.setattr(workers, "_SECONDS", 1.0)


def with_villains(folder: Path, natures: Sequence[bytes]) -> Path:
    flat(folder, range(100), stem="{}")
    for index, nature in enumerate(natures):
        (folder / f"{10 * index + 5} {nature.decode()[:4]}.tga").write_bytes(nature + b"\0" * 100)
    return folder


@pytest.mark.usefixtures("bad_plugin")
def test_that_a_crashing_or_hanging_decoder_costs_one_picture(tmp_path: Path) -> None:
    natures = (bad_decoders.CRASHES, bad_decoders.HANGS, bad_decoders.EATS, bad_decoders.RAISES)
    look = opened(with_villains(tmp_path / "set", natures))
    assert named(look.report) == {
        "crashed": {"5 CRAS.tga", "15 HANG.tga"}, "too-large": {"25 EATS.tga"}, "corrupt": {"35 RAIS.tga"},
    }  # fmt: skip
    numbers = numbers_of(look.pictures.pictures)
    assert sorted(numbers) == [*range(100)]
    names = [look.report.collection.name(int(record)) for record in look.report.selection.used]
    assert [int(name.partition(".")[0]) for name in names] == numbers  # nobody took another's place
    assert len(look.pictures.left_out) == 4


@pytest.mark.usefixtures("bad_plugin")
def test_that_many_crashes_end_all_the_same(tmp_path: Path) -> None:
    look = opened(with_villains(tmp_path / "set", [bad_decoders.CRASHES] * 12))
    assert len(named(look.report)["crashed"]) == 12
    assert look.report.count == 100


@pytest.mark.usefixtures("bad_plugin")
def test_that_nothing_but_crashes_is_explained(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "a.tga").write_bytes(bad_decoders.CRASHES + b"\0" * 100)
    with pytest.raises(StudioError, match=r"can be used: a\.tga makes the program that reads it crash"):
        opened(tmp_path / "set")


def test_that_a_machine_without_room_for_a_process_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(process: object) -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(BaseProcess, "start", refuse)
    with pytest.raises(StudioError, match="No process can be started to read pictures: Resource temporarily"):
        opened(flat(tmp_path / "set"))
