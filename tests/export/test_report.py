"""A run as a page for others, and its figures."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.cli.main import main
from ganstudio.core.curves import EARLY, Group, Line, Mark
from ganstudio.core.errors import StudioError
from ganstudio.core.events import Failed, Finished, Measured, Sampled, Saved, Started, Stepped
from ganstudio.core.history import Curve
from ganstudio.core.pictures import write_png
from ganstudio.core.recipe import DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.export.report import palette, plot, ticks, writing

TITLE = 'Cats & <script>alert("x")</script>'
VOID = ("meta", "img", "br", "line", "rect", "circle", "polyline")
PLACE = "/home/somebody/secret place/cats"


@pytest.fixture
def run(store: RunStore) -> Run:
    """One that was measured while it trained, of pictures in somebody's home."""
    run = store.create(Recipe("dcgan", "quick", DataChoice(PLACE, 28, 1)), TITLE, "cats")
    run.hold()
    run.append(Started(0, 100, 0.0, None, 10, "CPU", "fp32", 1))
    write_png(run.samples / "real.png", np.full((28, 28, 1), 200, np.uint8))
    for step in (0, 50, 100):
        name = f"step-{step:08d}-ema.png"
        write_png(run.samples / name, np.full((28, 28, 1), step, np.uint8))
        run.append(Sampled(step, float(step), 1, 1, {"ema": name}))
    values = tuple(float(np.sin(step / 9)) for step in range(100))
    run.append(Stepped(1, 100, 20.0, 100.0, {"generator.total": values, "discriminator.total": values}))
    for step in (40, 80):
        run.append(Measured(step, {EARLY: 1 / step, f"{EARLY} low": 0.9 / step, f"{EARLY} high": 1.1 / step,
                                   f"{EARLY} floor": 0.01}))  # fmt: skip
    run.append(Saved(80, "step-00000080.safetensors", best=True))
    run.append(Finished(100, 20.0, "budget"))
    run.update(state="finished", step=100, seconds=20.0)
    run.release()
    return run


class Checker(HTMLParser):
    """What a page wants from outside, and whether its tags are balanced."""

    def __init__(self) -> None:
        super().__init__()
        self.outside: list[str] = []
        self.open: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if tag not in VOID:
            self.open.append(tag)
        self.outside += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href")
                         and not (value or "").startswith("data:image/png;base64,")]  # fmt: skip

    def handle_endtag(self, tag: str) -> None:
        assert tag in VOID or self.open.pop() == tag


def test_that_a_report_is_one_page_that_needs_nothing_and_shows_nobodys_folders(run: Run, tmp_path: Path) -> None:
    done = writing.write(run, tmp_path / "report")
    text = done.page.read_text("utf-8")
    page = Checker()
    page.feed(text)
    assert page.open == []
    assert page.outside == []
    assert page.scripts == 0
    assert "&lt;script&gt;" in text
    for secret in ("/home", "secret place", str(tmp_path), str(run.folder)):
        assert secret not in text
    assert 'source = "cats"' in text.replace("&quot;", '"')
    assert "prefers-color-scheme: dark" in text
    assert text.count("data:image/png;base64,") == 4
    assert "Samples at step 100 (averaged weights)" in text
    assert "step 80" in text
    assert "Nothing was measured" in text


def test_that_figures_lie_beside_it_as_svg_png_and_csv(run: Run, tmp_path: Path) -> None:
    done = writing.write(run, tmp_path)
    names = sorted(path.stem for path in (tmp_path / "figures").glob("*.svg"))
    assert names == ["losses", "quality"]
    assert done.figures == 2
    for name in names:
        svg = ET.parse(tmp_path / "figures" / f"{name}.svg").getroot()
        assert svg.tag.endswith("svg")
        assert "var(--" not in (tmp_path / "figures" / f"{name}.svg").read_text()
        with Image.open(tmp_path / "figures" / f"{name}.png") as picture:
            assert picture.size == (2 * plot.WIDTH, 2 * plot.HEIGHT)
            assert len(picture.convert("RGB").getcolors(100_000) or []) > 20
    with (tmp_path / "figures" / "quality.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["step"], float(row["value"])) for row in rows if row["curve"] == EARLY] == [
        ("40", 0.025),
        ("80", 0.0125),
    ]
    assert ">best<" in (tmp_path / "figures" / "quality.svg").read_text()


def test_that_what_was_measured_is_in_it(run: Run, tmp_path: Path) -> None:
    held, made = ({"real": real, "fake": 1 - real, "pictures": 8} for real in (0.75, 0.1))
    table = {"held_out": held, "samples": made, "right": 0.825, "border": "a logit of 0"}
    (run.folder / "figures.json").write_text(json.dumps({"frechet_distance": 1.25, writing.CONFUSION: table}))
    text = writing.write(run, tmp_path).page.read_text("utf-8")
    for words in ("frechet distance", "1.25", "real, never trained on", "75.0%", "90.0%", "Right in 82.5%"):
        assert words in text
    (run.folder / "figures.json").write_text("{half")
    assert "Nothing was measured" in writing.write(run, tmp_path).page.read_text("utf-8")


def test_that_a_failed_run_says_why(run: Run, tmp_path: Path) -> None:
    run.hold()
    run.append(Failed(100, "/home/somebody/runs/step-3.safetensors cannot be written.", "Free some."))
    run.release()
    text = writing.write(run, tmp_path).page.read_text("utf-8")
    assert "step-3.safetensors cannot be written. Free some." in text
    assert "somebody" not in text


def test_that_a_run_that_did_nothing_is_one_sentence(store: RunStore, tmp_path: Path) -> None:
    empty = store.create(Recipe("dcgan", "quick", DataChoice("mnist")), "Empty", "MNIST")
    with pytest.raises(StudioError, match="has done nothing yet"):
        writing.write(empty, tmp_path)


def test_that_the_command_says_where_it_lies(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", run.id, "--out", str(tmp_path / "out")]) == 0
    assert "2 figures as SVG, PNG and CSV" in capsys.readouterr().out
    assert (tmp_path / "out" / "index.html").is_file()
    (tmp_path / "file").write_text("")
    assert main(["report", run.id, "--out", str(tmp_path / "file")]) == 2


# -- drawing ----------------------------------------------------------------------------------------------


def curve_of(values: list[float]) -> Curve:
    curve = Curve()
    curve.extend(range(1, len(values) + 1), values)
    return curve


def test_that_curves_keep_to_their_frame_and_words_are_escaped() -> None:
    group = Group("A < B", (Line("a", "D(G<z>)", tone="rival"),), marks=(Mark(2.0, "ceiling"),))
    svg = plot.drawn(group, {"a": curve_of([float("nan"), *np.linspace(-1, 5, 300)])}, palette.LIGHT)
    ET.fromstring(svg)
    assert "A &lt; B" in svg
    assert ">ceiling<" in svg
    for x, y in re.findall(r"([\d.-]+),([\d.-]+)", " ".join(re.findall(r'points="([^"]+)"', svg))):
        assert 0 <= float(x) <= plot.WIDTH
        assert 0 <= float(y) <= plot.HEIGHT


@pytest.mark.parametrize("values", [[], [float("nan")], [3.0], [0.0, 0.0, 0.0], [1e-9, 2e-9]])
def test_that_hardly_any_numbers_break_no_drawing(values: list[float]) -> None:
    ET.fromstring(plot.drawn(Group("Few", (Line("a", "a"),)), {"a": curve_of(values)}, palette.DARK))


def test_that_axes_have_round_numbers() -> None:
    assert ticks.places(0, 1, 4) == [0, 0.5, 1.0]
    assert ticks.places(-0.3, 0.9, 4) == pytest.approx([0, 0.5])
    assert [ticks.written(value) for value in (0.0, 0.25, 1_500, 20_000)] == ["0", "0.25", "1.5k", "20k"]


def test_that_reports_have_the_windows_colours() -> None:
    from ganstudio.ui import theme

    for ours, theirs in ((palette.DARK, theme.DARK), (palette.LIGHT, theme.LIGHT)):
        assert all(getattr(theirs, name) == value for name, value in ours.items())
