"""The help pages: every setting has one, every link leads somewhere, and what they let one try exists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from ganstudio.core import params, resources
from ganstudio.core.errors import StudioError
from ganstudio.core.recipe import Recipe
from ganstudio.core.settings import Places, Settings
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets import catalogue
from ganstudio.engine import losses, registry
from ganstudio.engine.adversarial import AdversarialParams
from ganstudio.launch import resolve
from ganstudio.studio import help as pages
from ganstudio.studio.draft import Draft
from ganstudio.studio.help import INDEX, Page
from ganstudio.ui.workspaces import PLACES

KEYS = list(pages.pages())
every_page = pytest.mark.parametrize("key", KEYS)


def page_of(key: str) -> Page:
    return pages.pages()[key]


@every_page
def test_that_a_page_is_short_and_has_a_heading(key: str) -> None:
    page = page_of(key)
    lines = page.text.splitlines()
    assert lines[0] == f"# {page.title}"
    assert 8 <= len(lines) <= (48 if key != INDEX else 80)  # the index names every page
    assert len(page.text.split()) <= 340
    assert "  \n" not in page.text


@every_page
def test_that_its_links_resolve(key: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page_of(key).text):
        assert target.removesuffix(".md") in KEYS or target.endswith(".png"), target
        assert resources.path("help", target).is_file()


@every_page
def test_that_what_it_lets_one_try_is_a_recipe(key: str, places: Places, settings: Settings) -> None:
    attempt = page_of(key).attempt
    kind = registry.family(attempt.family)
    params.from_mapping(kind.Params, attempt.settings)
    draft = Draft(settings, places)
    pages.apply(attempt, draft)
    assert isinstance(draft.recipe, Recipe)
    assert (draft.recipe.family, draft.recipe.preset) == (attempt.family, attempt.preset)
    assert {name: draft.recipe.settings[name] for name in attempt.settings} == dict(attempt.settings)
    assert resolve(draft.recipe, draft.data).recipe == draft.recipe
    assert kind.title in attempt.words
    assert not [problem for problem in draft.problems() if problem.serious]


def test_that_every_setting_has_a_page() -> None:
    kinds = [AdversarialParams, Preparation, *(kind.Params for kind in registry.families().values())]
    missing = {spec.name for kind in kinds for spec in params.specs(kind)
               if not any(spec.name in page.settings for page in pages.pages().values())}  # fmt: skip
    assert missing == set()


def test_that_no_setting_has_two_and_none_is_made_up() -> None:
    kinds = [Preparation, *(kind.Params for kind in registry.families().values())]
    known = {spec.name for kind in kinds for spec in params.specs(kind)}
    named = [name for page in pages.pages().values() for name in page.settings]
    assert len(named) == len(set(named))
    assert set(named) <= known


def test_that_every_loss_has_a_page_of_its_own() -> None:
    titles = {page.title for page in pages.pages().values()}
    assert {"Non-saturating loss", "Saturating loss", "Least squares loss", "Hinge loss"} <= titles
    assert len(losses.NAMES) == 4
    assert all(page.attempt.settings.get("loss") in losses.NAMES
               for page in pages.pages().values() if page.title.endswith(" loss"))  # fmt: skip


def test_that_every_workspace_has_a_page() -> None:
    for name, title in ((place.key, place.title) for place in PLACES):
        assert pages.page_for(name).title == title
    assert pages.page_for("train", "r1_every").key == "r1"
    assert pages.page_for("train", "no such").key == "train"
    assert pages.page_for("nowhere").key == INDEX


def test_that_every_family_has_a_page_and_what_a_page_is_about_exists() -> None:
    for key, kind in registry.families().items():
        assert all(pages.page_about(key, preset.key) for preset in kind.presets), key
    named = [name for page in pages.pages().values() for name in page.about]
    assert len(named) == len(set(named))
    for name in named:
        family, _, preset = name.partition("/")
        assert registry.family(family).preset(preset or "stable")


def test_that_a_preset_with_a_page_of_its_own_is_shown_that() -> None:
    page = pages.page_about("vanilla", "sgn")
    assert page is not None
    assert "vanilla/sgn" in page.about
    other = pages.page_about("vanilla", "stable")
    assert other is not None
    assert other.key == "gan"


def test_that_the_index_lists_every_page_in_its_order() -> None:
    listed = re.findall(r"\]\(([^)]+)\.md\)", page_of(INDEX).text)
    assert listed == [key for key in KEYS if key != INDEX]
    groups = re.findall(r"^## (.+)$", page_of(INDEX).text, re.MULTILINE)
    assert groups == list(dict.fromkeys(page_of(key).group for key in listed))


def test_that_pages_are_found_by_their_words() -> None:
    assert page_of("r1").mentions("penalty slope")
    assert not page_of("r1").mentions("penalty letterbox")


@pytest.mark.parametrize("text", [
    "", "# No front matter", "---\ntitle: A\n---\n# A", "---\ntitle: A\ngroup: B\ntry: nothing/quick\n---\n# A",
    "---\ntitle: A\ngroup: B\ntry: cgan/nothing\n---\n# A", "---\ntitle: A\ngroup: B\ntry: cgan/quick r1=x\n---\n# A",
    "---\ntitle: A\ngroup: B\ntry: cgan/quick r2=1\n---\n# A",
])  # fmt: skip
def test_that_a_page_that_makes_no_sense_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(text)
    with pytest.raises(StudioError):
        pages.read(tmp_path / "page.md")


def test_that_pages_without_classes_get_pictures_that_have_some(places: Places, settings: Settings) -> None:
    draft = Draft(settings, places)
    draft.choose_data(catalogue.find("photographs", [places.data]))
    pages.apply(page_of("r1").attempt, draft)
    assert draft.data.labelled
    assert draft.recipe.settings["r1"] == 10


def test_that_the_wheel_takes_the_pages_along() -> None:
    project = Path(__file__).parents[2]
    build = tomllib.loads((project / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]
    assert build["wheel"]["force-include"] == {"resources": "ganstudio/resources"}
    assert (project / "resources" / "help" / "README.md").is_file()
