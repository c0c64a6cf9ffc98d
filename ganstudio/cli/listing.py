"""The rows of `ganstudio list`."""

from __future__ import annotations

import time
from typing import Any

from ganstudio.core import resources
from ganstudio.core.errors import StudioError
from ganstudio.core.runs import Run, RunState, RunStore
from ganstudio.core.settings import Places

_BOX = "in the box"


def families() -> list[dict[str, Any]]:
    from ganstudio.engine import registry

    return [
        {
            "key": kind.key, "title": kind.title, "needs": kind.need.words,
            "presets": [preset.key for preset in kind.presets], "paper": kind.paper, "summary": kind.summary,
        }
        for kind in registry.families().values()
    ]  # fmt: skip


def data(places: Places) -> list[dict[str, Any]]:
    from ganstudio.data.sets import catalogue

    return [
        {
            "key": entry.key, "title": entry.title, "kind": entry.kind, "count": entry.count, "size": entry.size,
            "channels": entry.channels, "classes": len(entry.classes), "source": entry.source,
            "licence": entry.licence,
        }
        for entry in [*catalogue.catalogue([places.data]), *catalogue.without_pictures()]
    ]  # fmt: skip


def runs(store: RunStore) -> list[dict[str, Any]]:
    return [_row(run, state) for run, state in store.listed()]


def _row(run: Run, state: RunState | StudioError) -> dict[str, Any]:
    if isinstance(state, StudioError):
        return {"id": run.id, "title": state.message, "state": "damaged", "step": 0, "family": "", "data": "",
                "created": "", "path": str(run.folder)}  # fmt: skip
    created = time.strftime("%Y-%m-%d %H:%M", time.localtime(state.created))
    return {"id": run.id, "title": state.title, "state": state.state, "step": state.step, "family": state.family,
            "data": state.data, "created": created, "path": str(run.folder)}  # fmt: skip


def models(places: Places) -> list[dict[str, Any]]:
    from ganstudio.export import library

    own = [(model.name, model) for model in library.models(places)]
    box = [
        (path.stem, library.entry(path)) for path in [*resources.models(), *resources.generators()]
    ]  # by the names that commands take
    return [
        {
            "name": name, "path": str(model.path), "task": model.task,
            "source": model.source, "family": model.family, "data": model.data, "step": model.step, "place": place,
        }
        for place, found in (("yours", own), (_BOX, box))
        for name, model in found
    ]  # fmt: skip
