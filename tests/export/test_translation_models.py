"""Files of models that change pictures: what they are called, which are refused, and the exports of every family."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ganstudio.core import resources
from ganstudio.core.errors import StudioError
from ganstudio.export.onnx_session import Model
from ganstudio.export.translation import Translator, Wishes
from tests.export.photos import opened, photo
from tests.models import exported
from tests.translators import INVERTED, LOCAL, tiny


def test_that_a_direction_is_called_as_its_file_says(tmp_path: Path) -> None:
    assert opened(tiny(tmp_path / "a.onnx")).title == "dark to light"
    assert opened(tiny(tmp_path / "b.onnx", direction="")).title == "Tiny"
    assert Translator(Model(tmp_path / "b.onnx"), "back").title == "back"


@pytest.mark.parametrize("name", ["generators/digits", "cartoon-faces"])
def test_that_models_that_change_no_pictures_are_refused(name: str) -> None:
    with pytest.raises(StudioError, match=r"does not change pictures.*CycleGAN"):
        opened(resources.path("models", *f"{name}.onnx".split("/")))


@pytest.mark.parametrize(("lie", "words"), [
    ({"outputs": [{"kind": "picture", "channels": 3, "size": 64, "scale": 2}]}, "where 1 x 3 x 128 x 128 should come"),
    ({"inputs": [{"kind": "image", "name": "picture", "channels": 1, "role": "picture"}]}, "does not take pictures of"),
    ({"inputs": []}, "damaged description"),
])  # fmt: skip
def test_that_a_model_that_lies_about_itself_is_one_sentence(lie: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=words):
        opened(tiny(tmp_path / "a.onnx", INVERTED, **lie))


def test_that_a_model_that_lies_about_its_multiple_is_one_sentence(tmp_path: Path) -> None:
    """It works on squares of 4 px, and says that any size will do: 64 px, with which it is tried out, would."""
    made = opened(tiny(tmp_path / "a.onnx", LOCAL, multiple=1))
    with pytest.raises(StudioError, match=r"a\.onnx cannot work on these inputs"):
        made.translate(photo(61, 63), Wishes())


@pytest.mark.parametrize("family", ["cyclegan", "discogan", "stargan"])
def test_that_exports_of_every_family_change_pictures_of_any_size(
    family: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path, _ = exported(tmp_path_factory, family, "quick")
    made = opened(path)
    for size in ((5, 5), (70, 100), (300, 150)):
        for wishes in (Wishes(), Wishes(tile=128), Wishes(dict.fromkeys(made.attributes[:1], True))):
            result = made.translate(photo(*size), wishes)
            assert result.picture.size == size and result.changed is not None
    assert re.fullmatch(r"class 0 to class 1|Random · .*|changed", made.title)
