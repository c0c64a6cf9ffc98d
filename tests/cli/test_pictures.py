"""`ganstudio data ...` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ganstudio.cli.main import main
from ganstudio.core.settings import places
from tests.layouts import LAYOUTS
from tests.sick import DEFECTS, sick_folder
from tests.synthetic import write_pictures

Capture = pytest.CaptureFixture[str]


def said(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    status = main(["data", *arguments])
    out, complaint = capsys.readouterr()
    return status, out, complaint


def told(capsys: Capture, *arguments: str) -> dict[str, Any]:
    """What a command prints as JSON; it must succeed."""
    status, out, complaint = said(capsys, *arguments, "--json")
    assert (status, complaint) == (0, "")
    values: dict[str, Any] = json.loads(out)
    return values


@pytest.mark.parametrize("name", LAYOUTS)
def test_that_every_layout_is_added_and_inspected(name: str, tmp_path: Path, capsys: Capture) -> None:
    layout = LAYOUTS[name]
    made = layout.make(tmp_path / "theirs")
    paths = [str(path) for path in (made if isinstance(made, list) else [made])]
    before = sorted(path for path in (tmp_path / "theirs").rglob("*"))
    added = told(capsys, "add", *paths, "--name", f"My {name}", "--size", str(layout.size))
    seen = told(capsys, "inspect", added["name"])
    assert seen["kind"] == layout.kind
    assert seen["count"] == layout.count
    assert tuple(seen["classes"]) == layout.classes
    assert tuple(seen["attributes"]) == layout.attributes
    assert (seen["size"], seen["channels"]) == (layout.size, layout.channels)
    assert [problem for problem in seen["problems"] if problem["file"]] == []
    assert sorted(path for path in (tmp_path / "theirs").rglob("*")) == before


def test_that_a_set_is_listed_until_it_is_removed(tmp_path: Path, capsys: Capture) -> None:
    write_pictures(tmp_path / "mine", 12)
    assert said(capsys, "add", str(tmp_path / "mine"), "--name", "Holiday 2026")[0] == 0
    keys = [row["key"] for row in json.loads(said(capsys, "list", "--json")[1])]
    assert keys[0] == "holiday-2026"
    assert "mnist" in keys
    cache = places().cache / "sets" / "holiday-2026"
    assert cache.is_dir()
    assert said(capsys, "remove", "holiday-2026")[0] == 0
    assert "holiday-2026" not in said(capsys, "list")[1]
    assert not cache.exists()
    assert len(list((tmp_path / "mine").iterdir())) == 12


def test_that_a_name_is_taken_once(tmp_path: Path, capsys: Capture) -> None:
    write_pictures(tmp_path / "mine", 3)
    for name, words in (("pets", ""), ("Pets", "already"), ("mnist", "comes with the program"), ("?", "no name")):
        status, _, complaint = said(capsys, "add", str(tmp_path / "mine"), "--name", name)
        assert (status, words in complaint) == (0 if not words else 2, True)


@pytest.mark.parametrize(("arguments", "words"), [
    (["add", "/nowhere", "--name", "x"], "not a folder"), (["inspect", "nobody"], "no data set called 'nobody'"),
    (["remove", "mnist"], "no set of your own"), (["remove", "../../etc"], "no set of your own"),
    (["add", "/", "--name", "x", "--size", "big"], "not 'big'"),
    (["add", "/", "--name", "x", "--size", "4"], "8 to 2048"),
    (["make-faces", "--count", "0", "--size", "64", "--kind", "pairs", "--out", "x"], "0"),
    (["make-faces", "--count", "1", "--size", "64", "--kind", "dogs", "--out", "x"], "dogs"),
    (["download", "imagenet"], "no download called 'imagenet'"), (["download", "wikiart"], "by hand"),
    (["inspect", "mnist", "--set", "fit=round"], "Shape"), (["inspect", "mnist", "--set", "colour=1"], "no setting"),
])  # fmt: skip
def test_that_a_mistake_is_one_sentence(arguments: list[str], words: str, capsys: Capture) -> None:
    status, out, complaint = said(capsys, *arguments)
    assert (status, out) == (2, "")
    assert words in complaint
    assert "Traceback" not in complaint


def test_that_nothing_is_kept_of_pictures_that_cannot_be_used(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.png").write_text("text")
    status, _, complaint = said(capsys, "add", str(tmp_path / "bad"), "--name", "bad")
    assert status == 2
    assert "a.png" in complaint
    assert not list((places().data / "sets").glob("*.json"))
    assert not list((places().cache / "sets").glob("*"))


def test_that_every_problem_has_its_four_entries(tmp_path: Path, capsys: Capture) -> None:
    sick_folder(tmp_path / "sick")
    values = told(capsys, "inspect", str(tmp_path / "sick"))
    assert {"kind", "count", "classes", "attributes", "size", "channels", "problems"} <= values.keys()
    for problem in values["problems"]:
        assert set(problem) == {"code", "file", "message", "remedy"}
        assert problem["message"].endswith(".")
        assert problem["remedy"]
    assert len({problem["code"] for problem in values["problems"]}) >= 20
    assert len(DEFECTS) >= 20


@pytest.mark.parametrize(("kind", "seen", "count"), [
    ("pairs", "pairs", 20), ("attributes", "attributes", 20), ("domains", "domains", [10, 10]),
])  # fmt: skip
def test_that_drawn_faces_are_an_ordinary_set(
    kind: str, seen: str, count: object, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "faces"
    assert said(capsys, "make-faces", "--count", "20", "--size", "32", "--kind", kind, "--out", str(out))[0] == 0
    values = told(capsys, "inspect", str(out))
    assert (values["kind"], values["count"], values["size"], values["channels"]) == (seen, count, 32, 3)
    assert "Lisa Wischofsky" in (out / "LICENSE.txt").read_text("utf-8")


def test_that_colour_pictures_become_sketch_pairs(tmp_path: Path, capsys: Capture) -> None:
    write_pictures(tmp_path / "mine", 6)
    values = told(capsys, "add", str(tmp_path / "mine"), "--name", "lines", "--lines", "xdog")
    assert (values["kind"], values["count"]) == ("pairs", 6)
    status, _, complaint = said(capsys, "add", str(tmp_path / "mine"), "--name", "other", "--lines", "chalk")
    assert (status, "Method" in complaint) == (2, True)


def test_that_settings_decide_what_is_used(tmp_path: Path, capsys: Capture) -> None:
    for name, number in (("cats", 12), ("dogs", 11)):
        write_pictures(tmp_path / "pets" / name, number, number)
    Image.fromarray(np.full((16, 16, 3), 7, np.uint8)).save(tmp_path / "pets" / "dogs" / "blank.png")
    path = str(tmp_path / "pets")
    assert told(capsys, "inspect", path)["count"] == 24
    assert told(capsys, "inspect", path, "--set", "skip=blank")["count"] == 23
    assert told(capsys, "inspect", path, "--set", "validation=0.5")["held_back"] > 3
    assert told(capsys, "inspect", path, "--set", "read_as=domains")["count"] == [12, 12]
    assert told(capsys, "inspect", path, "--set", "read_as=plain", "--size", "20")["size"] == 20


def test_that_a_run_trains_on_an_added_set(tmp_path: Path, capsys: Capture) -> None:
    write_pictures(tmp_path / "mine", 20)
    assert said(capsys, "add", str(tmp_path / "mine"), "--name", "mine", "--set", "flip=on")[0] == 0
    status = main(["train", "--family", "dcgan", "--preset", "quick", "--data", "mine", "--size", "28", "--set",
                   "batch=8", "--device", "cpu", "--precision", "fp32", "--steps", "2"])  # fmt: skip
    out, complaint = capsys.readouterr()
    assert status == 0, complaint
    assert "flip = true" in (Path(out.splitlines()[-1]) / "recipe.toml").read_text("utf-8")
