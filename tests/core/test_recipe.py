from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganstudio.core import recipe as recipes
from ganstudio.core.errors import StudioError
from ganstudio.core.recipe import Budget, DataChoice, Recipe

FULL = Recipe(
    family="cgan", preset="quick", data=DataChoice("mnist", 28, 1),
    settings={"lr_g": 0.002, "k": 3, "share_fakes": False, "loss": "hinge", "limit": None},
    budget=Budget(5, "epochs"), seed=12, device="cpu", precision="fp32",
)  # fmt: skip


def test_that_toml_and_back_is_the_same_run() -> None:
    assert recipes.from_toml(recipes.to_toml(FULL)) == FULL


def test_that_json_and_back_is_the_same_run() -> None:
    assert recipes.from_mapping(json.loads(json.dumps(recipes.to_mapping(FULL)))) == FULL


def test_that_a_setting_of_none_survives_toml() -> None:
    text = recipes.to_toml(FULL)
    assert 'off = [\n    "limit",\n]' in text or 'off = ["limit"]' in text
    assert recipes.from_toml(text).settings["limit"] is None


@given(
    st.dictionaries(
        st.text(min_size=1),
        st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(),
    ),
    st.text(st.characters(codec="utf-8")), st.integers(0, 2**63 - 1), st.floats(1e-3, 1e8),
)  # fmt: skip
def test_that_any_recipe_survives_toml(settings: dict[str, object], source: str, seed: int, amount: float) -> None:
    recipe = Recipe("dcgan", "stable", DataChoice(source), settings, Budget(amount, "steps"), seed)  # type: ignore[arg-type]
    assert recipes.from_toml(recipes.to_toml(recipe)) == recipe


def test_that_the_shortest_recipe_is_completed() -> None:
    recipe = recipes.from_toml('family = "cgan"\ndata = "mnist"')
    assert recipe == Recipe("cgan", "", DataChoice("mnist"))


def test_that_equal_recipes_have_one_digest_and_others_another() -> None:
    assert FULL.digest() == recipes.from_toml(recipes.to_toml(FULL)).digest()
    assert FULL.digest() != FULL.changed(seed=13).digest()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('format = 99\nfamily = "cgan"\ndata = "mnist"', "newer GAN Studio"),
        ('family = "cgan"\ndata = "mnist"\ncolour = "red"', "colour"),
        ('family = "cgan"\n[data]\nsource = "mnist"\nsice = 3', "sice"),
        ('family = "cgan"', "no 'data' entry"),
        ('data = "mnist"', "family"),
        ('family = "cgan"\ndata = "mnist"\nseed = -1', "seed"),
        ('family = "cgan"\ndata = "mnist"\nprecision = "fp8"', "fp32"),
        ('family = 3\ndata = "mnist"', "family must be text"),
        ('family = "cgan"\ndata = "mnist"\nsettings = 3', "not a recipe"),
        ("family = ", "not valid TOML"),
        ("\x00", "not valid TOML"),
    ],
)
def test_that_a_bad_recipe_is_refused_by_its_name(text: str, words: str) -> None:
    with pytest.raises(StudioError, match=words) as caught:
        recipes.from_toml(text, "my-recipe.toml")
    assert "my-recipe.toml" in str(caught.value)


@pytest.mark.parametrize(
    "budget", ["amount = 0", "amount = -1", "amount = nan", 'unit = "years"', 'amount = "x"', "amout = 3"]
)
def test_that_a_bad_budget_is_refused(budget: str) -> None:
    with pytest.raises(StudioError):
        recipes.from_toml(f'family = "cgan"\ndata = "mnist"\n[budget]\n{budget}')


def test_that_a_file_that_is_missing_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"gone\.toml"):
        recipes.read(tmp_path / "gone.toml")
    (tmp_path / "picture.toml").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(StudioError, match=r"picture\.toml is not a text file"):
        recipes.read(tmp_path / "picture.toml")


def test_that_a_budget_counts_steps_or_seconds() -> None:
    assert Budget(2, "epochs").steps(100) == 200
    assert Budget(0.001, "epochs").steps(100) == 1
    assert Budget(50, "steps").steps(100) == 50
    assert (Budget(3, "minutes").steps(100), Budget(3, "minutes").seconds) == (None, 180)
    assert [str(Budget(1, "epochs")), str(Budget(2.5, "minutes"))] == ["1 epoch", "2.5 minutes"]
