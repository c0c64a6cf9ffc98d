"""Translate for who has nothing yet: a model for the examples, or how to train one."""

from __future__ import annotations

import pytest

from ganstudio.core import resources
from ganstudio.ui.workspace import ShowDraft
from tests.ui.translating import Until, until, way_of
from tests.ui.window import Window

__all__ = ["until"]

pytestmark = pytest.mark.usefixtures("at_rest")


def test_that_a_newcomer_begins_with_a_model_for_the_examples(window: Window, until: Until) -> None:
    window.go_to("translate")
    until(lambda: way_of(window.translate) != "")
    assert window.translate.translating.ready is not None
    assert window.translate.translating.ready.translator.scale == 1


def test_that_who_has_no_model_is_offered_to_train_one(
    window: Window, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "generators", list)  # an empty box
    window.go_to("translate")
    panel = window.translate
    until(lambda: not panel.translating.looking)
    until(panel.welcome.train.isVisible)
    asked: list[object] = []
    panel.asked.disconnect()  # Train would begin to work out how long that takes
    panel.asked.connect(asked.append)
    panel.welcome.train.click()
    assert asked == [ShowDraft()]
    recipe = window.studio.draft.recipe
    assert (recipe.family, recipe.preset, recipe.data.source) == ("cyclegan", "quick", "cartoon-glasses")
