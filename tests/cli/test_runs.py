"""Runs that are taken elsewhere: by relative paths, by what the program says to type, by recipes other tools wrote."""

from __future__ import annotations

import codecs
import os
import shlex
import shutil
from pathlib import Path

import pytest
from PIL import Image

from ganstudio.cli.main import main
from ganstudio.core import recipe as recipes
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places
from tests.synthetic import write_pictures

Capture = pytest.CaptureFixture[str]
TINY = ["--family", "dcgan", "--preset", "quick", "--size", "28", "--set", "batch=4", "--device", "cpu", "--precision",
        "fp32"]  # fmt: skip


def said(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    out, complaint = capsys.readouterr()
    return status, out, complaint


def last(out: str) -> Run:
    return Run(Path(out.splitlines()[-1]))


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with pictures in `pics`."""
    write_pictures(tmp_path / "there" / "pics", 8)
    monkeypatch.chdir(tmp_path / "there")
    return tmp_path / "there"


@pytest.mark.parametrize("typed", ["pics", "./pics", "../there/pics"])
def test_that_a_run_begun_with_a_relative_path_goes_on_from_anywhere(
    typed: str, there: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, complaint = said(capsys, "train", "--data", typed, *TINY, "--steps", "1", "--runs", "my runs")
    assert status == 0, complaint
    run = last(out)
    write_pictures(tmp_path / "elsewhere" / "pics", 8, seed=100)
    monkeypatch.chdir(tmp_path / "elsewhere")
    status, _, complaint = said(capsys, "resume", run.id, "--steps", "1", "--runs", run.folder.parent)
    assert status == 0, complaint
    assert run.state().step == 2
    assert said(capsys, "sample", run.folder, "--out", "sheet.png", "--count", "4")[0] == 0
    assert said(capsys, "train", run.folder / "recipe.toml", "--steps", "1")[0] == 0


def test_that_a_recipe_finds_the_pictures_beside_it(
    there: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (there / "mine.toml").write_text('family = "dcgan"\npreset = "quick"\n[data]\nsource = "pics"\nsize = 28\n')
    monkeypatch.chdir(tmp_path)
    status, out, complaint = said(capsys, "train", there / "mine.toml", "--set", "batch=4", "--steps", "1")
    assert status == 0, complaint
    assert last(out).recipe().data.source == str(there / "pics")


def test_that_a_run_of_an_earlier_version_says_where_to_go_on(
    there: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, out, _ = said(capsys, "train", "--data", "pics", *TINY, "--steps", "1")
    run = last(out)
    path = run.folder / "recipe.toml"
    path.write_text(path.read_text("utf-8").replace(str(there / "pics"), "pics"), "utf-8")
    monkeypatch.chdir(tmp_path)
    status, _, complaint = said(capsys, "resume", run.id, "--steps", "1")
    assert status == 2
    assert f"nor a folder of that name in {tmp_path}" in complaint
    assert "the folder that the run was begun in" in complaint
    write_pictures(tmp_path / "pics", 8, seed=100)
    status, _, complaint = said(capsys, "resume", run.id, "--steps", "1")
    assert status == 2
    assert f"{tmp_path / 'pics'} are not those that this run began with" in complaint
    monkeypatch.chdir(there)
    assert said(capsys, "resume", run.id, "--steps", "1")[0] == 0


# -- what is to be typed --------------------------------------------------------------------------------------


def test_that_the_command_to_go_on_works_as_it_is_printed(
    there: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ganstudio.engine.steering import Steering

    monkeypatch.setattr(Steering, "stopping", True)  # as Ctrl-C at once
    store = there / "it's $my runs"
    _, out, _ = said(capsys, "train", "--data", "pics", *TINY, "--minutes", "30", "--runs", store.name)
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(out.splitlines()[-2].partition("Go on with: ")[2])
    assert program == "ganstudio"
    status, _, complaint = said(capsys, *arguments, "--steps", "1")
    assert status == 0, complaint
    assert [run.state().step for run in RunStore(store).all()] == [1]


def test_that_the_usual_folder_of_runs_need_not_be_typed(there: Path, capsys: Capture) -> None:
    _, out, _ = said(capsys, "train", "--data", "pics", *TINY, "--steps", "1")
    assert last(out).command("resume", "x") == "ganstudio resume x"


def test_that_runs_elsewhere_are_listed_by_the_command_that_is_named(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "other runs"
    _, _, complaint = said(capsys, "resume", "nothing", "--runs", folder)
    assert f"`ganstudio list runs --runs '{folder}'`" in complaint


# -- recipes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [
    lambda text: codecs.BOM_UTF8 + text.encode(),  # Notepad
    lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),  # PowerShell's >
    lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    lambda text: text.replace("\n", "\r\n").encode(),
    lambda text: codecs.BOM_UTF16_LE + text.replace("\n", "\r\n").encode("utf-16-le"),
], ids=["bom", "utf-16", "utf-16 big", "crlf", "powershell"])  # fmt: skip
def test_that_a_recipe_is_read_as_any_editor_wrote_it(written, there: Path, capsys: Capture) -> None:  # type: ignore[no-untyped-def]
    text = '# Bäume\nfamily = "dcgan"\npreset = "quick"\ndata = "pics"\n[settings]\nbatch = 4\n'
    Path("mine.toml").write_bytes(written(text))
    status, out, complaint = said(capsys, "train", "mine.toml", "--size", "28", "--steps", "1")
    assert status == 0, complaint
    assert last(out).recipe().settings["batch"] == 4


@pytest.mark.parametrize("data", ["# B\xe4ume\n".encode("latin-1"), b"\xff\xfe\x00", b"\x89PNG\r\n\x1a\n"])
def test_that_a_recipe_in_another_encoding_is_named(data: bytes, there: Path, capsys: Capture) -> None:
    Path("mine.toml").write_bytes(data)
    status, _, complaint = said(capsys, "train", "mine.toml")
    assert status == 2 and "mine.toml is not a text file in UTF-8" in complaint


# -- refused before the first step ----------------------------------------------------------------------------


def test_that_a_refused_run_leaves_nothing(there: Path, store: RunStore, places: Places, capsys: Capture) -> None:
    (there / "bad").mkdir()
    for index in range(3):
        (there / "bad" / f"{index}.png").write_text("no picture")
    (there / "one").mkdir()
    Image.new("RGB", (1, 1)).save(there / "one" / "dot.png")
    refused = [
        ["--data", "pics", "--device", "cuda:9"], ["--data", "pics", "--device", "quantum"], ["--data", "bad"],
        ["--data", "one"], ["--data", "nothing"], ["--data", "pics", "--family", "cgan"],
        ["--data", "pics", "--channels", "2"], ["--data", "pics", "--set", "batch=0"],
        ["--data", "pics", "--set", "batch=64"],
    ]  # fmt: skip
    for arguments in refused:
        status, out, complaint = said(capsys, "train", *TINY, *arguments, "--steps", "1")
        assert (status, out) == (2, ""), arguments
        assert complaint.startswith("ganstudio: ") and len(complaint.splitlines()) <= 2
        assert store.all() == [], arguments
        assert not places.runs.exists() or not list(places.runs.iterdir())


def test_that_a_run_that_once_began_stays_when_it_cannot_go_on(there: Path, store: RunStore, capsys: Capture) -> None:
    _, out, _ = said(capsys, "train", "--data", "pics", *TINY, "--steps", "1")
    shutil.rmtree(there / "pics")
    status, _, complaint = said(capsys, "resume", last(out).id)
    assert status == 2 and "pics" in complaint
    assert [run.folder for run in store.all()] == [last(out).folder]


def test_that_a_folder_whose_name_is_no_utf_8_is_trained_on(there: Path, capsys: Capture) -> None:
    folder = Path(os.fsdecode(b"pics \xff"))
    try:
        (there / "pics").rename(there / folder)
    except OSError:
        pytest.skip("this disk takes no such names")
    status, out, complaint = said(capsys, "train", "--data", folder, *TINY, "--steps", "1")
    assert status == 0, complaint
    run = last(out)
    assert recipes.read(run.folder / "recipe.toml").data.source == str(there / folder)
    assert said(capsys, "resume", run.id, "--steps", "1")[0] == 0
    assert run.state().title.startswith("pics")
    assert said(capsys, "list", "runs")[0] == 0
