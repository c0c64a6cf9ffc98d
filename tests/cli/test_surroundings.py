"""Terminals, pipes, accounts, disks and names as they are elsewhere."""

from __future__ import annotations

import io
import json
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from ganstudio.cli.main import main
from ganstudio.core.runs import Run, RunStore
from tests.synthetic import write_pictures

Capture = pytest.CaptureFixture[str]
TINY = ["--family", "dcgan", "--preset", "quick", "--size", "28", "--set", "batch=4", "--device", "cpu", "--precision",
        "fp32", "--steps", "1"]  # fmt: skip


def said(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    out, complaint = capsys.readouterr()
    return status, out, complaint


# -- output ---------------------------------------------------------------------------------------------------


def written(encoding: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    """What a command writes in an encoding of its own."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
    for name, stream in zip(("stdout", "stderr"), streams, strict=True):
        monkeypatch.setattr(sys, name, stream)
    status = main(list(arguments))
    texts = [stream.buffer.getvalue().decode(encoding) for stream in streams]  # type: ignore[attr-defined]
    monkeypatch.undo()
    return status, texts[0], texts[1]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-16"])
def test_that_any_encoding_will_do(encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "Katzen 猫 · ≥ ü"
    write_pictures(folder, 4)
    monkeypatch.setenv("GANSTUDIO_HOME", str(tmp_path / "home"))
    for arguments in (["list", "families"], ["list", "data"], ["data", "inspect", str(folder)], ["--help"]):
        status, out, complaint = written(encoding, monkeypatch, *arguments)
        monkeypatch.setenv("GANSTUDIO_HOME", str(tmp_path / "home"))
        assert (status, complaint) == (0, ""), complaint
        assert out
    status, _, complaint = written(encoding, monkeypatch, "resume", "“猫”")
    assert status == 2 and complaint.startswith("ganstudio: There is no run called")


def test_that_json_is_whole_in_any_encoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "Katzen 猫 · ü"
    write_pictures(folder, 4)
    for encoding in ("ascii", "cp1252", "utf-8"):
        monkeypatch.setenv("GANSTUDIO_HOME", str(tmp_path / "home"))
        status, out, _ = written(encoding, monkeypatch, "data", "inspect", str(folder), "--json")
        assert (status, json.loads(out)["title"]) == (0, folder.name)


def test_that_a_pipe_that_is_closed_ends_no_work(
    tmp_path: Path, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(os.dup(writing), "w", buffering=1) as out, os.fdopen(writing, "w", buffering=1) as complaints:
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", complaints)
        status = main(["train", "--data", "mnist", *TINY])
        monkeypatch.undo()
    assert status == 0
    assert [run.state().state for run in RunStore(store.folder).all()] == ["finished"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_that_a_full_disk_behind_the_output_is_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    for arguments in (["list", "families"], ["--version"], ["list", "data", "--json"], ["--help"]):
        with Path("/dev/full").open("w") as full:
            monkeypatch.setattr(sys, "stdout", full)
            status = main(arguments)
        complaint = capsys.readouterr().err
        assert status == 1
        assert complaint == "ganstudio: What was to be said could not be written: no space left on device.\n"


@pytest.mark.parametrize("more", ["| head -1", "> /dev/full", ">&-", ">&- 2>&-", "2> /dev/full"])
def test_that_no_process_ends_in_a_traceback(more: str, home: Path) -> None:
    command = f"'{sys.executable}' -m ganstudio list data {more}"
    surroundings = {**os.environ, "GANSTUDIO_HOME": str(home), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(["bash", "-c", command], env=surroundings, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr
    assert len(done.stderr.splitlines()) <= 1


# -- accounts -------------------------------------------------------------------------------------------------


@pytest.fixture
def no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_number: int) -> object:
        raise KeyError

    for name in ("HOME", "GANSTUDIO_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)


@pytest.mark.parametrize("arguments", [
    ["list", "runs"], ["list", "data"], ["list", "models"], ["check"], ["train", "--steps", "1"], ["data", "list"],
    ["resume", "x"], ["sample", "x", "--out", "a.png"],
], ids=" ".join)  # fmt: skip
def test_that_an_account_without_a_home_gets_a_sentence(arguments: list[str], no_home: None, capsys: Capture) -> None:
    status, _, complaint = said(capsys, *arguments)
    assert status == 2
    assert "no home folder" in complaint and "GANSTUDIO_HOME" in complaint


def test_that_an_account_without_a_home_can_name_a_place(
    no_home: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("GANSTUDIO_HOME", str(tmp_path / "place"))
    assert said(capsys, "list", "data")[0] == 0
    status, _, complaint = said(capsys, "train", "--data", "~/pics")
    assert status == 2 and "~/pics" in complaint
    monkeypatch.setenv("GANSTUDIO_HOME", "~/place")
    status, _, complaint = said(capsys, "list", "runs")
    assert status == 2 and "no home folder for ~/place" in complaint


def test_that_a_home_that_cannot_be_written_is_named(
    no_home: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    write_pictures(tmp_path / "pics", 4)
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    for arguments in (
        ["train", "--data", tmp_path / "pics", *TINY], ["data", "inspect", tmp_path / "pics"],
        ["data", "add", tmp_path / "pics", "--name", "x"],
    ):  # fmt: skip
        status, _, complaint = said(capsys, *arguments)
        assert status == 2 and str(tmp_path / "file") in complaint
        assert len(complaint.splitlines()) <= 2


def test_that_a_working_folder_that_is_gone_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    for arguments in (
        ["list", "data"],
        ["train", "--data", "pics", "--steps", "1"],
        ["sample", "a.onnx", "--out", "b.png"],
    ):
        status, _, complaint = said(capsys, *arguments)
        assert "Traceback" not in complaint and (status == 0 or complaint.startswith("ganstudio: "))


def test_that_a_deep_folder_for_temporary_files_will_do(tmp_path: Path, home: Path) -> None:
    write_pictures(tmp_path / "pics", 4)
    deep = tmp_path / ("d" * 95)
    deep.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "ganstudio", "data", "inspect", tmp_path / "pics"], check=False, capture_output=True,
        text=True, env={**os.environ, "TMPDIR": str(deep), "GANSTUDIO_HOME": str(home)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


# -- names ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bytes_", [246, 250, 255])
def test_that_the_longest_names_can_be_written(
    bytes_: int, tmp_path: Path, painter_model: Path, capsys: Capture
) -> None:
    name = "x" * (bytes_ - 4) + ".png"
    sheet = Image.new("L", (64, 64), 255)
    sheet.paste(0, (10, 30, 54, 33))
    sheet.save(tmp_path / name)
    (tmp_path / "out").mkdir()
    status, _, complaint = said(capsys, "colour", painter_model, tmp_path / name, "--out", tmp_path / "out" / name)
    assert (status, complaint) == (0, "")
    status, _, complaint = said(capsys, "colour", painter_model, tmp_path, "--out", tmp_path / "all")
    assert (status, complaint) == (0, "")
    assert [path.name for path in (tmp_path / "all").iterdir()] == [name]


def test_that_pictures_in_a_folder_of_the_longest_name_are_trained_on(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / ("ä" * 127)
    write_pictures(folder, 8)
    status, out, complaint = said(capsys, "train", "--data", folder, *TINY)
    assert status == 0, complaint
    run = Run(Path(out.splitlines()[-1]))
    model = tmp_path / ("m" * 250 + ".onnx")
    status, _, complaint = said(capsys, "export", run.id, "--out", model)
    assert status == 0, complaint
    assert said(capsys, "sample", model, "--out", tmp_path / "a.png", "--count", "1")[0] == 0


def test_that_names_that_are_no_utf_8_are_used(
    tmp_path: Path, painter_model: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/B\xe4ume"))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this disk takes no such names")
    write_pictures(folder / "pics", 4)
    shutil.copy(painter_model, folder / "model.onnx")
    assert main(["data", "inspect", str(folder / "pics")]) == 0
    assert main(["data", "add", str(folder / "pics"), "--name", "trees"]) == 0
    assert main(["colour", str(folder / "model.onnx"), str(folder / "pics"), "--out", str(folder / "out")]) == 0
    out, complaint = capsysbinary.readouterr()
    assert complaint == b""
    assert out.endswith(b"/B\xe4ume/out\n")  # the bytes that a terminal takes back
    assert len(list((folder / "out").iterdir())) == 4
