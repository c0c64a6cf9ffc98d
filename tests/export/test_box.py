"""The models in the box that draw by themselves: each opens, says where it comes from, and can be asked by name."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.cli.main import main
from ganstudio.core import recipe as recipes
from ganstudio.core import resources
from ganstudio.core.controls import Attributes, images
from ganstudio.data.faces import faces
from ganstudio.engine import registry
from ganstudio.export import library
from ganstudio.export.onnx_session import Model

BOX = resources.generators()
LARGEST = 25 * 1024**2
every_model = pytest.mark.parametrize("path", BOX, ids=[path.stem for path in BOX])
CHANGING = [path for path in BOX if Model(path).card["task"] == "change"]
every_changing = pytest.mark.parametrize("path", CHANGING, ids=lambda path: path.stem)
every_drawing = pytest.mark.parametrize("path", [model.path for model in library.box()], ids=lambda path: path.stem)


def test_that_there_are_some_and_one_comes_first() -> None:
    assert library.first_of_box() in [model.path for model in library.box()]


@every_model
def test_that_it_opens_and_says_where_it_comes_from(path: Path) -> None:
    model = Model(path)
    assert path.stat().st_size < LARGEST
    assert model.changes == () or images(model.controls)  # an encoder takes pictures of its own size only
    assert model.card["verified"]["max_abs_diff"] < 1e-3
    assert model.card["dataset"]["licence"]
    assert model.card["family"] in registry.families()


@every_drawing
def test_that_its_recipe_card_and_sheet_lie_beside_it(path: Path) -> None:
    recipe = recipes.read(path.with_suffix(".toml"))
    assert recipe.family == Model(path).card["family"]
    words = path.with_suffix(".md").read_text("utf-8")
    assert f"]({path.stem}.png)" in words
    assert "samples-1" in words
    with Image.open(path.with_suffix(".png")) as sheet:
        assert np.asarray(sheet).std() > 10


@every_drawing
def test_that_it_draws_by_its_name(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "sheet.png"
    assert main(["sample", path.stem, "--out", str(out), "--count", "4"]) == 0
    assert np.asarray(Image.open(out)).std() > 10
    capsys.readouterr()
    main(["list", "models", "--json"])
    listed = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert listed[path.stem]["place"] == "in the box"


def test_that_the_box_is_not_heavy() -> None:
    assert sum(path.stat().st_size for path in BOX) < 2 * LARGEST


@every_changing
def test_that_recipe_figures_and_sheet_of_a_changing_model_lie_beside_it(path: Path) -> None:
    assert recipes.read(path.with_suffix(".toml")).family == Model(path).card["family"]
    words = path.with_suffix(".md").read_text("utf-8")
    assert f"]({path.stem}.png)" in words
    assert "translations-1" in words or "enlargements-1" in words
    with Image.open(path.with_suffix(".png")) as sheet:
        assert np.asarray(sheet).std() > 10


@every_changing
def test_that_it_changes_pictures_by_its_name(path: Path, tmp_path: Path) -> None:
    """Faces are changed, and photographs and drawings come out nearer to their originals than by bicubic."""
    scale = getattr(Model(path).gives, "scale", 1)
    original = _original(path.stem.startswith("photo"))
    given = original.resize([side // scale for side in original.size], Image.Resampling.BICUBIC)
    given.save(tmp_path / "given.png")
    attributes = next((each for each in Model(path).controls if isinstance(each, Attributes)), None)
    asked = ["--set", f"{attributes.names[0]}=on"] if attributes else []
    assert main(["translate", path.stem, str(tmp_path / "given.png"), "--out", str(tmp_path / "out"), *asked]) == 0
    with Image.open(tmp_path / "out" / "given.png") as made:
        assert made.size == original.size
        apart = _apart(made, original)
    plain = _apart(given.resize(original.size, Image.Resampling.BICUBIC), original)
    assert apart < 0.95 * plain if scale > 1 else 0.5 < apart < 40


def _original(photograph: bool) -> Image.Image:
    if not photograph:
        return Image.fromarray(np.moveaxis(faces.colour(faces.face(faces.STYLES[0], 90_001), 128), 0, 2))
    with Image.open(resources.root() / "data" / "photographs" / "coffee.jpg") as whole:
        return whole.convert("RGB").crop((100, 60, 260, 188))


def _apart(ours: Image.Image, theirs: Image.Image) -> float:
    return float(np.abs(np.asarray(ours.convert("RGB"), np.float32) - np.asarray(theirs)).mean())
