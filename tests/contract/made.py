"""Runs of the families of this folder without files, as other tests need them too."""

from __future__ import annotations

from ganstudio.core import sets
from ganstudio.core.recipe import DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from tests.contract.families import OURS
from tests.synthetic import session_of


def in_memory(key: str, store: RunStore) -> Run:
    """A saved run of a family whose sets are no files."""
    from ganstudio.engine import checkpoints

    session = session_of(key, OURS[key].presets[0].key)
    session.step()
    recipe = Recipe(key, OURS[key].presets[0].key, DataChoice("mnist", session.family.data.size, 1), {"batch": 8})
    run = store.create(recipe, key, "made up")
    run.update(about=sets.to_json(session.family.data), picture=(1, session.family.data.size))
    checkpoints.save(run.checkpoints, session, 1.0)
    return run
