"""What every model in the box has beside its file: the recipe to the very step, and what a card says of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ganstudio.core import recipe as recipes
from ganstudio.core.recipe import Budget
from ganstudio.core.runs import Run
from ganstudio.engine.session import Session

OUT = Path(__file__).parents[1] / "resources" / "models" / "generators"


def keep_recipe(run: Run, session: Session, name: str) -> None:
    """With the steps that were really made: a run may have been resumed, or stopped."""
    whole = replace(run.recipe(), budget=Budget(float(session.step_count), "steps"))
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f"{name}.toml").write_text(recipes.to_toml(whole), "utf-8")


def facts(run: Run, session: Session, figures: Mapping[str, Any]) -> dict[str, Any]:
    """What a card is filled in with."""
    family, data = session.family, session.family.data
    rows = (f"| {name.replace('_', ' ')} | {value} |" for name, value in figures.items() if name != "protocol")
    return {
        "data": data.name, "licence": data.licence.rstrip("."), "family": family.title, "size": data.size,
        "pictures": session.pictures_seen, "steps": session.step_count, "minutes": run.state().seconds / 60,
        "protocol": figures["protocol"], "figures": "\n".join(rows),
    }  # fmt: skip
