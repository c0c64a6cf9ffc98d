"""Project files: an exact round trip, and one clear sentence for everything that is not such a file."""

from __future__ import annotations

import json
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ganstudio.core.errors import StudioError
from ganstudio.drawing import project
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import HINTS, LARGEST, PICTURE, Fill, Placed
from tests.drawing.sketches import full, png, same, some_drawings, stroke

_SHARED = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cat.gansketch"


def test_everything_comes_back(path: Path) -> None:
    drawing = full()
    project.save(path, drawing)
    opened = project.open_project(path)
    assert same(drawing, opened)
    assert opened.redo() and opened.redo() and not opened.redo()


@_SHARED
@given(some_drawings())
def test_any_drawing_comes_back(tmp_path: Path, drawing: Drawing) -> None:
    path = tmp_path / "any.gansketch"
    project.save(path, drawing)
    assert same(drawing, project.open_project(path))


def test_equal_drawings_are_equal_files(path: Path) -> None:
    project.save(path, full())
    first = path.read_bytes()
    project.save(path, project.open_project(path))
    assert path.read_bytes() == first


def test_other_programs_find_the_pictures(path: Path) -> None:
    project.save(path, full(), {"thumbnail.png": png(), "line.png": png(9, 9)})
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.testzip() is None
        assert archive.read("line.png") == png(9, 9)
    assert project.extra(path, "thumbnail.png") == png()
    assert project.extra(path, "result.png") is None


def test_numbers_of_numpy_are_numbers(path: Path) -> None:
    drawing = Drawing()
    drawing.set_setting("strength", np.float32(0.5))
    project.save(path, drawing)
    assert project.open_project(path).settings == {"strength": 0.5}


def test_a_failed_save_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project.save(path, full())
    before = path.read_bytes()

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full_disk)
    with pytest.raises(StudioError, match="no space left"):
        project.save(path, Drawing())
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


# -- what is no such file -----------------------------------------------------------------------------------


def _refusal(path: Path) -> str:
    with pytest.raises(StudioError) as caught:
        project.open_project(path)
    assert path.name in caught.value.message and caught.value.hint
    return str(caught.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    _refusal(tmp_path / "nothing.gansketch")
    (tmp_path / "folder.gansketch").mkdir()
    _refusal(tmp_path / "folder.gansketch")


@pytest.mark.parametrize("content", [b"", b"hello", png(), b"PK\x05\x06" + bytes(18)])
def test_other_files(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    _refusal(path)


def test_another_kind_of_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", "<image/>")
    assert "another kind of file" in _refusal(path)


def test_cut_anywhere(path: Path) -> None:
    project.save(path, full())
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        _refusal(path)


def test_flipped_bytes(path: Path) -> None:
    """Thousands of flips: a sentence, or the same drawing where the byte did not matter."""
    drawing = full()
    project.save(path, drawing)
    whole = np.frombuffer(path.read_bytes(), np.uint8)
    random = np.random.default_rng(3)
    refused = 0
    for turn in range(4000):
        broken = whole.copy()
        where = random.integers(0, len(whole), 1 + turn % 3)
        broken[where] ^= random.integers(1, 256, len(where)).astype(np.uint8)
        path.write_bytes(broken.tobytes())
        try:
            opened = project.open_project(path)
        except StudioError as error:
            refused += 1
            assert path.name in error.message
        else:
            assert same(opened, drawing)
    assert refused > 2500


def _rewritten(path: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """`path` with other content and correct checksums."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    change(content)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)


def _with_header(path: Path, **values: Any) -> None:
    def change(content: dict[str, bytes]) -> None:
        content["drawing.json"] = json.dumps({**json.loads(content["drawing.json"]), **values}).encode()

    _rewritten(path, change)


def test_a_newer_version_is_named(path: Path) -> None:
    project.save(path, full())
    _with_header(path, format=9, program="7.5.1")
    text = _refusal(path)
    assert "7.5.1" in text and "Update" in text


@pytest.mark.parametrize("name", ["drawing.json", "marks.jsonl", "mimetype", "pictures/"])
def test_missing_parts(path: Path, name: str) -> None:
    project.save(path, full())
    _rewritten(path, lambda content: [content.pop(each) for each in list(content) if each.startswith(name)])
    _refusal(path)


@pytest.mark.parametrize(
    "values",
    [
        {"width": 0}, {"width": -5}, {"height": 10**9}, {"width": 1e400}, {"width": "300"}, {"height": True},
        {"layers": []}, {"layers": {"line": 5}}, {"settings": [1]}, {"done": 4}, {"done": [-1]}, {"done": ["1"]},
        {"done": [10**30]}, {"undone": [50]}, {"undone": []}, {"assets": ["../../x"]}, {"assets": 5}, {"format": "1"},
        {"format": -1}, {"layers": {"line": {"opacity": "much"}}}, {"assets": []},
    ],
)  # fmt: skip
def test_absurd_headers(path: Path, values: dict[str, Any]) -> None:
    project.save(path, full())
    _with_header(path, **values)
    _refusal(path)


_scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.just([]) | st.just({})


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_wrong_types_anywhere(tmp_path: Path, data: st.DataObject) -> None:
    """Any one value of the JSON replaced by another one: refused with a sentence, or still a drawing."""
    path = tmp_path / "wrong.gansketch"
    project.save(path, full())

    def change(content: dict[str, bytes]) -> None:
        lines = [content["drawing.json"], *content["marks.jsonl"].splitlines()]
        at = data.draw(st.integers(0, len(lines) - 1))
        value = json.loads(lines[at])
        place, key = value, data.draw(st.sampled_from(sorted(value)))
        while isinstance(place[key], (list, dict)) and place[key] and data.draw(st.booleans()):
            place = place[key]
            key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        place[key] = data.draw(_scalars)
        lines[at] = json.dumps(value).encode()
        content["drawing.json"], content["marks.jsonl"] = lines[0], b"\n".join(lines[1:]) + b"\n"

    _rewritten(path, change)
    try:
        project.open_project(path).numbered()
    except StudioError as error:
        assert path.name in error.message


def test_lines_that_are_no_marks(path: Path) -> None:
    for text in (b"[]", b"3", b"null", b'"stroke"', b"{}", b"[" * 100_000, b"\xff\xfe", b'{"kind": []}'):
        project.save(path, full())
        _rewritten(path, lambda content, text=text: content.update({"marks.jsonl": text + b"\n"}))
        _refusal(path)


def test_bombs(path: Path) -> None:
    project.save(path, full())
    fill = {"kind": "fill", "layer": "line", "left": 0, "top": 0, "height": 60_000, "width": 60_000, "bits": "eA=="}
    bombs: list[Callable[[dict[str, bytes]], object]] = [
        lambda content: content.update({"thumbnail.png": bytes(300 << 20)}),
        lambda content: content.update({"drawing.json": b" " * (65 << 20)}),
        lambda content: content.update({"marks.jsonl": json.dumps(fill).encode()}),
        lambda content: content.update({"marks.jsonl": b" " * (80 << 20)}),
    ]
    for bomb in bombs:
        project.save(path, full())
        _rewritten(path, bomb)
        tracemalloc.start()
        try:
            _refusal(path)
            assert tracemalloc.get_traced_memory()[1] < 120e6
        finally:
            tracemalloc.stop()


def test_very_many_marks(path: Path) -> None:
    """Reading takes the memory of the marks, not several times that."""
    drawing = Drawing()
    one = stroke(5, points=2)
    for _ in range(8_000):
        drawing.do(one)
    project.save(path, drawing)
    tracemalloc.start()
    try:
        opened = project.open_project(path)
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(opened.done) == 8_000
    assert peak < 1.2 * kept + 3e6


def test_the_largest_fill_comes_back(path: Path) -> None:
    drawing = Drawing(LARGEST, LARGEST)
    drawing.do(Fill(HINTS, 0, 0, np.ones((LARGEST, LARGEST), np.bool_), (1, 2, 3)))
    project.save(path, drawing)
    (mark,) = project.open_project(path).on(HINTS)
    assert isinstance(mark, Fill) and mark.mask.all() and mark.mask.shape == (LARGEST, LARGEST)


@pytest.mark.parametrize("limit", ["_LARGEST_AREA", "_LARGEST_PICTURE", "_LARGEST_PICTURES"])
def test_what_could_not_be_opened_again_is_not_saved(limit: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = Drawing(100, 100)
    drawing.keep(bytes(10_000))
    project.save(path, drawing)
    before = path.read_bytes()
    drawing.do(Fill(HINTS, 0, 0, np.ones((100, 100), np.bool_), (1, 2, 3)))
    monkeypatch.setattr(project, limit, 9_999)
    with pytest.raises(StudioError, match="more than a file can hold"):
        project.save(path, drawing)
    assert path.read_bytes() == before


def test_pictures_that_nothing_needs_are_left_out_of_copies() -> None:
    drawing = Drawing(100, 100)
    used, unused = drawing.keep(png()), drawing.keep(png(9, 9))
    drawing.do(Placed(PICTURE, used, 0, 0, 10, 10))
    drawing.undo()
    assert set(drawing.copied().assets) == {used} and unused in drawing.assets
